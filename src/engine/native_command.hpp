// Programs of the operating system as commands (about_Pipelines, "Using native commands"; about_Parsing).
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

std::unique_ptr<Processor> make_native_processor(SessionImpl& session, const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller,
                                                 Sink& out, const Streams& streams, const CallInfo& call);

} // namespace kestrun::engine
