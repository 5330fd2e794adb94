#include "syntax/ast_children.hpp"
#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"
#include "syntax/type_resolver.hpp"

#include <array>
#include <string>
#include <vector>

namespace kestrun::syntax {
namespace {

// Attributes that stand on parameters and properties only, and those that stand on classes only.
constexpr std::array<std::string_view, 23> property_attributes{"Parameter",
                                                               "SupportsWildcards",
                                                               "PSDefaultValue",
                                                               "ValidateLength",
                                                               "ValidateRange",
                                                               "ValidatePattern",
                                                               "ValidateScript",
                                                               "ValidateCount",
                                                               "ValidateSet",
                                                               "ValidateTrustedData",
                                                               "AllowNull",
                                                               "AllowEmptyString",
                                                               "AllowEmptyCollection",
                                                               "ValidateDrive",
                                                               "ValidateUserDrive",
                                                               "ValidateNotNull",
                                                               "ValidateNotNullOrEmpty",
                                                               "ValidateNotNullOrWhiteSpace",
                                                               "ArgumentCompleter",
                                                               "ArgumentCompletions",
                                                               "DscProperty",
                                                               "Credential",
                                                               "ArgumentTransformation"};
constexpr std::array<std::string_view, 4> class_attributes{"CmdletBinding", "OutputType", "NoRunspaceAffinity",
                                                           "DscLocalConfigurationManager"};

bool contains(const auto& names, std::string_view name)
{
    for (const std::string_view candidate : names) {
        if (equals_ignore_case(candidate, name)) return true;
    }
    return false;
}

std::string lower(std::string_view name)
{
    std::string result(name);
    for (char& c : result) c = ascii_lower(c);
    return result;
}

class NodeChecker
{
public:
    NodeChecker(const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics)
        : source_(source), types_(options.types), diagnostics_(diagnostics)
    {
    }

    void check(ScriptBlockAst& root)
    {
        struct Item
        {
            Ast* node;
            SemanticScope scope;
        };
        std::vector<Item> pending{{&root, {}}};
        std::vector<Item> children;
        while (!pending.empty()) {
            const Item item = pending.back();
            pending.pop_back();
            enter(*item.node, item.scope);
            children.clear();
            const SemanticScope scope = scope_inside(*item.node, item.scope);
            for_each_child(*item.node, [&](Ast& child) { children.push_back({&child, scope}); });
            pending.insert(pending.end(), children.rbegin(), children.rend());
        }
    }

private:
    void report(const Ast& node, ErrorId id, std::initializer_list<std::string_view> arguments = {})
    {
        diagnostics_.report(id, node.extent, arguments);
    }

    void enter(const Ast& node, const SemanticScope& scope)
    {
        switch (node.kind) {
        case AstKind::ParamBlock: parameters(cast<ParamBlockAst>(node).parameters); break;
        case AstKind::Attribute: attribute(cast<AttributeAst>(node), scope); break;
        case AstKind::FunctionDefinition: function(cast<FunctionDefinitionAst>(node)); break;
        case AstKind::TypeDefinition:
            for (const AttributeAst* a : cast<TypeDefinitionAst>(node).attributes) declaration_attribute(*a, false);
            break;
        case AstKind::FunctionMember: method(cast<FunctionMemberAst>(node)); break;
        case AstKind::PropertyMember: property(cast<PropertyMemberAst>(node)); break;
        case AstKind::DataStatement: check_data_section(cast<DataStatementAst>(node), source_, diagnostics_); break;
        case AstKind::ForEachStatement:
            foreach (cast<ForEachStatementAst>(node))
                ;
            break;
        case AstKind::SwitchStatement:
            if (cast<SwitchStatementAst>(node).flags.parallel)
                report(node, ErrorId::KeywordParameterReservedForFutureUse, {"switch", "parallel"});
            break;
        case AstKind::BlockStatement: block_statement(cast<BlockStatementAst>(node)); break;
        case AstKind::TryStatement: try_statement(cast<TryStatementAst>(node)); break;
        case AstKind::ReturnStatement: return_statement(cast<ReturnStatementAst>(node), scope); break;
        case AstKind::BreakStatement: jump(node, cast<BreakStatementAst>(node).label); break;
        case AstKind::ContinueStatement: jump(node, cast<ContinueStatementAst>(node).label); break;
        case AstKind::AssignmentStatement: check_assignment(cast<AssignmentStatementAst>(node), diagnostics_); break;
        case AstKind::UnaryExpression:
            if (has_trait(cast<UnaryExpressionAst>(node).token_kind, traits::postfix))
                check_increment(cast<UnaryExpressionAst>(node), diagnostics_);
            break;
        case AstKind::AttributedExpression: attributed(cast<AttributedExpressionAst>(node)); break;
        case AstKind::ConvertExpression: convert(cast<ConvertExpressionAst>(node)); break;
        case AstKind::UsingExpression: using_expression(cast<UsingExpressionAst>(node)); break;
        case AstKind::VariableExpression: variable(cast<VariableExpressionAst>(node), scope); break;
        case AstKind::Hashtable: hashtable(cast<HashtableAst>(node)); break;
        default: break;
        }
    }

