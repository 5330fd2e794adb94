#include "kr/web_session.hpp"
#include "base/clock.hpp"
#include "kr/type_rows.hpp"
#include "value/array.hpp"

namespace kestrun::kr {

const value::Type& CookieJarObject::type() const
{
    static const value::Type& type = value::native_type("System.Net.CookieContainer");
    return type;
}

namespace {

class Cookies final : public value::Enumerator
{
public:
    explicit Cookies(std::vector<Value> items) : items_(std::move(items)) {}
    bool next(Value& item) override
    {
        if (at_ == items_.size()) return false;
        item = items_[at_++];
        return true;
    }

private:
    std::vector<Value> items_;
    size_t at_ = 0;
};

constexpr const char* collection_name = "System.Net.CookieCollection";
constexpr int64_t unix_epoch = 621'355'968'000'000'000; // ticks

/// System.Net.Cookie.
Value cookie_value(const http::CookieJar::Cookie& cookie)
{
    Value args[] = {Value(cookie.name), Value(cookie.value), Value(cookie.path), Value(cookie.domain)};
    const Value made = value::construct(value::native_type("System.Net.Cookie"), args);
    value::set_property(made, Name("Secure"), Value(cookie.secure));
    value::set_property(made, Name("HttpOnly"), Value(cookie.http_only));
    if (cookie.expires)
        value::set_property(made, Name("Expires"), Value::date_time(unix_epoch + *cookie.expires * 10'000'000, value::DateKind::Utc));
    return made;
}

std::vector<Value> list(const http::CookieJar& jar)
{
    std::vector<Value> all;
    for (const auto& cookie : jar.cookies()) all.push_back(cookie_value(cookie));
    return all;
}

class CookieCollection final : public value::Object, public value::Enumerable
{
public:
    explicit CookieCollection(std::vector<Value> of) : items(std::move(of)) { mark_container(); }
    const value::Type& type() const override { return value::native_type(collection_name); }
    std::unique_ptr<value::Enumerator> enumerate() const override { return std::make_unique<Cookies>(items); }
    std::optional<size_t> known_size() const override { return items.size(); }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& item : items) tracer.visit(item);
    }
    void clear_references() override { items.clear(); }
    std::vector<Value> items;
};

Value collection(std::vector<Value> items) { return Value(value::make<CookieCollection>(std::move(items))); }

http::CookieJar& jar_of(value::Call& call) { return static_cast<CookieJarObject*>(call.self.object())->jar; }
int64_t unix_now() { return base::unix_time_ms() / 1000; }

struct Place
{
    std::string host;
    std::string path;
    bool secure;
};
Place place_of(const Value& uri)
{
    const std::string path = cmdlets::property_text(uri, "AbsolutePath");
    return {cmdlets::property_text(uri, "Host"), path.empty() ? "/" : path, cmdlets::property_text(uri, "Scheme") == "https"};
}

/// `place`: where a cookie without domain and path is for.
void add_cookie(http::CookieJar& jar, const Value& given, const Place* place)
{
    http::CookieJar::Cookie cookie;
    cookie.name = cmdlets::property_text(given, "Name");
    cookie.value = cmdlets::property_text(given, "Value");
    cookie.domain = cmdlets::lower(cmdlets::property_text(given, "Domain"));
    cookie.path = cmdlets::property_text(given, "Path");
    cookie.secure = value::to_bool(cmdlets::property_of(given, "Secure"));
    cookie.http_only = value::to_bool(cmdlets::property_of(given, "HttpOnly"));
    const Value expires = cmdlets::property_of(given, "Expires");
    if (expires.tag() == value::Tag::DateTime && expires.as_int64() > unix_epoch)
        cookie.expires = (expires.as_int64() - unix_epoch) / 10'000'000;
    if (cookie.domain.empty()) {
        if (!place) value::throw_argument("System.ArgumentException", "The parameter 'cookie.Domain' cannot be an empty string.", "cookie");
        cookie.domain = cmdlets::lower(place->host);
    }
    if (cookie.domain.front() == '.') {
        cookie.domain.erase(0, 1);
        cookie.host_only = false;
    }
    if (cookie.path.empty()) cookie.path = "/";
    jar.set(std::move(cookie), unix_now());
}

