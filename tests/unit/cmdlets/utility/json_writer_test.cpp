#include "base/line_ends.hpp"
#include "cmdlets/utility/json.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

std::string compressed(const Value& value, JsonEscape escape = JsonEscape::Default)
{
    JsonOptions options;
    options.compress = true;
    options.escape = escape;
    return to_json(value, options);
}

TEST(JsonWriter, WritesScalars)
{
    EXPECT_EQ(compressed(Value()), "null");
    EXPECT_EQ(compressed(Value(true)), "true");
    EXPECT_EQ(compressed(Value(3.0)), "3.0");
    EXPECT_EQ(compressed(Value(0.1)), "0.1");
    EXPECT_EQ(compressed(Value(-5)), "-5");
}

TEST(JsonWriter, EscapesWhatMustBe)
{
    EXPECT_EQ(compressed(Value("q\" b\\ t\t n\n \x01")), "\"q\\\" b\\\\ t\\t n\\n \\u0001\"");
    EXPECT_EQ(compressed(Value("<é日&'")), "\"<é日&'\"");
    EXPECT_EQ(compressed(Value("\u2028")), "\"\\u2028\"");
}

TEST(JsonWriter, EscapesMoreWhenAsked)
{
    EXPECT_EQ(compressed(Value("é😀"), JsonEscape::NonAscii), "\"\\u00e9\\ud83d\\ude00\"");
    EXPECT_EQ(compressed(Value("<&'"), JsonEscape::Html), "\"\\u003c\\u0026\\u0027\"");
}

TEST(JsonWriter, IndentsByTwo)
{
    const Value object = make_object({{"a", value::make_array({Value(1)})}, {"b", value::make_array({})}});
    EXPECT_EQ(to_json(object, {}), base::with_new_lines("{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}"));
}

TEST(JsonWriter, TellsWhenItWasTooDeep)
{
    Value inner = make_object({{"d", Value(1)}});
    for (int i = 0; i < 3; ++i) inner = make_object({{"x", inner}});
    bool truncated = false;
    JsonOptions options;
    options.compress = true;
    const std::string text = to_json(inner, options, &truncated);
    EXPECT_TRUE(truncated);
    EXPECT_EQ(text, "{\"x\":{\"x\":{\"x\":\"@{d=1}\"}}}");
}

} // namespace
} // namespace kestrun::cmdlets
