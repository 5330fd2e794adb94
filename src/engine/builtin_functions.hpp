// The functions that every session starts with: prompt, help, oss and the like (Get-Command -CommandType Function).
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// The built-in function of that name, defined in the session's global scope when it is first asked for. Null when there is none, and
/// when a script has removed it.
Ref<CommandInfo> builtin_function(SessionImpl& session, std::string_view name);
/// Defines all built-in functions that are not there yet, for listings.
void define_builtin_functions(SessionImpl& session);
bool is_builtin_function(std::string_view name);

} // namespace kestrun::engine
