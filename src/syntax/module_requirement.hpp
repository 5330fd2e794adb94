#pragma once

#include "syntax/ast.hpp"

#include <string>

namespace kestrun::syntax {

/// Is the hash literal made of constants only?
bool is_constant_hashtable(const HashtableAst& table);

/// Reads a module specification (about_Requires, about_Using). False when it is none; problem is then PowerShell's text.
bool module_requirement(const HashtableAst& table, ModuleRequirement& result, std::string& problem);

/// major, and up to three more numbers, between dots.
bool is_version(std::string_view text, bool allow_major_only);

} // namespace kestrun::syntax
