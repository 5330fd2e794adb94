// An answer as Invoke-KrWebRequest gives it.
#pragma once
#include "http/client.hpp"
#include "kr/support.hpp"

namespace kestrun::kr {

struct ResultOptions
{
    bool as_string = false; // JSON stays text
    bool has_content = true;
};

/// StatusCode, StatusDescription, Version, ContentType, Headers, RawContentLength, Content. Content is text, an object (JSON) or bytes.
Value make_web_result(const http::ResponseHead& head, std::string body, const ResultOptions& options);
/// Bytes as text, by the charset of the content type.
std::string decode_body(std::string_view bytes, std::string_view content_type);
/// Reason of the status line; the registered one when it is empty.
std::string status_description(const http::ResponseHead& head);

} // namespace kestrun::kr
