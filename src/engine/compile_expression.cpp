// The dispatch over expressions, constants, ( ), $( ) and what stands on the right of an assignment.
#include "engine/compiler.hpp"
#include "engine/constant_value.hpp"
#include "value/call_depth.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/string.hpp"

namespace kestrun::engine {

using syntax::AstKind;

bool Expr::test(Frame& frame) const { return value::to_bool(eval(frame)); }

void Expr::emit(Frame& frame, Sink& out) const
{
    Value value = eval(frame);
    if (value.tag() < value::Tag::Array) { // a number or a text is one object
        if (!value.is_void()) out.push(std::move(value));
        return;
    }
    push_unrolled(value, out);
}

void Expr::append_to(Frame& frame, std::vector<Value>& items) const
{
    Collector collector;
    emit(frame, collector);
    if (items.empty())
        items = std::move(collector.items);
    else
        items.insert(items.end(), std::make_move_iterator(collector.items.begin()), std::make_move_iterator(collector.items.end()));
}

void push_unrolled(const Value& value, Sink& out)
{
    if (!value.is_heap()) {
        if (!value.is_void()) out.push(value);
        return;
    }
    if (value.is_string()) return out.push(value);
    if (value.is_array()) {
        const Value keep = value;
        for (size_t i = 0; i < keep.as_array().size(); ++i) out.push(keep.as_array().at(i));
        return;
    }
    if (!value::is_enumerable(value)) return out.push(value);
    auto enumerator = value::enumerate(value);
    for (Value item; enumerator->next(item);) out.push(std::move(item));
}

Value Collector::result()
{
    if (items.empty()) return Value::nothing();
    if (items.size() == 1) return std::move(items.front());
    return value::make_array(std::move(items));
}

Value ResultSink::make_array(std::vector<Value> items) { return value::make_array(std::move(items)); }

std::string to_std(std::string_view text) { return std::string(text); }

namespace {

struct Constant final : Expr
{
    /// lasting: code that is there to stay, whose literals are never counted. Those of text that is run once go with it.
    Constant(syntax::Extent at, Value what, bool lasting) : Expr(at), value(std::move(what))
    {
        if (value.is_heap()) value.object()->set_flag(lasting ? value::Object::Immortal : value::Object::Shared);
    }
    Value eval(Frame&) const override { return value; }
    Place place() const override { return {.constant = &value}; }
    bool test(Frame&) const override { return value::to_bool(value); }
    bool is_constant() const override { return true; }
    Value value;
};

/// Collects what code in ( ) or $( ) writes. break, continue and return in it act on what encloses it; what was written before a return is
/// the function's output (`keeps`), but not in @( ).
template <typename F>
void collect_until(Frame& frame, Collector& collector, bool keeps, F&& run)
{
    const auto pass_on = [&](Flow flow) {
        if (flow != Flow::Return || !keeps) return;
        for (Value& item : collector.items) frame.out->push(std::move(item));
    };
    Flow flow = Flow::Normal;
    try {
        flow = run();
    } catch (const LoopControl& control) { // from further inside
        pass_on(control.flow);
        throw;
    }
    if (flow == Flow::Normal) return;
    pass_on(flow);
    throw LoopControl{flow, frame.session.flow_label};
}

/// A statement's output as a value.
struct StatementValue final : Expr
{
    StatementValue(syntax::Extent at, StmtPtr what) : Expr(at), statement(std::move(what)) {}
    Value eval(Frame& frame) const override
    {
        Collector collector;
        collect_until(frame, collector, true, [&] { return exec(frame, collector); });
        return collector.result();
    }
    void emit(Frame& frame, Sink& out) const override
    {
        const Flow flow = exec(frame, out);
        if (flow != Flow::Normal) throw LoopControl{flow, frame.session.flow_label};
    }
    bool is_streaming() const override { return true; }
    bool sets_status() const override { return true; }
    Flow exec(Frame& frame, Sink& out) const
    {
        Sink* const saved = frame.out;
        struct Restore
        {
            Frame& frame;
            Sink* sink;
            ~Restore() { frame.out = sink; }
        } restore{frame, saved};
        frame.out = &out;
        return statement->exec(frame);
    }
    StmtPtr statement;
};

/// $( ... ) and @( ... ) with more than one plain expression in it.
struct SubExpression final : Expr
{
    SubExpression(syntax::Extent at, std::unique_ptr<Body> what, bool always_array) : Expr(at), body(std::move(what)), array(always_array)
    {
    }
    Value eval(Frame& frame) const override
    {
        Collector collector;
        collect_until(frame, collector, !array, [&] { return collect(frame, collector); });
        return array ? value::make_array(std::move(collector.items)) : collector.result();
    }
    void emit(Frame& frame, Sink& out) const override
    {
        const Flow flow = collect(frame, out);
        if (flow != Flow::Normal) throw LoopControl{flow, frame.session.flow_label};
    }
    bool sets_status() const override { return true; }
    Flow collect(Frame& frame, Sink& out) const
    {
        struct Restore
        {
            Frame& frame;
            Sink* sink;
            const Node* position;
            ~Restore()
            {
                frame.out = sink;
                frame.position = position;
            }
        } restore{frame, frame.out, frame.position};
        frame.out = &out;
        return body->exec(frame);
    }
    std::unique_ptr<Body> body;
    bool array;
};

/// @( expression )
struct ArrayOf final : Expr
{
    ArrayOf(syntax::Extent at, ExprPtr what) : Expr(at), inner(std::move(what)) {}
    Value eval(Frame& frame) const override
    {
        Collector collector;
        inner->emit(frame, collector);
        return value::make_array(std::move(collector.items));
    }
    void emit(Frame& frame, Sink& out) const override { inner->emit(frame, out); }
    bool sets_status() const override { return inner->sets_status(); }
    ExprPtr inner;
};

/// ( $x = 5 ), ( $i++ ): writes the value after all.
struct Loud final : Expr
{
    Loud(syntax::Extent at, ExprPtr what) : Expr(at), inner(std::move(what)) {}
    Value eval(Frame& frame) const override { return inner->eval(frame); }
    bool test(Frame& frame) const override { return inner->test(frame); }
    bool sets_status() const override { return inner->sets_status(); }
    ExprPtr inner;
};

struct Ternary final : Expr
{
    Ternary(syntax::Extent at, ExprPtr c, ExprPtr t, ExprPtr f)
        : Expr(at), condition(std::move(c)), if_true(std::move(t)), if_false(std::move(f))
    {
    }
    Value eval(Frame& frame) const override { return condition->test(frame) ? if_true->eval(frame) : if_false->eval(frame); }
    ExprPtr condition, if_true, if_false;
};

/// $using:x: what the session that runs a job, thread or parallel block was given under that name.
struct UsingVariable final : Expr
{
    UsingVariable(syntax::Extent at, std::string_view variable) : Expr(at), name("using:" + std::string(variable)) {}
    Value eval(Frame& frame) const override
    {
        bool found = false;
        Value value = frame.session.lookup(*frame.session.global, name, found);
        if (found) return value;
        value::throw_runtime(
            "UsingWithoutInvokeCommand",
            "A Using variable cannot be retrieved. A Using variable can be used only with Invoke-Command, Start-Job, or "
            "InlineScript in the script workflow. When it is used with Invoke-Command, the Using variable is valid only if "
            "the script block is invoked on a remote computer.",
            ErrorCategory::InvalidOperation);
    }
    Symbol name;
};

/// The only expression of a body that is one plain expression statement; null otherwise.
const syntax::ExpressionAst* only_expression(const syntax::StatementBlockAst& block)
{
    if (block.statements.size() != 1 || !block.traps.empty()) return nullptr;
    const auto* pipeline = syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(block.statements[0]));
    if (!pipeline || pipeline->background || pipeline->pipeline_elements.size() != 1) return nullptr;
    const auto* command = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0]));
    return command && command->redirections.empty() ? command->expression : nullptr;
}

} // namespace

