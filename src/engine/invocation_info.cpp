#include "engine/invocation_info.hpp"
#include "value/dictionary.hpp"

namespace kestrun::engine {

const value::Type& InvocationInfo::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.InvocationInfo");
    return type;
}

void InvocationInfo::trace(value::Tracer& tracer) const
{
    tracer.visit(command);
    tracer.visit(bound_parameters);
    tracer.visit(unbound_arguments);
}

std::string InvocationInfo::position_message() const
{
    if (line_number == 0) return {};
    std::string message =
        "At " + (file.empty() ? std::string("line") : file) + ":" + std::to_string(line_number) + " char:" + std::to_string(column) + "\n";
    message += "+ " + line + "\n+ " + std::string(column > 0 ? column - 1 : 0, ' ') + std::string(std::max<uint32_t>(length, 1), '~');
    return message;
}

Ref<InvocationInfo> make_invocation_info(const Code& code, syntax::Extent extent)
{
    Ref<InvocationInfo> info = value::make<InvocationInfo>();
    const syntax::SourceText& source = code.source();
    const syntax::Position at = source.position(extent.start);
    const syntax::Position last = source.position(extent.end);
    info->line_number = at.line;
    info->column = at.column;
    info->line = std::string(source.line(at.line));
    info->length = last.line == at.line ? last.column - at.column
                                        : static_cast<uint32_t>(info->line.size()) -
                                              std::min<uint32_t>(static_cast<uint32_t>(info->line.size()), at.column - 1);
    info->file = source.file();
    info->text = std::string(source.slice(extent));
    return info;
}

Value make_invocation_info(SessionImpl&, const CallInfo& call, std::string_view name, const Bound* bound, const CommandMetadata* metadata)
{
    Ref<InvocationInfo> info = call.code ? make_invocation_info(*call.code, call.extent) : value::make<InvocationInfo>();
    info->name = std::string(name);
    if (call.command) info->command = Value(const_cast<CommandInfo*>(call.command));
    info->pipeline_position = call.pipeline_position;
    info->pipeline_length = call.pipeline_length;
    info->expecting_input = call.expecting_input;
    Ref<value::Dictionary> table = value::make<value::Dictionary>();
    if (bound && metadata) {
        for (size_t i = 0; i < metadata->parameters.size(); ++i)
            if (bound->is_bound(i)) table->set(metadata->parameters[i].name, bound->values[i]);
        info->unbound_arguments = value::make_array(bound->rest);
    }
    info->bound_parameters = Value(table);
    return Value(info);
}

} // namespace kestrun::engine
