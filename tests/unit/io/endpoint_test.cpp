#include "io/endpoint.hpp"

#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

TEST(Endpoint, ReadsAllForms)
{
    EXPECT_EQ(parse_endpoint("pipe:demo").value(), (Endpoint{TransportKind::named_pipe, "demo", 0}));
    EXPECT_EQ(parse_endpoint("unix:/tmp/x").value(), (Endpoint{TransportKind::unix_socket, "/tmp/x", 0}));
    EXPECT_EQ(parse_endpoint("127.0.0.1:5000").value(), (Endpoint{TransportKind::tcp, "127.0.0.1", 5000}));
    EXPECT_EQ(parse_endpoint("tcp:localhost:0").value(), (Endpoint{TransportKind::tcp, "localhost", 0}));
    EXPECT_EQ(parse_endpoint("[::1]:65535").value(), (Endpoint{TransportKind::tcp, "::1", 65535}));
}

TEST(Endpoint, TextReadsBack)
{
    for (const char* text : {"pipe:demo", "unix:/tmp/x", "127.0.0.1:5000", "[::1]:80"})
        EXPECT_EQ(parse_endpoint(text).value().text(), text);
}

TEST(Endpoint, ErrorsShowTheRightForm)
{
    for (const char* text :
         {"", "pipe:", "unix:", "host", "host:", "host:70000", "host:-1", "host:8x", ":80", "[::1]", "[::1:80", "::1:80", "[]:80"}) {
        Result<Endpoint> endpoint = parse_endpoint(text);
        ASSERT_FALSE(endpoint) << text;
        EXPECT_EQ(endpoint.error().kind, IoErrorKind::invalid);
        EXPECT_NE(endpoint.error().message.find("pipe:NAME"), std::string::npos) << endpoint.error().message;
    }
}

} // namespace
} // namespace kestrun::io
