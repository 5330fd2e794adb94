#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kestrun::http {

/// The request methods that routes can be mapped to. `unknown` is any other token: it is answered 501 (RFC 9110 section 9.1).
enum class Method : std::uint8_t
{
    get,
    head,
    post,
    put,
    patch,
    del,
    options,
    trace,
    connect,
    query,
    propfind,
    proppatch,
    mkcol,
    copy,
    move,
    lock,
    unlock,
    report,
    acl,
    search,
    merge,
    bind,
    unbind,
    rebind,
    update,
    version_control,
    checkin,
    checkout,
    uncheckout,
    mkworkspace,
    label,
    orderpatch,
    unknown,
};

struct MethodEntry
{
    Method method;
    std::string_view token; ///< as it stands on the wire
    std::string_view title; ///< as scripts write it (`-Verbs Get, VersionControl`)
};

inline constexpr std::size_t method_count = static_cast<std::size_t>(Method::unknown);

inline constexpr std::array<MethodEntry, method_count> method_table{{
    {Method::get, "GET", "Get"},
    {Method::head, "HEAD", "Head"},
    {Method::post, "POST", "Post"},
    {Method::put, "PUT", "Put"},
    {Method::patch, "PATCH", "Patch"},
    {Method::del, "DELETE", "Delete"},
    {Method::options, "OPTIONS", "Options"},
    {Method::trace, "TRACE", "Trace"},
    {Method::connect, "CONNECT", "Connect"},
    {Method::query, "QUERY", "Query"},
    {Method::propfind, "PROPFIND", "PropFind"},
    {Method::proppatch, "PROPPATCH", "PropPatch"},
    {Method::mkcol, "MKCOL", "MkCol"},
    {Method::copy, "COPY", "Copy"},
    {Method::move, "MOVE", "Move"},
    {Method::lock, "LOCK", "Lock"},
    {Method::unlock, "UNLOCK", "Unlock"},
    {Method::report, "REPORT", "Report"},
    {Method::acl, "ACL", "Acl"},
    {Method::search, "SEARCH", "Search"},
    {Method::merge, "MERGE", "Merge"},
    {Method::bind, "BIND", "Bind"},
    {Method::unbind, "UNBIND", "Unbind"},
    {Method::rebind, "REBIND", "Rebind"},
    {Method::update, "UPDATE", "Update"},
    {Method::version_control, "VERSION-CONTROL", "VersionControl"},
    {Method::checkin, "CHECKIN", "Checkin"},
    {Method::checkout, "CHECKOUT", "Checkout"},
    {Method::uncheckout, "UNCHECKOUT", "Uncheckout"},
    {Method::mkworkspace, "MKWORKSPACE", "MkWorkspace"},
    {Method::label, "LABEL", "Label"},
    {Method::orderpatch, "ORDERPATCH", "OrderPatch"},
}};

/// The token on the wire; "UNKNOWN" for Method::unknown.
[[nodiscard]] constexpr std::string_view method_token(Method method) noexcept
{
    return method == Method::unknown ? std::string_view("UNKNOWN") : method_table[static_cast<std::size_t>(method)].token;
}

/// The name that scripts use; "Unknown" for Method::unknown.
[[nodiscard]] constexpr std::string_view method_title(Method method) noexcept
{
    return method == Method::unknown ? std::string_view("Unknown") : method_table[static_cast<std::size_t>(method)].title;
}

/// From the wire. Methods are matched without case: the framework that scripts were written for does so, although RFC 9110 does not.
[[nodiscard]] Method parse_method(std::string_view token) noexcept;

/// From a script: the title or the wire token, without case (`VersionControl`, `VERSION-CONTROL`).
[[nodiscard]] Method parse_method_title(std::string_view name) noexcept;

/// A set of methods in one word; the order of the enumeration is no order of importance.
class MethodSet
{
public:
    constexpr MethodSet() = default;
    constexpr MethodSet(Method method) { add(method); } // NOLINT: a single method is a set
    constexpr void add(Method method) noexcept { bits_ |= std::uint64_t{1} << static_cast<unsigned>(method); }
    constexpr void add(MethodSet other) noexcept { bits_ |= other.bits_; }
    [[nodiscard]] constexpr bool has(Method method) const noexcept { return (bits_ >> static_cast<unsigned>(method)) & 1; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr MethodSet operator&(MethodSet other) const noexcept
    {
        MethodSet both;
        both.bits_ = bits_ & other.bits_;
        return both;
    }
    constexpr bool operator==(const MethodSet&) const noexcept = default;

private:
    std::uint64_t bits_ = 0;
};

} // namespace kestrun::http
