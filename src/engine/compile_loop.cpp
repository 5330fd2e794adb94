// while, do, for, foreach (about_While, about_Do, about_For, about_Foreach).
#include "engine/compiler.hpp"
#include "engine/loop_enumerator.hpp"
#include "value/array.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using syntax::AstKind;

namespace {

enum class Next
{
    Go,
    Stop,
    Leave
};

struct LoopBase : Stmt
{
    LoopBase(syntax::Extent at, std::string_view name) : Stmt(at), label(name) {}

    bool is_mine(Frame& frame) const
    {
        return frame.session.flow_label.empty() || value::equals_ignore_case(frame.session.flow_label, label);
    }

    /// What a body's end means for this loop.
    Next next(Frame& frame, Flow& flow) const
    {
        if (flow == Flow::Normal) return Next::Go;
        if (flow == Flow::Return || !is_mine(frame)) return Next::Leave;
        const bool stop = flow == Flow::Break;
        flow = Flow::Normal;
        return stop ? Next::Stop : Next::Go;
    }
    /// Runs the body once; break and continue that come out of commands are taken too.
    Next run(Frame& frame, Flow& flow) const
    {
        frame.session.safepoint();
        try {
            flow = body->exec(frame);
        } catch (LoopControl& control) {
            flow = control.flow;
            frame.session.flow_label = control.label;
            if (flow != Flow::Return && !is_mine(frame)) throw;
        }
        return next(frame, flow);
    }
    std::string label;
    std::unique_ptr<Body> body;
};

struct While final : LoopBase
{
    using LoopBase::LoopBase;
    Flow exec(Frame& frame) const override
    {
        Flow flow = Flow::Normal;
        while (condition->test(frame)) {
            const Next what = run(frame, flow);
            if (what != Next::Go) break;
            frame.position = this;
        }
        return flow;
    }
    ExprPtr condition;
};

struct Do final : LoopBase
{
    Do(syntax::Extent at, std::string_view name, bool go_while) : LoopBase(at, name), wanted(go_while) {}
    Flow exec(Frame& frame) const override
    {
        Flow flow = Flow::Normal;
        do {
            const Next what = run(frame, flow);
            if (what != Next::Go) break;
            frame.position = this;
        } while (condition->test(frame) == wanted);
        return flow;
    }
    ExprPtr condition;
    bool wanted;
};

struct For final : LoopBase
{
    using LoopBase::LoopBase;
    Flow exec(Frame& frame) const override
    {
        if (initializer) discard(frame, *initializer);
        Flow flow = Flow::Normal;
        while (!condition || condition->test(frame)) {
            const Next what = run(frame, flow);
            if (what != Next::Go) break;
            frame.position = this;
            if (step) {
                step->run(frame);
                frame.session.last_ok = true;
            } else if (iterator) {
                discard(frame, *iterator);
            }
        }
        return flow;
    }
    static void discard(Frame& frame, const Stmt& statement)
    {
        struct Restore
        {
            Frame& frame;
            Sink* out;
            ~Restore() { frame.out = out; }
        } restore{frame, frame.out};
        frame.out = &null_sink;
        statement.exec(frame);
    }
    StmtPtr initializer, iterator;
    ExprPtr step; // the iterator when it is silent
    ExprPtr condition;
};

struct ForEach final : LoopBase
{
    using LoopBase::LoopBase;
    Flow exec(Frame& frame) const override
    {
        Flow flow = Flow::Normal;
        if (from && enumerator < 0) return count(frame);
        const Value collection = from ? value::range(from->eval(frame), to->eval(frame)) : values->eval(frame);
        if (collection.is_null()) return flow;
        if (enumerator >= 0) {
            Ref<LoopEnumerator> walk = value::make<LoopEnumerator>(value::enumerate(collection));
            const LoopVariable shown(frame.slots[enumerator], walk);
            while (walk->move_next()) {
                variable->assign(frame, walk->current);
                if (run(frame, flow) != Next::Go) break;
            }
            return flow;
        }
        if (collection.is_array()) {
            for (size_t i = 0; i < collection.as_array().size(); ++i) {
                variable->assign(frame, collection.as_array().at(i));
                if (run(frame, flow) != Next::Go) break;
            }
            return flow;
        }
        if (!value::is_enumerable(collection)) {
            variable->assign(frame, collection);
            run(frame, flow);
            return flow;
        }
        auto walk = value::enumerate(collection);
        for (Value item; walk->next(item);) {
            variable->assign(frame, std::move(item));
            if (run(frame, flow) != Next::Go) break;
        }
        return flow;
    }
    /// foreach ($i in 1..1000000) never makes the array.
    Flow count(Frame& frame) const
    {
        Flow flow = Flow::Normal;
        const Value a = from->eval(frame);
        const Value b = to->eval(frame);
        if (!a.is_int32() || !b.is_int32()) {
            const Value all = value::range(a, b);
            for (size_t i = 0; i < all.as_array().size(); ++i) {
                variable->assign(frame, all.as_array().at(i));
                if (run(frame, flow) != Next::Go) break;
            }
            return flow;
        }
        const int64_t last = b.as_int32();
        const int64_t step = a.as_int32() <= last ? 1 : -1;
        for (int64_t i = a.as_int32();; i += step) {
            variable->assign(frame, Value(static_cast<int32_t>(i)));
            if (run(frame, flow) != Next::Go || i == last) break;
        }
        return flow;
    }
    int enumerator = -1; // slot of $foreach, when the script uses it
    TargetPtr variable;
    ExprPtr values;
    ExprPtr from, to; // foreach over a literal range
};

const syntax::ExpressionAst* plain_expression(const syntax::PipelineBaseAst* ast)
{
    const auto* pipeline = syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(ast));
    if (!pipeline || pipeline->pipeline_elements.size() != 1) return nullptr;
    const auto* command = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0]));
    return command && command->redirections.empty() ? command->expression : nullptr;
}

} // namespace

