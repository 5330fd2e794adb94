#include <gtest/gtest.h>

#include "value/big_integer.hpp"
#include "value/dictionary.hpp"
#include "value/operators.hpp"
#include "value_text.hpp"

namespace kestrun::value {
namespace {

#define EXPECT_RESULT(expression, expected) EXPECT_EQ(shown_result([&] { return expression; }), expected)

TEST(Arithmetic, WidensIntegers)
{
    const int32_t most = std::numeric_limits<int32_t>::max();
    EXPECT_RESULT(add(1, 2), "System.Int32|3");
    EXPECT_RESULT(add(most, 1), "System.Double|2147483648");
    EXPECT_RESULT(add(most, int64_t{1}), "System.Int64|2147483648");
    EXPECT_RESULT(add(byte(255), byte(1)), "System.Int32|256");
    EXPECT_RESULT(add(uint32(5), 1), "System.UInt32|6");
    EXPECT_RESULT(subtract(uint32(1), 2), "System.Double|-1");
    EXPECT_RESULT(add(uint32(6), -1), "System.Int64|5");
    EXPECT_RESULT(add(Value::uint64(8), -1), "System.Decimal|7");
    EXPECT_RESULT(multiply(Value::uint64(~uint64_t{0}), 2), "System.Double|3.68934881474191E+19");
    EXPECT_RESULT(divide(7, 2), "System.Double|3.5");
    EXPECT_RESULT(divide(6, 3), "System.Int32|2");
    EXPECT_RESULT(divide(std::numeric_limits<int32_t>::min(), -1), "System.Double|2147483648");
    EXPECT_RESULT(modulo(-7, 3), "System.Int32|-1");
    EXPECT_RESULT(modulo(std::numeric_limits<int32_t>::min(), -1), "System.Int32|0");
    EXPECT_RESULT(divide(1, 0), "ERROR|RuntimeException|Attempted to divide by zero.");
    EXPECT_RESULT(modulo(decimal("5", 1), 0), "ERROR|RuntimeException|Attempted to divide by zero.");
    EXPECT_RESULT(modulo(5.0, 0), "System.Double|NaN");
}

TEST(Arithmetic, ReadsTextAsNumbers)
{
    EXPECT_RESULT(add(5, "2"), "System.Int32|7");
    EXPECT_RESULT(add(1, "1.5"), "System.Double|2.5");
    EXPECT_RESULT(add(5, "1,000"), "System.Int32|1005");
    EXPECT_RESULT(subtract("10", "4"), "System.Int32|6");
    EXPECT_RESULT(divide("1kb", 2), "System.Int32|512");
    EXPECT_RESULT(negate("1.5"), "System.Double|-1.5");
    EXPECT_RESULT(plus("0x10"), "System.Int32|16");
    EXPECT_RESULT(add(int64_t{5}, "x"), "ERROR|InvalidCastFromStringToInteger|Cannot convert value \"x\" to type \"System.Int64\". Error: "
                                        "\"The input string 'x' was not in a correct format.\"");
}

TEST(Arithmetic, TextAndCharacters)
{
    EXPECT_RESULT(add("a", 1.5), "System.String|a1.5");
    EXPECT_RESULT(add(Value(u'a'), 1), "System.String|a1");
    EXPECT_RESULT(subtract(Value(u'a'), Value(u'A')), "System.Int32|32");
    EXPECT_RESULT(multiply("ab", 3), "System.String|ababab");
    EXPECT_RESULT(multiply("x", 2.5), "System.String|xx");
    EXPECT_RESULT(multiply("ab", -1), "ERROR|System.ArgumentOutOfRangeException|times ('-1') must be a non-negative value. (Parameter "
                                      "'times')\nActual value was -1.");
    EXPECT_RESULT(multiply("abc", 1'000'000'000),
                  "ERROR|System.OutOfMemoryException|Insufficient memory to continue the execution of the program.");
    EXPECT_RESULT(multiply(Value(u'a'), 3),
                  "ERROR|NotADefinedOperationForType|The operation '[System.Char] * [System.Int32]' is not defined.");
    EXPECT_RESULT(multiply(true, 5), "ERROR|NotADefinedOperationForType|The operation '[System.Boolean] * [System.Int32]' is not defined.");
}

TEST(Arithmetic, Collections)
{
    EXPECT_RESULT(add(array({1, 2}), 3), "System.Object[]|[1, 2, 3]");
    EXPECT_RESULT(add(array({1}), array({2, 3})), "System.Object[]|[1, 2, 3]");
    EXPECT_RESULT(add(array({1}), Value()), "System.Object[]|[1, ]");
    EXPECT_RESULT(multiply(array({1, 2}), 2), "System.Object[]|[1, 2, 1, 2]");
    EXPECT_RESULT(add(1, array({2})), "ERROR|MethodNotFound|Method invocation failed because [System.Object[]] does not contain a method "
                                      "named 'op_Addition'.");
    const auto a = make<Dictionary>();
    a->set("k", Value(1));
    const auto b = make<Dictionary>();
    b->set("j", Value(2));
    EXPECT_EQ(add(a, b).as<Dictionary>()->size(), 2u);
    EXPECT_RESULT(add(a, 1), "ERROR|AddHashTableToNonHashTable|A hash table can only be added to another hash table.");
    EXPECT_RESULT(add(a, a), "ERROR|System.ArgumentException|Item has already been added. Key in dictionary: 'k'  Key being added: 'k'");
}

TEST(Arithmetic, NullCountsAsZero)
{
    EXPECT_RESULT(add(Value(), "a"), "System.String|a");
    EXPECT_RESULT(subtract(Value(), 5), "System.Int32|-5");
    EXPECT_RESULT(add(5, Value()), "System.Int32|5");
    EXPECT_RESULT(multiply(Value(), 5), "null");
    EXPECT_RESULT(increment(Value()), "System.Int32|1");
}

TEST(Arithmetic, Steps)
{
    EXPECT_RESULT(increment(std::numeric_limits<int32_t>::max()), "System.Double|2147483648");
    EXPECT_RESULT(increment(byte(255)), "System.Int32|256");
    EXPECT_RESULT(decrement(decimal("5", 1)), "System.Decimal|4");
    EXPECT_RESULT(increment("5"),
                  "ERROR|OperatorRequiresNumber|The '++' operator works only on numbers. The operand is a 'System.String'.");
}

TEST(Arithmetic, DatesAndSpans)
{
    const Value day = convert("2020-01-02", types::date_time());
    const Value hour = convert("1:00", types::time_span());
    EXPECT_RESULT(add(day, hour), "System.DateTime|01/02/2020 01:00:00");
    EXPECT_RESULT(subtract(day, day), "System.TimeSpan|00:00:00");
    EXPECT_RESULT(subtract(day, hour), "System.DateTime|01/01/2020 23:00:00");
    EXPECT_RESULT(multiply(hour, 2.5), "System.TimeSpan|02:30:00");
    EXPECT_RESULT(multiply(2, hour), "System.TimeSpan|02:00:00");
    EXPECT_RESULT(divide(hour, hour), "System.Double|1");
    EXPECT_RESULT(negate(hour), "System.TimeSpan|-01:00:00");
    EXPECT_RESULT(divide(day, 2), "ERROR|MethodNotFound|Method invocation failed because [System.DateTime] does not contain a method named "
                                  "'op_Division'.");
    EXPECT_RESULT(
        add(day, "x"),
        "ERROR|MethodArgumentConversionInvalidCastArgument|Cannot convert argument \"1\", with value: \"x\", for \"op_Addition\" to "
        "type \"System.TimeSpan\": \"Cannot convert value \"x\" to type \"System.TimeSpan\". Error: \"String 'x' was not recognized "
        "as a valid TimeSpan.\"\"");
}

TEST(Bitwise, IntegersAndReals)
{
    EXPECT_RESULT(bit_and(12, 10), "System.Int32|8");
    EXPECT_RESULT(bit_or(int64_t{0x100000000}, 1), "System.Int64|4294967297");
    EXPECT_RESULT(bit_and(uint32(5), -1), "System.UInt32|5");
    EXPECT_RESULT(bit_and(5, 2.5), "System.UInt64|0");
    EXPECT_RESULT(bit_and(-1.5, 3), "System.Int64|2");
    EXPECT_RESULT(bit_not(5), "System.Int32|-6");
    EXPECT_RESULT(bit_not(uint32(5)), "System.UInt32|4294967290");
    EXPECT_RESULT(bit_not(4294967296.0), "System.Int64|-4294967297");
    EXPECT_RESULT(bit_xor("6", 3), "System.Int32|5");
}

TEST(Bitwise, ShiftsWrapTheirCount)
{
    EXPECT_RESULT(shift_left(1, 33), "System.Int32|2");
    EXPECT_RESULT(shift_left(1, -1), "System.Int32|-2147483648");
    EXPECT_RESULT(shift_left(int64_t{1}, 64), "System.Int64|1");
    EXPECT_RESULT(shift_left(byte(255), 4), "System.Byte|240");
    EXPECT_RESULT(shift_right(-16, 2), "System.Int32|-4");
    EXPECT_RESULT(shift_left(1.5, 40), "System.Int32|512");
    EXPECT_RESULT(shift_left(true, 1),
                  "ERROR|NotADefinedOperationForType|The operation '[System.Boolean] -shl [System.Int32]' is not defined.");
}

TEST(Bitwise, FlagsStayFlags)
{
    const Type& attributes = *find_type("System.IO.FileAttributes");
    EXPECT_RESULT(bit_or(to_enum("ReadOnly", attributes), "Hidden"), "System.IO.FileAttributes|ReadOnly, Hidden");
    EXPECT_RESULT(bit_and(to_enum("ReadOnly, Hidden", attributes), to_enum("Hidden", attributes)), "System.IO.FileAttributes|Hidden");
}

TEST(BigIntegers, AreBounded)
{
    BigInteger digits;
    ASSERT_TRUE(parse_big_integer("123456789012345678901234567890", digits));
    const Value big = big_integer_value(std::move(digits));
    EXPECT_RESULT(add(big, 1), "System.Numerics.BigInteger|123456789012345678901234567891");
    EXPECT_RESULT(divide(7, convert(2, types::big_integer())), "System.Numerics.BigInteger|3");
    EXPECT_RESULT(shift_left(big, 1 << 30),
                  "ERROR|System.OverflowException|The number has more than 1048576 bits: the limit of this server.");
}

} // namespace
} // namespace kestrun::value
