// Pipelines and commands (about_Pipelines, about_Redirection, about_Splatting, about_Pipeline_Chain_Operators).
#include "engine/compiler.hpp"
#include "engine/constant_value.hpp"
#include "engine/direct_call.hpp"
#include "engine/module_loader.hpp"
#include "engine/redirection.hpp"
#include "engine/steppable_pipeline.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include <algorithm>

namespace kestrun::engine {

using syntax::AstKind;
using value::ScriptError;

namespace {

struct ArgumentNode
{
    enum class Kind : uint8_t
    {
        Positional,
        Name,
        NameValue,
        Splat
    };
    Kind kind;
    ExprPtr value;
    std::string name;
    std::string written;
    syntax::Extent extent;
    bool spelled = false; // a number that keeps its spelling as text
};

/// One element of a pipeline that is a command.
struct CommandNode final : Node
{
    explicit CommandNode(syntax::Extent at) : Node(at) {}

    void evaluate(Frame& frame, Arguments& out) const
    {
        out.reserve(arguments.size());
        for (const ArgumentNode& argument : arguments) {
            switch (argument.kind) {
            case ArgumentNode::Kind::Positional: {
                Value v = argument.value->eval(frame);
                out.push_back({.name = {},
                               .value = v.is_void() ? Value() : std::move(v),
                               .has_value = true,
                               .written = argument.written,
                               .extent = argument.extent});
                break;
            }
            case ArgumentNode::Kind::Name:
                out.push_back({.name = argument.name, .value = {}, .written = argument.written, .extent = argument.extent});
                break;
            case ArgumentNode::Kind::NameValue:
                out.push_back({.name = argument.name,
                               .value = argument.value->eval(frame),
                               .has_value = true,
                               .written = argument.written,
                               .extent = argument.extent});
                break;
            case ArgumentNode::Kind::Splat: splat(argument, argument.value->eval(frame), out); break;
            }
        }
    }

    static void splat(const ArgumentNode& argument, const Value& value, Arguments& out)
    {
        if (auto* table = value.as<value::Dictionary>()) {
            for (const auto& entry : table->entries()) {
                if (entry.key.is_void()) continue;
                Argument named{
                    .name = {}, .value = entry.value, .has_value = true, .splatted = true, .written = {}, .extent = argument.extent};
                named.keep = entry.key.is_string() ? entry.key : value::to_string_value(entry.key);
                named.name = value::text_of(named.keep);
                out.push_back(std::move(named));
            }
            return;
        }
        if (value.is_string()) { // text is a sequence of characters
            const value::String& text = value.as_string();
            for (uint32_t i = 0; i < text.length(); ++i)
                out.push_back({.name = {},
                               .value = Value(text.unit(i)),
                               .has_value = true,
                               .splatted = true,
                               .written = {},
                               .extent = argument.extent});
            return;
        }
        if (!value::is_enumerable(value)) {
            out.push_back({.name = {}, .value = value, .has_value = true, .splatted = true, .written = {}, .extent = argument.extent});
            return;
        }
        std::vector<Value> items = value::elements(value);
        for (size_t i = 0; i < items.size(); ++i) {
            Value& item = items[i];
            Argument positional{.name = {}, .value = item, .has_value = true, .splatted = true, .written = {}, .extent = argument.extent};
            if (item.is_string() && item.object()->has_flag(parameter_mark)) { // @args passes -Name on as a parameter
                positional.keep = item;
                positional.written = value::text_of(positional.keep);
                positional.name = positional.written.substr(1);
                positional.has_value = positional.name.ends_with(':') && i + 1 < items.size();
                if (positional.name.ends_with(':')) positional.name.remove_suffix(1);
                if (positional.has_value) positional.value = items[++i];
                positional.splatted = false;
            }
            out.push_back(std::move(positional));
        }
    }
    /// The command to run; `block` is set for & { } and . { }.
    Ref<CommandInfo> resolve(Frame& frame, Ref<ScriptBlockImpl>& block, Value& self) const
    {
        if (called_as_method && frame.session.strict_mode(2)) [[unlikely]]
            value::throw_runtime("StrictModeFunctionCallWithParens",
                                 "The function or command was called as if it were a method. Parameters should be separated by spaces. "
                                 "For information about parameters, see the about_Parameters Help topic.");
        if (name) return frame.session.find_command(name, name_text);
        const Value what = command->eval(frame);
        if (auto* b = what.as<ScriptBlockImpl>()) {
            block = b;
            return {};
        }
        if (auto* info = what.as<CommandInfo>()) return Ref<CommandInfo>(info);
        if (what.is_null() || (what.is_string() && value::text_of(what).empty())) {
            value::throw_runtime("BadExpression",
                                 "The expression after '" + std::string(dotted ? "." : "&") +
                                     "' in a pipeline element produced an object that was not valid. It must result in a command name, a "
                                     "script block, or a CommandInfo object.",
                                 ErrorCategory::InvalidOperation, what);
        }
        if (what.as<Module>()) { // & $module { }: the first argument says what to run
            self = what;
            return {};
        }
        const std::string text = value::to_text(what);
        Ref<CommandInfo> info = frame.session.find_command(text);
        if (!info) frame.session.command_not_found(text);
        return info;
    }

