// Members of $Context, $Context.Request and $Context.Response.
#include "base/calendar.hpp"
#include "cmdlets/utility/json.hpp"
#include "http/cookie.hpp"
#include "http/media_type.hpp"
#include "http/message.hpp"
#include "kr/context_object.hpp"
#include "kr/logger_objects.hpp"
#include "kr/response_writer.hpp"
#include "kr/server_host.hpp"
#include "kr/type_rows.hpp"
#include "log/registry.hpp"
#include <stdexcept>

namespace kestrun::kr {

namespace {

template <typename T>
T& self(value::Call& call)
{
    return *static_cast<T*>(call.self.object());
}

// --- Request ---

const http::Request& request_of(value::Call& call) { return self<RequestObject>(call).state().request.request(); }

/// The first field of that name; null when there is none.
Value header_of(value::Call& call, http::HeaderId id)
{
    const auto found = request_of(call).headers.get(id);
    return found ? Value(*found) : Value();
}

Value content_length_of(value::Call& call)
{
    const auto length = request_of(call).content_length;
    return length ? Value(static_cast<int64_t>(*length)) : Value();
}

Value query_string_of(value::Call& call)
{
    const std::string_view query = request_of(call).query;
    return Value(query.empty() ? std::string() : "?" + std::string(query));
}

Value has_form(value::Call& call)
{
    const auto type = http::parse_media_type(request_of(call).content_type());
    return Value(type && (type->is("application/x-www-form-urlencoded") || type->is("multipart/form-data")));
}

Value body_of(value::Call& call) { return Value(base::well_formed_utf8(self<RequestObject>(call).state().read_body())); }

Value remote_address(value::Call& call) { return Value(self<RequestObject>(call).state().request.exchange().peer().address); }

constexpr value::MemberDef request_members[] = {
    property("Method", "string", [](value::Call& call) { return Value(request_of(call).method_text); }),
    property("Path", "string", [](value::Call& call) { return Value(request_of(call).path); }),
    property("PathBase", "string", [](value::Call&) { return Value(""); }),
    property("QueryString", "string", query_string_of),
    property("Query", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return self<RequestObject>(call).query(); }),
    property("Headers", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return self<RequestObject>(call).headers(); }),
    property("Cookies", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return self<RequestObject>(call).cookies(); }),
    property("Form", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return self<RequestObject>(call).form(); }),
    property("RouteValues", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return self<RequestObject>(call).route_values(); }),
    property("Body", "string", body_of),
    property("ContentType", "string", [](value::Call& call) { return header_of(call, http::HeaderId::content_type); }),
    property("ContentLength", "System.Nullable[long]", content_length_of),
    property("HasFormContentType", "bool", has_form),
    property("Authorization", "string", [](value::Call& call) { return header_of(call, http::HeaderId::authorization); }),
    property("Host", "string", [](value::Call& call) { return Value(request_of(call).authority); }),
    property("Scheme", "string", [](value::Call& call) { return Value(request_of(call).scheme); }),
    property("IsHttps", "bool", [](value::Call& call) { return Value(request_of(call).scheme == "https"); }),
    property("Protocol", "string", [](value::Call& call) { return Value(http::version_text(request_of(call).version)); }),
    property("RemoteIpAddress", "string", remote_address),
    property("Listener", "string", [](value::Call& call) { return Value(self<RequestObject>(call).state().request.listener()); }),
};

// --- Response ---

RouteState& state_of(value::Call& call) { return self<ResponseObject>(call).state(); }

Value set_status(value::Call& call)
{
    RouteState& state = state_of(call);
    state.response().status = static_cast<int>(call.arg(0).as_int64());
    state.written = true;
    return Value::nothing();
}

Value get_content_type(value::Call& call)
{
    const std::string_view type = state_of(call).response().content_type();
    return Value(type.empty() ? std::string_view("text/plain") : type);
}

Value set_content_type(value::Call& call)
{
    RouteState& state = state_of(call);
    try {
        state.response().set_content_type(http::with_charset(value::to_text(call.arg(0))));
    } catch (const std::invalid_argument& wrong) {
        value::throw_native("System.FormatException", wrong.what());
    }
    state.written = true;
    return Value::nothing();
}

Value set_body(value::Call& call)
{
    RouteState& state = state_of(call);
    self<ResponseObject>(call).body = call.arg(0);
    write_body(state, call.arg(0));
    return Value::nothing();
}

Value get_header(value::Call& call, const char* name)
{
    auto* table = self<ResponseObject>(call).headers().as<value::Dictionary>();
    return table->get(name).value_or(Value());
}

