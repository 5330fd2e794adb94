#include "log/access_log.hpp"

#include "base/calendar.hpp"
#include "base/format_date.hpp"
#include "base/format_number.hpp"

namespace kestrun::log {

namespace {

void append_escaped(std::string& out, std::string_view text)
{
    constexpr char hex[] = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte >= 0x7F) {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
}

void append_quoted(std::string& out, std::string_view text)
{
    out += '"';
    if (text.empty())
        out += '-';
    else
        append_escaped(out, text);
    out += '"';
}

} // namespace

void append_access_line(std::string& out, const AccessEntry& entry)
{
    if (entry.remote.empty())
        out += '-';
    else
        append_escaped(out, entry.remote);
    out += " - - [";
    const base::DateText when{entry.utc_ticks + entry.offset_minutes * base::ticks_per_minute, base::DateKind::offset,
                              entry.offset_minutes};
    const base::DateCulture& culture = base::invariant_culture().date;
    base::format_date(out, when, "dd'/'MMM'/'yyyy':'HH':'mm':'ss ", culture);
    base::format_date(out, when, "zzz", culture);
    out.erase(out.size() - 3, 1); // the colon of +00:00
    out += "] \"";
    append_escaped(out, entry.method);
    out += ' ';
    append_escaped(out, entry.target);
    out += ' ';
    append_escaped(out, entry.protocol);
    out += "\" ";
    base::append_int64(out, entry.status);
    out += ' ';
    if (entry.body_bytes == 0)
        out += '-';
    else
        base::append_uint64(out, entry.body_bytes);
    out += ' ';
    append_quoted(out, entry.referer);
    out += ' ';
    append_quoted(out, entry.user_agent);
}

} // namespace kestrun::log