    // ---- Parameters, functions, types

    void parameter_types(const ParameterAst& node)
    {
        const bool in_method = is<FunctionMemberAst>(node.parent);
        int types = 0;
        for (const AttributeBaseAst* attribute : node.attributes) {
            if (!is<TypeConstraintAst>(attribute)) continue;
            const TypeName& type = *attribute->type_name;
            if (is_void_type(type) && !in_method) report(*attribute, ErrorId::VoidTypeConstraintNotAllowed);
            if (equals_ignore_case(type.full_name, "ordered")) {
                report(*attribute, ErrorId::OrderedAttributeOnlyOnHashLiteralNode, {type.full_name});
            }
            if (++types == 2 && in_method) report(*attribute, ErrorId::MultipleTypeConstraintsOnMethodParam);
        }
    }

    void parameters(AstList<ParameterAst> list)
    {
        // Names are put into a table only where there is more than one.
        std::unordered_set<std::string> seen;
        for (const ParameterAst* parameter : list) {
            if (list.size() > 1 && !seen.insert(lower(parameter->name->variable_path.user_path)).second) {
                report(*parameter->name, ErrorId::DuplicateFormalParameter, {parameter->name->variable_path.user_path});
            }
            parameter_types(*parameter);
        }
    }

    void attribute(const AttributeAst& node, const SemanticScope& scope)
    {
        // A script block may be an argument of what stands on a parameter: [ValidateScript({ ... })].
        const bool on_parameter = is<ParameterAst>(node.parent) || is<ParamBlockAst>(node.parent);
        const bool on_member = is<MemberAst>(node.parent) || is<TypeDefinitionAst>(node.parent);
        (void)scope;
        const ErrorId id = on_parameter || !on_member ? ErrorId::ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock
                                                      : ErrorId::ParameterAttributeArgumentNeedsToBeConstant;
        const auto check_argument = [&](const ExpressionAst& argument) {
            if ((!on_member && is<ScriptBlockExpressionAst>(&argument)) || is_constant_argument(argument)) return;
            report(argument, id);
        };
        for (const ExpressionAst* argument : node.positional_arguments) check_argument(*argument);
        for (const NamedAttributeArgumentAst* named : node.named_arguments) check_argument(*named->argument);
    }

    /// Attributes of a class or an enum (on_member false) and of a method.
    void declaration_attribute(const AttributeAst& node, bool on_member)
    {
        std::string_view name = node.type_name->name;
        constexpr std::string_view suffix = "Attribute";
        if (name.size() > suffix.size() && equals_ignore_case(name.substr(name.size() - suffix.size()), suffix))
            name.remove_suffix(suffix.size());
        std::string_view targets;
        if (contains(property_attributes, name)) targets = "Property, Field";
        if (contains(class_attributes, name) && (on_member || is_enum(node.parent))) targets = "Class";
        if (!targets.empty()) report(node, ErrorId::AttributeNotAllowedOnDeclaration, {node.type_name->full_name, targets});
    }

    static bool is_enum(const Ast* node)
    {
        const auto* type = as<TypeDefinitionAst>(node);
        return type != nullptr && type->is_enum();
    }

    void function(const FunctionDefinitionAst& node)
    {
        parameters(node.parameters);
        if (!node.parameters.empty() && node.body->param_block != nullptr)
            report(*node.body->param_block, ErrorId::OnlyOneParameterListAllowed);
    }

