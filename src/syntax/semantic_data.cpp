#include "syntax/ast_children.hpp"
#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"

#include <array>
#include <string>
#include <vector>

// about_Data_Sections: what a data section must not hold.
namespace kestrun::syntax {
namespace {

constexpr std::array<std::string_view, 5> allowed_variables{"PSCulture", "PSUICulture", "true", "false", "null"};
constexpr std::string_view allowed_variable_text = "$PSCulture, $PSUICulture, $true, $false, $null";

// Types whose conversions do nothing but convert.
constexpr std::array<std::string_view, 38> allowed_types{
    "bool",          "byte",          "char",           "datetime",        "decimal",      "double",       "float",
    "guid",          "int",           "int16",          "int32",           "int64",        "long",         "sbyte",
    "short",         "single",        "string",         "timespan",        "uint",         "uint16",       "uint32",
    "uint64",        "ulong",         "ushort",         "System.String",   "System.Int32", "System.Int64", "System.Boolean",
    "System.Double", "System.Single", "System.Decimal", "System.DateTime", "System.Char",  "System.Byte",  "System.SByte",
    "System.Int16",  "System.Guid",   "System.TimeSpan"};

bool contains(const auto& names, std::string_view name)
{
    for (const std::string_view candidate : names) {
        if (equals_ignore_case(candidate, name)) return true;
    }
    return false;
}

class DataChecker
{
public:
    DataChecker(const DataStatementAst& data, Diagnostics& diagnostics) : data_(data), diagnostics_(diagnostics)
    {
        for (const ExpressionAst* command : data.commands_allowed) {
            std::string name;
            if (constant_text(*command, name)) commands_.push_back(std::move(name));
        }
        if (data.commands_allowed.empty()) commands_.emplace_back("ConvertFrom-StringData");
    }

    void check()
    {
        std::vector<const Ast*> pending{data_.body};
        std::vector<const Ast*> children;
        while (!pending.empty()) {
            const Ast* node = pending.back();
            pending.pop_back();
            if (!enter(*node)) continue;
            children.clear();
            for_each_child(*node, [&](Ast& child) { children.push_back(&child); });
            pending.insert(pending.end(), children.rbegin(), children.rend());
        }
    }

private:
    void report(const Ast& node, ErrorId id, std::initializer_list<std::string_view> arguments = {})
    {
        diagnostics_.report(id, node.extent, arguments);
    }

