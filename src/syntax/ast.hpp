#pragma once

// The tree of a script, in whole.
#include "syntax/ast_expression.hpp"
#include "syntax/ast_node.hpp"
#include "syntax/ast_script.hpp"
#include "syntax/ast_statement.hpp"

#undef KESTRUN_AST_BASE
#undef KESTRUN_AST_NODE
