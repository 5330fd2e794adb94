#include "http/response_writer.hpp"

#include "http/ascii.hpp"
#include "http/date.hpp"

#include <charconv>
#include <cstring>

namespace kestrun::http {

namespace {

/// Writes into room that was made beforehand.
class Cursor
{
public:
    explicit Cursor(char* at) : at_(at) {}
    void text(std::string_view text) noexcept
    {
        if (text.empty()) return;
        std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
    }
    void number(std::uint64_t value) noexcept { at_ = std::to_chars(at_, at_ + 20, value).ptr; }
    void field(std::string_view name, std::string_view value) noexcept
    {
        text(name);
        text(": ");
        text(value);
        text("\r\n");
    }
    [[nodiscard]] char* at() const noexcept { return at_; }

private:
    char* at_;
};

/// Fields of the response that stand elsewhere than in their own place.
struct OwnFields
{
    std::string_view content_type;
    std::string_view date;
    std::string_view server;
    std::size_t bytes = 0;
    bool has_server = false;
};

bool is_special(const HeaderField& field) noexcept
{
    switch (field.id) {
    case HeaderId::content_length:
    case HeaderId::content_type:
    case HeaderId::date:
    case HeaderId::server:
    case HeaderId::transfer_encoding: return true;
    case HeaderId::connection: return iequals(field.value, "close") || iequals(field.value, "keep-alive");
    default: return false;
    }
}

OwnFields collect(const Headers& headers) noexcept
{
    OwnFields own;
    for (const HeaderField& field : headers) {
        own.bytes += field.name.size() + field.value.size() + 4;
        if (field.id == HeaderId::content_type) own.content_type = field.value;
        if (field.id == HeaderId::date) own.date = field.value;
        if (field.id == HeaderId::server) {
            own.server = field.value;
            own.has_server = true;
        }
    }
    return own;
}

void write_status_line(Cursor& out, int status)
{
    if (status == 200) return out.text("HTTP/1.1 200 OK\r\n");
    // An unknown code has an empty reason and keeps the blank before it (RFC 9112 section 4).
    out.text("HTTP/1.1 ");
    out.number(static_cast<std::uint64_t>(status));
    out.text(" ");
    out.text(reason_phrase(status));
    out.text("\r\n");
}

} // namespace

void write_response_head(ByteBuffer& out, const Response& response, const Framing& framing, std::string_view server)
{
    const OwnFields own = collect(response.headers);
    const std::string_view type = response.content_type().empty() ? own.content_type : response.content_type();
    const std::string_view name = own.has_server ? own.server : server;
    const std::string_view date = own.date.empty() ? current_http_date() : own.date;
    constexpr std::size_t fixed = 320; // status line, longest reason, names and values of the standard fields
    const std::span<char> room = out.writable(fixed + own.bytes + type.size() + name.size() + date.size());
    Cursor cursor(room.data());
    write_status_line(cursor, response.status);
    if (framing.content_length) {
        cursor.text("Content-Length: ");
        cursor.number(*framing.content_length);
        cursor.text("\r\n");
    }
    if (framing.close)
        cursor.text("Connection: close\r\n");
    else if (framing.keep_alive)
        cursor.text("Connection: keep-alive\r\n");
    if (!type.empty()) cursor.field("Content-Type", type);
    cursor.field("Date", date);
    if (!name.empty()) cursor.field("Server", name);
    for (const HeaderField& field : response.headers)
        if (!is_special(field)) cursor.field(field.name, field.value);
    if (framing.chunked) cursor.text("Transfer-Encoding: chunked\r\n");
    cursor.text("\r\n");
    out.produced(static_cast<std::size_t>(cursor.at() - room.data()));
}

void write_error_response(ByteBuffer& out, int status, std::string_view server)
{
    Response response;
    response.status = status;
    Framing framing;
    framing.content_length = 0;
    framing.close = true;
    write_response_head(out, response, framing, server);
}

} // namespace kestrun::http
