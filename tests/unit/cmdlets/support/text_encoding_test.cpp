#include "cmdlets/support/text_encoding.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

TEST(TextEncoding, RoundTripsThroughEveryEncoding)
{
    const std::string text = "aé日😀";
    for (const TextEncoding encoding : {TextEncoding::Utf8, TextEncoding::Utf8Bom, TextEncoding::Utf16, TextEncoding::Utf16Big,
                                        TextEncoding::Utf32, TextEncoding::Utf32Big}) {
        EXPECT_EQ(decode_text(std::string(encoding_mark(encoding)) + encode_text(text, encoding), TextEncoding::Utf8), text);
        EXPECT_EQ(decode_text(encode_text(text, encoding), encoding), text);
    }
}

TEST(TextEncoding, WritesQuestionMarksForWhatAnEncodingLacks)
{
    EXPECT_EQ(encode_text("aé日", TextEncoding::Ascii), "a??");
    EXPECT_EQ(encode_text("aé日", TextEncoding::Latin1), "a\xE9?");
    EXPECT_EQ(decode_text("a\xE9", TextEncoding::Latin1), "aé");
}

TEST(TextEncoding, MendsBadUtf8)
{
    EXPECT_EQ(decode_text("a\xFF"
                          "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(decode_text("\xED\xA0"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(decode_text("\xEF\xBF\xBD"), "\xEF\xBF\xBD");
}

TEST(TextEncoding, KnowsItsNames)
{
    EXPECT_EQ(parse_encoding(Value("UTF8")), TextEncoding::Utf8);
    EXPECT_EQ(parse_encoding(Value("unicode")), TextEncoding::Utf16);
    EXPECT_EQ(parse_encoding(Value(1252)), TextEncoding::Latin1);
    EXPECT_THROW(parse_encoding(Value("klingon")), ScriptError);
}

} // namespace
} // namespace kestrun::cmdlets
