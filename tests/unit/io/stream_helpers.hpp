#pragma once
// What the tests of streams and listeners share.

#include "io/listener.hpp"
#include "io/stream.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>

namespace kestrun::io::helpers {

struct Pair
{
    std::unique_ptr<Stream> a;
    std::unique_ptr<Stream> b;
};

inline Pair make_pair()
{
    auto ends = stream_pair();
    EXPECT_TRUE(ends);
    return {std::move(ends->first), std::move(ends->second)};
}

inline std::string read_text(Stream& stream, std::size_t length)
{
    std::string text(length, '\0');
    Result<void> read = read_exact(stream, text, Deadline::after(std::chrono::seconds(10)));
    EXPECT_TRUE(read) << read.error().message;
    return text;
}

// What the client writes arrives at the connection that the listener accepts.
inline void expect_echo(Listener& listener, Result<std::unique_ptr<Stream>> client)
{
    const Deadline deadline = Deadline::after(std::chrono::seconds(10));
    ASSERT_TRUE(client) << client.error().message;
    auto server = listener.accept(deadline);
    ASSERT_TRUE(server) << server.error().message;
    ASSERT_TRUE((*client)->write_all("ping", deadline));
    char buffer[4];
    ASSERT_TRUE(read_exact(**server, buffer, deadline));
    EXPECT_EQ(std::string_view(buffer, 4), "ping");
}

} // namespace kestrun::io::helpers
