// Script blocks and commands called from outside: by embedding programs, commands and .NET members.
#include "engine/activation.hpp"
#include "engine/function_processor.hpp"

namespace kestrun::engine {

Value Context::invoke(ScriptBlock& block, const ScriptOptions& options)
{
    Collector collector;
    invoke(block, options, collector);
    return collector.result();
}

Value Context::invoke_with_item(ScriptBlock& block, const Value& item)
{
    Collector collector;
    invoke_with_item(block, item, collector);
    return collector.result();
}

void SessionImpl::invoke(ScriptBlock& block, const ScriptOptions& options, Sink& output)
{
    const Activation activation(*this);
    auto& code = static_cast<ScriptBlockImpl&>(block);
    std::optional<Frame> root;
    Frame* caller = frame;
    if (!caller) {
        root.emplace(*this, *global, root_code(), output, host_streams, nullptr);
        caller = &*root;
    }
    struct Restore
    {
        SessionImpl& s;
        Frame* f;
        ~Restore() { s.frame = f; }
    } restore{*this, frame};
    frame = caller;
    Arguments arguments;
    for (const Value& v : options.arguments) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    for (const auto& [name, v] : options.named) arguments.push_back({.name = name, .value = v, .has_value = true, .written = {}});
    CallInfo call{.code = caller->code, .extent = caller->position ? caller->position->extent : syntax::Extent{}};
    call.expecting_input = options.pipeline_input != nullptr;
    FunctionProcessor processor(*this, Ref<ScriptBlockImpl>(&code), {}, *caller, output, *caller->streams, call, !options.new_scope);
    struct Clean
    {
        FunctionProcessor& p;
        ~Clean() { p.clean(); }
    } clean{processor};
    for (const auto& [name, v] : options.variables) processor.set_variable(Symbol(name), v);
    if (!options.self.is_null()) processor.set_this(options.self);
    processor.prepare(arguments, options.pipeline_input != nullptr);
    for (const auto& [name, v] : options.variables) processor.set_variable(Symbol(name), v);
    processor.start();
    if (options.pipeline_input) {
        for (const Value& item : *options.pipeline_input) processor.push(item);
    } else {
        processor.process_none();
    }
    processor.end();
}

void SessionImpl::invoke_with_item(ScriptBlock& block, const Value& item, Sink& output)
{
    static const Symbol underscore("_");
    auto& impl = static_cast<ScriptBlockImpl&>(block);
    const Code& code = impl.code();
    const Variant& variant = code.dotted();
    if (!frame || variant.begin || variant.process || own_module(impl.module()) != frame->scope->module || !code.parameters().empty()) {
        ScriptOptions options;
        options.new_scope = false;
        options.variables.emplace_back("_", item);
        if (variant.process) {
            const std::vector<Value> input{item};
            options.pipeline_input = &input;
            return invoke(block, options, output);
        }
        return invoke(block, options, output);
    }
    if (!variant.end) return;
    // The plain case: the block's statements run in the caller's scope.
    safepoint();
    Frame& caller = *frame;
    Frame inner(*this, *caller.scope, code, output, *caller.streams, &caller);
    const FrameGuard guard(inner);
    Value& place = inner.scope->layout ? inner.scope->slots[0] : inner.scope->place(underscore);
    struct Restore
    {
        Scope& scope;
        Value saved;
        ~Restore() { (scope.layout ? scope.slots[0] : scope.place(underscore)) = std::move(saved); }
    } restore{*inner.scope, place};
    place = item;
    Flow flow = Flow::Normal;
    try {
        flow = variant.end->exec(inner);
    } catch (LoopControl& control) {
        if (control.flow != Flow::Return) throw;
    }
    if (flow == Flow::Break || flow == Flow::Continue) throw LoopControl{flow, flow_label};
}

Value SessionImpl::invoke_command(std::string_view name, const ScriptOptions& options)
{
    const Activation activation(*this);
    Ref<CommandInfo> info = find_command(name);
    if (!info) command_not_found(name);
    Collector collector;
    std::optional<Frame> root;
    Frame* caller = frame;
    if (!caller) {
        root.emplace(*this, *global, root_code(), collector, host_streams, nullptr);
        caller = &*root;
    }
    Arguments arguments;
    for (const Value& v : options.arguments) arguments.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    for (const auto& [key, v] : options.named) arguments.push_back({.name = key, .value = v, .has_value = true, .written = {}});
    CallInfo call{.command = info.get(), .code = caller->code, .extent = caller->position ? caller->position->extent : syntax::Extent{}};
    call.expecting_input = options.pipeline_input != nullptr;
    struct Restore
    {
        SessionImpl& s;
        Frame* f;
        ~Restore() { s.frame = f; }
    } restore{*this, frame};
    frame = caller;
    if (!options.pipeline_input) {
        run_command(info, arguments, *caller, collector, *caller->streams, call, false);
        return collector.result();
    }
    auto processor = make_processor(info, arguments, *caller, collector, *caller->streams, call, false);
    processor->expects_input = true;
    processor->start();
    try {
        for (const Value& item : *options.pipeline_input) processor->push(item);
    } catch (const StopUpstream& stop) {
        if (stop.pipeline != processor.get()) throw;
    }
    processor->end();
    processor->clean();
    return collector.result();
}

} // namespace kestrun::engine
