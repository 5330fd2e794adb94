#include <kestrun/context.hpp>

#include "http/media_type.hpp"
#include "http/url.hpp"
#include "server/context.hpp"

namespace kestrun {

namespace {

server::RequestContext& request_of(void* pointer) noexcept { return *static_cast<server::RequestContext*>(pointer); }

} // namespace

std::string_view Context::method() const noexcept { return request_of(request_).request().method_text; }

std::string_view Context::path() const noexcept { return request_of(request_).request().path; }

std::string_view Context::query_string() const noexcept { return request_of(request_).request().query; }

std::optional<std::string> Context::query(std::string_view name) const
{
    for (auto& [key, value] : http::parse_query(query_string()))
        if (key == name) return std::move(value);
    return std::nullopt;
}

std::optional<std::string_view> Context::header(std::string_view name) const noexcept
{
    return request_of(request_).request().headers.get(name);
}

std::optional<std::string_view> Context::route_value(std::string_view name) const noexcept
{
    return request_of(request_).values().get(name);
}

std::string_view Context::endpoint() const noexcept { return request_of(request_).listener(); }

std::string Context::body() { return request_of(request_).body().read_all(); }

std::size_t Context::read(std::span<char> into) { return request_of(request_).body().read(into); }

Context& Context::status(int code)
{
    request_of(request_).response().status = code;
    return *this;
}

Context& Context::add_header(std::string_view name, std::string_view value)
{
    request_of(request_).response().headers.add(name, value);
    return *this;
}

Context& Context::text(std::string_view body, std::string_view content_type)
{
    http::Response& response = request_of(request_).response();
    // The common case costs no look at the type.
    if (content_type == "text/plain")
        response.set_content_type_view("text/plain; charset=utf-8");
    else
        response.set_content_type(http::with_charset(content_type));
    response.set_body_copy(body);
    return *this;
}

Context& Context::json(std::string_view body)
{
    http::Response& response = request_of(request_).response();
    response.set_content_type_view("application/json; charset=utf-8");
    response.set_body_copy(body);
    return *this;
}

Context& Context::send(std::string body, std::string_view content_type)
{
    http::Response& response = request_of(request_).response();
    response.set_content_type(content_type);
    response.set_body(std::move(body));
    return *this;
}

Context& Context::redirect(std::string_view location, int code)
{
    http::Response& response = request_of(request_).response();
    response.headers.set("Location", location);
    response.status = code;
    response.clear_body();
    return *this;
}

Context& Context::write(std::string_view piece)
{
    request_of(request_).exchange().write(piece);
    return *this;
}

} // namespace kestrun
