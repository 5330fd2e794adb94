#include "value/error.hpp"
#include "value/regex.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

namespace option = regex_option;

/// The matched groups by name, "-" for none: "0=ab 1=a".
std::string match(std::string_view pattern, std::string_view text, unsigned options = 0)
{
    const RegexRef regex = compile_regex(pattern, options);
    std::vector<RegexSpan> groups;
    if (!regex_search(*regex, text, 0, groups)) return "no";
    std::string out;
    for (size_t i = 0; i < groups.size(); ++i) {
        out += (i ? " " : "") + regex->group_name(i) + "=";
        out += groups[i].success() ? std::string(text.substr(groups[i].begin, groups[i].end - groups[i].begin)) : "-";
    }
    return out;
}

std::string error(std::string_view pattern)
{
    try {
        compile_regex(pattern, 0);
        return "none";
    } catch (const ScriptError& raised) {
        EXPECT_EQ(raised.record->exception->type().full_name(), "System.Text.RegularExpressions.RegexParseException");
        return raised.record->exception->message();
    }
}

TEST(Regex, NumbersUnnamedGroupsFirst)
{
    EXPECT_EQ(match("(?<y>\\d+)-(\\d+)", "2024-05"), "0=2024-05 1=05 y=2024");
    EXPECT_EQ(match("(a)?(b)", "b"), "0=b 1=- 2=b");
    EXPECT_EQ(match("(?<n>a)|(?<n>b)", "b"), "0=b n=b");
    EXPECT_EQ(match("(?'q'x)(?<2>y)", "xy"), "0=xy 2=y q=x");
    EXPECT_EQ(match("(a)(?<n>b)\\1", "aba"), "0=aba 1=a n=b");
    EXPECT_EQ(match("(?<n>b)(a)\\k<n>\\1", "baba"), "0=baba 1=a n=b");
    EXPECT_EQ(match("(a)(?<n>b)", "ab", option::ExplicitCapture), "0=ab n=b");
    EXPECT_EQ(match("(?n:(a))(b)", "ab"), "0=ab 1=b");
}

TEST(Regex, HasDotNetsCharacters)
{
    EXPECT_EQ(match("\\u0041\\x42\\v", "AB\v"), "0=AB\v");
    EXPECT_EQ(match("\\uD83D\\uDE00", "\xF0\x9F\x98\x80"), "0=\xF0\x9F\x98\x80");
    EXPECT_EQ(match("[\\w-[aeiou]]+", "aebcd"), "0=bcd");
    EXPECT_EQ(match("[^\\d-[5]]+", "15a"), "0=a");
    EXPECT_EQ(match("\\p{IsGreek}+", "abγδ"), "0=γδ");
    EXPECT_EQ(match("\\p{Lu}\\P{Lu}", "aBc"), "0=Bc");
    EXPECT_EQ(match("[a[b]+", "a[b"), "0=a[b");
    EXPECT_EQ(match("\\d", "٣"), "0=٣");
    EXPECT_EQ(match("\\d", "٣", option::ECMAScript), "no");
    EXPECT_EQ(match("a{,2}", "a{,2}"), "0=a{,2}");
    EXPECT_EQ(match("x]y}", "x]y}"), "0=x]y}");
    EXPECT_EQ(match("é", "É", option::IgnoreCase), "0=É");
}

TEST(Regex, HasDotNetsOptions)
{
    EXPECT_EQ(match("a b # c", "ab", option::IgnorePatternWhitespace), "0=ab");
    EXPECT_EQ(match("(?x) a [ b] +", "a b"), "0=a b"); // white space counts inside a set
    EXPECT_EQ(match("(?x) a b", "a b"), "no");
    EXPECT_EQ(match("(?i)AB(?-i)c", "abc"), "0=abc");
    EXPECT_EQ(match("^b$", "a\nb\nc", option::Multiline), "0=b");
    EXPECT_EQ(match("a.b", "a\nb"), "no");
    EXPECT_EQ(match("a.b", "a\nb", option::Singleline), "0=a\nb");
    EXPECT_EQ(match("a.b", "a\rb"), "0=a\rb");
    EXPECT_EQ(match("b$", "ab\n"), "0=b");
    EXPECT_EQ(match("(?(?=a)ab|cd)", "cd"), "0=cd");
    EXPECT_EQ(match("(?<q>\")?a(?(q)\"|!)", "a!"), "0=a! q=-");
    EXPECT_EQ(match("(?<=a)b(?!c)", "abab"), "0=b");
    EXPECT_EQ(match("(?>a+)b", "aab"), "0=aab");
    EXPECT_EQ(match("a(?#note)b", "ab"), "0=ab");
}

