// The prompt: reads, completes, runs, until `exit` or the end of the input.
#pragma once
#include "app/console_host.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::app {

/// Runs the files of $PROFILE.
void run_profiles(engine::SessionImpl& session);
/// On the session's fiber, at a terminal. The process's exit status.
int run_shell(engine::SessionImpl& session, ConsoleHost& host);

} // namespace kestrun::app
