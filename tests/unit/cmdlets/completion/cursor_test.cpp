#include "cmdlets/completion/cursor.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

/// "brackets: word word >current" of the innermost segment.
std::string at(std::string_view text)
{
    const Cursor cursor = read_cursor(text);
    const InputSegment& segment = cursor.segment();
    std::string out = segment.brackets + ":";
    for (const InputWord& word : segment.words) out += " " + std::string(cursor.slice(word));
    out += " >" + std::string(cursor.word());
    if (segment.expression) out += " expression";
    if (segment.piped) out += " piped";
    if (cursor.quote) out += std::string(" quote") + cursor.quote;
    if (cursor.in_comment) out += " comment";
    return out;
}

TEST(Cursor, FindsTheWordAndItsCommand)
{
    EXPECT_EQ(at(""), ": >");
    EXPECT_EQ(at("Get-Chi"), ": >Get-Chi");
    EXPECT_EQ(at("Get-ChildItem -Path x "), ": Get-ChildItem -Path x >");
    EXPECT_EQ(at("a; b | c d"), ": c >d piped");
    EXPECT_EQ(at("a && b"), ": >b");
    EXPECT_EQ(at("& 'my tool' x"), ": 'my tool' >x");
    EXPECT_EQ(at("$x = Get-Chi"), ": >Get-Chi");
    EXPECT_EQ(at("return Get-Chi"), ": >Get-Chi");
    EXPECT_EQ(at("tool --name=va"), ": tool >--name=va");
}

TEST(Cursor, KnowsBracketsAndTexts)
{
    EXPECT_EQ(at("1 | % { Get-Chi"), "{: >Get-Chi");
    EXPECT_EQ(at("f (g -a"), "(: g >-a");
    EXPECT_EQ(at("@{ a = 1; b"), "@{: >b");
    EXPECT_EQ(at("[System.Te"), "[: >System.Te expression");
    EXPECT_EQ(at("f 'a b"), ": f >'a b quote'");
    EXPECT_EQ(at("f \"a $(g b"), "$(: g >b");
    EXPECT_EQ(at("f \"a $(g) b"), ": f >\"a $(g) b quote\"");
    EXPECT_EQ(at("f 'it''s' x"), ": f 'it''s' >x");
    EXPECT_EQ(at("if ($a) { b } c"), ": >c");
}

TEST(Cursor, TellsValuesFromCommands)
{
    EXPECT_EQ(at("$a -no"), ": $a >-no expression");
    EXPECT_EQ(at("1 + 2"), ": 1 + >2 expression");
    EXPECT_EQ(at("x # note"), ": x > comment");
    EXPECT_EQ(at("<# note"), ": > comment");
}

TEST(Cursor, FindsWhereAValueBegins)
{
    const auto start = [](std::string_view text) { return read_cursor(text).value_start(text.size()); };
    EXPECT_EQ(start("f $a.B[0]"), 2U);
    EXPECT_EQ(start("1+[math]"), 2U);
    EXPECT_EQ(start("x (Get-Date)"), 2U);
    EXPECT_EQ(start("\"a b\""), 0U);
    EXPECT_EQ(start("$x.Method(1, 2)"), 0U);
}

TEST(Cursor, TakesAnyText)
{
    const std::string text =
        "if ($x) { [a]::b(\"c $(d 'e' @{ f = @(1,2) }) \", `\n @'\nhere\n'@) } | g -h:i # j\n<# k #> & \"l\" 2>&1 ${m n} ]})";
    for (size_t end = 0; end <= text.size(); ++end) {
        for (size_t start = 0; start <= end; start += 7) {
            const Cursor cursor = read_cursor(std::string_view(text).substr(start, end - start));
            ASSERT_FALSE(cursor.segments.empty());
            ASSERT_LE(cursor.word_start, cursor.text.size());
        }
    }
}

} // namespace
} // namespace kestrun::cmdlets
