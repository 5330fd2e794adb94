#include "engine/code.hpp"
#include "engine/compiler.hpp"
#include "engine/module.hpp"
#include "value/call_depth.hpp"
#include "value/string.hpp"

namespace kestrun::engine {

using syntax::Ast;
using syntax::AstKind;

namespace {

const char* const automatic_names[AutoCount] = {"args", "input", "this", "PSBoundParameters", "MyInvocation", "PSCmdlet"};

/// Walks a block's tree for the names that need slots: what it or a script block inside of it assigns, and the automatic variables it
/// mentions.
class NameCollector
{
public:
    NameCollector(std::vector<Symbol>& names, std::vector<Symbol>& assigned, std::vector<std::string>& spellings)
        : names_(names), assigned_(assigned), spellings_(spellings)
    {
    }

    void add(std::string_view name)
    {
        if (value::equals_ignore_case(name, "true") || value::equals_ignore_case(name, "false") ||
            value::equals_ignore_case(name, "null") || name == "?")
            return;
        const Symbol symbol(name);
        for (const Symbol known : names_)
            if (known == symbol) return;
        names_.push_back(symbol);
        if (!spellings_.empty() || symbol.name() != name) {
            for (size_t i = spellings_.size(); i + 1 < names_.size(); ++i) spellings_.emplace_back(names_[i].name());
            spellings_.emplace_back(name);
        }
    }
    void target(const syntax::ExpressionAst& ast)
    {
        switch (ast.kind) {
        case AstKind::VariableExpression: {
            const auto& path = syntax::cast<syntax::VariableExpressionAst>(ast).variable_path;
            if (path.scope == syntax::VariableScope::Unqualified || path.scope == syntax::VariableScope::Local) {
                add(path.name);
                assigned_.emplace_back(path.name);
            }
            break;
        }
        case AstKind::ArrayLiteral:
            for (const auto* element : syntax::cast<syntax::ArrayLiteralAst>(ast).elements) target(*element);
            break;
        case AstKind::ConvertExpression:
        case AstKind::AttributedExpression: target(*static_cast<const syntax::AttributedExpressionAst&>(ast).child); break;
        case AstKind::ParenExpression: visit(&ast); break;
        default: visit(&ast); break;
        }
    }

