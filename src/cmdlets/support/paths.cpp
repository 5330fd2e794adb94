#include "cmdlets/support/paths.hpp"
#include "base/error.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/support/data_object.hpp"
#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kestrun::cmdlets {

namespace {

constexpr const char* item_drives[] = {"env", "variable", "function", "alias"};

std::string unescape(std::string_view segment)
{
    std::string out;
    for (size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] == '`' && i + 1 < segment.size()) ++i;
        out += segment[i];
    }
    return out;
}

void expand_from(const std::string& folder, const std::vector<std::string>& segments, size_t at, bool hidden,
                 std::vector<std::string>& found)
{
    if (at == segments.size()) {
        found.push_back(folder.empty() ? "/" : folder);
        return;
    }
    const std::string& segment = segments[at];
    if (!value::has_wildcards(segment)) {
        const std::string next = folder + "/" + unescape(segment);
        if (path_exists(next)) expand_from(next, segments, at + 1, hidden, found);
        return;
    }
    if (!is_folder(folder.empty() ? "/" : folder)) return;
    std::vector<FolderEntry> entries;
    try {
        entries = list_folder(folder.empty() ? "/" : folder);
    } catch (const ScriptError&) {
        return; // a folder that may not be read has no matches
    }
    for (const FolderEntry& entry : entries) {
        if (entry.name.front() == '.' && !hidden && segment.front() != '.') continue;
        if (!value::wildcard_match(segment, entry.name)) continue;
        if (at + 1 < segments.size() && !is_folder(folder + "/" + entry.name)) continue;
        expand_from(folder + "/" + entry.name, segments, at + 1, hidden, found);
    }
}

struct ErrorKind
{
    int code;
    const char* type;
    const char* text; // "{}" is the path
};
constexpr ErrorKind error_kinds[] = {
    {EACCES, "System.UnauthorizedAccessException", "Access to the path '{}' is denied."},
    {EPERM, "System.UnauthorizedAccessException", "Access to the path '{}' is denied."},
    {EISDIR, "System.UnauthorizedAccessException", "Access to the path '{}' is denied."},
    {ENOENT, "System.IO.DirectoryNotFoundException", "Could not find a part of the path '{}'."},
    {ENOTDIR, "System.IO.IOException", "Not a directory : '{}'"},
    {EEXIST, "System.IO.IOException", "The file '{}' already exists."},
    {ENOSPC, "System.IO.IOException", "No space left on device : '{}'"},
    {ENOTEMPTY, "System.IO.IOException", "Directory not empty : '{}'"},
    {EROFS, "System.IO.IOException", "Read-only file system : '{}'"},
    {ENAMETOOLONG, "System.IO.PathTooLongException", "The path '{}' is too long, or a component of the specified path is too long."},
};

} // namespace

DrivePath split_drive(std::string_view path)
{
    const size_t colon = path.find(':');
    if (colon != std::string_view::npos && colon > 0) {
        const std::string drive = lower(path.substr(0, colon));
        for (const char* known : item_drives) {
            if (drive != known) continue;
            std::string_view rest = path.substr(colon + 1);
            while (!rest.empty() && (rest.front() == '/' || rest.front() == '\\' || rest.front() == ':')) rest.remove_prefix(1);
            return {drive, std::string(rest)};
        }
    }
    return {"", std::string(path)};
}

std::string join_path(std::string_view parent, std::string_view child)
{
    std::string joined(parent), rest(child);
    std::replace(joined.begin(), joined.end(), '\\', '/');
    std::replace(rest.begin(), rest.end(), '\\', '/');
    while (joined.size() > 1 && joined.back() == '/') joined.pop_back();
    const size_t from = rest.find_first_not_of('/');
    rest = from == std::string::npos ? std::string() : rest.substr(from);
    if (joined.empty()) return rest.empty() && !child.empty() ? "/" : rest;
    if (joined.back() == '/') return joined + rest;
    return joined + "/" + rest;
}

std::string normalize_path(std::string_view path)
{
    const bool absolute = !path.empty() && path.front() == '/';
    std::vector<std::string> kept;
    for (std::string& segment : split(path, '/')) {
        if (segment.empty() || segment == ".") continue;
        if (segment == ".." && !kept.empty() && kept.back() != "..") {
            kept.pop_back();
            continue;
        }
        if (segment == ".." && absolute) continue;
        kept.push_back(std::move(segment));
    }
    std::string out = absolute ? "/" : "";
    for (size_t i = 0; i < kept.size(); ++i) out += (i ? "/" : "") + kept[i];
    return out.empty() ? "." : out;
}

std::string parent_path(std::string_view path)
{
    std::string text(path);
    std::replace(text.begin(), text.end(), '\\', '/');
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    const size_t slash = text.rfind('/');
    if (slash == std::string::npos || text == "/") return {};
    return slash == 0 ? "/" : text.substr(0, slash);
}

std::string leaf_name(std::string_view path)
{
    std::string text(path);
    std::replace(text.begin(), text.end(), '\\', '/');
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    const size_t slash = text.rfind('/');
    return slash == std::string::npos || text == "/" ? text : text.substr(slash + 1);
}

