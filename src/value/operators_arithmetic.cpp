// + - * / % and their unary forms: the left operand decides what the operator means (about_Arithmetic_Operators).
#include "value/arithmetic.hpp"
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/native_failure.hpp"
#include "value/operator_errors.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include <cmath>

namespace kestrun::value {

namespace {

constexpr size_t max_repeated_bytes = 0x3fffffff; // .NET's limit on a string

bool is_collection(const Value& value) { return value.is_array() || (value.tag() == Tag::Object && is_enumerable(value)); }

/// Numbers of all kinds on both sides, text read as numbers; the shared part of the five operators.
Value numeric(ArithmeticOp op, const Value& a, const Value& b)
{
    const std::string_view method = operator_method(op);
    Value out;
    if (call_operator_method(method, a, b, out)) return out;
    if (!is_countable(b) && !b.is_string()) { // text and null on the left are numbers before the right side is asked
        if (a.is_string()) return numeric(op, number_from_text(a, b), b);
        if (a.is_null()) return numeric(op, Value(0), b);
    }
    if (!as_decimal(a) && !as_big_integer(a) && calculate_dates(op, a, b, out)) return out;
    if (!is_countable(a) && !a.is_string()) throw_no_operator(a, method);
    if (a.tag() == Tag::Enum && as_big_integer(b)) throw_no_operator(a, method);
    if (!is_countable(b) && !b.is_string()) {
        if (as_decimal(a)) return calculate(op, a, convert_operand(b, 1, types::decimal(), method));
        if (as_big_integer(a)) return calculate(op, a, convert_operand(b, 1, types::big_integer(), method));
        throw_no_operator(a.tag() == Tag::Enum ? a : b, method);
    }
    const Value left = a.is_string() ? number_from_text(a, b) : as_number(a);
    Value right;
    if (!b.is_string())
        right = as_number(b);
    else if (as_big_integer(a))
        right = convert_operand(b, 1, types::big_integer(), method);
    else
        right = number_from_text(b, a);
    out = calculate(op, left, right);
    // An enumeration stays one as long as the result is an integer of its kind.
    if (a.tag() == Tag::Enum && out.is_integral()) return Value::enumeration(a.aux(), out.as_int64());
    return out;
}

void append_elements(std::vector<Value>& items, const Value& collection)
{
    const auto source = enumerate(collection);
    for (Value item; source->next(item);) items.push_back(item);
}

Value add_collections(const Value& a, const Value& b)
{
    std::vector<Value> items;
    const auto* left = a.as<Sequence>();
    const auto* right = b.as<Sequence>();
    items.reserve((left ? left->size() : 8) + (right ? right->size() : 1));
    append_elements(items, a);
    if (is_collection(b))
        append_elements(items, b);
    else
        items.push_back(b.is_void() ? Value() : b);
    return make_array(std::move(items));
}

Value add_dictionaries(const Dictionary& a, const Value& b)
{
    const auto* other = b.as<Dictionary>();
    if (!other) throw_runtime("AddHashTableToNonHashTable", "A hash table can only be added to another hash table.");
    const auto sum = make<Dictionary>(a.type(), a.comparer());
    for (const Dictionary* part : {&a, other}) {
        const Dictionary::Entries entries(*part);
        for (const auto& entry : entries)
            if (!entry.key.is_void()) sum->add(entry.key, entry.value);
    }
    return Value(static_cast<Object*>(sum.get()));
}

int64_t repeat_count(const Value& times)
{
    const int64_t count = times.is_string() ? convert_to_integral(number_from_text(times, Value(0)), Tag::Int32).as_int64()
                                            : convert_to_integral(times, Tag::Int32).as_int64();
    if (count < 0) {
        const std::string text = std::to_string(count);
        throw_native("System.ArgumentOutOfRangeException",
                     "times ('" + text + "') must be a non-negative value. (Parameter 'times')\nActual value was " + text + ".");
    }
    return count;
}

[[noreturn]] void throw_too_large()
{
    throw_native("System.OutOfMemoryException", "Insufficient memory to continue the execution of the program.");
}

Value repeat_text(std::string_view text, int64_t count)
{
    if (count == 0 || text.empty()) return Value("");
    if (text.size() > max_repeated_bytes / static_cast<size_t>(count)) throw_too_large();
    std::string out;
    out.reserve(text.size() * static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) out += text;
    return Value(std::string_view(out));
}

Value repeat_collection(const Value& collection, int64_t count)
{
    std::vector<Value> once;
    append_elements(once, collection);
    check_array_length(once.size() * static_cast<uint64_t>(count));
    std::vector<Value> items;
    items.reserve(once.size() * static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) items.insert(items.end(), once.begin(), once.end());
    const Type& type = type_of(collection);
    if (type.is_array() && type.element() != &types::object()) return convert(make_array(std::move(items)), type);
    return make_array(std::move(items));
}

const Value& plain(const Value& value) { return value.tag() == Tag::Object ? unwrap(value) : value; }

Value step(const Value& value, int32_t by, std::string_view symbol)
{
    const Value& a = plain(value);
    if (a.is_null()) return Value(by);
    if (!a.is_integral() && !a.is_real() && a.tag() != Tag::Enum && !as_decimal(a))
        throw_runtime("OperatorRequiresNumber", "The '" + std::string(symbol) + "' operator works only on numbers. The operand is a '" +
                                                    type_of(a).dotnet_name() + "'.");
    return numeric(ArithmeticOp::Add, a, Value(by));
}

} // namespace

Value add(const Value& left, const Value& right)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    switch (a.tag()) {
    case Tag::Null:
    case Tag::Void: return b.is_void() ? Value() : b;
    case Tag::Int32:
        if (b.is_int32()) {
            int32_t sum = 0;
            if (!__builtin_add_overflow(a.as_int32(), b.as_int32(), &sum)) return Value(sum);
        }
        break;
    case Tag::Double:
        if (b.is_double()) return Value(a.as_double() + b.as_double());
        break;
    case Tag::String:
        if (b.is_string()) return Value(String::concat(text_of(a), text_of(b)).get());
        return Value(String::concat(text_of(a), to_text(b)).get());
    case Tag::Char: return Value(String::concat(dotnet_text(a), to_text(b)).get());
    case Tag::Array: return add_collections(a, b);
    case Tag::Object:
        if (const auto* dictionary = a.as<Dictionary>()) return add_dictionaries(*dictionary, b);
        if (is_enumerable(a)) return add_collections(a, b);
        break;
    default: break;
    }
    return numeric(ArithmeticOp::Add, a, b);
}

