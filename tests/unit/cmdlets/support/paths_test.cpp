#include "cmdlets/support/paths.hpp"
#include <cerrno>
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

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
