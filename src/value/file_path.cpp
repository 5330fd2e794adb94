#include "value/file_path.hpp"
#include "base/environment.hpp"
#include "base/system.hpp"
#include "value/error.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kestrun::value {
namespace {

std::string process_folder()
{
    std::string buffer(4096, '\0');
    return base::sys::getcwd(buffer.data(), buffer.size()) ? std::string(buffer.c_str()) : std::string(1, Paths::separator);
}

} // namespace

std::string full_path(std::string_view path)
{
    return Paths::full(path, Paths::is_fully_qualified(path) ? std::string(1, Paths::separator) : process_folder());
}
std::string full_path(std::string_view path, std::string_view base) { return Paths::full(path, base); }
std::string_view path_file_name(std::string_view path) { return Paths::file_name(path); }
std::optional<std::string> path_folder(std::string_view path) { return Paths::folder(path); }
std::string_view path_extension(std::string_view path) { return Paths::extension(path); }
std::string path_combine(std::string_view a, std::string_view b) { return Paths::combine(a, b); }
std::string path_relative(std::string_view from, std::string_view to) { return Paths::relative(full_path(from), full_path(to)); }

std::string_view path_without_end(std::string_view path)
{
    const size_t root = Paths::root_length(path);
    while (path.size() > std::max<size_t>(root, 1) && Paths::ends_in_separator(path)) path.remove_suffix(1);
    return path;
}

std::string temp_folder()
{
    std::string folder;
    if constexpr (base::sys::on_windows) {
        // What GetTempPath looks at.
        for (const char* name : {"TMP", "TEMP", "USERPROFILE"})
            if (folder.empty()) folder = base::environment_text(name);
        if (folder.empty()) folder = "C:\\Windows\\Temp";
    } else {
        folder = base::environment_text("TMPDIR");
        if (folder.empty()) folder = "/tmp";
    }
    if (!Paths::ends_in_separator(folder)) folder += Paths::separator;
    return folder;
}

void throw_file_error(int error_number, std::string_view path, bool is_folder)
{
    const std::string name(path), quoted = "'" + name + "'";
    switch (error_number) {
    case ENOENT: {
        base::sys::Stat info = {};
        const std::optional<std::string> parent = path_folder(path_without_end(name));
        const bool parent_missing = parent && !parent->empty() && base::sys::stat(parent->c_str(), &info) != 0;
        if (is_folder || parent_missing) {
            throw_native("System.IO.DirectoryNotFoundException", "Could not find a part of the path " + quoted + ".");
        }
        auto exception = make_exception("System.IO.FileNotFoundException", "Could not find file " + quoted + ".");
        exception->properties().emplace_back("FileName", Value(name));
        ScriptError error(make<ErrorRecord>(exception, "FileNotFoundException", ErrorCategory::NotSpecified));
        error.from_native = true;
        throw error;
    }
    case ENOTDIR: throw_native("System.IO.DirectoryNotFoundException", "Could not find a part of the path " + quoted + ".");
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR: throw_native("System.UnauthorizedAccessException", "Access to the path " + quoted + " is denied.");
    case EEXIST: throw_native("System.IO.IOException", "The file " + quoted + " already exists.");
    case ENAMETOOLONG:
        throw_native("System.IO.PathTooLongException",
                     "The path " + quoted + " is too long, or a component of the specified path is too long.");
    default: throw_native("System.IO.IOException", std::string(std::strerror(error_number)) + " : " + quoted);
    }
}

} // namespace kestrun::value
