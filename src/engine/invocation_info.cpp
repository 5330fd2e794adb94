#include "engine/invocation_info.hpp"
#include "value/dictionary.hpp"
#include <algorithm>

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

namespace {

/// Byte offset of the n-th character of UTF-8 text; its size when it has fewer.
size_t byte_of(std::string_view text, size_t n)
{
    size_t at = 0;
    while (at < text.size() && n > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        --n;
    }
    return at;
}

size_t characters_in(std::string_view text)
{
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

const std::string& InvocationInfo::file() const
{
    static const std::string none;
    return source ? source->file() : none;
}

uint32_t InvocationInfo::line_number() const { return source ? source->line_number(extent.start) : 0; }

std::string_view InvocationInfo::line() const { return source ? source->line(line_number()) : std::string_view(); }

bool InvocationInfo::line_ends() const { return source && line_number() < source->line_count(); }

std::string_view InvocationInfo::text() const { return source ? source->slice(extent) : std::string_view(); }

InvocationInfo::Excerpt InvocationInfo::excerpt() const
{
    constexpr size_t most = 69, least_before = 12, least_after = 8;
    if (!source) return {};
    const std::string_view line = this->line();
    const syntax::Position at = source->position(extent.start), last = source->position(extent.end);
    const size_t length = last.line == at.line ? last.column - at.column : line.size() - std::min<size_t>(line.size(), at.column - 1);
    const size_t total = characters_in(line);
    size_t before = std::min<size_t>(at.column - 1, total);
    size_t marked = std::max<size_t>(length, 1);
    if (total <= most) return {std::string(line), before, marked};
    marked = std::min(marked, std::max<size_t>(total - before, 1));
    const size_t start = before, rest = total - std::min(total, before + marked);
    before = std::min(start, least_before);
    size_t after = std::min(rest, least_after);
    if (before + marked + after > most) {
        marked = std::min(marked, most - before);
        after = std::min(after, most - before - marked);
    } else { // what is left shows more of what stands before, then of what stands behind
        size_t spare = most - before - marked - after;
        const size_t more = std::min(spare, start - before);
        before += more;
        spare -= more;
        after += std::min(spare, rest - after);
    }
    const size_t from = byte_of(line, start - before), to = byte_of(line, start + marked + after);
    std::string shown(line.substr(from, to - from));
    if (start > before) {
        shown.insert(0, "\xE2\x80\xA6 ");
        before += 2;
    }
    if (to < line.size()) shown += " \xE2\x80\xA6";
    return {std::move(shown), before, marked};
}

std::string InvocationInfo::position_message() const
{
    if (!source) return {};
    const Excerpt part = excerpt();
    const syntax::Position at = source->position(extent.start);
    std::string message = "At " + (file().empty() ? std::string("line") : file()) + ":" + std::to_string(at.line) +
                          " char:" + std::to_string(at.column) + "\n";
    message += "+ " + part.line + "\n+ " + std::string(part.before, ' ') + std::string(part.length, '~');
    return message;
}

Ref<InvocationInfo> make_invocation_info(const Code& code, syntax::Extent extent)
{
    Ref<InvocationInfo> info = value::make<InvocationInfo>();
    info->source = code.unit().script.source();
    info->extent = extent;
    return info;
}

namespace {

/// The first word of the call as it is written: an operator, the name, or an alias of it.
std::string invocation_name(SessionImpl& session, const CallInfo& call, std::string_view name)
{
    if (!call.code) return std::string(name);
    const std::string_view text = call.code->source().slice(call.extent);
    if (text.starts_with('&')) return "&";
    if (text.starts_with(". ") || text.starts_with(".{") || text.starts_with(".(")) return ".";
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n|;(){}"));
    if (word.empty()) return std::string(name);
    if (value::equals_ignore_case(word, name)) return std::string(word);
    if (call.command && call.command->kind == CommandType::ExternalScript && word.ends_with(name)) return std::string(word);
    return std::string(session.find_alias(word) ? word : name);
}

} // namespace

Value make_invocation_info(SessionImpl& session, const CallInfo& call, std::string_view name, const Bound* bound,
                           const CommandMetadata* metadata, const Ref<ScriptBlockImpl>& block)
{
    Ref<InvocationInfo> info = call.code ? make_invocation_info(*call.code, call.extent) : value::make<InvocationInfo>();
    info->name = invocation_name(session, call, name);
    if (call.command) {
        info->command = Value(const_cast<CommandInfo*>(call.command));
    } else if (block) {
        Ref<CommandInfo> script = value::make<CommandInfo>(CommandType::Script, "");
        script->block = block;
        info->command = Value(script);
    }
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
