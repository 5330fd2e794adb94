#include "cmdlets/core/comment_help.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

TEST(CommentHelp, ReadsItsKeywords)
{
    CommentHelp help;
    ASSERT_TRUE(parse_comment_help("\n  .SYNOPSIS\n    Greets.\n  .PARAMETER Name\n    Who.\n    More.\n  .EXAMPLE\n    Greet Ann\n\n    "
                                   "Says hello.\n  .EXAMPLE\n    Greet Bob\n",
                                   help));
    EXPECT_EQ(help.synopsis, "Greets.");
    ASSERT_EQ(help.parameters.size(), 1U);
    EXPECT_EQ(help.parameters[0].first, "Name");
    EXPECT_EQ(help.parameters[0].second, "Who.\nMore.");
    ASSERT_EQ(help.examples.size(), 2U);
    EXPECT_EQ(help.examples[0], "Greet Ann\n\nSays hello.");
}

TEST(CommentHelp, OtherCommentsAreNone)
{
    CommentHelp help;
    EXPECT_FALSE(parse_comment_help(" just a remark .NET style\n .. and more", help));
}

} // namespace
} // namespace kestrun::cmdlets
