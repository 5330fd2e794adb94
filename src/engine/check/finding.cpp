#include "engine/check/finding.hpp"
#include "base/text.hpp"
#include <array>
#include <cstdio>
#include <string_view>

namespace kestrun::engine {

namespace {

void append_quoted(std::string& out, std::string_view given)
{
    out += '"';
    for (const char c : base::well_formed_utf8(given)) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                std::array<char, 8> escape;
                std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
                out += escape.data();
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

} // namespace

const char* kind_name(Finding::Kind kind)
{
    constexpr std::array names = {"parse-error", "command", "parameter", "type", "member", "module"};
    return names[static_cast<size_t>(kind)];
}

std::string finding_line(const Finding& finding)
{
    std::string line =
        finding.file + ":" + std::to_string(finding.line) + ":" + std::to_string(finding.column) + ": " + kind_name(finding.kind) + ": ";
    for (const char c : finding.message) line += c == '\n' || c == '\r' ? ' ' : c; // messages of the parser may have two lines
    if (!finding.suggestion.empty()) line += " Did you mean '" + finding.suggestion + "'?";
    return line;
}

std::string finding_json(const Finding& finding)
{
    std::string out = "{\"file\":";
    append_quoted(out, finding.file);
    out += ",\"line\":" + std::to_string(finding.line) + ",\"column\":" + std::to_string(finding.column) + ",\"kind\":\"" +
           kind_name(finding.kind) + "\",\"name\":";
    append_quoted(out, finding.name);
    out += ",\"message\":";
    append_quoted(out, finding.message);
    out += ",\"suggestion\":";
    if (finding.suggestion.empty())
        out += "null";
    else
        append_quoted(out, finding.suggestion);
    return out + "}";
}

} // namespace kestrun::engine
