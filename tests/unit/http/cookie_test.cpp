#include "http/cookie.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace kestrun::http;

namespace {

TEST(Cookie, FieldsAreReadAndDecoded)
{
    const auto cookies = parse_cookies("a=1; b=\"q\";c=v%201 ; broken; =x; d=");
    const std::vector<NameValue> expected{{"a", "1"}, {"b", "q"}, {"c", "v 1"}, {"d", ""}};
    EXPECT_EQ(cookies, expected);
    EXPECT_TRUE(parse_cookies("").empty());
}

TEST(Cookie, ValuesAreEncodedWhenSet)
{
    SetCookie cookie;
    cookie.name = "c1";
    cookie.value = "v 1;\xc3\xa9%";
    EXPECT_EQ(format_set_cookie(cookie), "c1=v%201%3B%C3%A9%25; path=/");
    EXPECT_EQ(parse_cookies("c1=v%201%3B%C3%A9%25")[0].second, cookie.value);
}

TEST(Cookie, AttributesAreWritten)
{
    SetCookie cookie;
    cookie.name = "id";
    cookie.value = "x";
    cookie.path = "/app";
    cookie.domain = "example.com";
    cookie.expires = 784111777;
    cookie.max_age = 60;
    cookie.secure = true;
    cookie.http_only = true;
    cookie.same_site = SameSite::lax;
    EXPECT_EQ(format_set_cookie(cookie),
              "id=x; expires=Sun, 06 Nov 1994 08:49:37 GMT; max-age=60; domain=example.com; path=/app; secure; samesite=lax; httponly");
    cookie.path = "/; domain=evil";
    EXPECT_THROW((void)format_set_cookie(cookie), std::invalid_argument);
    cookie.path = "/";
    cookie.name = "a b";
    EXPECT_THROW((void)format_set_cookie(cookie), std::invalid_argument);
}

TEST(Cookie, SetCookieIsReadAsBrowsersDo)
{
    const auto cookie = parse_set_cookie("id=a=b; Path=/x; DOMAIN=.Example.com; Max-Age=-5; secure; HttpOnly; SameSite=Strict; Unknown=1");
    ASSERT_TRUE(cookie);
    EXPECT_EQ(cookie->name, "id");
    EXPECT_EQ(cookie->value, "a=b");
    EXPECT_EQ(cookie->path, "/x");
    EXPECT_EQ(cookie->domain, "example.com");
    EXPECT_EQ(cookie->max_age, -5);
    EXPECT_TRUE(cookie->secure);
    EXPECT_TRUE(cookie->http_only);
    EXPECT_EQ(cookie->same_site, SameSite::strict);
    EXPECT_FALSE(parse_set_cookie("novalue"));
    EXPECT_FALSE(parse_set_cookie("=x"));
    EXPECT_EQ(parse_set_cookie("a=b; path=relative")->path, "");
    EXPECT_FALSE(parse_set_cookie("a=b; expires=never; max-age=x")->expires);
}

} // namespace
