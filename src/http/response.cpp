#include "http/response.hpp"

#include "http/ascii.hpp"

#include <stdexcept>

namespace kestrun::http {

void Response::set_content_type(std::string_view type)
{
    if (!is_field_value(type)) throw std::invalid_argument("The content type holds a line break or a NUL character.");
    content_type_ = text_.copy(type);
}

void Response::clear_body() noexcept
{
    body_ = {};
    source_.reset();
    keepalive_.reset();
    has_body_ = false;
    // A large body's memory is not worth keeping for the next answer.
    if (own_body_.capacity() > 64 * 1024)
        std::string().swap(own_body_);
    else
        own_body_.clear();
}

void Response::set_body(std::string&& text)
{
    source_.reset();
    keepalive_.reset();
    own_body_ = std::move(text);
    body_ = own_body_;
    has_body_ = true;
}

void Response::set_body_copy(std::string_view text)
{
    source_.reset();
    keepalive_.reset();
    body_ = text_.copy(text);
    has_body_ = true;
}

void Response::set_body_view(std::string_view text, Keepalive keepalive)
{
    source_.reset();
    keepalive_ = std::move(keepalive);
    body_ = text;
    has_body_ = true;
}

void Response::set_body_source(std::unique_ptr<BodyReader> source)
{
    keepalive_.reset();
    body_ = {};
    source_ = std::move(source);
    has_body_ = true;
}

std::optional<std::uint64_t> Response::body_length() const
{
    return source_ ? source_->length() : std::optional<std::uint64_t>(body_.size());
}

void Response::clear() noexcept
{
    status = 200;
    close = false;
    headers.clear();
    content_type_ = {};
    clear_body();
    text_.clear();
}

} // namespace kestrun::http