Value subtract(const Value& left, const Value& right) { return numeric(ArithmeticOp::Subtract, plain(left), plain(right)); }

Value multiply(const Value& left, const Value& right)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    if (a.is_null()) return Value();
    if (a.is_string()) return repeat_text(text_of(a), repeat_count(b));
    if (is_collection(a)) {
        const Value count = convert_to_integral(b.is_string() ? number_from_text(b, Value(0)) : b, Tag::UInt32);
        return repeat_collection(a, count.as_int64());
    }
    if (a.is_bool() || a.tag() == Tag::Char) {
        if (b.is_string() || b.tag() == Tag::Enum) throw_no_operator(b, operator_method(ArithmeticOp::Multiply));
        const bool other = as_big_integer(b) || (a.tag() == Tag::Char && as_decimal(b));
        if (!other && is_countable(b)) throw_not_defined("*", a, b);
    }
    return numeric(ArithmeticOp::Multiply, a, b);
}

Value divide(const Value& left, const Value& right) { return numeric(ArithmeticOp::Divide, plain(left), plain(right)); }
Value modulo(const Value& left, const Value& right) { return numeric(ArithmeticOp::Modulo, plain(left), plain(right)); }

Value negate(const Value& value)
{
    const Value& a = plain(value);
    if (a.tag() == Tag::TimeSpan) return numeric(ArithmeticOp::Subtract, Value::time_span(0), a);
    return numeric(ArithmeticOp::Subtract, Value(0), a);
}

Value plus(const Value& value) { return numeric(ArithmeticOp::Add, Value(0), plain(value)); }
Value increment(const Value& value) { return step(value, 1, "++"); }
Value decrement(const Value& value) { return step(value, -1, "--"); }

} // namespace kestrun::value
