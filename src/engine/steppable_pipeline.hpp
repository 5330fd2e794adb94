// ScriptBlock.GetSteppablePipeline: a pipeline that is fed by hand, for functions that wrap a command.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// The compiled pipeline of a block, run step by step. begin once, then process for each object, then end.
class Steps
{
public:
    virtual ~Steps() = default;
    /// Arguments are evaluated in `evaluate`; the commands run as called from `caller`, which must live until end.
    virtual void begin(Frame& evaluate, Frame& caller, Sink& out, bool expects_input) = 0;
    virtual void process(const Value& item) = 0;
    virtual void process_none() = 0;
    virtual void end() = 0;
};

/// Null when the block is no single pipeline of commands.
std::unique_ptr<Steps> make_steps(const Code& code);

/// GetSteppablePipeline()
Value make_steppable_pipeline(ScriptBlockImpl& block);
void register_steppable_pipeline();

} // namespace kestrun::engine
