// Overload resolution; private to this folder.
#pragma once
#include "value/type.hpp"
#include <span>
#include <vector>

namespace kestrun::value {

/// One overload with the arguments of a call in mind.
struct Overload
{
    enum class Problem
    {
        None,
        Count,      // none takes that many arguments
        Conversion, // none takes arguments of those types
        Ambiguous,
    };
    const Method* method = nullptr;
    bool expanded = false; // the params array is made of the last arguments
    std::vector<int> ranks;

    /// The best overload; method is null when there is a problem other than Ambiguous.
    /// casts: see CallDetails.
    static Overload choose(const MemberGroup& group, std::span<const Value> args, std::span<const Type* const> casts, Problem& problem);
    /// That method with these arguments, whatever their ranks.
    static Overload of(const Method& method, std::span<const Value> args);
    static bool accepts(const Method& method, size_t count);
    /// > 0 when a is better.
    static int compare(const Overload& a, const Overload& b, std::span<const Value> args);
    /// True when every parameter whose argument is a cast has the cast's type.
    bool satisfies(std::span<const Type* const> casts) const;
    /// The type an argument is converted to; null: none.
    const Type* type_at(size_t argument) const;
};

} // namespace kestrun::value