    void method(const FunctionMemberAst& node)
    {
        parameters(node.parameters);
        for (const AttributeAst* a : node.attributes) declaration_attribute(*a, true);
        if (node.body == nullptr) return;
        const ScriptBlockAst& body = *node.body;
        if (body.param_block != nullptr) report(*body.param_block, ErrorId::ParamBlockNotAllowedInMethod);
        const bool named_end = body.end_block != nullptr && !body.end_block->unnamed;
        const NamedBlockAst* named = named_end ? body.end_block : nullptr;
        for (const NamedBlockAst* block : {body.clean_block, body.process_block, body.dynamic_param_block, body.begin_block}) {
            if (block != nullptr) named = block;
        }
        if (named != nullptr) report(*named, ErrorId::NamedBlockNotAllowedInMethod);
        if (node.is_constructor && node.return_type != nullptr) report(*node.return_type, ErrorId::ConstructorCantHaveReturnType);
        MethodFlow flow = analyze_method(node);
        if (!returns_nothing(node) && flow.falls_through) diagnostics_.report(ErrorId::MethodHasCodePathNotReturn, node.name_extent);
        unassigned_.merge(flow.unassigned);
    }

    static bool returns_nothing(const FunctionMemberAst& node)
    {
        return node.return_type == nullptr || is_void_type(*node.return_type->type_name);
    }

    void property(const PropertyMemberAst& node)
    {
        if (node.property_type != nullptr && is_void_type(*node.property_type->type_name)) {
            report(*node.property_type, ErrorId::TypeNotAllowedForProperty, {node.property_type->type_name->full_name});
        }
    }

    // ---- Statements

    void foreach (const ForEachStatementAst& node)
    {
        if (node.parallel || node.throttle_limit != nullptr) {
            report(node, ErrorId::KeywordParameterReservedForFutureUse, {"foreach", node.parallel ? "parallel" : "throttlelimit"});
        }
        if (node.throttle_limit != nullptr && !node.parallel) report(node, ErrorId::ThrottleLimitRequiresParallelFlag);
    }

    void block_statement(const BlockStatementAst& node)
    {
        const std::string_view keyword = text_of(node.block_kind);
        const Extent extent{node.extent.start, node.extent.start + static_cast<std::uint32_t>(keyword.size())};
        diagnostics_.report(ErrorId::UnexpectedKeyword, extent, {keyword});
    }

    void try_statement(const TryStatementAst& node)
    {
        if (node.catch_clauses.size() < 2) return;
        std::vector<const TypeName*> caught;
        for (std::size_t i = 0; i < node.catch_clauses.size(); ++i) {
            const CatchClauseAst& clause = *node.catch_clauses[i];
            if (clause.catch_types.empty()) {
                if (i + 1 == node.catch_clauses.size()) continue;
                // PowerShell points at the last character before the clause that comes after.
                const std::uint32_t at = node.catch_clauses[i + 1]->extent.start - 1;
                diagnostics_.report(ErrorId::EmptyCatchNotLast, {at, at});
                return;
            }
            for (const TypeConstraintAst* type : clause.catch_types) caught_type(*type, caught);
            for (const TypeConstraintAst* type : clause.catch_types) caught.push_back(type->type_name);
        }
    }

    void caught_type(const TypeConstraintAst& type, const std::vector<const TypeName*>& caught)
    {
        if (types_ == nullptr) return;
        for (const TypeName* earlier : caught) {
            if (!types_->derives_from(type.type_name->full_name, earlier->full_name)) continue;
            report(type, ErrorId::ExceptionTypeAlreadyCaught, {types_->full_name(type.type_name->full_name)});
            return;
        }
    }

    void return_statement(const ReturnStatementAst& node, const SemanticScope& scope)
    {
        leaving_finally(node, nullptr, true);
        const auto* method = as<FunctionMemberAst>(scope.member);
        if (method == nullptr) return;
        if (node.pipeline != nullptr) {
            if (returns_nothing(*method)) report(node, ErrorId::VoidMethodHasReturn);
        } else if (!returns_nothing(*method)) {
            report(node, ErrorId::NonVoidMethodMissingReturnValue);
        }
    }

