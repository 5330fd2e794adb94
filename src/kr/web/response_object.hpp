// What Invoke-WebRequest writes: WebResponseObject (bytes) and BasicHtmlWebResponseObject (text).
#pragma once
#include "http/client.hpp"
#include "kr/support.hpp"

namespace kestrun::kr {

/// True for the content types that PowerShell takes for text, XML or JSON. `media_type` without parameters.
bool is_text_type(std::string_view media_type);
/// The content as text: by its charset, else what a page's or a document's own declaration says, else UTF-8.
std::string response_text(std::string_view bytes, std::string_view content_type);
/// The fields as Dictionary[string, IEnumerable[string]], those of the content last.
Value response_headers(const http::Headers& headers);
/// The Link fields as Dictionary[string,string] of relation and absolute URL.
Ref<value::Dictionary> relation_links(const http::Headers& headers, std::string_view url);

struct Answer
{
    const http::ResponseHead& head;
    std::string url; // of the request it answers
    Value message;   // HttpResponseMessage
    std::string body;
    Value out_file; // path or null
};
Value make_response_object(Answer answer);

std::span<const value::TypeDef> response_object_types();
void register_response_views();

} // namespace kestrun::kr
