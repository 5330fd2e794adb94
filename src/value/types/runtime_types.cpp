// System.GC, Activator, AppDomain, AppContext, Console, Lazy, WeakReference, Buffer.
#include "base/calendar.hpp"
#include "base/process_facts.hpp"
#include "base/system.hpp"
#include "value/cycles.hpp"
#include "value/encoding.hpp"
#include "value/environment.hpp"
#include "value/file_path.hpp"
#include "value/operators.hpp"
#include "value/stream.hpp"
#include "value/text_io.hpp"
#include "value/types/all_types.hpp"
#include "value/types/string_members.hpp"
#include <cerrno>

namespace kestrun::value {
namespace {

using base::resident_bytes;

Value collect(Call&)
{
    collect_cycles();
    return nothing();
}

constexpr MemberDef gc_members[] = {
    sprop("MaxGeneration", "int", [](Call&) { return Value(2); }),
    smeth("Collect", "", "void", collect),
    smeth("Collect", "int generation", "void", collect),
    smeth("Collect", "int generation, System.GCCollectionMode mode", "void", collect),
    smeth("WaitForPendingFinalizers", "", "void", [](Call&) { return nothing(); }),
    smeth("WaitForFullGCComplete", "", "void", [](Call&) { return nothing(); }),
    smeth("GetTotalMemory", "bool forceFullCollection", "long", [](Call&) { return Value(resident_bytes()); }),
    smeth("GetTotalAllocatedBytes", "bool precise = False", "long", [](Call&) { return Value(resident_bytes()); }),
    smeth("CollectionCount", "int generation", "int", [](Call&) { return Value(0); }),
    smeth("GetGeneration", "System.Object obj", "int", [](Call&) { return Value(0); }),
    smeth("SuppressFinalize", "System.Object obj", "void", [](Call&) { return nothing(); }),
    smeth("KeepAlive", "System.Object obj", "void", [](Call&) { return nothing(); }),
};

Value create_instance(Call& c)
{
    const auto& type = object_arg<Type>(c, 0, "type");
    std::vector<Value> args;
    if (c.args.size() > 1 && !c.args[1].is_null()) args = elements(c.args[1]);
    return value::construct(type, args);
}

constexpr MemberDef activator_members[] = {
    smeth("CreateInstance", "type type", "System.Object", create_instance),
    smeth("CreateInstance", "type type, params System.Object[] args", "System.Object", create_instance),
};

std::string program_folder()
{
    const std::string path = base::program_path();
    return path.empty() ? std::string(1, Paths::separator) : path_folder(path).value_or("") + Paths::separator;
}

class AppDomain final : public Object
{
public:
    const Type& type() const override { return native_type("System.AppDomain"); }
};

constexpr MemberDef domain_members[] = {
    sprop("CurrentDomain", "System.AppDomain", [](Call&) { return Value(make<AppDomain>()); }),
    prop("BaseDirectory", "string", [](Call&) { return Value(program_folder()); }),
    prop("FriendlyName", "string", [](Call&) { return Value("kestrun"); }),
    prop("Id", "int", [](Call&) { return Value(1); }),
    meth("GetAssemblies", "", "System.Reflection.Assembly[]", [](Call&) { return make_array({}); }),
};
constexpr MemberDef context_members[] = {
    sprop("BaseDirectory", "string", [](Call&) { return Value(program_folder()); }),
    sprop("TargetFrameworkName", "string", [](Call&) { return Value(".NETCoreApp,Version=v10.0"); }),
};

// --- Console ---

/// Standard output and error as streams: unbuffered, so that what two writers write does not change places.
class ConsoleStream final : public Stream
{
public:
    explicit ConsoleStream(int fd) : fd_(fd) {}
    const Type& type() const override { return native_type("System.IO.Stream"); }
    bool can_read() const override { return fd_ == 0; }
    bool can_write() const override { return fd_ != 0; }
    bool can_seek() const override { return false; }
    size_t read(char* buffer, size_t count) override
    {
        for (;;) {
            const ssize_t n = base::sys::read(fd_, buffer, count);
            if (n >= 0) return static_cast<size_t>(n);
            if (errno != EINTR) throw_native("System.IO.IOException", "Standard input cannot be read.");
        }
    }
    void write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const ssize_t n = base::sys::write(fd_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) throw_native("System.IO.IOException", "Standard output cannot be written.");
            bytes.remove_prefix(static_cast<size_t>(n));
        }
    }

private:
    int fd_;
};

Ref<TextWriter> console_writer(int fd)
{
    auto writer = make<TextWriter>(make<ConsoleStream>(fd), utf8_encoding(), true);
    writer->auto_flush = true;
    return writer;
}

