#pragma once

#include "http/body.hpp"
#include "http/headers.hpp"
#include "http/status.hpp"
#include "http/text_store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kestrun::http {

/// Keeps something alive until a response is sent: a reference-counted string, a mapped file. Move-only; two words.
class Keepalive
{
public:
    using Release = void (*)(void*) noexcept;

    Keepalive() = default;
    Keepalive(void* object, Release release) noexcept : object_(object), release_(release) {}
    Keepalive(Keepalive&& other) noexcept : object_(std::exchange(other.object_, nullptr)), release_(std::exchange(other.release_, nullptr))
    {
    }
    Keepalive& operator=(Keepalive&& other) noexcept
    {
        if (this != &other) {
            reset();
            object_ = std::exchange(other.object_, nullptr);
            release_ = std::exchange(other.release_, nullptr);
        }
        return *this;
    }
    Keepalive(const Keepalive&) = delete;
    Keepalive& operator=(const Keepalive&) = delete;
    ~Keepalive() { reset(); }

    void reset() noexcept
    {
        if (release_ != nullptr) std::exchange(release_, nullptr)(object_);
    }

private:
    void* object_ = nullptr;
    Release release_ = nullptr;
};

/// What was decided. Filled by a handler, sent when the handler returns. Knows no protocol. Its memory is kept for the connection's next
/// answer.
class Response
{
public:
    Response() = default;
    Response(const Response&) = delete; // the body's view may point into this object
    Response& operator=(const Response&) = delete;
    ~Response() = default;

    int status = 200;
    /// All fields but Content-Type and Content-Length. Date and Server replace the server's own; `Connection: close` ends the connection.
    Headers headers;
    /// Ends the connection after this answer.
    bool close = false;

    [[nodiscard]] std::string_view content_type() const noexcept { return content_type_; }
    /// Copies. Empty: no Content-Type is sent. Throws std::invalid_argument when it holds NUL or a line break.
    void set_content_type(std::string_view type);
    /// The same for text in static storage or in `text()`: no copy, no check.
    void set_content_type_view(std::string_view type) noexcept { content_type_ = type; }

    /// The body, as the last of these calls has set it.
    void set_body(std::string&& text);
    void set_body_copy(std::string_view text);
    /// No copy: the text must live until the response is sent; `keepalive` may see to it.
    void set_body_view(std::string_view text, Keepalive keepalive = {});
    /// Pulled when the response is sent. With a length it is sent as Content-Length, without in chunks.
    void set_body_source(std::unique_ptr<BodyReader> source);
    void clear_body() noexcept;

    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    [[nodiscard]] BodyReader* body_source() const noexcept { return source_.get(); }
    /// True when one of the setters was called since `clear`, even with an empty text.
    [[nodiscard]] bool has_body() const noexcept { return has_body_; }
    /// Length of the body as far as it is known.
    [[nodiscard]] std::optional<std::uint64_t> body_length() const;

    /// Storage that lives until the response is sent.
    [[nodiscard]] TextStore& text() noexcept { return text_; }

    /// Back to an empty 200; keeps the memory.
    void clear() noexcept;

private:
    std::string_view content_type_;
    std::string_view body_;
    std::string own_body_;
    std::unique_ptr<BodyReader> source_;
    Keepalive keepalive_;
    TextStore text_;
    bool has_body_ = false;
};

} // namespace kestrun::http
