// The #requires lines of a script: what must hold before it runs (about_Requires).
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// Throws a ScriptRequiresException that names what is missing. Required modules that are not loaded yet are imported, seen from `caller`.
void check_requirements(SessionImpl& session, const syntax::ScriptRequirements& wanted, const std::string& file, Frame& caller);

} // namespace kestrun::engine
