// GZipStream, DeflateStream and ZLibStream.
#include "value/compression_stream.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include <zlib.h>

namespace kestrun::value {

struct CompressionStream::State
{
    z_stream z{};
    char input[16384];
};

namespace {

constexpr size_t chunk_size = 16384;

int window_bits(CompressionFormat format)
{
    return format == CompressionFormat::GZip ? MAX_WBITS + 16 : format == CompressionFormat::Deflate ? -MAX_WBITS : MAX_WBITS;
}

[[noreturn]] void throw_damaged()
{
    throw_native("System.IO.InvalidDataException", "The archive entry was compressed using an unsupported compression method.");
}

Bytef* bytes_of(const char* data) { return reinterpret_cast<Bytef*>(const_cast<char*>(data)); }

} // namespace

CompressionStream::CompressionStream(CompressionFormat format, Ref<Stream> inner, bool packs, int level, bool leave_open)
    : format_(format), inner_(std::move(inner)), packs_(packs), leave_open_(leave_open), state_(std::make_unique<State>())
{
    if (packs)
        deflateInit2(&state_->z, level, Z_DEFLATED, window_bits(format), 8, Z_DEFAULT_STRATEGY);
    else
        inflateInit2(&state_->z, window_bits(format));
}

CompressionStream::~CompressionStream()
{
    if (!state_) return;
    if (packs_)
        deflateEnd(&state_->z);
    else
        inflateEnd(&state_->z);
}

const Type& CompressionStream::type() const
{
    return native_type(format_ == CompressionFormat::GZip      ? "System.IO.Compression.GZipStream"
                       : format_ == CompressionFormat::Deflate ? "System.IO.Compression.DeflateStream"
                                                               : "System.IO.Compression.ZLibStream");
}

void CompressionStream::require_state() const
{
    if (closed_) {
        throw_native("System.ObjectDisposedException", "Cannot access a disposed object.\nObject name: '" + type().full_name() + "'.");
    }
}

size_t CompressionStream::read(char* buffer, size_t count)
{
    require_state();
    if (packs_) throw_native("System.InvalidOperationException", "Reading from the compression stream is not supported.");
    z_stream& z = state_->z;
    z.next_out = bytes_of(buffer);
    z.avail_out = static_cast<uInt>(std::min<size_t>(count, 1U << 30));
    const uInt wanted = z.avail_out;
    while (z.avail_out == wanted && wanted > 0) {
        if (z.avail_in == 0) {
            z.avail_in = static_cast<uInt>(inner_->read(state_->input, sizeof state_->input));
            z.next_in = bytes_of(state_->input);
            if (z.avail_in == 0) return 0;
        }
        if (ended_) { // another member may follow in a gzip file
            if (format_ != CompressionFormat::GZip || static_cast<unsigned char>(*z.next_in) != 0x1F) return 0;
            inflateReset(&z);
            ended_ = false;
        }
        const int rc = inflate(&z, Z_NO_FLUSH);
        if (rc == Z_STREAM_END)
            ended_ = true;
        else if (rc != Z_OK && rc != Z_BUF_ERROR)
            throw_damaged();
        if (ended_ && z.avail_in == 0 && format_ != CompressionFormat::GZip) break;
    }
    return wanted - z.avail_out;
}

void CompressionStream::pack(std::string_view bytes, int flush)
{
    z_stream& z = state_->z;
    char out[chunk_size];
    z.next_in = bytes_of(bytes.data());
    z.avail_in = static_cast<uInt>(bytes.size());
    int rc = Z_OK;
    do {
        z.next_out = bytes_of(out);
        z.avail_out = sizeof out;
        rc = deflate(&z, flush);
        inner_->write({out, sizeof out - z.avail_out});
    } while (z.avail_out == 0 || z.avail_in > 0 || (flush == Z_FINISH && rc == Z_OK));
}

void CompressionStream::write(std::string_view bytes)
{
    require_state();
    if (!packs_) throw_native("System.InvalidOperationException", "Writing to the compression stream is not supported.");
    if (bytes.empty()) return;
    wrote_ = true;
    for (size_t at = 0; at < bytes.size(); at += 1U << 30) pack(bytes.substr(at, 1U << 30), Z_NO_FLUSH);
}

void CompressionStream::flush()
{
    require_state();
    if (packs_ && wrote_) pack({}, Z_SYNC_FLUSH);
    if (packs_) inner_->flush();
}

void CompressionStream::close()
{
    if (closed_) return;
    if (packs_ && wrote_) pack({}, Z_FINISH);
    closed_ = true;
    if (!leave_open_) inner_->close();
}

std::string pack_deflate(std::string_view bytes, int level)
{
    z_stream z{};
    deflateInit2(&z, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
    z.next_in = bytes_of(bytes.data());
    z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = bytes_of(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(out.size() - z.avail_out);
    deflateEnd(&z);
    return out;
}

std::string unpack_deflate(std::string_view bytes, size_t limit)
{
    z_stream z{};
    inflateInit2(&z, -MAX_WBITS);
    z.next_in = bytes_of(bytes.data());
    z.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    char chunk[chunk_size];
    int rc = Z_OK;
    while (rc == Z_OK) {
        z.next_out = bytes_of(chunk);
        z.avail_out = sizeof chunk;
        rc = inflate(&z, Z_NO_FLUSH);
        out.append(chunk, sizeof chunk - z.avail_out);
        if (out.size() > limit) rc = Z_DATA_ERROR;
    }
    inflateEnd(&z);
    if (rc != Z_STREAM_END) throw_damaged();
    return out;
}

namespace {

CompressionStream& own(const Call& c) { return self<CompressionStream>(c); }

// CompressionLevel: Optimal 0, Fastest 1, NoCompression 2, SmallestSize 3.
int zlib_level(int64_t level)
{
    static constexpr int levels[] = {6, 1, 0, 9};
    if (level < 0 || level > 3) throw_argument("System.ArgumentException", "Enum value was out of legal range.", "compressionLevel");
    return levels[level];
}

template <CompressionFormat format, bool by_level>
Value construct(Call& c)
{
    auto& inner = object_arg<Stream>(c, 0, "stream");
    const bool packs = by_level || enum_arg(c, 1) == 1;
    const int level = by_level ? zlib_level(enum_arg(c, 1)) : 6;
    if (packs && !inner.can_write()) throw_argument("System.ArgumentException", "Stream does not support writing.", "stream");
    if (!packs && !inner.can_read()) throw_argument("System.ArgumentException", "Stream does not support reading.", "stream");
    return Value(make<CompressionStream>(format, Ref<Stream>(&inner), packs, level, flag(c, 2)));
}

#define KESTRUN_COMPRESSION(FORMAT)                                                                                                        \
    {                                                                                                                                      \
        ctor("System.IO.Stream stream, System.IO.Compression.CompressionMode mode", construct<FORMAT, false>),                             \
            ctor("System.IO.Stream stream, System.IO.Compression.CompressionMode mode, bool leaveOpen", construct<FORMAT, false>),         \
            ctor("System.IO.Stream stream, System.IO.Compression.CompressionLevel compressionLevel", construct<FORMAT, true>),             \
            ctor("System.IO.Stream stream, System.IO.Compression.CompressionLevel compressionLevel, bool leaveOpen",                       \
                 construct<FORMAT, true>),                                                                                                 \
            prop("BaseStream", "System.IO.Stream", [](Call& c) { return own(c).closed() ? Value() : Value(own(c).inner()); }),             \
    }
constexpr MemberDef gzip_members[] = KESTRUN_COMPRESSION(CompressionFormat::GZip);
constexpr MemberDef deflate_members[] = KESTRUN_COMPRESSION(CompressionFormat::Deflate);
constexpr MemberDef zlib_members[] = KESTRUN_COMPRESSION(CompressionFormat::ZLib);
#undef KESTRUN_COMPRESSION

constexpr TypeDef table[] = {
    {"System.IO.Compression.GZipStream", "System.IO.Stream", TypeFlags::None, "", "", gzip_members},
    {"System.IO.Compression.DeflateStream", "System.IO.Stream", TypeFlags::None, "", "", deflate_members},
    {"System.IO.Compression.ZLibStream", "System.IO.Stream", TypeFlags::Sealed, "", "", zlib_members},
};

} // namespace

std::span<const TypeDef> compression_types() { return table; }

} // namespace kestrun::value
