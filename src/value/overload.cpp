// Choosing among overloads as PowerShell does (about_Methods; "method resolution"): every argument is ranked against its parameter, the
// ranks of the first arguments weigh most, and ties go to the more special type where the conversion widens, to the more general one where
// it narrows, to the form without params, and to fewer parameters.
#include "value/overload.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/convert_object.hpp"
#include "value/decimal.hpp"
#include "value/members.hpp"
#include "value/reference.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <array>

namespace kestrun::value {

namespace {

// PowerShell's order, best last. A scalar that becomes an array of one ranks just below its element's conversion (bit 0 cleared).
enum Rank : int
{
    Impossible = 0,
    UnrelatedArrays = 3,
    ToText = 5,
    Custom = 7,
    Convertible = 9,
    ByConstructor = 11,
    ByParse = 13,
    Language = 15,
    NullToValue = 17,
    NullToRef = 19,
    NumericExplicitWorse = 21,
    NumericExplicit = 23,
    NumericString = 25,
    NumericImplicit = 27,
    Assignable = 29,
    StringToChars = 31,
    Identity = 33,
};

// SByte 0, Byte 1, ... UInt64 7, Single 8, Double 9, Decimal 10; -1: no number.
int numeric_index(const Type& type)
{
    if (type.tag() >= Tag::SByte && type.tag() <= Tag::Double) return static_cast<int>(type.tag()) - static_cast<int>(Tag::SByte);
    return &type == &types::decimal() ? 10 : -1;
}

bool is_decimal_type(int index) { return index == 10; }

Rank numeric_rank(int from, int to)
{
    if (from == to) return Identity;
    const bool to_real = to >= 8;
    if (from < 8 && to_real) return NumericImplicit;
    if (from < 8) {
        const bool from_signed = from % 2 == 0;
        const bool to_signed = to % 2 == 0;
        if (to / 2 > from / 2 && (to_signed || !from_signed)) return NumericImplicit;
        return NumericExplicit;
    }
    if (from == 8 && to == 9) return NumericImplicit;
    if (!is_decimal_type(from) && is_decimal_type(to)) return NumericExplicitWorse;
    return NumericExplicit;
}

// The conversion between two parameter types, for ties.
int type_rank(const Type& from, const Type& to)
{
    if (&from == &to) return Identity;
    if (from.is_assignable_to(to)) return Assignable;
    const int f = numeric_index(from);
    const int t = numeric_index(to);
    if (f >= 0 && t >= 0) return numeric_rank(f, t);
    if (to.tag() == Tag::String) return ToText;
    if (to.is_array() && is_collection_type(from)) return UnrelatedArrays;
    if (f >= 0 && (to.is_enum() || to.tag() == Tag::Char || to.tag() == Tag::Bool)) return Language;
    if (t >= 0 && (from.is_enum() || from.tag() == Tag::Char || from.tag() == Tag::Bool)) return Convertible;
    return Impossible;
}

Rank from_general(int general)
{
    // conversion_rank() knows what is possible; its kinds, best first, become ours.
    if (general < 0) return Impossible;
    if ((general & 8) != 0) return static_cast<Rank>(from_general(general & ~8) - 1); // a scalar that becomes an array
    if (general < 0x10) return Identity;
    if (general < 0x20) return Assignable;
    if (general < 0x30) return NumericImplicit;
    if (general < 0x50) return NumericString;
    if (general < 0x60) return NumericExplicit;
    if (general < 0x70) return NullToRef;
    if (general < 0x80) return NullToValue;
    if (general < 0xa0) return Language;
    if (general < 0xb0) return ByParse;
    if (general < 0xe0) return ByConstructor;
    if (general < 0xf0) return Convertible;
    if (general < 0x100) return Custom;
    if (general < 0x110) return ToText;
    return UnrelatedArrays;
}

// object[] whose elements all have one type counts as an array of that type.
const Type* element_type_of(const Value& value)
{
    if (!value.is_array()) {
        if (value.as<Bytes>()) return &types::byte();
        const bool typed = value.as<Sequence>() && type_of(value).generic_args().size() == 1; // List<T> and its kin
        return typed ? type_of(value).generic_args()[0] : nullptr;
    }
    const Array& array = value.as_array();
    if (&array.element() != &types::object() || array.items().empty()) return &array.element();
    const Type* common = nullptr;
    for (const Value& item : array.items()) {
        if (item.is_null()) return &types::object();
        const Type& type = type_of(item);
        if (common && common != &type) return &types::object();
        common = &type;
    }
    return common;
}

int rank_of(const Value& value, const Type& target);

int array_rank(const Value& value, const Type& target)
{
    const Type& element = *target.element();
    if (value.is_string() && &element == &types::character()) return StringToChars;
    if (const Type* from = element_type_of(value)) {
        if (from == &element) return Identity;
        if (from->is_assignable_to(element) && !from->is_value_type()) return Assignable;
        return value.is_array() && &element == &types::object() ? Assignable : UnrelatedArrays;
    }
    if (value.as<Sequence>() || (is_enumerable(value) && !value.is_string())) return UnrelatedArrays;
    const int rank = rank_of(value, element);
    return rank == Impossible ? Impossible : rank - 1;
}

int rank_of(const Value& value, const Type& target)
{
    if (value.is_null()) return target.is_value_type() && target.generic_definition() != &types::nullable() ? NullToValue : NullToRef;
    const Type& from = type_of(value);
    if (&from == &target) return Identity;
    if (target.is_array() && target.rank() == 1) return array_rank(value, target);
    if (&target == &types::object() || from.is_assignable_to(target)) return Assignable;
    const int t = numeric_index(target);
    if (t >= 0) {
        if (const int f = numeric_index(from); f >= 0) return numeric_rank(f, t);
        if (from.tag() == Tag::Char) return Convertible;
    }
    if (target.is_delegate()) {
        // Natives take Predicate[object] for whatever T is.
        if (from.is_delegate() && from.generic_definition() && from.generic_definition() == target.generic_definition()) return Assignable;
        return &from == &types::script_block() ? Language : Impossible;
    }
    return from_general(conversion_rank(value, target));
}

} // namespace

int Overload::compare(const Overload& a, const Overload& b, std::span<const Value> args)
{
    int result = 0;
    const int count = static_cast<int>(args.size());
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<size_t>(i);
        if (a.ranks[at] != b.ranks[at]) {
            result += (a.ranks[at] < b.ranks[at] ? -1 : 1) * (count - i);
        } else if (a.ranks[at] == UnrelatedArrays) {
            const Type* from = element_type_of(args[at]);
            const Type* x = a.type_at(at) ? a.type_at(at)->element() : nullptr;
            const Type* y = b.type_at(at) ? b.type_at(at)->element() : nullptr;
            if (!from || !x || !y) continue;
            const int rx = type_rank(*from, *x);
            const int ry = type_rank(*from, *y);
            if (rx != ry) result += (rx < ry ? -1 : 1) * (count - i);
        }
    }
    if (result != 0) return result;
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<size_t>(i);
        if (a.ranks[at] < NullToValue || b.ranks[at] < NullToValue) continue;
        const bool widens = a.ranks[at] >= NumericImplicit;
        if (widens != (b.ranks[at] >= NumericImplicit)) continue;
        const Type* x = a.type_at(at);
        const Type* y = b.type_at(at);
        if (!x || !y) continue;
        const int forth = type_rank(*x, *y);
        const int back = type_rank(*y, *x);
        if (forth == back) continue;
        const bool a_is_special = forth > back;
        result += (a_is_special == widens ? 1 : -1) * (count - i);
    }
    if (result != 0) return result;
    if (a.expanded && b.expanded && a.method->parameters.size() != b.method->parameters.size())
        return a.method->parameters.size() > b.method->parameters.size() ? 1 : -1;
    if (a.expanded != b.expanded) return a.expanded ? -1 : 1;
    if (a.method->parameters.size() != b.method->parameters.size())
        return a.method->parameters.size() < b.method->parameters.size() ? 1 : -1;
    return 0;
}

