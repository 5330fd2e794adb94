// System.IO.File.
#include "base/calendar.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "value/encoding.hpp"
#include "value/file_info.hpp"
#include "value/file_path.hpp"
#include "value/stream.hpp"
#include "value/text_io.hpp"
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"
#include "value/types/file_times.hpp"
#include <cerrno>

namespace kestrun::value {
namespace {

std::string path_arg(const Call& c, size_t i = 0, std::string_view parameter = "path")
{
    require(c, i, parameter);
    const std::string_view path = text(c, i);
    if (path.empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", parameter);
    if (path.find('\0') != std::string_view::npos) throw_argument("System.ArgumentException", "Null character in path.", parameter);
    return full_path(path);
}

const Encoding& encoding_at(const Call& c, size_t i) { return encoding_or_utf8(i < c.args.size() ? c.args[i] : Value()); }

Value read_text(Call& c) { return Value(decode_file(read_file(path_arg(c)), encoding_at(c, 1))); }
Value read_bytes(Call& c) { return make_bytes(read_file(path_arg(c))); }

Value read_lines(Call& c)
{
    TextReader reader(decode_file(read_file(path_arg(c)), encoding_at(c, 1)));
    std::vector<Value> lines;
    while (auto line = reader.read_line()) lines.emplace_back(*line);
    return string_array(std::move(lines));
}

std::string with_preamble(const Encoding& encoding, std::string_view contents)
{
    return std::string(encoding.preamble()) + encoding.encode(contents);
}

Value write_text(Call& c)
{
    write_file(path_arg(c), with_preamble(encoding_at(c, 2), text(c, 1)));
    return nothing();
}

/// A byte order mark only where the file begins.
void append(const std::string& path, const Encoding& encoding, std::string_view contents)
{
    base::sys::Stat status = {};
    const bool fresh = base::sys::stat(path.c_str(), &status) != 0 || status.st_size == 0;
    write_file(path, fresh ? with_preamble(encoding, contents) : encoding.encode(contents), true);
}

Value append_text(Call& c)
{
    append(path_arg(c), encoding_at(c, 2), text(c, 1));
    return nothing();
}

std::string joined_lines(const Call& c)
{
    require(c, 1, "contents");
    std::string all;
    for (const std::string& line : texts(c.args[1])) all.append(line).append(base::new_line);
    return all;
}

Value write_lines(Call& c)
{
    write_file(path_arg(c), with_preamble(encoding_at(c, 2), joined_lines(c)));
    return nothing();
}

Value append_lines(Call& c)
{
    append(path_arg(c), encoding_at(c, 2), joined_lines(c));
    return nothing();
}

Value write_bytes(Call& c)
{
    std::string storage;
    write_file(path_arg(c), bytes_arg(c, 1, "bytes", storage));
    return nothing();
}

Value append_bytes(Call& c)
{
    std::string storage;
    write_file(path_arg(c), bytes_arg(c, 1, "bytes", storage), true);
    return nothing();
}

Value exists(Call& c)
{
    base::sys::Stat status = {};
    const std::string_view path = text(c, 0);
    return Value(!path.empty() && !Paths::ends_in_separator(path) && base::sys::stat(full_path(path).c_str(), &status) == 0 &&
                 !S_ISDIR(status.st_mode));
}

Value remove(Call& c)
{
    const std::string path = path_arg(c);
    base::sys::Stat status = {};
    if (base::sys::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) throw_file_error(EISDIR, path);
    if (base::sys::unlink(path.c_str()) == 0) return nothing();
    if (errno == ENOENT) {
        const auto parent = path_folder(path);
        if (!parent || base::sys::stat(parent->c_str(), &status) == 0) return nothing();
        errno = ENOENT;
    }
    throw_file_error(errno, path);
}

bool is_there(const std::string& path)
{
    base::sys::Stat status = {};
    return base::sys::lstat(path.c_str(), &status) == 0;
}

Value copy(Call& c)
{
    const std::string from = path_arg(c, 0, "sourceFileName"), to = path_arg(c, 1, "destFileName");
    const bool overwrite = c.args.size() > 2 && flag(c, 2);
    base::sys::Stat status = {};
    if (base::sys::stat(from.c_str(), &status) != 0) throw_file_error(errno, from);
    if (S_ISDIR(status.st_mode)) throw_file_error(EISDIR, from);
    if (!overwrite && is_there(to)) throw_file_error(EEXIST, to);
    write_file(to, read_file(from));
    base::sys::chmod(to.c_str(), status.st_mode & 07777);
    return nothing();
}

Value move(Call& c)
{
    const std::string from = path_arg(c, 0, "sourceFileName"), to = path_arg(c, 1, "destFileName");
    const bool overwrite = c.args.size() > 2 && flag(c, 2);
    base::sys::Stat status = {};
    if (base::sys::lstat(from.c_str(), &status) != 0) throw_file_error(errno, from);
    if (!overwrite && is_there(to) && from != to) throw_file_error(EEXIST, to);
    if (rename(from.c_str(), to.c_str()) == 0) return nothing();
    if (errno != EXDEV) throw_file_error(errno, to);
    write_file(to, read_file(from)); // another file system
    base::sys::chmod(to.c_str(), status.st_mode & 07777);
    base::sys::unlink(from.c_str());
    return nothing();
}

Value replace(Call& c)
{
    const std::string from = path_arg(c, 0, "sourceFileName"), to = path_arg(c, 1, "destinationFileName");
    if (!is_there(from)) throw_file_error(ENOENT, from);
    if (!is_there(to)) throw_file_error(ENOENT, to);
    if (!text(c, 2).empty() && rename(to.c_str(), full_path(text(c, 2)).c_str()) != 0) throw_file_error(errno, to);
    if (rename(from.c_str(), to.c_str()) != 0) throw_file_error(errno, to);
    return nothing();
}

Value open(const Call& c, int64_t mode, int64_t access) { return Value(make<FileStream>(path_arg(c), mode, access)); }

Value open_text(Call& c) { return Value(make<TextReader>(make<FileStream>(path_arg(c), 3, 1), utf8_encoding(), true, false)); }
Value create_text(Call& c) { return Value(make<TextWriter>(make<FileStream>(path_arg(c), 2, 2), utf8_encoding(), false)); }
Value append_writer(Call& c) { return Value(make<TextWriter>(make<FileStream>(path_arg(c), 6, 2), utf8_encoding(), false)); }

Value get_attributes(Call& c)
{
    const std::string path = path_arg(c);
    const auto info = make<FileSystemInfo>(path, path, false);
    if (info->attributes() < 0) throw_file_error(ENOENT, path);
    return enum_value("System.IO.FileAttributes", info->attributes());
}

Value set_attributes(Call& c)
{
    set_read_only(path_arg(c), (enum_arg(c, 1) & 1) != 0);
    return nothing();
}

Value get_unix_mode(Call& c)
{
    const std::string path = path_arg(c);
    base::sys::Stat status = {};
    if (base::sys::stat(path.c_str(), &status) != 0) throw_file_error(errno, path);
    return enum_value("System.IO.UnixFileMode", status.st_mode & 07777);
}

Value set_unix_mode(Call& c)
{
    const std::string path = path_arg(c);
    if (base::sys::chmod(path.c_str(), static_cast<unsigned>(enum_arg(c, 1) & 07777)) != 0) throw_file_error(errno, path);
    return nothing();
}

Value create_link(Call& c)
{
    const std::string path = path_arg(c);
    if (base::sys::symlink(std::string(text(c, 1)).c_str(), path.c_str()) != 0) throw_file_error(errno, path);
    return Value(make<FileSystemInfo>(path, path, false));
}

Value resolve_link(Call& c)
{
    const std::string path = path_arg(c, 0, "linkPath");
    const auto info = make<FileSystemInfo>(path, path, false);
    if (info->attributes() < 0) throw_file_error(ENOENT, path);
    const std::string target = info->link_target();
    if (target.empty()) return Value();
    return file_system_info(full_path(target, path_folder(path).value_or("/")));
}

constexpr MemberDef members[] = {
    smeth("ReadAllText", "string path", "string", read_text),
    smeth("ReadAllText", "string path, System.Text.Encoding encoding", "string", read_text),
    smeth("ReadAllBytes", "string path", "byte[]", read_bytes),
    smeth("ReadAllLines", "string path", "string[]", read_lines),
    smeth("ReadAllLines", "string path, System.Text.Encoding encoding", "string[]", read_lines),
    smeth("ReadLines", "string path", "System.Collections.Generic.IEnumerable[string]", read_lines),
    smeth("ReadLines", "string path, System.Text.Encoding encoding", "System.Collections.Generic.IEnumerable[string]", read_lines),
    smeth("WriteAllText", "string path, string contents", "void", write_text),
    smeth("WriteAllText", "string path, string contents, System.Text.Encoding encoding", "void", write_text),
    smeth("WriteAllBytes", "string path, byte[] bytes", "void", write_bytes),
    smeth("WriteAllLines", "string path, string[] contents", "void", write_lines),
    smeth("WriteAllLines", "string path, System.Collections.Generic.IEnumerable[string] contents", "void", write_lines),
    smeth("WriteAllLines", "string path, string[] contents, System.Text.Encoding encoding", "void", write_lines),
    smeth("WriteAllLines", "string path, System.Collections.Generic.IEnumerable[string] contents, System.Text.Encoding encoding", "void",
          write_lines),
    smeth("AppendAllText", "string path, string contents", "void", append_text),
    smeth("AppendAllText", "string path, string contents, System.Text.Encoding encoding", "void", append_text),
    smeth("AppendAllBytes", "string path, byte[] bytes", "void", append_bytes),
    smeth("AppendAllLines", "string path, System.Collections.Generic.IEnumerable[string] contents", "void", append_lines),
    smeth("AppendAllLines", "string path, System.Collections.Generic.IEnumerable[string] contents, System.Text.Encoding encoding", "void",
          append_lines),
    smeth("Exists", "string path", "bool", exists),
    smeth("Delete", "string path", "void", remove),
    smeth("Copy", "string sourceFileName, string destFileName", "void", copy),
    smeth("Copy", "string sourceFileName, string destFileName, bool overwrite", "void", copy),
    smeth("Move", "string sourceFileName, string destFileName", "void", move),
    smeth("Move", "string sourceFileName, string destFileName, bool overwrite", "void", move),
    smeth("Replace", "string sourceFileName, string destinationFileName, string destinationBackupFileName", "void", replace),
    smeth("Create", "string path", "System.IO.FileStream", [](Call& c) { return open(c, 2, 3); }),
    smeth("Create", "string path, int bufferSize", "System.IO.FileStream", [](Call& c) { return open(c, 2, 3); }),
    smeth("Open", "string path, System.IO.FileMode mode", "System.IO.FileStream",
          [](Call& c) { return open(c, enum_arg(c, 1), enum_arg(c, 1) == 6 ? 2 : 3); }),
    smeth("Open", "string path, System.IO.FileMode mode, System.IO.FileAccess access", "System.IO.FileStream",
          [](Call& c) { return open(c, enum_arg(c, 1), enum_arg(c, 2)); }),
    smeth("Open", "string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share", "System.IO.FileStream",
          [](Call& c) { return open(c, enum_arg(c, 1), enum_arg(c, 2)); }),
    smeth("OpenRead", "string path", "System.IO.FileStream", [](Call& c) { return open(c, 3, 1); }),
    smeth("OpenWrite", "string path", "System.IO.FileStream", [](Call& c) { return open(c, 4, 2); }),
    smeth("OpenText", "string path", "System.IO.StreamReader", open_text),
    smeth("CreateText", "string path", "System.IO.StreamWriter", create_text),
    smeth("AppendText", "string path", "System.IO.StreamWriter", append_writer),
    KESTRUN_FILE_TIME_ROWS,
    smeth("GetAttributes", "string path", "System.IO.FileAttributes", get_attributes),
    smeth("SetAttributes", "string path, System.IO.FileAttributes fileAttributes", "void", set_attributes),
    smeth("GetUnixFileMode", "string path", "System.IO.UnixFileMode", get_unix_mode),
    smeth("SetUnixFileMode", "string path, System.IO.UnixFileMode mode", "void", set_unix_mode),
    smeth("CreateSymbolicLink", "string path, string pathToTarget", "System.IO.FileSystemInfo", create_link),
    smeth("ResolveLinkTarget", "string linkPath, bool returnFinalTarget", "System.IO.FileSystemInfo", resolve_link),
};

constexpr TypeDef table[] = {{"System.IO.File", "System.Object", TypeFlags::Static, "", "", members}};

} // namespace

std::span<const TypeDef> file_types() { return table; }

} // namespace kestrun::value
