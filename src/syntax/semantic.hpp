#pragma once

#include "syntax/ast.hpp"
#include "syntax/diagnostics.hpp"
#include "syntax/parser.hpp"

#include <unordered_set>

namespace kestrun::syntax {

/// Sets the parent of every node and reports what the grammar allows and PowerShell does not: assignments to constants,
/// repeated parameters and keys, a return of a value from a void method, ... Of a tree that was cut off only the parents are
/// set.
void check_semantics(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics, bool cut_off);

/// Where a node stands.
struct SemanticScope
{
    const TypeDefinitionAst* type = nullptr;
    /// The method, or the property whose initial value it is; null inside of script blocks and functions within it.
    const MemberAst* member = nullptr;
};
/// The scope of a node's children.
SemanticScope scope_inside(const Ast& node, const SemanticScope& scope);

// ---- The steps of check_semantics, in their order

/// Types that are defined twice, types and attributes that do not exist, assignments to properties without $this.
void check_symbols(ScriptBlockAst& root, const ParseOptions& options, Diagnostics& diagnostics);
/// Everything else, node by node.
void check_nodes(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics);

// ---- Their parts

struct MethodFlow
{
    /// Uses of variables that are not assigned on every way there.
    std::unordered_set<const Ast*> unassigned;
    /// The end of the body can be reached.
    bool falls_through = false;
};
/// Follows the control flow of a method.
MethodFlow analyze_method(const FunctionMemberAst& method);

/// Can the argument of an attribute be computed while parsing?
bool is_constant_argument(const ExpressionAst& expression);

/// The body of a data statement may hold but little (about_Data_Sections).
void check_data_section(const DataStatementAst& data, const SourceText& source, Diagnostics& diagnostics);

/// The left side of an assignment.
void check_assignment(const AssignmentStatementAst& assignment, Diagnostics& diagnostics);
/// The operand of ++ and --.
void check_increment(const UnaryExpressionAst& unary, Diagnostics& diagnostics);

bool is_void_type(const TypeName& type);
bool is_ref_type(const TypeName& type);
/// The expression in a pipeline that is nothing else, or null.
const ExpressionAst* pure_expression(const StatementAst* statement);
/// The text of a key or a label that is known while parsing; false when it is not.
bool constant_text(const ExpressionAst& expression, std::string& text);

} // namespace kestrun::syntax