std::string console_text(const Call& c)
{
    if (c.args.empty()) return {};
    const Value& value = c.args[0];
    if (c.args.size() > 1) {
        const std::vector<Value> args =
            c.args.size() == 2 && c.args[1].is_array() ? elements(c.args[1]) : std::vector<Value>(c.args.begin() + 1, c.args.end());
        return format_composite(text(value), args);
    }
    if (value.is_null()) return {};
    return value.is_string() || value.tag() == Tag::Char ? piece(value) : dotnet_text(value);
}

Value console_write(Call& c)
{
    ConsoleStream(1).write(utf8_encoding()->encode(console_text(c)));
    return nothing();
}

Value console_write_line(Call& c)
{
    ConsoleStream(1).write(utf8_encoding()->encode(console_text(c)) + base::new_line);
    return nothing();
}

TextReader& standard_input()
{
    static TextReader* reader = make<TextReader>(make<ConsoleStream>(0), utf8_encoding(), false, true).detach();
    return *reader;
}

Value read_line(Call&)
{
    const auto line = standard_input().read_line();
    return line ? Value(*line) : Value();
}

/// Colours are the terminal's business; scripts set and read them.
template <int Initial>
int64_t& colour()
{
    static thread_local int64_t value = Initial;
    return value;
}

template <int Initial>
Value get_colour(Call&)
{
    return enum_value("System.ConsoleColor", colour<Initial>());
}
template <int Initial>
Value set_colour(Call& c)
{
    colour<Initial>() = enum_arg(c, 0);
    return nothing();
}

constexpr MemberDef console_members[] = {
    smeth("Write", "string value", "void", console_write),
    smeth("Write", "System.Object value", "void", console_write),
    smeth("Write", "string format, params System.Object[] arg", "void", console_write),
    smeth("WriteLine", "", "void", console_write_line),
    smeth("WriteLine", "string value", "void", console_write_line),
    smeth("WriteLine", "System.Object value", "void", console_write_line),
    smeth("WriteLine", "string format, params System.Object[] arg", "void", console_write_line),
    smeth("ReadLine", "", "string", read_line),
    smeth("Read", "", "int", [](Call&) { return Value(standard_input().read(true)); }),
    smeth("ResetColor", "", "void", [](Call&) { return nothing(); }),
    smeth("Beep", "", "void", [](Call&) { return nothing(); }),
    smeth("OpenStandardInput", "", "System.IO.Stream", [](Call&) { return Value(make<ConsoleStream>(0)); }),
    smeth("OpenStandardOutput", "", "System.IO.Stream", [](Call&) { return Value(make<ConsoleStream>(1)); }),
    smeth("OpenStandardError", "", "System.IO.Stream", [](Call&) { return Value(make<ConsoleStream>(2)); }),
    sprop("Out", "System.IO.TextWriter", [](Call&) { return Value(console_writer(1)); }),
    sprop("Error", "System.IO.TextWriter", [](Call&) { return Value(console_writer(2)); }),
    sprop("In", "System.IO.TextReader", [](Call&) { return Value(Ref<TextReader>(&standard_input())); }),
    sprop(
        "OutputEncoding", "System.Text.Encoding", [](Call&) { return Value(utf8_encoding()); }, [](Call&) { return nothing(); }),
    sprop(
        "InputEncoding", "System.Text.Encoding", [](Call&) { return Value(utf8_encoding()); }, [](Call&) { return nothing(); }),
    sprop("ForegroundColor", "System.ConsoleColor", get_colour<-1>, set_colour<-1>),
    sprop("BackgroundColor", "System.ConsoleColor", get_colour<-2>, set_colour<-2>),
    sprop("IsOutputRedirected", "bool", [](Call&) { return Value(base::sys::isatty(1) == 0); }),
    sprop("IsInputRedirected", "bool", [](Call&) { return Value(base::sys::isatty(0) == 0); }),
    sprop("IsErrorRedirected", "bool", [](Call&) { return Value(base::sys::isatty(2) == 0); }),
    sprop("WindowWidth", "int", [](Call&) { return Value(120); }),
    sprop("WindowHeight", "int", [](Call&) { return Value(30); }),
    sprop("BufferWidth", "int", [](Call&) { return Value(120); }),
    sprop(
        "CursorVisible", "bool", [](Call&) { return Value(true); }, [](Call&) { return nothing(); }),
    sprop(
        "Title", "string", [](Call&) { return Value(""); }, [](Call&) { return nothing(); }),
    sprop(
        "TreatControlCAsInput", "bool", [](Call&) { return Value(false); }, [](Call&) { return nothing(); }),
};

