#include "value/file_path.hpp"
#include "value/environment.hpp"
#include "value/error.hpp"
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace kestrun::value {
namespace {

std::string process_folder()
{
    std::string buffer(4096, '\0');
    return getcwd(buffer.data(), buffer.size()) ? std::string(buffer.c_str()) : "/";
}

std::vector<std::string_view> parts_of(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const size_t slash = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (part.empty() || part == ".") continue;
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty())
            parts.pop_back();
    }
    return parts;
}

} // namespace

std::string full_path(std::string_view path) { return full_path(path, path.starts_with('/') ? std::string("/") : process_folder()); }

std::string full_path(std::string_view path, std::string_view base)
{
    const std::string whole = path.starts_with('/') ? std::string(path) : std::string(base) + "/" + std::string(path);
    std::string out;
    for (const std::string_view part : parts_of(whole)) out.append("/").append(part);
    if (out.empty()) return "/";
    if (path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..")) {
        if (path.ends_with('/')) out += '/';
    }
    return out;
}

std::string_view path_file_name(std::string_view path)
{
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::optional<std::string> path_folder(std::string_view path)
{
    if (path.empty() || path.find_first_not_of('/') == std::string_view::npos) return std::nullopt;
    size_t end = path.rfind('/');
    if (end == std::string_view::npos) return std::string();
    while (end > 0 && path[end - 1] == '/') --end;
    if (end == 0) return std::string("/");
    std::string folder; // doubled slashes become one
    for (const char c : path.substr(0, end)) {
        if (c != '/' || !folder.ends_with('/')) folder += c;
    }
    return folder;
}

std::string_view path_extension(std::string_view path)
{
    const std::string_view name = path_file_name(path);
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot + 1 == name.size() ? std::string_view() : name.substr(dot);
}

std::string path_combine(std::string_view a, std::string_view b)
{
    if (b.empty()) return std::string(a);
    if (a.empty() || b.starts_with('/')) return std::string(b);
    return std::string(a) + (a.ends_with('/') ? "" : "/") + std::string(b);
}

std::string path_relative(std::string_view from, std::string_view to)
{
    const std::string full_from = full_path(from), full_to = full_path(to);
    const auto a = parts_of(full_from), b = parts_of(full_to);
    size_t same = 0;
    while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
    std::string out;
    for (size_t i = same; i < a.size(); ++i) out += out.empty() ? ".." : "/..";
    for (size_t i = same; i < b.size(); ++i) out.append(out.empty() ? "" : "/").append(b[i]);
    if (out.empty()) return ".";
    if (full_to.ends_with('/') && full_to.size() > 1) out += '/';
    return out;
}

std::string temp_folder()
{
    std::string folder = environment_variable("TMPDIR").value_or("");
    if (folder.empty()) folder = "/tmp";
    if (!folder.ends_with('/')) folder += '/';
    return folder;
}

void throw_file_error(int error_number, std::string_view path, bool is_folder)
{
    const std::string name(path), quoted = "'" + name + "'";
    switch (error_number) {
    case ENOENT: {
        struct stat info = {};
        const std::optional<std::string> parent =
            path_folder(name.ends_with('/') && name.size() > 1 ? name.substr(0, name.size() - 1) : name);
        const bool parent_missing = parent && !parent->empty() && stat(parent->c_str(), &info) != 0;
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
