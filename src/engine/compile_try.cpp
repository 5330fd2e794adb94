// try, catch, finally (about_Try_Catch_Finally).
#include "base/scheduler.hpp"
#include "engine/compiler.hpp"

namespace kestrun::engine {

using value::ScriptError;

namespace {

struct Catch
{
    struct Wanted
    {
        std::string name;
        const value::Type* type;
    };
    std::vector<Wanted> types; // empty: all
    std::unique_ptr<Body> body;
};

struct DepthGuard
{
    int& depth;
    explicit DepthGuard(int& d) : depth(d) { ++depth; }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;
    ~DepthGuard() { --depth; }
};

struct Try final : Stmt
{
    using Stmt::Stmt;

    Flow exec(Frame& frame) const override
    {
        if (!finally) return run_catching(frame);
        Flow flow = Flow::Normal;
        try {
            flow = run_catching(frame);
        } catch (const base::Cancelled& cancelled) {
            run_cancelled(frame, cancelled.reason());
            throw;
        } catch (...) {
            run_finally(frame);
            throw;
        }
        const std::string label = frame.session.flow_label;
        run_finally(frame);
        frame.session.flow_label = label;
        return flow;
    }

    /// A cancelled script still cleans up, but not for long: its server or program waits for it.
    void run_cancelled(Frame& frame, base::CancelReason reason) const
    {
        base::CancelState& state = base::current_task().cancel_state();
        state.clear();
        try {
            const base::TimeLimit limit(base::Deadline::after(std::chrono::seconds(1)));
            run_finally(frame);
        } catch (const base::Cancelled&) {
        }
        state.request(reason);
    }

    Flow run_catching(Frame& frame) const
    {
        if (catches.empty()) return body->exec(frame); // errors are handled where they would be without the try
        const Node* const position = frame.position;
        Sink* const out = frame.out;
        ScriptError caught{nullptr};
        try {
            DepthGuard depth(frame.session.try_depth);
            return body->exec(frame);
        } catch (ScriptError& error) {
            frame.session.complete(*error.record, frame);
            caught = error;
        }
        frame.position = position;
        frame.out = out;
        // The handler runs outside of the C++ handler, so that it may suspend its fiber freely.
        Ref<value::ExceptionObject> matched;
        const Catch* handler = find(frame, *caught.record, matched);
        if (!handler) throw caught;
        frame.session.remember_error(caught.record);
        if (matched && matched != caught.record->exception) caught.record = unwrapped(*caught.record, matched);
        return run_handler(*handler, frame, caught);
    }

    /// What $_ is when a clause took the exception that a method call had wrapped.
    static Ref<ErrorRecord> unwrapped(const ErrorRecord& outer, const Ref<value::ExceptionObject>& inner)
    {
        Ref<ErrorRecord> record = value::make<ErrorRecord>(inner, outer.error_id, outer.category, outer.target);
        record->command = outer.command;
        record->command_class = outer.command_class;
        record->invocation = outer.invocation;
        record->details = outer.details;
        record->script_stack = outer.script_stack;
        return record;
    }

    /// The clause whose type fits the exception or one it wraps; the nearest type wins over the order of clauses.
    const Catch* find(Frame& frame, const ErrorRecord& record, Ref<value::ExceptionObject>& matched) const
    {
        for (value::ExceptionObject* e = record.exception.get(); e; e = e->inner().get()) {
            const Catch* best = nullptr;
            const value::Type* best_type = nullptr;
            for (const Catch& clause : catches) {
                for (const Catch::Wanted& wanted : clause.types) {
                    const value::Type* type = wanted.type ? wanted.type : try_resolve_type(frame.session, wanted.name);
                    if (!type || !e->type().is_assignable_to(*type)) continue;
                    if (!best_type || (type != best_type && type->is_assignable_to(*best_type))) {
                        best = &clause;
                        best_type = type;
                    }
                }
            }
            // Only wrapped exceptions are looked into further: a general clause takes what no type took.
            if (best) {
                matched = e;
                return best;
            }
        }
        for (const Catch& clause : catches)
            if (clause.types.empty()) return &clause;
        return nullptr;
    }

    Flow run_handler(const Catch& handler, Frame& frame, const ScriptError& error) const
    {
        static const Symbol underscore("_");
        Value* before = frame.scope->find_here(underscore);
        struct Restore
        {
            Frame& frame;
            Value saved;
            Ref<ErrorRecord> handled;
            ~Restore()
            {
                frame.scope->place(underscore) = std::move(saved);
                frame.session.handled = handled;
            }
        } restore{frame, before ? *before : Value::unset(), frame.session.handled};
        frame.session.handled = error.record;
        frame.scope->place(underscore) = Value(error.record);
        return handler.body->exec(frame);
    }

    void run_finally(Frame& frame) const
    {
        Sink* const out = frame.out;
        const int depth = frame.session.try_depth;
        frame.session.try_depth = depth;
        finally->exec(frame);
        frame.out = out;
    }

    std::unique_ptr<Body> body;
    std::vector<Catch> catches;
    std::unique_ptr<Body> finally;
};

} // namespace

StmtPtr Compiler::try_statement(const syntax::TryStatementAst& ast)
{
    auto node = std::make_unique<Try>(ast.extent);
    node->body = body(*ast.body);
    for (const syntax::CatchClauseAst* clause : ast.catch_clauses) {
        Catch handler;
        for (const syntax::TypeConstraintAst* type : clause->catch_types) {
            const std::string name(type->type_name->full_name);
            handler.types.push_back({name, find_native_type(code_, name)});
        }
        handler.body = body(*clause->body);
        node->catches.push_back(std::move(handler));
    }
    if (ast.finally) node->finally = body(*ast.finally);
    return node;
}

} // namespace kestrun::engine
