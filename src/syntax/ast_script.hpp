#pragma once

#include "syntax/ast_node.hpp"

namespace kestrun::syntax {

// ---- Script blocks --------------------------------------------------------------------------------------------------

struct ModuleRequirement
{
    std::string_view name;
    std::string_view guid;
    std::string_view version;
    std::string_view maximum_version;
    std::string_view required_version;
};

/// What the #requires lines of a script ask for.
struct ScriptRequirements
{
    /// "major.minor" as written; empty when absent.
    std::string_view required_ps_version;
    std::span<const std::string_view> required_ps_editions;
    std::span<const ModuleRequirement> required_modules;
    std::span<const std::string_view> required_assemblies;
    bool is_elevation_required = false;
};

struct ScriptBlockAst : Ast
{
    KESTRUN_AST_NODE(ScriptBlockAst, Ast, ScriptBlock)
    AstList<AttributeBaseAst> attributes;
    AstList<UsingStatementAst> using_statements;
    ParamBlockAst* param_block = nullptr;
    NamedBlockAst* begin_block = nullptr;
    NamedBlockAst* process_block = nullptr;
    /// Also holds the statements of a script block without named blocks (the process block, in a filter).
    NamedBlockAst* end_block = nullptr;
    NamedBlockAst* clean_block = nullptr;
    NamedBlockAst* dynamic_param_block = nullptr;
    const ScriptRequirements* script_requirements = nullptr;
};

struct ParamBlockAst : Ast
{
    KESTRUN_AST_NODE(ParamBlockAst, Ast, ParamBlock)
    AstList<AttributeBaseAst> attributes;
    AstList<ParameterAst> parameters;
};

struct NamedBlockAst : Ast
{
    KESTRUN_AST_NODE(NamedBlockAst, Ast, NamedBlock)
    /// Begin, Process, End, Clean or Dynamicparam.
    TokenKind block_kind = TokenKind::End;
    /// The statements stand without a block name.
    bool unnamed = false;
    AstList<StatementAst> statements;
    AstList<TrapStatementAst> traps;
};

struct StatementBlockAst : Ast
{
    KESTRUN_AST_NODE(StatementBlockAst, Ast, StatementBlock)
    AstList<StatementAst> statements;
    AstList<TrapStatementAst> traps;
};

struct ParameterAst : Ast
{
    KESTRUN_AST_NODE(ParameterAst, Ast, Parameter)
    AstList<AttributeBaseAst> attributes;
    VariableExpressionAst* name = nullptr;
    ExpressionAst* default_value = nullptr;
};

// ---- Attributes -----------------------------------------------------------------------------------------------------

struct NamedAttributeArgumentAst : Ast
{
    KESTRUN_AST_NODE(NamedAttributeArgumentAst, Ast, NamedAttributeArgument)
    std::string_view argument_name;
    /// When omitted, a ConstantExpressionAst for $true.
    ExpressionAst* argument = nullptr;
    bool expression_omitted = false;
};

struct AttributeBaseAst : Ast
{
    KESTRUN_AST_BASE(AttributeBaseAst, Ast, Attribute, TypeConstraint)
    TypeName* type_name = nullptr;
};

struct AttributeAst : AttributeBaseAst
{
    KESTRUN_AST_NODE(AttributeAst, AttributeBaseAst, Attribute)
    AstList<ExpressionAst> positional_arguments;
    AstList<NamedAttributeArgumentAst> named_arguments;
};

struct TypeConstraintAst : AttributeBaseAst
{
    KESTRUN_AST_NODE(TypeConstraintAst, AttributeBaseAst, TypeConstraint)
};

// ---- Functions and types --------------------------------------------------------------------------------------------

struct FunctionDefinitionAst : StatementAst
{
    KESTRUN_AST_NODE(FunctionDefinitionAst, StatementAst, FunctionDefinition)
    bool is_filter = false;
    bool is_workflow = false;
    std::string_view name;
    Extent name_extent;
    /// Those of `function f($a)`; empty when they stand in a param block of the body.
    AstList<ParameterAst> parameters;
    /// `function f()` has a parameter list, and an empty one.
    bool has_parameter_list = false;
    ScriptBlockAst* body = nullptr;
};

enum class TypeAttributes : std::uint8_t
{
    Class,
    Interface,
    Enum
};

struct MemberAst : Ast
{
    KESTRUN_AST_BASE(MemberAst, Ast, PropertyMember, FunctionMember)
    std::string_view name;
    Extent name_extent;
    AstList<AttributeAst> attributes;
    bool is_static = false;
    bool is_hidden = false;
};

struct PropertyMemberAst : MemberAst
{
    KESTRUN_AST_NODE(PropertyMemberAst, MemberAst, PropertyMember)
    TypeConstraintAst* property_type = nullptr;
    /// For a label of an enum: its value, when one is given.
    ExpressionAst* initial_value = nullptr;
    bool is_literal = false;
};

struct FunctionMemberAst : MemberAst
{
    KESTRUN_AST_NODE(FunctionMemberAst, MemberAst, FunctionMember)
    TypeConstraintAst* return_type = nullptr;
    AstList<ParameterAst> parameters;
    /// The body's first statement is a BaseCtorInvokeMemberExpressionAst in a constructor of a class (written or implied).
    ScriptBlockAst* body = nullptr;
    bool is_constructor = false;
};

struct TypeDefinitionAst : StatementAst
{
    KESTRUN_AST_NODE(TypeDefinitionAst, StatementAst, TypeDefinition)
    std::string_view name;
    Extent name_extent;
    TypeAttributes type_attributes = TypeAttributes::Class;
    AstList<AttributeAst> attributes;
    AstList<TypeConstraintAst> base_types;
    AstList<MemberAst> members;

    bool is_class() const { return type_attributes == TypeAttributes::Class; }
    bool is_enum() const { return type_attributes == TypeAttributes::Enum; }
};

enum class UsingStatementKind : std::uint8_t
{
    Assembly,
    Command,
    Module,
    Namespace,
    Type
};

struct UsingStatementAst : StatementAst
{
    KESTRUN_AST_NODE(UsingStatementAst, StatementAst, UsingStatement)
    UsingStatementKind using_statement_kind = UsingStatementKind::Namespace;
    StringConstantExpressionAst* name = nullptr;
    StringConstantExpressionAst* alias = nullptr;
    HashtableAst* module_specification = nullptr;
};

} // namespace kestrun::syntax
