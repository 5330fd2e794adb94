#include "http/chunked.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace kestrun::http;

namespace {

struct Decoded
{
    std::string body;
    std::string state;
    std::string left;
    Headers trailers;
};

/// Feeds the input in pieces of `step` bytes, as a connection would.
Decoded decode(std::string_view input, std::size_t step)
{
    Decoded result;
    ChunkDecoder decoder;
    std::string pending;
    std::size_t fed = 0;
    result.state = "incomplete";
    for (;;) {
        const ChunkDecoder::Step next = decoder.next(pending, result.trailers);
        result.body += next.data;
        if (next.event == ChunkDecoder::Event::malformed) {
            result.state = decoder.reason();
            return result;
        }
        pending.erase(0, next.consumed);
        if (next.event == ChunkDecoder::Event::end) {
            result.state = "end";
            result.left = pending + std::string(input.substr(fed));
            return result;
        }
        if (next.event == ChunkDecoder::Event::need_more) {
            if (fed == input.size()) return result;
            pending += input.substr(fed, step);
            fed = std::min(fed + step, input.size());
        }
    }
}

TEST(ChunkDecoder, DecodesHoweverTheBytesArrive)
{
    const std::string_view input = "5\r\nhello\r\n6;name=\"v;x\"\r\n world\r\n0\r\nX-Sum: 11\r\nX-Two:  b \r\n\r\nGET / HTTP/1.1";
    for (std::size_t step = 1; step < 80; ++step) {
        const Decoded result = decode(input, step);
        ASSERT_EQ(result.body, "hello world") << step;
        ASSERT_EQ(result.state, "end");
        ASSERT_EQ(result.left, "GET / HTTP/1.1");
        ASSERT_EQ(result.trailers.get("x-sum"), "11");
        ASSERT_EQ(result.trailers.get("X-Two"), "b");
    }
}

TEST(ChunkDecoder, AnEmptyBodyIsOneChunk)
{
    EXPECT_EQ(decode("0\r\n\r\n", 1).state, "end");
    EXPECT_EQ(decode("000\r\n\r\n", 100).state, "end");
    EXPECT_EQ(decode("0\r\n", 1).state, "incomplete");
}

TEST(ChunkDecoder, IsStrict)
{
    for (const char* bad :
         {"x\r\n", "\r\nhello", "5\nhello\r\n0\r\n\r\n", "5\rhello", "-5\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n", "5 \r\nhello\r\n",
          " 5\r\nhello\r\n", "5 x\r\nhello\r\n", "5\r\nhelloX\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\rX", "fffffffffffffffff\r\n",
          "0\r\nbad trailer\r\n\r\n", "0\r\n folded: x\r\n\r\n", "0\r\nA: b\n\r\n", "5;a\rb\r\nhello\r\n"})
        for (const std::size_t step : {1u, 3u, 1000u}) {
            const std::string state = decode(bad, step).state;
            EXPECT_TRUE(state != "end" && state != "incomplete") << bad << " in steps of " << step << ": " << state;
        }
}

TEST(ChunkDecoder, LimitsWhatItReads)
{
    EXPECT_EQ(decode("5;" + std::string(5000, 'a'), 100).state, "chunk size line too long");
    std::string trailers = "0\r\n";
    for (int i = 0; i < 101; ++i) trailers += "X: 1\r\n";
    EXPECT_EQ(decode(trailers + "\r\n", 50).state, "too many trailers");
    EXPECT_EQ(decode("0\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", 1000).state, "trailers too large");
}

TEST(ChunkDecoder, SizesAreWrittenInHexadecimal)
{
    char text[18];
    EXPECT_EQ(std::string_view(text, write_chunk_size(0, text)), "0\r\n");
    EXPECT_EQ(std::string_view(text, write_chunk_size(0x1f4, text)), "1f4\r\n");
    EXPECT_EQ(std::string_view(text, write_chunk_size(SIZE_MAX, text)), "ffffffffffffffff\r\n");
}

} // namespace
