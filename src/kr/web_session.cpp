#include "kr/web_session.hpp"
#include "kr/type_rows.hpp"

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

Value cookie_value(const http::CookieJar::Cookie& cookie)
{
    Value expires;
    if (cookie.expires) expires = Value::date_time(621'355'968'000'000'000 + *cookie.expires * 10'000'000, value::DateKind::Utc);
    return cmdlets::make_object({{"Name", Value(cookie.name)},
                                 {"Value", Value(cookie.value)},
                                 {"Domain", Value(cookie.domain)},
                                 {"Path", Value(cookie.path)},
                                 {"Expires", expires},
                                 {"Secure", Value(cookie.secure)},
                                 {"HttpOnly", Value(cookie.http_only)}});
}

std::vector<Value> list(const http::CookieJar& jar)
{
    std::vector<Value> all;
    for (const auto& cookie : jar.cookies()) all.push_back(cookie_value(cookie));
    return all;
}

http::CookieJar& jar_of(value::Call& call) { return static_cast<CookieJarObject*>(call.self.object())->jar; }

constexpr value::MemberDef jar_members[] = {
    property("Count", "int", [](value::Call& call) { return Value(static_cast<int32_t>(jar_of(call).cookies().size())); }),
    method("GetAllCookies", "", "object[]", [](value::Call& call) { return value::make_array(list(jar_of(call))); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Net.CookieContainer", .members = jar_members},
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
