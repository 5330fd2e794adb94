#include "http/url.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

std::string path(std::string_view raw)
{
    TextStore store;
    const auto normal = normalise_path(raw, store);
    return normal ? std::string(*normal) : "refused";
}

TEST(Url, PercentDecodingLeavesBrokenCodesAlone)
{
    EXPECT_EQ(percent_decode("a%20b%C3%A9"), "a b\xc3\xa9");
    EXPECT_EQ(percent_decode("%zz%4%"), "%zz%4%");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
}

TEST(Url, PercentEncodingKeepsUnreserved)
{
    EXPECT_EQ(percent_encode("aZ0-._~ /\xc3\xa9"), "aZ0-._~%20%2F%C3%A9");
    EXPECT_EQ(percent_encode("a b", true), "a+b");
}

TEST(Url, PathsAreDecodedBeforeDotSegmentsAreRemoved)
{
    EXPECT_EQ(path("/plain/path"), "/plain/path");
    EXPECT_EQ(path("/a/../b"), "/b");
    EXPECT_EQ(path("/a/%2e%2E/b"), "/b");
    EXPECT_EQ(path("/a/./b/."), "/a/b/");
    EXPECT_EQ(path("/../../etc/passwd"), "/etc/passwd");
    EXPECT_EQ(path("/a/b/.."), "/a/");
    EXPECT_EQ(path("/a//../b"), "/a/b");
    EXPECT_EQ(path("/.hidden/..x/..."), "/.hidden/..x/...");
    EXPECT_EQ(path("/a%20b"), "/a b");
    EXPECT_EQ(path("/"), "/");
    EXPECT_EQ(path("/.."), "/");
}

TEST(Url, AnEncodedSlashStaysEncodedInPaths)
{
    EXPECT_EQ(path("/a%2Fb"), "/a%2Fb");
    EXPECT_EQ(path("/a%2fb%41"), "/a%2fbA");
    EXPECT_EQ(path("/a/..%2Fb"), "/a/..%2Fb");
}

TEST(Url, CodesThatAreNoUtf8StayAsText)
{
    EXPECT_EQ(path("/%ff"), "/%ff");
    EXPECT_EQ(path("/%C3"), "/%C3");
    EXPECT_EQ(path("/%C3%28"), "/%C3(");
    EXPECT_EQ(path("/%C0%AF"), "/%C0%AF");       // overlong slash
    EXPECT_EQ(path("/%ED%A0%80"), "/%ED%A0%80"); // surrogate
    EXPECT_EQ(path("/%F0%9F%98%80"), "/\xf0\x9f\x98\x80");
    EXPECT_EQ(path("/%F4%90%80%80"), "/%F4%90%80%80");
    EXPECT_EQ(path("/%E2%82"), "/%E2%82");
    EXPECT_EQ(path("/100%"), "/100%");
}

TEST(Url, APathWithNulOrWithoutSlashIsRefused)
{
    EXPECT_EQ(path("/a%00b"), "refused");
    EXPECT_EQ(path("a"), "refused");
    EXPECT_EQ(path(""), "refused");
}

TEST(Url, QueriesKeepOrderAndRepeats)
{
    const auto pairs = parse_query("a=1&b=x+y%26&&c&a=3&=e&d=1=2");
    const std::vector<NameValue> expected{{"a", "1"}, {"b", "x y&"}, {"c", ""}, {"a", "3"}, {"", "e"}, {"d", "1=2"}};
    EXPECT_EQ(pairs, expected);
    EXPECT_TRUE(parse_query("").empty());
    EXPECT_EQ(parse_query("a&b&c", 2).size(), 2u);
    EXPECT_EQ(build_query({{"a b", "1&2"}, {"c", ""}}), "a+b=1%262&c=");
}

TEST(Url, AbsoluteUrlsComeApart)
{
    const auto url = parse_url("http://user:pw@Example.com:8080/a/b?q=1#frag");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "http");
    EXPECT_EQ(url->host, "Example.com");
    EXPECT_EQ(url->port, 8080);
    EXPECT_EQ(url->user_info, "user:pw");
    EXPECT_EQ(url->authority, "Example.com:8080");
    EXPECT_EQ(url->path, "/a/b");
    EXPECT_EQ(url->query, "q=1");
    EXPECT_EQ(url->fragment, "frag");
    EXPECT_EQ(parse_url("HTTPS://[::1]")->port, 443);
    EXPECT_EQ(parse_url("http://h?x")->query, "x");
    for (const char* bad :
         {"", "/a", "ftp://h/", "http:/h", "http://", "http://:80/", "http://h:99999/", "http://h:x/", "http://[::1", "http://a b/"})
        EXPECT_FALSE(parse_url(bad)) << bad;
}

TEST(Url, AuthoritiesAreChecked)
{
    EXPECT_EQ(parse_authority("localhost")->host, "localhost");
    EXPECT_EQ(parse_authority("h:80")->port, 80);
    EXPECT_EQ(parse_authority("h:")->port, 0);
    EXPECT_EQ(parse_authority("[::1]:5000")->host, "[::1]");
    EXPECT_EQ(parse_authority("")->host, "");
    for (const char* bad : {"a b", "h:x", "h:65536", "a/b", "a@b", ":80", "[::1", "[]", "::1", "h:80:80", "[::1]x", "a]b", "[zz::]"})
        EXPECT_FALSE(parse_authority(bad)) << bad;
}

TEST(Url, ReferencesResolveAsTheRfcSays)
{
    const std::string_view base = "http://a/b/c/d?q";
    EXPECT_EQ(resolve_reference(base, "g"), "http://a/b/c/g");
    EXPECT_EQ(resolve_reference(base, "./g"), "http://a/b/c/g");
    EXPECT_EQ(resolve_reference(base, "/g"), "http://a/g");
    EXPECT_EQ(resolve_reference(base, "//g/x"), "http://g/x");
    EXPECT_EQ(resolve_reference(base, "?y"), "http://a/b/c/d?y");
    EXPECT_EQ(resolve_reference(base, "../../../g"), "http://a/g");
    EXPECT_EQ(resolve_reference(base, ""), "http://a/b/c/d?q");
    EXPECT_EQ(resolve_reference(base, "#s"), "http://a/b/c/d?q");
    EXPECT_EQ(resolve_reference(base, "https://z/y#s"), "https://z/y");
    EXPECT_EQ(resolve_reference("http://a", "g"), "http://a/g");
    EXPECT_EQ(resolve_reference(base, "g?y=http://x"), "http://a/b/c/g?y=http://x");
}

} // namespace
