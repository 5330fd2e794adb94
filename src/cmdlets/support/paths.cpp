#include "cmdlets/support/paths.hpp"
#include "base/error.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "cmdlets/support/data_object.hpp"
#include "value/file_info.hpp"
#include "value/file_path.hpp"
#include <algorithm>
#include <array>
#include <cerrno>

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

/// `folder` is without the separator at its end, even when it is a root.
std::string whole_folder(const std::string& folder)
{
    return folder.empty() || (base::sys::on_windows && folder.ends_with(':')) ? folder + base::path_separator : folder;
}

void expand_from(const std::string& folder, const std::vector<std::string>& segments, size_t at, bool hidden,
                 std::vector<std::string>& found)
{
    if (at == segments.size()) {
        found.push_back(whole_folder(folder));
        return;
    }
    const std::string& segment = segments[at];
    if (!value::has_wildcards(segment)) {
        const std::string next = folder + base::path_separator + unescape(segment);
        if (path_exists(next)) expand_from(next, segments, at + 1, hidden, found);
        return;
    }
    if (!is_folder(whole_folder(folder))) return;
    std::vector<FolderEntry> entries;
    try {
        entries = list_folder(whole_folder(folder));
    } catch (const ScriptError&) {
        return; // a folder that may not be read has no matches
    }
    for (const FolderEntry& entry : entries) {
        if (entry.hidden && !hidden && segment.front() != '.') continue;
        if (!value::wildcard_match(segment, entry.name)) continue;
        const std::string next = folder + base::path_separator + entry.name;
        if (at + 1 < segments.size() && !is_folder(next)) continue;
        expand_from(next, segments, at + 1, hidden, found);
    }
}

/// With the system's separators only.
std::string uniform(std::string_view path)
{
    std::string out(path);
    for (char& c : out)
        if (c == '/' || c == '\\') c = base::path_separator;
    return out;
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
    std::string joined = uniform(parent), rest = uniform(child);
    while (joined.size() > 1 && joined.back() == base::path_separator) joined.pop_back();
    const size_t from = rest.find_first_not_of(base::path_separator);
    rest = from == std::string::npos ? std::string() : rest.substr(from);
    if (joined.empty()) return rest.empty() && !child.empty() ? std::string(1, base::path_separator) : rest;
    if (joined.back() == base::path_separator) return joined + rest;
    return joined + base::path_separator + rest;
}

std::string normalize_path(std::string_view path)
{
    const std::string text = uniform(path);
    std::string out = text.substr(0, value::Paths::root_length(text));
    const bool absolute = !out.empty();
    std::vector<std::string> kept;
    for (std::string& segment : split(std::string_view(text).substr(out.size()), base::path_separator)) {
        if (segment.empty() || segment == ".") continue;
        if (segment == ".." && !kept.empty() && kept.back() != "..") {
            kept.pop_back();
            continue;
        }
        if (segment == ".." && absolute) continue;
        kept.push_back(std::move(segment));
    }
    for (size_t i = 0; i < kept.size(); ++i) {
        if (i > 0 || (absolute && out.back() != base::path_separator && out.back() != ':')) out += base::path_separator;
        out += kept[i];
    }
    return out.empty() ? "." : out;
}

std::string parent_path(std::string_view path)
{
    const std::string text = uniform(path);
    const std::string_view whole = value::path_without_end(text);
    const size_t root = value::Paths::root_length(whole), slash = whole.rfind(base::path_separator);
    if (slash == std::string_view::npos || whole.size() <= root) return {};
    return std::string(whole.substr(0, std::max(slash, root)));
}

