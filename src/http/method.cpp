#include "http/method.hpp"

#include "http/ascii.hpp"

namespace kestrun::http {

namespace {
consteval bool table_follows_the_enumeration()
{
    for (std::size_t i = 0; i < method_table.size(); ++i)
        if (static_cast<std::size_t>(method_table[i].method) != i || method_table[i].token.empty()) return false;
    return true;
}
static_assert(table_follows_the_enumeration());
} // namespace

Method parse_method(std::string_view token) noexcept
{
    // Nearly every request is one of these two.
    if (token == "GET") return Method::get;
    if (token == "POST") return Method::post;
    for (const MethodEntry& entry : method_table)
        if (iequals(entry.token, token)) return entry.method;
    return Method::unknown;
}

Method parse_method_title(std::string_view name) noexcept
{
    for (const MethodEntry& entry : method_table)
        if (iequals(entry.title, name) || iequals(entry.token, name)) return entry.method;
    return Method::unknown;
}

} // namespace kestrun::http
