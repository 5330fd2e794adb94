#include "kr/route_types.hpp"
#include "kr/type_rows.hpp"
#include <array>

namespace kestrun::kr {

const value::Type& MapRouteOptionsObject::type() const
{
    static const value::Type& type = value::native_type("Kestrun.Hosting.Options.MapRouteOptions");
    return type;
}

http::MethodSet methods_of(const Value& verbs)
{
    http::MethodSet methods;
    for (const Value& verb : value::elements(verbs)) methods.add(static_cast<http::Method>(cmdlets::integral(verb)));
    return methods;
}

namespace {

/// The enumeration is the table of methods, less CONNECT, which no route can answer.
constexpr size_t verb_count = http::method_count - 1;
constexpr auto verbs = [] {
    std::array<value::EnumMember, verb_count> members{};
    size_t at = 0;
    for (const http::MethodEntry& entry : http::method_table)
        if (entry.method != http::Method::connect) members[at++] = {entry.title.data(), static_cast<int64_t>(entry.method)};
    return members;
}();

constexpr value::EnumMember languages[] = {{"Native", 0}, {"PowerShell", 1}, {"CSharp", 2}, {"FSharp", 3},
                                           {"Python", 4}, {"JavaScript", 5}, {"VBNet", 6}};

template <const char* const* name>
Value option(value::Call& call)
{
    return static_cast<MapRouteOptionsObject*>(call.self.object())->table->get(*name).value_or(Value());
}
constexpr const char* pattern_name = "Pattern";
constexpr const char* verbs_name = "HttpVerbs";
constexpr const char* code_name = "ScriptCode";
constexpr const char* endpoints_name = "Endpoints";

constexpr value::MemberDef option_members[] = {
    property("Pattern", "string", option<&pattern_name>),
    property("HttpVerbs", "Kestrun.Utilities.HttpVerb[]", option<&verbs_name>),
    property("ScriptCode", "object", option<&code_name>),
    property("Endpoints", "string[]", option<&endpoints_name>),
};

constexpr value::TypeDef rows[] = {
    enum_row("Kestrun.Utilities.HttpVerb", verbs),
    enum_row("Kestrun.Scripting.ScriptLanguage", languages),
    {.full_name = "Kestrun.Hosting.Options.MapRouteOptions", .members = option_members},
};

} // namespace

std::span<const value::TypeDef> route_types() { return rows; }

} // namespace kestrun::kr
