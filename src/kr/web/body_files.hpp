// Bodies of requests and answers that are files; their blocks are read and written off the event loop.
#pragma once
#include "http/body.hpp"
#include "kr/support.hpp"

namespace kestrun::kr {

/// The file as a body. Throws a script error (FileError) that names it.
std::unique_ptr<http::BodyReader> open_file_body(const std::string& path);

enum class SaveMode
{
    Replace,
    Append,
};
/// Writes the body into the file as it comes. Throws a script error (FileError).
void save_body(http::BodyReader& body, const std::string& path, SaveMode mode = SaveMode::Replace);

} // namespace kestrun::kr
