#include "syntax_test_support.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

/// "Type value" of a number literal as the real parser has it; "bad" for one that does not fit.
std::string number(std::string_view text)
{
    const ParsedScript script = parse_text("(" + std::string(text) + ")");
    if (script.has_errors()) return errors_of(script)[0] == "BadNumericConstant 1:2" ? "bad" : errors_of(script)[0];
    const auto* constant = find<ConstantExpressionAst>(*script.root());
    if (constant == nullptr) return "no number";
    const ConstantValue& value = constant->value;
    switch (value.kind) {
    case ConstantKind::SByte: return "SByte " + std::to_string(value.integer);
    case ConstantKind::Int16: return "Int16 " + std::to_string(value.integer);
    case ConstantKind::Int32: return "Int32 " + std::to_string(value.integer);
    case ConstantKind::Int64: return "Int64 " + std::to_string(value.integer);
    case ConstantKind::Byte: return "Byte " + std::to_string(value.unsigned_integer);
    case ConstantKind::UInt16: return "UInt16 " + std::to_string(value.unsigned_integer);
    case ConstantKind::UInt32: return "UInt32 " + std::to_string(value.unsigned_integer);
    case ConstantKind::UInt64: return "UInt64 " + std::to_string(value.unsigned_integer);
    case ConstantKind::Double: {
        char buffer[40];
        snprintf(buffer, sizeof buffer, "Double %.15G", value.real);
        return buffer;
    }
    case ConstantKind::Decimal: return "Decimal " + std::string(value.text);
    case ConstantKind::BigInteger: return "BigInteger " + std::string(value.text);
    default: return "?";
    }
}

struct Literal
{
    const char* text;
    const char* value;
};

class NumberTest : public ::testing::TestWithParam<Literal>
{
};

TEST_P(NumberTest, HasTypeAndValueOfPowerShell) { EXPECT_EQ(number(GetParam().text), GetParam().value) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(Integers, NumberTest,
                         ::testing::Values(Literal{"0", "Int32 0"}, Literal{"-0", "Int32 0"}, Literal{"2147483647", "Int32 2147483647"},
                                           Literal{"2147483648", "Int64 2147483648"}, Literal{"-2147483648", "Int32 -2147483648"},
                                           Literal{"9223372036854775808", "Decimal 9223372036854775808"},
                                           Literal{"-9223372036854775808", "Int64 -9223372036854775808"},
                                           Literal{"79228162514264337593543950335", "Decimal 79228162514264337593543950335"},
                                           Literal{"79228162514264337593543950336", "Double 7.92281625142643E+28"},
                                           Literal{"1kb", "Int32 1024"}, Literal{"2gb", "Int64 2147483648"}, Literal{"-5kb", "Int32 -5120"},
                                           Literal{"8192pb", "Decimal 9223372036854775808"}, Literal{"00123", "Int32 123"}));

INSTANTIATE_TEST_SUITE_P(
    Suffixes, NumberTest,
    ::testing::Values(Literal{"1l", "Int64 1"}, Literal{"1lkb", "Int64 1024"}, Literal{"1u", "UInt32 1"},
                      Literal{"4294967296u", "UInt64 4294967296"}, Literal{"1ul", "UInt64 1"}, Literal{"1s", "Int16 1"},
                      Literal{"1us", "UInt16 1"}, Literal{"1y", "SByte 1"}, Literal{"1uy", "Byte 1"}, Literal{"-128y", "SByte -128"},
                      Literal{"128y", "bad"}, Literal{"70000s", "bad"}, Literal{"-1u", "bad"}, Literal{"18446744073709551616u", "bad"},
                      Literal{"1uykb", "bad"}, Literal{"1uskb", "UInt16 1024"}, Literal{"1d", "Decimal 1"}, Literal{"1n", "BigInteger 1"},
                      Literal{"1ntb", "BigInteger 1099511627776"},
                      Literal{"99999999999999999999999999999999999999n", "BigInteger 99999999999999999999999999999999999999"}));

INSTANTIATE_TEST_SUITE_P(HexAndBinary, NumberTest,
                         ::testing::Values(Literal{"0x10", "Int32 16"}, Literal{"0x", "Int32 0"}, Literal{"0xffffffff", "Int32 -1"},
                                           Literal{"0x00000000ffffffff", "Int64 4294967295"}, Literal{"0xffffffffffffffff", "Int64 -1"},
                                           Literal{"0x1ffffffffffffffff", "bad"}, Literal{"0xffffffffl", "Int64 4294967295"},
                                           Literal{"0xffy", "SByte -1"}, Literal{"0xffs", "Int16 255"}, Literal{"0xffffs", "Int16 -1"},
                                           Literal{"-0x80000000", "Int64 2147483648"}, Literal{"-0x8000000000000000", "bad"},
                                           Literal{"0b101", "Int32 5"}, Literal{"0b11111111", "Int32 -1"},
                                           Literal{"0b11111111u", "UInt32 255"}, Literal{"0xffffffffn", "BigInteger -1"},
                                           Literal{"0xfffffffffn", "BigInteger 68719476735"},
                                           Literal{"0xffffffffffffffffffffffffn", "BigInteger 79228162514264337593543950335"},
                                           Literal{"0x1kb", "Int32 1024"}, Literal{"0xffffffffkb", "Int32 -1024"}));

INSTANTIATE_TEST_SUITE_P(Reals, NumberTest,
                         ::testing::Values(Literal{"1.5", "Double 1.5"}, Literal{"1.", "Double 1"}, Literal{".5", "Double 0.5"},
                                           Literal{"1e3", "Double 1000"}, Literal{"1e-5", "Double 1E-05"}, Literal{"1e400", "Double INF"},
                                           Literal{"1e-400", "Double 0"}, Literal{"1.5kb", "Double 1536"}, Literal{"2.5l", "Int64 2"},
                                           Literal{"3.5l", "Int64 4"}, Literal{"1e30l", "bad"}, Literal{"-1.5n", "BigInteger -2"},
                                           Literal{"1e23n", "BigInteger 99999999999999991611392"}, Literal{"1.5d", "Decimal 1.5"},
                                           Literal{"1.50dkb", "Decimal 1536.00"}, Literal{"1e-3d", "Decimal 0.001"},
                                           Literal{"1e29d", "bad"},
                                           Literal{"0.1234567890123456789012345678905d", "Decimal 0.1234567890123456789012345679"},
                                           Literal{"7922816251426433759354395033.55d", "Decimal 7922816251426433759354395034"},
                                           Literal{"-0.0d", "Decimal 0.0"}));

TEST(NumberLimitTest, HugeLiteralsTakeNoTime)
{
    EXPECT_EQ(number(std::string(100000, '9')).substr(0, 10), "Double INF");
    EXPECT_EQ(number("0x" + std::string(100000, 'f') + "n"), "bad");
    EXPECT_EQ(number("1" + std::string(100000, '0') + "n").size(), 100012U);
}

} // namespace
} // namespace kestrun::syntax::testing