    /// Takes the first argument of `& $module ...` as the command.
    static Ref<CommandInfo> resolve_in(Frame& frame, Module& module, Arguments& args, Ref<ScriptBlockImpl>& block)
    {
        if (args.empty() || args.front().is_named()) {
            value::throw_runtime("BadExpression",
                                 "After a module in a call stands the script block or the name of the command that is to run in it.",
                                 ErrorCategory::InvalidOperation, Value(Ref<Module>(&module)));
        }
        const Value what = args.front().value;
        args.erase(args.begin());
        if (auto* given = what.as<ScriptBlockImpl>()) {
            block = bind_block(*given, Ref<Module>(&module));
            return {};
        }
        if (auto* given = what.as<CommandInfo>()) return Ref<CommandInfo>(given);
        const std::string text = value::to_text(what);
        Ref<CommandInfo> found = find_command_in(frame.session, module, text, frame);
        if (!found) frame.session.command_not_found(text);
        return found;
    }

    Symbol name;
    std::string name_text;
    ExprPtr command;
    bool dotted = false;
    bool called_as_method = false; // f(1, 2)
    std::vector<ArgumentNode> arguments;
    std::vector<RedirectionNode> redirections;
};

/// Restores the frame's output and position however a command ends.
struct FrameState
{
    Frame& frame;
    Sink* out;
    const Streams* streams;
    explicit FrameState(Frame& f) : frame(f), out(f.out), streams(f.streams) {}
    FrameState(const FrameState&) = delete;
    FrameState& operator=(const FrameState&) = delete;
    ~FrameState()
    {
        frame.out = out;
        frame.streams = streams;
    }
};

/// A pipeline of one command.
struct SingleCommand final : Stmt
{
    SingleCommand(syntax::Extent at, std::unique_ptr<CommandNode> what)
        : Stmt(at), command(std::move(what)), direct(!command->dotted && command->redirections.empty())
    {
        for (const ArgumentNode& argument : command->arguments)
            direct = direct && argument.kind == ArgumentNode::Kind::Positional && !argument.spelled;
    }

    Flow exec(Frame& frame) const override
    {
        run_to(frame, *frame.out);
        return Flow::Normal;
    }

    void run_to(Frame& frame, Sink& out) const
    {
        frame.session.safepoint();
        Ref<ScriptBlockImpl> block;
        Value self;
        Ref<CommandInfo> info = command->resolve(frame, block, self);
        if (direct) {
            const ScriptBlockImpl* code = block ? block.get() : info ? info->block.get() : nullptr;
            if (code) {
                const CallPlan& plan = code->code().metadata().plan;
                if (plan.possible) [[likely]]
                    return run_direct(frame, info, code, plan, out);
            }
        }
        CallInfo call{.command = nullptr, .code = frame.code, .extent = command->extent};
        auto* module = self.as<Module>();
        if (!info && !block && !module) frame.session.command_not_found(command->name_text);
        Arguments arguments;
        command->evaluate(frame, arguments);
        if (module) [[unlikely]]
            info = CommandNode::resolve_in(frame, *module, arguments, block);
        call.command = info.get();
        if (command->redirections.empty()) {
            run(frame, info, block, arguments, out, *frame.streams, call);
        } else {
            Redirections redirections(frame, command->redirections, out, *frame.streams);
            run(frame, info, block, arguments, redirections.out(), redirections.streams(), call);
            redirections.finish();
        }
    }

