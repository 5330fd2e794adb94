// System.Globalization.NumberFormatInfo.
#include "value/types/all_types.hpp"
#include "value/types/culture_parts.hpp"

namespace kestrun::value {

namespace {

using base::NumberCulture;

const NumberCulture& numbers(const Call& c) { return self<CultureInfo>(c).get().number; }

template <auto Field>
Value text_field(Call& c)
{
    return Value(numbers(c).*Field);
}
template <auto Field>
Value set_text_field(Call& c)
{
    auto& info = self<CultureInfo>(c);
    info.set_text(info.change().number.*Field, std::string(text(c, 0)));
    return nothing();
}
/// A text that may not be empty.
template <auto Field>
Value set_separator(Call& c)
{
    if (text(c, 0).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "value");
    return set_text_field<Field>(c);
}
/// A text that is another field's until it is set.
template <auto Field, auto General>
Value text_or_general(Call& c)
{
    return Value(base::given_or(numbers(c).*Field, numbers(c).*General));
}

template <auto Field>
Value number_field(Call& c)
{
    return Value(static_cast<int32_t>(numbers(c).*Field));
}
template <auto Field, int Most>
Value set_number_field(Call& c)
{
    const int32_t number = i32(c, 0);
    if (number < 0 || number > Most) {
        throw_range("Valid values are between 0 and " + std::to_string(Most) + ", inclusive. (Parameter 'value')\nActual value was " +
                        std::to_string(number) + ".",
                    {});
    }
    self<CultureInfo>(c).change().number.*Field = static_cast<uint8_t>(number);
    return nothing();
}

template <auto Field>
Value group_sizes(Call& c)
{
    const NumberCulture& culture = numbers(c);
    const std::string_view sizes = culture.*Field;
    std::vector<Value> items;
    if (sizes.data()) {
        for (const char size : sizes) items.emplace_back(static_cast<int32_t>(size));
    } else {
        items.emplace_back(static_cast<int32_t>(culture.first_group_size));
        if (culture.other_group_size != culture.first_group_size) items.emplace_back(static_cast<int32_t>(culture.other_group_size));
    }
    return typed_array(types::int32(), std::move(items));
}
template <auto Field>
Value set_group_sizes(Call& c)
{
    require(c, 0, "value");
    const std::vector<Value>& items = c.args[0].as_array().items();
    std::string sizes;
    for (size_t i = 0; i < items.size(); ++i) {
        const int32_t size = items[i].as_int32();
        if (size > 9 || size < 0 || (size == 0 && i + 1 < items.size())) {
            throw_argument(
                "System.ArgumentException",
                "Every element in the value array should be between one and nine, except for the last element, which can be zero.",
                "value");
        }
        sizes += static_cast<char>(size);
    }
    auto& info = self<CultureInfo>(c);
    info.set_text(info.change().number.*Field, std::move(sizes));
    return nothing();
}

Value native_digits(Call&)
{
    std::vector<Value> digits;
    for (char c = '0'; c <= '9'; ++c) digits.emplace_back(std::string(1, c));
    return string_array(std::move(digits));
}

using N = NumberCulture;

constexpr MemberDef members[] = {
    ctor("", new_part),
    sprop("CurrentInfo", "System.Globalization.NumberFormatInfo", current_part),
    sprop("InvariantInfo", "System.Globalization.NumberFormatInfo", invariant_part),
    smeth("GetInstance", "System.IFormatProvider formatProvider", "System.Globalization.NumberFormatInfo", part_of_provider),
    smeth("ReadOnly", "System.Globalization.NumberFormatInfo nfi", "System.Globalization.NumberFormatInfo", read_only_part),
    meth("Clone", "", "System.Object", cloned_part),
    meth("GetFormat", "type formatType", "System.Object", part_for_type),
    prop("IsReadOnly", "bool", is_read_only_part),
    prop("NumberDecimalSeparator", "string", text_field<&N::decimal_separator>, set_separator<&N::decimal_separator>),
    prop("NumberGroupSeparator", "string", text_field<&N::group_separator>, set_text_field<&N::group_separator>),
    prop("NumberDecimalDigits", "int", number_field<&N::decimal_digits>, set_number_field<&N::decimal_digits, 99>),
    prop("NumberGroupSizes", "int[]", group_sizes<&N::number_group_sizes>, set_group_sizes<&N::number_group_sizes>),
    prop("NumberNegativePattern", "int", number_field<&N::negative_pattern>, set_number_field<&N::negative_pattern, 4>),
    prop("CurrencySymbol", "string", text_field<&N::currency_symbol>, set_text_field<&N::currency_symbol>),
    prop("CurrencyDecimalSeparator", "string", text_field<&N::currency_decimal_separator>, set_separator<&N::currency_decimal_separator>),
    prop("CurrencyGroupSeparator", "string", text_field<&N::currency_group_separator>, set_text_field<&N::currency_group_separator>),
    prop("CurrencyDecimalDigits", "int", number_field<&N::currency_decimal_digits>, set_number_field<&N::currency_decimal_digits, 99>),
    prop("CurrencyGroupSizes", "int[]", group_sizes<&N::currency_group_sizes>, set_group_sizes<&N::currency_group_sizes>),
    prop("CurrencyPositivePattern", "int", number_field<&N::currency_positive_pattern>, set_number_field<&N::currency_positive_pattern, 3>),
    prop("CurrencyNegativePattern", "int", number_field<&N::currency_negative_pattern>,
         set_number_field<&N::currency_negative_pattern, 16>),
    prop("PercentSymbol", "string", text_field<&N::percent_symbol>, set_text_field<&N::percent_symbol>),
    prop("PercentDecimalSeparator", "string", text_or_general<&N::percent_decimal_separator, &N::decimal_separator>,
         set_separator<&N::percent_decimal_separator>),
    prop("PercentGroupSeparator", "string", text_or_general<&N::percent_group_separator, &N::group_separator>,
         set_text_field<&N::percent_group_separator>),
    prop("PercentDecimalDigits", "int", number_field<&N::percent_decimal_digits>, set_number_field<&N::percent_decimal_digits, 99>),
    prop("PercentGroupSizes", "int[]", group_sizes<&N::percent_group_sizes>, set_group_sizes<&N::percent_group_sizes>),
    prop("PercentPositivePattern", "int", number_field<&N::percent_positive_pattern>, set_number_field<&N::percent_positive_pattern, 3>),
    prop("PercentNegativePattern", "int", number_field<&N::percent_negative_pattern>, set_number_field<&N::percent_negative_pattern, 11>),
    prop("PerMilleSymbol", "string", text_field<&N::per_mille_symbol>, set_text_field<&N::per_mille_symbol>),
    prop("NegativeSign", "string", text_field<&N::negative_sign>, set_text_field<&N::negative_sign>),
    prop("PositiveSign", "string", text_field<&N::positive_sign>, set_text_field<&N::positive_sign>),
    prop("NaNSymbol", "string", text_field<&N::nan>, set_text_field<&N::nan>),
    prop("PositiveInfinitySymbol", "string", text_field<&N::positive_infinity>, set_text_field<&N::positive_infinity>),
    prop("NegativeInfinitySymbol", "string", text_field<&N::negative_infinity>, set_text_field<&N::negative_infinity>),
    prop("NativeDigits", "string[]", native_digits),
};

constexpr TypeDef table[] = {
    {"System.Globalization.NumberFormatInfo", "System.Object", TypeFlags::Sealed, "", "System.IFormatProvider,System.ICloneable", members},
};

} // namespace

void take_number_format(CultureInfo& culture, const NumberCulture& from)
{
    NumberCulture& to = culture.change().number;
    if (&to == &from) return;
    to = from;
    for (const auto field : {&N::decimal_separator, &N::group_separator, &N::currency_symbol, &N::currency_decimal_separator,
                             &N::currency_group_separator, &N::percent_symbol, &N::per_mille_symbol, &N::negative_sign, &N::positive_sign,
                             &N::positive_infinity, &N::negative_infinity, &N::nan, &N::percent_decimal_separator,
                             &N::percent_group_separator, &N::number_group_sizes, &N::currency_group_sizes, &N::percent_group_sizes})
        if ((from.*field).data()) culture.set_text(to.*field, std::string(from.*field));
}

std::span<const TypeDef> number_format_types() { return table; }

} // namespace kestrun::value
