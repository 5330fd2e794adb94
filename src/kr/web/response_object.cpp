#include "kr/web/response_object.hpp"
#include "base/platform.hpp"
#include "cmdlets/format/view.hpp"
#include "cmdlets/support/data_object.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"
#include "kr/type_rows.hpp"
#include "kr/web/html_elements.hpp"
#include "kr/web/messages.hpp"
#include "kr/web_result.hpp"
#include "value/array.hpp"
#include "value/encoding.hpp"
#include "value/stream.hpp"

namespace kestrun::kr {

using cmdlets::DataObject;

namespace {

constexpr const char* plain_name = "Microsoft.PowerShell.Commands.WebResponseObject";
constexpr const char* html_name = "Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject";

enum : size_t
{
    RMessage,
    RContent,
    RHeaders,
    ROutFile,
    RRaw,
    RStream,
    RLinks, // relations
    RStatus,
    RDescription,
    RLength,
    REncoding,
};

/// ToString(): the bytes with dots for what cannot be shown.
std::string printable(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        out += byte >= 0x80 ? '?' : (byte < 0x20 && !space) || byte == 0x7F ? '.' : c;
    }
    return out;
}

std::string object_text(const DataObject& object)
{
    auto* stream = object.slot(RStream).as<value::MemoryStream>();
    return stream ? printable(stream->bytes()) : std::string();
}

std::string page_of(value::Call& call) { return value::to_text(static_cast<DataObject*>(call.self.object())->slot(RContent)); }
Value links(value::Call& call) { return html_elements(page_of(call), "a"); }
Value images(value::Call& call) { return html_elements(page_of(call), "img"); }
Value input_fields(value::Call& call) { return html_elements(page_of(call), "input"); }

using cmdlets::slot;
using cmdlets::slot_rw;
#define RESPONSE_MEMBERS                                                                                                                   \
    slot_rw<RMessage>("BaseResponse", "System.Net.Http.HttpResponseMessage"),                                                              \
        slot<RHeaders>("Headers", "System.Collections.Generic.Dictionary[string,System.Collections.Generic.IEnumerable[string]]"),         \
        slot<ROutFile>("OutFile", "string"), slot_rw<RRaw>("RawContent", "string"), slot<RLength>("RawContentLength", "long"),             \
        slot_rw<RStream>("RawContentStream", "System.IO.MemoryStream"),                                                                    \
        slot<RLinks>("RelationLink", "System.Collections.Generic.Dictionary[string,string]"), slot<RStatus>("StatusCode", "int"),          \
        slot<RDescription>("StatusDescription", "string")
constexpr value::MemberDef plain_members[] = {RESPONSE_MEMBERS, slot_rw<RContent>("Content", "byte[]")};
constexpr value::MemberDef html_members[] = {
    slot<RContent>("Content", "string"),
    slot<REncoding>("Encoding", "System.Text.Encoding"),
    property("Images", "Microsoft.PowerShell.Commands.WebCmdletElementCollection", images),
    property("InputFields", "Microsoft.PowerShell.Commands.WebCmdletElementCollection", input_fields),
    property("Links", "Microsoft.PowerShell.Commands.WebCmdletElementCollection", links),
};
constexpr value::TypeDef rows[] = {
    {.full_name = plain_name, .members = plain_members},
    {.full_name = html_name, .base = plain_name, .members = html_members},
    {.full_name = "Microsoft.PowerShell.Commands.WebResponseContentMemoryStream", .base = "System.IO.MemoryStream"},
};

// --- display ---

std::string shortened(const Value& item, const char* property)
{
    const std::string text = cmdlets::property_text(item, property);
    const Ref<value::String> whole = value::String::make(text);
    return whole->length() > 200 ? std::string(whole->substring(0, 200)->view()) + "…" : text;
}
std::string short_content(Context&, const Value& item) { return shortened(item, "Content"); }
std::string short_raw(Context&, const Value& item) { return shortened(item, "RawContent"); }

constexpr cmdlets::ViewField html_fields[] = {
    {"", "StatusCode"},
    {"", "StatusDescription"},
    {"Content", "", 0, cmdlets::Align::Undefined, short_content},
    {"RawContent", "", 0, cmdlets::Align::Undefined, short_raw},
    {"", "Headers"},
    {"", "Images"},
    {"", "InputFields"},
    {"", "Links"},
    {"", "RawContentLength"},
    {"", "RelationLink"},
};
constexpr cmdlets::ViewField plain_fields[] = {
    {"", "StatusCode"}, {"", "StatusDescription"}, {"", "Content"},      {"RawContent", "", 0, cmdlets::Align::Undefined, short_raw},
    {"", "Headers"},    {"", "RawContentLength"},  {"", "RelationLink"},
};
constexpr cmdlets::View views[] = {
    {.types = html_name, .shape = cmdlets::Shape::List, .fields = html_fields},
    {.types = plain_name, .shape = cmdlets::Shape::List, .fields = plain_fields},
};

std::string raw_text(const Answer& answer, std::string_view content)
{
    std::string out = std::string("HTTP/") + (answer.head.version == http::Version::http10 ? "1.0" : "1.1") + " " +
                      std::to_string(answer.head.status) + " " + status_name(answer.head.status) + base::new_line;
    for (const bool of_content : {false, true}) {
        for (const http::HeaderField& field : answer.head.headers)
            if (is_content_field(field.name) == of_content) out.append(field.name).append(": ").append(field.value).append(base::new_line);
    }
    return out.append(base::new_line).append(content);
}

std::string_view media_type_of(std::string_view content_type)
{
    std::string_view type = content_type.substr(0, content_type.find(';'));
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    return type;
}

/// What stands behind `key` in quotes, in the first part of a page or document; empty when there is nothing.
std::string_view declared_charset(std::string_view bytes, std::string_view before, std::string_view key)
{
    const std::string_view head = bytes.substr(0, 1024);
    const size_t start = head.find(before);
    const size_t at = start == std::string_view::npos ? start : head.find(key, start);
    if (at == std::string_view::npos) return {};
    size_t from = at + key.size();
    while (from < head.size() && (head[from] == '"' || head[from] == '\'')) ++from;
    size_t to = from;
    while (to < head.size() && (isalnum(static_cast<unsigned char>(head[to])) || head[to] == '-' || head[to] == '_')) ++to;
    return head.substr(from, to - from);
}

value::Ref<value::Encoding> encoding_of(std::string_view bytes, std::string_view content_type)
{
    const auto type = http::parse_media_type(content_type);
    std::string charset(type ? type->parameter("charset").value_or("") : "");
    if (charset.empty()) charset = declared_charset(bytes, "<meta", "charset=");
    if (charset.empty()) charset = declared_charset(bytes, "<?xml", "encoding=");
    value::Ref<value::Encoding> found = charset.empty() ? value::Ref<value::Encoding>() : value::find_encoding(charset);
    return found ? found : value::utf8_encoding();
}

} // namespace

