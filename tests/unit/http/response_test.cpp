#include "http/response.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace kestrun::http;

namespace {

TEST(Response, TheLastBodyWins)
{
    Response response;
    EXPECT_FALSE(response.has_body());
    response.set_body("one");
    response.set_body_copy(std::string("two"));
    EXPECT_EQ(response.body(), "two");
    response.set_body_source(std::make_unique<TextBody>("three"));
    EXPECT_EQ(response.body(), "");
    EXPECT_EQ(response.body_length(), 5u);
    response.set_body_view("four");
    EXPECT_EQ(response.body_source(), nullptr);
    EXPECT_EQ(response.body_length(), 4u);
    response.clear();
    EXPECT_FALSE(response.has_body());
    EXPECT_EQ(response.status, 200);
}

TEST(Response, AKeepaliveIsReleasedOnceWhenTheBodyGoes)
{
    int released = 0;
    const auto release = [](void* count) noexcept { ++*static_cast<int*>(count); };
    {
        Response response;
        response.set_body_view("text", Keepalive(&released, release));
        EXPECT_EQ(released, 0);
        response.set_body("other");
        EXPECT_EQ(released, 1);
        response.set_body_view("text", Keepalive(&released, release));
        response.clear();
        EXPECT_EQ(released, 2);
        response.set_body_view("text", Keepalive(&released, release));
    }
    EXPECT_EQ(released, 3);
}

TEST(Response, AContentTypeCannotSplitTheResponse)
{
    Response response;
    EXPECT_THROW(response.set_content_type("text/plain\r\nX: y"), std::invalid_argument);
    response.set_content_type(std::string("text/plain"));
    EXPECT_EQ(response.content_type(), "text/plain");
}

} // namespace