    void run_direct(Frame& frame, const Ref<CommandInfo>& info, const ScriptBlockImpl* code, const CallPlan& plan, Sink& out) const
    {
        const Ref<const ScriptBlockImpl> keep(code); // the function may define itself anew
        DirectCall call(frame, *code, plan, info.get(), command->extent, out, *frame.streams);
        for (const ArgumentNode& argument : command->arguments) call.pass(argument.value->eval(frame));
        frame.session.last_ok = true;
        if (call.fits()) [[likely]] {
            call.run();
            frame.session.last_ok = true; // whatever failed inside: the call did not
            return;
        }
        Arguments arguments = call.take_arguments();
        frame.session.run_single_block(Ref<ScriptBlockImpl>(const_cast<ScriptBlockImpl*>(code)), info, arguments, frame, out,
                                       *frame.streams, {.command = info.get(), .code = frame.code, .extent = command->extent}, false);
    }

    void run(Frame& frame, const Ref<CommandInfo>& info, Ref<ScriptBlockImpl>& block, Arguments& arguments, Sink& out,
             const Streams& streams, const CallInfo& call) const
    {
        frame.session.last_ok = true;
        if (block)
            frame.session.run_single_block(block, {}, arguments, frame, out, streams, call, command->dotted);
        else
            frame.session.run_command(info, arguments, frame, out, streams, call, command->dotted);
    }

    std::unique_ptr<CommandNode> command;
    bool direct; // positional arguments only, no redirections
};

/// The output of one command as a value.
struct CommandValue final : Expr
{
    /// streams: no parentheses around it, which collect what it writes before anyone sees it.
    CommandValue(syntax::Extent at, std::unique_ptr<CommandNode> what, bool streams)
        : Expr(at), command(at, std::move(what)), streaming(streams)
    {
    }
    Value eval(Frame& frame) const override
    {
        ResultSink result;
        command.run_to(frame, result);
        return result.take();
    }
    void emit(Frame& frame, Sink& out) const override
    {
        if (streaming) return command.run_to(frame, out);
        push_unrolled(eval(frame), out);
    }
    bool is_streaming() const override { return streaming; }
    bool sets_status() const override { return true; }
    SingleCommand command;
    bool streaming;
};

/// The commands of a pipeline that runs, each writing to the next.
struct PipelineStages
{
    std::vector<CallInfo> calls;
    std::vector<Ref<CommandInfo>> infos;
    std::vector<std::unique_ptr<Redirections>> redirections;
    std::vector<std::unique_ptr<Processor>> stages;
};

/// first | second | ...
struct PipelineNode final : Stmt
{
    using Stmt::Stmt;

    Flow exec(Frame& frame) const override
    {
        frame.session.safepoint();
        frame.session.last_ok = true;
        PipelineStages built;
        build(frame, frame, *frame.out, head != nullptr, built);
        run(frame, built.stages);
        for (auto& r : built.redirections)
            if (r) r->finish();
        frame.session.last_ok = std::none_of(built.stages.begin(), built.stages.end(), [](const auto& stage) { return stage->had_errors; });
        return Flow::Normal;
    }

    /// Looks the commands up and binds them; arguments are evaluated in `evaluate`, the calls are `frame`'s.
    void build(Frame& evaluate, Frame& frame, Sink& last, bool has_input, PipelineStages& built) const
    {
        const size_t count = commands.size();
        built.calls.resize(count);
        built.stages.resize(count);
        built.redirections.resize(count);
        Sink* out = &last;
        // Commands are looked up from left to right, as PowerShell does, so that the first unknown one is named.
        std::vector<Ref<CommandInfo>>& infos = built.infos;
        infos.resize(count);
        std::vector<Ref<ScriptBlockImpl>> blocks(count);
        std::vector<Arguments> arguments(count);
        for (size_t i = 0; i < count; ++i) {
            Value self;
            infos[i] = commands[i]->resolve(evaluate, blocks[i], self);
            auto* module = self.as<Module>();
            if (!infos[i] && !blocks[i] && !module) frame.session.command_not_found(commands[i]->name_text);
            commands[i]->evaluate(evaluate, arguments[i]);
            if (module) [[unlikely]]
                infos[i] = CommandNode::resolve_in(evaluate, *module, arguments[i], blocks[i]);
        }
        for (size_t n = count; n-- > 0;) {
            built.calls[n] = {.command = infos[n].get(),
                              .code = evaluate.code,
                              .extent = commands[n]->extent,
                              .pipeline_position = static_cast<int>(n + 1 + (head ? 1 : 0)),
                              .pipeline_length = static_cast<int>(count + (head ? 1 : 0)),
                              .expecting_input = n > 0 || has_input};
            const CallInfo& call = built.calls[n];
            Sink* target = out;
            const Streams* streams = frame.streams;
            if (!commands[n]->redirections.empty()) {
                built.redirections[n] = std::make_unique<Redirections>(evaluate, commands[n]->redirections, *target, *streams);
                target = &built.redirections[n]->out();
                streams = &built.redirections[n]->streams();
            }
            built.stages[n] =
                blocks[n] ? frame.session.make_block_processor(blocks[n], arguments[n], frame, *target, *streams, call, commands[n]->dotted)
                          : frame.session.make_processor(infos[n], arguments[n], frame, *target, *streams, call, commands[n]->dotted);
            built.stages[n]->expects_input = call.expecting_input;
            out = built.stages[n].get();
        }
    }