const Type* Overload::type_at(size_t argument) const
{
    const auto& parameters = method->parameters;
    const Parameter& parameter = parameters[std::min(argument, parameters.size() - 1)];
    if (expanded && argument + 1 >= parameters.size()) return parameter.type ? parameter.type->element() : nullptr;
    return parameter.type;
}

bool Overload::accepts(const Method& method, size_t count)
{
    const auto& parameters = method.parameters;
    const bool params = !parameters.empty() && parameters.back().params;
    if (count > parameters.size() && !params) return false;
    size_t required = 0;
    for (size_t i = 0; i < parameters.size(); ++i) {
        if (!parameters[i].optional && !parameters[i].params) required = i + 1;
    }
    return count >= required;
}

namespace {

int parameter_rank(const Value& value, const Parameter& parameter, const Type* type)
{
    const auto* reference = value.as<Reference>();
    if (parameter.by_ref) return reference ? Identity : Impossible;
    if (!type) return Assignable;
    if (reference && type != &types::ps_reference() && type != &types::object()) return Impossible;
    return rank_of(value, *type);
}

// Ranks the arguments; false when one cannot be converted.
bool rank_arguments(Overload& overload, std::span<const Value> args)
{
    const auto& parameters = overload.method->parameters;
    for (size_t i = 0; i < args.size(); ++i) {
        const bool last = i + 1 >= parameters.size();
        const Parameter& parameter = parameters[std::min(i, parameters.size() - 1)];
        int rank = Impossible;
        if (last && parameter.params && parameter.type && parameter.type->is_array()) {
            const int whole = args.size() == parameters.size() ? parameter_rank(args[i], parameter, parameter.type) : int{Impossible};
            const int element = parameter_rank(args[i], parameter, parameter.type->element());
            // An array goes in as it is; so does null. Anything else is the first element.
            const bool as_array = args.size() == parameters.size() && whole != Impossible && (whole >= element || is_enumerable(args[i]));
            if (!as_array) overload.expanded = true;
            rank = as_array ? whole : element;
        } else {
            rank = parameter_rank(args[i], parameter, parameter.type);
        }
        if (rank == Impossible) return false;
        overload.ranks.push_back(rank);
    }
    if (!parameters.empty() && parameters.back().params && args.size() < parameters.size()) overload.expanded = true;
    return true;
}

} // namespace

