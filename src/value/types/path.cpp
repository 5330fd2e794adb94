// System.IO.Path.
#include "base/system.hpp"
#include "value/file_path.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include <algorithm>
#include <cstdlib>
#include <openssl/rand.h>

namespace kestrun::value {
namespace {

Value combine(Call& c)
{
    const bool list = c.args.size() == 1;
    const std::vector<Value> parts = list ? elements(c.args[0]) : std::vector<Value>(c.args.begin(), c.args.end());
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].is_null()) {
            throw_argument("System.ArgumentNullException", "Value cannot be null.", list ? "paths" : "path" + std::to_string(i + 1));
        }
        out = path_combine(out, text(parts[i]));
    }
    return Value(out);
}

Value join(Call& c)
{
    const std::vector<Value> parts = c.args.size() == 1 ? elements(c.args[0]) : std::vector<Value>(c.args.begin(), c.args.end());
    std::string out;
    for (const Value& part : parts) {
        const std::string_view next = text(part);
        if (next.empty()) continue;
        if (!out.empty() && !Paths::ends_in_separator(out) && !Paths::is_separator(next[0])) out += Paths::separator;
        out += next;
    }
    return Value(out);
}

Value change_extension(Call& c)
{
    if (is_null(c, 0)) return Value();
    const std::string_view path = text(c, 0);
    if (path.empty()) return Value("");
    const std::string_view name = path_file_name(path);
    const size_t dot = name.rfind('.');
    std::string out(path.substr(0, path.size() - name.size()));
    out += name.substr(0, dot);
    if (is_null(c, 1)) return Value(out);
    const std::string_view extension = text(c, 1);
    if (!extension.starts_with('.')) out += '.';
    return Value(out.append(extension));
}

