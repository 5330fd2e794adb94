#include "base/function.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>

namespace kestrun::base {
namespace {

TEST(UniqueFunction, OwnsMoveOnlyCallables)
{
    auto number = std::make_unique<int>(41);
    UniqueFunction<int(int)> add([n = std::move(number)](int i) { return *n + i; });
    UniqueFunction<int(int)> moved(std::move(add));
    EXPECT_FALSE(add); // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(moved(1), 42);
}

TEST(UniqueFunction, LargeCallablesLiveOnTheHeapAndDieOnce)
{
    auto counter = std::make_shared<int>(0);
    {
        std::array<char, 200> ballast{};
        UniqueFunction<long()> large([counter, ballast] { return counter.use_count() + ballast[0]; });
        EXPECT_EQ(large(), 2);
        UniqueFunction<long()> other;
        other = std::move(large);
        EXPECT_EQ(other(), 2);
        other.reset();
        EXPECT_FALSE(other);
        EXPECT_EQ(counter.use_count(), 1);
    }
    EXPECT_EQ(counter.use_count(), 1);
}

int twice(FunctionRef<int(int)> f) { return f(f(3)); }

TEST(FunctionRef, BorrowsLambdas)
{
    int calls = 0;
    EXPECT_EQ(twice([&](int i) { return ++calls, i * 2; }), 12);
    EXPECT_EQ(calls, 2);
}

} // namespace
} // namespace kestrun::base
