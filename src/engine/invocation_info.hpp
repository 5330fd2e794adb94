// $MyInvocation and the InvocationInfo of error records.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

class InvocationInfo final : public value::Object
{
public:
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    Value command;    // CommandInfo or null
    std::string name; // InvocationName
    /// The script that the call stands in and where; null for what no script called. The text is the script's own: many errors and
    /// messages of a long script hold no copies of it.
    std::shared_ptr<const syntax::SourceText> source;
    syntax::Extent extent;
    Value bound_parameters; // dictionary
    Value unbound_arguments;
    int pipeline_position = 0, pipeline_length = 0;
    bool expecting_input = false;
    const std::string& file() const; // ScriptName; empty for a script without
    uint32_t line_number() const;    // 0 without a script
    std::string_view line() const;   // the script line, without its end
    bool line_ends() const;          // a line end follows it in the script
    std::string_view text() const;   // of the whole call

    /// The part of the line around the error that fits an 80-column display, with '…' where something is left out.
    struct Excerpt
    {
        std::string line;
        size_t before = 0; // characters before the underlined part
        size_t length = 1; // of the underlined part
    };
    Excerpt excerpt() const;
    /// "At line:1 char:1\n+ ...\n+ ~~~"
    std::string position_message() const;
};

/// block: what runs when no command was named.
Value make_invocation_info(SessionImpl& session, const CallInfo& call, std::string_view name, const Bound* bound,
                           const CommandMetadata* metadata, const Ref<ScriptBlockImpl>& block = {});
/// Of a place in a script.
Ref<InvocationInfo> make_invocation_info(const Code& code, syntax::Extent extent);

} // namespace kestrun::engine