void require_path(const Call& c, size_t i, std::string_view parameter)
{
    require(c, i, parameter);
    if (text(c, i).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", parameter);
}

Value get_full_path(Call& c)
{
    if (c.args.size() == 1) {
        require_path(c, 0, "path");
        if (text(c, 0).find('\0') != std::string_view::npos) throw_argument("System.ArgumentException", "Null character in path.", "path");
        return Value(full_path(text(c, 0)));
    }
    require(c, 0, "path");
    if (!Paths::is_fully_qualified(text(c, 1))) {
        throw_argument("System.ArgumentException", "Basepath argument is not fully qualified.", "basePath");
    }
    return Value(full_path(text(c, 0), text(c, 1)));
}

Value random_name(Call&)
{
    unsigned char bytes[11];
    if (RAND_bytes(bytes, sizeof bytes) != 1) throw_native("System.Security.Cryptography.CryptographicException", "No random numbers.");
    std::string name;
    for (size_t i = 0; i < sizeof bytes; ++i) {
        if (i == 8) name += '.';
        name += "abcdefghijklmnopqrstuvwxyz012345"[bytes[i] % 32];
    }
    return Value(name);
}

Value temp_file(Call&)
{
    std::string path = temp_folder() + "tmpXXXXXX.tmp";
    const int fd = base::sys::mkstemps(path.data(), 4);
    if (fd < 0) throw_file_error(errno, path);
    base::sys::close(fd);
    return Value(path);
}

Value relative(Call& c)
{
    require_path(c, 0, "relativeTo");
    require_path(c, 1, "path");
    return Value(path_relative(text(c, 0), text(c, 1)));
}

Value trim_end(Call& c)
{
    const std::string_view path = text(c, 0);
    const bool has = path.size() > std::max<size_t>(Paths::root_length(path), 1) && Paths::ends_in_separator(path);
    return has ? Value(path.substr(0, path.size() - 1)) : c.args[0];
}

Value exists(Call& c)
{
    base::sys::Stat info = {};
    return Value(!text(c, 0).empty() && base::sys::stat(full_path(text(c, 0)).c_str(), &info) == 0);
}

template <char Windows, char Unix>
Value letter(Call&)
{
    return Value(static_cast<char16_t>(base::sys::on_windows ? Windows : Unix));
}

Value folder(Call& c)
{
    if (is_null(c, 0)) return Value();
    const auto parent = path_folder(text(c, 0));
    return parent ? Value(*parent) : Value();
}

Value name_without_extension(Call& c)
{
    const std::string_view name = path_file_name(text(c, 0));
    return is_null(c, 0) ? Value() : Value(name.substr(0, name.rfind('.')));
}

/// The root as it stands, with the system's separators.
std::string path_root(std::string_view path)
{
    std::string root(path.substr(0, Paths::root_length(path)));
    std::replace_if(root.begin(), root.end(), Paths::is_separator, Paths::separator);
    return root;
}

/// Windows forbids the control characters too.
Value invalid_chars(std::u16string_view windows_before, std::u16string_view windows_after, std::u16string_view unix_after)
{
    std::vector<Value> letters;
    if constexpr (base::sys::on_windows) letters.assign(windows_before.begin(), windows_before.end());
    for (char16_t c = 0; c < (base::sys::on_windows ? 32 : 1); ++c) letters.emplace_back(c);
    for (const char16_t c : base::sys::on_windows ? windows_after : unix_after) letters.emplace_back(c);
    return typed_array(types::character(), std::move(letters));
}

Value invalid_name_chars(Call&) { return invalid_chars(u"\"<>|", u":*?\\/", u"/"); }
Value invalid_path_chars(Call&) { return invalid_chars(u"|", u"", u""); }

constexpr MemberDef members[] = {
    sprop("DirectorySeparatorChar", "char", letter<'\\', '/'>),
    sprop("AltDirectorySeparatorChar", "char", letter<'/', '/'>),
    sprop("VolumeSeparatorChar", "char", letter<':', '/'>),
    sprop("PathSeparator", "char", letter<';', ':'>),
    sprop("InvalidPathChars", "char[]", invalid_path_chars),
    smeth("Combine", "string path1, string path2", "string", combine),
    smeth("Combine", "string path1, string path2, string path3", "string", combine),
    smeth("Combine", "string path1, string path2, string path3, string path4", "string", combine),
    smeth("Combine", "params string[] paths", "string", combine),
    smeth("Join", "string path1, string path2", "string", join),
    smeth("Join", "string path1, string path2, string path3", "string", join),
    smeth("Join", "string path1, string path2, string path3, string path4", "string", join),
    smeth("Join", "params string[] paths", "string", join),
    smeth("ChangeExtension", "string path, string extension", "string", change_extension),
    smeth("Exists", "string path", "bool", exists),
    smeth("GetDirectoryName", "string path", "string", folder),
    smeth("GetExtension", "string path", "string", [](Call& c) { return is_null(c, 0) ? Value() : Value(path_extension(text(c, 0))); }),
    smeth("GetFileName", "string path", "string", [](Call& c) { return is_null(c, 0) ? Value() : Value(path_file_name(text(c, 0))); }),
    smeth("GetFileNameWithoutExtension", "string path", "string", name_without_extension),
    smeth("GetRandomFileName", "", "string", random_name),
    smeth("GetTempPath", "", "string", [](Call&) { return Value(temp_folder()); }),
    smeth("GetTempFileName", "", "string", temp_file),
    smeth("GetFullPath", "string path", "string", get_full_path),
    smeth("GetFullPath", "string path, string basePath", "string", get_full_path),
    smeth("GetRelativePath", "string relativeTo, string path", "string", relative),
    smeth("GetPathRoot", "string path", "string", [](Call& c) { return text(c, 0).empty() ? Value() : Value(path_root(text(c, 0))); }),
    smeth("HasExtension", "string path", "bool", [](Call& c) { return Value(!path_extension(text(c, 0)).empty()); }),
    smeth("IsPathRooted", "string path", "bool", [](Call& c) { return Value(Paths::is_rooted(text(c, 0))); }),
    smeth("IsPathFullyQualified", "string path", "bool", [](Call& c) { return Value(Paths::is_fully_qualified(text(c, 0))); }),
    smeth("TrimEndingDirectorySeparator", "string path", "string", trim_end),
    smeth("EndsInDirectorySeparator", "string path", "bool", [](Call& c) { return Value(Paths::ends_in_separator(text(c, 0))); }),
    smeth("GetInvalidFileNameChars", "", "char[]", invalid_name_chars),
    smeth("GetInvalidPathChars", "", "char[]", invalid_path_chars),
};

constexpr TypeDef table[] = {{"System.IO.Path", "System.Object", TypeFlags::Static, "", "", members}};

} // namespace

std::span<const TypeDef> path_types() { return table; }

} // namespace kestrun::value
