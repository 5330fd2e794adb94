// System.IO.Compression.ZipFile and its kin as scripts see them.
#include "value/array.hpp"
#include "value/types/native.hpp"
#include "value/zip_archive.hpp"
#include <algorithm>
#include <filesystem>

namespace kestrun::value {
namespace {

namespace fs = std::filesystem;

constexpr const char* archive_name = "System.IO.Compression.ZipArchive";
constexpr const char* entry_name = "System.IO.Compression.ZipArchiveEntry";
constexpr const char* mode_name = "System.IO.Compression.ZipArchiveMode";

// CompressionLevel: Optimal, Fastest, NoCompression, SmallestSize.
int level_of(const Call& c, size_t i)
{
    static constexpr int levels[] = {6, 1, 0, 9};
    const int64_t level = i < c.args.size() ? enum_arg(c, i) : 0;
    return level < 0 || level > 3 ? 6 : levels[level];
}

std::string path_arg(const Call& c, size_t i, const char* name)
{
    require(c, i, name);
    if (text(c, i).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", name);
    return fs::absolute(fs::path(text(c, i))).lexically_normal().string();
}

ZipArchive& archive(const Call& c)
{
    auto& own = self<ZipArchive>(c);
    if (own.closed())
        throw_native("System.ObjectDisposedException",
                     "Cannot access a disposed object.\nObject name: 'System.IO.Compression.ZipArchive'.");
    return own;
}
ZipEntry& entry(const Call& c) { return self<ZipEntry>(c); }
ZipArchive& owner(const ZipEntry& of)
{
    if (!of.archive) throw_native("System.InvalidOperationException", "The archive of this entry is gone.");
    if (of.archive->closed())
        throw_native("System.ObjectDisposedException",
                     "Cannot access a disposed object.\nObject name: 'System.IO.Compression.ZipArchive'.");
    return *of.archive;
}

ZipMode mode_arg(const Call& c, size_t i) { return static_cast<ZipMode>(std::clamp<int64_t>(enum_arg(c, i), 0, 2)); }

Value new_archive(Call& c)
{
    auto& stream = object_arg<Stream>(c, 0, "stream");
    const ZipMode mode = c.args.size() > 1 ? mode_arg(c, 1) : ZipMode::Read;
    const bool keep = c.args.size() > 2 && flag(c, 2);
    if (mode == ZipMode::Read && !stream.can_read())
        throw_argument("System.ArgumentException", "Cannot use read mode on a non-readable stream.", "");
    if (mode == ZipMode::Create && !stream.can_write())
        throw_argument("System.ArgumentException", "Cannot use create mode on a non-writable stream.", "");
    return Value(make<ZipArchive>(Ref<Stream>(&stream), mode, keep));
}

Value entries(Call& c)
{
    std::vector<Value> items;
    for (const Ref<ZipEntry>& each : self<ZipArchive>(c).entries()) items.emplace_back(each);
    static const Type& list = *find_type("System.Collections.ObjectModel.ReadOnlyCollection[System.IO.Compression.ZipArchiveEntry]");
    return Value(make<List>(list, std::move(items)));
}

Value dispose(Call& c) { return self<ZipArchive>(c).close(), nothing(); }

Value create_entry(Call& c)
{
    require(c, 0, "entryName");
    return Value(archive(c).create(std::string(text(c, 0)), level_of(c, 1)));
}

Value get_entry(Call& c)
{
    require(c, 0, "entryName");
    const Ref<ZipEntry> found = archive(c).find(text(c, 0));
    return found ? Value(found) : Value();
}

/// What is read from an entry stands in memory; what is written goes to the archive when that is disposed of.
Value open_entry(Call& c)
{
    ZipEntry& own = entry(c);
    const ZipArchive& of = owner(own);
    if (of.mode() == ZipMode::Read) return Value(make<MemoryStream>(own.content(), false, false));
    own.written = make<MemoryStream>(own.content());
    return Value(own.written);
}

Value delete_entry(Call& c)
{
    const Ref<ZipEntry> keep(&entry(c));
    owner(*keep).remove(*keep);
    return nothing();
}

constexpr MemberDef entry_members[] = {
    prop("Archive", archive_name, [](Call& c) { return entry(c).archive ? Value(Ref<ZipArchive>(entry(c).archive)) : Value(); }),
    prop("Crc32", "uint", [](Call& c) { return Value::integer(Tag::UInt32, entry(c).crc); }),
    prop("IsEncrypted", "bool", [](Call& c) { return Value((entry(c).flags & 1) != 0); }),
    prop("CompressedLength", "long", [](Call& c) { return Value(static_cast<int64_t>(entry(c).packed_size)); }),
    prop(
        "ExternalAttributes", "int", [](Call& c) { return Value(static_cast<int32_t>(entry(c).attributes)); },
        [](Call& c) { return entry(c).attributes = static_cast<uint32_t>(i32(c, 0)), nothing(); }),
    prop("FullName", "string", [](Call& c) { return Value(entry(c).name); }),
    prop("LastWriteTime", "System.DateTimeOffset", [](Call& c) { return entry(c).time(); }),
    prop("Length", "long", [](Call& c) { return Value(entry(c).length()); }),
    prop("Name", "string", [](Call& c) { return Value(entry(c).leaf()); }),
    meth("Open", "", "System.IO.Stream", open_entry),
    meth("Delete", "", "void", delete_entry),
    meth("ToString", "", "string", [](Call& c) { return Value(entry(c).name); }),
};

constexpr MemberDef archive_members[] = {
    ctor("System.IO.Stream stream", new_archive),
    ctor("System.IO.Stream stream, System.IO.Compression.ZipArchiveMode mode", new_archive),
    ctor("System.IO.Stream stream, System.IO.Compression.ZipArchiveMode mode, bool leaveOpen", new_archive),
    prop(
        "Comment", "string", [](Call& c) { return Value(self<ZipArchive>(c).comment()); },
        [](Call& c) { return archive(c).set_comment(std::string(text(c, 0))), nothing(); }),
    prop("Entries", "System.Collections.ObjectModel.ReadOnlyCollection[System.IO.Compression.ZipArchiveEntry]", entries),
    prop("Mode", mode_name, [](Call& c) { return enum_value(mode_name, static_cast<int64_t>(self<ZipArchive>(c).mode())); }),
    meth("CreateEntry", "string entryName", entry_name, create_entry),
    meth("CreateEntry", "string entryName, System.IO.Compression.CompressionLevel compressionLevel", entry_name, create_entry),
    meth("GetEntry", "string entryName", entry_name, get_entry),
    meth("Dispose", "", "void", dispose),
};

Value open_read(Call& c) { return Value(open_zip_file(path_arg(c, 0, "archiveFileName"), ZipMode::Read)); }
Value open_file(Call& c) { return Value(open_zip_file(path_arg(c, 0, "archiveFileName"), mode_arg(c, 1))); }

Value create_from_directory(Call& c)
{
    const std::string folder = path_arg(c, 0, "sourceDirectoryName");
    if (std::error_code error; !fs::is_directory(folder, error))
        throw_native("System.IO.DirectoryNotFoundException", "Could not find a part of the path '" + folder + "'.");
    const Ref<ZipArchive> made = open_zip_file(path_arg(c, 1, "destinationArchiveFileName"), ZipMode::Create);
    const bool with_base = c.args.size() > 3 && flag(c, 3);
    add_zip_folder(*made, folder, with_base ? fs::path(folder).filename().string() + "/" : std::string(), level_of(c, 2));
    made->close();
    return nothing();
}

void extract_all(const ZipArchive& from, const std::string& folder, bool overwrite)
{
    std::error_code error;
    fs::create_directories(folder, error);
    for (const Ref<ZipEntry>& each : from.entries()) extract_zip_entry(*each, zip_target(*each, folder), overwrite);
}

Value extract_to_directory(Call& c)
{
    const Ref<ZipArchive> from = open_zip_file(path_arg(c, 0, "sourceArchiveFileName"), ZipMode::Read);
    extract_all(*from, path_arg(c, 1, "destinationDirectoryName"), c.args.size() > 2 && flag(c, 2));
    from->close();
    return nothing();
}

constexpr MemberDef file_members[] = {
    smeth("OpenRead", "string archiveFileName", archive_name, open_read),
    smeth("Open", "string archiveFileName, System.IO.Compression.ZipArchiveMode mode", archive_name, open_file),
    smeth("CreateFromDirectory", "string sourceDirectoryName, string destinationArchiveFileName", "void", create_from_directory),
    smeth("CreateFromDirectory",
          "string sourceDirectoryName, string destinationArchiveFileName, System.IO.Compression.CompressionLevel compressionLevel, bool "
          "includeBaseDirectory",
          "void", create_from_directory),
    smeth("ExtractToDirectory", "string sourceArchiveFileName, string destinationDirectoryName", "void", extract_to_directory),
    smeth("ExtractToDirectory", "string sourceArchiveFileName, string destinationDirectoryName, bool overwriteFiles", "void",
          extract_to_directory),
};

Value entry_from_file(Call& c)
{
    auto& to = object_arg<ZipArchive>(c, 0, "destination");
    require(c, 2, "entryName");
    return Value(add_zip_file(to, path_arg(c, 1, "sourceFileName"), std::string(text(c, 2)), level_of(c, 3)));
}
Value extract_entry(Call& c)
{
    extract_zip_entry(object_arg<ZipEntry>(c, 0, "source"), path_arg(c, 1, "destinationFileName"), c.args.size() > 2 && flag(c, 2));
    return nothing();
}
Value extract_archive(Call& c)
{
    extract_all(object_arg<ZipArchive>(c, 0, "source"), path_arg(c, 1, "destinationDirectoryName"), c.args.size() > 2 && flag(c, 2));
    return nothing();
}

constexpr MemberDef extension_members[] = {
    smeth("CreateEntryFromFile", "System.IO.Compression.ZipArchive destination, string sourceFileName, string entryName", entry_name,
          entry_from_file),
    smeth("CreateEntryFromFile",
          "System.IO.Compression.ZipArchive destination, string sourceFileName, string entryName, "
          "System.IO.Compression.CompressionLevel compressionLevel",
          entry_name, entry_from_file),
    smeth("ExtractToFile", "System.IO.Compression.ZipArchiveEntry source, string destinationFileName", "void", extract_entry),
    smeth("ExtractToFile", "System.IO.Compression.ZipArchiveEntry source, string destinationFileName, bool overwrite", "void",
          extract_entry),
    smeth("ExtractToDirectory", "System.IO.Compression.ZipArchive source, string destinationDirectoryName", "void", extract_archive),
    smeth("ExtractToDirectory", "System.IO.Compression.ZipArchive source, string destinationDirectoryName, bool overwriteFiles", "void",
          extract_archive),
};

constexpr TypeDef table[] = {
    {"System.IO.Compression.ZipArchive", "System.Object", TypeFlags::None, "", "System.IDisposable", archive_members},
    {"System.IO.Compression.ZipArchiveEntry", "System.Object", TypeFlags::None, "", "", entry_members},
    {"System.IO.Compression.ZipFile", "System.Object", TypeFlags::Static, "", "", file_members},
    {"System.IO.Compression.ZipFileExtensions", "System.Object", TypeFlags::Static, "", "", extension_members},
};

} // namespace

std::span<const TypeDef> zip_types() { return table; }

} // namespace kestrun::value