std::vector<std::string> expand_path(Context& context, std::string_view pattern, bool hidden)
{
    std::vector<std::string> found;
    if (pattern.empty()) return found;
    const std::string absolute = context.resolve_path(pattern);
    if (!value::has_wildcards(pattern)) {
        std::string literal = pattern.find('`') == std::string_view::npos ? absolute : unescape(absolute);
        if (path_exists(literal)) found.push_back(std::move(literal));
        return found;
    }
    std::vector<std::string> segments;
    for (std::string& segment : split(absolute, '/')) {
        if (!segment.empty()) segments.push_back(std::move(segment));
    }
    expand_from("", segments, 0, hidden, found);
    return found;
}

std::string existing_path(Context& context, std::string_view literal)
{
    std::string absolute = context.resolve_path(literal);
    return path_exists(absolute) ? absolute : std::string();
}

bool path_exists(const std::string& absolute)
{
    struct stat facts
    {
    };
    return ::lstat(absolute.c_str(), &facts) == 0;
}

bool is_folder(const std::string& absolute)
{
    struct stat facts
    {
    };
    return ::stat(absolute.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

std::vector<FolderEntry> list_folder(const std::string& absolute)
{
    std::vector<FolderEntry> entries;
    int error = 0;
    base::run_blocking([&] {
        DIR* folder = ::opendir(absolute.c_str());
        if (!folder) {
            error = errno;
            return;
        }
        while (const dirent* entry = ::readdir(folder)) {
            const std::string name = entry->d_name;
            if (name == "." || name == "..") continue;
            const bool link = entry->d_type == DT_LNK;
            const bool known = entry->d_type == DT_DIR || entry->d_type == DT_REG;
            entries.push_back({name, known ? entry->d_type == DT_DIR : is_folder(absolute + "/" + name), link});
        }
        ::closedir(folder);
    });
    if (error) throw ScriptError(file_error(error, absolute, "DirUnauthorizedAccessError", ErrorCategory::PermissionDenied));
    std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) {
        const int order = value::compare_culture(a.name, b.name, true);
        return order != 0 ? order < 0 : a.name < b.name;
    });
    return entries;
}

Value file_item(const std::string& absolute) { return file_item(absolute, is_folder(absolute)); }

Value file_item(const std::string& absolute, bool folder)
{
    static const value::Type& file_type = value::native_type("System.IO.FileInfo");
    static const value::Type& folder_type = value::native_type("System.IO.DirectoryInfo");
    std::vector<Value> args{Value(absolute)};
    const Value item = value::construct(folder ? folder_type : file_type, args);
    const std::string provider = "Microsoft.PowerShell.Core\\FileSystem::";
    with_note_property(item, "PSPath", Value(provider + absolute));
    with_note_property(item, "PSParentPath", Value(provider + parent_path(absolute)));
    with_note_property(item, "PSChildName", Value(leaf_name(absolute)));
    with_note_property(item, "PSIsContainer", Value(folder));
    return item;
}

Value make_path_info(Context&, const std::string& path, std::string_view drive)
{
    const std::string provider_path = drive.empty() ? path : path.substr(path.find(':') + 1);
    return make_data("System.Management.Automation.PathInfo",
                     {Value(drive.empty() ? std::string_view("/") : drive), Value(drive.empty() ? "FileSystem" : drive),
                      Value(provider_path), Value(path)},
                     [](const DataObject& object) { return value::to_text(object.slot(3)); });
}

Ref<ErrorRecord> path_not_found(std::string_view path, std::string_view id)
{
    return value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ItemNotFoundException",
                                                          "Cannot find path '" + std::string(path) + "' because it does not exist."),
                                    std::string(id), ErrorCategory::ObjectNotFound, Value(path));
}

std::string read_file(const std::string& path, int& error)
{
    error = 0;
    return base::run_blocking([&]() -> std::string {
        std::string bytes;
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            error = errno;
            return bytes;
        }
        struct stat facts
        {
        };
        if (::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) bytes.reserve(static_cast<size_t>(facts.st_size));
        std::array<char, 65536> buffer;
        while (true) {
            const ssize_t count = ::read(fd, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) error = errno;
            if (count <= 0) break;
            bytes.append(buffer.data(), static_cast<size_t>(count));
        }
        ::close(fd);
        return bytes;
    });
}

int write_file(const std::string& path, std::string_view bytes, bool append)
{
    return base::run_blocking([&]() -> int {
        const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666);
        if (fd < 0) return errno;
        int error = 0;
        while (!bytes.empty()) {
            const ssize_t count = ::write(fd, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) {
                error = errno;
                break;
            }
            bytes.remove_prefix(static_cast<size_t>(count));
        }
        if (::close(fd) != 0 && error == 0) error = errno;
        return error;
    });
}

Ref<ErrorRecord> file_error(int code, const std::string& path, std::string_view id, ErrorCategory category)
{
    for (const ErrorKind& kind : error_kinds) {
        if (kind.code != code) continue;
        return value::make<ErrorRecord>(value::make_exception(kind.type, replace_all(kind.text, "{}", path)), std::string(id), category,
                                        Value(path));
    }
    return value::make<ErrorRecord>(value::make_exception("System.IO.IOException", base::errno_text(code) + " : '" + path + "'"),
                                    std::string(id), category, Value(path));
}

} // namespace kestrun::cmdlets
