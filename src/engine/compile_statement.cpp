// Statements: expression statements, if, return, exit, throw, flow control; and the list of statements with its error handling.
#include "engine/compiler.hpp"
#include "engine/redirection.hpp"
#include "engine/silent_statement.hpp"
#include "value/call_depth.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include "value/native_failure.hpp"

namespace kestrun::engine {

using syntax::AstKind;
using value::ScriptError;

namespace {

/// An expression that stands alone: its value goes to the output.
struct ExpressionStatement final : Stmt
{
    ExpressionStatement(syntax::Extent at, ExprPtr what) : Stmt(at), expression(std::move(what)), keeps_status(expression->sets_status()) {}
    Flow exec(Frame& frame) const override
    {
        expression->emit(frame, *frame.out);
        if (!keeps_status) frame.session.last_ok = true;
        return Flow::Normal;
    }
    ExprPtr expression;
    bool keeps_status;
};

struct If final : Stmt
{
    struct Clause
    {
        ExprPtr condition;
        std::unique_ptr<Body> body;
    };
    using Stmt::Stmt;
    Flow exec(Frame& frame) const override
    {
        for (const Clause& clause : clauses) {
            if (clause.condition->test(frame)) return clause.body->exec(frame);
        }
        return otherwise ? otherwise->exec(frame) : Flow::Normal;
    }
    std::vector<Clause> clauses;
    std::unique_ptr<Body> otherwise;
};

struct Return final : Stmt
{
    Return(syntax::Extent at, ExprPtr what) : Stmt(at), value(std::move(what)) {}
    Flow exec(Frame& frame) const override
    {
        if (frame.returned) {
            if (value) *frame.returned = value->eval(frame);
        } else if (value) {
            value->emit(frame, *frame.out);
        }
        return Flow::Return;
    }
    ExprPtr value;
};

struct Exit final : Stmt
{
    Exit(syntax::Extent at, ExprPtr what) : Stmt(at), value(std::move(what)) {}
    Flow exec(Frame& frame) const override
    {
        int code = 0;
        if (value) {
            const auto converted = value::try_convert(value->eval(frame), value::types::int32());
            code = converted ? converted->as_int32() : 0;
        }
        throw ExitRequest{code};
    }
    ExprPtr value;
};

struct Jump final : Stmt // break, continue
{
    Jump(syntax::Extent at, Flow which, ExprPtr to) : Stmt(at), flow(which), label(std::move(to)) {}
    Flow exec(Frame& frame) const override
    {
        if (label)
            frame.session.flow_label = value::to_text(label->eval(frame));
        else
            frame.session.flow_label.clear();
        return flow;
    }
    Flow flow;
    ExprPtr label;
};

struct Throw final : Stmt
{
    Throw(syntax::Extent at, ExprPtr what, bool again) : Stmt(at), value(std::move(what)), rethrow(again) {}
    Flow exec(Frame& frame) const override
    {
        Value thrown;
        if (value) {
            thrown = value->eval(frame);
        } else if (rethrow || frame.session.handled) {
            thrown = Value(frame.session.handled);
        }
        ScriptError error = make_error(thrown);
        static const value::Type& runtime = value::native_type("System.Management.Automation.RuntimeException");
        value::ExceptionObject& exception = *error.record->exception;
        if (exception.type().is_assignable_to(runtime) && !exception.property("WasThrownFromThrowStatement"))
            exception.properties().emplace_back("WasThrownFromThrowStatement", Value(true));
        throw error;
    }
    static ScriptError make_error(const Value& thrown)
    {
        if (auto* record = thrown.as<ErrorRecord>()) {
            ScriptError error{Ref<ErrorRecord>(record)};
            error.from_throw = true;
            return error;
        }
        Ref<value::ExceptionObject> exception;
        std::string id;
        if (auto* object = thrown.as<value::ExceptionObject>()) {
            exception = object;
            id = object->message();
            if (object->error_record() && object->error_record()->exception.get() == object) {
                ScriptError error{object->error_record()};
                error.from_throw = true;
                return error;
            }
        } else {
            const std::string text = thrown.is_null() ? "ScriptHalted" : value::to_text(thrown);
            exception = value::make_exception("System.Management.Automation.RuntimeException", text);
            id = text;
        }
        ScriptError error{value::make<ErrorRecord>(exception, id, ErrorCategory::OperationStopped,
                                                   thrown.as<value::ExceptionObject>() ? Value() : thrown)};
        if (!exception->error_record()) exception->set_error_record(error.record);
        static const value::Type& runtime = value::native_type("System.Management.Automation.RuntimeException");
        if (exception->type().is_assignable_to(runtime) && !exception->property("WasThrownFromThrowStatement"))
            exception->properties().emplace_back("WasThrownFromThrowStatement", Value(true));
        error.from_throw = true;
        return error;
    }
    ExprPtr value;
    bool rethrow;
};

struct Nothing final : Stmt
{
    using Stmt::Stmt;
    Flow exec(Frame&) const override { return Flow::Normal; }
};

struct DataStatement final : Stmt
{
    DataStatement(syntax::Extent at, std::unique_ptr<Body> what, std::string_view name)
        : Stmt(at), body(std::move(what)), variable(name.empty() ? Symbol() : Symbol(name))
    {
    }
    Flow exec(Frame& frame) const override
    {
        if (!variable) return body->exec(frame);
        Collector collector;
        Sink* const saved = frame.out;
        frame.out = &collector;
        try {
            body->exec(frame);
        } catch (...) {
            frame.out = saved;
            throw;
        }
        frame.out = saved;
        frame.scope->assign(variable, collector.result());
        return Flow::Normal;
    }
    std::unique_ptr<Body> body;
    Symbol variable;
};

/// The trap that takes an error of this type; the most derived match wins by order, a trap without type last.
const Trap* find_trap(const std::vector<Trap>& traps, Frame& frame, const ErrorRecord& record)
{
    const Trap* any = nullptr;
    for (const Trap& trap : traps) {
        if (trap.type_name.empty()) {
            if (!any) any = &trap;
            continue;
        }
        const value::Type& wanted = trap.type ? *trap.type : resolve_type(frame.session, trap.type_name);
        for (const value::ExceptionObject* e = record.exception.get(); e; e = e->inner().get()) {
            if (e->type().is_assignable_to(wanted)) return &trap;
        }
    }
    return any;
}

enum class TrapResult
{
    Continue,
    Break,
    Report
};

/// Runs a trap's body with $_ set to the error.
TrapResult run_trap(const Trap& trap, Frame& frame, ScriptError& error, Flow& flow)
{
    static const Symbol underscore("_");
    Value* before = frame.scope->find_here(underscore);
    const Value saved = before ? *before : Value::unset();
    frame.scope->place(underscore) = Value(error.record);
    flow = trap.body->exec(frame);
    frame.scope->place(underscore) = saved;
    switch (flow) {
    case Flow::Continue: return TrapResult::Continue;
    case Flow::Break: return TrapResult::Break;
    case Flow::Return: return TrapResult::Continue;
    default: return TrapResult::Report;
    }
}

} // namespace

Flow Body::exec(Frame& frame) const
{
    value::check_call_depth(stack_need);
    size_t at = 0;
    while (true) {
        try {
            if (!traps.empty()) {
                struct Depth
                {
                    int& n;
                    explicit Depth(int& d) : n(d) { ++n; }
                    ~Depth() { --n; }
                } depth(frame.session.try_depth);
                return value::with_native_failures([&] { return exec_from(frame, at); });
            }
            return value::with_native_failures([&] { return exec_from(frame, at); });
        } catch (ScriptError& error) {
            frame.session.complete(*error.record, frame);
            const Trap* trap = traps.empty() ? nullptr : find_trap(traps, frame, *error.record);
            if (trap) {
                frame.session.remember_error(error.record);
                Flow flow = Flow::Normal;
                switch (run_trap(*trap, frame, error, flow)) {
                case TrapResult::Break: throw;
                case TrapResult::Continue:
                    if (flow == Flow::Return) return Flow::Return;
                    break;
                case TrapResult::Report: frame.session.report(error.record, *frame.streams); break;
                }
            } else {
                frame.session.statement_error(error, frame);
            }
            frame.session.last_ok = false;
            ++at;
            if (at >= statements.size()) return Flow::Normal;
        }
    }
}

Flow Body::exec_from(Frame& frame, size_t& at) const
{
    const size_t count = statements.size();
    for (; at < count; ++at) {
        const Stmt& statement = *statements[at];
        frame.position = &statement;
        const Flow flow = statement.exec(frame);
        if (flow != Flow::Normal) return flow;
    }
    return Flow::Normal;
}

namespace {
// What a node takes that evaluates another: a generous measure, and more where the compiler adds its checks.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr size_t stack_per_node = 2048;
#else
constexpr size_t stack_per_node = 512;
#endif
} // namespace

std::unique_ptr<Body> Compiler::body(const syntax::StatementBlockAst& ast) { return body(ast.statements, ast.traps, ast.extent); }

std::unique_ptr<Body> Compiler::body(syntax::AstList<syntax::StatementAst> statements, syntax::AstList<syntax::TrapStatementAst> traps,
                                     syntax::Extent extent)
{
    const Nesting nesting(*this);
    const size_t outer = std::exchange(deepest_, nesting_);
    auto result = std::make_unique<Body>();
    result->extent = extent;
    // Functions are defined where they stand, but classes and enums are known to the whole block first, and to each other.
    std::vector<const syntax::TypeDefinitionAst*> types;
    for (const syntax::StatementAst* s : statements)
        if (s->kind == AstKind::TypeDefinition) types.push_back(&syntax::cast<syntax::TypeDefinitionAst>(*s));
    if (!types.empty()) result->statements.push_back(type_definitions(std::move(types)));
    for (const syntax::StatementAst* s : statements)
        if (s->kind != AstKind::TypeDefinition) result->statements.push_back(statement(*s));
    for (const syntax::TrapStatementAst* t : traps) {
        Trap trap;
        if (t->trap_type) {
            trap.type_name = std::string(t->trap_type->type_name->full_name);
            trap.type = find_native_type(code_, trap.type_name);
        }
        trap.body = body(*t->body);
        result->traps.push_back(std::move(trap));
    }
    result->stack_need += (deepest_ - nesting_) * stack_per_node;
    deepest_ = outer;
    return result;
}

StmtPtr Compiler::expression_statement(syntax::Extent extent, ExprPtr expression)
{
    const Expr& node = *expression;
    if (StmtPtr made = node.statement(extent, std::move(expression))) return made;
    if (node.is_silent()) return std::make_unique<SilentStatement<Expr>>(extent, std::move(expression));
    return std::make_unique<ExpressionStatement>(extent, std::move(expression));
}

StmtPtr Compiler::statement(const syntax::StatementAst& ast)
{
    switch (ast.kind) {
    case AstKind::Pipeline: return pipeline(syntax::cast<syntax::PipelineAst>(ast));
    case AstKind::PipelineChain: return chain(syntax::cast<syntax::PipelineChainAst>(ast));
    case AstKind::CommandExpression:
        if (const auto& command = syntax::cast<syntax::CommandExpressionAst>(ast); !command.redirections.empty())
            return redirected_expression(*this, command);
        return expression_statement(ast.extent, expression(*syntax::cast<syntax::CommandExpressionAst>(ast).expression));
    case AstKind::AssignmentStatement:
        return expression_statement(ast.extent, assignment(syntax::cast<syntax::AssignmentStatementAst>(ast)));
    case AstKind::IfStatement: {
        const auto& s = syntax::cast<syntax::IfStatementAst>(ast);
        auto node = std::make_unique<If>(ast.extent);
        for (const syntax::IfClause& clause : s.clauses) node->clauses.push_back({pipeline_value(*clause.condition), body(*clause.body)});
        if (s.else_clause) node->otherwise = body(*s.else_clause);
        return node;
    }
    case AstKind::WhileStatement:
    case AstKind::DoWhileStatement:
    case AstKind::DoUntilStatement:
    case AstKind::ForStatement:
    case AstKind::ForEachStatement: return loop(syntax::cast<syntax::LabeledStatementAst>(ast));
    case AstKind::SwitchStatement: return switch_statement(syntax::cast<syntax::SwitchStatementAst>(ast));
    case AstKind::TryStatement: return try_statement(syntax::cast<syntax::TryStatementAst>(ast));
    case AstKind::ReturnStatement: {
        const auto* pipeline = syntax::cast<syntax::ReturnStatementAst>(ast).pipeline;
        return std::make_unique<Return>(ast.extent, pipeline ? pipeline_value(*pipeline) : nullptr);
    }
    case AstKind::ExitStatement: {
        const auto* pipeline = syntax::cast<syntax::ExitStatementAst>(ast).pipeline;
        return std::make_unique<Exit>(ast.extent, pipeline ? pipeline_value(*pipeline) : nullptr);
    }
    case AstKind::ThrowStatement: {
        const auto& s = syntax::cast<syntax::ThrowStatementAst>(ast);
        return std::make_unique<Throw>(ast.extent, s.pipeline ? pipeline_value(*s.pipeline) : nullptr, s.is_rethrow);
    }
    case AstKind::BreakStatement: {
        const auto* label = syntax::cast<syntax::BreakStatementAst>(ast).label;
        return std::make_unique<Jump>(ast.extent, Flow::Break, label ? expression(*label) : nullptr);
    }
    case AstKind::ContinueStatement: {
        const auto* label = syntax::cast<syntax::ContinueStatementAst>(ast).label;
        return std::make_unique<Jump>(ast.extent, Flow::Continue, label ? expression(*label) : nullptr);
    }
    case AstKind::FunctionDefinition: return function_definition(syntax::cast<syntax::FunctionDefinitionAst>(ast));
    case AstKind::TypeDefinition: return type_definitions({&syntax::cast<syntax::TypeDefinitionAst>(ast)});
    case AstKind::DataStatement: {
        const auto& s = syntax::cast<syntax::DataStatementAst>(ast);
        return std::make_unique<DataStatement>(ast.extent, body(*s.body), s.variable);
    }
    default: return std::make_unique<Nothing>(ast.extent);
    }
}

} // namespace kestrun::engine
