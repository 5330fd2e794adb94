// The commands of PowerShell's own modules, for programs that embed the engine.
#pragma once

namespace kestrun::cmdlets {

/// Registers the tables of commands, the types they bring and the default display. Call once, before the first session is made.
void register_all_cmdlets();

} // namespace kestrun::cmdlets
