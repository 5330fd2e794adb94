#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kestrun {

/// One request and its answer, as a handler sees them. Views live until the handler returns. Belongs to the thread that runs the handler.
class Context
{
public:
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    // The request.

    /// As sent: `GET`.
    [[nodiscard]] std::string_view method() const noexcept;
    /// Decoded, begins with `/`.
    [[nodiscard]] std::string_view path() const noexcept;
    /// After `?`, not decoded.
    [[nodiscard]] std::string_view query_string() const noexcept;
    /// The first parameter of that name in the query, decoded; names with case.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    /// The first field of that name, without case.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// What the path gave for a parameter of the route, name without case; nullopt when it is optional and absent.
    [[nodiscard]] std::optional<std::string_view> route_value(std::string_view name) const noexcept;
    /// The endpoint: `pipe:NAME`, `unix:/path`, `http://host:port`.
    [[nodiscard]] std::string_view endpoint() const noexcept;
    /// The rest of the body. Throws for a body that is malformed, too large or too slow; when the handler lets it pass, the client gets
    /// 400, 413 or 408.
    [[nodiscard]] std::string body();
    /// The next bytes of the body; 0 at its end. Throws as `body`.
    [[nodiscard]] std::size_t read(std::span<char> into);

    // The answer: 200 and empty unless something is set. The last of `text`, `json`, `send` counts.

    Context& status(int code);
    /// Adds a field. Throws std::invalid_argument for a name or value that cannot be sent.
    Context& add_header(std::string_view name, std::string_view value);
    /// UTF-8 text; `; charset=utf-8` is added to a textual type without charset.
    Context& text(std::string_view body, std::string_view content_type = "text/plain");
    /// JSON text that is ready.
    Context& json(std::string_view body);
    /// Bytes as they are.
    Context& send(std::string body, std::string_view content_type);
    Context& redirect(std::string_view location, int code = 302);
    /// Sends status and fields if that was not done, then a piece of the body; returns when the transport has taken it.
    Context& write(std::string_view piece);

private:
    friend class ContextAccess;
    explicit Context(void* request) noexcept : request_(request) {}

    void* request_;
};

} // namespace kestrun
