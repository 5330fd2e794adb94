#include "cmdlets/format/text_cells.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

TEST(TextCells, CountsCellsAndNotBytes)
{
    EXPECT_EQ(cell_width("abc"), 3);
    EXPECT_EQ(cell_width("é"), 1);
    EXPECT_EQ(cell_width("日本"), 4);
    EXPECT_EQ(cell_width("\x1b[31mred\x1b[0m"), 3);
}

TEST(TextCells, PadsOnTheSideTheAlignmentAsksFor)
{
    EXPECT_EQ(fit_cell("ab", 5, Align::Left, true), "ab   ");
    EXPECT_EQ(fit_cell("ab", 5, Align::Left, false), "ab");
    EXPECT_EQ(fit_cell("ab", 5, Align::Right, false), "   ab");
    EXPECT_EQ(fit_cell("ab", 5, Align::Center, true), " ab  ");
}

TEST(TextCells, CutsWithAnEllipsis)
{
    EXPECT_EQ(fit_cell("abcdef", 4, Align::Left, true), "abc…");
    EXPECT_EQ(fit_cell("abcdef", 4, Align::Right, true), "…def");
    EXPECT_EQ(fit_cell("one\ntwo", 7, Align::Left, true), "one…   ");
}

TEST(TextCells, WideCharactersAreNotHalved) { EXPECT_EQ(fit_cell("日本語", 4, Align::Left, true), "日… "); }

TEST(TextCells, WrapsBetweenWordsAndKeepsTheirBlanks)
{
    EXPECT_EQ(wrap_text("one two three", 8), (std::vector<std::string>{"one two ", "three"}));
    EXPECT_EQ(wrap_text("a\r\nb", 8), (std::vector<std::string>{"a", "b"}));
}

TEST(TextCells, CutsWordsThatAreLongerThanALine)
{
    EXPECT_EQ(wrap_text("ab cdefghij k", 5), (std::vector<std::string>{"ab cd", "efghi", "j k"}));
}

TEST(TextCells, NeverLoopsOnAWidthOfZero) { EXPECT_FALSE(wrap_text("日本", 0).empty()); }

} // namespace
} // namespace kestrun::cmdlets