    void visit(const Ast* node);
    template <typename T>
    void visit_all(const T& nodes)
    {
        for (const auto* node : nodes) visit(node);
    }
    void block(const syntax::StatementBlockAst* b)
    {
        if (!b) return;
        visit_all(b->statements);
        visit_all(b->traps);
    }
    void named(const syntax::NamedBlockAst* b)
    {
        if (!b) return;
        visit_all(b->statements);
        visit_all(b->traps);
    }
    void script_block(const syntax::ScriptBlockAst& b)
    {
        if (b.param_block) {
            for (const auto* parameter : b.param_block->parameters) {
                add(parameter->name->variable_path.name);
                visit(parameter->default_value);
            }
        }
        named(b.dynamic_param_block);
        named(b.begin_block);
        named(b.process_block);
        named(b.end_block);
        named(b.clean_block);
    }

private:
    std::vector<Symbol>& names_;
    std::vector<Symbol>& assigned_;
    std::vector<std::string>& spellings_; // empty as long as each is its symbol's
};

void NameCollector::visit(const Ast* node)
{
    if (!node) return;
    value::check_call_depth();
    switch (node->kind) {
    case AstKind::VariableExpression: {
        const auto& path = syntax::cast<syntax::VariableExpressionAst>(*node).variable_path;
        if (path.scope != syntax::VariableScope::Unqualified) return;
        for (const char* name : automatic_names)
            if (value::equals_ignore_case(path.name, name)) add(path.name);
        if (value::equals_ignore_case(path.name, "foreach") || value::equals_ignore_case(path.name, "switch")) add(path.name);
        return;
    }
    case AstKind::AssignmentStatement: {
        const auto& s = syntax::cast<syntax::AssignmentStatementAst>(*node);
        target(*s.left);
        visit(s.right);
        return;
    }
    case AstKind::UnaryExpression: {
        const auto& e = syntax::cast<syntax::UnaryExpressionAst>(*node);
        using syntax::TokenKind;
        if (e.token_kind == TokenKind::PlusPlus || e.token_kind == TokenKind::MinusMinus || e.token_kind == TokenKind::PostfixPlusPlus ||
            e.token_kind == TokenKind::PostfixMinusMinus)
            target(*e.child);
        visit(e.child);
        return;
    }
    case AstKind::BinaryExpression: {
        const auto& e = syntax::cast<syntax::BinaryExpressionAst>(*node);
        if (e.op == syntax::TokenKind::Imatch || e.op == syntax::TokenKind::Cmatch || e.op == syntax::TokenKind::Inotmatch ||
            e.op == syntax::TokenKind::Cnotmatch)
            add("Matches");
        visit(e.left);
        visit(e.right);
        return;
    }
    case AstKind::TernaryExpression: {
        const auto& e = syntax::cast<syntax::TernaryExpressionAst>(*node);
        visit(e.condition);
        visit(e.if_true);
        visit(e.if_false);
        return;
    }
    case AstKind::ConvertExpression:
    case AstKind::AttributedExpression: visit(static_cast<const syntax::AttributedExpressionAst*>(node)->child); return;
    case AstKind::MemberExpression:
    case AstKind::InvokeMemberExpression:
    case AstKind::BaseCtorInvokeMemberExpression: {
        const auto& e = static_cast<const syntax::MemberExpressionAst&>(*node);
        visit(e.expression);
        visit(e.member);
        if (node->kind != AstKind::MemberExpression) visit_all(static_cast<const syntax::InvokeMemberExpressionAst&>(e).arguments);
        return;
    }
    case AstKind::IndexExpression: {
        const auto& e = syntax::cast<syntax::IndexExpressionAst>(*node);
        visit(e.target);
        visit(e.index);
        return;
    }
    case AstKind::ExpandableStringExpression:
        visit_all(syntax::cast<syntax::ExpandableStringExpressionAst>(*node).nested_expressions);
        return;
    case AstKind::ScriptBlockExpression: script_block(*syntax::cast<syntax::ScriptBlockExpressionAst>(*node).script_block); return;
    case AstKind::ArrayLiteral: visit_all(syntax::cast<syntax::ArrayLiteralAst>(*node).elements); return;
    case AstKind::Hashtable:
        for (const auto& pair : syntax::cast<syntax::HashtableAst>(*node).key_value_pairs) {
            visit(pair.key);
            visit(pair.value);
        }
        return;
    case AstKind::ArrayExpression: block(syntax::cast<syntax::ArrayExpressionAst>(*node).sub_expression); return;
    case AstKind::SubExpression: block(syntax::cast<syntax::SubExpressionAst>(*node).sub_expression); return;
    case AstKind::ParenExpression: visit(syntax::cast<syntax::ParenExpressionAst>(*node).pipeline); return;
    case AstKind::UsingExpression: visit(syntax::cast<syntax::UsingExpressionAst>(*node).sub_expression); return;
    case AstKind::Pipeline: visit_all(syntax::cast<syntax::PipelineAst>(*node).pipeline_elements); return;
    case AstKind::PipelineChain: {
        const auto& s = syntax::cast<syntax::PipelineChainAst>(*node);
        visit(s.lhs_pipeline_chain);
        visit(s.rhs_pipeline);
        return;
    }
    case AstKind::Command: {
        const auto& s = syntax::cast<syntax::CommandAst>(*node);
        visit_all(s.command_elements);
        return;
    }
    case AstKind::CommandParameter: visit(syntax::cast<syntax::CommandParameterAst>(*node).argument); return;
    case AstKind::CommandExpression: visit(syntax::cast<syntax::CommandExpressionAst>(*node).expression); return;
    case AstKind::IfStatement: {
        const auto& s = syntax::cast<syntax::IfStatementAst>(*node);
        for (const auto& clause : s.clauses) {
            visit(clause.condition);
            block(clause.body);
        }
        block(s.else_clause);
        return;
    }
    case AstKind::SwitchStatement: {
        const auto& s = syntax::cast<syntax::SwitchStatementAst>(*node);
        visit(s.condition);
        if (s.flags.regex) add("Matches");
        for (const auto& clause : s.clauses) {
            visit(clause.condition);
            block(clause.body);
        }
        block(s.default_clause);
        return;
    }
    case AstKind::ForEachStatement: {
        const auto& s = syntax::cast<syntax::ForEachStatementAst>(*node);
        target(*s.variable);
        visit(s.condition);
        block(s.body);
        return;
    }
    case AstKind::ForStatement: {
        const auto& s = syntax::cast<syntax::ForStatementAst>(*node);
        visit(s.initializer);
        visit(s.condition);
        visit(s.iterator);
        block(s.body);
        return;
    }
    case AstKind::WhileStatement:
    case AstKind::DoWhileStatement:
    case AstKind::DoUntilStatement: {
        const auto& s = static_cast<const syntax::LoopStatementAst&>(*node);
        visit(s.condition);
        block(s.body);
        return;
    }
    case AstKind::TryStatement: {
        const auto& s = syntax::cast<syntax::TryStatementAst>(*node);
        block(s.body);
        for (const auto* clause : s.catch_clauses) block(clause->body);
        block(s.finally);
        return;
    }
    case AstKind::TrapStatement: block(syntax::cast<syntax::TrapStatementAst>(*node).body); return;
    case AstKind::ReturnStatement: visit(syntax::cast<syntax::ReturnStatementAst>(*node).pipeline); return;
    case AstKind::ExitStatement: visit(syntax::cast<syntax::ExitStatementAst>(*node).pipeline); return;
    case AstKind::ThrowStatement: visit(syntax::cast<syntax::ThrowStatementAst>(*node).pipeline); return;
    case AstKind::DataStatement: {
        const auto& s = syntax::cast<syntax::DataStatementAst>(*node);
        if (!s.variable.empty()) add(s.variable);
        block(s.body);
        return;
    }
    default: return; // function and type definitions have names of their own; the rest has no names
    }
}

template <typename T>
std::unique_ptr<const Body> compile_named(Compiler& compiler, const T* block)
{
    if (!block) return nullptr;
    return compiler.body(block->statements, block->traps, block->extent);
}

Variant* compile(const Code& code, Unit& unit, bool dotted)
{
    auto variant = std::make_unique<Variant>();
    if (!dotted) {
        variant->layout = collect_layout(code);
        for (int i = 0; i < AutoCount; ++i) variant->automatic[i] = variant->layout->find(Symbol(automatic_names[i]));
    }
    Compiler compiler(code, unit, variant->layout.get());
    const syntax::ScriptBlockAst& ast = code.ast();
    variant->dynamic_param = compile_named(compiler, ast.dynamic_param_block);
    variant->begin = compile_named(compiler, ast.begin_block);
    variant->process = compile_named(compiler, ast.process_block);
    variant->end = compile_named(compiler, ast.end_block);
    variant->clean = compile_named(compiler, ast.clean_block);
    if (code.is_filter() && ast.end_block && ast.end_block->unnamed && !variant->process) variant->process = std::move(variant->end);
    return variant.release();
}

} // namespace

std::unique_ptr<Layout> collect_layout(const Code& code)
{
    std::vector<Symbol> names;
    std::vector<Symbol> assigned;
    std::vector<std::string> spellings;
    NameCollector collector(names, assigned, spellings);
    collector.add("_");
    for (const syntax::ParameterAst* parameter : code.parameters()) {
        collector.add(parameter->name->variable_path.name);
        collector.visit(parameter->default_value);
    }
    collector.script_block(code.ast());
    if (code.method && !code.method->is_static) collector.add("this"); // what the method calls sees it too
    return std::make_unique<Layout>(std::move(names), assigned, std::move(spellings));
}

Unit::Unit() = default;
Unit::~Unit() = default;

Code& Unit::code_of(const syntax::ScriptBlockAst& ast, bool is_filter)
{
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Code>& code = codes_[&ast];
    if (!code) code = std::make_unique<Code>(*this, ast, is_filter);
    return *code;
}

Code::Code(Unit& unit, const syntax::ScriptBlockAst& ast, bool is_filter) : unit_(unit), ast_(ast), is_filter_(is_filter) {}

Code::~Code()
{
    delete local_.load();
    delete dotted_.load();
    delete metadata_.load();
}

const Variant& Code::local() const
{
    if (const Variant* ready = local_.load(std::memory_order_acquire)) return *ready;
    const std::lock_guard lock(compile_mutex_);
    if (!local_.load()) local_.store(compile(*this, unit_, false), std::memory_order_release);
    return *local_.load();
}

const Variant& Code::dotted() const
{
    if (const Variant* ready = dotted_.load(std::memory_order_acquire)) return *ready;
    const std::lock_guard lock(compile_mutex_);
    if (!dotted_.load()) dotted_.store(compile(*this, unit_, true), std::memory_order_release);
    return *dotted_.load();
}

syntax::AstList<syntax::ParameterAst> Code::parameters() const
{
    if (method) return method->parameters;
    if (function && function->has_parameter_list) return function->parameters;
    if (function && !function->parameters.empty()) return function->parameters;
    if (ast_.param_block) return ast_.param_block->parameters;
    return {};
}

std::string_view Code::text() const
{
    std::string_view text = source().slice(ast_.extent);
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
    return text;
}

ScriptBlockImpl::ScriptBlockImpl(std::shared_ptr<Unit> owner, const Code& what, Ref<Module> in)
    : unit_(std::move(owner)), code_(&what), module_(in)
{
}

ScriptBlockImpl::~ScriptBlockImpl() = default;

std::string ScriptBlockImpl::text() const { return std::string(code_->text()); }

std::string ScriptBlockImpl::file() const { return code_->source().file(); }

Module* ScriptBlockImpl::module() const { return static_cast<Module*>(module_.get()); }

void ScriptBlockImpl::trace(value::Tracer& tracer) const { tracer.visit(module_); }

} // namespace kestrun::engine
