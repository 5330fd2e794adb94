#include "cmdlets/support/paths.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

TEST(Paths, Joins)
{
    EXPECT_EQ(join_path("C:\\srv\\app\\", "\\data\\x"), "C:\\srv\\app\\data\\x");
    EXPECT_EQ(join_path("C:\\", "a"), "C:\\a");
    EXPECT_EQ(join_path("a", "../b"), "a\\..\\b");
    EXPECT_EQ(join_path("a", ""), "a\\");
}

TEST(Paths, TakesDotsOut)
{
    EXPECT_EQ(normalize_path("C:\\a\\.\\b\\..\\c\\\\d\\"), "C:\\a\\c\\d");
    EXPECT_EQ(normalize_path("C:/a/../b"), "C:\\b");
    EXPECT_EQ(normalize_path("C:\\.."), "C:\\");
    EXPECT_EQ(normalize_path("..\\a"), "..\\a");
    EXPECT_EQ(normalize_path("a\\.."), ".");
}

TEST(Paths, SplitsParentAndLeaf)
{
    EXPECT_EQ(parent_path("C:\\a\\b\\"), "C:\\a");
    EXPECT_EQ(parent_path("C:\\a"), "C:\\");
    EXPECT_EQ(parent_path("C:\\"), "");
    EXPECT_EQ(parent_path("a"), "");
    EXPECT_EQ(leaf_name("C:\\a/b\\"), "b");
    EXPECT_EQ(leaf_name("C:\\"), "C:\\");
}

} // namespace
} // namespace kestrun::cmdlets