    void jump(const Ast& node, const ExpressionAst* label)
    {
        leaving_finally(node, label, false);
        std::string name;
        if (label == nullptr || !constant_text(*label, name)) return;
        for (const Ast* at = node.parent; at != nullptr; at = at->parent) {
            if (is<FunctionDefinitionAst>(at)) return;
            if (const auto* loop = as<LabeledStatementAst>(at); loop != nullptr && equals_ignore_case(loop->label, name)) return;
            if (is<FunctionMemberAst>(at)) {
                report(node, ErrorId::LabelNotFound, {name});
                return;
            }
        }
    }

    /// return, break and continue must not leave a finally block.
    void leaving_finally(const Ast& node, const ExpressionAst* label, bool is_return)
    {
        std::string name;
        const bool known = label == nullptr || constant_text(*label, name);
        for (const Ast* at = node.parent; at != nullptr; at = at->parent) {
            if (is<NamedBlockAst>(at) || is<TrapStatementAst>(at) || is<ScriptBlockAst>(at)) return;
            if (const auto* loop = as<LabeledStatementAst>(at); loop != nullptr && !is_return && known) {
                if (label == nullptr || equals_ignore_case(loop->label, name)) return;
            }
            const auto* outer = as<TryStatementAst>(at->parent);
            if (outer != nullptr && outer->finally == at) {
                report(node, ErrorId::ControlLeavingFinally);
                return;
            }
        }
    }

    // ---- Expressions

    /// Attributes stand on variables.
    void attributed(const AttributedExpressionAst& node)
    {
        const ExpressionAst* child = node.child;
        while (const auto* inner = as<AttributedExpressionAst>(child)) child = inner->child;
        if (!is<VariableExpressionAst>(child))
            report(*node.attribute, ErrorId::UnexpectedAttribute, {node.attribute->type_name->full_name});
    }

    void convert(const ConvertExpressionAst& node)
    {
        const TypeName& type = *node.attribute->type_name;
        if (equals_ignore_case(type.full_name, "ordered") && !is<HashtableAst>(node.child)) {
            report(node, ErrorId::OrderedAttributeOnlyOnHashLiteralNode, {type.full_name});
        }
        if (is_ref_type(type)) reference(node);
    }

    void reference(const ConvertExpressionAst& node)
    {
        bool several = false;
        for (const ExpressionAst* child = node.child; const auto* inner = as<AttributedExpressionAst>(child); child = inner->child) {
            if (!is<ConvertExpressionAst>(inner) || !is_ref_type(*inner->attribute->type_name)) continue;
            several = true;
            report(*inner->attribute, ErrorId::ReferenceNeedsToBeByItselfInTypeSequence);
        }
        if (several) return;
        for (const auto* outer = as<ConvertExpressionAst>(node.parent); outer != nullptr; outer = as<ConvertExpressionAst>(outer->parent)) {
            if (is_ref_type(*outer->attribute->type_name)) return;
            if (!is_assignment_target(*outer)) report(*node.attribute, ErrorId::ReferenceNeedsToBeLastTypeInTypeConversion);
        }
    }

    /// On the left of an assignment there is another error for it.
    static bool is_assignment_target(const Ast& node)
    {
        const Ast* below = &node;
        for (const Ast* at = node.parent; at != nullptr && !is<CommandExpressionAst>(at); below = at, at = at->parent) {
            if (const auto* assignment = as<AssignmentStatementAst>(at); assignment != nullptr) return assignment->left == below;
        }
        return false;
    }

    /// $using: takes members and constant indexes of the variable, nothing that runs.
    void using_expression(const UsingExpressionAst& node)
    {
        const ExpressionAst* at = node.sub_expression;
        while (true) {
            if (is<VariableExpressionAst>(at)) return;
            if (is<MemberExpressionAst>(at) && !is<InvokeMemberExpressionAst>(at)) {
                const auto& member = cast<MemberExpressionAst>(*at);
                if (!is<StringConstantExpressionAst>(member.member)) break;
                at = member.expression;
                continue;
            }
            if (const auto* index = as<IndexExpressionAst>(at); index != nullptr) {
                if (!is_constant_argument(*index->index) && !is<ScriptBlockExpressionAst>(index->index)) {
                    report(*index->index, ErrorId::InvalidUsingExpression);
                    return;
                }
                at = index->target;
                continue;
            }
            break;
        }
        report(*at, ErrorId::InvalidUsingExpression);
    }

