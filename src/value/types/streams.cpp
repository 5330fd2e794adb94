// System.IO.Stream, MemoryStream, FileStream.
#include "value/file_path.hpp"
#include "value/native_failure.hpp"
#include "value/stream.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"

namespace kestrun::value {
namespace {

Stream& own(const Call& c) { return self<Stream>(c); }

/// offset and count of (byte[] buffer, int offset, int count) inside a buffer of that size.
void check_window(const Call& c, size_t size, size_t& offset, size_t& count)
{
    if (c.args.size() < 3) {
        offset = 0;
        count = size;
        return;
    }
    if (i32(c, 1) < 0) throw_negative("offset", i32(c, 1));
    if (i32(c, 2) < 0 || static_cast<size_t>(i32(c, 1)) + static_cast<size_t>(i32(c, 2)) > size) {
        throw_range("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the "
                    "end of the source collection.",
                    "count");
    }
    offset = static_cast<size_t>(i32(c, 1));
    count = static_cast<size_t>(i32(c, 2));
}

size_t read_into(const Call& c, bool all)
{
    auto& buffer = object_arg<Sequence>(c, 0, "buffer");
    size_t offset = 0, count = 0;
    check_window(c, buffer.size(), offset, count);
    std::string bytes(count, '\0');
    size_t got = 0;
    do {
        const size_t n = own(c).read(bytes.data() + got, count - got);
        if (n == 0) break;
        got += n;
    } while (all && got < count);
    if (auto* raw = c.args[0].as<Bytes>()) {
        raw->overwrite(offset, std::string_view(bytes).substr(0, got));
    } else {
        for (size_t i = 0; i < got; ++i) buffer.set(offset + i, Value::integer(Tag::Byte, static_cast<uint8_t>(bytes[i])));
    }
    return got;
}

Value read(Call& c) { return Value(static_cast<int32_t>(read_into(c, false))); }

Value read_exactly(Call& c)
{
    size_t offset = 0, count = 0;
    check_window(c, object_arg<Sequence>(c, 0, "buffer").size(), offset, count);
    if (read_into(c, true) < count) throw_native("System.IO.EndOfStreamException", "Unable to read beyond the end of the stream.");
    return nothing();
}

Value read_byte(Call& c)
{
    char byte = 0;
    return Value(own(c).read(&byte, 1) == 1 ? static_cast<int32_t>(static_cast<unsigned char>(byte)) : -1);
}

Value write(Call& c)
{
    std::string storage;
    const std::string_view bytes = bytes_arg(c, 0, "buffer", storage);
    size_t offset = 0, count = 0;
    check_window(c, bytes.size(), offset, count);
    own(c).write(bytes.substr(offset, count));
    return nothing();
}

Value write_byte(Call& c)
{
    const char byte = static_cast<char>(i64(c, 0));
    own(c).write({&byte, 1});
    return nothing();
}

Value seek(Call& c)
{
    const int64_t origin = enum_arg(c, 1);
    const int64_t base = origin == 0 ? 0 : origin == 1 ? own(c).position() : own(c).length();
    const int64_t target = base + i64(c, 0);
    if (target < 0) throw_native("System.IO.IOException", "An attempt was made to move the position before the beginning of the stream.");
    own(c).set_position(target);
    return Value(target);
}

Value copy_to(Call& c)
{
    auto& target = object_arg<Stream>(c, 0, "destination");
    char buffer[65536];
    while (const size_t n = own(c).read(buffer, sizeof buffer)) target.write({buffer, n});
    return nothing();
}

Value close(Call& c)
{
    own(c).close();
    return nothing();
}

Value flush(Call& c)
{
    own(c).flush();
    return nothing();
}

Value set_position(Call& c)
{
    if (i64(c, 0) < 0) throw_negative("value", i64(c, 0));
    own(c).set_position(i64(c, 0));
    return nothing();
}

Value set_length(Call& c)
{
    if (i64(c, 0) < 0) throw_negative("value", i64(c, 0));
    own(c).set_length(i64(c, 0));
    return nothing();
}

constexpr MemberDef stream_members[] = {
    sprop("Null", "System.IO.Stream", [](Call&) { return Value(make<MemoryStream>("", false, false)); }),
    prop("CanRead", "bool", [](Call& c) { return Value(own(c).can_read()); }),
    prop("CanSeek", "bool", [](Call& c) { return Value(own(c).can_seek()); }),
    prop("CanWrite", "bool", [](Call& c) { return Value(own(c).can_write()); }),
    prop("CanTimeout", "bool", [](Call&) { return Value(false); }),
    prop("Length", "long", [](Call& c) { return Value(own(c).length()); }),
    prop(
        "Position", "long", [](Call& c) { return Value(own(c).position()); }, set_position),
    meth("Read", "byte[] buffer, int offset, int count", "int", read),
    meth("Read", "byte[] buffer", "int", read),
    meth("ReadExactly", "byte[] buffer, int offset, int count", "void", read_exactly),
    meth("ReadExactly", "byte[] buffer", "void", read_exactly),
    meth("ReadByte", "", "int", read_byte),
    meth("Write", "byte[] buffer, int offset, int count", "void", write),
    meth("Write", "byte[] buffer", "void", write),
    meth("WriteByte", "byte value", "void", write_byte),
    meth("Seek", "long offset, System.IO.SeekOrigin origin", "long", seek),
    meth("SetLength", "long value", "void", set_length),
    meth("CopyTo", "System.IO.Stream destination", "void", copy_to),
    meth("CopyTo", "System.IO.Stream destination, int bufferSize", "void", copy_to),
    meth("Flush", "", "void", flush),
    meth("Close", "", "void", close),
    meth("Dispose", "", "void", close),
};

Value memory_over(Call& c)
{
    std::string storage;
    std::string_view bytes = bytes_arg(c, 0, "buffer", storage);
    bool writable = true;
    if (c.args.size() >= 3) {
        size_t offset = 0, count = 0;
        check_window(c, bytes.size(), offset, count);
        bytes = bytes.substr(offset, count);
    }
    if (c.args.size() == 2 || c.args.size() == 4) writable = c.args.back().as_bool();
    return Value(make<MemoryStream>(std::string(bytes), false, writable));
}

Value memory_to_array(Call& c) { return make_bytes(self<MemoryStream>(c).bytes()); }

constexpr MemberDef memory_members[] = {
    ctor("", [](Call&) { return Value(make<MemoryStream>()); }),
    ctor("int capacity",
         [](Call& c) {
             if (i32(c, 0) < 0) throw_negative("capacity", i32(c, 0));
             check_array_length(static_cast<uint64_t>(i32(c, 0)));
             return Value(make<MemoryStream>());
         }),
    ctor("byte[] buffer", memory_over),
    ctor("byte[] buffer, bool writable", memory_over),
    ctor("byte[] buffer, int index, int count", memory_over),
    ctor("byte[] buffer, int index, int count, bool writable", memory_over),
    prop("Capacity", "int", [](Call& c) { return Value(static_cast<int32_t>(self<MemoryStream>(c).bytes().capacity())); }),
    meth("ToArray", "", "byte[]", memory_to_array),
    meth("GetBuffer", "", "byte[]", memory_to_array),
    meth("WriteTo", "System.IO.Stream stream", "void",
         [](Call& c) { return object_arg<Stream>(c, 0, "stream").write(self<MemoryStream>(c).bytes()), nothing(); }),
};

Value open_file(Call& c)
{
    require(c, 0, "path");
    if (text(c, 0).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "path");
    const int64_t mode = enum_arg(c, 1);
    const int64_t access = c.args.size() > 2 ? enum_arg(c, 2) : mode == 6 ? 2 : 3;
    return Value(make<FileStream>(full_path(text(c, 0)), mode, access));
}

constexpr MemberDef file_members[] = {
    ctor("string path, System.IO.FileMode mode", open_file),
    ctor("string path, System.IO.FileMode mode, System.IO.FileAccess access", open_file),
    ctor("string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share", open_file),
    ctor("string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share, int bufferSize", open_file),
    prop("Name", "string", [](Call& c) { return Value(self<FileStream>(c).path()); }),
    prop("IsAsync", "bool", [](Call&) { return Value(false); }),
    meth("Flush", "bool flushToDisk", "void", flush),
};

constexpr TypeDef table[] = {
    {"System.IO.Stream", "System.MarshalByRefObject", TypeFlags::Abstract, "", "System.IDisposable", stream_members},
    {"System.IO.MemoryStream", "System.IO.Stream", TypeFlags::Locked, "", "", memory_members},
    {"System.IO.FileStream", "System.IO.Stream", TypeFlags::None, "", "", file_members},
    {"System.MarshalByRefObject", "System.Object", TypeFlags::Abstract},
};

} // namespace

std::span<const TypeDef> streams_types() { return table; }

} // namespace kestrun::value