Value set_cookies(value::Call& call)
{
    const Place place = place_of(call.arg(0));
    http::Headers headers;
    headers.add("Set-Cookie", value::to_text(call.arg(1)));
    jar_of(call).store(headers, place.host, place.path, unix_now());
    return Value::nothing();
}

std::string header_for(value::Call& call)
{
    const Place place = place_of(call.arg(0));
    return jar_of(call).field_for(place.host, place.path, place.secure, unix_now());
}

Value cookies_for(value::Call& call)
{
    // The names that would be sent; the jar decides which fit.
    std::vector<Value> found;
    const std::string field = header_for(call);
    for (size_t at = 0; at < field.size();) {
        const size_t end = std::min(field.find("; ", at), field.size());
        const std::string pair = field.substr(at, end - at);
        at = end + 2;
        for (const auto& cookie : jar_of(call).cookies()) {
            if (cookie.name + "=" + cookie.value != pair) continue;
            found.push_back(cookie_value(cookie));
            break;
        }
    }
    return collection(std::move(found));
}

constexpr value::MemberDef jar_members[] = {
    {"new", value::MemberKind::Constructor, "", "void", [](value::Call&) { return Value(value::make<CookieJarObject>()); }},
    property("Capacity", "int", [](value::Call&) { return Value(static_cast<int32_t>(http::CookieJar::most_cookies)); }),
    property("Count", "int", [](value::Call& call) { return Value(static_cast<int32_t>(jar_of(call).cookies().size())); }),
    method("Add", "System.Net.Cookie cookie", "void",
           [](value::Call& call) { return add_cookie(jar_of(call), call.arg(0), nullptr), Value::nothing(); }),
    method("Add", "uri uri, System.Net.Cookie cookie", "void",
           [](value::Call& call) {
               const Place place = place_of(call.arg(0));
               add_cookie(jar_of(call), call.arg(1), &place);
               return Value::nothing();
           }),
    method("GetAllCookies", "", collection_name, [](value::Call& call) { return collection(list(jar_of(call))); }),
    method("GetCookies", "uri uri", collection_name, cookies_for),
    method("GetCookieHeader", "uri uri", "string", [](value::Call& call) { return Value(header_for(call)); }),
    method("SetCookies", "uri uri, string cookieHeader", "void", set_cookies),
};

const std::vector<Value>& items(value::Call& call) { return static_cast<CookieCollection*>(call.self.object())->items; }

Value item_at(value::Call& call)
{
    const int64_t at = call.arg(0).as_int64();
    if (at < 0 || static_cast<size_t>(at) >= items(call).size())
        value::throw_argument("System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values.", "index");
    return items(call)[static_cast<size_t>(at)];
}

Value item_by_name(value::Call& call)
{
    for (const Value& cookie : items(call))
        if (equals_ci(cmdlets::property_text(cookie, "Name"), value::to_text(call.arg(0)))) return cookie;
    return {};
}

constexpr value::MemberDef collection_members[] = {
    property("Count", "int", [](value::Call& call) { return Value(static_cast<int32_t>(items(call).size())); }),
    {"Item", value::MemberKind::Property, "int index", "System.Net.Cookie", item_at},
    {"Item", value::MemberKind::Property, "string name", "System.Net.Cookie", item_by_name},
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Net.CookieContainer", .members = jar_members},
    {.full_name = collection_name, .interfaces = "System.Collections.ICollection", .members = collection_members},
};

} // namespace

std::unique_ptr<value::Enumerator> CookieJarObject::enumerate() const { return std::make_unique<Cookies>(list(jar)); }

Ref<value::Dictionary> make_web_session()
{
    Ref<value::Dictionary> session = value::make<value::Dictionary>();
    session->set("Cookies", Value(value::make<CookieJarObject>()));
    session->set("Headers", Value(value::make<value::Dictionary>()));
    return session;
}

http::CookieJar& cookies_of(value::Dictionary& session)
{
    const Value found = session.get("Cookies").value_or(Value());
    if (auto* object = found.as<CookieJarObject>()) return object->jar;
    Ref<CookieJarObject> made = value::make<CookieJarObject>();
    session.set("Cookies", Value(made));
    return made->jar; // the session keeps it
}

http::Client& thread_client()
{
    thread_local http::Client client;
    return client;
}

std::span<const value::TypeDef> web_types() { return rows; }

} // namespace kestrun::kr
