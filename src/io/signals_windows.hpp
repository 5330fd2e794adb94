#pragma once
// How events of the console become the signals of SignalWatch (loop.hpp): Ctrl+C is SIGINT, Ctrl+Break is SIGBREAK or, when nobody watches
// that, SIGINT; a closed console, the user's logging off and the system's shutdown are SIGTERM.

namespace kestrun::io::signals {

// What the console's handler does for an event, CTRL_C_EVENT and its like; any thread. False when nobody watches it.
bool deliver_console_event(unsigned long event);

} // namespace kestrun::io::signals
