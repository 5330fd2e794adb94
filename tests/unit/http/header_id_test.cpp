#include "http/header_id.hpp"

#include "http/ascii.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun::http;

namespace {

TEST(HeaderId, EveryNameIsFoundInAnyCase)
{
    for (std::size_t i = 1; i < header_names.size(); ++i) {
        const auto id = static_cast<HeaderId>(i);
        std::string upper(header_names[i]);
        std::string lower = upper;
        for (char& c : upper) c = to_upper(c);
        for (char& c : lower) c = to_lower(c);
        EXPECT_EQ(header_id(header_names[i]), id);
        EXPECT_EQ(header_id(upper), id);
        EXPECT_EQ(header_id(lower), id);
    }
}

TEST(HeaderId, OthersAreOther)
{
    for (const char* name : {"", "X", "Hosts", "Content-Lengths", "X-Host", "Xost", "Content_Length"})
        EXPECT_EQ(header_id(name), HeaderId::other) << name;
}

} // namespace
