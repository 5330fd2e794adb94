#include "http/status.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

TEST(Status, RegisteredCodesHaveTheirReason)
{
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(511), "Network Authentication Required");
    for (const StatusEntry& entry : status_table) EXPECT_EQ(reason_phrase(entry.code), entry.reason);
}

TEST(Status, OtherCodesHaveNone)
{
    for (const int code : {0, 99, 299, 420, 600, -1, 99999}) EXPECT_EQ(reason_phrase(code), "") << code;
}

TEST(Status, SomeAnswersNeverHaveABody)
{
    for (const int code : {100, 101, 204, 205, 304}) EXPECT_FALSE(status_allows_body(code)) << code;
    for (const int code : {200, 299, 404, 500, 600}) EXPECT_TRUE(status_allows_body(code)) << code;
}

} // namespace
