#include "kr/web_result.hpp"
#include "base/text.hpp"
#include "cmdlets/utility/json.hpp"
#include "http/media_type.hpp"
#include "http/status.hpp"

namespace kestrun::kr {

namespace {

bool is_json(std::string_view content_type)
{
    const auto type = http::parse_media_type(content_type);
    return type && (type->is("application/json") || type->is("text/json") || equals_ci(type->suffix(), "json"));
}

std::string from_latin1(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) base::append_utf8(out, static_cast<unsigned char>(c));
    return out;
}

std::string from_utf16(std::string_view bytes, bool big_endian)
{
    std::u16string units;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
        units += static_cast<char16_t>(big_endian ? first << 8 | second : second << 8 | first);
    }
    if (!units.empty() && units.front() == 0xFEFF) units.erase(0, 1);
    return base::to_utf8(units);
}

Value headers_value(const http::Headers& headers)
{
    Ref<value::Dictionary> table = make_string_dictionary(true);
    for (const http::HeaderField& field : headers) {
        const auto before = table->get(field.name);
        table->set(field.name, before ? Value(value::to_text(*before) + ", " + std::string(field.value)) : Value(field.value));
    }
    return Value(table);
}

Value content_value(std::string body, std::string_view content_type, bool as_string)
{
    if (body.empty()) return Value("");
    const bool textual = content_type.empty() ? base::is_utf8(body) : http::is_textual(content_type);
    if (!textual) {
        if (as_string && base::is_utf8(body)) return Value(body);
        return value::make_bytes(std::move(body));
    }
    std::string text = decode_body(body, content_type);
    if (as_string || !is_json(content_type)) return Value(text);
    try {
        return cmdlets::from_json(text);
    } catch (const ScriptError&) {
        return Value(text); // called JSON and is none: the caller sees what came
    }
}

} // namespace

std::string status_description(const http::ResponseHead& head)
{
    return head.reason.empty() ? std::string(http::reason_phrase(head.status)) : head.reason;
}

std::string decode_body(std::string_view bytes, std::string_view content_type)
{
    const auto type = http::parse_media_type(content_type);
    const std::string_view charset = type ? type->parameter("charset").value_or("utf-8") : "utf-8";
    if (equals_ci(charset, "iso-8859-1") || equals_ci(charset, "latin1") || equals_ci(charset, "windows-1252")) return from_latin1(bytes);
    if (equals_ci(charset, "utf-16") || equals_ci(charset, "utf-16le")) return from_utf16(bytes, bytes.starts_with("\xFE\xFF"));
    if (equals_ci(charset, "utf-16be")) return from_utf16(bytes, true);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return base::well_formed_utf8(bytes);
}

Value make_web_result(const http::ResponseHead& head, std::string body, const ResultOptions& options)
{
    const std::string content_type(head.headers.value_or("Content-Type"));
    const auto length = static_cast<int64_t>(body.size());
    Ref<value::PSCustomObject> result = value::make<value::PSCustomObject>();
    result->set("StatusCode", Value(static_cast<int32_t>(head.status)));
    result->set("StatusDescription", Value(status_description(head)));
    result->set("Version", Value(head.version == http::Version::http10 ? "1.0" : "1.1"));
    result->set("ContentType", content_type.empty() ? Value() : Value(content_type));
    result->set("Headers", headers_value(head.headers));
    result->set("RawContentLength", Value(length));
    if (options.has_content) result->set("Content", content_value(std::move(body), content_type, options.as_string));
    return Value(result);
}

} // namespace kestrun::kr
