// Classes and enums written in PowerShell (about_Classes, about_Enum), and the definition of functions.
#pragma once
#include "engine/compiler.hpp"

namespace kestrun::engine {

/// Defines a function in a scope; read-only ones throw FunctionNotWritable.
void define_function(SessionImpl& session, Scope& scope, Symbol symbol, const Ref<CommandInfo>& info);

} // namespace kestrun::engine
