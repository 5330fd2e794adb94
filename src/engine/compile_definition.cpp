// function and filter (about_Functions). Classes and enums: class_definition.cpp.
#include "engine/class_definition.hpp"
#include "engine/compiler.hpp"
#include "engine/module.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

namespace {

struct FunctionDefinition final : Stmt
{
    FunctionDefinition(syntax::Extent at, const Code& what, std::string_view called, bool is_filter)
        : Stmt(at), code(&what), name(called), kind(is_filter ? CommandType::Filter : CommandType::Function)
    {
        const size_t colon = name.find(':');
        if (colon != std::string::npos) {
            const std::string_view prefix = called.substr(0, colon); // of the tree, which outlives this
            if (value::equals_ignore_case(prefix, "global") || value::equals_ignore_case(prefix, "script") ||
                value::equals_ignore_case(prefix, "local") || value::equals_ignore_case(prefix, "private")) {
                where = prefix;
                name.erase(0, colon + 1);
            }
        }
        symbol = Symbol(name);
    }

    Flow exec(Frame& frame) const override
    {
        Scope& scope = value::equals_ignore_case(where, "global")   ? *frame.session.global
                       : value::equals_ignore_case(where, "script") ? frame.scope->script_scope()
                                                                    : *frame.scope;
        Ref<CommandInfo> info = value::make<CommandInfo>(kind, name);
        info->block = value::make<ScriptBlockImpl>(code->unit().shared_from_this(), *code, Ref<Module>(scope.module));
        if (scope.module && !scope.module->closure) info->module_name = scope.module->name;
        define_function(frame.session, scope, symbol, info);
        frame.session.last_ok = true;
        return Flow::Normal;
    }

    const Code* code;
    std::string name;
    std::string_view where;
    Symbol symbol;
    CommandType kind;
};

/// Asked before the metadata is made: that is left to the first call.
bool has_alias_attribute(const Code& code)
{
    const syntax::ParamBlockAst* block = code.ast().param_block;
    if (!block) return false;
    for (const syntax::AttributeBaseAst* attribute : block->attributes) {
        const std::string_view name = attribute->type_name->full_name;
        if (attribute->kind == syntax::AstKind::Attribute &&
            (value::equals_ignore_case(name, "Alias") || value::equals_ignore_case(name, "AliasAttribute") ||
             value::equals_ignore_case(name, "System.Management.Automation.AliasAttribute")))
            return true;
    }
    return false;
}

} // namespace

void define_function(SessionImpl& session, Scope& scope, Symbol symbol, const Ref<CommandInfo>& info)
{
    if (Ref<CommandInfo>* existing = scope.find_function_here(symbol); existing && ((*existing)->options & (VarReadOnly | VarConstant))) {
        value::throw_runtime("FunctionNotWritable", "Cannot write to function " + info->name + " because it is read-only or constant.",
                             ErrorCategory::WriteError, Value(info->name),
                             "System.Management.Automation.SessionStateUnauthorizedAccessException");
    }
    scope.define_function(symbol, info);
    // Scopes between here and there must not look past it.
    for (Scope* s = &session.scope(); s && s != &scope; s = s->parent) {
        bool above = false;
        for (Scope* c = scope.parent; c; c = c->parent) above = above || c == s->commands;
        if (above) s->commands = &scope;
    }
    if (info->block && has_alias_attribute(info->block->code())) {
        for (const std::string& alias : info->block->code().metadata().aliases) {
            Ref<CommandInfo> alias_info = value::make<CommandInfo>(CommandType::Alias, alias);
            alias_info->definition = info->name;
            scope.define_alias(Symbol(alias), alias_info);
        }
    }
}

StmtPtr Compiler::function_definition(const syntax::FunctionDefinitionAst& ast)
{
    Code& code = unit_.code_of(*ast.body, ast.is_filter);
    code.function = &ast;
    return std::make_unique<FunctionDefinition>(ast.extent, code, ast.name, ast.is_filter);
}

} // namespace kestrun::engine
