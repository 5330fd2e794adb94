#include "http/response_writer.hpp"

#include "http/date.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun::http;

namespace {

std::string head(const Response& response, const Framing& framing, std::string_view server = "kestrun")
{
    ByteBuffer out;
    write_response_head(out, response, framing, server);
    std::string text(out.readable());
    const std::size_t date = text.find("Date: ");
    if (date != std::string::npos && parse_http_date(text.substr(date + 6, 29))) text.replace(date + 6, 29, "<date>");
    return text;
}

TEST(ResponseWriter, WritesFieldsInTheirOrder)
{
    Response response;
    response.headers.add("X-Custom", "1");
    response.set_content_type("text/plain; charset=utf-8");
    Framing framing;
    framing.content_length = 13;
    EXPECT_EQ(head(response, framing),
              "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain; charset=utf-8\r\nDate: <date>\r\n"
              "Server: kestrun\r\nX-Custom: 1\r\n\r\n");
}

TEST(ResponseWriter, UnknownCodesHaveAnEmptyReasonAndABlank)
{
    Response response;
    for (const int status : {299, 99, 600}) {
        response.status = status;
        EXPECT_EQ(head(response, {}, ""), "HTTP/1.1 " + std::to_string(status) + " \r\nDate: <date>\r\n\r\n");
    }
}

TEST(ResponseWriter, OwnServerAndDateTakeTheirPlaces)
{
    Response response;
    response.headers.add("X", "1");
    response.headers.add("server", "mine");
    response.headers.add("date", "yesterday");
    response.headers.add("content-type", "a/b");
    EXPECT_EQ(head(response, {}), "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nDate: yesterday\r\nServer: mine\r\nX: 1\r\n\r\n");
}

TEST(ResponseWriter, FramingIsTheConnectionsBusiness)
{
    Response response;
    response.headers.add("Content-Length", "99");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("Connection", "close");
    Framing framing;
    framing.chunked = true;
    EXPECT_EQ(head(response, framing, ""), "HTTP/1.1 200 OK\r\nDate: <date>\r\nTransfer-Encoding: chunked\r\n\r\n");
    framing = {};
    framing.content_length = 0;
    framing.close = true;
    response.status = 404;
    EXPECT_EQ(head(response, framing, ""), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\nDate: <date>\r\n\r\n");
    framing.close = false;
    framing.keep_alive = true;
    EXPECT_EQ(head(response, framing, ""), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\nDate: <date>\r\n\r\n");
}

TEST(ResponseWriter, LongFieldsFit)
{
    Response response;
    response.headers.add("X-Long", std::string(100'000, 'a'));
    response.set_content_type(std::string(10'000, 'b'));
    const std::string text = head(response, {}, std::string(5'000, 'c'));
    EXPECT_NE(text.find(std::string(100'000, 'a') + "\r\n\r\n"), std::string::npos);
}

TEST(ResponseWriter, ErrorsCloseWithoutABody)
{
    ByteBuffer out;
    write_error_response(out, 431, "kestrun");
    const std::string text(out.readable());
    EXPECT_TRUE(text.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\nDate: "));
    EXPECT_TRUE(text.ends_with("\r\nServer: kestrun\r\n\r\n"));
}

} // namespace
