#include "log/access_log.hpp"

#include "base/calendar.hpp"

#include <gtest/gtest.h>

namespace kestrun::log {
namespace {

AccessEntry entry()
{
    AccessEntry entry;
    entry.remote = "127.0.0.1";
    entry.method = "GET";
    entry.target = "/hello?x=1";
    entry.protocol = "HTTP/1.1";
    entry.status = 200;
    entry.body_bytes = 13;
    entry.utc_ticks = base::date_ticks(2026, 11, 23) + 8 * base::ticks_per_hour + 13 * base::ticks_per_minute + 45 * base::ticks_per_second;
    return entry;
}

std::string line(const AccessEntry& entry)
{
    std::string out;
    append_access_line(out, entry);
    return out;
}

TEST(AccessLog, WritesTheCombinedForm)
{
    AccessEntry e = entry();
    EXPECT_EQ(line(e), R"(127.0.0.1 - - [23/Nov/2026:08:13:45 +0000] "GET /hello?x=1 HTTP/1.1" 200 13 "-" "-")");
    e.referer = "http://a/";
    e.user_agent = "curl/8.5";
    e.offset_minutes = -210;
    EXPECT_EQ(line(e), R"(127.0.0.1 - - [23/Nov/2026:04:43:45 -0330] "GET /hello?x=1 HTTP/1.1" 200 13 "http://a/" "curl/8.5")");
}

TEST(AccessLog, WritesDashesForWhatIsMissing)
{
    AccessEntry e = entry();
    e.remote = "";
    e.body_bytes = 0;
    e.status = 404;
    EXPECT_EQ(line(e), R"(- - - [23/Nov/2026:08:13:45 +0000] "GET /hello?x=1 HTTP/1.1" 404 - "-" "-")");
}

TEST(AccessLog, LetsNoClientForgeALine)
{
    AccessEntry e = entry();
    e.user_agent = "a\" 200\n127.0.0.1 \\ \x7f\u00e9";
    EXPECT_EQ(line(e), R"(127.0.0.1 - - [23/Nov/2026:08:13:45 +0000] "GET /hello?x=1 HTTP/1.1" 200 13 "-" )"
                       R"("a\" 200\x0a127.0.0.1 \\ \x7f\xc3\xa9")");
}

} // namespace
} // namespace kestrun::log
