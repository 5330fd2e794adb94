#pragma once

#include <cstdint>
#include <string_view>

namespace kestrun::http {

enum class Version : std::uint8_t
{
    http10,
    http11,
    http2,
    http3,
};

[[nodiscard]] constexpr std::string_view version_text(Version version) noexcept
{
    switch (version) {
    case Version::http10: return "HTTP/1.0";
    case Version::http11: return "HTTP/1.1";
    case Version::http2: return "HTTP/2";
    case Version::http3: return "HTTP/3";
    }
    return "HTTP/1.1";
}

} // namespace kestrun::http
