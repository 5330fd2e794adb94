#include "server/route_template.hpp"

#include <gtest/gtest.h>

using namespace kestrun::server;

namespace {

std::string error_of(std::string_view pattern)
{
    try {
        (void)RouteTemplate::parse(pattern);
    } catch (const RouteError& error) {
        return error.what();
    }
    return "no error";
}

TEST(RouteTemplate, ComesApart)
{
    const RouteTemplate route = RouteTemplate::parse("/Users/{id:int:min(1)}/{file}.{ext?}");
    ASSERT_EQ(route.segments().size(), 3u);
    EXPECT_TRUE(route.segments()[0].is_literal());
    const RoutePart& id = route.segments()[1].parts[0];
    EXPECT_EQ(id.text, "id");
    EXPECT_EQ(id.constraints.size(), 2u);
    ASSERT_EQ(route.segments()[2].parts.size(), 3u);
    EXPECT_TRUE(route.segments()[2].parts[2].optional);
    EXPECT_EQ(route.parameter_count(), 3u);
    EXPECT_EQ(route.required_segments(), 3u);
    EXPECT_EQ(route.shape(), "/users/{:int:min(1)}/{}.{}");
}

TEST(RouteTemplate, TrailingSegmentsMayBeAbsent)
{
    EXPECT_EQ(RouteTemplate::parse("/a/{b=1}/{c?}").required_segments(), 1u);
    EXPECT_EQ(RouteTemplate::parse("/{*rest}").required_segments(), 0u);
    EXPECT_EQ(RouteTemplate::parse("/{a=1}/b").required_segments(), 2u);
    EXPECT_EQ(RouteTemplate::parse("/{a=}").segments()[0].parts[0].default_value, "");
    EXPECT_EQ(RouteTemplate::parse("/").segments().size(), 0u);
    EXPECT_EQ(RouteTemplate::parse("/a/").shape(), "/a");
}

TEST(RouteTemplate, ShapesIgnoreCaseAndNames)
{
    EXPECT_EQ(RouteTemplate::parse("/A/{x}").shape(), RouteTemplate::parse("/a/{Y}/").shape());
    EXPECT_EQ(RouteTemplate::parse("/a/{*x}").shape(), RouteTemplate::parse("/a/{**y}").shape());
    EXPECT_NE(RouteTemplate::parse("/a/{x}").shape(), RouteTemplate::parse("/a/{x:int}").shape());
    EXPECT_NE(RouteTemplate::parse("/a/{{}}").shape(), RouteTemplate::parse("/a/{x}").shape());
}

TEST(RouteTemplate, BracesInExpressionsAreDoubled)
{
    const RouteTemplate route = RouteTemplate::parse("/{zip:regex(^\\d{{5}}$)}/{n:regex(^a:b?=c$)}");
    EXPECT_TRUE(route.segments()[0].parts[0].accepts("12345"));
    EXPECT_FALSE(route.segments()[0].parts[0].accepts("1234"));
    EXPECT_TRUE(route.segments()[1].parts[0].accepts("a:=c"));
    EXPECT_EQ(RouteTemplate::parse("/{{a}}").segments()[0].parts[0].text, "{a}");
}

TEST(RouteTemplate, ErrorsNameThePatternAndTheReason)
{
    EXPECT_EQ(error_of("x"), "The route pattern 'x' is not valid: it must start with '/'.");
    EXPECT_EQ(error_of("/{a"), "The route pattern '/{a' is not valid: a '{' is not closed.");
    for (const char* bad : {"", "/a//b", "/a}", "/{}", "/{a}{b}", "/{*a}/b", "/x{*a}", "/{a?}/b", "/{a?}x", "/{a}-{b?}", "/{a}/{A}",
                            "/{a:nope}", "/{a=1?}", "/{*a?}", "/a?b", "/{a/b}", "/{a:int!}"})
        EXPECT_NE(error_of(bad), "no error") << bad;
}

} // namespace