namespace {

/// Equal texts that stand in script files are one object: as keys they are found by their address (Dictionary::find_again), and a file that
/// is compiled over and over leaves nothing behind. Long ones are left alone.
Value interned(std::string_view text)
{
    constexpr size_t longest = 64;
    if (text.size() > longest) return Value(text);
    static std::mutex mutex;
    static auto& known = *new std::unordered_map<std::string_view, Value>; // literals live as long as the process
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(text); found != known.end()) return found->second;
    Value made(text);
    made.object()->set_flag(value::Object::Immortal);
    known.emplace(value::text_of(made), made);
    return made;
}

} // namespace
ExprPtr Compiler::constant(syntax::Extent extent, Value value)
{
    return std::make_unique<Constant>(extent, std::move(value), is_lasting());
}

bool Compiler::is_lasting() const { return !code_.source().file().empty(); }

ExprPtr Compiler::statement_value(const syntax::StatementAst& ast)
{
    if (const auto* pipeline = syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(&ast));
        pipeline && !pipeline->background && pipeline->pipeline_elements.size() == 1) {
        const auto* command = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0]));
        if (command && command->redirections.empty()) return expression(*command->expression);
        if (ExprPtr call = command_value(*pipeline, true)) return call;
    }
    if (const auto* command = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(&ast));
        command && command->redirections.empty())
        return expression(*command->expression);
    if (const auto* assign = syntax::as<syntax::AssignmentStatementAst>(static_cast<const syntax::Ast*>(&ast))) return assignment(*assign);
    return std::make_unique<StatementValue>(ast.extent, statement(ast));
}

