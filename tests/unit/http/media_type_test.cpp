#include "http/media_type.hpp"

#include <gtest/gtest.h>

#include <array>

using namespace kestrun::http;

namespace {

TEST(MediaType, ComesApart)
{
    const auto type = parse_media_type(" Application/Problem+JSON ; charset=\"utf-8\"; x=1");
    ASSERT_TRUE(type);
    EXPECT_TRUE(type->is("application/problem+json"));
    EXPECT_EQ(type->suffix(), "JSON");
    EXPECT_EQ(type->parameter("CHARSET"), "utf-8");
    EXPECT_EQ(type->parameter("x"), "1");
    EXPECT_FALSE(type->parameter("y"));
    for (const char* bad : {"", "text", "text/", "/plain", "te xt/plain", "text/pl ain", "a/b/c"})
        EXPECT_FALSE(parse_media_type(bad)) << bad;
}

TEST(MediaType, CharsetIsAddedToTextualTypesOnly)
{
    EXPECT_EQ(with_charset("text/plain"), "text/plain; charset=utf-8");
    EXPECT_EQ(with_charset("Application/JSON"), "Application/JSON; charset=utf-8");
    EXPECT_EQ(with_charset("image/svg+xml"), "image/svg+xml; charset=utf-8");
    EXPECT_EQ(with_charset("text/html; charset=iso-8859-1"), "text/html; charset=iso-8859-1");
    for (const char* other : {"application/vnd.x+test", "application/bson", "application/octet-stream", "image/png", "garbage"})
        EXPECT_EQ(with_charset(other), other);
}

TEST(Accept, IsOrderedByQuality)
{
    const auto ranges = parse_accept("text/html;q=0.5, application/json, */*;q=0.1, image/png;q=0, bad, text/css;q=2");
    ASSERT_EQ(ranges.size(), 3u);
    EXPECT_EQ(ranges[0].range.essence, "application/json");
    EXPECT_EQ(ranges[1].range.essence, "text/html");
    EXPECT_EQ(ranges[1].quality, 500);
    EXPECT_EQ(ranges[2].range.essence, "*/*");
}

TEST(Accept, NegotiationPrefersTheMostSpecificRange)
{
    constexpr std::array<std::string_view, 3> offered{"text/plain", "application/json", "application/xml"};
    EXPECT_EQ(negotiate("", offered), 0u);
    EXPECT_EQ(negotiate("*/*", offered), 0u);
    EXPECT_EQ(negotiate("application/*", offered), 1u);
    EXPECT_EQ(negotiate("application/*;q=0.5, application/xml", offered), 2u);
    EXPECT_EQ(negotiate("*/*, text/plain;q=0, application/json;q=0.2", offered), 2u);
    EXPECT_EQ(negotiate("image/png", offered), std::nullopt);
    EXPECT_EQ(negotiate("text/html, application/json;q=0.9, */*;q=0.8", offered), 1u);
}

TEST(Accept, CodingsHaveAQuality)
{
    EXPECT_EQ(token_quality("gzip, br;q=0.5", "br"), 500);
    EXPECT_EQ(token_quality("gzip;q=0, *", "gzip"), 0);
    EXPECT_EQ(token_quality("*;q=0.3", "br"), 300);
    EXPECT_EQ(token_quality("", "gzip"), 0);
    EXPECT_EQ(token_quality("gzip;q=1.000", "GZIP"), 1000);
}

} // namespace
