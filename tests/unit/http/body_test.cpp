#include "http/body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

using namespace kestrun::http;

namespace {

/// Gives its bytes in pieces of a size, without a known length.
class Dripping final : public BodyReader
{
public:
    Dripping(std::size_t total, std::size_t piece) : left_(total), piece_(piece) {}
    std::size_t read(std::span<char> into) override
    {
        const std::size_t count = std::min({into.size(), left_, piece_});
        std::memset(into.data(), 'x', count);
        left_ -= count;
        return count;
    }

private:
    std::size_t left_;
    std::size_t piece_;
};

TEST(Body, ReadAllGathersEverything)
{
    EXPECT_EQ(TextBody("hello").read_all(), "hello");
    EXPECT_EQ(EmptyBody().read_all(), "");
    EXPECT_EQ(Dripping(100'000, 7).read_all(), std::string(100'000, 'x'));
    EXPECT_EQ(Dripping(0, 7).read_all(), "");
}

TEST(Body, ReadAllRefusesMoreThanTheLimit)
{
    EXPECT_EQ(TextBody("12345").read_all(5), "12345");
    EXPECT_EQ(Dripping(5, 1).read_all(5).size(), 5u);
    for (int known = 0; known < 2; ++known) {
        try {
            if (known == 1)
                (void)TextBody("123456").read_all(5);
            else
                (void)Dripping(1'000'000, 100).read_all(5);
            FAIL();
        } catch (const BodyError& error) {
            EXPECT_EQ(error.status(), 413);
        }
    }
}

} // namespace