    void variable(const VariableExpressionAst& node, const SemanticScope& scope)
    {
        if (node.splatted) splatted(node);
        if (scope.member != nullptr && scope.member->is_static && node.variable_path.scope == VariableScope::Unqualified &&
            equals_ignore_case(node.variable_path.name, "this") && !is<TypeDefinitionAst>(node.parent)) {
            report(node, ErrorId::NonStaticMemberAccessInStaticMember, {node.variable_path.user_path});
        }
        if (unassigned_.contains(&node)) report(node, ErrorId::VariableNotLocal);
    }

    void splatted(const VariableExpressionAst& node)
    {
        const Ast* parent = node.parent;
        if (is<CommandAst>(parent) || (is<UsingExpressionAst>(parent) && is<CommandAst>(parent->parent))) return;
        const bool in_list = is<ArrayLiteralAst>(parent) && is<CommandAst>(parent->parent);
        report(node, in_list ? ErrorId::SplattingNotPermittedInArgumentList : ErrorId::SplattingNotPermitted,
               {node.variable_path.user_path});
    }

    void hashtable(const HashtableAst& node)
    {
        if (node.key_value_pairs.size() < 2) return;
        std::unordered_set<std::string> seen;
        for (const KeyValuePair& pair : node.key_value_pairs) {
            std::string key;
            if (!constant_text(*pair.key, key)) continue;
            if (!seen.insert(lower(key)).second) report(*pair.key, ErrorId::DuplicateKeyInHashLiteral, {key});
        }
    }

    const SourceText& source_;
    const TypeResolver* types_;
    Diagnostics& diagnostics_;
    std::unordered_set<const Ast*> unassigned_;
};

} // namespace

void check_nodes(ScriptBlockAst& root, const SourceText& source, const ParseOptions& options, Diagnostics& diagnostics)
{
    NodeChecker(source, options, diagnostics).check(root);
}

// Constants, $true, $false and $null, types, and operators on them that cannot fail.
bool is_constant_argument(const ExpressionAst& expression)
{
    switch (expression.kind) {
    case AstKind::ConstantExpression:
    case AstKind::StringConstantExpression:
    case AstKind::TypeExpression: return true;
    case AstKind::VariableExpression: {
        const VariablePath& path = cast<VariableExpressionAst>(expression).variable_path;
        return path.scope == VariableScope::Unqualified &&
               (equals_ignore_case(path.name, "true") || equals_ignore_case(path.name, "false") || equals_ignore_case(path.name, "null"));
    }
    case AstKind::ParenExpression: {
        const ExpressionAst* inner = pure_expression(cast<ParenExpressionAst>(expression).pipeline);
        return inner != nullptr && is_constant_argument(*inner);
    }
    case AstKind::SubExpression: {
        const StatementBlockAst* block = cast<SubExpressionAst>(expression).sub_expression;
        if (!block->traps.empty() || block->statements.size() != 1) return false;
        const ExpressionAst* inner = pure_expression(block->statements[0]);
        return inner != nullptr && is_constant_argument(*inner);
    }
    case AstKind::UnaryExpression: {
        const auto& unary = cast<UnaryExpressionAst>(expression);
        return has_trait(unary.token_kind, traits::fold) && is_constant_argument(*unary.child);
    }
    case AstKind::BinaryExpression: {
        const auto& binary = cast<BinaryExpressionAst>(expression);
        return has_trait(binary.op, traits::fold) && is_constant_argument(*binary.left) && is_constant_argument(*binary.right);
    }
    case AstKind::TernaryExpression: {
        const auto& ternary = cast<TernaryExpressionAst>(expression);
        return is_constant_argument(*ternary.condition) && is_constant_argument(*ternary.if_true) &&
               is_constant_argument(*ternary.if_false);
    }
    case AstKind::ArrayLiteral:
        for (const ExpressionAst* element : cast<ArrayLiteralAst>(expression).elements) {
            if (!is_constant_argument(*element)) return false;
        }
        return true;
    case AstKind::ConvertExpression: return is_constant_argument(*cast<ConvertExpressionAst>(expression).child);
    case AstKind::MemberExpression: {
        const auto& member = cast<MemberExpressionAst>(expression);
        return member.is_static && is<TypeExpressionAst>(member.expression) && is<StringConstantExpressionAst>(member.member);
    }
    default: return false;
    }
}

} // namespace kestrun::syntax
