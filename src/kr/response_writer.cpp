#include "kr/response_writer.hpp"
#include "cmdlets/utility/json.hpp"
#include "http/media_type.hpp"
#include <stdexcept>

namespace kestrun::kr {

namespace {

constexpr std::string_view text_type = "text/plain; charset=utf-8";
constexpr std::string_view json_type = "application/json; charset=utf-8";

void release_object(void* object) noexcept { static_cast<const value::Object*>(object)->release(); }

/// The string itself is sent, not a copy of it; it lives until then.
void set_body_string(http::Response& response, const Value& text)
{
    value::Object* const object = text.object();
    object->retain();
    response.set_body_view(value::text_of(text), http::Keepalive(object, release_object));
}

void set_type(http::Response& response, std::string_view given, std::string_view fallback)
{
    if (given.empty()) return response.set_content_type_view(fallback);
    try {
        response.set_content_type(http::with_charset(given));
    } catch (const std::invalid_argument& wrong) {
        value::throw_runtime("InvalidContentType", wrong.what(), ErrorCategory::InvalidArgument, Value(given), "System.FormatException");
    }
}

void begin(RouteState& state, int status)
{
    http::Response& response = state.response();
    response.clear_body();
    response.headers.remove("Location");
    response.status = status;
    state.written = true;
}

} // namespace

std::string answer_text(const Value& value)
{
    if (value.as<value::PSCustomObject>()) return value::to_text(value);
    return value::dotnet_text(value);
}

void write_text_answer(RouteState& state, const Value& value, int status, std::string_view content_type)
{
    begin(state, status);
    set_type(state.response(), content_type, text_type);
    if (value.is_string())
        set_body_string(state.response(), value);
    else
        state.response().set_body(answer_text(value));
}

void write_json_answer(RouteState& state, const Value& value, int status, const JsonAnswer& how)
{
    cmdlets::JsonOptions options;
    options.depth = how.depth;
    options.compress = how.compress;
    std::string text = cmdlets::to_json(value, options); // before anything is touched: it may fail
    begin(state, status);
    set_type(state.response(), how.content_type, json_type);
    state.response().set_body(std::move(text));
}

void write_status_answer(RouteState& state, int status)
{
    begin(state, status);
    state.response().set_content_type_view({});
}

void write_redirect_answer(RouteState& state, const std::string& url)
{
    begin(state, 302);
    state.response().set_content_type_view({});
    // RFC 9110 section 10.2.2: a URI reference; other characters than ASCII would be read in as many ways as there are clients.
    const bool sendable = base::is_ascii(url);
    try {
        if (!sendable) throw std::invalid_argument("The redirect URL '" + url + "' has characters that must be percent-encoded.");
        state.response().headers.set("Location", url);
    } catch (const std::invalid_argument& wrong) {
        state.written = false;
        state.response().status = 200;
        value::throw_runtime("InvalidRedirectUrl", wrong.what(), ErrorCategory::InvalidArgument, Value(url),
                             "System.InvalidOperationException");
    }
}

void write_body(RouteState& state, const Value& value)
{
    http::Response& response = state.response();
    state.written = true;
    if (value.is_null()) return response.clear_body();
    if (const auto* bytes = value.as<value::Bytes>()) return response.set_body(bytes->snapshot());
    if (response.content_type().empty()) response.set_content_type_view(text_type);
    if (value.is_string())
        set_body_string(response, value);
    else
        response.set_body(answer_text(value));
}

void write_negotiated_answer(RouteState& state, const Value& value, int status)
{
    // What cannot be told apart is text: */* comes from clients that take anything.
    const std::string_view accept = state.header("Accept");
    for (const http::AcceptRange& range : http::parse_accept(accept)) {
        if (range.range.is("application/json") || equals_ci(range.range.suffix(), "json"))
            return write_json_answer(state, value, status, {});
        break;
    }
    write_text_answer(state, value, status, {});
}

} // namespace kestrun::kr
