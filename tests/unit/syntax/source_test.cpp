#include "syntax/source.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax {
namespace {

TEST(SourceTextTest, CountsLinesAtEveryKindOfLineEnd)
{
    const SourceText source("a\nb\r\nc\rd");
    EXPECT_EQ(source.line_count(), 4U);
    EXPECT_EQ(source.position(0), (Position{1, 1}));
    EXPECT_EQ(source.position(2), (Position{2, 1}));
    EXPECT_EQ(source.position(5), (Position{3, 1}));
    EXPECT_EQ(source.position(7), (Position{4, 1}));
    for (uint32_t offset = 0; offset < 9; ++offset) EXPECT_EQ(source.line_number(offset), source.position(offset).line) << offset;
    EXPECT_EQ(source.line(2), "b");
    EXPECT_EQ(source.line(4), "d");
    EXPECT_EQ(source.line(5), "");
    EXPECT_EQ(source.line(0), "");
}

TEST(SourceTextTest, ColumnsAreUtf16Units)
{
    const SourceText source("é€😀x");
    EXPECT_EQ(source.position(2), (Position{1, 2}));  // after é
    EXPECT_EQ(source.position(5), (Position{1, 3}));  // after €
    EXPECT_EQ(source.position(9), (Position{1, 5}));  // after 😀, two units
    EXPECT_EQ(source.position(10), (Position{1, 6})); // the end
    EXPECT_EQ(source.line_number(10), 1U);
}

TEST(SourceTextTest, ColumnsGoOnPastTheEnd)
{
    const SourceText source("ab");
    EXPECT_EQ(source.position(2), (Position{1, 3}));
    EXPECT_EQ(source.position(3), (Position{1, 4}));
}

TEST(SourceTextTest, DropsTheByteOrderMark)
{
    const SourceText source("\xEF\xBB\xBF"
                            "1",
                            "/a.ps1");
    EXPECT_EQ(source.text(), "1");
    EXPECT_EQ(source.file(), "/a.ps1");
}

TEST(SourceTextTest, AnEmptyTextHasOneLine)
{
    const SourceText source("");
    EXPECT_EQ(source.line_count(), 1U);
    EXPECT_EQ(source.position(0), (Position{1, 1}));
    EXPECT_EQ(source.line(1), "");
}

} // namespace
} // namespace kestrun::syntax