    void run(Frame& frame, std::vector<std::unique_ptr<Processor>>& stages) const
    {
        struct Clean
        {
            std::vector<std::unique_ptr<Processor>>& stages;
            ~Clean()
            {
                for (auto& stage : stages) stage->clean();
            }
        } clean{stages};
        // A stage that stops the pipeline (Select-Object -First) ends the stages before it; the ones after it see their end.
        size_t stopped = 0;
        const auto guarded = [&](size_t stage, auto&& what) {
            if (stage < stopped) return;
            try {
                what();
            } catch (const StopUpstream& stop) {
                size_t by = 0;
                while (by < stages.size() && stages[by].get() != stop.pipeline) ++by;
                if (by == stages.size()) throw;
                stopped = std::max(stopped, by);
            }
        };
        for (size_t i = 0; i < stages.size(); ++i) guarded(i, [&] { stages[i]->start(); });
        guarded(0, [&] {
            if (head)
                head->emit(frame, *stages[0]);
            else
                stages[0]->process_none();
        });
        for (size_t i = 0; i < stages.size(); ++i) guarded(i, [&] { stages[i]->end(); });
    }

    ExprPtr head; // an expression that starts the pipeline
    std::vector<RedirectionNode> head_redirections;
    std::vector<std::unique_ptr<CommandNode>> commands;
};

class PipelineSteps final : public Steps
{
public:
    explicit PipelineSteps(std::unique_ptr<PipelineNode> node) : node_(std::move(node)) {}
    PipelineSteps(const PipelineSteps&) = delete;
    PipelineSteps& operator=(const PipelineSteps&) = delete;
    ~PipelineSteps() override
    {
        for (auto& stage : built_.stages)
            if (stage) stage->clean();
    }
    void begin(Frame& evaluate, Frame& caller, Sink& out, bool expects_input) override
    {
        node_->build(evaluate, caller, out, expects_input, built_);
        guarded([&] {
            for (auto& stage : built_.stages) stage->start();
        });
    }
    void process(const Value& item) override
    {
        if (!stopped_) guarded([&] { built_.stages.front()->push(item); });
    }
    void process_none() override
    {
        if (!stopped_) guarded([&] { built_.stages.front()->process_none(); });
    }
    void end() override
    {
        for (auto& stage : built_.stages) guarded([&] { stage->end(); });
        for (auto& redirection : built_.redirections)
            if (redirection) redirection->finish();
    }

private:
    /// Select-Object -First stops the pipeline: what comes later is not taken any more.
    template <typename F>
    void guarded(F&& what)
    {
        try {
            what();
        } catch (const StopUpstream& stop) {
            for (const auto& stage : built_.stages)
                if (stage.get() == stop.pipeline) {
                    stopped_ = true;
                    return;
                }
            throw;
        }
    }
    std::unique_ptr<PipelineNode> node_;
    PipelineStages built_;
    bool stopped_ = false;
};

struct RedirectedExpression final : Stmt // 'text' > file
{
    RedirectedExpression(syntax::Extent at, ExprPtr what, std::vector<RedirectionNode> to)
        : Stmt(at), expression(std::move(what)), redirections(std::move(to))
    {
    }
    Flow exec(Frame& frame) const override
    {
        Redirections active(frame, redirections, *frame.out, *frame.streams);
        {
            FrameState state(frame);
            frame.out = &active.out();
            frame.streams = &active.streams();
            expression->emit(frame, *frame.out);
        }
        active.finish();
        frame.session.last_ok = true;
        return Flow::Normal;
    }
    ExprPtr expression;
    std::vector<RedirectionNode> redirections;
};

struct Chain final : Stmt
{
    Chain(syntax::Extent at, StmtPtr a, StmtPtr b, bool both) : Stmt(at), left(std::move(a)), right(std::move(b)), wants_success(both) {}
    Flow exec(Frame& frame) const override
    {
        Flow flow = Flow::Normal;
        try {
            flow = left->exec(frame);
        } catch (ScriptError& error) {
            frame.session.complete(*error.record, frame);
            frame.session.statement_error(error, frame);
            frame.session.last_ok = false;
        }
        if (flow != Flow::Normal || frame.session.last_ok != wants_success) return flow;
        return right->exec(frame);
    }
    StmtPtr left, right;
    bool wants_success;
};

std::vector<RedirectionNode> compile_redirections(Compiler& compiler, const syntax::CommandBaseAst& ast)
{
    std::vector<RedirectionNode> nodes;
    for (const syntax::RedirectionAst* redirection : ast.redirections) {
        RedirectionNode node;
        node.from = static_cast<uint8_t>(redirection->from_stream);
        if (const auto* merge = syntax::as<syntax::MergingRedirectionAst>(static_cast<const syntax::Ast*>(redirection))) {
            node.to = static_cast<uint8_t>(merge->to_stream);
        } else {
            const auto& file = syntax::cast<syntax::FileRedirectionAst>(*redirection);
            node.file = compiler.expression(*file.location);
            node.append = file.append;
        }
        nodes.push_back(std::move(node));
    }
    return nodes;
}

/// f(1, 2): a list in parentheses right behind the name is one argument, which is hardly meant.
bool looks_like_method_call(const syntax::CommandAst& ast)
{
    if (ast.command_elements.size() != 2) return false;
    const syntax::Ast& only = *ast.command_elements[1];
    if (only.extent.start != ast.command_elements[0]->extent.end) return false;
    const auto* paren = syntax::as<syntax::ParenExpressionAst>(&only);
    const auto* pipeline = paren ? syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(paren->pipeline)) : nullptr;
    if (!pipeline || pipeline->pipeline_elements.size() != 1) return false;
    const auto* value = syntax::as<syntax::CommandExpressionAst>(static_cast<const syntax::Ast*>(pipeline->pipeline_elements[0]));
    return value && value->expression->kind == AstKind::ArrayLiteral;
}

/// A bare word keeps its text; a number too, for programs and for parameters of type string.
ArgumentNode compile_argument(Compiler& compiler, const syntax::CommandElementAst& element)
{
    const std::string written(compiler.code().source().slice(element.extent));
    if (const auto* parameter = syntax::as<syntax::CommandParameterAst>(static_cast<const syntax::Ast*>(&element))) {
        if (parameter->argument)
            return {ArgumentNode::Kind::NameValue, compiler.expression(*parameter->argument), std::string(parameter->parameter_name),
                    written, element.extent};
        return {ArgumentNode::Kind::Name, nullptr, std::string(parameter->parameter_name), written, element.extent};
    }
    const auto& expression = syntax::cast<syntax::ExpressionAst>(element);
    const auto* variable = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(&element));
    if (variable && variable->splatted) return {ArgumentNode::Kind::Splat, compiler.variable(*variable), {}, written, element.extent};
    const auto* splatted_using = syntax::as<syntax::UsingExpressionAst>(static_cast<const syntax::Ast*>(&element));
    if (splatted_using) {
        const auto* inner = syntax::as<syntax::VariableExpressionAst>(static_cast<const syntax::Ast*>(splatted_using->sub_expression));
        if (inner && inner->splatted) return {ArgumentNode::Kind::Splat, compiler.expression(expression), {}, written, element.extent};
    }
    ExprPtr value = compiler.expression(expression);
    // A number keeps its spelling as text: `f 007` shows 007.
    if (element.kind == syntax::AstKind::ConstantExpression && value->is_constant()) {
        const Value number = constant_value(syntax::cast<syntax::ConstantExpressionAst>(expression).value);
        if (value::to_text(number) != written)
            return {ArgumentNode::Kind::Positional,
                    compiler.constant(element.extent, Value(value::make<value::PSWrapper>(number, written))),
                    {},
                    written,
                    element.extent,
                    true};
    }
    return {ArgumentNode::Kind::Positional, std::move(value), {}, written, element.extent};
}

