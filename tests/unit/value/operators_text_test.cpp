#include <gtest/gtest.h>

#include "value/dictionary.hpp"
#include "value/operators.hpp"
#include "value_text.hpp"

namespace kestrun::value {
namespace {

std::string split(const Value& text, const Value& by, bool case_sensitive = false)
{
    return shown_result([&] { return split_operator(text, by, case_sensitive); });
}
std::string format(std::string_view text, const Value& args)
{
    return shown_result([&] { return format_operator(Value(text), args); });
}
std::string failure(const char* reason) { return std::string("ERROR|FormatError|Error formatting a string: ") + reason + "."; }

TEST(Match, FillsTheTable)
{
    Value table;
    EXPECT_EQ(show(compare_operator(ComparisonOp::Match, false, "xABC", "(?<n>b)(c)(z)?", &table)), "System.Boolean|True");
    const auto* matches = table.as<Dictionary>();
    ASSERT_TRUE(matches);
    EXPECT_EQ(matches->size(), 3u);
    EXPECT_EQ(to_text(*matches->find(Value(0))), "BC");
    EXPECT_EQ(to_text(*matches->find(Value(1))), "C");
    EXPECT_EQ(to_text(*matches->find("n")), "B");
    Value untouched(7);
    EXPECT_EQ(show(compare_operator(ComparisonOp::Match, true, "abc", "B", &untouched)), "System.Boolean|False");
    EXPECT_EQ(show(untouched), "System.Int32|7");
}

TEST(Replace, TakesOneOrTwoOperands)
{
    const auto replace = [](const Value& a, const Value& b) { return shown_result([&] { return replace_operator(a, b, false); }); };
    EXPECT_EQ(replace("abc", "B"), "System.String|ac");
    EXPECT_EQ(replace("abc", array({"(b)", "<$1>"})), "System.String|a<b>c");
    EXPECT_EQ(replace(array({"a1", "b2"}), array({"\\d", "X"})), "System.Object[]|[aX, bX]");
    EXPECT_EQ(replace(123, array({2, "x"})), "System.String|1x3");
    EXPECT_EQ(replace(Value(), array({"a", "b"})), "System.String|");
    EXPECT_EQ(replace("a", array({"a", "b", "c"})),
              "ERROR|BadReplaceArgument|The -replace operator allows only two elements to follow it, not 3.");
    EXPECT_EQ(replace("a", "["), "ERROR|InvalidRegularExpression|The regular expression pattern [ is not valid.");
}

TEST(Split, Limits)
{
    EXPECT_EQ(split("a,b,c,d", array({",", 2})), "System.String[]|[a, b,c,d]");
    EXPECT_EQ(split("a,b,c,d", array({",", -2})), "System.String[]|[a,b,c, d]");
    EXPECT_EQ(split("a,b", array({",", 1})), "System.String[]|[a,b]");
    EXPECT_EQ(split("a1b2c", array({"(\\d)", -2})), "System.String[]|[a1b, 2, c]");
    EXPECT_EQ(split("a.b", array({".", 0, "SimpleMatch"})), "System.String[]|[a, b]");
    EXPECT_EQ(split("aXbxc", "x", true), "System.String[]|[aXb, c]");
    EXPECT_EQ(split("abc", ""), "System.String[]|[, a, b, c, ]");
    EXPECT_EQ(split(Value(), ","), "System.String[]|[]");
    EXPECT_EQ(split("a", array({",", 0, "SimpleMatch,Multiline"})),
              "ERROR|InvalidSplitOptionCombination|The combination of options with the -split operator is not valid.");
    EXPECT_EQ(split("a", array({"b", "x"})).substr(0, 22), "ERROR|RuntimeException");
}

TEST(Split, UnaryTrims)
{
    EXPECT_EQ(show(split_unary("  one two\tthree\n four ")), "System.String[]|[one, two, three, four]");
    EXPECT_EQ(show(split_unary(array({"a b", "c"}))), "System.String[]|[a, b, c]");
    EXPECT_EQ(elements(split_unary("")).size(), 1u);
}

TEST(Join, WritesElements)
{
    EXPECT_EQ(show(join_operator(array({1.5, true, Value(), 1e20}), " ")), "System.String|1.5 True  1E+20");
    EXPECT_EQ(show(join_operator(array({array({1, 2}), 3}), ";")), "System.String|System.Object[];3");
    EXPECT_EQ(show(join_unary(array({1, 2}))), "System.String|12");
    EXPECT_EQ(show(join_operator(Value(), ",")), "System.String|");
}

TEST(Format, Composes)
{
    EXPECT_EQ(format("{1}, {0}", array({"a", "b"})), "System.String|b, a");
    EXPECT_EQ(format("{{{0}}}", 5), "System.String|{5}");
    EXPECT_EQ(format("[{0,6}][{0,-6}][{0,2}]", "abc"), "System.String|[   abc][abc   ][abc]");
    EXPECT_EQ(format("[{0,3}]", "é"), "System.String|[  é]");
    EXPECT_EQ(format("{0:D5}|{1:N2}|{2:x}", array({42, 1234.567, 255})), "System.String|00042|1,234.57|ff");
    EXPECT_EQ(format("{0 ,5}", 5), "System.String|    5");
    EXPECT_EQ(format("{0}", Value()), "System.String|");
    EXPECT_EQ(format("{0}", 1.0 / 3), "System.String|0.3333333333333333");
    EXPECT_EQ(format("{0}", convert(array({1, 2}), *find_type("int[]"))), "System.String|System.Int32[]");
}

TEST(Format, SaysWhatIsWrong)
{
    const std::string start = "Input string was not in a correct format. Failure to parse near offset ";
    EXPECT_EQ(format("{name}", 5), failure((start + "1. Expected an ASCII digit.").c_str()));
    EXPECT_EQ(format("{0", 5), failure((start + "2. Format item ends prematurely.").c_str()));
    EXPECT_EQ(format("{0:{{}}}", 5), failure((start + "3. Format item ends prematurely.").c_str()));
    EXPECT_EQ(format("{99999999}", 5), failure((start + "8. Format item ends prematurely.").c_str()));
    EXPECT_EQ(format("a}b", 5), failure((start + "2. Unexpected closing brace without a corresponding opening brace.").c_str()));
    EXPECT_EQ(format("{1}", 5),
              failure("Index (zero based) must be greater than or equal to zero and less than the size of the argument list."));
    EXPECT_EQ(format("{0:D3}", 1.5), failure("Format specifier was invalid."));
}

TEST(Range, UpDownAndLetters)
{
    const auto show_range = [](const Value& a, const Value& b) { return shown_result([&] { return range(a, b); }); };
    EXPECT_EQ(show_range(1, 3), "System.Object[]|[1, 2, 3]");
    EXPECT_EQ(show_range(2, "0"), "System.Object[]|[2, 1, 0]");
    EXPECT_EQ(show_range("a", "c"), "System.Object[]|[a, b, c]");
    EXPECT_EQ(show_range("1", "3"), "System.Object[]|[1, 2, 3]");
    EXPECT_EQ(show_range(1.5, 3.5), "System.Object[]|[2, 3, 4]");
    EXPECT_EQ(show_range(1, "abc"), "ERROR|System.FormatException|The input string 'abc' was not in a correct format.");
    EXPECT_EQ(show_range(1, 1e10), "ERROR|System.OverflowException|Value was either too large or too small for an Int32.");
    EXPECT_EQ(show_range(1, 2'000'000'000).substr(0, 34), "ERROR|System.OutOfMemoryException|");
}

TEST(Types, IsAndAs)
{
    EXPECT_EQ(show(is_operator(5, "int", false)), "System.Boolean|True");
    EXPECT_EQ(show(is_operator(Value(), type_value(types::object()), false)), "System.Boolean|False");
    EXPECT_EQ(show(is_operator(5, type_value(types::string()), true)), "System.Boolean|True");
    EXPECT_EQ(show(as_operator("abc", type_value(types::int32()))), "null");
    EXPECT_EQ(show(as_operator("5", "double")), "System.Double|5");
    EXPECT_EQ(shown_result([] { return is_operator(5, "NoSuchType", false); }),
              "ERROR|RuntimeException|Cannot convert the \"NoSuchType\" value of type \"System.String\" to type \"System.Type\".");
}

} // namespace
} // namespace kestrun::value