TEST(Regex, SaysWhatIsWrong)
{
    EXPECT_EQ(error("("), "Invalid pattern '(' at offset 1. Not enough )'s.");
    EXPECT_EQ(error("a)"), "Invalid pattern 'a)' at offset 2. Too many )'s.");
    EXPECT_EQ(error("["), "Invalid pattern '[' at offset 1. Unterminated [] set.");
    EXPECT_EQ(error("*a"), "Invalid pattern '*a' at offset 1. Quantifier '*' following nothing.");
    EXPECT_EQ(error("a**"), "Invalid pattern 'a**' at offset 3. Nested quantifier '*'.");
    EXPECT_EQ(error("a\\"), "Invalid pattern 'a\\' at offset 2. Illegal \\ at end of pattern.");
    EXPECT_EQ(error("[z-a]"), "Invalid pattern '[z-a]' at offset 4. [x-y] range in reverse order.");
    EXPECT_EQ(error("\\1"), "Invalid pattern '\\1' at offset 2. Reference to undefined group number 1.");
    EXPECT_EQ(error("\\p{Foo}"), "Invalid pattern '\\p{Foo}' at offset 7. Unknown property 'Foo'.");
    EXPECT_EQ(error("a{3,1}"), "Invalid pattern 'a{3,1}' at offset 6. Illegal {x,y} with x > y.");
    EXPECT_NE(error("(?<a-b>x)").find("Balancing groups are not supported"), std::string::npos);
    EXPECT_NE(error("(?<=a+)b").find("look-behind"), std::string::npos);
}

TEST(Regex, Replaces)
{
    const RegexRef regex = compile_regex("(\\w+) (?<last>\\w+)", 0);
    EXPECT_EQ(regex_replace(*regex, "John Smith!", "${last}, $1"), "Smith, John!");
    EXPECT_EQ(regex_replace(*regex, "a b", "[$0][$&][$$][$9][${no}]"), "[a b][a b][$][$9][${no}]");
    EXPECT_EQ(regex_replace(*compile_regex("b", 0), "abc", "<$`|$'|$_>"), "a<a|c|abc>c");
    EXPECT_EQ(regex_replace(*compile_regex("(\\d)", 0), "a1", "${1}0$10"), "a10$10");
    EXPECT_EQ(regex_replace(*compile_regex("", 0), "aé", "-"), "-a-é-");
    EXPECT_EQ(regex_replace(*compile_regex("a", 0), "aaa", "b", 2), "bba");
}

TEST(Regex, Splits)
{
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(regex_split(*compile_regex(",", 0), "a,b,,c"), (Parts{"a", "b", "", "c"}));
    EXPECT_EQ(regex_split(*compile_regex("(\\d)", 0), "a1b"), (Parts{"a", "1", "b"}));
    EXPECT_EQ(regex_split(*compile_regex(",", 0), "a,b,c", 2), (Parts{"a", "b,c"}));
    EXPECT_EQ(regex_split(*compile_regex("", 0), "ab"), (Parts{"", "a", "b", ""}));
}

TEST(Regex, Escapes)
{
    EXPECT_EQ(regex_escape("a.b*[c] {d}#\n"), "a\\.b\\*\\[c]\\ \\{d}\\#\\n");
    EXPECT_EQ(regex_unescape("a\\.b\\n\\u0041"), "a.b\nA");
}

TEST(Regex, CannotHang)
{
    const RegexRef regex = compile_regex("(a|aa)+$", 0);
    std::vector<RegexSpan> groups;
    const std::string text = std::string(100, 'a') + "!";
    EXPECT_THROW(regex_search(*regex, text, 0, groups), ScriptError);
}

TEST(Regex, TakesHalvesOfSurrogatePairs)
{
    std::vector<RegexSpan> groups;
    EXPECT_TRUE(regex_search(*compile_regex("b", 0),
                             "a\xED\xA0\xBD"
                             "b",
                             0, groups));
    EXPECT_EQ(groups[0].begin, 4u);
}

} // namespace
} // namespace kestrun::value
