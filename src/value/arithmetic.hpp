// What the arithmetic and bitwise operators share: operands as numbers.
#pragma once
#include "value/number_parse.hpp"
#include "value/value.hpp"

namespace kestrun::value {

enum class ArithmeticOp : uint8_t
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo
};

/// Bool, Char and Enum count as the Int32 (or their own) number they stand for; null as 0 of Int32.
bool is_countable(const Value& value);
Value as_number(const Value& value);
/// A text operand: the number it stands for, else converted to the other operand's type (Int32 when that is no number), whose error is
/// thrown.
Value number_from_text(const Value& text, const Value& other);
/// Both operands are numbers.
Value calculate(ArithmeticOp op, const Value& a, const Value& b);
/// DateTime, TimeSpan and DateTimeOffset on one side; nothing when neither side is one.
bool calculate_dates(ArithmeticOp op, const Value& a, const Value& b, Value& out);
/// "op_Addition" ...
std::string_view operator_method(ArithmeticOp op);
/// A static method of that name on the type of one of the operands (script classes, some .NET types).
bool call_operator_method(std::string_view method, const Value& a, const Value& b, Value& out);
/// The type that two integral operands give: Int32, UInt32, Int64 or UInt64.
Tag common_integer(Tag a, Tag b);

} // namespace kestrun::value