std::string leaf_name(std::string_view path)
{
    const std::string text = uniform(path);
    const std::string_view whole = value::path_without_end(text);
    const size_t slash = whole.rfind(base::path_separator);
    return std::string(slash == std::string_view::npos || whole.size() <= value::Paths::root_length(whole) ? whole
                                                                                                           : whole.substr(slash + 1));
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
    std::string root = absolute.substr(0, value::Paths::root_length(absolute));
    for (std::string& segment : split(std::string_view(absolute).substr(root.size()), base::path_separator)) {
        if (!segment.empty()) segments.push_back(std::move(segment));
    }
    if (root.ends_with(base::path_separator)) root.pop_back();
    expand_from(root, segments, 0, hidden, found);
    return found;
}

std::string existing_path(Context& context, std::string_view literal)
{
    std::string absolute = context.resolve_path(literal);
    return path_exists(absolute) ? absolute : std::string();
}

bool path_exists(const std::string& absolute)
{
    base::sys::Stat facts;
    return base::sys::lstat(absolute.c_str(), &facts) == 0;
}

bool is_folder(const std::string& absolute)
{
    base::sys::Stat facts;
    return base::sys::stat(absolute.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

namespace {

/// Unix hides by the name, Windows by an attribute.
bool is_hidden(const base::sys::dirent& entry)
{
#if defined(_WIN32)
    return entry.d_hidden;
#else
    return entry.d_name[0] == '.';
#endif
}

} // namespace

bool is_hidden(const std::string& absolute)
{
    if constexpr (!base::sys::on_windows) return leaf_name(absolute).front() == '.';
    constexpr int64_t hidden = 2; // System.IO.FileAttributes
    base::sys::Stat facts;
    return base::sys::lstat(absolute.c_str(), &facts) == 0 && (value::file_attributes(facts, false, {}) & hidden) != 0;
}

std::vector<FolderEntry> list_folder(const std::string& absolute)
{
    std::vector<FolderEntry> entries;
    int error = 0;
    base::run_blocking([&] {
        base::sys::DIR* folder = base::sys::opendir(absolute.c_str());
        if (!folder) {
            error = errno;
            return;
        }
        while (const base::sys::dirent* entry = base::sys::readdir(folder)) {
            const std::string name = entry->d_name;
            if (name == "." || name == "..") continue;
            const bool link = entry->d_type == DT_LNK;
            const bool known = entry->d_type == DT_DIR || entry->d_type == DT_REG;
            entries.push_back(
                {name, known ? entry->d_type == DT_DIR : is_folder(absolute + base::path_separator + name), link, is_hidden(*entry)});
        }
        base::sys::closedir(folder);
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

namespace {
/// The name of the drive that a path is on: "/" or "C".
std::string_view file_drive(std::string_view path)
{
    return base::sys::on_windows ? path.substr(0, path.find(':')) : std::string_view("/");
}
} // namespace

Value make_path_info(Context&, const std::string& path, std::string_view drive)
{
    const std::string provider_path = drive.empty() ? path : path.substr(path.find(':') + 1);
    return make_data(
        "System.Management.Automation.PathInfo",
        {Value(drive.empty() ? file_drive(path) : drive), Value(drive.empty() ? "FileSystem" : drive), Value(provider_path), Value(path)},
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
        const int fd = base::sys::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            error = errno;
            return bytes;
        }
        base::sys::Stat facts;
        if (base::sys::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) bytes.reserve(static_cast<size_t>(facts.st_size));
        std::array<char, 65536> buffer;
        while (true) {
            const ssize_t count = base::sys::read(fd, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) error = errno;
            if (count <= 0) break;
            bytes.append(buffer.data(), static_cast<size_t>(count));
        }
        base::sys::close(fd);
        return bytes;
    });
}

int write_file(const std::string& path, std::string_view bytes, bool append)
{
    return base::run_blocking([&]() -> int {
        const int fd = base::sys::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666);
        if (fd < 0) return errno;
        int error = 0;
        while (!bytes.empty()) {
            const ssize_t count = base::sys::write(fd, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) {
                error = errno;
                break;
            }
            bytes.remove_prefix(static_cast<size_t>(count));
        }
        if (base::sys::close(fd) != 0 && error == 0) error = errno;
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
