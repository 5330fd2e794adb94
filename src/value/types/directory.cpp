// System.IO.Directory, FileSystemInfo, FileInfo, DirectoryInfo and DriveInfo.
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "base/text.hpp"
#include "base/volumes.hpp"
#include "value/file_info.hpp"
#include "value/file_path.hpp"
#include "value/operators.hpp"
#include "value/stream.hpp"
#include "value/text_io.hpp"
#include "value/types/all_types.hpp"
#include "value/types/file_times.hpp"
#include <algorithm>
#include <cerrno>

namespace kestrun::value {
namespace {

enum Kinds
{
    Files = 1,
    Folders = 2
};

struct Found
{
    std::string path;
    bool is_folder;
};

bool same_letter(char a, char b) { return a == b || (base::sys::on_windows && base::ascii_lower(a) == base::ascii_lower(b)); }

/// * and ? only; "*" and "*.*" mean everything, as on .NET.
bool name_matches(std::string_view pattern, std::string_view name)
{
    if (pattern == "*" || pattern == "*.*") return true;
    size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || same_letter(pattern[p], name[n]))) {
            ++p;
            ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

/// The errno of the folder asked for; those below that cannot be read are errors too, as in .NET.
int list(const std::string& folder, std::string_view pattern, int kinds, bool deep, std::vector<Found>& out, std::string& failed)
{
    base::sys::DIR* handle = base::sys::opendir(folder.c_str());
    if (!handle) {
        failed = folder;
        return errno;
    }
    std::vector<std::string> below;
    while (const base::sys::dirent* entry = base::sys::readdir(handle)) {
        const std::string_view name(entry->d_name);
        if (name == "." || name == "..") continue;
        std::string path = path_combine(folder, name);
        bool is_folder = entry->d_type == DT_DIR;
        bool is_link = entry->d_type == DT_LNK;
        if (entry->d_type == DT_UNKNOWN || is_link) {
            base::sys::Stat status = {};
            is_folder = base::sys::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
        }
        if ((kinds & (is_folder ? Folders : Files)) && name_matches(pattern, name)) out.push_back({path, is_folder});
        if (is_folder && deep && !is_link) below.push_back(std::move(path));
    }
    base::sys::closedir(handle);
    for (const std::string& path : below) {
        if (const int error = list(path, pattern, kinds, deep, out, failed)) return error;
    }
    return 0;
}

std::string path_arg(const Call& c, size_t i = 0, std::string_view parameter = "path")
{
    require(c, i, parameter);
    if (text(c, i).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", parameter);
    return full_path(text(c, i));
}

/// searchPattern and searchOption from an argument on.
std::vector<Found> find(const Call& c, size_t from, const std::string& folder, int kinds)
{
    const std::string pattern(from < c.args.size() && c.args[from].is_string() ? text(c, from) : "*");
    const bool deep = !c.args.empty() && c.args.back().tag() == Tag::Enum && c.args.back().as_int64() == 1;
    std::vector<Found> found;
    std::string failed;
    int error = 0;
    base::run_blocking([&] { error = list(folder, pattern, kinds, deep, found, failed); });
    if (error) throw_file_error(error, failed, true);
    return found;
}

template <int Kinds>
Value paths(Call& c)
{
    const std::string folder = path_arg(c);
    // What the script gave stays the beginning of each path.
    const std::string given(text(c, 0));
    std::vector<Value> items;
    for (const Found& found : find(c, 1, folder, Kinds)) {
        std::string_view below = std::string_view(found.path).substr(folder.size());
        while (!below.empty() && Paths::is_separator(below[0])) below.remove_prefix(1);
        items.emplace_back(path_combine(given, below));
    }
    return string_array(std::move(items));
}

void make_folders(const std::string& path)
{
    base::sys::Stat status = {};
    if (base::sys::stat(path.c_str(), &status) == 0) {
        if (!S_ISDIR(status.st_mode)) throw_file_error(EEXIST, path);
        return;
    }
    if (const auto parent = path_folder(path); parent && !parent->empty()) make_folders(*parent);
    if (base::sys::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) throw_file_error(errno, path, true);
}

std::vector<Value> drive_roots()
{
    std::vector<Value> roots;
    for (std::string& root : base::volume_roots()) roots.emplace_back(std::move(root));
    return roots;
}

/// The root that DriveInfo's constructor is given: "C", "C:" and "C:\\" are the same drive.
std::string drive_arg(const Call& c)
{
    std::string path = base::sys::on_windows && text(c, 0).size() == 1 ? std::string(text(c, 0)) + ":" : path_arg(c, 0, "driveName");
    if (base::sys::on_windows && path.ends_with(':')) path += Paths::separator;
    return base::sys::on_windows ? path.substr(0, Paths::root_length(path)) : path;
}

Value folder_value(const std::string& path) { return Value(make<FileSystemInfo>(path, path, true)); }

Value create(Call& c)
{
    const std::string path(path_without_end(path_arg(c)));
    make_folders(path);
    return Value(make<FileSystemInfo>(std::string(text(c, 0)), path, true));
}

Value create_temp(Call& c)
{
    std::string path = temp_folder() + std::string(text(c, 0)) + "XXXXXX";
    if (!base::sys::mkdtemp(path.data())) throw_file_error(errno, path, true);
    return folder_value(path);
}

void remove_tree(const std::string& path)
{
    std::vector<Found> found;
    std::string failed;
    if (const int error = list(path, "*", Files | Folders, false, found, failed)) throw_file_error(error, failed, true);
    for (const Found& item : found) {
        base::sys::Stat status = {};
        const bool link = base::sys::lstat(item.path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
        if (item.is_folder && !link)
            remove_tree(item.path);
        else if (base::sys::unlink(item.path.c_str()) != 0 && errno != ENOENT)
            throw_file_error(errno, item.path);
    }
    if (base::sys::rmdir(path.c_str()) != 0) throw_file_error(errno, path, true);
}

void remove_folder(const std::string& path, bool recursive)
{
    base::sys::Stat status = {};
    if (base::sys::lstat(path.c_str(), &status) != 0) throw_file_error(ENOENT, path, true);
    if (S_ISLNK(status.st_mode)) {
        if (base::sys::unlink(path.c_str()) != 0) throw_file_error(errno, path);
        return;
    }
    if (!S_ISDIR(status.st_mode)) throw_native("System.IO.IOException", "The directory name is invalid. : '" + path + "'");
    if (recursive)
        remove_tree(path);
    else if (base::sys::rmdir(path.c_str()) != 0)
        throw_native("System.IO.IOException", errno == ENOTEMPTY || errno == EEXIST ? "Directory not empty : '" + path + "'"
                                                                                    : "Access to the path '" + path + "' is denied.");
}

void move_folder(const std::string& from, const std::string& to)
{
    base::sys::Stat status = {};
    if (base::sys::lstat(from.c_str(), &status) != 0) throw_file_error(ENOENT, from, true);
    if (base::sys::lstat(to.c_str(), &status) == 0) {
        throw_native("System.IO.IOException", "Cannot create '" + to + "' because a file or directory with the same name already exists.");
    }
    if (rename(from.c_str(), to.c_str()) != 0) throw_file_error(errno, to, true);
}

bool folder_exists(std::string_view path)
{
    base::sys::Stat status = {};
    return !path.empty() && base::sys::stat(full_path(path).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Value parent_of(const std::string& path)
{
    const auto parent = path_folder(path_without_end(path));
    return parent && !parent->empty() ? folder_value(*parent) : Value();
}

constexpr const char* texts_result = "System.Collections.Generic.IEnumerable[string]";

#define KESTRUN_LIST_ROWS(NAME, RESULT, KINDS)                                                                                             \
    smeth(NAME, "string path", RESULT, paths<KINDS>), smeth(NAME, "string path, string searchPattern", RESULT, paths<KINDS>),              \
        smeth(NAME, "string path, string searchPattern, System.IO.SearchOption searchOption", RESULT, paths<KINDS>)

constexpr MemberDef directory_members[] = {
    KESTRUN_LIST_ROWS("GetFiles", "string[]", Files),
    KESTRUN_LIST_ROWS("GetDirectories", "string[]", Folders),
    KESTRUN_LIST_ROWS("GetFileSystemEntries", "string[]", Files | Folders),
    KESTRUN_LIST_ROWS("EnumerateFiles", texts_result, Files),
    KESTRUN_LIST_ROWS("EnumerateDirectories", texts_result, Folders),
    KESTRUN_LIST_ROWS("EnumerateFileSystemEntries", texts_result, Files | Folders),
    smeth("CreateDirectory", "string path", "System.IO.DirectoryInfo", create),
    smeth("CreateTempSubdirectory", "string prefix = null", "System.IO.DirectoryInfo", create_temp),
    smeth("Delete", "string path", "void", [](Call& c) { return remove_folder(path_arg(c), false), nothing(); }),
    smeth("Delete", "string path, bool recursive", "void", [](Call& c) { return remove_folder(path_arg(c), flag(c, 1)), nothing(); }),
    smeth("Exists", "string path", "bool", [](Call& c) { return Value(folder_exists(text(c, 0))); }),
    smeth("Move", "string sourceDirName, string destDirName", "void",
          [](Call& c) { return move_folder(path_arg(c, 0, "sourceDirName"), path_arg(c, 1, "destDirName")), nothing(); }),
    smeth("GetParent", "string path", "System.IO.DirectoryInfo", [](Call& c) { return parent_of(path_arg(c)); }),
    smeth("GetCurrentDirectory", "", "string", [](Call&) { return Value(full_path(".")); }),
    smeth("SetCurrentDirectory", "string path", "void",
          [](Call& c) {
              const std::string path = path_arg(c);
              if (base::sys::chdir(path.c_str()) != 0) throw_file_error(errno, path, true);
              return nothing();
          }),
    smeth("GetDirectoryRoot", "string path", "string",
          [](Call& c) {
              const std::string path = path_arg(c);
              return Value(std::string_view(path).substr(0, Paths::root_length(path)));
          }),
    smeth("GetLogicalDrives", "", "string[]", [](Call&) { return string_array(drive_roots()); }),
    KESTRUN_FILE_TIME_ROWS,
};
#undef KESTRUN_LIST_ROWS

FileSystemInfo& own(const Call& c) { return self<FileSystemInfo>(c); }

template <FileTime Which, bool Utc>
Value get_time(Call& c)
{
    const FileSystemInfo& info = own(c);
    return file_time_value(Which == FileTime::Creation ? info.creation_ticks()
                           : Which == FileTime::Access ? info.last_access_ticks()
                                                       : info.last_write_ticks(),
                           Utc);
}

template <FileTime Which, bool Utc>
Value set_time(Call& c)
{
    const Value& time = c.args[0];
    const int64_t ticks = Utc && time.date_kind() == DateKind::Unspecified ? time.as_int64() : calendar::to_utc(time);
    set_file_time(own(c).full_name(), Which, ticks);
    own(c).refresh();
    return nothing();
}

Value remove_item(Call& c)
{
    const FileSystemInfo& info = own(c);
    if (info.is_folder())
        remove_folder(info.full_name(), !c.args.empty() && flag(c, 0));
    else if (base::sys::unlink(info.full_name().c_str()) != 0 && errno != ENOENT)
        throw_file_error(errno, info.full_name());
    return nothing();
}

Value base_name(Call& c)
{
    const std::string_view name = own(c).name();
    if (own(c).is_folder()) return Value(name);
    return Value(name.substr(0, name.size() - path_extension(name).size()));
}

Value link_target(Call& c)
{
    const std::string target = own(c).link_target();
    return target.empty() ? Value() : Value(target);
}

#define KESTRUN_TIME_PROPERTY(NAME, WHICH)                                                                                                 \
    prop(NAME, "datetime", get_time<FileTime::WHICH, false>, set_time<FileTime::WHICH, false>),                                            \
        prop(NAME "Utc", "datetime", get_time<FileTime::WHICH, true>, set_time<FileTime::WHICH, true>)

constexpr MemberDef info_members[] = {
    // Mode, BaseName, Target and LinkType are what PowerShell's type data add.
    prop("Mode", "System.Object", [](Call& c) { return Value(own(c).mode()); }),
    prop("ModeWithoutHardLink", "System.Object", [](Call& c) { return Value(own(c).mode()); }),
    prop("UnixFileMode", "System.IO.UnixFileMode",
         [](Call& c) { return enum_value("System.IO.UnixFileMode", own(c).exists() ? own(c).status().st_mode & 07777 : -1); }),
    prop("UnixMode", "string", [](Call& c) { return Value(own(c).unix_mode()); }),
    prop("BaseName", "System.Object", base_name),
    prop("Target", "System.Object", link_target),
    prop("LinkTarget", "string", link_target),
    prop("LinkType", "System.Object",
         [](Call& c) {
             if (own(c).is_link()) return Value("SymbolicLink");
             return own(c).exists() && S_ISREG(own(c).status().st_mode) && own(c).status().st_nlink > 1 ? Value("HardLink") : Value();
         }),
    prop("ResolvedTarget", "System.Object",
         [](Call& c) {
             const std::string target = own(c).link_target();
             return Value(target.empty() ? own(c).full_name()
                                         : full_path(target, path_folder(own(c).full_name()).value_or(own(c).full_name())));
         }),
    prop("FullName", "string", [](Call& c) { return Value(own(c).full_name()); }),
    prop("Name", "string", [](Call& c) { return Value(own(c).name()); }),
    prop("Extension", "string", [](Call& c) { return Value(path_extension(own(c).name())); }),
    prop("Exists", "bool", [](Call& c) { return Value(own(c).exists()); }),
    KESTRUN_TIME_PROPERTY("CreationTime", Creation),
    KESTRUN_TIME_PROPERTY("LastAccessTime", Access),
    KESTRUN_TIME_PROPERTY("LastWriteTime", Write),
    prop(
        "Attributes", "System.IO.FileAttributes", [](Call& c) { return enum_value("System.IO.FileAttributes", own(c).attributes()); },
        [](Call& c) {
            set_read_only(own(c).full_name(), (enum_arg(c, 0) & 1) != 0);
            own(c).refresh();
            return nothing();
        }),
    meth("Refresh", "", "void", [](Call& c) { return own(c).refresh(), nothing(); }),
    meth("Delete", "", "void", remove_item),
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),
};
#undef KESTRUN_TIME_PROPERTY

template <bool Folder>
Value construct_info(Call& c)
{
    require(c, 0, Folder ? "path" : "fileName");
    const std::string path = path_arg(c);
    return Value(make<FileSystemInfo>(std::string(text(c, 0)), path, Folder));
}

Value open_file(const Call& c, int64_t mode, int64_t access) { return Value(make<FileStream>(own(c).full_name(), mode, access)); }

Value file_copy(Call& c)
{
    const std::string to = path_arg(c, 0, "destFileName");
    base::sys::Stat status = {};
    if (base::sys::lstat(to.c_str(), &status) == 0 && !(c.args.size() > 1 && flag(c, 1))) throw_file_error(EEXIST, to);
    write_file(to, read_file(own(c).full_name()));
    base::sys::chmod(to.c_str(), own(c).status().st_mode & 07777);
    return Value(make<FileSystemInfo>(to, to, false));
}

Value file_move(Call& c)
{
    const std::string to = path_arg(c, 0, "destFileName");
    base::sys::Stat status = {};
    if (base::sys::lstat(to.c_str(), &status) == 0 && !(c.args.size() > 1 && flag(c, 1))) throw_file_error(EEXIST, to);
    if (rename(own(c).full_name().c_str(), to.c_str()) != 0) throw_file_error(errno, own(c).full_name());
    own(c).refresh();
    return nothing();
}

constexpr MemberDef file_members[] = {
    ctor("string fileName", construct_info<false>),
    prop("Length", "long", [](Call& c) { return Value(own(c).length()); }),
    prop("Directory", "System.IO.DirectoryInfo", [](Call& c) { return parent_of(own(c).full_name()); }),
    prop("DirectoryName", "string", [](Call& c) { return Value(path_folder(own(c).full_name()).value_or("")); }),
    prop(
        "IsReadOnly", "bool", [](Call& c) { return Value((own(c).attributes() & 1) != 0); },
        [](Call& c) {
            set_read_only(own(c).full_name(), flag(c, 0));
            own(c).refresh();
            return nothing();
        }),
    meth("CopyTo", "string destFileName", "System.IO.FileInfo", file_copy),
    meth("CopyTo", "string destFileName, bool overwrite", "System.IO.FileInfo", file_copy),
    meth("MoveTo", "string destFileName", "void", file_move),
    meth("MoveTo", "string destFileName, bool overwrite", "void", file_move),
    meth("Create", "", "System.IO.FileStream", [](Call& c) { return open_file(c, 2, 3); }),
    meth("Open", "System.IO.FileMode mode", "System.IO.FileStream",
         [](Call& c) { return open_file(c, enum_arg(c, 0), enum_arg(c, 0) == 6 ? 2 : 3); }),
    meth("Open", "System.IO.FileMode mode, System.IO.FileAccess access", "System.IO.FileStream",
         [](Call& c) { return open_file(c, enum_arg(c, 0), enum_arg(c, 1)); }),
    meth("OpenRead", "", "System.IO.FileStream", [](Call& c) { return open_file(c, 3, 1); }),
    meth("OpenWrite", "", "System.IO.FileStream", [](Call& c) { return open_file(c, 4, 2); }),
    meth("OpenText", "", "System.IO.StreamReader",
         [](Call& c) { return Value(make<TextReader>(make<FileStream>(own(c).full_name(), 3, 1), utf8_encoding(), true, false)); }),
    meth("CreateText", "", "System.IO.StreamWriter",
         [](Call& c) { return Value(make<TextWriter>(make<FileStream>(own(c).full_name(), 2, 2), utf8_encoding(), false)); }),
    meth("AppendText", "", "System.IO.StreamWriter",
         [](Call& c) { return Value(make<TextWriter>(make<FileStream>(own(c).full_name(), 6, 2), utf8_encoding(), false)); }),
};

template <int Kinds>
Value infos(Call& c)
{
    std::vector<Value> items;
    for (Found& found : find(c, 0, own(c).full_name(), Kinds)) {
        items.emplace_back(make<FileSystemInfo>(found.path, found.path, found.is_folder));
    }
    const char* element = Kinds == Files ? "System.IO.FileInfo" : Kinds == Folders ? "System.IO.DirectoryInfo" : "System.IO.FileSystemInfo";
    return typed_array(native_type(element), std::move(items));
}

#define KESTRUN_INFO_ROWS(NAME, RESULT, KINDS)                                                                                             \
    meth(NAME, "", RESULT, infos<KINDS>), meth(NAME, "string searchPattern", RESULT, infos<KINDS>),                                        \
        meth(NAME, "string searchPattern, System.IO.SearchOption searchOption", RESULT, infos<KINDS>)

constexpr MemberDef folder_members[] = {
    ctor("string path", construct_info<true>),
    prop("Parent", "System.IO.DirectoryInfo", [](Call& c) { return parent_of(own(c).full_name()); }),
    prop("Root", "System.IO.DirectoryInfo",
         [](Call& c) {
             const std::string& path = own(c).full_name();
             return folder_value(path.substr(0, Paths::root_length(path)));
         }),
    KESTRUN_INFO_ROWS("GetFiles", "System.IO.FileInfo[]", Files),
    KESTRUN_INFO_ROWS("GetDirectories", "System.IO.DirectoryInfo[]", Folders),
    KESTRUN_INFO_ROWS("GetFileSystemInfos", "System.IO.FileSystemInfo[]", Files | Folders),
    KESTRUN_INFO_ROWS("EnumerateFiles", "System.Collections.Generic.IEnumerable[System.IO.FileInfo]", Files),
    KESTRUN_INFO_ROWS("EnumerateDirectories", "System.Collections.Generic.IEnumerable[System.IO.DirectoryInfo]", Folders),
    KESTRUN_INFO_ROWS("EnumerateFileSystemInfos", "System.Collections.Generic.IEnumerable[System.IO.FileSystemInfo]", Files | Folders),
    meth("Create", "", "void", [](Call& c) { return make_folders(own(c).full_name()), own(c).refresh(), nothing(); }),
    meth("CreateSubdirectory", "string path", "System.IO.DirectoryInfo",
         [](Call& c) {
             const std::string path = full_path(text(c, 0), own(c).full_name());
             make_folders(path);
             return folder_value(path);
         }),
    meth("Delete", "bool recursive", "void", remove_item),
    meth("MoveTo", "string destDirName", "void",
         [](Call& c) { return move_folder(own(c).full_name(), path_arg(c, 0, "destDirName")), own(c).refresh(), nothing(); }),
};
#undef KESTRUN_INFO_ROWS

class DriveInfo final : public Object, public Textual
{
public:
    explicit DriveInfo(std::string path) : path_(std::move(path)) {}
    const Type& type() const override { return native_type("System.IO.DriveInfo"); }
    std::string text() const override { return path_; }
    base::VolumeSpace space() const
    {
        const auto space = base::volume_space(path_);
        if (!space) throw_file_error(errno, path_);
        return *space;
    }

private:
    std::string path_;
};

Value bytes_value(uint64_t bytes) { return Value(static_cast<int64_t>(bytes)); }

constexpr MemberDef drive_members[] = {
    ctor("string driveName", [](Call& c) { return Value(make<DriveInfo>(drive_arg(c))); }),
    prop("Name", "string", [](Call& c) { return Value(self<DriveInfo>(c).text()); }),
    prop("IsReady", "bool", [](Call& c) { return Value(folder_exists(self<DriveInfo>(c).text())); }),
    prop("DriveType", "System.IO.DriveType", [](Call&) { return enum_value("System.IO.DriveType", 3); }),
    prop("RootDirectory", "System.IO.DirectoryInfo", [](Call& c) { return folder_value(self<DriveInfo>(c).text()); }),
    prop("TotalSize", "long", [](Call& c) { return bytes_value(self<DriveInfo>(c).space().total); }),
    prop("TotalFreeSpace", "long", [](Call& c) { return bytes_value(self<DriveInfo>(c).space().free); }),
    prop("AvailableFreeSpace", "long", [](Call& c) { return bytes_value(self<DriveInfo>(c).space().available); }),
    smeth("GetDrives", "", "System.IO.DriveInfo[]",
          [](Call& c) {
              std::vector<Value> drives;
              for (const Value& root : drive_roots()) drives.emplace_back(make<DriveInfo>(std::string(text(root))));
              return typed_array(c.type, std::move(drives));
          }),
};

constexpr TypeDef table[] = {
    {"System.IO.Directory", "System.Object", TypeFlags::Static, "", "", directory_members},
    {"System.IO.FileSystemInfo", "System.MarshalByRefObject", TypeFlags::Abstract, "", "", info_members},
    {"System.IO.FileInfo", "System.IO.FileSystemInfo", TypeFlags::Sealed | TypeFlags::Locked, "", "", file_members},
    {"System.IO.DirectoryInfo", "System.IO.FileSystemInfo", TypeFlags::Sealed | TypeFlags::Locked, "", "", folder_members},
    {"System.IO.DriveInfo", "System.Object", TypeFlags::Sealed, "", "", drive_members},
};

} // namespace

std::span<const TypeDef> directory_types() { return table; }

} // namespace kestrun::value
