#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"

#include <string>

// What can be assigned to: variables, members, elements, and lists of them (about_Assignment_Operators).
namespace kestrun::syntax {
namespace {

struct AutomaticVariable
{
    std::string_view name;
    /// The type it has, which is the only one it may be given: as written in a message, and as an accelerator.
    std::string_view type;
    std::string_view short_type;
};

constexpr AutomaticVariable automatic_variables[] = {
    {"_", "System.Object", "object"},
    {"args", "System.Object[]", "object[]"},
    {"this", "System.Object", "object"},
    {"input", "System.Object", "object"},
    {"PSCmdlet", "System.Management.Automation.PSScriptCmdlet", ""},
    {"PSBoundParameters", "System.Management.Automation.PSBoundParametersDictionary", ""},
    {"MyInvocation", "System.Management.Automation.InvocationInfo", ""},
    {"PSScriptRoot", "System.String", "string"},
    {"PSCommandPath", "System.String", "string"},
};

/// `[type]$variable = ...`: attributes and types, then what they stand before.
class TargetChecker
{
public:
    TargetChecker(ErrorId id, std::string_view argument, Diagnostics& diagnostics) : id_(id), argument_(argument), diagnostics_(diagnostics)
    {
    }

    void check(const ExpressionAst& target, bool simple)
    {
        switch (target.kind) {
        case AstKind::VariableExpression:
        case AstKind::MemberExpression:
        case AstKind::InvokeMemberExpression:
        case AstKind::IndexExpression: return;
        case AstKind::ArrayLiteral:
            if (!simple) break;
            for (const ExpressionAst* element : cast<ArrayLiteralAst>(target).elements) check(*element, true);
            return;
        case AstKind::ParenExpression: {
            const auto& paren = cast<ParenExpressionAst>(target);
            if (const ExpressionAst* inner = pure_expression(paren.pipeline); inner != nullptr) {
                check(*inner, simple);
            } else {
                report(*paren.pipeline);
            }
            return;
        }
        case AstKind::AttributedExpression:
        case AstKind::ConvertExpression: check_attributed(cast<AttributedExpressionAst>(target), simple); return;
        default: break;
        }
        report(target);
    }

private:
    void report(const Ast& node)
    {
        if (argument_.empty()) {
            diagnostics_.report(id_, node.extent);
        } else {
            diagnostics_.report(id_, node.extent, {argument_});
        }
    }

    void check_attributed(const AttributedExpressionAst& whole, bool simple)
    {
        const ExpressionAst* child = &whole;
        const AttributeBaseAst* last_type = nullptr;
        const AttributeBaseAst* ref = nullptr;
        int types = 0;
        while (const auto* attributed = as<AttributedExpressionAst>(child)) {
            if (is<ConvertExpressionAst>(child)) {
                ++types;
                last_type = attributed->attribute;
                const TypeName& type = *attributed->attribute->type_name;
                if (is_ref_type(type)) ref = attributed->attribute;
                if (is_void_type(type)) diagnostics_.report(ErrorId::VoidTypeConstraintNotAllowed, attributed->attribute->extent);
            }
            child = attributed->child;
        }
        if (ref != nullptr && types > 1) {
            diagnostics_.report(ErrorId::ReferenceNeedsToBeByItselfInTypeConstraint, ref->extent);
            return;
        }
        if (const auto* variable = as<VariableExpressionAst>(child); variable != nullptr && simple)
            check_automatic(whole, *variable, last_type);
        check(*child, simple);
    }

    void check_automatic(const ExpressionAst& whole, const VariableExpressionAst& variable, const AttributeBaseAst* type)
    {
        if (variable.variable_path.scope != VariableScope::Unqualified) return;
        for (const AutomaticVariable& automatic : automatic_variables) {
            if (!equals_ignore_case(variable.variable_path.name, automatic.name)) continue;
            const std::string_view written = type == nullptr ? "object" : type->type_name->full_name;
            const bool same = equals_ignore_case(written, automatic.type) || equals_ignore_case(written, automatic.short_type);
            if (!same) {
                diagnostics_.report(ErrorId::AssignmentStatementToAutomaticNotSupported, whole.extent,
                                    {variable.variable_path.user_path, automatic.type});
            }
            return;
        }
    }

    ErrorId id_;
    std::string_view argument_;
    Diagnostics& diagnostics_;
};

} // namespace

void check_assignment(const AssignmentStatementAst& assignment, Diagnostics& diagnostics)
{
    TargetChecker(ErrorId::InvalidLeftHandSide, {}, diagnostics).check(*assignment.left, assignment.op == TokenKind::Equals);
}

void check_increment(const UnaryExpressionAst& unary, Diagnostics& diagnostics)
{
    TargetChecker(ErrorId::OperatorRequiresVariableOrProperty, text_of(unary.token_kind), diagnostics).check(*unary.child, false);
}

} // namespace kestrun::syntax
