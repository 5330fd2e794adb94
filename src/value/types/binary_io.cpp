// System.IO.BinaryReader and BinaryWriter.
#include "value/decimal.hpp"
#include "value/encoding.hpp"
#include "value/stream.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include <bit>

namespace kestrun::value {
namespace {

class BinaryObject final : public Object
{
public:
    BinaryObject(const Type& type, Ref<Stream> stream, Ref<Encoding> encoding, bool leave_open)
        : type_(&type), stream_(std::move(stream)), encoding_(std::move(encoding)), leave_open_(leave_open)
    {
    }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override { tracer.visit(stream_); }
    Stream& stream() const { return *stream_; }
    const Ref<Stream>& base() const { return stream_; }
    const Encoding& encoding() const { return *encoding_; }
    void close()
    {
        stream_->flush();
        if (!leave_open_) stream_->close();
    }
    std::string read(size_t count)
    {
        std::string bytes(count, '\0');
        size_t got = 0;
        while (got < count) {
            const size_t n = stream_->read(bytes.data() + got, count - got);
            if (n == 0) throw_native("System.IO.EndOfStreamException", "Unable to read beyond the end of the stream.");
            got += n;
        }
        return bytes;
    }

private:
    const Type* type_;
    Ref<Stream> stream_;
    Ref<Encoding> encoding_;
    bool leave_open_;
};

BinaryObject& own(const Call& c) { return self<BinaryObject>(c); }

Value construct(Call& c)
{
    auto& stream = object_arg<Stream>(c, 0, c.type.name() == "BinaryReader" ? "input" : "output");
    if (c.type.name() == "BinaryReader" ? !stream.can_read() : !stream.can_write())
        throw_argument("System.ArgumentException",
                       c.type.name() == "BinaryReader" ? "Stream was not readable." : "Stream was not writable.", "");
    Ref<Encoding> encoding = c.args.size() > 1 && c.args[1].as<Encoding>() ? Ref<Encoding>(c.args[1].as<Encoding>()) : utf8_encoding();
    return Value(make<BinaryObject>(c.type, Ref<Stream>(&stream), encoding, flag(c, 2)));
}

template <typename T>
T number_of(const std::string& bytes)
{
    T number;
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

template <typename T, Tag tag>
Value read_integer(Call& c)
{
    return Value::integer(tag, static_cast<int64_t>(number_of<T>(own(c).read(sizeof(T)))));
}

Value read_double(Call& c) { return Value(number_of<double>(own(c).read(8))); }
Value read_single(Call& c) { return Value::single(number_of<float>(own(c).read(4))); }
Value read_bool(Call& c) { return Value(own(c).read(1)[0] != 0); }

Value read_decimal(Call& c)
{
    const std::string bytes = own(c).read(16);
    const auto flags = number_of<uint32_t>(bytes.substr(12));
    const Decimal d(number_of<uint64_t>(bytes), number_of<uint32_t>(bytes.substr(8)), static_cast<uint8_t>(flags >> 16),
                    (flags >> 31) != 0);
    return Value(make<DecimalObject>(d));
}

uint64_t read_seven_bit(BinaryObject& reader)
{
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const auto byte = static_cast<uint8_t>(reader.read(1)[0]);
        number |= static_cast<uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
    throw_native("System.FormatException", "Too many bytes in what should have been a 7-bit encoded integer.");
}

Value read_string(Call& c)
{
    const auto size = static_cast<int32_t>(read_seven_bit(own(c)));
    if (size < 0)
        throw_native("System.IO.IOException",
                     "BinaryReader encountered an invalid string length of " + std::to_string(size) + " characters.");
    std::string bytes, part;
    while (bytes.size() < static_cast<size_t>(size)) { // piece by piece: the length is what the data say
        part = own(c).read(std::min<size_t>(static_cast<size_t>(size) - bytes.size(), 65536));
        bytes += part;
    }
    return Value(own(c).encoding().decode(bytes));
}

/// The next character, or nothing at the end of the stream.
std::optional<std::string> next_text(BinaryObject& reader)
{
    char byte = 0;
    std::string bytes;
    const size_t unit = reader.encoding().kind() == EncodingKind::Utf16Le || reader.encoding().kind() == EncodingKind::Utf16Be   ? 2
                        : reader.encoding().kind() == EncodingKind::Utf32Le || reader.encoding().kind() == EncodingKind::Utf32Be ? 4
                                                                                                                                 : 1;
    while (bytes.size() < unit) {
        if (reader.stream().read(&byte, 1) == 0) return std::nullopt;
        bytes += byte;
    }
    const auto first = static_cast<uint8_t>(bytes[0]);
    size_t more = 0;
    if (reader.encoding().kind() == EncodingKind::Utf8) more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    for (; more > 0 && reader.stream().read(&byte, 1) == 1; --more) bytes += byte;
    return reader.encoding().decode(bytes);
}

Value read_char(Call& c)
{
    const auto text = next_text(own(c));
    if (!text) throw_native("System.IO.EndOfStreamException", "Unable to read beyond the end of the stream.");
    return Value(to_utf16(*text)[0]);
}

Value read_unit(Call& c)
{
    const auto text = next_text(own(c));
    return text ? Value(static_cast<int32_t>(to_utf16(*text)[0])) : Value(-1);
}

Value peek_char(Call& c)
{
    if (!own(c).stream().can_seek()) return Value(-1);
    const int64_t position = own(c).stream().position();
    const Value unit = read_unit(c);
    own(c).stream().set_position(position);
    return unit;
}

Value read_chars(Call& c)
{
    if (i32(c, 0) < 0) throw_negative("count", i32(c, 0));
    std::vector<Value> units;
    while (units.size() < static_cast<size_t>(i32(c, 0))) {
        const auto text = next_text(own(c));
        if (!text) break;
        for (const char16_t unit : to_utf16(*text)) units.emplace_back(unit);
    }
    return typed_array(types::character(), std::move(units));
}

Value read_bytes(Call& c)
{
    if (i32(c, 0) < 0) throw_negative("count", i32(c, 0));
    std::string bytes;
    char buffer[4096];
    while (bytes.size() < static_cast<size_t>(i32(c, 0))) {
        const size_t got = own(c).stream().read(buffer, std::min(sizeof buffer, static_cast<size_t>(i32(c, 0)) - bytes.size()));
        if (got == 0) break;
        bytes.append(buffer, got);
    }
    return make_bytes(std::move(bytes));
}

// Writing

void put(const Call& c, std::string_view bytes) { own(c).stream().write(bytes); }

template <typename T>
void put_number(const Call& c, T number)
{
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    put(c, {bytes, sizeof number});
}

void put_seven_bit(const Call& c, uint64_t number)
{
    std::string bytes;
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    put(c, bytes + static_cast<char>(number));
}

template <typename T>
Value write_integer(Call& c)
{
    return put_number(c, static_cast<T>(c.args[0].as_int64())), nothing();
}

Value write_bytes(Call& c)
{
    std::string storage;
    std::string_view bytes = bytes_arg(c, 0, "buffer", storage);
    if (c.args.size() > 2) {
        if (i32(c, 1) < 0) throw_negative("index", i32(c, 1));
        if (i32(c, 2) < 0 || static_cast<size_t>(i32(c, 1)) + static_cast<size_t>(i32(c, 2)) > bytes.size())
            throw_range("Offset and length were out of bounds for the array or count is greater than the number of elements from index to "
                        "the end of the source collection.",
                        "count");
        bytes = bytes.substr(static_cast<size_t>(i32(c, 1)), static_cast<size_t>(i32(c, 2)));
    }
    return put(c, bytes), nothing();
}

Value write_char(Call& c)
{
    return put(c, own(c).encoding().encode(to_utf8(std::u16string_view(std::u16string(1, c.args[0].as_char()))))), nothing();
}

Value write_chars(Call& c)
{
    require(c, 0, "chars");
    std::u16string units;
    for (const Value& unit : elements(c.args[0])) units += unit.as_char();
    return put(c, own(c).encoding().encode(to_utf8(units))), nothing();
}

Value write_string(Call& c)
{
    require(c, 0, "value");
    const std::string bytes = own(c).encoding().encode(text(c, 0));
    put_seven_bit(c, bytes.size());
    return put(c, bytes), nothing();
}

Value write_decimal(Call& c)
{
    const Decimal& d = c.args[0].as<DecimalObject>()->get();
    put_number(c, d.low());
    put_number(c, d.high());
    put_number(c, static_cast<uint32_t>(d.scale()) << 16 | (d.negative() ? 1U << 31 : 0U));
    return nothing();
}

Value seek(Call& c)
{
    Stream& stream = own(c).stream();
    const int64_t origin = enum_arg(c, 1);
    stream.set_position(i64(c, 0) + (origin == 1 ? stream.position() : origin == 2 ? stream.length() : 0));
    return Value(stream.position());
}

constexpr MemberDef common[] = {
    prop("BaseStream", "System.IO.Stream", [](Call& c) { return Value(own(c).base()); }),
    meth("Close", "", "void", [](Call& c) { return own(c).close(), nothing(); }),
    meth("Dispose", "", "void", [](Call& c) { return own(c).close(), nothing(); }),
};

constexpr MemberDef reader_members[] = {
    ctor("System.IO.Stream input", construct),
    ctor("System.IO.Stream input, System.Text.Encoding encoding", construct),
    ctor("System.IO.Stream input, System.Text.Encoding encoding, bool leaveOpen", construct),
    common[0],
    common[1],
    common[2],
    meth("PeekChar", "", "int", peek_char),
    meth("Read", "", "int", read_unit),
    meth("Read7BitEncodedInt", "", "int", [](Call& c) { return Value(static_cast<int32_t>(read_seven_bit(own(c)))); }),
    meth("Read7BitEncodedInt64", "", "long", [](Call& c) { return Value(static_cast<int64_t>(read_seven_bit(own(c)))); }),
    meth("ReadBoolean", "", "bool", read_bool),
    meth("ReadByte", "", "byte", read_integer<uint8_t, Tag::Byte>),
    meth("ReadBytes", "int count", "byte[]", read_bytes),
    meth("ReadChar", "", "char", read_char),
    meth("ReadChars", "int count", "char[]", read_chars),
    meth("ReadDecimal", "", "decimal", read_decimal),
    meth("ReadDouble", "", "double", read_double),
    meth("ReadInt16", "", "short", read_integer<int16_t, Tag::Int16>),
    meth("ReadInt32", "", "int", read_integer<int32_t, Tag::Int32>),
    meth("ReadInt64", "", "long", read_integer<int64_t, Tag::Int64>),
    meth("ReadSByte", "", "sbyte", read_integer<int8_t, Tag::SByte>),
    meth("ReadSingle", "", "float", read_single),
    meth("ReadString", "", "string", read_string),
    meth("ReadUInt16", "", "ushort", read_integer<uint16_t, Tag::UInt16>),
    meth("ReadUInt32", "", "uint", read_integer<uint32_t, Tag::UInt32>),
    meth("ReadUInt64", "", "ulong", read_integer<uint64_t, Tag::UInt64>),
};

constexpr MemberDef writer_members[] = {
    ctor("System.IO.Stream output", construct),
    ctor("System.IO.Stream output, System.Text.Encoding encoding", construct),
    ctor("System.IO.Stream output, System.Text.Encoding encoding, bool leaveOpen", construct),
    common[0],
    common[1],
    common[2],
    meth("Flush", "", "void", [](Call& c) { return own(c).stream().flush(), nothing(); }),
    meth("Seek", "int offset, System.IO.SeekOrigin origin", "long", seek),
    meth("Write", "bool value", "void", [](Call& c) { return put_number<uint8_t>(c, flag(c, 0) ? 1 : 0), nothing(); }),
    meth("Write", "byte value", "void", write_integer<uint8_t>),
    meth("Write", "sbyte value", "void", write_integer<int8_t>),
    meth("Write", "byte[] buffer", "void", write_bytes),
    meth("Write", "byte[] buffer, int index, int count", "void", write_bytes),
    meth("Write", "char ch", "void", write_char),
    meth("Write", "char[] chars", "void", write_chars),
    meth("Write", "double value", "void", [](Call& c) { return put_number(c, f64(c, 0)), nothing(); }),
    meth("Write", "decimal value", "void", write_decimal),
    meth("Write", "short value", "void", write_integer<int16_t>),
    meth("Write", "ushort value", "void", write_integer<uint16_t>),
    meth("Write", "int value", "void", write_integer<int32_t>),
    meth("Write", "uint value", "void", write_integer<uint32_t>),
    meth("Write", "long value", "void", write_integer<int64_t>),
    meth("Write", "ulong value", "void", write_integer<uint64_t>),
    meth("Write", "float value", "void", [](Call& c) { return put_number(c, static_cast<float>(f64(c, 0))), nothing(); }),
    meth("Write", "string value", "void", write_string),
    meth("Write7BitEncodedInt", "int value", "void", [](Call& c) { return put_seven_bit(c, static_cast<uint32_t>(i32(c, 0))), nothing(); }),
    meth("Write7BitEncodedInt64", "long value", "void",
         [](Call& c) { return put_seven_bit(c, static_cast<uint64_t>(i64(c, 0))), nothing(); }),
};

constexpr TypeDef table[] = {
    {"System.IO.BinaryReader", "System.Object", TypeFlags::None, "", "System.IDisposable", reader_members},
    {"System.IO.BinaryWriter", "System.Object", TypeFlags::None, "", "System.IDisposable", writer_members},
};

} // namespace

std::span<const TypeDef> binary_io_types() { return table; }

} // namespace kestrun::value