StmtPtr Compiler::loop(const syntax::LabeledStatementAst& ast)
{
    const auto& with_body = syntax::cast<syntax::LoopStatementAst>(static_cast<const syntax::Ast&>(ast));
    switch (ast.kind) {
    case AstKind::WhileStatement: {
        auto node = std::make_unique<While>(ast.extent, ast.label);
        node->condition = pipeline_value(*ast.condition);
        node->body = body(*with_body.body);
        return node;
    }
    case AstKind::DoWhileStatement:
    case AstKind::DoUntilStatement: {
        auto node = std::make_unique<Do>(ast.extent, ast.label, ast.kind == AstKind::DoWhileStatement);
        node->condition = pipeline_value(*ast.condition);
        node->body = body(*with_body.body);
        return node;
    }
    case AstKind::ForStatement: {
        const auto& s = syntax::cast<syntax::ForStatementAst>(static_cast<const syntax::Ast&>(ast));
        auto node = std::make_unique<For>(ast.extent, ast.label);
        if (s.initializer) node->initializer = statement(*s.initializer);
        if (s.iterator) node->step = statement_value(*s.iterator);
        if (s.iterator && (!node->step->is_silent() || node->step->sets_status())) {
            node->step = nullptr;
            node->iterator = statement(*s.iterator);
        }
        if (ast.condition) node->condition = pipeline_value(*ast.condition);
        node->body = body(*with_body.body);
        return node;
    }
    default: {
        const auto& s = syntax::cast<syntax::ForEachStatementAst>(static_cast<const syntax::Ast&>(ast));
        auto node = std::make_unique<ForEach>(ast.extent, ast.label);
        node->variable = make_target(*this, *s.variable);
        node->enumerator = slot(Symbol("foreach"));
        const syntax::ExpressionAst* plain = plain_expression(ast.condition);
        const auto* range = syntax::as<syntax::BinaryExpressionAst>(static_cast<const syntax::Ast*>(plain));
        if (range && range->op == syntax::TokenKind::DotDot) {
            node->from = expression(*range->left);
            node->to = expression(*range->right);
        } else {
            node->values = pipeline_value(*ast.condition);
        }
        node->body = body(*with_body.body);
        return node;
    }
    }
}

} // namespace kestrun::engine
