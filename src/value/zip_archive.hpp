// System.IO.Compression.ZipArchive: reads, makes and changes zip files (PKWARE's APPNOTE.TXT): entries stored or deflated, names in UTF-8,
// up to 4 GiB each. Encrypted entries and archives of several volumes are refused.
#pragma once
#include "value/members.hpp"
#include "value/stream.hpp"
#include <optional>
#include <vector>

namespace kestrun::value {

class ZipArchive;

class ZipEntry final : public Object, public Textual
{
public:
    ZipEntry(ZipArchive* of, std::string path) : archive(of), name(std::move(path)) {}
    const Type& type() const override;
    std::string text() const override { return name; }
    /// Bytes of the content: what stands in the archive, or what was written. Throws InvalidDataException for damaged content.
    std::string content() const;
    int64_t length() const;
    /// Behind the last slash; empty for folders.
    std::string_view leaf() const;
    void set_time(int64_t unix_seconds);
    /// Local time, by the DOS fields: whole two seconds from 1980 on.
    Value time() const;

    ZipArchive* archive; // null: the archive or its entry is gone
    std::string name;    // with slashes; folders end in one
    uint32_t crc = 0;
    uint32_t packed_size = 0, size = 0;
    uint16_t method = 0, flags = 0;
    uint16_t dos_time = 0, dos_date = 0x21; // 1980-01-01
    uint32_t attributes = 0;
    uint32_t offset = 0;               // of the local header
    int level = 6;                     // zlib's, for what is written
    Ref<MemoryStream> written;         // new content
    std::optional<std::string> packed; // as it stands in the archive, of entries that were not opened for writing
};

enum class ZipMode : uint8_t
{
    Read,
    Create,
    Update
};

class ZipArchive final : public Object
{
public:
    /// Read and Update take the stream's content in; throws InvalidDataException when it is no zip file.
    ZipArchive(Ref<Stream> stream, ZipMode mode, bool leave_open);
    ~ZipArchive() override;
    const Type& type() const override;
    void trace(Tracer& tracer) const override;
    const std::vector<Ref<ZipEntry>>& entries() const { return entries_; }
    ZipMode mode() const { return mode_; }
    const std::string& comment() const { return comment_; }
    void set_comment(std::string text) { comment_ = std::move(text); }
    Ref<ZipEntry> find(std::string_view name) const;
    /// Throws NotSupportedException in read mode.
    Ref<ZipEntry> create(std::string name, int level);
    void remove(const ZipEntry& entry);
    /// Writes the archive when it is new or may have changed, and closes the stream unless it is to stay open. Once.
    void close();
    bool closed() const { return closed_; }

private:
    void read(std::string_view bytes);
    void write();

    Ref<Stream> stream_;
    ZipMode mode_;
    bool leave_open_;
    bool closed_ = false;
    std::vector<Ref<ZipEntry>> entries_;
    std::string comment_;
};

/// Opens a zip file. mode: System.IO.FileMode and access as ZipFile.Open uses them.
Ref<ZipArchive> open_zip_file(const std::string& path, ZipMode mode);
/// Adds a file's content and time as an entry of that name.
Ref<ZipEntry> add_zip_file(ZipArchive& archive, const std::string& path, std::string name, int level);
/// Adds what is in a folder, each name behind `prefix`; folders without files become entries of their own.
void add_zip_folder(ZipArchive& archive, const std::string& folder, const std::string& prefix, int level);
/// Where an entry goes below a folder; throws IOException when its name leads out of it.
std::string zip_target(const ZipEntry& entry, const std::string& folder);
/// Writes the entry's content, making folders as needed; a folder's entry becomes a folder. Throws IOException when the file is there and
/// may not be replaced.
void extract_zip_entry(const ZipEntry& entry, const std::string& path, bool overwrite);

/// ZipFile, ZipFileExtensions, ZipArchive, ZipArchiveEntry.
std::span<const struct TypeDef> zip_types();

} // namespace kestrun::value
