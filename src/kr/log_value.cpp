#include "kr/log_value.hpp"
#include "value/decimal.hpp"
#include "value/guid.hpp"

namespace kestrun::kr {

namespace {

using log::Capture;
using log::PropertyValue;
using value::Tag;

constexpr int most_levels = 5;
constexpr size_t most_elements = 1000;

base::DateText date_text(const Value& value)
{
    base::DateText date;
    date.ticks = value.as_int64();
    if (value.tag() == Tag::DateTimeOffset) {
        date.kind = base::DateKind::offset;
        date.offset_minutes = value.offset_minutes();
        return date;
    }
    switch (value.date_kind()) {
    case value::DateKind::Utc: date.kind = base::DateKind::utc; break;
    case value::DateKind::Local: date.kind = base::DateKind::local; break;
    case value::DateKind::Unspecified: date.kind = base::DateKind::unspecified; break;
    }
    return date;
}

PropertyValue captured_decimal(const value::Decimal& decimal)
{
    base::Digits digits;
    digits.kind = base::DigitsKind::decimal;
    digits.negative = decimal.negative();
    std::string text = decimal.digits();
    if (text == "0") text.clear();
    digits.scale = static_cast<int>(text.size()) - decimal.scale();
    digits.digits = std::move(text);
    return digits;
}

class Capturing
{
public:
    PropertyValue take(const Value& value, Capture how, int level)
    {
        switch (value.tag()) {
        case Tag::Null:
        case Tag::Void: return {};
        case Tag::Bool: return value.as_bool();
        case Tag::Char: return static_cast<char32_t>(value.as_char());
        case Tag::SByte:
        case Tag::Byte: return log::Integer{value.as_int64(), 1};
        case Tag::Int16:
        case Tag::UInt16: return log::Integer{value.as_int64(), 2};
        case Tag::Int32:
        case Tag::UInt32: return log::Integer{value.as_int64(), 4};
        case Tag::Int64: return log::Integer{value.as_int64(), 8};
        case Tag::UInt64: return std::uint64_t{value.as_uint64()};
        case Tag::Single: return static_cast<float>(value.as_double());
        case Tag::Double: return value.as_double();
        case Tag::DateTime:
        case Tag::DateTimeOffset: return date_text(value);
        case Tag::TimeSpan: return log::TimeSpan{value.as_int64()};
        case Tag::Enum: return log::EnumValue{value::enum_text(value), value.as_int64()};
        case Tag::String: return value::text_of(value);
        default: return object(value, how, level);
        }
    }

private:
    PropertyValue object(const Value& value, Capture how, int level)
    {
        if (const value::Decimal* decimal = value::as_decimal(value)) return captured_decimal(*decimal);
        if (const auto* guid = value.as<value::GuidObject>()) return log::Guid{guid->get().text()};
        if (how == Capture::Stringify || level >= most_levels) return value::to_text(value);
        if (auto* table = value.as<value::Dictionary>()) return dictionary(*table, how, level);
        if (value::is_enumerable(value)) return sequence(value, how, level);
        if (how != Capture::Destructure || value.as<value::ExceptionObject>() || value.as<ErrorRecord>()) return whole_text(value);
        return structure(value, how, level);
    }

    static PropertyValue whole_text(const Value& value)
    {
        if (const auto* exception = value.as<value::ExceptionObject>()) return value::exception_text(*exception);
        return value::to_text(value);
    }

    PropertyValue sequence(const Value& value, Capture how, int level)
    {
        log::Sequence list;
        const auto walk = value::enumerate(value);
        for (Value item; list.elements.size() < most_elements && walk->next(item);) list.elements.push_back(take(item, how, level + 1));
        return list;
    }

    /// Dictionary<string, ...> is a dictionary to the log; a Hashtable is a sequence of its entries, as .NET's loggers see it.
    PropertyValue dictionary(const value::Dictionary& table, Capture how, int level)
    {
        const std::vector<value::Dictionary::Entry> entries = table.snapshot();
        if (table.key_type() == &value::types::string()) {
            log::Dictionary map;
            for (const auto& entry : entries) map.entries.emplace_back(take(entry.key, how, level + 1), take(entry.value, how, level + 1));
            return map;
        }
        log::Sequence list;
        for (const auto& entry : entries) {
            if (how == Capture::Destructure) {
                log::Structure pair{"DictionaryEntry", {}};
                pair.properties.push_back({"Key", take(entry.key, how, level + 1)});
                pair.properties.push_back({"Value", take(entry.value, how, level + 1)});
                list.elements.emplace_back(std::move(pair));
            } else {
                list.elements.emplace_back("[" + value::to_text(entry.key) + ", " + value::to_text(entry.value) + "]");
            }
        }
        return list;
    }

    PropertyValue structure(const Value& value, Capture how, int level)
    {
        log::Structure taken;
        if (!value.as<value::PSCustomObject>()) taken.type_tag = value::type_of(value).name();
        for (const std::string& name : value::property_names(value)) {
            if (taken.properties.size() >= most_elements) break;
            PropertyValue of;
            try {
                of = take(value::get_property(value, Name(name)), how, level + 1);
            } catch (const ScriptError& error) {
                of = PropertyValue("The property accessor threw an exception: " + error.record->exception->message());
            }
            taken.properties.push_back({name, std::move(of)});
        }
        return taken;
    }
};

} // namespace

log::PropertyValue log_value(const Value& value, log::Capture how)
{
    try {
        return Capturing().take(value, how, 0);
    } catch (const ScriptError& error) {
        return log::PropertyValue("Capturing the value failed: " + error.record->exception->message());
    }
}

log::PropertyValue LogValue::capture(log::Capture how) const { return log_value(value_, how); }

} // namespace kestrun::kr
