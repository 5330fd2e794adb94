// How tests show values and errors: "System.Int32|5", "ERROR|id|message".
#pragma once
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/decimal.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/native_failure.hpp"
#include <string>

namespace kestrun::value {

inline std::string show(const Value& value)
{
    if (value.is_null()) return "null";
    if (value.as<Sequence>()) {
        std::string out = type_of(value).full_name() + "|[";
        bool first = true;
        for (const Value& item : elements(value)) {
            out += (first ? "" : ", ") + to_text(item);
            first = false;
        }
        return out + "]";
    }
    return type_of(value).full_name() + "|" + to_text(value);
}

/// The value a function gives, or its error.
template <typename F>
std::string shown_result(F&& function)
{
    try {
        return show(with_native_failures(std::forward<F>(function)));
    } catch (const ScriptError& error) {
        return "ERROR|" + error.record->error_id + "|" + error.record->exception->message();
    }
}

inline Value decimal(std::string_view digits, int point)
{
    Decimal d;
    EXPECT_TRUE(Decimal::from_digits(digits, point, false, d));
    return decimal_value(d);
}
inline Value byte(int i) { return Value::integer(Tag::Byte, i); }
inline Value uint32(int64_t i) { return Value::integer(Tag::UInt32, i); }
inline Value array(std::vector<Value> items) { return make_array(std::move(items)); }

} // namespace kestrun::value
