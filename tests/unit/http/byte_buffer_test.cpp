#include "http/byte_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun::http;

namespace {

TEST(ByteBuffer, IsAQueueOfBytes)
{
    ByteBuffer buffer;
    EXPECT_TRUE(buffer.empty());
    buffer.append("hello ");
    buffer.append("world");
    EXPECT_EQ(buffer.readable(), "hello world");
    buffer.consume(6);
    EXPECT_EQ(buffer.readable(), "world");
    buffer.consume(5);
    EXPECT_TRUE(buffer.empty());
}

TEST(ByteBuffer, TellsWhenItsBytesMove)
{
    ByteBuffer buffer;
    bool moved = true;
    (void)buffer.writable(1, &moved);
    EXPECT_FALSE(moved); // nothing was there to move
    const std::string text(buffer.capacity() - 1, 'a');
    buffer.append(text);
    (void)buffer.writable(1, &moved);
    EXPECT_FALSE(moved);
    (void)buffer.writable(2, &moved);
    EXPECT_TRUE(moved);
    EXPECT_EQ(buffer.readable(), text);
}

TEST(ByteBuffer, CompactsInsteadOfGrowingWhenItIsMostlyRead)
{
    ByteBuffer buffer;
    buffer.append(std::string(4000, 'a'));
    buffer.consume(3900);
    const std::size_t capacity = buffer.capacity();
    buffer.append(std::string(3000, 'b'));
    EXPECT_EQ(buffer.capacity(), capacity);
    EXPECT_EQ(buffer.readable(), std::string(100, 'a') + std::string(3000, 'b'));
}

TEST(ByteBuffer, ReleaseGivesBackLargeMemory)
{
    ByteBuffer buffer;
    buffer.append(std::string(100'000, 'a'));
    buffer.release(64 * 1024);
    EXPECT_EQ(buffer.capacity(), 0u);
    buffer.append("again");
    EXPECT_EQ(buffer.readable(), "again");
}

} // namespace
