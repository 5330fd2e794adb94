#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun::http;

namespace {

struct Parsed
{
    std::string text; // the request's views point into it
    Request request;
    ParseResult result = ParseResult::need_more;
    int status = 0;
    std::string reason;
    std::size_t consumed = 0;
};

void run(Parsed& parsed, const std::string& input, std::size_t step, const ParseLimits& limits = {})
{
    parsed.text = input;
    const std::string& text = parsed.text;
    RequestParser parser(limits);
    for (std::size_t size = std::min(step, text.size());; size = std::min(size + step, text.size())) {
        parsed.result = parser.parse(std::string_view(text).substr(0, size), parsed.request);
        if (parsed.result != ParseResult::need_more || size == text.size()) break;
    }
    parsed.status = parser.failure().status;
    parsed.reason = parser.failure().reason;
    parsed.consumed = parser.consumed();
}

int status_of(const std::string& text, const ParseLimits& limits = {})
{
    int seen = -1;
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1 << 20}}) {
        Parsed parsed;
        run(parsed, text, step, limits);
        const int status = parsed.result == ParseResult::complete ? 200 : parsed.result == ParseResult::need_more ? 0 : parsed.status;
        EXPECT_TRUE(seen == -1 || seen == status) << "depends on how the bytes arrive: " << text;
        seen = status;
    }
    return seen;
}

std::string get(const std::string& headers, const std::string& line = "GET / HTTP/1.1") { return line + "\r\n" + headers + "\r\n"; }

TEST(RequestParser, FillsTheRequestWithoutCopies)
{
    const std::string text =
        "POST /a%20b/../c?x=1 HTTP/1.1\r\nhost: Example.com:80\r\nX-Two:  spaced value \t\r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        Parsed parsed;
        run(parsed, text, step);
        const Request& request = parsed.request;
        ASSERT_EQ(parsed.result, ParseResult::complete) << parsed.reason;
        EXPECT_EQ(parsed.consumed, text.size() - 5);
        EXPECT_EQ(request.method, Method::post);
        EXPECT_EQ(request.method_text, "POST");
        EXPECT_EQ(request.target, "/a%20b/../c?x=1");
        EXPECT_EQ(request.raw_path, "/a%20b/../c");
        EXPECT_EQ(request.path, "/c");
        EXPECT_EQ(request.query, "x=1");
        EXPECT_EQ(request.authority, "Example.com:80");
        EXPECT_EQ(request.headers.get("x-two"), "spaced value");
        EXPECT_EQ(request.content_length, 5u);
        EXPECT_TRUE(request.wants_keep_alive);
        EXPECT_EQ(request.target.data(), parsed.text.data() + 5);
    }
}

TEST(RequestParser, MethodsKeepTheirSpelling)
{
    Parsed parsed;
    run(parsed, "get / HTTP/1.1\r\nHost: h\r\n\r\n", 100);
    EXPECT_EQ(parsed.request.method, Method::get);
    EXPECT_EQ(parsed.request.method_text, "get");
    Parsed unknown;
    run(unknown, "FOO / HTTP/1.1\r\nHost: h\r\n\r\n", 100);
    EXPECT_EQ(unknown.result, ParseResult::complete);
    EXPECT_EQ(unknown.request.method, Method::unknown);
}

TEST(RequestParser, RequestLinesAreStrict)
{
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    EXPECT_EQ(status_of("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    for (const char* line : {"GET  / HTTP/1.1",
                             "GET / HTTP/1.1 ",
                             " GET / HTTP/1.1",
                             "GET /",
                             "GET",
                             "GET / HTTP/1.10",
                             "GET / http/1.1",
                             "GET / HTTP/1,1",
                             "GET /a b HTTP/1.1",
                             "GET\t/ HTTP/1.1",
                             "GET / HTTP/x.1",
                             "G@T / HTTP/1.1",
                             "GET /\x01 HTTP/1.1",
                             "GET /\xc3\xa9 HTTP/1.1",
                             "GET /#frag HTTP/1.1",
                             "GET  HTTP/1.1",
                             "GET / FTP/1.1",
                             "GET * HTTP/1.1",
                             "GET a HTTP/1.1",
                             "GET ftp://h/ HTTP/1.1"})
        EXPECT_EQ(status_of(get("Host: h\r\n", line)), 400) << line;
}

TEST(RequestParser, OtherMajorVersionsAre505)
{
    EXPECT_EQ(status_of(get("Host: h\r\n", "GET / HTTP/2.0")), 505);
    EXPECT_EQ(status_of(get("Host: h\r\n", "GET / HTTP/0.9")), 505);
    EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(status_of(get("Host: h\r\n", "GET / HTTP/1.2")), 200);
}