bool is_text_type(std::string_view media_type)
{
    if (cmdlets::starts_with_ci(media_type, "text/")) return true;
    const std::string type = cmdlets::lower(media_type);
    for (const char* known : {"application/json", "application/x-javascript", "application/javascript", "application/xml",
                              "application/xml-external-parsed-entity", "application/xml-dtd"})
        if (type == known) return true;
    return type.ends_with("+xml");
}

std::string response_text(std::string_view bytes, std::string_view content_type)
{
    const value::Ref<value::Encoding> encoding = encoding_of(bytes, content_type);
    size_t mark = 0;
    if (const value::Ref<value::Encoding> marked = value::detect_encoding(bytes, mark)) return marked->decode(bytes.substr(mark));
    return encoding->decode(bytes);
}

Value response_headers(const http::Headers& headers)
{
    static const value::Type& type =
        *value::find_type("System.Collections.Generic.Dictionary[string,System.Collections.Generic.IEnumerable[string]]");
    auto table = value::make<value::Dictionary>(type, value::KeyComparer::IgnoreCase);
    for (const bool of_content : {false, true}) {
        for (const http::HeaderField& field : headers) {
            if (is_content_field(field.name) != of_content || table->contains(Value(field.name))) continue;
            std::vector<std::string> values;
            for (const http::HeaderField& each : headers)
                if (equals_ci(each.name, field.name)) values.emplace_back(each.value);
            table->set(field.name, value::make_string_array(values));
        }
    }
    return Value(table);
}

Ref<value::Dictionary> relation_links(const http::Headers& headers, std::string_view url)
{
    Ref<value::Dictionary> links = make_string_dictionary(true);
    for (const http::HeaderField& field : headers) {
        if (!equals_ci(field.name, "Link")) continue;
        std::string_view rest = field.value;
        // <url>; rel="name", ...
        for (size_t open = 0; (open = rest.find('<')) != std::string_view::npos;) {
            const size_t close = rest.find('>', open);
            if (close == std::string_view::npos) break;
            const std::string_view target = rest.substr(open + 1, close - open - 1);
            const size_t end = std::min(rest.find('<', close), rest.size());
            const std::string_view parameters = rest.substr(close + 1, end - close - 1);
            rest.remove_prefix(end);
            const size_t at = parameters.find("rel=");
            if (at == std::string_view::npos) continue;
            std::string_view name = parameters.substr(at + 4);
            name = name.starts_with('"') ? name.substr(1, name.find('"', 1) - 1) : name.substr(0, name.find_first_of(",; "));
            if (!name.empty() && !links->contains(Value(name))) links->set(name, Value(http::resolve_reference(url, target)));
        }
    }
    return links;
}

Value make_response_object(Answer answer)
{
    const std::string content_type(answer.head.headers.value_or("Content-Type"));
    const bool text = is_text_type(media_type_of(content_type));
    const std::string decoded = text ? response_text(answer.body, content_type) : std::string();
    const auto length = static_cast<int64_t>(answer.body.size());
    std::vector<Value> slots(REncoding + 1);
    slots[RMessage] = answer.message;
    slots[RContent] = text ? Value(decoded) : value::make_bytes(answer.body);
    slots[RHeaders] = response_headers(answer.head.headers);
    slots[ROutFile] = answer.out_file;
    slots[RRaw] = Value(raw_text(answer, text ? decoded : printable(answer.body)));
    slots[RLinks] = Value(relation_links(answer.head.headers, answer.url));
    slots[RStatus] = Value(static_cast<int32_t>(answer.head.status));
    slots[RDescription] = Value(status_name(answer.head.status));
    slots[RLength] = Value(length);
    if (text) slots[REncoding] = Value(encoding_of(answer.body, content_type));
    slots[RStream] = Value(value::make<value::MemoryStream>(std::move(answer.body)));
    return cmdlets::make_data(text ? html_name : plain_name, std::move(slots), object_text);
}

std::span<const value::TypeDef> response_object_types() { return rows; }

void register_response_views() { cmdlets::register_views(views); }

} // namespace kestrun::kr
