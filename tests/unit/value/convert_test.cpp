#include <gtest/gtest.h>

#include "value/dictionary.hpp"
#include "value/psobject.hpp"
#include "value_text.hpp"

namespace kestrun::value {
namespace {

std::string cast(const Value& value, std::string_view type)
{
    const Type* target = find_type(type);
    if (!target) return "no type " + std::string(type);
    return shown_result([&] { return convert(value, *target); });
}

TEST(Convert, IntegersFromText)
{
    EXPECT_EQ(cast(" 42 ", "int"), "System.Int32|42");
    EXPECT_EQ(cast("2.5", "int"), "System.Int32|2");
    EXPECT_EQ(cast("3.5", "int"), "System.Int32|4");
    EXPECT_EQ(cast("1e3", "int"), "System.Int32|1000");
    EXPECT_EQ(cast("1,234.5", "int"), "System.Int32|1234");
    EXPECT_EQ(cast("1kb", "int"), "System.Int32|1024");
    EXPECT_EQ(cast("", "int"), "System.Int32|0");
    EXPECT_EQ(cast("0xFFFFFFFF", "int"), "System.Int32|-1");
    EXPECT_EQ(cast("abc", "int"),
              "ERROR|InvalidCastFromStringToInteger|Cannot convert value \"abc\" to type \"System.Int32\". Error: \"The "
              "input string 'abc' was not in a correct format.\"");
    EXPECT_EQ(cast("3000000000", "int"), "ERROR|InvalidCastFromStringToInteger|Cannot convert value \"3000000000\" to type "
                                         "\"System.Int32\". Error: \"Value was either too large or too small for an Int32.\"");
}

TEST(Convert, IntegersFromOtherValues)
{
    EXPECT_EQ(cast(Value(), "int"), "System.Int32|0");
    EXPECT_EQ(cast(true, "int"), "System.Int32|1");
    EXPECT_EQ(cast(2.5, "int"), "System.Int32|2");
    EXPECT_EQ(cast(Value(u'A'), "int"), "System.Int32|65");
    EXPECT_EQ(cast(300, "byte"), "ERROR|InvalidCastIConvertible|Cannot convert value \"300\" to type \"System.Byte\". Error: \"Value was "
                                 "either too large or too small for an unsigned byte.\"");
    EXPECT_EQ(cast(1.5, "char"), "ERROR|InvalidCastIConvertible|Cannot convert value \"1.5\" to type \"System.Char\". Error: \"Invalid "
                                 "cast from 'Double' to 'Char'.\"");
    EXPECT_EQ(cast(array({1, 2}), "int"), "ERROR|ConvertToFinalInvalidCastException|Cannot convert the \"System.Object[]\" value of type "
                                          "\"System.Object[]\" to type \"System.Int32\".");
}

TEST(Convert, RealsAndDecimals)
{
    EXPECT_EQ(cast("1,234.5", "double"), "System.Double|1234.5");
    EXPECT_EQ(cast("0x10", "double"), "System.Double|16");
    EXPECT_EQ(cast("1e3", "decimal"), "System.Decimal|1000");
    EXPECT_EQ(cast("12.340", "decimal"), "System.Decimal|12.34");
    EXPECT_EQ(cast(0.1, "decimal"), "System.Decimal|0.1");
    EXPECT_EQ(cast(1e30, "decimal"), "ERROR|InvalidCastIConvertible|Cannot convert value \"1E+30\" to type \"System.Decimal\". Error: "
                                     "\"Value was either too large or too small for a Decimal.\"");
    EXPECT_EQ(cast("12345678901234567890123", "bigint"), "System.Numerics.BigInteger|12345678901234567890123");
}

TEST(Convert, TextOfValues)
{
    EXPECT_EQ(to_text(1.0 / 3), "0.333333333333333");
    EXPECT_EQ(dotnet_text(1.0 / 3), "0.3333333333333333");
    EXPECT_EQ(to_text(1e15), "1E+15");
    EXPECT_EQ(dotnet_text(1e16), "10000000000000000");
    EXPECT_EQ(to_text(array({1, Value(), "b"})), "1  b");
    EXPECT_EQ(to_text(array({1, array({2, 3})})), "1 System.Object[]");
    EXPECT_EQ(to_text(Value::time_span(10'000'000)), "00:00:01");
    EXPECT_EQ(to_text(type_value(types::int32())), "int");
    const auto object = make<PSCustomObject>();
    object->set("a", Value(1));
    object->set("b", array({1, 2}));
    EXPECT_EQ(to_text(object), "@{a=1; b=System.Object[]}");
    EXPECT_EQ(dotnet_text(object), "");
}

TEST(Convert, Truth)
{
    EXPECT_FALSE(to_bool(Value()));
    EXPECT_FALSE(to_bool(Value("")));
    EXPECT_TRUE(to_bool(Value("False")));
    EXPECT_FALSE(to_bool(array({})));
    EXPECT_FALSE(to_bool(array({0})));
    EXPECT_TRUE(to_bool(array({0, 0})));
    EXPECT_FALSE(to_bool(array({array({})})));
    EXPECT_TRUE(to_bool(array({array({0})})));
    EXPECT_FALSE(to_bool(decimal("0", 1)));
    EXPECT_TRUE(to_bool(Value::time_span(0)));
}

TEST(Convert, Enums)
{
    EXPECT_EQ(cast("monday", "System.DayOfWeek"), "System.DayOfWeek|Monday");
    EXPECT_EQ(cast("Mon", "System.DayOfWeek"), "System.DayOfWeek|Monday");
    EXPECT_EQ(cast(5.0, "System.DayOfWeek"), "System.DayOfWeek|Friday");
    EXPECT_EQ(cast("ReadOnly, hidden", "System.IO.FileAttributes"), "System.IO.FileAttributes|ReadOnly, Hidden");
    EXPECT_EQ(cast(array({"ReadOnly", "System"}), "System.IO.FileAttributes"), "System.IO.FileAttributes|ReadOnly, System");
    EXPECT_EQ(
        cast("S", "System.DayOfWeek"),
        "ERROR|SubstringDisambiguationEnumParseThrewAnException|Cannot convert value \"S\" to type \"System.DayOfWeek\". Error: \"The "
        "identifier name S cannot be processed because it is either too similar or identical to the following enumerator names: Sunday, "
        "Saturday. Use a more specific identifier name.\"");
    EXPECT_EQ(cast(9, "System.DayOfWeek").substr(0, 29), "ERROR|UndefinedIntegerToEnum|");
    EXPECT_EQ(cast("9", "System.DayOfWeek").substr(0, 25), "ERROR|EnumParseUndefined|");
    EXPECT_EQ(cast(Value(), "System.DayOfWeek").substr(0, 27), "ERROR|nullToEnumInvalidCast");
}

TEST(Convert, Arrays)
{
    EXPECT_EQ(cast(array({"1", 2, 3.7}), "int[]"), "System.Int32[]|[1, 2, 4]");
    EXPECT_EQ(cast(5, "int[]"), "System.Int32[]|[5]");
    EXPECT_EQ(cast("abc", "char[]"), "System.Char[]|[a, b, c]");
    EXPECT_EQ(cast(array({1, 255}), "byte[]"), "System.Byte[]|[1, 255]");
    EXPECT_EQ(cast("x", "object[]"), "System.Object[]|[x]");
    EXPECT_EQ(cast(Value(), "int[]"), "null");
    EXPECT_EQ(cast("a", "int[]").substr(0, 39), "ERROR|InvalidCastExceptionScalarToArray");
    EXPECT_EQ(cast(array({"1", "x"}), "int[]").substr(0, 37), "ERROR|InvalidCastFromStringToInteger|");
}

TEST(Convert, DatesAndSpans)
{
    EXPECT_EQ(cast(0, "datetime"), "System.DateTime|01/01/0001 00:00:00");
    EXPECT_EQ(cast("2020-01-02", "datetime"), "System.DateTime|01/02/2020 00:00:00");
    EXPECT_EQ(cast(10000000, "timespan"), "System.TimeSpan|00:00:01");
    EXPECT_EQ(cast("5", "timespan"), "System.TimeSpan|5.00:00:00");
    EXPECT_EQ(cast(Value(), "datetime"), "ERROR|nullToObjectInvalidCast|Cannot convert null to type \"System.DateTime\".");
    EXPECT_EQ(
        cast("not a date", "datetime"),
        "ERROR|InvalidCastParseTargetInvocationWithFormatProvider|Cannot convert value \"not a date\" to type \"System.DateTime\". Error: "
        "\"The string 'not a date' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.\"");
    EXPECT_EQ(cast(true, "timespan"), "ERROR|InvalidCastIConvertible|Cannot convert value \"True\" to type \"System.TimeSpan\". Error: "
                                      "\"Invalid cast from 'System.Boolean' to 'System.TimeSpan'.\"");
}

TEST(Convert, ErrorsCarryTheirCauses)
{
    try {
        convert("abc", types::int32());
        FAIL();
    } catch (const ScriptError& error) {
        EXPECT_EQ(error.record->exception->type().full_name(), "System.Management.Automation.RuntimeException");
        const auto& cast_error = error.record->exception->inner();
        ASSERT_TRUE(cast_error);
        EXPECT_EQ(cast_error->type().full_name(), "System.Management.Automation.PSInvalidCastException");
        ASSERT_TRUE(cast_error->inner());
        EXPECT_EQ(cast_error->inner()->type().full_name(), "System.FormatException");
        EXPECT_EQ(error.record->category, ErrorCategory::InvalidArgument);
    }
}

TEST(ConversionRank, OrdersTheKinds)
{
    const auto rank = [](const Value& value, const char* type) { return conversion_rank(value, *find_type(type)); };
    EXPECT_EQ(rank(5, "int"), 0);
    EXPECT_LT(rank(5, "int"), rank(5, "long"));
    EXPECT_LT(rank(5, "long"), rank(5, "byte"));
    EXPECT_LT(rank(5, "object"), rank(5, "string"));
    EXPECT_LT(rank("a", "object"), rank("a", "int"));
    EXPECT_LT(rank("5", "int"), rank("5", "bool"));
    EXPECT_LT(rank(array({1}), "object[]"), rank(array({1}), "int[]"));
    EXPECT_LT(rank(array({1}), "int"), 0);
    EXPECT_LT(rank(Value(), "string"), rank(Value(), "int"));
    EXPECT_LT(rank(Value(), "datetime"), 0);
}

} // namespace
} // namespace kestrun::value