TEST(RequestParser, LineEndsAreCrLfAndNothingElse)
{
    EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: h\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\n\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: a\rb\r\nHost: h\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\r\nHost: h\r\n\r\n"), 400);
    EXPECT_EQ(status_of("\n\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

TEST(RequestParser, FieldLinesAreStrict)
{
    for (const char* field : {"X y: 1", "X : 1", ": 1", "X", " folded", "\tfolded", "X(: 1", "\xc3\xa9: 1", "X\x7f: 1"})
        EXPECT_EQ(status_of(get(std::string("Host: h\r\n") + field + "\r\n")), 400) << field;
    EXPECT_EQ(status_of(get("Host: h\r\nA: b\r\n folded\r\n")), 400);
    EXPECT_EQ(status_of(get(std::string("Host: h\r\nX: a\0b\r\n", 17))), 400);
    EXPECT_EQ(status_of(get(std::string("Host: h\r\nX: 12345678\0b\r\n", 24))), 400);
    EXPECT_EQ(status_of(get("Host: h\r\nX: a\x01"
                            "b\r\n")),
              200);
    EXPECT_EQ(status_of(get("Host: h\r\nX: \xff\xfe\r\n")), 200);
    EXPECT_EQ(status_of(get("Host: h\r\nX:\r\n")), 200);
}

TEST(RequestParser, Http11NeedsOneValidHost)
{
    EXPECT_EQ(status_of(get("")), 400);
    EXPECT_EQ(status_of(get("Host: a\r\nHost: a\r\n")), 400);
    EXPECT_EQ(status_of(get("Host: a b\r\n")), 400);
    EXPECT_EQ(status_of(get("Host: a/b\r\n")), 400);
    EXPECT_EQ(status_of(get("Host: a:b\r\n")), 400);
    EXPECT_EQ(status_of(get("Host: a@b\r\n")), 400);
    EXPECT_EQ(status_of(get("Host:\r\n")), 200);
    EXPECT_EQ(status_of(get("Host: [::1]:5000\r\n")), 200);
    EXPECT_EQ(status_of(get("", "GET / HTTP/1.0")), 200);
    EXPECT_EQ(status_of(get("Host: a\r\nHost: b\r\n", "GET / HTTP/1.0")), 400);
}

TEST(RequestParser, AbsoluteTargetsMustAgreeWithHost)
{
    Parsed parsed;
    run(parsed, get("Host: EXAMPLE.com\r\n", "GET http://example.com:80/p?q HTTP/1.1"), 1000);
    EXPECT_EQ(parsed.result, ParseResult::complete);
    EXPECT_EQ(parsed.request.path, "/p");
    EXPECT_EQ(parsed.request.query, "q");
    EXPECT_EQ(parsed.request.authority, "example.com:80");
    EXPECT_EQ(status_of(get("Host: other\r\n", "GET http://example.com/ HTTP/1.1")), 400);
    EXPECT_EQ(status_of(get("Host: example.com:81\r\n", "GET http://example.com/ HTTP/1.1")), 400);
    EXPECT_EQ(status_of(get("Host: example.com\r\n", "GET http://u:p@example.com/ HTTP/1.1")), 400);
    Parsed bare;
    run(bare, get("Host: h\r\n", "GET http://h HTTP/1.1"), 1000);
    EXPECT_EQ(bare.request.path, "/");
}

TEST(RequestParser, AsteriskIsTheRootForOptions)
{
    Parsed parsed;
    run(parsed, get("Host: h\r\n", "OPTIONS * HTTP/1.1"), 1000);
    EXPECT_EQ(parsed.result, ParseResult::complete);
    EXPECT_EQ(parsed.request.path, "/");
    EXPECT_EQ(parsed.request.target, "*");
}

TEST(RequestParser, BodiesHaveOneFramingOrNone)
{
    const auto framed = [](const std::string& fields, const std::string& line = "POST / HTTP/1.1") {
        return status_of(get("Host: h\r\n" + fields, line));
    };
    EXPECT_EQ(framed("Content-Length: 5\r\n"), 200);
    EXPECT_EQ(framed("Transfer-Encoding: chunked\r\n"), 200);
    EXPECT_EQ(framed("Transfer-Encoding: Chunked\r\n"), 200);
    EXPECT_EQ(framed("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(framed("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
    EXPECT_EQ(framed("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
    EXPECT_EQ(framed("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
    for (const char* bad : {"", "x", "-1", "+5", "5, 5", "5 5", "0x5", "99999999999999999999", "5;"})
        EXPECT_EQ(framed(std::string("Content-Length: ") + bad + "\r\n"), 400) << bad;
    EXPECT_EQ(framed("Transfer-Encoding: gzip, chunked\r\n"), 501);
    for (const char* bad : {"", "gzip", "chunked, gzip", "chunked, chunked", "xchunked", "identity", "\"chunked\"", "chunked;q=1",
                            "\x0b"
                            "chunked"})
        EXPECT_EQ(framed(std::string("Transfer-Encoding: ") + bad + "\r\n"), 400) << bad;
    EXPECT_EQ(framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(framed("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(framed("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), 400);
    EXPECT_EQ(framed("Transfer-Encoding : chunked\r\n"), 400);
}

TEST(RequestParser, ExpectationsAreKnownOrRefused)
{
    Parsed parsed;
    run(parsed, get("Host: h\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n", "PUT / HTTP/1.1"), 1000);
    EXPECT_TRUE(parsed.request.expects_continue);
    Parsed bodiless;
    run(bodiless, get("Host: h\r\nExpect: 100-continue\r\n"), 1000);
    EXPECT_FALSE(bodiless.request.expects_continue);
    EXPECT_EQ(status_of(get("Host: h\r\nExpect: miracles\r\n")), 417);
}

TEST(RequestParser, KeepAliveFollowsVersionAndConnection)
{
    const auto keeps = [](const std::string& fields, const std::string& line) {
        Parsed parsed;
        run(parsed, get("Host: h\r\n" + fields, line), 1000);
        EXPECT_EQ(parsed.result, ParseResult::complete);
        return parsed.request.wants_keep_alive;
    };
    EXPECT_TRUE(keeps("", "GET / HTTP/1.1"));
    EXPECT_FALSE(keeps("Connection: Close\r\n", "GET / HTTP/1.1"));
    EXPECT_FALSE(keeps("Connection: x, close\r\n", "GET / HTTP/1.1"));
    EXPECT_FALSE(keeps("Connection: keep-alive\r\nConnection: close\r\n", "GET / HTTP/1.1"));
    EXPECT_FALSE(keeps("", "GET / HTTP/1.0"));
    EXPECT_TRUE(keeps("Connection: Keep-Alive\r\n", "GET / HTTP/1.0"));
}

TEST(RequestParser, LimitsAnswer414And431)
{
    ParseLimits limits;
    limits.request_line = 50;
    limits.header_bytes = 100;
    limits.header_count = 3;
    EXPECT_EQ(status_of("GET /" + std::string(31, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", limits), 200);
    EXPECT_EQ(status_of("GET /" + std::string(37, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", limits), 414);
    EXPECT_EQ(status_of("GET /" + std::string(100, 'a'), limits), 414);
    EXPECT_EQ(status_of(get("Host: h\r\nX: " + std::string(86, 'a') + "\r\n"), limits), 200);
    EXPECT_EQ(status_of(get("Host: h\r\nX: " + std::string(87, 'a') + "\r\n"), limits), 431);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(300, 'a'), limits), 431);
    EXPECT_EQ(status_of(get("Host: h\r\nA: 1\r\nB: 2\r\n"), limits), 200);
    EXPECT_EQ(status_of(get("Host: h\r\nA: 1\r\nB: 2\r\nC: 3\r\n"), limits), 431);
    std::string empty_lines;
    for (int i = 0; i < 40; ++i) empty_lines += "\r\n";
    EXPECT_EQ(status_of(empty_lines, limits), 400);
}

TEST(RequestParser, WhatIsNotHttpIsRefusedAtItsFirstByte)
{
    EXPECT_EQ(status_of("\x16\x03\x01"), 400);
    EXPECT_EQ(status_of(std::string(1, '\0')), 400);
    EXPECT_EQ(status_of("{"), 400);
    EXPECT_EQ(status_of("\rG"), 400);
    EXPECT_EQ(status_of("G"), 0);
    EXPECT_EQ(status_of("\r"), 0);
    EXPECT_EQ(status_of(""), 0);
}

TEST(RequestParser, ANulInThePathIsRefused) { EXPECT_EQ(status_of(get("Host: h\r\n", "GET /a%00b HTTP/1.1")), 400); }

TEST(RequestParser, RestartServesTheNextPipelinedRequest)
{
    const std::string text = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
    RequestParser parser;
    Request request;
    ASSERT_EQ(parser.parse(text, request), ParseResult::complete);
    EXPECT_EQ(request.path, "/1");
    const std::string_view rest = std::string_view(text).substr(parser.consumed());
    parser.restart();
    EXPECT_TRUE(parser.idle());
    request.clear();
    ASSERT_EQ(parser.parse(rest, request), ParseResult::complete);
    EXPECT_EQ(request.path, "/2");
    EXPECT_EQ(request.headers.size(), 1u);
}

} // namespace
