// One activation of a compiled block, and how control leaves a statement.
#pragma once
#include "engine/scope.hpp"
#include "syntax/source.hpp"
#include "value/array.hpp"
#include "value/error.hpp"
#include <memory>

namespace kestrun::engine {

class SessionImpl;
class Code;
struct Node;

/// How a statement ended. Break and Continue carry their label in SessionImpl::flow_label; Return's value has been pushed into the frame's
/// output.
enum class Flow : uint8_t
{
    Normal,
    Break,
    Continue,
    Return
};

/// -ErrorVariable, -WarningVariable, -InformationVariable: keeps what passes, shown or not, of a command and of all it calls.
struct VariableTap
{
    Stream stream;
    Ref<value::List> list;
    const VariableTap* next = nullptr;
};

/// Where the streams of a command go. A null sink is the session's own (the host).
struct Streams
{
    Sink* sinks[8] = {}; // by Stream; Output is not used here (Frame::out)
    const VariableTap* taps = nullptr;
    void tap(Stream stream, const Value& record) const
    {
        for (const VariableTap* t = taps; t; t = t->next)
            if (t->stream == stream) t->list->items().push_back(record);
    }
};

/// What a running command knows of its call: $MyInvocation, the position of errors, common parameters.
struct CallInfo
{
    const CommandInfo* command = nullptr;
    const Code* code = nullptr; // where the call stands
    syntax::Extent extent{};
    int pipeline_position = 1;
    int pipeline_length = 1;
    bool expecting_input = false;
};

struct Frame
{
    Frame(SessionImpl& in, Scope& variables, const Code& what, Sink& output, const Streams& to, Frame* by) noexcept
        : session(in), scope(&variables), slots(variables.slots), code(&what), out(&output), streams(&to), caller(by)
    {
    }
    SessionImpl& session;
    Scope* scope;
    Value* slots; // of scope; compiled local code indexes it
    const Code* code;
    Sink* out;
    const Streams* streams;
    Frame* caller;
    const CallInfo* call = nullptr;
    const Node* position = nullptr;              // the statement that runs
    class PSCmdletObject* cmdlet = nullptr;      // advanced functions
    const class ClassMethod* method = nullptr;   // methods and constructors of script classes
    Value* returned = nullptr;                   // where such a method's return value goes
    const std::vector<Value>* unbound = nullptr; // of a simple function that does not look at its $args: what they would be
};

/// Where the frames from this one outwards stand now; null when no script runs in them.
std::shared_ptr<const value::ScriptStack> script_stack(const Frame* from);

/// break and continue on their way out of a command (ForEach-Object { break }), to the loop around it or to the end of the script.
struct LoopControl
{
    Flow flow;
    std::string label;
};
/// exit
struct ExitRequest
{
    int code;
};
/// Select-Object -First and the like: ends the pipeline that `owner` runs in.
struct StopUpstream
{
    const void* pipeline;
};

} // namespace kestrun::engine
