#include "cmdlets/support/paths.hpp"
#include <cerrno>
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

TEST(Paths, KnowsTheDrivesThatAreNoFiles)
{
    EXPECT_EQ(split_drive("Env:PATH").drive, "env");
    EXPECT_EQ(split_drive("variable:/x").path, "x");
    EXPECT_EQ(split_drive("/a:b").drive, "");
    EXPECT_EQ(split_drive("other:x").drive, "");
}

TEST(Paths, TellsErrorsByTheirDotNetTypes)
{
    EXPECT_EQ(file_error(ENOENT, "/x/y", "Id", ErrorCategory::WriteError)->exception->message(),
              "Could not find a part of the path '/x/y'.");
    EXPECT_EQ(file_error(EACCES, "/x", "Id", ErrorCategory::WriteError)->exception->type().full_name(),
              "System.UnauthorizedAccessException");
}

} // namespace
} // namespace kestrun::cmdlets
