#include "syntax/ast_children.hpp"
#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"
#include "syntax/type_resolver.hpp"

#include <string>
#include <unordered_map>
#include <vector>

// Names of types. Classes and enums need all their types while parsing; elsewhere types are looked up when they are used.
namespace kestrun::syntax {
namespace {

std::string lower(std::string_view name)
{
    std::string result(name);
    for (char& c : result) c = ascii_lower(c);
    return result;
}

class SymbolChecker
{
public:
    SymbolChecker(const ParseOptions& options, Diagnostics& diagnostics) : types_(options.types), diagnostics_(diagnostics) {}

    void check(ScriptBlockAst& root)
    {
        for (const UsingStatementAst* statement : root.using_statements) {
            if (statement->using_statement_kind == UsingStatementKind::Namespace && statement->name != nullptr) {
                namespaces_.push_back(statement->name->value);
            }
        }
        define_types(root);
        if (any_type_) walk(root);
    }

private:
    struct Item
    {
        Ast* node;
        SemanticScope scope;
        const ScriptBlockAst* block;
    };

    /// Types are known in the whole script block in which they are defined, before the definition too.
    void define_types(ScriptBlockAst& root)
    {
        std::vector<Item> pending{{&root, {}, &root}};
        std::vector<Item> children;
        while (!pending.empty()) {
            const Item item = pending.back();
            pending.pop_back();
            const ScriptBlockAst* block = item.block;
            if (const auto* inner = as<ScriptBlockAst>(item.node); inner != nullptr) block = inner;
            if (const auto* type = as<TypeDefinitionAst>(item.node); type != nullptr) {
                any_type_ = true;
                if (!defined_[block].insert(lower(type->name)).second) {
                    diagnostics_.report(ErrorId::MemberAlreadyDefined, type->extent, {type->name});
                }
            }
            push_children(item, block, pending, children);
        }
    }

    static void push_children(const Item& item, const ScriptBlockAst* block, std::vector<Item>& pending, std::vector<Item>& children)
    {
        children.clear();
        const SemanticScope scope = scope_inside(*item.node, item.scope);
        for_each_child(*item.node, [&](Ast& child) { children.push_back({&child, scope, block}); });
        pending.insert(pending.end(), children.rbegin(), children.rend());
    }

    void walk(ScriptBlockAst& root)
    {
        std::vector<Item> pending{{&root, {}, &root}};
        std::vector<Item> children;
        while (!pending.empty()) {
            const Item item = pending.back();
            pending.pop_back();
            const ScriptBlockAst* block = item.block;
            if (const auto* inner = as<ScriptBlockAst>(item.node); inner != nullptr) block = inner;
            enter(item, block);
            push_children(item, block, pending, children);
        }
    }

    void enter(const Item& item, const ScriptBlockAst* block)
    {
        switch (item.node->kind) {
        case AstKind::TypeDefinition:
            for (const AttributeAst* attribute : cast<TypeDefinitionAst>(*item.node).attributes) {
                if (item.scope.type == nullptr) check_attribute(*attribute, block);
            }
            break;
        case AstKind::Attribute:
            if (item.scope.type != nullptr) check_attribute(cast<AttributeAst>(*item.node), block);
            break;
        case AstKind::TypeConstraint:
            if (item.scope.type != nullptr) check_type(*cast<TypeConstraintAst>(*item.node).type_name, block);
            break;
        case AstKind::TypeExpression:
            if (item.scope.type != nullptr) check_type(*cast<TypeExpressionAst>(*item.node).type_name, block);
            break;
        case AstKind::AssignmentStatement:
            // A member that error recovery left without its class has no properties to ask for.
            if (item.scope.type != nullptr && is<FunctionMemberAst>(item.scope.member))
                check_target(*cast<AssignmentStatementAst>(*item.node).left, *item.scope.type);
            break;
        default: break;
        }
    }

    bool is_defined(std::string_view name, const ScriptBlockAst* block) const
    {
        const std::string key = lower(name);
        const Ast* at = block;
        while (at != nullptr) {
            if (const auto* scope = as<ScriptBlockAst>(at); scope != nullptr) {
                const auto found = defined_.find(scope);
                if (found != defined_.end() && found->second.contains(key)) return true;
            }
            at = at->parent;
        }
        return false;
    }

    template <class Exists>
    bool exists_in_namespaces(std::string_view name, Exists exists) const
    {
        if (exists(name)) return true;
        for (const std::string_view prefix : namespaces_) {
            if (exists(std::string(prefix).append(".").append(name))) return true;
        }
        return false;
    }

    void check_type(const TypeName& type, const ScriptBlockAst* block)
    {
        if (types_ == nullptr) return;
        switch (type.kind) {
        case TypeNameKind::Array: check_type(*type.element, block); return;
        case TypeNameKind::Generic: {
            const std::size_t count = type.generic_arguments.size();
            if (!exists_in_namespaces(type.element->name, [&](std::string_view name) { return types_->type_exists(name, count); })) {
                report_type(type.element->extent, type.element->name);
            }
            for (const TypeName* argument : type.generic_arguments) check_type(*argument, block);
            return;
        }
        case TypeNameKind::Simple: break;
        }
        if (!type.assembly_name.empty() || is_defined(type.name, block)) return;
        if (!exists_in_namespaces(type.name, [&](std::string_view name) { return types_->type_exists(name, 0); })) {
            report_type(type.extent, type.full_name);
        }
    }

    void report_type(Extent extent, std::string_view name) { diagnostics_.report(ErrorId::TypeNotFound, extent, {name}); }

    void check_attribute(const AttributeAst& attribute, const ScriptBlockAst* block)
    {
        const TypeName& type = *attribute.type_name;
        if (types_ == nullptr || is_defined(type.name, block)) return;
        if (!exists_in_namespaces(type.name, [&](std::string_view name) { return types_->attribute_exists(name); })) {
            diagnostics_.report(ErrorId::CustomAttributeTypeNotFound, type.extent, {type.full_name});
        }
    }

    /// In a method, `$name = ...` where name is a property: the author meant $this.name.
    void check_target(const ExpressionAst& target, const TypeDefinitionAst& type)
    {
        if (const auto* array = as<ArrayLiteralAst>(&target); array != nullptr) {
            for (const ExpressionAst* element : array->elements) check_target(*element, type);
            return;
        }
        if (const auto* attributed = as<AttributedExpressionAst>(&target); attributed != nullptr) {
            check_target(*attributed->child, type);
            return;
        }
        const auto* variable = as<VariableExpressionAst>(&target);
        if (variable == nullptr || variable->variable_path.scope != VariableScope::Unqualified) return;
        for (const MemberAst* member : type.members) {
            if (!is<PropertyMemberAst>(member) || !equals_ignore_case(member->name, variable->variable_path.name)) continue;
            if (member->is_static) {
                const std::string prefix = "[" + std::string(type.name) + "]::";
                diagnostics_.report(ErrorId::MissingTypeInStaticPropertyAssignment, variable->extent, {prefix, member->name});
            } else {
                diagnostics_.report(ErrorId::MissingThis, variable->extent, {"$this.", member->name});
            }
            return;
        }
    }

    const TypeResolver* types_;
    Diagnostics& diagnostics_;
    std::vector<std::string_view> namespaces_;
    std::unordered_map<const ScriptBlockAst*, std::unordered_set<std::string>> defined_;
    bool any_type_ = false;
};

} // namespace

void check_symbols(ScriptBlockAst& root, const ParseOptions& options, Diagnostics& diagnostics)
{
    SymbolChecker(options, diagnostics).check(root);
}

} // namespace kestrun::syntax
