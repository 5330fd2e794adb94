// The Kr commands and the types they bring, for programs that run scripts.
#pragma once

namespace kestrun::kr {

/// Registers the commands of the engine's own modules, the Kr commands, and their types and displays. Call once, before the first session;
/// costs next to nothing.
void register_commands();

/// Only Invoke-WebRequest and Invoke-RestMethod, for a program that has registered the engine's own commands itself.
void register_web_commands();

} // namespace kestrun::kr