std::unique_ptr<CommandNode> compile_command(Compiler& compiler, const syntax::CommandAst& ast)
{
    auto node = std::make_unique<CommandNode>(ast.extent);
    node->dotted = ast.invocation_operator == syntax::TokenKind::Dot;
    const syntax::CommandElementAst& first = *ast.command_elements[0];
    const auto* name = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(&first));
    if (name && !name->value.empty()) {
        node->name = Symbol(name->value);
        node->name_text = std::string(name->value);
    } else {
        node->command = compiler.expression(syntax::cast<syntax::ExpressionAst>(first));
    }
    for (const syntax::CommandElementAst* element : ast.command_elements.subspan(1))
        node->arguments.push_back(compile_argument(compiler, *element));
    node->called_as_method = looks_like_method_call(ast);
    node->redirections = compile_redirections(compiler, ast);
    return node;
}

} // namespace

ExprPtr Compiler::command_value(const syntax::PipelineAst& ast, bool streams)
{
    if (ast.background || ast.pipeline_elements.size() != 1) return nullptr;
    const auto* command = syntax::as<syntax::CommandAst>(static_cast<const syntax::Ast*>(ast.pipeline_elements[0]));
    if (!command || !command->redirections.empty()) return nullptr;
    return std::make_unique<CommandValue>(ast.extent, compile_command(*this, *command), streams);
}

