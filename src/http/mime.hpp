#pragma once

#include <string_view>

namespace kestrun::http {

/// Media type of a file by its extension, without case and without a charset: `index.HTML` -> `text/html`. Empty when the extension is
/// unknown or the name has none (`.profile` has none).
[[nodiscard]] std::string_view media_type_of_file(std::string_view file_name) noexcept;

} // namespace kestrun::http