Value set_header(value::Call& call, const char* name)
{
    auto* table = self<ResponseObject>(call).headers().as<value::Dictionary>();
    if (call.arg(0).is_null())
        table->remove(Value(name));
    else
        table->set(name, value::to_string_value(call.arg(0)));
    state_of(call).written = true;
    return Value::nothing();
}

constexpr int64_t unix_epoch = base::unix_epoch_ticks;

/// Path, Domain, Expires, MaxAge, Secure, HttpOnly, SameSite of a hashtable.
void read_cookie_options(http::SetCookie& cookie, const Value& options)
{
    const auto* table = cmdlets::as_dictionary(options);
    if (!table) return;
    const auto option = [&](const char* name) { return table->get(name).value_or(Value()); };
    if (const Value path = option("Path"); !path.is_null()) cookie.path = value::to_text(path);
    if (const Value domain = option("Domain"); !domain.is_null()) cookie.domain = value::to_text(domain);
    if (const Value expires = option("Expires"); !expires.is_null()) {
        const Value offset = value::convert(expires, value::types::date_time_offset());
        const int64_t utc = offset.as_int64() - offset.offset_minutes() * base::ticks_per_minute;
        cookie.expires = (utc - unix_epoch) / base::ticks_per_second;
    }
    if (const Value age = option("MaxAge"); !age.is_null())
        cookie.max_age = value::convert(age, value::types::time_span()).as_int64() / base::ticks_per_second;
    cookie.secure = value::to_bool(option("Secure"));
    cookie.http_only = value::to_bool(option("HttpOnly"));
    const std::string same_site = value::to_text(option("SameSite"));
    if (equals_ci(same_site, "None"))
        cookie.same_site = http::SameSite::none;
    else if (equals_ci(same_site, "Lax"))
        cookie.same_site = http::SameSite::lax;
    else if (equals_ci(same_site, "Strict"))
        cookie.same_site = http::SameSite::strict;
}

void add_cookie(ResponseObject& response, const http::SetCookie& cookie)
{
    try {
        response.cookies.push_back(http::format_set_cookie(cookie));
    } catch (const std::invalid_argument& wrong) {
        value::throw_native("System.ArgumentException", wrong.what());
    }
    response.state().written = true;
}

Value append_cookie(value::Call& call)
{
    http::SetCookie cookie;
    cookie.name = value::to_text(call.arg(0));
    cookie.value = value::to_text(call.arg(1));
    if (call.args.size() > 2) read_cookie_options(cookie, call.arg(2));
    add_cookie(*self<ResponseCookiesObject>(call).response, cookie);
    return Value::nothing();
}

Value delete_cookie(value::Call& call)
{
    http::SetCookie cookie;
    cookie.name = value::to_text(call.arg(0));
    if (call.args.size() > 1) read_cookie_options(cookie, call.arg(1));
    cookie.expires = 0;
    add_cookie(*self<ResponseCookiesObject>(call).response, cookie);
    return Value::nothing();
}

constexpr value::MemberDef cookie_members[] = {
    property("Count", "int",
             [](value::Call& call) { return Value(static_cast<int32_t>(self<ResponseCookiesObject>(call).response->cookies.size())); }),
    method("Append", "string key, string value", "void", append_cookie),
    method("Append", "string key, string value, hashtable options", "void", append_cookie),
    method("Delete", "string key", "void", delete_cookie),
    method("Delete", "string key, hashtable options", "void", delete_cookie),
};

Value response_cookies(value::Call& call)
{
    return Value(value::make<ResponseCookiesObject>(Ref<ResponseObject>(&self<ResponseObject>(call))));
}

// --- Connection ---

const io::PeerInfo& peer_of(value::Call& call) { return self<ConnectionObject>(call).peer; }

Value peer_number(int64_t number) { return number < 0 ? Value() : Value(number); }

constexpr value::MemberDef connection_members[] = {
    property("RemoteIpAddress", "string",
             [](value::Call& call) { return peer_of(call).address.empty() ? Value() : Value(peer_of(call).address); }),
    property("RemotePort", "int", [](value::Call& call) { return Value(static_cast<int32_t>(peer_of(call).port)); }),
    property("Local", "string", [](value::Call& call) { return Value(peer_of(call).local); }),
    property("ProcessId", "System.Nullable[long]", [](value::Call& call) { return peer_number(peer_of(call).pid); }),
    property("UserId", "System.Nullable[long]", [](value::Call& call) { return peer_number(peer_of(call).uid); }),
};

int status_argument(value::Call& call, size_t at) { return call.args.size() > at ? static_cast<int>(call.arg(at).as_int64()) : 200; }