StmtPtr Compiler::pipeline(const syntax::PipelineAst& ast)
{
    const auto& first = *ast.pipeline_elements[0];
    if (ast.pipeline_elements.size() == 1) {
        if (const auto* command = syntax::as<syntax::CommandAst>(static_cast<const syntax::Ast*>(&first)))
            return std::make_unique<SingleCommand>(ast.extent, compile_command(*this, *command));
        ExprPtr value = expression(*syntax::cast<syntax::CommandExpressionAst>(static_cast<const syntax::Ast&>(first)).expression);
        if (first.redirections.empty()) return expression_statement(ast.extent, std::move(value));
        return std::make_unique<RedirectedExpression>(ast.extent, std::move(value), compile_redirections(*this, first));
    }
    auto node = std::make_unique<PipelineNode>(ast.extent);
    for (const syntax::CommandBaseAst* element : ast.pipeline_elements) {
        if (const auto* command = syntax::as<syntax::CommandAst>(static_cast<const syntax::Ast*>(element))) {
            node->commands.push_back(compile_command(*this, *command));
        } else {
            node->head = expression(*syntax::cast<syntax::CommandExpressionAst>(static_cast<const syntax::Ast&>(*element)).expression);
            if (node->head->is_silent()) node->head = statement_value(*element);
        }
    }
    return node;
}

StmtPtr redirected_expression(Compiler& compiler, const syntax::CommandExpressionAst& ast)
{
    return std::make_unique<RedirectedExpression>(ast.extent, compiler.expression(*ast.expression), compile_redirections(compiler, ast));
}

std::unique_ptr<Steps> make_steps(const Code& code)
{
    const syntax::NamedBlockAst* block = code.ast().end_block;
    if (!block || block->statements.size() != 1) return nullptr;
    const auto* pipeline = syntax::as<syntax::PipelineAst>(static_cast<const syntax::Ast*>(block->statements[0]));
    if (!pipeline) return nullptr;
    Compiler compiler(code, code.unit(), nullptr);
    auto node = std::make_unique<PipelineNode>(pipeline->extent);
    for (const syntax::CommandBaseAst* element : pipeline->pipeline_elements) {
        const auto* command = syntax::as<syntax::CommandAst>(static_cast<const syntax::Ast*>(element));
        if (!command) return nullptr;
        node->commands.push_back(compile_command(compiler, *command));
    }
    return std::make_unique<PipelineSteps>(std::move(node));
}

StmtPtr Compiler::chain(const syntax::PipelineChainAst& ast)
{
    return std::make_unique<Chain>(ast.extent, statement(*ast.lhs_pipeline_chain), pipeline(*ast.rhs_pipeline),
                                   ast.op == syntax::TokenKind::AndAnd);
}

} // namespace kestrun::engine
