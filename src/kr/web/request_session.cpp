#include "kr/web/request_session.hpp"
#include "kr/type_rows.hpp"

namespace kestrun::kr {

namespace {

constexpr const char* session_name = "Microsoft.PowerShell.Commands.WebRequestSession";

WebRequestSession& own(value::Call& call) { return *static_cast<WebRequestSession*>(call.self.object()); }

template <int32_t WebRequestSession::*Field>
Value get_number(value::Call& call)
{
    return Value(own(call).*Field);
}
template <int32_t WebRequestSession::*Field>
Value set_number(value::Call& call)
{
    own(call).*Field = value::to_int32(call.arg(0));
    return Value::nothing();
}
template <Value WebRequestSession::*Field>
Value get_value(value::Call& call)
{
    return own(call).*Field;
}
template <Value WebRequestSession::*Field>
Value set_value(value::Call& call)
{
    own(call).*Field = call.arg(0);
    return Value::nothing();
}

Value set_headers(value::Call& call)
{
    if (auto* table = cmdlets::as_dictionary(call.arg(0))) own(call).headers = Ref<value::Dictionary>(table);
    return Value::nothing();
}
Value set_cookies(value::Call& call)
{
    if (auto* jar = call.arg(0).as<CookieJarObject>()) own(call).cookies = Ref<CookieJarObject>(jar);
    return Value::nothing();
}

constexpr value::MemberDef members[] = {
    {"new", value::MemberKind::Constructor, "", "void", [](value::Call&) { return Value(value::make<WebRequestSession>()); }},
    property("Certificates", "object", get_value<&WebRequestSession::certificates>, set_value<&WebRequestSession::certificates>),
    property(
        "Cookies", "System.Net.CookieContainer", [](value::Call& call) { return Value(own(call).cookies); }, set_cookies),
    property("Credentials", "System.Net.ICredentials", get_value<&WebRequestSession::credentials>,
             set_value<&WebRequestSession::credentials>),
    property(
        "Headers", "System.Collections.Generic.Dictionary[string,string]", [](value::Call& call) { return Value(own(call).headers); },
        set_headers),
    property("MaximumRedirection", "int", get_number<&WebRequestSession::maximum_redirection>,
             set_number<&WebRequestSession::maximum_redirection>),
    property("MaximumRetryCount", "int", get_number<&WebRequestSession::maximum_retry_count>,
             set_number<&WebRequestSession::maximum_retry_count>),
    property("Proxy", "object", get_value<&WebRequestSession::proxy>, set_value<&WebRequestSession::proxy>),
    property("RetryIntervalInSeconds", "int", get_number<&WebRequestSession::retry_interval>,
             set_number<&WebRequestSession::retry_interval>),
    property(
        "UseDefaultCredentials", "bool", [](value::Call& call) { return Value(own(call).use_default_credentials); },
        [](value::Call& call) { return own(call).use_default_credentials = value::to_bool(call.arg(0)), Value::nothing(); }),
    property(
        "UserAgent", "string", [](value::Call& call) { return Value(own(call).user_agent); },
        [](value::Call& call) { return own(call).user_agent = value::to_text(call.arg(0)), Value::nothing(); }),
};

std::string system_name()
{
    return value::to_text(
        value::get_static_property(value::native_type("System.Runtime.InteropServices.RuntimeInformation"), Name("OSDescription")));
}
const std::string& agent_prefix()
{
    static const std::string prefix = "Mozilla/5.0 (Linux; " + system_name() + "; en-US)";
    return prefix;
}

constexpr value::MemberDef agent_members[] = {
    {"Chrome", value::MemberKind::StaticProperty, "", "string",
     [](value::Call&) { return Value(agent_prefix() + " AppleWebKit/534.6 (KHTML, like Gecko) Chrome/7.0.500.0 Safari/534.6"); }},
    {"FireFox", value::MemberKind::StaticProperty, "", "string",
     [](value::Call&) { return Value(agent_prefix() + " Gecko/20100401 Firefox/4.0"); }},
    {"InternetExplorer", value::MemberKind::StaticProperty, "", "string",
     [](value::Call&) { return Value("Mozilla/5.0 (compatible; MSIE 9.0; Linux; " + system_name() + "; en-US)"); }},
    {"Opera", value::MemberKind::StaticProperty, "", "string",
     [](value::Call&) { return Value("Opera/9.70 (Linux; " + system_name() + "; en-US) Presto/2.2.1"); }},
    {"Safari", value::MemberKind::StaticProperty, "", "string",
     [](value::Call&) { return Value(agent_prefix() + " AppleWebKit/533.16 (KHTML, like Gecko) Version/5.0 Safari/533.16"); }},
};

constexpr value::EnumMember method_names[] = {{"Default", 0}, {"Get", 1},   {"Head", 2},    {"Post", 3},  {"Put", 4},
                                              {"Delete", 5},  {"Trace", 6}, {"Options", 7}, {"Merge", 8}, {"Patch", 9}};
constexpr value::EnumMember authentication_names[] = {{"None", 0}, {"Basic", 1}, {"Bearer", 2}, {"OAuth", 3}};
constexpr value::EnumMember protocol_names[] = {{"Default", 0}, {"Tls", 192}, {"Tls11", 768}, {"Tls12", 3072}, {"Tls13", 12288}};

constexpr value::TypeDef rows[] = {
    {.full_name = session_name, .members = members},
    {.full_name = "Microsoft.PowerShell.Commands.PSUserAgent",
     .flags = value::TypeFlags::Static | value::TypeFlags::Abstract | value::TypeFlags::Sealed,
     .members = agent_members},
    enum_row("Microsoft.PowerShell.Commands.WebRequestMethod", method_names),
    enum_row("Microsoft.PowerShell.Commands.WebAuthenticationType", authentication_names),
    enum_row("Microsoft.PowerShell.Commands.WebSslProtocol", protocol_names),
};

} // namespace

WebRequestSession::WebRequestSession()
    : headers(make_string_dictionary(true)), cookies(value::make<CookieJarObject>()), user_agent(default_user_agent())
{
    mark_container();
}

const value::Type& WebRequestSession::type() const
{
    static const value::Type& type = value::native_type(session_name);
    return type;
}

void WebRequestSession::trace(value::Tracer& tracer) const
{
    tracer.visit(headers);
    tracer.visit(cookies);
    for (const Value* each : {&credentials, &proxy, &certificates}) tracer.visit(*each);
}

void WebRequestSession::clear_references()
{
    headers = make_string_dictionary(true);
    credentials = proxy = certificates = Value();
}

std::string default_user_agent() { return agent_prefix() + " PowerShell/7.6.0"; }

std::span<const value::TypeDef> request_session_types() { return rows; }

} // namespace kestrun::kr