Value write_text(value::Call& call)
{
    write_text_answer(state_of(call), call.arg(0), status_argument(call, 1),
                      call.args.size() > 2 ? value::to_text(call.arg(2)) : std::string());
    return Value::nothing();
}

Value write_json(value::Call& call)
{
    write_json_answer(state_of(call), call.arg(0), status_argument(call, 1), {});
    return Value::nothing();
}

Value write_status(value::Call& call)
{
    write_status_answer(state_of(call), status_argument(call, 0));
    return Value::nothing();
}

Value write_redirect(value::Call& call)
{
    write_redirect_answer(state_of(call), value::to_text(call.arg(0)));
    return Value::nothing();
}

constexpr value::MemberDef response_members[] = {
    property(
        "StatusCode", "int", [](value::Call& call) { return Value(static_cast<int32_t>(state_of(call).response().status)); }, set_status),
    property("ContentType", "string", get_content_type, set_content_type),
    property(
        "Body", "object", [](value::Call& call) { return self<ResponseObject>(call).body; }, set_body),
    property("Headers", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) {
                 state_of(call).written = true; // a route that only sets headers has answered too
                 return self<ResponseObject>(call).headers();
             }),
    property("Cookies", "Microsoft.AspNetCore.Http.ResponseCookies", response_cookies),
    property(
        "RedirectUrl", "string", [](value::Call& call) { return get_header(call, "Location"); },
        [](value::Call& call) { return set_header(call, "Location"); }),
    property(
        "CacheControl", "string", [](value::Call& call) { return get_header(call, "Cache-Control"); },
        [](value::Call& call) { return set_header(call, "Cache-Control"); }),
    property(
        "ContentDisposition", "string", [](value::Call& call) { return get_header(call, "Content-Disposition"); },
        [](value::Call& call) { return set_header(call, "Content-Disposition"); }),
    property("AcceptCharset", "string", [](value::Call&) { return Value("utf-8"); }),
    property("Encoding", "string", [](value::Call&) { return Value("utf-8"); }),
    property("BodyAsyncThreshold", "int", [](value::Call&) { return Value(8192); }),
    method("WriteTextResponse", "object inputObject, int statusCode = 200, string contentType = null", "void", write_text),
    method("WriteJsonResponse", "object inputObject, int statusCode = 200", "void", write_json),
    method("WriteStatusOnly", "int statusCode", "void", write_status),
    method("WriteRedirectResponse", "string url", "void", write_redirect),
};

// --- Context ---

ContextObject& context_of(value::Call& call) { return self<ContextObject>(call); }

Value logger_of(value::Call& call) { return logger_value(context_of(call).state().host.logger(), log::default_logger_name()); }

Value host_of(value::Call& call) { return Value(value::make<ServerObject>(context_of(call).state().host.shared_from_this())); }

constexpr value::MemberDef context_members[] = {
    property("Request", "Kestrun.Models.KestrunRequest", [](value::Call& call) { return Value(context_of(call).request()); }),
    property("Response", "Kestrun.Models.KestrunResponse", [](value::Call& call) { return Value(context_of(call).response()); }),
    // What .NET's own context has stands here too, under the same names.
    property("HttpContext", "Kestrun.Models.KestrunContext", [](value::Call& call) { return call.self; }),
    property("Connection", "Microsoft.AspNetCore.Http.ConnectionInfo",
             [](value::Call& call) { return Value(value::make<ConnectionObject>(context_of(call).state().request.exchange().peer())); }),
    property("Host", "Kestrun.Hosting.KestrunHost", host_of),
    property("Logger", "Serilog.ILogger", logger_of),
    property("Items", "System.Collections.Hashtable", [](value::Call& call) { return context_of(call).items(); }),
    property("Parameters", "System.Collections.Generic.Dictionary[string,string]",
             [](value::Call& call) { return context_of(call).request()->route_values(); }),
    property("HasSession", "bool", [](value::Call&) { return Value(false); }),
    property("Session", "object", [](value::Call&) { return Value(); }),
    property("User", "object", [](value::Call&) { return Value(); }),
    property("Culture", "string", [](value::Call&) { return Value(""); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "Kestrun.Models.KestrunContext", .members = context_members},
    {.full_name = "Kestrun.Models.KestrunRequest", .members = request_members},
    {.full_name = "Kestrun.Models.KestrunResponse", .members = response_members},
    {.full_name = "Microsoft.AspNetCore.Http.ResponseCookies", .members = cookie_members},
    {.full_name = "Microsoft.AspNetCore.Http.ConnectionInfo", .members = connection_members},
};

} // namespace

std::span<const value::TypeDef> context_types() { return rows; }

} // namespace kestrun::kr
