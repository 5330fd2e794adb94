#pragma once

#include "base/clock.hpp"
#include "http/method.hpp"
#include "server/route_template.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::server {

class RequestContext;

/// Answers the requests of a route. Runs on the connection's fiber and may wait; called by several threads at once. May throw: the server
/// answers 500 and logs it.
class Handler
{
public:
    virtual ~Handler() = default;
    virtual void handle(RequestContext& context) = 0;
};

/// What is mapped.
struct RouteOptions
{
    std::string pattern = "/";
    http::MethodSet methods = http::Method::get;
    /// `host:port` of the Host fields, or listeners' texts (`pipe:NAME`), that the route answers for; empty: all.
    std::vector<std::string> hosts;
    /// For the log; `HTTP: GET /x` when empty.
    std::string display_name;
    /// Ends the handler; overrides the server's.
    std::optional<base::Duration> timeout;
    /// Bytes; overrides the server's.
    std::optional<std::uint64_t> max_body_size;
};

/// A mapped route; immutable, lives as long as its server.
struct Route
{
    RouteTemplate pattern;
    RouteOptions options;
    std::shared_ptr<Handler> handler;
    std::string display_name;

    [[nodiscard]] bool answers_host(std::string_view authority, std::string_view listener) const noexcept;
};

/// The values that a path gave to a route's parameters: names as the pattern writes them, values decoded. Views into the request and the
/// route.
class RouteValues
{
public:
    struct Value
    {
        std::string_view name;
        std::string_view value;
    };

    /// Name without case; nullopt for an optional parameter that is absent.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
    [[nodiscard]] const Value* begin() const noexcept { return values_.data(); }
    [[nodiscard]] const Value* end() const noexcept { return values_.data() + count_; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    void clear() noexcept { count_ = 0; }
    void add(std::string_view name, std::string_view value) noexcept { values_[count_++] = {name, value}; }

private:
    std::array<Value, RouteTemplate::most_parameters> values_; // NOLINT: only the first count_ are read
    std::size_t count_ = 0;
};

/// `Get`, `Get, Post`: the methods as scripts write them, in the order of the table.
[[nodiscard]] std::string method_titles(http::MethodSet methods);
/// `DELETE, GET, POST`: for the Allow field, in alphabetical order.
[[nodiscard]] std::string allow_list(http::MethodSet methods);

} // namespace kestrun::server
