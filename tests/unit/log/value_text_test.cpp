#include "event_maker.hpp"
#include "log/value_text.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace kestrun::log {
namespace {

using test::format;
using test::make_event;

std::string rendered(const PropertyValue& value, std::string_view hole = "{A}", std::string_view how = "{Message:lj}")
{
    return format(how, make_event(Level::Information, hole, {value}));
}

base::DateText date(base::DateKind kind = base::DateKind::utc, int offset = 0)
{
    return {base::date_ticks(2024, 1, 2) + 3 * base::ticks_per_hour + 4 * base::ticks_per_minute + 5 * base::ticks_per_second, kind,
            offset};
}

const Guid guid{"12345678-1234-1234-1234-123456789abc"};

TEST(ValueText, ShowsScalarsInTheirOwnForm)
{
    EXPECT_EQ(rendered({}), "null");
    EXPECT_EQ(rendered(true), "True");
    EXPECT_EQ(rendered(-5), "-5");
    EXPECT_EQ(rendered(18446744073709551615ull), "18446744073709551615");
    EXPECT_EQ(rendered(0.1), "0.1");
    EXPECT_EQ(rendered(0.1f), "0.1");
    EXPECT_EQ(rendered(base::Digits{"12340", 2, false, base::DigitsKind::decimal}), "12.340");
    EXPECT_EQ(rendered("str"), "str");
    EXPECT_EQ(rendered(U'c'), "'c'");
    EXPECT_EQ(rendered(date()), "01/02/2024 03:04:05");
    EXPECT_EQ(rendered(date(base::DateKind::offset, 120)), "01/02/2024 03:04:05 +02:00");
    EXPECT_EQ(rendered(TimeSpan{905'000'000}), "00:01:30.5000000");
    EXPECT_EQ(rendered(guid), "12345678-1234-1234-1234-123456789abc");
    EXPECT_EQ(rendered(EnumValue{"Friday", 5}), "Friday");
}

TEST(ValueText, AppliesFormats)
{
    EXPECT_EQ(rendered(7, "{N:000}"), "007");
    EXPECT_EQ(rendered(3.14159, "{D:F2}"), "3.14");
    EXPECT_EQ(rendered(255, "{X:X4}"), "00FF");
    EXPECT_EQ(rendered(-1, "{X:X}"), "FFFFFFFF");
    EXPECT_EQ(rendered(0.256, "{P:P1}"), "25.6 %");
    EXPECT_EQ(rendered(1234567.891, "{C:N2}"), "1,234,567.89");
    EXPECT_EQ(rendered(date(), "{D:yyyy-MM-dd HH:mm}"), "2024-01-02 03:04");
    EXPECT_EQ(rendered(TimeSpan{905'000'000}, "{T:mm\\:ss}"), "01:30");
    EXPECT_EQ(rendered(guid, "{G:N}"), "12345678123412341234123456789abc");
    EXPECT_EQ(rendered(guid, "{G:B}"), "{12345678-1234-1234-1234-123456789abc}");
    EXPECT_EQ(rendered(EnumValue{"Friday", 5}, "{E:d}"), "5");
    EXPECT_EQ(rendered(EnumValue{"Friday", 5}, "{E:X}"), "00000005");
    EXPECT_EQ(rendered("text", "{S:N2}"), "text");
}

TEST(ValueText, IgnoresFormatsThatDoNotFit)
{
    EXPECT_EQ(rendered(1.5, "{A:D3}"), "1.5");
    EXPECT_EQ(rendered(5, "{A:Q}"), "5");
    EXPECT_EQ(rendered(date(), "{A:q}"), "01/02/2024 03:04:05");
    EXPECT_EQ(rendered(TimeSpan{0}, "{A:hh:mm}"), "00:00:00");
}

TEST(ValueText, ShowsCollections)
{
    EXPECT_EQ(rendered(Sequence{{"x", "y"}}), R"(["x", "y"])");
    EXPECT_EQ(rendered(Sequence{{1, 2, 3}}), "[1, 2, 3]");
    EXPECT_EQ(rendered(Sequence{}), "[]");
    EXPECT_EQ(rendered(Sequence{{true, {}, date(), U'c', 1.5}}), R"([true, null, "2024-01-02T03:04:05.0000000Z", "c", 1.5])");
    EXPECT_EQ(rendered(Sequence{{"[k, v]", "[n, 1]"}}), R"(["[k, v]", "[n, 1]"])");
    const Structure entry{"DictionaryEntry", {{"Key", "k"}, {"Value", "v"}}};
    EXPECT_EQ(rendered(Sequence{{entry}}), R"([{"Key": "k", "Value": "v", "$type": "DictionaryEntry"}])");
    EXPECT_EQ(rendered(Dictionary{{{"k", 1}, {2, "v"}}}), R"({"k": 1, "2": "v"})");
}

TEST(ValueText, QuotesStringsUnlessTheyAreLiteral)
{
    EXPECT_EQ(rendered("a\"b\n", "{A}", "{Message}"), R"("a\"b\n")");
    EXPECT_EQ(rendered("plain", "{A}", "{Message:l}"), "plain");
    EXPECT_EQ(rendered("plain", "{A}", "{Message:j}"), R"("plain")");
    EXPECT_EQ(rendered(Sequence{{"x", true}}, "{A}", "{Message}"), R"(["x", True])");
    EXPECT_EQ(rendered(Structure{"Tag", {{"P", "p"}, {"Q", 2}}}, "{@A}", "{Message}"), R"(Tag {P="p", Q=2})");
    EXPECT_EQ(rendered(Structure{"", {}}, "{@A}", "{Message}"), "{}");
    EXPECT_EQ(rendered(Dictionary{{{"k", 1}}}, "{@A}", "{Message}"), R"({["k"]=1})");
}

TEST(ValueText, GivesJsonWhenAsked)
{
    EXPECT_EQ(rendered(true, "{A}", "{Message:j}"), "true");
    EXPECT_EQ(rendered(date(), "{A:yyyy}", "{Message:j}"), R"("2024-01-02T03:04:05.0000000Z")");
    EXPECT_EQ(rendered(7, "{A:000}", "{Message:j}"), "7");
    EXPECT_EQ(rendered(std::numeric_limits<double>::quiet_NaN(), "{A}", "{Message:j}"), R"("NaN")");
    EXPECT_EQ(rendered(U'c', "{A}", "{Message:j}"), R"("c")");
}

TEST(ValueText, WritesCompactJson)
{
    std::string out;
    append_json(out, Structure{"T", {{"a", Sequence{{1, "x", {}}}}, {"d", Dictionary{{{"k", false}}}}}});
    EXPECT_EQ(out, R"({"a":[1,"x",null],"d":{"k":false},"_typeTag":"T"})");
}

TEST(ValueText, EscapesJsonStrings)
{
    std::string out;
    append_json_string(out, "\"\\\n\r\t\f\x01\x1f/\u00e9\xff");
    EXPECT_EQ(out, "\"\\\"\\\\\\n\\r\\t\\f\\u0001\\u001F/\u00e9\uFFFD\"");
}

} // namespace
} // namespace kestrun::log
