// System.IO.Compression.GZipStream, DeflateStream and ZLibStream: a stream over another that packs what is written or unpacks what is read.
#pragma once
#include "value/stream.hpp"
#include <memory>

namespace kestrun::value {

enum class CompressionFormat : uint8_t
{
    GZip,
    Deflate,
    ZLib
};

class CompressionStream final : public Stream
{
public:
    /// level: zlib's, 0 to 9; only for packing.
    CompressionStream(CompressionFormat format, Ref<Stream> inner, bool packs, int level, bool leave_open);
    ~CompressionStream() override;
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(inner_); }
    bool can_read() const override { return !closed_ && !packs_ && inner_->can_read(); }
    bool can_write() const override { return !closed_ && packs_ && inner_->can_write(); }
    bool can_seek() const override { return false; }
    size_t read(char* buffer, size_t count) override;
    void write(std::string_view bytes) override;
    void flush() override;
    void close() override;
    const Ref<Stream>& inner() const { return inner_; }

private:
    struct State;
    void pack(std::string_view bytes, int flush);
    void require_state() const;
    CompressionFormat format_;
    Ref<Stream> inner_;
    bool packs_;
    bool leave_open_;
    bool wrote_ = false;
    bool ended_ = false;
    std::unique_ptr<State> state_;
};

/// The bytes as a raw deflate stream, as archives hold them, and back. unpack_deflate throws InvalidDataException for damaged data and for
/// more than limit bytes.
std::string pack_deflate(std::string_view bytes, int level);
std::string unpack_deflate(std::string_view bytes, size_t limit);

} // namespace kestrun::value
