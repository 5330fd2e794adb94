#include "value/text_io.hpp"
#include "base/text.hpp"
#include "value/error.hpp"

namespace kestrun::value {
namespace {

constexpr size_t buffer_size = 4096;

/// How many of the bytes are whole characters.
size_t complete_size(std::string_view bytes, EncodingKind kind)
{
    switch (kind) {
    case EncodingKind::Utf16Le:
    case EncodingKind::Utf16Be: {
        size_t size = bytes.size() / 2 * 2;
        if (size >= 2) { // a high surrogate waits for its other half
            const auto high = static_cast<unsigned char>(bytes[size - (kind == EncodingKind::Utf16Le ? 1 : 2)]);
            if (high >= 0xD8 && high < 0xDC) size -= 2;
        }
        return size;
    }
    case EncodingKind::Utf32Le:
    case EncodingKind::Utf32Be: return bytes.size() / 4 * 4;
    case EncodingKind::Utf8:
        for (size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
            const auto lead = static_cast<unsigned char>(bytes[bytes.size() - back]);
            if ((lead & 0xC0) == 0x80) continue;
            const size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return needed > back ? bytes.size() - back : bytes.size();
        }
        return bytes.size();
    default: return bytes.size();
    }
}

} // namespace

const Type& TextReader::type() const { return native_type(stream_ ? "System.IO.StreamReader" : "System.IO.StringReader"); }

void TextReader::require_open() const
{
    if (closed_) {
        throw_native("System.ObjectDisposedException",
                     stream_ ? "Cannot read from a closed TextReader." : "Cannot read from a closed TextReader.");
    }
}

void TextReader::compact()
{
    decoded_.erase(0, at_);
    at_ = 0;
}

bool TextReader::fill()
{
    if (finished_ || !stream_) return false;
    compact();
    char buffer[buffer_size];
    const size_t n = stream_->read(buffer, sizeof buffer);
    bytes_.append(buffer, n);
    finished_ = n == 0;
    if (detect_ && (bytes_.size() >= 4 || finished_)) {
        size_t mark = 0;
        if (Ref<Encoding> marked = detect_encoding(bytes_, mark)) {
            encoding_ = marked;
            bytes_.erase(0, mark);
        }
        detect_ = false;
    } else if (detect_) {
        return fill();
    }
    const size_t size = finished_ ? bytes_.size() : complete_size(bytes_, encoding_->kind());
    decoded_ += encoding_->decode(std::string_view(bytes_).substr(0, size));
    bytes_.erase(0, size);
    return !finished_ || at_ < decoded_.size();
}

bool TextReader::at_end()
{
    require_open();
    while (at_ >= decoded_.size() && low_ == 0) {
        if (!fill()) return at_ >= decoded_.size();
    }
    return false;
}

int32_t TextReader::read(bool take)
{
    require_open();
    if (low_ != 0) {
        const char16_t unit = low_;
        if (take) low_ = 0;
        return unit;
    }
    if (at_end()) return -1;
    size_t next = at_;
    const char32_t c = base::decode_utf8(decoded_, next);
    if (take) at_ = next;
    if (c < 0x10000) return static_cast<int32_t>(c);
    if (take) low_ = static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    return static_cast<int32_t>(0xD800 + ((c - 0x10000) >> 10));
}

std::optional<std::string> TextReader::read_line()
{
    if (at_end()) return std::nullopt;
    size_t searched = at_;
    for (;;) {
        const size_t end = decoded_.find_first_of("\r\n", searched);
        if (end != std::string::npos && decoded_[end] == '\r' && end + 1 == decoded_.size() && stream_ && !finished_) {
            const size_t length = end - at_; // the LF may come with the next bytes
            fill();
            searched = at_ + length;
            continue;
        }
        if (end != std::string::npos) {
            std::string line = decoded_.substr(at_, end - at_);
            at_ = end + (decoded_[end] == '\r' && end + 1 < decoded_.size() && decoded_[end + 1] == '\n' ? 2 : 1);
            return line;
        }
        const size_t length = decoded_.size() - at_;
        if (!stream_ || finished_ || !fill()) {
            std::string line = decoded_.substr(at_);
            if (line.find_first_of("\r\n") != std::string::npos) {
                searched = at_;
                continue;
            }
            at_ = decoded_.size();
            return line;
        }
        searched = at_ + length;
    }
}

std::string TextReader::read_to_end()
{
    require_open();
    while (fill()) {
    }
    std::string rest = decoded_.substr(at_);
    at_ = decoded_.size();
    return rest;
}

void TextReader::close()
{
    if (closed_) return;
    closed_ = true;
    if (stream_ && !leave_open_) stream_->close();
}

TextWriter::TextWriter(Ref<Stream> stream, Ref<Encoding> encoding, bool leave_open)
    : stream_(std::move(stream)), encoding_(std::move(encoding)), leave_open_(leave_open)
{
    started_ = stream_->can_seek() && stream_->position() > 0;
}

TextWriter::~TextWriter() = default;

const Type& TextWriter::type() const { return native_type(stream_ ? "System.IO.StreamWriter" : "System.IO.StringWriter"); }

std::string TextWriter::text() const { return builder_ ? builder_->text() : type().full_name(); }

void TextWriter::write(std::string_view text)
{
    if (closed_) throw_native("System.ObjectDisposedException", "Cannot write to a closed TextWriter.");
    if (builder_) {
        builder_->append(text);
        return;
    }
    pending_ += text;
    if (auto_flush || pending_.size() >= buffer_size) flush();
}

void TextWriter::flush()
{
    if (closed_) throw_native("System.ObjectDisposedException", "Cannot write to a closed TextWriter.");
    if (!stream_) return;
    if (!pending_.empty()) {
        if (!started_) stream_->write(encoding_->preamble());
        started_ = true;
        const std::string text = std::move(pending_);
        pending_.clear();
        stream_->write(encoding_->encode(text));
    }
    stream_->flush();
}

void TextWriter::close()
{
    if (closed_) return;
    flush();
    closed_ = true;
    if (stream_ && !leave_open_) stream_->close();
}

} // namespace kestrun::value