// --- Lazy, WeakReference ---

class Lazy final : public Object
{
public:
    Lazy(const Type& type, Value maker) : factory(std::move(maker)), type_(&type) { mark_container(); }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override
    {
        tracer.visit(factory);
        tracer.visit(value);
    }
    void clear_references() override { factory = value = {}; }
    Value factory, value;
    bool made = false;

private:
    const Type* type_;
};

Value new_lazy(Call& c)
{
    const bool has_factory = !c.args.empty() && !c.args[0].is_bool();
    return Value(make<Lazy>(c.type, has_factory ? c.args[0] : Value()));
}

Value lazy_value(Call& c)
{
    auto& lazy = self<Lazy>(c);
    if (!lazy.made) {
        const Type& type = *c.type.generic_args()[0];
        lazy.value = lazy.factory.is_null() ? value::construct(type, {}) : convert(call_delegate(lazy.factory, {}), type);
        lazy.made = true;
    }
    return lazy.value;
}

constexpr MemberDef lazy_members[] = {
    ctor("", new_lazy),
    ctor("System.Func[T] valueFactory", new_lazy),
    ctor("bool isThreadSafe", new_lazy),
    ctor("System.Func[T] valueFactory, bool isThreadSafe", new_lazy),
    prop("Value", "T", lazy_value),
    prop("IsValueCreated", "bool", [](Call& c) { return Value(self<Lazy>(c).made); }),
};

/// Objects here are counted: a reference that did not count could dangle. It keeps its target; scripts see it alive.
class WeakReference final : public Object
{
public:
    explicit WeakReference(Value held) : target(std::move(held)) { mark_container(); }
    const Type& type() const override { return native_type("System.WeakReference"); }
    void trace(Tracer& tracer) const override { tracer.visit(target); }
    void clear_references() override { target = {}; }
    Value target;
};

constexpr MemberDef weak_members[] = {
    ctor("System.Object target", [](Call& c) { return Value(make<WeakReference>(c.args[0])); }),
    prop(
        "Target", "System.Object", [](Call& c) { return self<WeakReference>(c).target; },
        [](Call& c) { return self<WeakReference>(c).target = c.args[0], nothing(); }),
    prop("IsAlive", "bool", [](Call& c) { return Value(!self<WeakReference>(c).target.is_null()); }),
};

Value block_copy(Call& c)
{
    auto &source = object_arg<Bytes>(c, 0, "src"), &target = object_arg<Bytes>(c, 2, "dst");
    const int32_t from = i32(c, 1), to = i32(c, 3), count = i32(c, 4);
    if (from < 0) throw_negative("srcOffset", from);
    if (to < 0) throw_negative("dstOffset", to);
    if (count < 0) throw_negative("count", count);
    if (static_cast<size_t>(from) + static_cast<size_t>(count) > source.data().size() ||
        static_cast<size_t>(to) + static_cast<size_t>(count) > target.data().size()) {
        throw_native("System.ArgumentException",
                     "Offset and length were out of bounds for the array or count is greater than the number of "
                     "elements from index to the end of the source collection.");
    }
    const std::string bytes = source.snapshot().substr(static_cast<size_t>(from), static_cast<size_t>(count));
    target.overwrite(static_cast<size_t>(to), bytes);
    return nothing();
}

constexpr MemberDef buffer_members[] = {
    smeth("BlockCopy", "array src, int srcOffset, array dst, int dstOffset, int count", "void", block_copy),
    smeth("ByteLength", "array array", "int",
          [](Call& c) { return Value(static_cast<int32_t>(object_arg<Sequence>(c, 0, "array").size())); }),
};

constexpr TypeDef table[] = {
    {"System.GC", "System.Object", TypeFlags::Static, "", "", gc_members},
    {"System.Activator", "System.Object", TypeFlags::Static, "", "", activator_members},
    {"System.AppDomain", "System.MarshalByRefObject", TypeFlags::Sealed, "", "", domain_members},
    {"System.AppContext", "System.Object", TypeFlags::Static, "", "", context_members},
    {"System.Console", "System.Object", TypeFlags::Static, "", "", console_members},
    {"System.Lazy`1", "System.Object", TypeFlags::GenericDefinition, "", "", lazy_members},
    {"System.WeakReference", "System.Object", TypeFlags::None, "", "", weak_members},
    {"System.Buffer", "System.Object", TypeFlags::Static, "", "", buffer_members},
};

} // namespace

std::span<const TypeDef> runtime_types_types() { return table; }

} // namespace kestrun::value
