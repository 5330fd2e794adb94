// op_Addition and its kin of DateTime, TimeSpan and DateTimeOffset.
#include "value/arithmetic.hpp"
#include "value/big_integer.hpp"
#include "value/calendar.hpp"
#include "value/convert.hpp"
#include "value/convert_number.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operator_errors.hpp"
#include <cmath>

namespace kestrun::value {

namespace {

[[noreturn]] void throw_range(ArithmeticOp op)
{
    throw_operator_failure(operator_method(op),
                           make_exception("System.ArgumentOutOfRangeException",
                                          "The added or subtracted value results in an un-representable DateTime. (Parameter '" +
                                              std::string(op == ArithmeticOp::Add ? "t" : "value") + "')"));
}

Value moved(ArithmeticOp op, const Value& date, Int128 ticks)
{
    const Int128 result = date.as_int64() + ticks;
    if (result < 0 || result > calendar::max_ticks) throw_range(op);
    if (date.tag() == Tag::DateTimeOffset) return Value::date_time_offset(static_cast<int64_t>(result), date.offset_minutes());
    return Value::date_time(static_cast<int64_t>(result), date.date_kind());
}

[[noreturn]] void throw_too_long(ArithmeticOp op)
{
    throw_operator_failure(operator_method(op),
                           make_exception("System.OverflowException", "TimeSpan overflowed because the duration is too long."));
}

Value span(ArithmeticOp op, Int128 ticks)
{
    if (!fits(ticks, Tag::Int64)) throw_too_long(op);
    return Value::time_span(static_cast<int64_t>(ticks));
}

Value scaled(ArithmeticOp op, double ticks, double factor)
{
    if (std::isnan(factor))
        throw_operator_failure(operator_method(op), make_exception("System.ArgumentException",
                                                                   std::string("TimeSpan does not accept floating point Not-a-Number "
                                                                               "values. (Parameter '") +
                                                                       (op == ArithmeticOp::Multiply ? "factor" : "divisor") + "')"));
    const double rounded = std::nearbyint(op == ArithmeticOp::Multiply ? ticks * factor : ticks / factor);
    if (!(std::fabs(rounded) < 9.2233720368547758e18)) throw_too_long(op);
    return Value::time_span(static_cast<int64_t>(rounded));
}

[[noreturn]] void throw_overload(std::string_view method, bool ambiguous)
{
    const std::string message = (ambiguous ? "Multiple ambiguous overloads found for \"" : "Cannot find an overload for \"") +
                                std::string(method) + "\" and the argument count: \"2\".";
    throw ScriptError(make<ErrorRecord>(make_exception("System.Management.Automation.MethodException", message),
                                        "MethodCountCouldNotFindBest", ErrorCategory::NotSpecified));
}

bool is_date(const Value& value) { return value.tag() == Tag::DateTime || value.tag() == Tag::DateTimeOffset; }

Value date_left(ArithmeticOp op, const Value& a, const Value& b)
{
    const std::string_view method = operator_method(op);
    if (op == ArithmeticOp::Add) return moved(op, a, convert_operand(b, 1, types::time_span(), method).as_int64());
    if (op != ArithmeticOp::Subtract) throw_no_operator(a, method);
    if (b.tag() == Tag::TimeSpan) return moved(op, a, -static_cast<Int128>(b.as_int64()));
    if (is_date(b)) {
        if (a.tag() == Tag::DateTime && b.tag() == Tag::DateTime) return span(op, static_cast<Int128>(a.as_int64()) - b.as_int64());
        return span(op, static_cast<Int128>(calendar::to_utc(a)) - calendar::to_utc(b));
    }
    // Text would fit a date as well as a time span.
    const bool fits_both = !b.is_null() && !as_big_integer(b) && (is_countable(b) || b.is_string() || b.as<Dictionary>());
    throw_overload(method, fits_both);
}

Value span_left(ArithmeticOp op, const Value& a, const Value& b)
{
    const std::string_view method = operator_method(op);
    const int64_t ticks = a.as_int64();
    switch (op) {
    case ArithmeticOp::Add: return span(op, static_cast<Int128>(ticks) + convert_operand(b, 1, types::time_span(), method).as_int64());
    case ArithmeticOp::Subtract: return span(op, static_cast<Int128>(ticks) - convert_operand(b, 1, types::time_span(), method).as_int64());
    case ArithmeticOp::Multiply:
    case ArithmeticOp::Divide: {
        if (b.tag() == Tag::TimeSpan && op == ArithmeticOp::Divide)
            return Value(static_cast<double>(ticks) / static_cast<double>(b.as_int64()));
        if (b.tag() == Tag::TimeSpan || (b.tag() >= Tag::Array && !is_number(b))) throw_overload(method, false);
        const double factor = convert_operand(b, 1, types::real(), method).as_double();
        return scaled(op, static_cast<double>(ticks), factor);
    }
    case ArithmeticOp::Modulo: break;
    }
    throw_no_operator(a, method);
}

} // namespace

bool calculate_dates(ArithmeticOp op, const Value& a, const Value& b, Value& out)
{
    if (is_date(a)) return out = date_left(op, a, b), true;
    if (a.tag() == Tag::TimeSpan) return out = span_left(op, a, b), true;
    if (!is_countable(a) && !a.is_string()) return false;
    const std::string_view method = operator_method(op);
    if (b.tag() == Tag::TimeSpan) {
        if (op == ArithmeticOp::Multiply)
            return out = scaled(op, static_cast<double>(b.as_int64()), convert_operand(a, 0, types::real(), method).as_double()), true;
        if (op == ArithmeticOp::Modulo) throw_no_operator(b, method);
        return out = span_left(op, convert_operand(a, 0, types::time_span(), method), b), true;
    }
    if (!is_date(b)) return false;
    if (op == ArithmeticOp::Subtract) return out = date_left(op, convert_operand(a, 0, type_of(b), method), b), true;
    if (op == ArithmeticOp::Add) return out = date_left(op, convert_operand(a, 0, type_of(b), method), b), true;
    throw_no_operator(b, method);
}

bool call_operator_method(std::string_view method, const Value& a, const Value& b, Value& out)
{
    for (const Value* operand : {&a, &b}) {
        if (!operand->is_heap() || operand->is_string()) continue;
        const Type& type = type_of(*operand);
        if (!type.static_member(Name(method))) continue;
        Value args[] = {a, b};
        out = invoke_static(type, Name(method), args);
        return true;
    }
    return false;
}

} // namespace kestrun::value
