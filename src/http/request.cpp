#include "http/request.hpp"

namespace kestrun::http {

void Request::clear() noexcept
{
    method = Method::get;
    version = Version::http11;
    method_text = target = raw_path = path = query = authority = {};
    scheme = "http";
    headers.clear();
    trailers.clear();
    content_length.reset();
    chunked = false;
    expects_continue = false;
    wants_keep_alive = true;
    wants_upgrade = false;
    text.clear();
}

} // namespace kestrun::http
