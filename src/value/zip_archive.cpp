#include "value/zip_archive.hpp"
#include "base/calendar.hpp"
#include "value/compression_stream.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include <algorithm>
#include <filesystem>
#include <sys/stat.h>
#include <zlib.h>

namespace kestrun::value {

namespace fs = std::filesystem;

namespace {

constexpr uint32_t local_signature = 0x04034b50, central_signature = 0x02014b50, end_signature = 0x06054b50;
constexpr size_t local_size = 30, central_size = 46, end_size = 22;
constexpr uint16_t stored = 0, deflated = 8;
constexpr uint16_t flag_encrypted = 1, flag_utf8 = 0x800;
constexpr size_t largest = 0xFFFFFFFE;

[[noreturn]] void invalid(const char* message) { throw_native("System.IO.InvalidDataException", message); }

uint16_t get16(std::string_view bytes, size_t at)
{
    return static_cast<uint16_t>(static_cast<uint8_t>(bytes[at]) | static_cast<uint8_t>(bytes[at + 1]) << 8);
}
uint32_t get32(std::string_view bytes, size_t at) { return get16(bytes, at) | static_cast<uint32_t>(get16(bytes, at + 2)) << 16; }
void put16(std::string& out, uint32_t value)
{
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
}
void put32(std::string& out, uint32_t value)
{
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
}

uint32_t checksum(std::string_view bytes)
{
    return static_cast<uint32_t>(
        crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// Where the end record stands: it is the last one, before a comment of up to 64 KiB.
size_t find_end(std::string_view bytes)
{
    if (bytes.size() < end_size) invalid("Central Directory corrupt.");
    const size_t first = bytes.size() > end_size + 0xFFFF ? bytes.size() - end_size - 0xFFFF : 0;
    for (size_t at = bytes.size() - end_size + 1; at-- > first;)
        if (get32(bytes, at) == end_signature) return at;
    invalid("End of Central Directory record could not be found.");
}

} // namespace

const Type& ZipEntry::type() const { return native_type("System.IO.Compression.ZipArchiveEntry"); }

std::string ZipEntry::content() const
{
    if (written) return written->bytes();
    if (!packed) return {};
    if (flags & flag_encrypted)
        throw_native("System.NotSupportedException", "The entry '" + name + "' is encrypted, which is not supported.");
    std::string bytes;
    if (method == stored)
        bytes = *packed;
    else if (method == deflated)
        bytes = unpack_deflate(*packed, size);
    else
        invalid("The archive entry was compressed using an unsupported compression method.");
    if (bytes.size() != size || checksum(bytes) != crc) invalid("A local file header is corrupt.");
    return bytes;
}

int64_t ZipEntry::length() const { return written ? static_cast<int64_t>(written->bytes().size()) : size; }

std::string_view ZipEntry::leaf() const { return std::string_view(name).substr(name.rfind('/') + 1); }

void ZipEntry::set_time(int64_t unix_seconds)
{
    const int64_t utc = base::unix_epoch_ticks + unix_seconds * base::ticks_per_second;
    const base::DateParts local = base::date_parts(utc + base::local_offset_minutes(utc) * base::ticks_per_minute);
    if (local.year < 1980 || local.year > 2107) return;
    dos_date = static_cast<uint16_t>((local.year - 1980) << 9 | local.month << 5 | local.day);
    dos_time = static_cast<uint16_t>(local.hour << 11 | local.minute << 5 | local.second / 2);
}

Value ZipEntry::time() const
{
    const int year = 1980 + (dos_date >> 9), month = std::clamp(dos_date >> 5 & 15, 1, 12);
    const int day = std::clamp(dos_date & 31, 1, base::days_in_month(year, month));
    const int64_t ticks = base::date_ticks(year, month, day) + (dos_time >> 11) * base::ticks_per_hour +
                          (dos_time >> 5 & 63) * base::ticks_per_minute + (dos_time & 31) * 2 * base::ticks_per_second;
    const Value when = Value::date_time(ticks, DateKind::Unspecified);
    return convert(when, native_type("System.DateTimeOffset"));
}

const Type& ZipArchive::type() const { return native_type("System.IO.Compression.ZipArchive"); }

ZipArchive::ZipArchive(Ref<Stream> stream, ZipMode mode, bool leave_open) : stream_(std::move(stream)), mode_(mode), leave_open_(leave_open)
{
    if (mode_ == ZipMode::Create) return;
    const std::string bytes = stream_->read_all();
    if (mode_ == ZipMode::Update && bytes.empty()) return;
    read(bytes);
}

ZipArchive::~ZipArchive()
{
    for (const Ref<ZipEntry>& entry : entries_) entry->archive = nullptr;
}

void ZipArchive::trace(Tracer& tracer) const
{
    tracer.visit(stream_);
    for (const Ref<ZipEntry>& entry : entries_) tracer.visit(entry);
}

void ZipArchive::read(std::string_view bytes)
{
    const size_t end = find_end(bytes);
    const size_t count = get16(bytes, end + 10);
    size_t at = get32(bytes, end + 16);
    if (get16(bytes, end + 4) != 0) invalid("Split or spanned archives are not supported.");
    comment_ = bytes.substr(end + end_size, get16(bytes, end + 20));
    for (size_t i = 0; i < count; ++i) {
        if (at > end || end - at < central_size || get32(bytes, at) != central_signature) invalid("Central Directory corrupt.");
        const size_t name_size = get16(bytes, at + 28), extra = get16(bytes, at + 30), remark = get16(bytes, at + 32);
        if (end - at - central_size < name_size + extra + remark) invalid("Central Directory corrupt.");
        auto entry = make<ZipEntry>(this, std::string(bytes.substr(at + central_size, name_size)));
        entry->flags = get16(bytes, at + 8);
        entry->method = get16(bytes, at + 10);
        entry->dos_time = get16(bytes, at + 12);
        entry->dos_date = get16(bytes, at + 14);
        entry->crc = get32(bytes, at + 16);
        entry->packed_size = get32(bytes, at + 20);
        entry->size = get32(bytes, at + 24);
        entry->attributes = get32(bytes, at + 38);
        entry->offset = get32(bytes, at + 42);
        const size_t header = entry->offset;
        if (header > end || end - header < local_size || get32(bytes, header) != local_signature)
            invalid("A local file header is corrupt.");
        const size_t data = header + local_size + get16(bytes, header + 26) + get16(bytes, header + 28);
        if (data > end || end - data < entry->packed_size) invalid("A local file header is corrupt.");
        entry->packed = std::string(bytes.substr(data, entry->packed_size));
        entries_.push_back(std::move(entry));
        at += central_size + name_size + extra + remark;
    }
}

void ZipArchive::write()
{
    std::string out, directory;
    for (const Ref<ZipEntry>& entry : entries_) {
        if (entry->written) {
            const std::string& bytes = entry->written->bytes();
            if (bytes.size() > largest) throw_native("System.IO.IOException", "The entry '" + entry->name + "' is larger than 4 GiB.");
            entry->size = static_cast<uint32_t>(bytes.size());
            entry->crc = checksum(bytes);
            entry->method = bytes.empty() || entry->level == 0 ? stored : deflated;
            entry->packed = entry->method == stored ? bytes : pack_deflate(bytes, entry->level);
            entry->packed_size = static_cast<uint32_t>(entry->packed->size());
            entry->flags = 0;
        }
        if (!entry->packed) entry->packed.emplace();
        if (std::any_of(entry->name.begin(), entry->name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
            entry->flags |= flag_utf8;
        if (out.size() > largest - entry->packed->size()) throw_native("System.IO.IOException", "The archive is larger than 4 GiB.");
        const auto offset = static_cast<uint32_t>(out.size());
        const auto common = [&](std::string& to) { // from the flags to the length of the extra field
            put16(to, entry->flags & ~8U);
            put16(to, entry->method);
            put16(to, entry->dos_time);
            put16(to, entry->dos_date);
            put32(to, entry->crc);
            put32(to, entry->packed_size);
            put32(to, entry->size);
            put16(to, static_cast<uint32_t>(entry->name.size()));
            put16(to, 0);
        };
        put32(out, local_signature);
        put16(out, 20); // version 2.0: folders and deflate
        common(out);
        out += entry->name;
        out += *entry->packed;
        put32(directory, central_signature);
        put16(directory, 3 << 8 | 20); // made on Unix
        put16(directory, 20);
        common(directory);
        put16(directory, 0); // comment
        put16(directory, 0); // disk
        put16(directory, 0); // internal attributes
        put32(directory, entry->attributes);
        put32(directory, offset);
        directory += entry->name;
    }
    const auto start = static_cast<uint32_t>(out.size());
    const auto count = static_cast<uint32_t>(entries_.size());
    if (count > 0xFFFF) throw_native("System.IO.IOException", "An archive holds up to 65,535 entries.");
    out += directory;
    put32(out, end_signature);
    put16(out, 0);
    put16(out, 0);
    put16(out, count);
    put16(out, count);
    put32(out, static_cast<uint32_t>(directory.size()));
    put32(out, start);
    put16(out, static_cast<uint32_t>(comment_.size()));
    out += comment_;
    if (mode_ == ZipMode::Update) {
        stream_->set_position(0);
        stream_->set_length(0);
    }
    stream_->write(out);
    stream_->flush();
}

Ref<ZipEntry> ZipArchive::find(std::string_view name) const
{
    for (const Ref<ZipEntry>& entry : entries_)
        if (entry->name == name) return entry;
    return {};
}

Ref<ZipEntry> ZipArchive::create(std::string name, int level)
{
    if (mode_ == ZipMode::Read) throw_native("System.NotSupportedException", "Cannot create entries on an archive opened in read mode.");
    std::replace(name.begin(), name.end(), '\\', '/');
    auto entry = make<ZipEntry>(this, std::move(name));
    entry->level = level;
    entry->attributes = (entry->name.ends_with('/') ? 040755U : 0100644U) << 16;
    entry->set_time((base::utc_now_ticks() - base::unix_epoch_ticks) / base::ticks_per_second);
    entry->written = make<MemoryStream>();
    entries_.push_back(entry);
    return entry;
}

void ZipArchive::remove(const ZipEntry& entry)
{
    if (mode_ != ZipMode::Update)
        throw_native("System.NotSupportedException", "Delete can only be used when the archive is in Update mode.");
    std::erase_if(entries_, [&](const Ref<ZipEntry>& each) { return each.get() == &entry; });
}

void ZipArchive::close()
{
    if (closed_) return;
    closed_ = true;
    if (mode_ != ZipMode::Read) write();
    if (!leave_open_) stream_->close();
}

Ref<ZipArchive> open_zip_file(const std::string& path, ZipMode mode)
{
    constexpr int64_t open = 3, create_new = 1, open_or_create = 4; // FileMode
    constexpr int64_t reads = 1, writes = 2, both = 3;              // FileAccess
    const int64_t file_mode = mode == ZipMode::Read ? open : mode == ZipMode::Create ? create_new : open_or_create;
    auto file = make<FileStream>(path, file_mode, mode == ZipMode::Read ? reads : mode == ZipMode::Create ? writes : both);
    return make<ZipArchive>(Ref<Stream>(file.get()), mode, false);
}

Ref<ZipEntry> add_zip_file(ZipArchive& archive, const std::string& path, std::string name, int level)
{
    const std::string bytes = read_file(path);
    Ref<ZipEntry> entry = archive.create(std::move(name), level);
    entry->written->write(bytes);
    struct stat facts = {};
    if (::stat(path.c_str(), &facts) == 0) {
        entry->set_time(static_cast<int64_t>(facts.st_mtime));
        entry->attributes = static_cast<uint32_t>(facts.st_mode) << 16;
    }
    return entry;
}

void add_zip_folder(ZipArchive& archive, const std::string& folder, const std::string& prefix, int level)
{
    std::error_code error;
    std::vector<fs::directory_entry> items;
    for (const auto& item : fs::directory_iterator(folder, error)) items.push_back(item);
    if (error) throw_native("System.IO.IOException", "Cannot read the folder '" + folder + "': " + error.message() + ".");
    if (items.empty() && !prefix.empty()) archive.create(prefix, level);
    std::sort(items.begin(), items.end());
    for (const auto& item : items) {
        const std::string name = prefix + item.path().filename().string();
        if (item.is_directory(error) && !item.is_symlink(error))
            add_zip_folder(archive, item.path().string(), name + "/", level);
        else
            add_zip_file(archive, item.path().string(), name, level);
    }
}

std::string zip_target(const ZipEntry& entry, const std::string& folder)
{
    const fs::path root = fs::path(folder).lexically_normal();
    const fs::path target = (root / fs::path(entry.name).relative_path()).lexically_normal();
    const fs::path below = target.lexically_relative(root);
    if (entry.name.starts_with('/') || below.empty() || *below.begin() == "..")
        throw_native("System.IO.IOException",
                     "Extracting Zip entry would have resulted in a file outside the specified destination directory.");
    return target.string();
}

void extract_zip_entry(const ZipEntry& entry, const std::string& path, bool overwrite)
{
    std::error_code error;
    if (entry.leaf().empty()) {
        fs::create_directories(path, error);
        return;
    }
    if (!overwrite && fs::exists(path, error)) throw_native("System.IO.IOException", "The file '" + path + "' already exists.");
    fs::create_directories(fs::path(path).parent_path(), error);
    write_file(path, entry.content());
}

} // namespace kestrun::value
