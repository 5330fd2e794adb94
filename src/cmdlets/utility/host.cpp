#include "cmdlets/utility/host.hpp"
#include "cmdlets/support/data_object.hpp"
#include <sys/ioctl.h>
#include <unistd.h>

namespace kestrun::cmdlets {

namespace {

using value::MemberDef;
using value::MemberKind;

engine::Host& host()
{
    Context* context = Context::current();
    if (!context) value::throw_native("System.InvalidOperationException", "There is no session here.");
    return context->host();
}

std::string first_text(const value::Call& call) { return call.args.empty() ? std::string() : value::to_text(call.arg(0)); }

Value window_size(Context& context)
{
    struct winsize size
    {
    };
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    return make_object(
        {{"Width", Value(context.host().width() > 0 ? context.host().width() : 80)}, {"Height", Value(known ? int32_t{size.ws_row} : 50)}});
}

Value write_text(value::Call& call)
{
    // Write(text) or Write(foreground, background, text)
    if (call.args.size() == 3)
        host().write(value::to_text(call.arg(2)), static_cast<int>(integral(call.arg(0))), static_cast<int>(integral(call.arg(1))));
    else
        host().write(first_text(call));
    return Value::nothing();
}
Value write_line(value::Call& call)
{
    host().write_line(call.args.size() == 3 ? value::to_text(call.arg(2)) : first_text(call));
    return Value::nothing();
}
template <Stream S>
Value write_stream_line(value::Call& call)
{
    host().write_stream_line(S, first_text(call));
    return Value::nothing();
}
Value write_error_line(value::Call& call)
{
    host().write_error_line(first_text(call));
    return Value::nothing();
}
Value read_line(value::Call&)
{
    const std::optional<std::string> line = host().read_line("", false);
    return line ? Value(*line) : Value();
}

constexpr MemberDef ui_members[] = {
    slot<0>("RawUI", "object"),
    {"SupportsVirtualTerminal", MemberKind::Property, "", "bool", [](value::Call&) { return Value(host().supports_color()); }},
    {"Write", MemberKind::Method, "string value", "void", write_text},
    {"Write", MemberKind::Method, "System.ConsoleColor foregroundColor, System.ConsoleColor backgroundColor, string value", "void",
     write_text},
    {"WriteLine", MemberKind::Method, "", "void", write_line},
    {"WriteLine", MemberKind::Method, "string value", "void", write_line},
    {"WriteLine", MemberKind::Method, "System.ConsoleColor foregroundColor, System.ConsoleColor backgroundColor, string value", "void",
     write_line},
    {"WriteErrorLine", MemberKind::Method, "string value", "void", write_error_line},
    {"WriteWarningLine", MemberKind::Method, "string message", "void", write_stream_line<Stream::Warning>},
    {"WriteVerboseLine", MemberKind::Method, "string message", "void", write_stream_line<Stream::Verbose>},
    {"WriteDebugLine", MemberKind::Method, "string message", "void", write_stream_line<Stream::Debug>},
    {"ReadLine", MemberKind::Method, "", "string", read_line},
};
constexpr value::TypeDef types[] = {
    {.full_name = "System.Management.Automation.Internal.Host.InternalHostUserInterface", .members = ui_members},
};

} // namespace

std::span<const value::TypeDef> host_types() { return types; }

Value make_host(Context& context)
{
    const Value size = window_size(context);
    const Value raw = make_object({{"ForegroundColor", Value(-1)},
                                   {"BackgroundColor", Value(-1)},
                                   {"BufferSize", size},
                                   {"WindowSize", size},
                                   {"MaxWindowSize", size},
                                   {"WindowTitle", Value("kestrun")}});
    const Value ui = make_data("System.Management.Automation.Internal.Host.InternalHostUserInterface", {raw});
    const Value culture = value::get_static_property(value::types::culture_info(), Name("CurrentCulture"));
    return make_data("System.Management.Automation.Internal.Host.InternalHost",
                     {Value(context.host().name()), value::convert(Value("7.6.0"), value::types::version()),
                      value::invoke_static(value::types::guid(), Name("NewGuid"), {}), ui, culture, culture, Value()});
}

} // namespace kestrun::cmdlets
