#include "base/expected.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace kestrun::base {
namespace {

using Text = Expected<std::string, int>;

TEST(Expected, HoldsAValueOrAnError)
{
    Text value("abc");
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(*value, "abc");
    EXPECT_EQ(value->size(), 3u);
    Text error = Unexpected(7);
    ASSERT_FALSE(error);
    EXPECT_EQ(error.error(), 7);
    EXPECT_EQ(error.value_or("other"), "other");
}

TEST(Expected, ValueOfAnErrorThrows)
{
    Text error = Unexpected(7);
    EXPECT_THROW((void)error.value(), BadExpectedAccess);
    Expected<void, int> nothing = Unexpected(1);
    EXPECT_THROW(nothing.value(), BadExpectedAccess);
    EXPECT_NO_THROW((Expected<void, int>().value()));
}

TEST(Expected, MovesWhatCannotBeCopied)
{
    Expected<std::unique_ptr<int>, std::string> value(std::make_unique<int>(5));
    std::unique_ptr<int> taken = *std::move(value);
    EXPECT_EQ(*taken, 5);
}

TEST(Expected, SameTypeForValueAndErrorStaysDistinct)
{
    Expected<int, int> error = Unexpected(3);
    EXPECT_FALSE(error.has_value());
    Expected<int, int> value(3);
    EXPECT_TRUE(value.has_value());
}

} // namespace
} // namespace kestrun::base