ExprPtr Compiler::pipeline_value(const syntax::PipelineBaseAst& ast)
{
    ExprPtr inner = statement_value(ast);
    if (!inner->is_silent()) return inner;
    return std::make_unique<Loud>(ast.extent, std::move(inner));
}

ExprPtr Compiler::array_expression(const syntax::ArrayExpressionAst& ast)
{
    if (const syntax::ExpressionAst* only = only_expression(*ast.sub_expression)) {
        ExprPtr inner = expression(*only);
        if (!inner->is_silent()) return std::make_unique<ArrayOf>(ast.extent, std::move(inner));
    }
    return std::make_unique<SubExpression>(ast.extent, body(*ast.sub_expression), true);
}

Compiler::Nesting::Nesting(Compiler& compiler) : compiler_(compiler)
{
    value::check_call_depth();
    compiler.deepest_ = std::max(compiler.deepest_, ++compiler.nesting_);
}

ExprPtr Compiler::expression(const syntax::ExpressionAst& ast)
{
    const Nesting nesting(*this);
    switch (ast.kind) {
    case AstKind::ConstantExpression: return constant(ast.extent, constant_value(syntax::cast<syntax::ConstantExpressionAst>(ast).value));
    case AstKind::StringConstantExpression:
        if (!is_lasting()) return constant(ast.extent, Value(syntax::cast<syntax::StringConstantExpressionAst>(ast).value));
        return constant(ast.extent, interned(syntax::cast<syntax::StringConstantExpressionAst>(ast).value));
    case AstKind::ExpandableStringExpression: return expandable(syntax::cast<syntax::ExpandableStringExpressionAst>(ast));
    case AstKind::VariableExpression:
        if (in_using_)
            return std::make_unique<UsingVariable>(ast.extent, syntax::cast<syntax::VariableExpressionAst>(ast).variable_path.name);
        return variable(syntax::cast<syntax::VariableExpressionAst>(ast));
    case AstKind::BinaryExpression: return binary(syntax::cast<syntax::BinaryExpressionAst>(ast));
    case AstKind::UnaryExpression: return unary(syntax::cast<syntax::UnaryExpressionAst>(ast));
    case AstKind::TernaryExpression: {
        const auto& t = syntax::cast<syntax::TernaryExpressionAst>(ast);
        return std::make_unique<Ternary>(ast.extent, expression(*t.condition), expression(*t.if_true), expression(*t.if_false));
    }
    case AstKind::ConvertExpression: return convert(syntax::cast<syntax::ConvertExpressionAst>(ast));
    case AstKind::AttributedExpression: return expression(*syntax::cast<syntax::AttributedExpressionAst>(ast).child);
    case AstKind::MemberExpression:
    case AstKind::InvokeMemberExpression:
    case AstKind::BaseCtorInvokeMemberExpression: return member(syntax::cast<syntax::MemberExpressionAst>(ast));
    case AstKind::IndexExpression: return index(syntax::cast<syntax::IndexExpressionAst>(ast));
    case AstKind::TypeExpression: return type_expression(syntax::cast<syntax::TypeExpressionAst>(ast));
    case AstKind::ScriptBlockExpression: return script_block(syntax::cast<syntax::ScriptBlockExpressionAst>(ast));
    case AstKind::ArrayLiteral: return array(syntax::cast<syntax::ArrayLiteralAst>(ast));
    case AstKind::Hashtable: return hashtable(syntax::cast<syntax::HashtableAst>(ast));
    case AstKind::ArrayExpression: return array_expression(syntax::cast<syntax::ArrayExpressionAst>(ast));
    case AstKind::ParenExpression: {
        if (const auto* pipeline =
                syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(syntax::cast<syntax::ParenExpressionAst>(ast).pipeline)))
            if (ExprPtr call = command_value(*pipeline, false)) return call;
        ExprPtr inner = pipeline_value(*syntax::cast<syntax::ParenExpressionAst>(ast).pipeline);
        if (inner->is_streaming()) return std::make_unique<Loud>(ast.extent, std::move(inner));
        return inner;
    }
    case AstKind::SubExpression:
        return std::make_unique<SubExpression>(ast.extent, body(*syntax::cast<syntax::SubExpressionAst>(ast).sub_expression), false);
    case AstKind::UsingExpression: {
        const bool outside = std::exchange(in_using_, true);
        ExprPtr inner = expression(*syntax::cast<syntax::UsingExpressionAst>(ast).sub_expression);
        in_using_ = outside;
        return inner;
    }
    default: break;
    }
    value::throw_runtime("ParserError", "The script has parse errors and cannot run.", ErrorCategory::ParserError);
}

} // namespace kestrun::engine
