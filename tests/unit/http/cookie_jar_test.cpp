#include "http/cookie_jar.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

Headers sets(std::initializer_list<const char*> values)
{
    Headers headers;
    for (const char* value : values) headers.add("Set-Cookie", value);
    return headers;
}

TEST(CookieJar, SendsBackWhatFits)
{
    CookieJar jar;
    jar.store(sets({"a=1", "b=2; Path=/app", "c=3; Path=/app/deep; HttpOnly", "s=4; Secure"}), "Example.com", "/x/y?q", 1000);
    EXPECT_EQ(jar.field_for("example.com", "/x/z", false, 1000), "a=1");
    EXPECT_EQ(jar.field_for("example.com", "/app/deep/er?x", false, 1000), "c=3; b=2");
    EXPECT_EQ(jar.field_for("example.com", "/application", false, 1000), "");
    EXPECT_EQ(jar.field_for("other.com", "/x/z", false, 1000), "");
    EXPECT_EQ(jar.field_for("sub.example.com", "/x/z", false, 1000), "");
    EXPECT_EQ(jar.field_for("example.com", "/x/", true, 1000), "a=1; s=4");
}

TEST(CookieJar, DomainsReachSubdomainsButNotStrangers)
{
    CookieJar jar;
    jar.store(sets({"d=1; Domain=.example.com; Path=/"}), "www.example.com", "/", 1000);
    EXPECT_EQ(jar.field_for("api.example.com", "/", false, 1000), "d=1");
    EXPECT_EQ(jar.field_for("badexample.com", "/", false, 1000), "");
    jar.clear();
    jar.store(sets({"e=1; Domain=evil.com", "t=1; Domain=com"}), "www.example.com", "/", 1000);
    EXPECT_TRUE(jar.cookies().empty());
    jar.store(sets({"l=1; Domain=localhost"}), "localhost", "/", 1000);
    EXPECT_EQ(jar.field_for("localhost", "/", false, 1000), "l=1");
}

TEST(CookieJar, CookiesExpireAndAreReplaced)
{
    CookieJar jar;
    jar.store(sets({"a=1; Max-Age=10; Path=/"}), "h", "/", 1000);
    EXPECT_EQ(jar.field_for("h", "/", false, 1009), "a=1");
    EXPECT_EQ(jar.field_for("h", "/", false, 1010), "");
    jar.store(sets({"a=2; Path=/"}), "h", "/", 1000);
    EXPECT_EQ(jar.field_for("h", "/", false, 99999), "a=2");
    jar.store(sets({"a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"}), "h", "/", 1000);
    EXPECT_TRUE(jar.cookies().empty());
}

} // namespace