Overload Overload::of(const Method& method, std::span<const Value> args)
{
    Overload overload{&method, false, {}};
    if (!rank_arguments(overload, args)) overload.ranks.clear();
    return overload;
}

bool Overload::satisfies(std::span<const Type* const> casts) const
{
    for (size_t i = 0; i < casts.size(); ++i) {
        if (casts[i] && (i >= method->parameters.size() || method->parameters[i].type != casts[i])) return false;
    }
    return true;
}

namespace {

// The best of the candidates; the flag tells that another is as good.
Overload best_of(std::vector<Overload>& candidates, std::span<const Value> args, bool& ambiguous)
{
    Overload best = std::move(candidates.front());
    for (size_t i = 1; i < candidates.size(); ++i) {
        const int order = Overload::compare(candidates[i], best, args);
        if (order > 0) best = std::move(candidates[i]);
        if (order >= 0) ambiguous = order == 0;
    }
    return best;
}

} // namespace

Overload Overload::choose(const MemberGroup& group, std::span<const Value> args, std::span<const Type* const> casts, Problem& problem)
{
    problem = Problem::None;
    std::vector<Overload> candidates;
    const Method* only = nullptr;
    size_t fitting = 0;
    for (const Method* method : group.overloads) {
        if (!accepts(*method, args.size())) continue;
        ++fitting;
        only = method;
        Overload overload{method, false, {}};
        if (rank_arguments(overload, args)) candidates.push_back(std::move(overload));
    }
    if (!casts.empty() && std::any_of(candidates.begin(), candidates.end(), [&](const Overload& o) { return o.satisfies(casts); }))
        std::erase_if(candidates, [&](const Overload& o) { return !o.satisfies(casts); });
    if (!candidates.empty()) {
        bool ambiguous = false;
        Overload best = best_of(candidates, args, ambiguous);
        if (ambiguous) problem = Problem::Ambiguous;
        return best;
    }
    Overload chosen{};
    if (fitting == 1 && group.overloads.size() == 1) { // the conversion of its arguments says what is wrong
        chosen.method = only;
        chosen.expanded = !only->parameters.empty() && only->parameters.back().params && args.size() != only->parameters.size();
        return chosen;
    }
    problem = fitting == 0 ? Problem::Count : Problem::Conversion;
    return chosen;
}

const Method* choose_overload(const MemberGroup& group, std::span<const Value> args)
{
    Overload::Problem problem{};
    const Overload chosen = Overload::choose(group, args, {}, problem);
    return problem == Overload::Problem::None ? chosen.method : nullptr;
}

} // namespace kestrun::value