    /// False when the children are not looked at.
    bool enter(const Ast& node)
    {
        switch (node.kind) {
        case AstKind::VariableExpression: variable(cast<VariableExpressionAst>(node)); break;
        case AstKind::Command: command(cast<CommandAst>(node)); break;
        case AstKind::BinaryExpression: binary(cast<BinaryExpressionAst>(node)); break;
        case AstKind::UnaryExpression: unary(cast<UnaryExpressionAst>(node)); break;
        case AstKind::TypeConstraint: type(node, *cast<TypeConstraintAst>(node).type_name); break;
        case AstKind::TypeExpression: type(node, *cast<TypeExpressionAst>(node).type_name); break;
        case AstKind::AttributedExpression:
        case AstKind::Attribute: report(node, ErrorId::AttributeNotSupportedInDataSection); break;
        case AstKind::AssignmentStatement: report(node, ErrorId::AssignmentStatementNotSupportedInDataSection); break;
        case AstKind::FileRedirection:
        case AstKind::MergingRedirection: report(node, ErrorId::RedirectionNotSupportedInDataSection); break;
        case AstKind::ScriptBlockExpression: report(node, ErrorId::ScriptBlockNotSupportedInDataSection); break;
        case AstKind::IndexExpression: report(node, ErrorId::ArrayReferenceNotSupportedInDataSection); break;
        case AstKind::MemberExpression: report(node, ErrorId::PropertyReferenceNotSupportedInDataSection); break;
        case AstKind::InvokeMemberExpression: report(node, ErrorId::MethodCallNotSupportedInDataSection); break;
        case AstKind::FunctionDefinition:
            report(node, ErrorId::FunctionDeclarationNotSupportedInDataSection);
            if (const ScriptBlockAst* body = cast<FunctionDefinitionAst>(node).body)
                report(*body, ErrorId::ScriptBlockNotSupportedInDataSection);
            break;
        case AstKind::DataStatement: report(node, ErrorId::DataSectionStatementNotSupportedInDataSection); break;
        case AstKind::TrapStatement: report(node, ErrorId::TrapStatementNotSupportedInDataSection); break;
        case AstKind::TryStatement: report(node, ErrorId::TryStatementNotSupportedInDataSection); break;
        case AstKind::SwitchStatement: report(node, ErrorId::SwitchStatementNotSupportedInDataSection); break;
        case AstKind::ForEachStatement: report(node, ErrorId::ForeachStatementNotSupportedInDataSection); break;
        case AstKind::ForStatement:
        case AstKind::WhileStatement: report(node, ErrorId::ForWhileStatementNotSupportedInDataSection); break;
        case AstKind::DoWhileStatement:
        case AstKind::DoUntilStatement: report(node, ErrorId::DoWhileStatementNotSupportedInDataSection); break;
        case AstKind::BreakStatement:
        case AstKind::ContinueStatement:
        case AstKind::ReturnStatement:
        case AstKind::ExitStatement:
        case AstKind::ThrowStatement: report(node, ErrorId::FlowControlStatementNotSupportedInDataSection); break;
        case AstKind::BlockStatement: report(node, ErrorId::ParallelAndSequenceBlockNotSupportedInDataSection); break;
        case AstKind::TypeDefinition: return false;
        default: break;
        }
        return true;
    }

    void variable(const VariableExpressionAst& node)
    {
        const bool allowed = node.variable_path.scope == VariableScope::Unqualified && contains(allowed_variables, node.variable_path.name);
        if (!allowed) report(node, ErrorId::VariableReferenceNotSupportedInDataSection, {allowed_variable_text});
    }

    void command(const CommandAst& node)
    {
        if (node.invocation_operator == TokenKind::Dot) {
            report(node, ErrorId::DotSourcingNotSupportedInDataSection);
            return;
        }
        const auto* name = as<StringConstantExpressionAst>(node.command_elements[0]);
        if (name == nullptr) {
            // & { } and & $name: the operator itself is not allowed.
            report(node, ErrorId::OperatorNotSupportedInDataSection, {text_of(node.invocation_operator)});
            return;
        }
        if (!contains(commands_, name->value)) report(node, ErrorId::CmdletNotInAllowedListForDataSection, {name->value});
    }

    void binary(const BinaryExpressionAst& node)
    {
        if (!has_trait(node.op, traits::restricted)) return;
        diagnostics_.report(ErrorId::OperatorNotSupportedInDataSection, node.error_position, {text_of(node.op)});
    }

    void unary(const UnaryExpressionAst& node)
    {
        if (has_trait(node.token_kind, traits::restricted)) {
            report(node, ErrorId::OperatorNotSupportedInDataSection, {text_of(node.token_kind)});
        }
    }

    void type(const Ast& node, const TypeName& name)
    {
        const TypeName* element = &name;
        while (element->kind == TypeNameKind::Array) element = element->element;
        if (element->kind != TypeNameKind::Simple || !contains(allowed_types, element->name)) {
            report(node, ErrorId::TypeNotAllowedInDataSection, {name.full_name});
        }
    }

    const DataStatementAst& data_;
    Diagnostics& diagnostics_;
    std::vector<std::string> commands_;
};

} // namespace

void check_data_section(const DataStatementAst& data, const SourceText&, Diagnostics& diagnostics)
{
    // Names of commands that are not constants are found out when the section runs.
    for (const ExpressionAst* command : data.commands_allowed) {
        std::string name;
        if (!constant_text(*command, name)) return;
    }
    if (data.body != nullptr) DataChecker(data, diagnostics).check();
}

} // namespace kestrun::syntax
