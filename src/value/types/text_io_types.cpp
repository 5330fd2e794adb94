// System.IO.TextReader, StringReader, StreamReader, TextWriter, StringWriter, StreamWriter.
#include "value/file_path.hpp"
#include "value/operators.hpp"
#include "value/text_io.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"

namespace kestrun::value {
namespace {

TextReader& reader(const Call& c) { return self<TextReader>(c); }
TextWriter& writer(const Call& c) { return self<TextWriter>(c); }

Ref<Encoding> encoding_arg(const Call& c)
{
    for (const Value& arg : c.args) {
        if (auto* encoding = arg.as<Encoding>()) return Ref<Encoding>(encoding);
    }
    return utf8_encoding();
}

/// The first bool argument, or the value given.
bool flag_arg(const Call& c, bool otherwise)
{
    for (const Value& arg : c.args) {
        if (arg.is_bool()) return arg.as_bool();
    }
    return otherwise;
}

std::string path_arg(const Call& c)
{
    require(c, 0, "path");
    if (text(c, 0).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "path");
    return full_path(text(c, 0));
}

Value open_reader(Call& c)
{
    const auto stream = make<FileStream>(path_arg(c), 3, 1);
    return Value(make<TextReader>(stream, encoding_arg(c), flag_arg(c, true), false));
}

Value reader_over(Call& c)
{
    auto& stream = object_arg<Stream>(c, 0, "stream");
    if (!stream.can_read()) throw_native("System.ArgumentException", "Stream was not readable.");
    const bool leave = c.args.size() == 5 && c.args[4].as_bool();
    return Value(make<TextReader>(Ref<Stream>(&stream), encoding_arg(c), flag_arg(c, true), leave));
}

Value open_writer(Call& c)
{
    const bool append = flag_arg(c, false);
    const auto stream = make<FileStream>(path_arg(c), append ? 6 : 2, 2);
    return Value(make<TextWriter>(stream, encoding_arg(c), false));
}

Value writer_over(Call& c)
{
    auto& stream = object_arg<Stream>(c, 0, "stream");
    if (!stream.can_write()) throw_native("System.ArgumentException", "Stream was not writable.");
    return Value(make<TextWriter>(Ref<Stream>(&stream), encoding_arg(c), flag_arg(c, false)));
}

Value read_line(Call& c)
{
    const auto line = reader(c).read_line();
    return line ? Value(*line) : Value();
}

/// Read(char[] buffer, int index, int count): how many units were read.
Value read_block(Call& c)
{
    auto& buffer = object_arg<Sequence>(c, 0, "buffer");
    const int32_t index = i32(c, 1), count = i32(c, 2);
    if (index < 0) throw_negative("index", index);
    if (count < 0) throw_negative("count", count);
    if (static_cast<size_t>(index) + static_cast<size_t>(count) > buffer.size()) {
        throw_native("System.ArgumentException",
                     "Offset and length were out of bounds for the array or count is greater than the number of "
                     "elements from index to the end of the source collection.");
    }
    int32_t got = 0;
    for (int32_t unit; got < count && (unit = reader(c).read(true)) >= 0; ++got) {
        buffer.set(static_cast<size_t>(index + got), Value(static_cast<char16_t>(unit)));
    }
    return Value(got);
}

Value close_reader(Call& c) { return reader(c).close(), nothing(); }
Value close_writer(Call& c) { return writer(c).close(), nothing(); }

constexpr MemberDef reader_members[] = {
    meth("ReadLine", "", "string", read_line),
    meth("ReadToEnd", "", "string", [](Call& c) { return Value(reader(c).read_to_end()); }),
    meth("Read", "", "int", [](Call& c) { return Value(reader(c).read(true)); }),
    meth("Read", "char[] buffer, int index, int count", "int", read_block),
    meth("ReadBlock", "char[] buffer, int index, int count", "int", read_block),
    meth("Peek", "", "int", [](Call& c) { return Value(reader(c).read(false)); }),
    meth("Close", "", "void", close_reader),
    meth("Dispose", "", "void", close_reader),
};

constexpr MemberDef string_reader_members[] = {
    ctor("string s", [](Call& c) { return require(c, 0, "s"), Value(make<TextReader>(std::string(text(c, 0)))); }),
};

constexpr MemberDef stream_reader_members[] = {
    ctor("System.IO.Stream stream", reader_over),
    ctor("System.IO.Stream stream, bool detectEncodingFromByteOrderMarks", reader_over),
    ctor("System.IO.Stream stream, System.Text.Encoding encoding", reader_over),
    ctor("System.IO.Stream stream, System.Text.Encoding encoding, bool detectEncodingFromByteOrderMarks", reader_over),
    ctor(
        "System.IO.Stream stream, System.Text.Encoding encoding = null, bool detectEncodingFromByteOrderMarks = True, int bufferSize = -1, "
        "bool leaveOpen = False",
        reader_over),
    ctor("string path", open_reader),
    ctor("string path, bool detectEncodingFromByteOrderMarks", open_reader),
    ctor("string path, System.Text.Encoding encoding", open_reader),
    ctor("string path, System.Text.Encoding encoding, bool detectEncodingFromByteOrderMarks", open_reader),
    prop("EndOfStream", "bool", [](Call& c) { return Value(reader(c).at_end()); }),
    prop("BaseStream", "System.IO.Stream", [](Call& c) { return Value(reader(c).stream()); }),
    prop("CurrentEncoding", "System.Text.Encoding",
         [](Call& c) { return Value(Ref<Encoding>(const_cast<Encoding*>(&reader(c).encoding()))); }),
};

Value write_piece(Call& c)
{
    const Value& value = c.args[0];
    if (c.args.size() == 3 && c.args[1].is_int32() && value.is_array()) { // (char[] buffer, int index, int count)
        const auto& items = value.as_array().items();
        const int32_t index = i32(c, 1), count = i32(c, 2);
        if (index < 0 || count < 0 || static_cast<size_t>(index) + static_cast<size_t>(count) > items.size()) {
            throw_native("System.ArgumentException",
                         "Offset and length were out of bounds for the array or count is greater than the number "
                         "of elements from index to the end of the source collection.");
        }
        std::u16string units;
        for (int32_t i = 0; i < count; ++i) units += items[static_cast<size_t>(index + i)].as_char();
        writer(c).write(to_utf8(units));
    } else if (c.args.size() > 1) { // (string format, params object[] args)
        std::vector<Value> args =
            c.args.size() == 2 && c.args[1].is_array() ? elements(c.args[1]) : std::vector<Value>(c.args.begin() + 1, c.args.end());
        writer(c).write(format_composite(text(c, 0), args));
    } else if (value.is_array() && &value.as_array().element() == &types::character()) {
        std::u16string units;
        for (const Value& item : value.as_array().items()) units += item.as_char();
        writer(c).write(to_utf8(units));
    } else if (!value.is_null()) {
        writer(c).write(value.is_string() || value.tag() == Tag::Char ? piece(value) : dotnet_text(value));
    }
    return nothing();
}

Value write_line(Call& c)
{
    if (!c.args.empty()) write_piece(c);
    writer(c).write(writer(c).new_line);
    return nothing();
}

#define KESTRUN_WRITE(T) meth("Write", T " value", "void", write_piece), meth("WriteLine", T " value", "void", write_line)

constexpr MemberDef writer_members[] = {
    KESTRUN_WRITE("string"),
    KESTRUN_WRITE("char"),
    KESTRUN_WRITE("bool"),
    KESTRUN_WRITE("int"),
    KESTRUN_WRITE("long"),
    KESTRUN_WRITE("double"),
    KESTRUN_WRITE("decimal"),
    KESTRUN_WRITE("char[]"),
    KESTRUN_WRITE("System.Object"),
    meth("Write", "char[] buffer, int index, int count", "void", write_piece),
    meth("Write", "string format, System.Object arg0", "void", write_piece),
    meth("Write", "string format, params System.Object[] arg", "void", write_piece),
    meth("WriteLine", "", "void", write_line),
    meth("WriteLine", "char[] buffer, int index, int count", "void", write_line),
    meth("WriteLine", "string format, System.Object arg0", "void", write_line),
    meth("WriteLine", "string format, params System.Object[] arg", "void", write_line),
    prop(
        "NewLine", "string", [](Call& c) { return Value(writer(c).new_line); },
        [](Call& c) { return writer(c).new_line = text(c, 0), nothing(); }),
    prop("Encoding", "System.Text.Encoding",
         [](Call& c) {
             const auto& encoding = writer(c).encoding();
             return encoding ? Value(encoding) : Value(make<Encoding>(EncodingKind::Utf16Le, true));
         }),
    meth("Flush", "", "void", [](Call& c) { return writer(c).flush(), nothing(); }),
    meth("Close", "", "void", close_writer),
    meth("Dispose", "", "void", close_writer),
};
#undef KESTRUN_WRITE

Value new_string_writer(Call& c)
{
    auto* builder = c.args.empty() ? nullptr : c.args[0].as<StringBuilder>();
    return Value(make<TextWriter>(builder ? Ref<StringBuilder>(builder) : make<StringBuilder>()));
}

constexpr MemberDef string_writer_members[] = {
    ctor("", new_string_writer),
    ctor("System.IFormatProvider formatProvider", new_string_writer),
    ctor("System.Text.StringBuilder sb", new_string_writer),
    meth("GetStringBuilder", "", "System.Text.StringBuilder", [](Call& c) { return Value(writer(c).builder()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(writer(c).text()); }),
};

constexpr MemberDef stream_writer_members[] = {
    ctor("System.IO.Stream stream", writer_over),
    ctor("System.IO.Stream stream, System.Text.Encoding encoding", writer_over),
    ctor("System.IO.Stream stream, System.Text.Encoding encoding, int bufferSize", writer_over),
    ctor("System.IO.Stream stream, System.Text.Encoding encoding = null, int bufferSize = -1, bool leaveOpen = False", writer_over),
    ctor("string path", open_writer),
    ctor("string path, bool append", open_writer),
    ctor("string path, bool append, System.Text.Encoding encoding", open_writer),
    prop(
        "AutoFlush", "bool", [](Call& c) { return Value(writer(c).auto_flush); },
        [](Call& c) {
            writer(c).auto_flush = flag(c, 0);
            if (flag(c, 0)) writer(c).flush();
            return nothing();
        }),
    prop("BaseStream", "System.IO.Stream", [](Call& c) { return Value(writer(c).stream()); }),
};

constexpr TypeDef table[] = {
    {"System.IO.TextReader", "System.MarshalByRefObject", TypeFlags::Abstract, "", "System.IDisposable", reader_members},
    {"System.IO.StringReader", "System.IO.TextReader", TypeFlags::None, "", "", string_reader_members},
    {"System.IO.StreamReader", "System.IO.TextReader", TypeFlags::None, "", "", stream_reader_members},
    {"System.IO.TextWriter", "System.MarshalByRefObject", TypeFlags::Abstract, "", "System.IDisposable", writer_members},
    {"System.IO.StringWriter", "System.IO.TextWriter", TypeFlags::None, "", "", string_writer_members},
    {"System.IO.StreamWriter", "System.IO.TextWriter", TypeFlags::None, "", "", stream_writer_members},
};

} // namespace

std::span<const TypeDef> text_io_types_types() { return table; }

} // namespace kestrun::value
