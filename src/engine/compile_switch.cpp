// switch (about_Switch).
#include "base/system_path.hpp"
#include "engine/compiler.hpp"
#include "engine/loop_enumerator.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include <fstream>
#include <optional>

namespace kestrun::engine {

namespace {

struct SwitchNode final : Stmt
{
    struct Clause
    {
        ExprPtr condition;
        std::unique_ptr<Body> body;
    };
    SwitchNode(syntax::Extent at, std::string_view name, syntax::SwitchFlags how) : Stmt(at), label(name), flags(how) {}

    Flow exec(Frame& frame) const override
    {
        const Value subject = condition->eval(frame);
        if (flags.file) return over_file(frame, subject);
        if (subject.is_void()) return Flow::Normal;
        if (!value::is_enumerable(subject)) {
            bool stop = false;
            return one(frame, subject, stop);
        }
        Ref<LoopEnumerator> enumerator = value::make<LoopEnumerator>(value::enumerate(subject));
        std::optional<LoopVariable> shown;
        if (variable >= 0) shown.emplace(frame.slots[variable], enumerator);
        while (enumerator->move_next()) {
            bool stop = false;
            const Flow flow = one(frame, enumerator->current, stop);
            if (flow != Flow::Normal || stop) return flow;
        }
        return Flow::Normal;
    }

    Flow over_file(Frame& frame, const Value& path) const
    {
        const std::string name = frame.session.resolve_path(value::to_text(path));
        std::ifstream file(base::sys::path(name), std::ios::binary);
        if (!file)
            value::throw_runtime("FileNotFound", "Could not find file '" + name + "'.", ErrorCategory::InvalidOperation, path,
                                 "System.IO.FileNotFoundException");
        for (std::string line; std::getline(file, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            bool stop = false;
            const Flow flow = one(frame, Value(std::string_view(line)), stop);
            if (flow != Flow::Normal || stop) return flow;
        }
        return Flow::Normal;
    }

    /// All clauses against one item. stop: a break for this switch.
    Flow one(Frame& frame, const Value& item, bool& stop) const
    {
        static const Symbol underscore("_");
        frame.session.safepoint();
        Value* before = frame.scope->find_here(underscore);
        struct Restore
        {
            Frame& frame;
            Value saved;
            ~Restore() { frame.scope->place(underscore) = std::move(saved); }
        } restore{frame, before ? *before : Value::unset()};
        frame.scope->place(underscore) = item;
        bool any = false;
        Flow flow = Flow::Normal;
        for (const Clause& clause : clauses) {
            if (!fits(frame, clause, read(frame.scope->place(underscore)))) continue; // a clause may have changed $_
            any = true;
            if (!run(frame, *clause.body, flow, stop)) return flow;
        }
        if (!any && otherwise) run(frame, *otherwise, flow, stop);
        return flow;
    }

    /// False when nothing more of this item's clauses runs.
    bool run(Frame& frame, const Body& body, Flow& flow, bool& stop) const
    {
        try {
            flow = body.exec(frame);
        } catch (LoopControl& control) {
            flow = control.flow;
            frame.session.flow_label = control.label;
            if (flow != Flow::Return && !is_mine(frame)) throw;
        }
        if (flow == Flow::Normal) return true;
        if (flow == Flow::Return || !is_mine(frame)) return false;
        stop = flow == Flow::Break;
        flow = Flow::Normal;
        return false;
    }
    bool is_mine(Frame& frame) const
    {
        return frame.session.flow_label.empty() || value::equals_ignore_case(frame.session.flow_label, label);
    }

    bool fits(Frame& frame, const Clause& clause, const Value& item) const
    {
        static const Symbol matches_name("Matches");
        const Value wanted = clause.condition->eval(frame);
        if (auto* block = wanted.as<ScriptBlock>()) return value::to_bool(frame.session.Context::invoke_with_item(*block, item));
        if (flags.regex) {
            Value matches = Value::unset();
            bool hit = false;
            try {
                hit = value::to_bool(value::compare_operator(value::ComparisonOp::Match, flags.case_sensitive, Value(value::to_text(item)),
                                                             wanted, &matches));
            } catch (const value::ScriptError&) {
                value::throw_runtime("InvalidRegularExpression",
                                     "The regular expression pattern " + value::to_text(wanted) + " is not valid.",
                                     ErrorCategory::InvalidOperation, wanted);
            }
            if (!matches.is_unset()) frame.scope->assign(matches_name, std::move(matches));
            return hit;
        }
        if (flags.wildcard) return value::wildcard_match(value::to_text(wanted), value::to_text(item), !flags.case_sensitive);
        if (item.tag() == value::Tag::Enum && wanted.tag() != value::Tag::Enum) { // enums are compared by name
            const std::string a = value::to_text(item);
            const std::string b = value::to_text(wanted);
            return flags.case_sensitive ? a == b : value::equals_ignore_case(a, b);
        }
        return value::equal(item, wanted, flags.case_sensitive);
    }

    int variable = -1; // slot of $switch
    std::string label;
    syntax::SwitchFlags flags;
    ExprPtr condition;
    std::vector<Clause> clauses;
    std::unique_ptr<Body> otherwise;
};

} // namespace

StmtPtr Compiler::switch_statement(const syntax::SwitchStatementAst& ast)
{
    auto node = std::make_unique<SwitchNode>(ast.extent, ast.label, ast.flags);
    node->condition = pipeline_value(*ast.condition);
    node->variable = slot(Symbol("switch"));
    for (const syntax::SwitchClause& clause : ast.clauses) node->clauses.push_back({expression(*clause.condition), body(*clause.body)});
    if (ast.default_clause) node->otherwise = body(*ast.default_clause);
    return node;
}

} // namespace kestrun::engine
