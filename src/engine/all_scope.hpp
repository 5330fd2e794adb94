// Variables with the option AllScope (about_Scopes): each scope that is made after them has them, too, and assigning there assigns to them.
#pragma once
#include "engine/scope.hpp"

namespace kestrun::engine {

/// True once any script of the process has made such a variable; calls look for them from then on.
bool any_all_scope_variables() noexcept;
void note_all_scope_variable() noexcept;
/// Lets the new scope's slots that are named as AllScope variables of outer scopes stand for those.
void adopt_all_scope_variables(Scope& scope);

} // namespace kestrun::engine
