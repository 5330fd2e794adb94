#include "kr/context_object.hpp"
#include "base/culture.hpp"
#include "http/cookie.hpp"
#include "http/media_type.hpp"
#include "kr/server_host.hpp"
#include <stdexcept>

namespace kestrun::kr {

RouteState& RouteObject::state() const
{
    if (!state_) value::throw_native("System.ObjectDisposedException", "The request that this object belongs to has ended.");
    return *state_;
}

namespace {

/// Adds a value to a name: repeated ones are joined by commas.
void add_joined(value::Dictionary& table, std::string_view name, std::string_view text)
{
    const std::optional<Value> before = table.get(name);
    if (!before) return table.set(name, Value(text));
    table.set(name, Value(value::to_text(*before) + "," + std::string(text)));
}

Value dictionary_of(const std::vector<http::NameValue>& pairs, bool ignore_case)
{
    Ref<value::Dictionary> table = make_string_dictionary(ignore_case);
    for (const auto& [name, text] : pairs) add_joined(*table, name, text);
    return Value(table);
}

} // namespace

// --- request ---

const value::Type& RequestObject::type() const
{
    static const value::Type& type = value::native_type("Kestrun.Models.KestrunRequest");
    return type;
}

void RequestObject::trace(value::Tracer& tracer) const
{
    for (const Value* value : {&query_, &headers_, &cookies_, &form_, &route_values_}) tracer.visit(*value);
}

void RequestObject::clear_references() { query_ = headers_ = cookies_ = form_ = route_values_ = Value(); }

void RequestObject::end() { RouteObject::end(); }

const Value& RequestObject::query()
{
    if (query_.is_null()) query_ = dictionary_of(http::parse_query(state().request.request().query), false);
    return query_;
}

const Value& RequestObject::headers()
{
    if (headers_.is_null()) {
        Ref<value::Dictionary> table = make_string_dictionary(true);
        for (const http::HeaderField& field : state().request.request().headers) add_joined(*table, field.name, field.value);
        headers_ = Value(table);
    }
    return headers_;
}

const Value& RequestObject::cookies()
{
    if (cookies_.is_null()) {
        Ref<value::Dictionary> table = make_string_dictionary(false);
        for (const http::HeaderField& field : state().request.request().headers) {
            if (field.id != http::HeaderId::cookie) continue;
            for (const auto& [name, text] : http::parse_cookies(field.value)) table->set(name, Value(text));
        }
        cookies_ = Value(table);
    }
    return cookies_;
}

const Value& RequestObject::form()
{
    if (form_.is_null()) {
        const auto type = http::parse_media_type(state().request.request().content_type());
        if (type && type->is("application/x-www-form-urlencoded"))
            form_ = dictionary_of(http::parse_query(state().read_body()), true);
        else
            form_ = Value(make_string_dictionary(true));
    }
    return form_;
}

const Value& RequestObject::route_values()
{
    if (route_values_.is_null()) {
        Ref<value::Dictionary> table = make_string_dictionary(true);
        for (const server::RouteValues::Value& entry : state().request.values()) table->set(entry.name, Value(entry.value));
        route_values_ = Value(table);
    }
    return route_values_;
}

// --- response ---

const value::Type& ResponseObject::type() const
{
    static const value::Type& type = value::native_type("Kestrun.Models.KestrunResponse");
    return type;
}

void ResponseObject::trace(value::Tracer& tracer) const
{
    tracer.visit(body);
    tracer.visit(headers_);
}

void ResponseObject::clear_references() { body = headers_ = Value(); }

const Value& ResponseObject::headers()
{
    if (headers_.is_null()) headers_ = Value(make_string_dictionary(true));
    return headers_;
}

bool ResponseObject::apply(http::Response& response, std::string& error)
{
    try {
        if (auto* table = headers_.as<value::Dictionary>()) {
            for (const auto& entry : table->snapshot()) {
                const std::string name = value::to_text(entry.key), text = value::to_text(entry.value);
                if (equals_ci(name, "Content-Type"))
                    response.set_content_type(text);
                else if (!equals_ci(name, "Content-Length"))
                    response.headers.set(name, text); // the body knows its length
            }
        }
        for (const std::string& cookie : cookies) response.headers.add("Set-Cookie", cookie);
        return true;
    } catch (const std::invalid_argument& wrong) {
        error = wrong.what();
        return false;
    }
}

const value::Type& ResponseCookiesObject::type() const
{
    static const value::Type& type = value::native_type("Microsoft.AspNetCore.Http.ResponseCookies");
    return type;
}

std::unique_ptr<value::Enumerator> ResponseCookiesObject::enumerate() const
{
    return value::enumerate(value::make_string_array(response->cookies));
}

const value::Type& ConnectionObject::type() const
{
    static const value::Type& type = value::native_type("Microsoft.AspNetCore.Http.ConnectionInfo");
    return type;
}

// --- context ---

const value::Type& ContextObject::type() const
{
    static const value::Type& type = value::native_type("Kestrun.Models.KestrunContext");
    return type;
}

void ContextObject::trace(value::Tracer& tracer) const
{
    tracer.visit(request_);
    tracer.visit(response_);
    tracer.visit(items_);
}

void ContextObject::clear_references()
{
    request_ = {};
    response_ = {};
    items_ = {};
}

void ContextObject::end()
{
    RouteObject::end();
    if (request_) request_->end();
    if (response_) response_->end();
}

const Ref<RequestObject>& ContextObject::request()
{
    if (!request_) request_ = value::make<RequestObject>(state());
    return request_;
}

const Ref<ResponseObject>& ContextObject::response()
{
    if (!response_) response_ = value::make<ResponseObject>(state());
    return response_;
}

const Value& ContextObject::items()
{
    if (items_.is_null()) items_ = Value(value::make<value::Dictionary>());
    return items_;
}

void ContextObject::apply()
{
    if (!response_) return;
    RouteState& of = state();
    std::string error;
    if (response_->apply(of.response(), error)) return;
    if (const auto logger = of.host.logger())
        write_line(*logger, log::Level::Error, "Error applying KestrunResponse to HttpResponse: " + error);
    if (of.request.exchange().started()) return of.request.exchange().abort();
    of.response().clear();
    of.response().status = 500;
    of.written = true;
}

} // namespace kestrun::kr
