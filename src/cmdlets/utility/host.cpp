#include "cmdlets/utility/host.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/utility/host_prompts.hpp"

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
    {"ReadLineAsSecureString", MemberKind::Method, "", "securestring", read_secure_line},
    {"PromptForChoice", MemberKind::Method, "string caption, string message, object choices, int defaultChoice", "int", prompt_for_choice},
    {"Prompt", MemberKind::Method, "string caption, string message, object descriptions",
     "System.Collections.Generic.Dictionary[string,psobject]", prompt_for_fields},
    {"PromptForCredential", MemberKind::Method, "string caption, string message, string userName, string targetName", "pscredential",
     prompt_for_credential},
};

// --- RawUI: the screen ---

constexpr const char* raw_type = "System.Management.Automation.Internal.Host.InternalHostRawUserInterface";
constexpr const char* size_type = "System.Management.Automation.Host.Size";

Value screen_size(value::Call&)
{
    return make_data(size_type, {Value(int32_t{host().width()}), Value(int32_t{host().height()})},
                     [](const DataObject& size) { return value::to_text(size.slot(0)) + "," + value::to_text(size.slot(1)); });
}

Value set_title(value::Call& call)
{
    static_cast<DataObject*>(call.self.object())->set_slot(2, call.arg(0));
    if (host().supports_color()) host().write("\x1b]0;" + value::to_text(call.arg(0)) + "\a");
    return Value::nothing();
}

constexpr MemberDef raw_members[] = {
    slot_rw<0>("ForegroundColor", "System.ConsoleColor"),
    slot_rw<1>("BackgroundColor", "System.ConsoleColor"),
    {"BufferSize", MemberKind::Property, "", size_type, screen_size},
    {"WindowSize", MemberKind::Property, "", size_type, screen_size},
    {"MaxWindowSize", MemberKind::Property, "", size_type, screen_size},
    {"MaxPhysicalWindowSize", MemberKind::Property, "", size_type, screen_size},
    {"WindowTitle", MemberKind::Property, "", "string",
     [](value::Call& call) { return static_cast<DataObject*>(call.self.object())->slot(2); }, set_title},
};
constexpr MemberDef size_members[] = {
    {"new", MemberKind::Constructor, "int width, int height", "",
     [](value::Call& call) {
         return make_data(size_type, {call.arg(0), call.arg(1)});
     }},
    slot_rw<0>("Width", "int"),
    slot_rw<1>("Height", "int"),
};
constexpr value::TypeDef types[] = {
    {.full_name = "System.Management.Automation.Internal.Host.InternalHostUserInterface", .members = ui_members},
    {.full_name = raw_type, .members = raw_members},
    {.full_name = size_type, .flags = value::TypeFlags::ValueType, .members = size_members},
};

} // namespace

std::span<const value::TypeDef> host_types() { return types; }

Value make_host(Context& context)
{
    const Value raw = make_data(raw_type, {enum_value("System.ConsoleColor", -1), enum_value("System.ConsoleColor", -1), Value("kestrun")});
    const Value ui = make_data("System.Management.Automation.Internal.Host.InternalHostUserInterface", {raw});
    const Value culture = value::get_static_property(value::types::culture_info(), Name("CurrentCulture"));
    return make_data("System.Management.Automation.Internal.Host.InternalHost",
                     {Value(context.host().name()), value::convert(Value("7.6.0"), value::types::version()),
                      value::invoke_static(value::types::guid(), Name("NewGuid"), {}), ui, culture, culture, Value()});
}

} // namespace kestrun::cmdlets
