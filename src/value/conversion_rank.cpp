// How good a conversion is, for choosing among overloads. The order of the kinds is PowerShell's: identity, assignment, widening, number in
// text, narrowing, null, the language's own conversions, Parse, constructors, ToString; a scalar that becomes an array comes just after the
// same conversion of the scalar.
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/convert_number.hpp"
#include "value/convert_object.hpp"
#include "value/decimal.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

enum Rank : int
{
    Impossible = -1,
    Identity = 0,
    ToSingleElement = 8, // added
    Assignable = 0x10,
    NumericImplicit = 0x20,
    NumericString = 0x30,
    NumericExplicit = 0x50,
    NullToRef = 0x60,
    NullToValue = 0x70,
    Language = 0x80,
    StringToChars = 0x85,
    Parse = 0xa0,
    Constructor = 0xb0,
    Convertible = 0xe0,
    Custom = 0xf0,
    ToString = 0x100,
    UnrelatedArrays = 0x110,
};

/// Position in C#'s implicit numeric conversions; -1: not a numeric type. 0 to 7 integers by tag, then float, double, decimal, big integer.
int numeric_index(const Type& type)
{
    if (type.tag() >= Tag::SByte && type.tag() <= Tag::Double) return static_cast<int>(type.tag()) - static_cast<int>(Tag::SByte);
    if (&type == &types::decimal()) return 10;
    if (&type == &types::big_integer()) return 11;
    return -1;
}

bool widens(const Type& from, const Type& to)
{
    const int f = numeric_index(from);
    const int t = numeric_index(to);
    if (from.tag() == Tag::Char) return t >= numeric_index(types::uint16()) && t != numeric_index(types::int16());
    if (f < 0 || t < 0) return false;
    if (t >= 8) return f < 8 ? true : (f == 8 && t == 9) || (t == 11);
    if (f >= 8) return false;
    const bool from_signed = f % 2 == 0; // SByte, Byte, Int16, UInt16, ...: even ones are signed
    const bool to_signed = t % 2 == 0;
    if (from_signed && !to_signed) return false;
    return t / 2 > f / 2 || (t / 2 == f / 2 && from_signed == to_signed);
}

int text_rank(const Value& value, const Type& target)
{
    if (numeric_index(target) >= 0) return NumericString;
    if (target.is_enum()) return Parse;
    if (target.tag() == Tag::Bool || &target == &types::type() || &target == &types::regex() || &target == &types::xml_document())
        return Language;
    if (target.tag() == Tag::Char) return value.as_string().length() == 1 ? Language : Impossible;
    if (target.tag() == Tag::DateTime || target.tag() == Tag::TimeSpan || target.tag() == Tag::DateTimeOffset || parse_method(target))
        return Parse;
    return Impossible;
}

int array_rank(const Value& value, const Type& target)
{
    const Type& element = *target.element();
    if (value.is_string() && &element == &types::character()) return StringToChars;
    if (is_enumerable(value)) {
        const auto* sequence = value.as<Sequence>();
        if (!sequence) return UnrelatedArrays;
        // An array of objects whose elements are of the type already comes before one that has to be converted.
        for (size_t i = 0; i < sequence->size() && i < 16; ++i)
            if (conversion_rank(sequence->at(i), element) < 0) return Impossible;
        return UnrelatedArrays;
    }
    const int rank = conversion_rank(value, element);
    return rank < 0 ? Impossible : rank + ToSingleElement;
}

int object_rank(const Value& value, const Type& target)
{
    if (target.is_delegate()) {
        const Type& from = type_of(value);
        const bool same_kind = from.is_delegate() && from.generic_definition() == target.generic_definition();
        return same_kind || &from == &types::script_block() ? Language : Impossible;
    }
    if (target.is_array()) return array_rank(value, target);
    if (&target == &types::array()) return array_rank(value, array_of(types::object()));
    if (&target == &types::hashtable()) return value.as<Dictionary>() ? Language : Impossible;
    if (target.full_name() == "System.Collections.IList" || target.full_name() == "System.Collections.IEnumerable" ||
        target.full_name() == "System.Collections.ICollection")
        return value.is_string() ? Impossible : Language + ToSingleElement;
    if (target.is_interface()) return Impossible;
    if (constructor_for(value, target)) return Constructor;
    if (target.generic_args().size() == 1 && is_collection_type(target) && is_enumerable(value)) return Constructor;
    if (value.as<Dictionary>() || value.as<PSCustomObject>()) return target.constructors() ? Constructor : Impossible;
    if ((value.is_integral() || value.is_real()) && parse_method(target)) return Convertible;
    return Impossible;
}

} // namespace

int conversion_rank(const Value& value, const Type& target)
{
    if (&target == &types::object() || &target == &types::ps_object()) return value.is_null() ? NullToRef : Assignable;
    if (value.is_null()) {
        if (target.generic_definition() == &types::nullable() || !target.is_value_type()) return NullToRef;
        const bool plain = target.tag() <= Tag::Double || &target == &types::decimal() || &target == &types::big_integer() ||
                           &target == &types::switch_parameter();
        return plain ? NullToValue : Impossible;
    }
    if (const auto* wrapper = value.as<PSWrapper>()) return conversion_rank(wrapper->base(), target);
    const Type& from = type_of(value);
    if (&from == &target) return Identity;
    if (from.is_assignable_to(target)) return Assignable;
    if (target.generic_definition() == &types::nullable()) {
        const int rank = conversion_rank(value, *target.generic_args()[0]);
        return rank < 0 ? rank : rank + 1;
    }
    const bool from_number = numeric_index(from) >= 0 || from.tag() == Tag::Char || from.is_enum();
    if (numeric_index(target) >= 0 && from_number) return widens(from, target) ? NumericImplicit : NumericExplicit;
    if (target.tag() == Tag::String) return ToString;
    if (target.tag() == Tag::Bool) return from_number || value.is_string() ? Language : Custom;
    if (value.is_string()) {
        const int rank = text_rank(value, target);
        if (rank >= 0) return rank;
    }
    if (target.tag() == Tag::Char) return value.is_integral() ? NumericExplicit : Impossible;
    if (numeric_index(target) >= 0) return value.is_bool() ? Convertible : Impossible;
    if (target.is_enum()) return value.is_integral() ? Language : value.as<Sequence>() ? Language + 1 : Impossible;
    if (target.tag() == Tag::DateTime || target.tag() == Tag::TimeSpan)
        return value.is_integral() ? Constructor : value.is_real() ? Convertible : Impossible;
    if (target.tag() == Tag::DateTimeOffset) return value.tag() == Tag::DateTime ? Custom - 0x50 : Impossible;
    if (&target == &types::switch_parameter()) return value.is_bool() ? Language : Impossible;
    return object_rank(value, target);
}

} // namespace kestrun::value
