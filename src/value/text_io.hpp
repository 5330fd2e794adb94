// System.IO.TextReader and TextWriter with their kinds: over texts, builders and streams.
#pragma once
#include "base/platform.hpp"
#include "value/encoding.hpp"
#include "value/stream.hpp"
#include "value/string_builder.hpp"
#include <optional>

namespace kestrun::value {

/// StringReader (no stream) or StreamReader.
class TextReader final : public Object
{
public:
    explicit TextReader(std::string text) : decoded_(std::move(text)) {}
    TextReader(Ref<Stream> stream, Ref<Encoding> encoding, bool detect, bool leave_open)
        : stream_(std::move(stream)), encoding_(std::move(encoding)), detect_(detect), leave_open_(leave_open)
    {
    }
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(stream_); }
    /// A line without its end (CR, LF or CR LF); nothing at the end of the text.
    std::optional<std::string> read_line();
    std::string read_to_end();
    /// The next UTF-16 unit, -1 at the end.
    int32_t read(bool take);
    bool at_end();
    void close();
    const Ref<Stream>& stream() const { return stream_; }
    const Encoding& encoding() const { return *encoding_; }

private:
    void require_open() const;
    /// Decodes more of the stream; false at its end.
    bool fill();
    void compact();

    Ref<Stream> stream_;
    Ref<Encoding> encoding_;
    bool detect_ = false;
    bool leave_open_ = false;
    bool closed_ = false;
    bool finished_ = false;
    std::string bytes_;   // read, not decoded yet: a character that is not complete
    std::string decoded_; // from at_ on not read yet
    size_t at_ = 0;
    char16_t low_ = 0; // second unit of a pair whose first was read
};

/// StringWriter (no stream) or StreamWriter.
class TextWriter final : public Object, public Textual
{
public:
    explicit TextWriter(Ref<StringBuilder> builder) : builder_(std::move(builder)) {}
    TextWriter(Ref<Stream> stream, Ref<Encoding> encoding, bool leave_open);
    ~TextWriter() override;
    const Type& type() const override;
    std::string text() const override; // what was written to a StringWriter
    void trace(Tracer& tracer) const override { tracer.visit(stream_), tracer.visit(builder_); }
    void write(std::string_view text);
    void flush();
    void close();
    const Ref<Stream>& stream() const { return stream_; }
    const Ref<StringBuilder>& builder() const { return builder_; }
    const Ref<Encoding>& encoding() const { return encoding_; }
    std::string new_line = base::new_line;
    bool auto_flush = false;

private:
    Ref<StringBuilder> builder_;
    Ref<Stream> stream_;
    Ref<Encoding> encoding_;
    bool leave_open_ = false;
    bool closed_ = false;
    bool started_ = false; // the byte order mark was written or is not needed
    std::string pending_;
};

} // namespace kestrun::value
