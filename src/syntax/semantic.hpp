#pragma once

#include "syntax/ast.hpp"
#include "syntax/diagnostics.hpp"
#include "syntax/parser.hpp"

namespace kestrun::syntax {

/// Sets the parent of every node and reports what the grammar allows and PowerShell does not: assignments to constants,
/// repeated parameters and keys, a return of a value from a void method, ...
void check_semantics(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics);

} // namespace kestrun::syntax
