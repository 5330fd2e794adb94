#include "cmdlets/support/paths.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

TEST(Paths, Joins)
{
    EXPECT_EQ(join_path("/srv/app/", "/data/x"), "/srv/app/data/x");
    EXPECT_EQ(join_path("/", "a"), "/a");
    EXPECT_EQ(join_path("a", "..\\b"), "a/../b");
    EXPECT_EQ(join_path("a", ""), "a/");
}

TEST(Paths, TakesDotsOut)
{
    EXPECT_EQ(normalize_path("/a/./b/../c//d/"), "/a/c/d");
    EXPECT_EQ(normalize_path("/.."), "/");
    EXPECT_EQ(normalize_path("../a"), "../a");
    EXPECT_EQ(normalize_path("a/.."), ".");
}

TEST(Paths, SplitsParentAndLeaf)
{
    EXPECT_EQ(parent_path("/a/b/"), "/a");
    EXPECT_EQ(parent_path("/a"), "/");
    EXPECT_EQ(parent_path("/"), "");
    EXPECT_EQ(parent_path("a"), "");
    EXPECT_EQ(leaf_name("/a/b/"), "b");
    EXPECT_EQ(leaf_name("/"), "/");
}

} // namespace
} // namespace kestrun::cmdlets
