#include "http/headers.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace kestrun::http;

namespace {

TEST(Headers, KeepOrderAndSpellingAndAreFoundWithoutCase)
{
    Headers headers;
    headers.add("x-One", "1");
    headers.add("content-TYPE", "text/plain");
    headers.add("X-Two", "2");
    std::string names;
    for (const HeaderField& field : headers) names += std::string(field.name) + ' ';
    EXPECT_EQ(names, "x-One content-TYPE X-Two ");
    EXPECT_EQ(headers.get("X-ONE"), "1");
    EXPECT_EQ(headers.get("Content-Type"), "text/plain");
    EXPECT_EQ(headers.get(HeaderId::content_type), "text/plain");
    EXPECT_FALSE(headers.get("X-Three"));
    EXPECT_EQ(headers.value_or("X-Three", "none"), "none");
}

TEST(Headers, RepeatedFieldsAreCountedAndJoined)
{
    Headers headers;
    headers.add("Vary", "a");
    headers.add("X", "-");
    headers.add("vary", "b");
    EXPECT_EQ(headers.count("VARY"), 2u);
    EXPECT_EQ(headers.joined("Vary"), "a, b");
    EXPECT_EQ(headers.get("Vary"), "a");
    EXPECT_TRUE(headers.list_has(HeaderId::vary, "B"));
    EXPECT_FALSE(headers.list_has(HeaderId::vary, "c"));
}

TEST(Headers, SetReplacesAllAndKeepsTheFirstPlace)
{
    Headers headers;
    headers.add("A", "1");
    headers.add("B", "2");
    headers.add("a", "3");
    headers.set("A", "4");
    ASSERT_EQ(headers.size(), 2u);
    EXPECT_EQ(headers.begin()->value, "4");
    headers.set("C", "5");
    EXPECT_EQ(headers.get("c"), "5");
    EXPECT_TRUE(headers.remove("b"));
    EXPECT_FALSE(headers.remove("b"));
}

TEST(Headers, RefuseWhatWouldSplitAResponse)
{
    Headers headers;
    EXPECT_THROW(headers.add("X", "a\r\nSet-Cookie: b"), std::invalid_argument);
    EXPECT_THROW(headers.add("X", std::string_view("a\0b", 3)), std::invalid_argument);
    EXPECT_THROW(headers.add("X Y", "a"), std::invalid_argument);
    EXPECT_THROW(headers.add("", "a"), std::invalid_argument);
    EXPECT_THROW(headers.set("X:", "a"), std::invalid_argument);
    EXPECT_TRUE(headers.empty());
    try {
        headers.add("X-Bad", "\n");
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("X-Bad"), std::string::npos);
    }
}

TEST(Headers, CopiesOwnTheirText)
{
    Headers copy;
    {
        std::string name = "X-Long-Enough-To-Be-On-The-Heap";
        Headers original;
        original.add_view(name, name, HeaderId::other);
        original.add("Host", "h");
        copy = original;
        name.assign(name.size(), '#');
    }
    EXPECT_EQ(copy.get("x-long-enough-to-be-on-the-heap"), "X-Long-Enough-To-Be-On-The-Heap");
    EXPECT_EQ(copy.get(HeaderId::host), "h");
}

TEST(Headers, SetWithItsOwnValueIsSafe)
{
    Headers headers;
    headers.add("A", "value");
    headers.set("A", *headers.get("A"));
    EXPECT_EQ(headers.get("A"), "value");
}

} // namespace
