#include <gtest/gtest.h>

#include "value/operators.hpp"
#include "value/string.hpp"
#include "value_text.hpp"

namespace kestrun::value {
namespace {

TEST(Equal, NumbersAcrossTypes)
{
    EXPECT_TRUE(equal(1, 1.0));
    EXPECT_TRUE(equal(1, decimal("10", 1)));
    EXPECT_TRUE(equal(0.1, decimal("1", 0)));
    EXPECT_TRUE(equal(5, convert(5, types::big_integer())));
    EXPECT_FALSE(equal(Value::uint64(~uint64_t{0}), -1));
    EXPECT_FALSE(equal(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()));
}

TEST(Equal, TheLeftTypeDecides)
{
    EXPECT_TRUE(equal(5, "05"));
    EXPECT_FALSE(equal("05", 5));
    EXPECT_FALSE(equal(2, "1.5"));
    EXPECT_TRUE(equal(0, ""));
    EXPECT_FALSE(equal("", 0));
    EXPECT_FALSE(equal(0, Value()));
    EXPECT_FALSE(equal(Value(), false));
    EXPECT_TRUE(equal(true, "false"));
    EXPECT_FALSE(equal(5, true));
    EXPECT_TRUE(equal("True", true));
    EXPECT_TRUE(equal(Value(u'a'), "A"));
    EXPECT_FALSE(equal(Value(u'a'), "A", true));
    EXPECT_FALSE(equal(5, array({5})));
}

TEST(Equal, Text)
{
    EXPECT_TRUE(equal("ABC", "abc"));
    EXPECT_FALSE(equal("ABC", "abc", true));
    EXPECT_TRUE(equal("é", "É"));
    EXPECT_FALSE(equal("é", "e"));
    EXPECT_FALSE(equal("ß", "ss"));
}

TEST(Compare, OrdersNullAndNumbers)
{
    EXPECT_LT(compare(Value(), 0), 0);
    EXPECT_GT(compare(Value(), -1), 0);
    EXPECT_GT(compare(0, Value()), 0);
    EXPECT_LT(compare(-1, Value()), 0);
    EXPECT_GT(compare(10, "9"), 0);
    EXPECT_LT(compare("10", 9), 0);
    EXPECT_LT(compare(convert(5, types::big_integer()), 6.5), 0);
    EXPECT_EQ(shown_result([] { return Value(compare(5, "abc")); }).substr(0, 37), "ERROR|InvalidCastFromStringToInteger|");
    EXPECT_EQ(shown_result([] { return Value(compare(5, array({1}))); }),
              "ERROR|ComparisonFailure|Could not compare \"5\" to \"1\". Error: \"Cannot convert the \"System.Object[]\" value of type "
              "\"System.Object[]\" to type \"System.Int32\".\"");
}

TEST(Compare, ForSortingNeverThrows)
{
    EXPECT_LT(compare_for_sort(Value(), -5), 0);
    EXPECT_NE(compare_for_sort(5, "abc"), 0);
    EXPECT_NO_THROW(compare_for_sort(array({1}), 5));
}

TEST(CompareCulture, FollowsTheRootCollation)
{
    const std::pair<const char*, const char*> ascending[] = {
        {"a", "B"},           {"a", "A"},           {"A", "b"},    {"_", "-"},    {"-", "a"},          {"a-b", "ab"},
        {"1", "a"},           {"10", "9"},          {"a b", "ab"}, {"é", "f"},    {"e", "é"},          {"É", "f"},
        {"ä", "z"},           {"ß", "st"},          {"$", "1"},    {"z", "я"},    {"file10", "file9"}, {"co-op", "coop"},
        {"resume", "résumé"}, {"résumé", "Résumé"}, {"", "a"},     {"ab", "abc"}, {"Ab", "aC"},
    };
    for (const auto& [low, high] : ascending) {
        EXPECT_LT(compare_culture(low, high, false), 0) << low << " " << high;
        EXPECT_GT(compare_culture(high, low, false), 0) << low << " " << high;
    }
    EXPECT_EQ(compare_culture("Résumé", "résumé", true), 0);
    EXPECT_EQ(compare_culture("e\xCC\x81", "é", false), 0); // combining accent
    EXPECT_EQ(compare_culture("a\xC2\xAD"
                              "b",
                              "ab", false),
              0); // soft hyphen is ignored
}

TEST(CompareOperator, FiltersCollections)
{
    const Value numbers = array({1, 5, Value(), 10});
    EXPECT_EQ(show(compare_operator(ComparisonOp::Gt, false, numbers, 3, nullptr)), "System.Object[]|[5, 10]");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Eq, false, array({1, Value(), Value()}), Value(), nullptr)), "System.Object[]|[, ]");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Ne, false, numbers, Value(), nullptr)), "System.Object[]|[1, 5, 10]");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Like, false, array({"apple", "banana"}), "a*", nullptr)), "System.Object[]|[apple]");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Contains, false, array({"a", "b"}), "A", nullptr)), "System.Boolean|True");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Contains, true, array({"a", "b"}), "A", nullptr)), "System.Boolean|False");
    EXPECT_EQ(show(compare_operator(ComparisonOp::In, false, "1.0", array({1, 2}), nullptr)), "System.Boolean|True");
    EXPECT_EQ(show(compare_operator(ComparisonOp::Lt, false, std::numeric_limits<double>::quiet_NaN(), 1, nullptr)),
              "System.Boolean|False");
}

} // namespace
} // namespace kestrun::value
