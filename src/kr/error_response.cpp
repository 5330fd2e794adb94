#include "kr/error_response.hpp"
#include "base/calendar.hpp"
#include "base/culture.hpp"
#include "base/format_date.hpp"
#include "http/status.hpp"
#include "log/value_text.hpp"

namespace kestrun::kr {

namespace {

enum class Format : uint8_t
{
    Text,
    Json,
    Yaml,
    Xml
};

constexpr std::string_view content_types[] = {"text/plain; charset=utf-8", "application/json; charset=utf-8",
                                              "application/yaml; charset=utf-8", "application/xml; charset=utf-8"};

/// A word anywhere in the text decides, so that +json types and lists of them are understood alike.
Format choose(std::string_view wanted)
{
    if (cmdlets::contains_ci(wanted, "json")) return Format::Json;
    if (cmdlets::contains_ci(wanted, "yaml") || cmdlets::contains_ci(wanted, "yml")) return Format::Yaml;
    if (cmdlets::contains_ci(wanted, "xml")) return Format::Xml;
    return Format::Text;
}

struct Facts
{
    const ErrorAnswer& answer;
    std::string reason, time, path, method;
};

struct Field
{
    const char* name; // as JSON has it
    bool number;
    std::optional<std::string> (*value)(const Facts&);
};

std::optional<std::string> optional_text(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

constexpr Field fields[] = {
    {"error", false, [](const Facts& f) { return std::optional(f.answer.message); }},
    {"details", false, [](const Facts& f) { return f.answer.details; }},
    {"exception", false, [](const Facts& f) { return optional_text(f.answer.exception); }},
    {"stackTrace", false, [](const Facts& f) { return optional_text(f.answer.stack); }},
    {"status", true, [](const Facts& f) { return std::optional(std::to_string(f.answer.status)); }},
    {"reason", false, [](const Facts& f) { return std::optional(f.reason); }},
    {"timestamp", false, [](const Facts& f) { return std::optional(f.time); }},
    {"path", false, [](const Facts& f) { return std::optional(f.path); }},
    {"method", false, [](const Facts& f) { return std::optional(f.method); }},
};

std::string capitalised(const char* name)
{
    std::string text(name);
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string as_text(const Facts& facts)
{
    const ErrorAnswer& answer = facts.answer;
    std::string out =
        "Status: " + std::to_string(answer.status) + " (" + facts.reason + ")\nError: " + answer.message + "\nTime: " + facts.time;
    if (!answer.exception.empty()) out += "\nException: " + answer.exception;
    if (!answer.stack.empty()) out += "\nStackTrace:\n" + answer.stack;
    if (answer.details && !answer.details->empty()) out += "\nDetails:\n" + *answer.details;
    return out;
}

/// Nulls are left out.
std::string as_json(const Facts& facts)
{
    std::string out = "{";
    for (const Field& field : fields) {
        const auto value = field.value(facts);
        if (!value) continue;
        out += out.size() > 1 ? ",\n  \"" : "\n  \"";
        out.append(field.name).append("\": ");
        if (field.number)
            out += *value;
        else
            log::append_json_string(out, *value);
    }
    return out + "\n}";
}

/// Quoted where the text could be read as something else.
void append_yaml(std::string& out, std::string_view text)
{
    bool plain = !text.empty() && text.find_first_of(":#{}[],&*!|>'\"%@`\n\r\t\\") == std::string_view::npos && text.front() != ' ' &&
                 text.back() != ' ' && text.front() != '-' && text.front() != '?' && !base::ascii_is_digit(text.front());
    for (const std::string_view word : {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})
        plain = plain && !equals_ci(text, word);
    if (plain)
        out += text;
    else
        log::append_json_string(out, text); // a double-quoted YAML scalar takes JSON's escapes
}

std::string as_yaml(const Facts& facts)
{
    std::string out;
    for (const Field& field : fields) {
        out += capitalised(field.name) + ":";
        if (const auto value = field.value(facts)) {
            out += ' ';
            if (field.number)
                out += *value;
            else
                append_yaml(out, *value);
        }
        out += '\n';
    }
    return out;
}

void append_xml(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
            out += c; // XML 1.0 knows no other control characters
    }
}

std::string as_xml(const Facts& facts)
{
    std::string out = "<Response>\n";
    for (const Field& field : fields) {
        const std::string name = capitalised(field.name);
        const auto value = field.value(facts);
        if (!value) {
            out += "  <" + name + " p2:nil=\"true\" xmlns:p2=\"http://www.w3.org/2001/XMLSchema-instance\" />\n";
            continue;
        }
        out += "  <" + name + ">";
        append_xml(out, *value);
        out += "</" + name + ">\n";
    }
    return out + "</Response>";
}

std::string now_text()
{
    std::string out;
    base::DateText now;
    now.ticks = base::utc_now_ticks();
    now.kind = base::DateKind::utc;
    base::format_date(out, now, "o", base::invariant_culture().date);
    return out;
}

} // namespace

void write_error_answer(RouteState& state, const ErrorAnswer& answer, std::string_view content_type)
{
    const http::Request& request = state.request.request();
    const Facts facts{answer, std::string(http::reason_phrase(answer.status)), now_text(), std::string(request.path),
                      std::string(request.method_text)};
    const Format format = choose(content_type.empty() ? state.header("Accept") : content_type);
    http::Response& response = state.response();
    response.status = answer.status;
    response.set_content_type_view(content_types[static_cast<size_t>(format)]);
    switch (format) {
    case Format::Text: response.set_body(as_text(facts)); break;
    case Format::Json: response.set_body(as_json(facts)); break;
    case Format::Yaml: response.set_body(as_yaml(facts)); break;
    case Format::Xml: response.set_body(as_xml(facts)); break;
    }
    state.written = true;
}

} // namespace kestrun::kr
