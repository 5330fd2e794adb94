#include "engine/constant_value.hpp"
#include "value/convert.hpp"
#include "value/type.hpp"

namespace kestrun::engine {

using value::Value;

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
    case ConstantKind::Decimal: return value::convert(Value(c.text), value::types::decimal());
    case ConstantKind::BigInteger: return value::convert(Value(c.text), value::types::big_integer());
    }
    return {};
}

} // namespace kestrun::engine
