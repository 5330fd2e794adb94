#include "http/response_parser.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

std::string parse(const std::string& text, ResponseHead& head, std::size_t step = 1)
{
    ResponseParser parser(1000);
    for (std::size_t size = std::min(step, text.size());; size = std::min(size + step, text.size())) {
        const ParseResult result = parser.parse(std::string(text, 0, size), head); // a new place each time, as when a buffer grows
        if (result == ParseResult::complete) return "complete " + std::to_string(parser.consumed());
        if (result == ParseResult::failed) return std::string(parser.reason());
        if (size == text.size()) return "need more";
    }
}

TEST(ResponseParser, ReadsAHead)
{
    const std::string text = "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello";
    for (std::size_t step = 1; step < 60; ++step) {
        ResponseHead head;
        EXPECT_EQ(parse(text, head, step), "complete " + std::to_string(text.size() - 5));
        EXPECT_EQ(head.status, 404);
        EXPECT_EQ(head.reason, "Not Found");
        EXPECT_EQ(head.content_length, 5u);
        EXPECT_EQ(head.headers.get("x-a"), "b");
        EXPECT_TRUE(head.keep_alive);
    }
}

TEST(ResponseParser, ReasonsMayBeMissing)
{
    ResponseHead head;
    EXPECT_TRUE(parse("HTTP/1.1 299 \r\n\r\n", head).starts_with("complete"));
    EXPECT_EQ(head.reason, "");
    EXPECT_TRUE(parse("HTTP/1.1 200\r\n\r\n", head).starts_with("complete"));
}

TEST(ResponseParser, WhatIsNotHttpIsNoticedAtOnce)
{
    ResponseHead head;
    EXPECT_EQ(parse("SSH-2.0-OpenSSH", head), "it does not begin with HTTP/");
    EXPECT_EQ(parse("H", head), "need more");
    for (const char* bad :
         {"HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1200 OK\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n",
          "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nbad\r\n\r\n", "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"}) {
        const std::string result = parse(bad, head);
        EXPECT_FALSE(result.starts_with("complete") || result == "need more") << bad << result;
        head.clear();
    }
}

TEST(ResponseParser, HeadersHaveALimit)
{
    ResponseHead head;
    EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'a') + "\r\n\r\n", head, 100), "its header is larger than the limit");
}

TEST(ResponseParser, FramingDecidesReuse)
{
    ResponseHead head;
    parse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", head);
    EXPECT_TRUE(head.chunked);
    EXPECT_FALSE(head.content_length);
    EXPECT_FALSE(head.keep_alive);
    head.clear();
    parse("HTTP/1.0 200 OK\r\n\r\n", head);
    EXPECT_FALSE(head.keep_alive);
    head.clear();
    parse("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", head);
    EXPECT_TRUE(head.keep_alive);
    head.clear();
    parse("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", head);
    EXPECT_FALSE(head.keep_alive);
}

} // namespace
