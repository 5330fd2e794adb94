#include "server/server_log.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun;
using namespace kestrun::server;
using namespace std::chrono_literals;

namespace {

RequestRecord sample()
{
    RequestRecord record;
    record.protocol = "HTTP/1.1";
    record.method = "GET";
    record.scheme = "http";
    record.host = "host";
    record.target = "/path?q";
    record.status = 200;
    record.length = 13;
    record.content_type = "text/plain; charset=utf-8";
    record.elapsed = 3174800ns;
    return record;
}

std::string format(const RequestRecord& record, std::size_t size = 1000)
{
    std::string text(size, '#');
    text.resize(format_finished(record, text.data(), size));
    return text;
}

TEST(ServerLog, RequestLinesReadAsTheOriginals)
{
    EXPECT_EQ(format(sample()), "Request finished HTTP/1.1 GET http://host/path?q - 200 13 text/plain; charset=utf-8 3.1748ms");
    RequestRecord bare = sample();
    bare.status = 404;
    bare.length.reset();
    bare.content_type = {};
    bare.elapsed = 1234567890123ns;
    EXPECT_EQ(format(bare), "Request finished HTTP/1.1 GET http://host/path?q - 404 null null 1234567.8901ms");
    bare.elapsed = -5ns;
    EXPECT_TRUE(format(bare).ends_with(" 0.0000ms"));
}

TEST(ServerLog, LongLinesAreCut)
{
    EXPECT_EQ(format(sample(), 20), "Request finished HTT");
    EXPECT_EQ(format(sample(), 0), "");
}

TEST(ServerLog, TheSilentLogIsSilent) { EXPECT_FALSE(silent_log().enabled(LogLevel::error)); }

} // namespace
