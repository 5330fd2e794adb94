// System.IO.Path's arithmetic on the system's paths, and file errors as .NET's exceptions.
#pragma once
#include "base/platform.hpp"
#include "value/path_rules.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::value {

using Paths = PathRules<base::sys::on_windows>;

/// "." and ".." resolved, doubled slashes removed, relative to the process's folder (or `base`); a slash at the end stays.
std::string full_path(std::string_view path);
std::string full_path(std::string_view path, std::string_view base);
std::string_view path_file_name(std::string_view path);
/// Nothing for a root or an empty path.
std::optional<std::string> path_folder(std::string_view path);
/// With the dot; empty without one.
std::string_view path_extension(std::string_view path);
std::string path_combine(std::string_view a, std::string_view b);
std::string path_relative(std::string_view from, std::string_view to);
/// Without the separators at its end, but for those of its root.
std::string_view path_without_end(std::string_view path);
std::string temp_folder(); // ends with a separator

/// Throws the System.IO exception that .NET has for this errno: FileNotFoundException, DirectoryNotFoundException,
/// UnauthorizedAccessException, PathTooLongException, IOException.
[[noreturn]] void throw_file_error(int error_number, std::string_view path, bool is_folder = false);

} // namespace kestrun::value
