#include "value/types/number_members.hpp"
#include <cmath>

namespace kestrun::value {

Value number_to_string(Call& c)
{
    if (c.args.empty()) {
        // Without a culture set, what everyone asks for goes the short way.
        const base::Culture& culture = current_culture();
        return Value(&culture == &base::en_us_culture() ? dotnet_text(c.self) : format_value(c.self, {}, culture));
    }
    const Value& last = c.args.back();
    const std::string_view format = c.args[0].is_string() ? text(c, 0) : std::string_view();
    if (c.args.size() == 2 || (!last.is_string() && !last.is_null())) return Value(format_value(c.self, format, provider_culture(last)));
    return Value(format_value(c.self, format));
}

Value number_equals(Call& c)
{
    if (&type_of(c.self) != &type_of(c.args[0])) return Value(false);
    if (c.self.is_real() && std::isnan(c.self.as_double())) return Value(std::isnan(c.args[0].as_double())); // unlike -eq
    return Value(equal(c.self, c.args[0], true));
}

Value number_hash(Call& c)
{
    switch (c.self.tag()) {
    case Tag::Int64:
    case Tag::UInt64:
    case Tag::Double: {
        const uint64_t bits = c.self.as_uint64();
        return Value(static_cast<int32_t>(static_cast<uint32_t>(bits) ^ static_cast<uint32_t>(bits >> 32)));
    }
    case Tag::Object: return Value(static_cast<int32_t>(hash_of(c.self, true)));
    default: return Value(static_cast<int32_t>(c.self.as_int64()));
    }
}

Value number_compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (&type_of(c.self) != &type_of(c.args[0])) {
        if (&type_of(c.self) == &types::big_integer())
            throw_argument("System.ArgumentException", "The parameter must be a BigInteger.", "obj");
        throw_native("System.ArgumentException", "Object must be of type " + type_of(c.self).name() + ".");
    }
    if (c.self.is_real()) { // NaN comes before every number
        const double a = c.self.as_double(), b = c.args[0].as_double();
        if (std::isnan(a) || std::isnan(b)) return Value(std::isnan(a) ? (std::isnan(b) ? 0 : -1) : 1);
    }
    const int order = compare(c.self, c.args[0], true);
    return Value(order < 0 ? -1 : order > 0 ? 1 : 0);
}

ParseOptions parse_options(const Call& c, unsigned styles)
{
    ParseOptions options{styles, &current_culture()};
    for (size_t i = 1; i < c.args.size(); ++i) {
        const Value& arg = c.args[i];
        if (arg.tag() == Tag::Enum) options.styles = static_cast<unsigned>(arg.as_int64());
        if (const auto* culture = arg.as<CultureInfo>()) options.culture = &culture->get();
    }
    return options;
}

std::string invariant_number(std::string_view source, const ParseOptions& options)
{
    std::string result(source);
    if (!options.culture) return result;
    const base::NumberCulture& culture = options.culture->number;
    if (culture.decimal_separator == "." && culture.group_separator == ",") return result;
    result.clear();
    for (size_t i = 0; i < source.size();) {
        const std::string_view rest = source.substr(i);
        if (rest.starts_with(culture.decimal_separator)) {
            result += '.';
            i += culture.decimal_separator.size();
        } else if (rest.starts_with(culture.group_separator)) {
            result += ',';
            i += culture.group_separator.size();
        } else {
            const char c = source[i++];
            result += c == '.' || c == ',' ? 'x' : c; // the other culture's signs are no part of a number
        }
    }
    return result;
}

void throw_number_format(std::string_view source)
{
    throw_native("System.FormatException", "The input string '" + std::string(source) + "' was not in a correct format.");
}

int type_code(Tag tag)
{
    switch (tag) {
    case Tag::Bool: return 3;
    case Tag::Char: return 4;
    case Tag::SByte: return 5;
    case Tag::Byte: return 6;
    case Tag::Int16: return 7;
    case Tag::UInt16: return 8;
    case Tag::Int32: return 9;
    case Tag::UInt32: return 10;
    case Tag::Int64: return 11;
    case Tag::UInt64: return 12;
    case Tag::Single: return 13;
    case Tag::Double: return 14;
    case Tag::DateTime: return 16;
    case Tag::String: return 18;
    default: return 1;
    }
}

} // namespace kestrun::value
