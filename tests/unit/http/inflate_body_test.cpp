#include "http/inflate_body.hpp"

#include "http/client_error.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

using namespace kestrun::http;

namespace {

std::string compress(const std::string& text, int window_bits)
{
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string inflate_all(std::string text) { return InflateBody(std::make_unique<TextBody>(std::move(text))).read_all(); }

std::string sample()
{
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
    return text;
}

TEST(InflateBody, DecodesGzipZlibAndBareDeflate)
{
    const std::string text = sample();
    EXPECT_EQ(inflate_all(compress(text, 15 + 16)), text);
    EXPECT_EQ(inflate_all(compress(text, 15)), text);
    EXPECT_EQ(inflate_all(compress(text, -15)), text);
    EXPECT_EQ(inflate_all(compress("one", 15 + 16) + compress(" two", 15 + 16)), "one two");
    EXPECT_EQ(inflate_all(""), "");
    EXPECT_EQ(inflate_all(compress("", 15 + 16)), "");
}

TEST(InflateBody, BrokenDataIsAnError)
{
    const std::string whole = compress(sample(), 15 + 16);
    EXPECT_THROW((void)inflate_all(whole.substr(0, whole.size() / 2)), ClientError);
    std::string damaged = whole;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    EXPECT_THROW((void)inflate_all(damaged), ClientError);
    EXPECT_THROW((void)inflate_all("\x1f\x8bnot gzip at all"), ClientError);
}

TEST(InflateBody, ABombIsBoundedByItsReader)
{
    const std::string bomb = compress(std::string(10'000'000, 'a'), 15 + 16);
    InflateBody body(std::make_unique<TextBody>(bomb));
    EXPECT_THROW((void)body.read_all(1'000'000), BodyError);
}

} // namespace
