#include "kr/web/messages.hpp"
#include "base/platform.hpp"
#include "cmdlets/support/data_object.hpp"
#include "http/media_type.hpp"
#include "kr/type_rows.hpp"
#include "kr/web_result.hpp"
#include "value/array.hpp"
#include "value/task.hpp"

namespace kestrun::kr {

using cmdlets::DataObject;
using cmdlets::make_data;
using cmdlets::slot;

namespace {

constexpr const char* request_name = "System.Net.Http.HttpRequestMessage";
constexpr const char* response_name = "System.Net.Http.HttpResponseMessage";
constexpr const char* content_name = "System.Net.Http.HttpConnectionResponseContent";
constexpr const char* headers_prefix = "System.Net.Http.Headers.";

class HeaderEntries final : public value::Enumerator
{
public:
    explicit HeaderEntries(Ref<const HttpHeadersObject> of) : of_(std::move(of)) {}
    bool next(Value& item) override
    {
        if (at_ == of_->entries().size()) return false;
        static const value::Type& type =
            *value::find_type("System.Collections.Generic.KeyValuePair[string,System.Collections.Generic.IEnumerable[string]]");
        const auto& [name, values] = of_->entries()[at_++];
        item = Value(value::make<value::KeyValue>(type, Value(name), value::make_string_array(values)));
        return true;
    }

private:
    Ref<const HttpHeadersObject> of_;
    size_t at_ = 0;
};

HttpHeadersObject& own(value::Call& call) { return *static_cast<HttpHeadersObject*>(call.self.object()); }

Value joined(const HttpHeadersObject& headers, std::string_view name)
{
    const auto* entry = headers.find(name);
    return entry ? Value(join(entry->second, ", ")) : Value();
}

template <size_t N>
struct FieldName
{
    char text[N]{};
    constexpr FieldName(const char (&from)[N]) { std::copy_n(from, N, text); } // NOLINT: a literal as a template argument
};
template <FieldName Field>
Value field(value::Call& call)
{
    return joined(own(call), Field.text);
}

Value location(value::Call& call)
{
    const auto* entry = own(call).find("Location");
    if (!entry) return {};
    Value args[] = {Value(entry->second.front()),
                    value::get_static_property(value::native_type("System.UriKind"), Name("RelativeOrAbsolute"))};
    return value::construct(value::types::uri(), args);
}

Value date_field(value::Call& call)
{
    const auto* entry = own(call).find("Date");
    if (!entry) return {};
    Value args[] = {Value(entry->second.front())};
    return value::invoke_static(value::types::date_time_offset(), Name("Parse"), args);
}

Value content_length(value::Call& call)
{
    const auto* entry = own(call).find("Content-Length");
    return entry ? Value(static_cast<int64_t>(std::strtoll(entry->second.front().c_str(), nullptr, 10))) : Value();
}

std::string media_text(const DataObject& media) { return value::to_text(media.slot(2)); }

Value content_type(value::Call& call)
{
    const auto* entry = own(call).find("Content-Type");
    if (!entry) return {};
    const std::string& text = entry->second.front();
    const auto type = http::parse_media_type(text);
    const auto charset = type ? type->parameter("charset") : std::nullopt;
    return make_data("System.Net.Http.Headers.MediaTypeHeaderValue",
                     {Value(cmdlets::trim(text.substr(0, text.find(';')))), charset ? Value(*charset) : Value(), Value(text)}, media_text);
}

Value get_values(value::Call& call)
{
    const auto* entry = own(call).find(value::to_text(call.arg(0)));
    if (!entry) value::throw_native("System.InvalidOperationException", "The given header was not found.");
    return value::make_string_array(entry->second);
}

constexpr value::MemberDef headers_members[] = {
    method("GetValues", "string name", "System.Collections.Generic.IEnumerable[string]", get_values),
    method("Contains", "string name", "bool",
           [](value::Call& call) { return Value(own(call).find(value::to_text(call.arg(0))) != nullptr); }),
    method("TryGetValues", "string name, out object values", "bool",
           [](value::Call& call) {
               const auto* entry = own(call).find(value::to_text(call.arg(0)));
               call.args[1] = entry ? value::make_string_array(entry->second) : Value();
               return Value(entry != nullptr);
           }),
    method("ToString", "", "string", [](value::Call& call) { return Value(own(call).text()); }),
};
#define MESSAGE_HEADERS                                                                                                                    \
    property("CacheControl", "string", field<"Cache-Control">), property("Connection", "string", field<"Connection">),                     \
        property("Date", "System.Nullable[System.DateTimeOffset]", date_field), property("Via", "string", field<"Via">)
constexpr value::MemberDef request_headers_members[] = {
    MESSAGE_HEADERS,
    property("Accept", "string", field<"Accept">),
    property("AcceptEncoding", "string", field<"Accept-Encoding">),
    property("Authorization", "string", field<"Authorization">),
    property("Host", "string", field<"Host">),
    property("Range", "string", field<"Range">),
    property("UserAgent", "string", field<"User-Agent">),
};
constexpr value::MemberDef response_headers_members[] = {
    MESSAGE_HEADERS,
    property("Age", "string", field<"Age">),
    property("ETag", "string", field<"ETag">),
    property("Location", "uri", location),
    property("RetryAfter", "string", field<"Retry-After">),
    property("Server", "string", field<"Server">),
    property("Vary", "string", field<"Vary">),
    property("WwwAuthenticate", "string", field<"WWW-Authenticate">),
};
constexpr value::MemberDef content_headers_members[] = {
    property("Allow", "string", field<"Allow">),
    property("ContentDisposition", "string", field<"Content-Disposition">),
    property("ContentEncoding", "string", field<"Content-Encoding">),
    property("ContentLanguage", "string", field<"Content-Language">),
    property("ContentLength", "System.Nullable[long]", content_length),
    property("ContentLocation", "string", field<"Content-Location">),
    property("ContentRange", "string", field<"Content-Range">),
    property("ContentType", "System.Net.Http.Headers.MediaTypeHeaderValue", content_type),
    property("Expires", "string", field<"Expires">),
    property("LastModified", "string", field<"Last-Modified">),
};
constexpr value::MemberDef media_type_members[] = {slot<0>("MediaType", "string"), slot<1>("CharSet", "string")};
constexpr value::MemberDef method_members[] = {slot<0>("Method", "string")};

// --- messages ---

std::string fields_text(const HttpHeadersObject* first, const HttpHeadersObject* second)
{
    std::string out = std::string("{") + base::new_line;
    for (const auto* headers : {first, second}) {
        if (!headers) continue;
        for (const auto& [name, values] : headers->entries())
            for (const std::string& value : values) out.append("  ").append(name).append(": ").append(value).append(base::new_line);
    }
    return out + "}";
}

const HttpHeadersObject* headers_in(const Value& value) { return value.as<HttpHeadersObject>(); }

enum : size_t
{
    QMethod,
    QUri,
    QVersion,
    QHeaders,
    QContent,
    QContentHeaders,
};
std::string request_text(const DataObject& message)
{
    return "Method: " + value::to_text(message.slot(QMethod)) + ", RequestUri: '" +
           value::to_text(value::get_property(message.slot(QUri), Name("AbsoluteUri"))) +
           "', Version: " + value::to_text(message.slot(QVersion)) +
           ", Content: " + (message.slot(QContent).is_null() ? "<null>" : value::to_text(message.slot(QContent))) + ", Headers:\n" +
           fields_text(headers_in(message.slot(QHeaders)), headers_in(message.slot(QContentHeaders)));
}
constexpr value::MemberDef request_members[] = {
    slot<QContent>("Content", "System.Net.Http.HttpContent"),
    slot<QHeaders>("Headers", "System.Net.Http.Headers.HttpRequestHeaders"),
    slot<QMethod>("Method", "System.Net.Http.HttpMethod"),
    slot<QUri>("RequestUri", "uri"),
    slot<QVersion>("Version", "version"),
};

enum : size_t
{
    SStatus,
    SReason,
    SVersion,
    SHeaders,
    SContent,
    SRequest,
};
int64_t status_number(const DataObject& message) { return cmdlets::integral(message.slot(SStatus)); }

std::string response_text(const DataObject& message)
{
    const auto* content = static_cast<const DataObject*>(message.slot(SContent).object());
    return "StatusCode: " + std::to_string(status_number(message)) + ", ReasonPhrase: '" + value::to_text(message.slot(SReason)) +
           "', Version: " + value::to_text(message.slot(SVersion)) + ", Content: " + content_name + ", Headers:\n" +
           fields_text(headers_in(message.slot(SHeaders)), headers_in(content->slot(0)));
}

DataObject& own_data(value::Call& call) { return *static_cast<DataObject*>(call.self.object()); }
bool is_success(const DataObject& message) { return status_number(message) / 100 == 2; }

Value ensure_success(value::Call& call)
{
    const DataObject& message = own_data(call);
    if (is_success(message)) return call.self;
    value::throw_native("System.Net.Http.HttpRequestException",
                        "Response status code does not indicate success: " + std::to_string(status_number(message)) + " (" +
                            value::to_text(message.slot(SReason)) + ").");
}
constexpr value::MemberDef response_members[] = {
    slot<SContent>("Content", "System.Net.Http.HttpContent"),
    slot<SHeaders>("Headers", "System.Net.Http.Headers.HttpResponseHeaders"),
    property("IsSuccessStatusCode", "bool", [](value::Call& call) { return Value(is_success(own_data(call))); }),
    slot<SReason>("ReasonPhrase", "string"),
    slot<SRequest>("RequestMessage", "System.Net.Http.HttpRequestMessage"),
    slot<SStatus>("StatusCode", "System.Net.HttpStatusCode"),
    slot<SVersion>("Version", "version"),
    method("EnsureSuccessStatusCode", "", "System.Net.Http.HttpResponseMessage", ensure_success),
};

enum : size_t
{
    CHeaders,
    CBytes,
};
const std::string& content_bytes(value::Call& call)
{
    const auto* bytes = own_data(call).slot(CBytes).as<value::Bytes>();
    if (!bytes)
        value::throw_native("System.ObjectDisposedException",
                            std::string("Cannot access a disposed object.\nObject name: '") + content_name + "'.");
    return bytes->data();
}
std::string content_text(value::Call& call)
{
    const auto* entry = headers_in(own_data(call).slot(CHeaders))->find("Content-Type");
    return decode_body(content_bytes(call), entry ? entry->second.front() : "");
}
constexpr value::MemberDef content_members[] = {
    slot<CHeaders>("Headers", "System.Net.Http.Headers.HttpContentHeaders"),
    method("ReadAsStringAsync", "", "System.Threading.Tasks.Task[string]",
           [](value::Call& call) { return value::completed_task(Value(content_text(call))); }),
    method("ReadAsByteArrayAsync", "", "System.Threading.Tasks.Task[byte[]]",
           [](value::Call& call) { return value::completed_task(value::make_bytes(content_bytes(call))); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Net.Http.Headers.HttpHeaders", .flags = value::TypeFlags::Abstract, .members = headers_members},
    {.full_name = "System.Net.Http.Headers.HttpRequestHeaders",
     .base = "System.Net.Http.Headers.HttpHeaders",
     .members = request_headers_members},
    {.full_name = "System.Net.Http.Headers.HttpResponseHeaders",
     .base = "System.Net.Http.Headers.HttpHeaders",
     .members = response_headers_members},
    {.full_name = "System.Net.Http.Headers.HttpContentHeaders",
     .base = "System.Net.Http.Headers.HttpHeaders",
     .members = content_headers_members},
    {.full_name = "System.Net.Http.Headers.MediaTypeHeaderValue", .members = media_type_members},
    {.full_name = "System.Net.Http.HttpMethod", .members = method_members},
    {.full_name = request_name, .members = request_members},
    {.full_name = response_name, .members = response_members},
    {.full_name = "System.Net.Http.HttpContent", .flags = value::TypeFlags::Abstract, .members = content_members},
    {.full_name = content_name, .base = "System.Net.Http.HttpContent"},
};

const value::Type& headers_type(const char* name) { return value::native_type(std::string(headers_prefix) + name); }

Value version_value(std::string_view text)
{
    Value args[] = {Value(text)};
    return value::construct(value::types::version(), args);
}

std::string first_slot_text(const DataObject& data) { return value::to_text(data.slot(0)); }

} // namespace

std::unique_ptr<value::Enumerator> HttpHeadersObject::enumerate() const
{
    return std::make_unique<HeaderEntries>(Ref<const HttpHeadersObject>(this));
}

std::string HttpHeadersObject::text() const
{
    std::string out;
    for (const auto& [name, values] : entries_) out += name + ": " + join(values, ", ") + base::new_line;
    return out;
}

void HttpHeadersObject::add(std::string_view name, std::string_view value)
{
    for (Entry& entry : entries_) {
        if (!equals_ci(entry.first, name)) continue;
        entry.second.emplace_back(value);
        return;
    }
    entries_.push_back({std::string(name), {std::string(value)}});
}

const HttpHeadersObject::Entry* HttpHeadersObject::find(std::string_view name) const
{
    for (const Entry& entry : entries_)
        if (equals_ci(entry.first, name)) return &entry;
    return nullptr;
}

bool is_content_field(std::string_view name)
{
    return cmdlets::starts_with_ci(name, "Content-") || equals_ci(name, "Allow") || equals_ci(name, "Expires") ||
           equals_ci(name, "Last-Modified");
}

Value make_request_message(std::string_view method, std::string_view url, const http::Headers& headers, std::string_view content)
{
    auto own_fields = value::make<HttpHeadersObject>(headers_type("HttpRequestHeaders"));
    auto content_fields = value::make<HttpHeadersObject>(headers_type("HttpContentHeaders"));
    for (const http::HeaderField& each : headers) (is_content_field(each.name) ? content_fields : own_fields)->add(each.name, each.value);
    Value uri_args[] = {Value(url)};
    return make_data(request_name,
                     {make_data("System.Net.Http.HttpMethod", {Value(method)}, first_slot_text),
                      value::construct(value::types::uri(), uri_args), version_value("1.1"), Value(own_fields),
                      content.empty() ? Value() : Value(content), Value(content_fields)},
                     request_text);
}

Value make_response_message(const http::ResponseHead& head, const Value& request, MessageContent content)
{
    auto own_fields = value::make<HttpHeadersObject>(headers_type("HttpResponseHeaders"));
    auto content_fields = value::make<HttpHeadersObject>(headers_type("HttpContentHeaders"));
    for (const http::HeaderField& each : head.headers)
        (is_content_field(each.name) ? content_fields : own_fields)->add(each.name, each.value);
    static const value::Type& status_type = value::native_type("System.Net.HttpStatusCode");
    const Value content_object =
        make_data(content_name, {Value(content_fields), content.available ? value::make_bytes(std::move(content.bytes)) : Value()});
    return make_data(response_name,
                     {Value::enumeration(status_type.enum_index(), head.status), Value(status_description(head)),
                      version_value(head.version == http::Version::http10 ? "1.0" : "1.1"), Value(own_fields), content_object, request},
                     response_text);
}

std::string status_name(int status)
{
    static const value::Type& type = value::native_type("System.Net.HttpStatusCode");
    return value::to_text(Value::enumeration(type.enum_index(), status));
}

std::span<const value::TypeDef> message_types() { return rows; }

} // namespace kestrun::kr
