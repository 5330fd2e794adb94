#include "base/nearest.hpp"
#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

TEST(NearestName, AllowsForAThirdOfTheLetters)
{
    const std::vector<std::string> names{"Pattern", "Path", "Verbs"};
    EXPECT_EQ(nearest_name("patern", names), "Pattern");
    EXPECT_EQ(nearest_name("pattren", names), "Pattern");
    EXPECT_EQ(nearest_name("vrebs", names), "Verbs");
    EXPECT_EQ(nearest_name("colour", names), "");
    EXPECT_EQ(nearest_name(std::string(1000, 'x'), names), "");
}

TEST(EditDistance, CountsSwapsOnceAndGivesUpPastTheLimit)
{
    EXPECT_EQ(edit_distance("abcd", "ABDC", 3), 1U);
    EXPECT_EQ(edit_distance("abc", "", 3), 3U);
    EXPECT_GT(edit_distance("abc", "xyzxyzxyz", 2), 2U);
}

} // namespace
} // namespace kestrun::base
