#include "engine/constant_value.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/decimal.hpp"
#include "value/number_parse.hpp"
#include "value/type.hpp"

namespace kestrun::engine {

using value::Value;

namespace {

// All digits as written: converting the text would read it as a double first.
Value decimal_literal(std::string_view text)
{
    value::Decimal number;
    return value::parse_decimal(text, value::number_style::Number, number) == value::ParseStatus::Ok
               ? value::decimal_value(number)
               : value::convert(Value(text), value::types::decimal());
}

Value big_integer_literal(std::string_view text)
{
    value::BigInteger number;
    return value::parse_big_integer(text, number) ? value::big_integer_value(std::move(number))
                                                  : value::convert(Value(text), value::types::big_integer());
}

} // namespace

Value constant_value(const syntax::ConstantValue& c)
{
    using syntax::ConstantKind;
    using value::Tag;
    switch (c.kind) {
    case ConstantKind::Null: return {};
    case ConstantKind::Boolean: return Value(c.integer != 0);
    case ConstantKind::SByte: return Value::integer(Tag::SByte, c.integer);
    case ConstantKind::Byte: return Value::integer(Tag::Byte, static_cast<int64_t>(c.unsigned_integer));
    case ConstantKind::Int16: return Value::integer(Tag::Int16, c.integer);
    case ConstantKind::UInt16: return Value::integer(Tag::UInt16, static_cast<int64_t>(c.unsigned_integer));
    case ConstantKind::Int32: return Value(static_cast<int32_t>(c.integer));
    case ConstantKind::UInt32: return Value::integer(Tag::UInt32, static_cast<int64_t>(c.unsigned_integer));
    case ConstantKind::Int64: return Value(c.integer);
    case ConstantKind::UInt64: return Value::uint64(c.unsigned_integer);
    case ConstantKind::Single: return Value::single(static_cast<float>(c.real));
    case ConstantKind::Double: return Value(c.real);
    case ConstantKind::Decimal: return decimal_literal(c.text);
    case ConstantKind::BigInteger: return big_integer_literal(c.text);
    }
    return {};
}

} // namespace kestrun::engine
