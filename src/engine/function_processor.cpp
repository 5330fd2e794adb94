#include "engine/function_processor.hpp"
#include "base/poll.hpp"
#include "engine/all_scope.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/dynamic_parameters.hpp"
#include "engine/invocation_info.hpp"
#include "engine/module.hpp"
#include "engine/requirements.hpp"
#include "value/call_depth.hpp"
#include "value/dictionary.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"

namespace kestrun::engine {

using value::ScriptError;

const value::Type& InputList::type() const
{
    static const value::Type& type = value::native_type("System.Collections.ArrayList+ArrayListEnumeratorSimple");
    return type;
}

std::unique_ptr<value::Enumerator> InputList::enumerate() const
{
    struct Walk final : value::Enumerator
    {
        explicit Walk(Ref<const InputList> of) : list(std::move(of)) {}
        bool next(Value& item) override
        {
            if (list->at >= list->items.size()) return false;
            item = list->items[list->at++];
            return true;
        }
        Ref<const InputList> list;
    };
    return std::make_unique<Walk>(Ref<const InputList>(this));
}

const value::Type& PSCmdletObject::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.PSScriptCmdlet");
    return type;
}

FunctionProcessor::FunctionProcessor(SessionImpl& session, Ref<ScriptBlockImpl> block, const Ref<CommandInfo>& command, Frame& caller,
                                     Sink& out, const Streams& streams, const CallInfo& call, bool dotted)
    : session_(session), block_(std::move(block)), command_(command), code_(block_->code()),
      variant_(dotted ? code_.dotted() : code_.local()), dotted_(dotted), scope_(nullptr), call_(call),
      frame_(session, *caller.scope, code_, out, streams, &caller)
{
    Module* module = session.own_module(block_->module());
    Scope& home = session.home_scope(caller, module);
    if (dotted_) {
        scope_ = &home;
    } else {
        const size_t slots = variant_.layout->size();
        Value* storage = inline_storage_;
        if (slots > inline_slots) {
            storage_ = std::make_unique<Value[]>(slots);
            storage = storage_.get();
        }
        for (size_t i = 0; i < slots; ++i) storage[i] = Value::unset();
        own_scope_.emplace(&home, Scope::Kind::Local, variant_.layout.get(), storage);
        own_scope_->module = module;
        scope_ = &*own_scope_;
        if (any_all_scope_variables()) [[unlikely]]
            adopt_all_scope_variables(*scope_);
    }
    frame_.scope = scope_;
    frame_.slots = scope_->slots;
    frame_.call = &call_;
    name_ = command_ ? std::string_view(command_->name) : std::string_view();
}

FunctionProcessor::~FunctionProcessor()
{
    if (outer_invocation_) {
        if (outer_invocation_->is_unset())
            scope_->remove(invocation_symbol());
        else
            scope_->place(invocation_symbol()) = std::move(*outer_invocation_);
    }
    if (cmdlet_) cmdlet_->frame = nullptr;
}

Symbol FunctionProcessor::invocation_symbol()
{
    static const Symbol name("MyInvocation");
    return name;
}

void FunctionProcessor::set_automatic(Automatic which, Value value)
{
    static const Symbol names[AutoCount] = {Symbol("args"),         Symbol("input"),   Symbol("this"), Symbol("PSBoundParameters"),
                                            Symbol("MyInvocation"), Symbol("PSCmdlet")};
    if (dotted_) {
        scope_->place(names[which]) = std::move(value);
        return;
    }
    const int slot = variant_.automatic[which];
    if (slot >= 0) scope_->slots[slot] = std::move(value);
}

void FunctionProcessor::set_this(const Value& self)
{
    static const Symbol name("this");
    if (dotted_ || variant_.automatic[AutoThis] < 0)
        scope_->place(name) = self;
    else
        set_automatic(AutoThis, self);
}

void FunctionProcessor::set_method(const ClassMethod& method, Value& returned)
{
    frame_.method = &method;
    frame_.returned = &returned;
    frame_.out = &null_sink;
}

void FunctionProcessor::set_variable(Symbol name, Value value) { scope_->place(name) = std::move(value); }

/// Positional arguments of a simple function: no parameter sets, no validation.
void FunctionProcessor::bind_simple(Arguments& arguments)
{
    const size_t count = metadata_->parameters.size();
    bound_.values.assign(count, Value::unset());
    size_t i = 0;
    for (; i < arguments.size() && i < count; ++i) {
        const ParameterMetadata& parameter = metadata_->parameters[i];
        bound_.values[i] = parameter.type ? binder_->accept(parameter, arguments[i].value) : std::move(arguments[i].value);
        if (bound_.values[i].is_unset()) bound_.values[i] = Value();
    }
    for (; i < arguments.size(); ++i) bound_.rest.push_back(std::move(arguments[i].value));
}

void FunctionProcessor::prepare(Arguments& arguments, bool expects_pipeline)
{
    metadata_ = &code_.metadata();
    expects_input = expects_pipeline;
    binder_.emplace(session_, *metadata_, command_.get(), name_);
    FrameGuard guard(frame_);
    if (variant_.dynamic_param && metadata_->cmdlet_binding) [[unlikely]]
        run_dynamic_parameters(arguments);
    // Only built-in commands see how a number was written.
    for (Argument& argument : arguments)
        if (argument.value.tag() == value::Tag::Object)
            if (const auto* number = argument.value.as<value::PSWrapper>(); number && !number->spelling().empty())
                argument.value = number->base();
    bool positional_only = metadata_->simple && metadata_->positional_binding;
    if (positional_only)
        for (const Argument& argument : arguments) positional_only = positional_only && !argument.is_named();
    try {
        if (positional_only)
            bind_simple(arguments);
        else
            binder_->bind(arguments, bound_, expects_pipeline);
        if (metadata_->cmdlet_binding) {
            binder_->check_mandatory(bound_, expects_pipeline, false);
        }
    } catch (ScriptError& error) {
        // Reported at the call, not inside of the function.
        session_.frame = frame_.caller;
        session_.complete(*error.record, *frame_.caller);
        throw;
    }
    if (!bound_.common.empty()) apply_common();
    store_parameters();
    if (runtime_metadata_) store_runtime_values(*metadata_, bound_);
}

/// The dynamicparam block sees the parameters that are known before it; what it writes are parameters like the others from then on.
void FunctionProcessor::run_dynamic_parameters(const Arguments& arguments)
{
    binder_->bind_known(arguments, bound_);
    for (size_t i = 0; i < metadata_->parameters.size(); ++i) {
        const ParameterMetadata& parameter = metadata_->parameters[i];
        (dotted_ ? scope_->place(parameter.symbol) : scope_->slots[parameter.slot]) = bound_.is_bound(i) ? bound_.values[i] : Value();
    }
    if (dotted_ || variant_.automatic[AutoBound] >= 0) set_automatic(AutoBound, bound_dictionary());
    Collector made;
    Sink* const out = std::exchange(frame_.out, &made);
    try {
        run(variant_.dynamic_param.get());
    } catch (...) {
        frame_.out = out;
        throw;
    }
    frame_.out = out;
    last_flow = Flow::Normal;
    bound_ = {};
    runtime_metadata_ = add_runtime_parameters(*metadata_, made.items);
    if (!runtime_metadata_) return;
    metadata_ = runtime_metadata_.get();
    binder_.emplace(session_, *metadata_, command_.get(), name_);
}

Value FunctionProcessor::bound_dictionary() const
{
    Ref<value::Dictionary> table = value::make<value::Dictionary>(
        value::native_type("System.Management.Automation.PSBoundParametersDictionary"), value::KeyComparer::IgnoreCase);
    for (size_t n = 0; n < bound_.ordered; ++n) {
        const size_t i = bound_.order[n];
        if (bound_.is_bound(i)) table->set(metadata_->parameters[i].name, bound_.values[i]);
    }
    for (size_t i = 0; i < metadata_->parameters.size(); ++i)
        if (bound_.is_bound(i)) table->set(metadata_->parameters[i].name, bound_.values[i]);
    for (size_t i = 0; i < bound_.common.size(); ++i)
        if (!bound_.common[i].is_unset()) table->set(common_parameters[i].name, bound_.common[i]);
    return Value(table);
}

/// What a parameter holds that got no argument, or none from this pipeline object.
Value FunctionProcessor::unbound_value(const ParameterMetadata& parameter)
{
    const Expr* fallback = dotted_ ? parameter.default_value_dotted.get() : parameter.default_value.get();
    Value value;
    const value::Type* type = parameter.type                ? parameter.type
                              : parameter.type_name.empty() ? nullptr
                                                            : session_.find_type(parameter.type_name);
    if (fallback) {
        value::check_call_depth(); // a default value may call the function again
        const FrameGuard guard(frame_);
        value = fallback->eval(frame_);
        if (type && !parameter.by_ref) value = binder_->accept_default(parameter, value, *type);
    } else if (type && !parameter.by_ref) {
        value = default_of(*type);
    }
    return value.is_unset() || value.is_void() ? Value() : value;
}

void FunctionProcessor::store_parameters()
{
    for (size_t i = 0; i < metadata_->parameters.size(); ++i) {
        const ParameterMetadata& parameter = metadata_->parameters[i];
        if (parameter.runtime) continue;
        Value& place = dotted_ ? scope_->place(parameter.symbol) : scope_->slots[parameter.slot];
        if (bound_.is_bound(i)) {
            place = bound_.values[i];
        } else {
            place = unbound_value(parameter);
        }
        if ((parameter.type || !parameter.type_name.empty() || !parameter.validations.empty()) && !parameter.by_ref &&
            (dotted_ || !parameter.is_bare(*variant_.layout))) {
            Ref<VariableCell> cell = value::make<VariableCell>(parameter.symbol, place);
            cell->spell(parameter.name);
            cell->constraint = parameter.type ? parameter.type : session_.find_type(parameter.type_name);
            if (!parameter.validations.empty())
                cell->validations = std::shared_ptr<const std::vector<Validation>>(block_->unit(), &parameter.validations);
            place = Value::cell(cell.get());
        }
    }
    if (!metadata_->cmdlet_binding) {
        if (!dotted_ && variant_.automatic[AutoArgs] < 0) frame_.unbound = &bound_.rest;
        if (dotted_ || variant_.automatic[AutoArgs] >= 0) set_automatic(AutoArgs, value::make_array(bound_.rest));
    } else if (!dotted_ && variant_.automatic[AutoArgs] >= 0) { // has none of its own: sees those of the simple function it is called from
        static const Symbol args("args");
        for (const Frame* f = frame_.caller; f; f = f->caller) {
            if (f->unbound) {
                set_automatic(AutoArgs, value::make_array(*f->unbound));
                break;
            }
            if (f->scope->find_here(args)) break; // found when it is read
        }
    }
    if (dotted_ ? metadata_->cmdlet_binding : variant_.automatic[AutoBound] >= 0) set_automatic(AutoBound, bound_dictionary());
    if (dotted_ && command_) { // the caller's comes back when the script or function has ended
        const Value* known = scope_->find_here(invocation_symbol());
        outer_invocation_ = known ? *known : Value::unset();
        set_automatic(AutoInvocation, make_invocation_info(session_, call_, name_, &bound_, metadata_, block_));
    }
    if (!dotted_ && variant_.automatic[AutoInvocation] >= 0)
        set_automatic(AutoInvocation, make_invocation_info(session_, call_, name_, &bound_, metadata_, block_));
    if (metadata_->cmdlet_binding && (!dotted_ && (variant_.automatic[AutoCmdlet] >= 0 || metadata_->supports_should_process))) {
        cmdlet_ = value::make<PSCmdletObject>(frame_);
        cmdlet_->bound = &bound_;
        cmdlet_->metadata = metadata_;
        cmdlet_->command = command_;
        cmdlet_->parameter_set = bound_.set >= 0 ? metadata_->sets[static_cast<size_t>(bound_.set)] : "__AllParameterSets";
        frame_.cmdlet = cmdlet_.get();
        set_automatic(AutoCmdlet, Value(cmdlet_));
    }
    if (!dotted_ && variant_.automatic[AutoInput] >= 0) {
        input_ = value::make<InputList>();
        set_automatic(AutoInput, Value(input_));
    } else if (expects_input && !variant_.process) {
        input_ = value::make<InputList>();
        set_automatic(AutoInput, Value(input_));
    }
}

/// -Verbose, -ErrorAction, ... of an advanced function are preference variables of its scope.
void FunctionProcessor::apply_common()
{
    const auto given = [&](Common which) { return !bound_.common[which].is_unset(); };
    const auto prefer = [&](const char* name, Value value) { scope_->place(Symbol(name)) = std::move(value); };
    static const value::Type& preference = value::native_type("System.Management.Automation.ActionPreference");
    const auto action = [&](bool on) { return Value::enumeration(preference.enum_index(), on ? 2 : 0); };
    if (given(CommonVerbose)) prefer("VerbosePreference", action(bound_.common[CommonVerbose].as_bool()));
    if (given(CommonDebug)) prefer("DebugPreference", action(bound_.common[CommonDebug].as_bool()));
    if (given(CommonErrorAction)) prefer("ErrorActionPreference", bound_.common[CommonErrorAction]);
    if (given(CommonWarningAction)) prefer("WarningPreference", bound_.common[CommonWarningAction]);
    if (given(CommonInformationAction)) prefer("InformationPreference", bound_.common[CommonInformationAction]);
    if (given(CommonProgressAction)) prefer("ProgressPreference", bound_.common[CommonProgressAction]);
    if (given(CommonWhatIf)) prefer("WhatIfPreference", Value(bound_.common[CommonWhatIf].as_bool()));
    if (given(CommonConfirm)) {
        static const value::Type& impact = value::native_type("System.Management.Automation.ConfirmImpact");
        prefer("ConfirmPreference", Value::enumeration(impact.enum_index(), bound_.common[CommonConfirm].as_bool() ? 1 : 0));
    }
    own_streams_ = *frame_.streams;
    add_taps(session_, *frame_.caller, bound_.common, taps_, own_streams_);
    if (!taps_.empty()) frame_.streams = &own_streams_;
    if (given(CommonOutVariable)) {
        if (Ref<value::List> list = session_.tap_variable(*frame_.caller, bound_.common[CommonOutVariable])) {
            out_variable_ = make_variable_sink(list, *frame_.out);
            frame_.out = out_variable_.get();
        }
    }
    if (given(CommonPipelineVariable)) {
        pipeline_variable_ =
            std::make_unique<PipelineVariable>(*frame_.caller, Symbol(value::to_text(bound_.common[CommonPipelineVariable])), frame_.out);
        frame_.out = pipeline_variable_.get();
    }
}

void FunctionProcessor::run(const Body* body)
{
    if (!body || last_flow != Flow::Normal) return;
    value::check_call_depth();
    FrameGuard guard(frame_);
    Flow flow = Flow::Normal;
    try {
        flow = body->exec(frame_);
    } catch (LoopControl& control) {
        if (control.flow != Flow::Return) throw;
        flow = Flow::Return;
    } catch (ScriptError& error) {
        error.leaves_function = false;
        throw;
    }
    if (flow == Flow::Break || flow == Flow::Continue) throw LoopControl{flow, session_.flow_label};
}

void FunctionProcessor::begin()
{
    const syntax::ScriptBlockAst& ast = code_.ast();
    if (ast.script_requirements) {
        const FrameGuard guard(frame_);
        check_requirements(session_, *ast.script_requirements, code_.source().file(), frame_);
    }
    for (const syntax::UsingStatementAst* statement : ast.using_statements) {
        if (statement->using_statement_kind == syntax::UsingStatementKind::Namespace && statement->name)
            scope_->extra().namespaces.emplace_back(statement->name->value);
        if (statement->using_statement_kind != syntax::UsingStatementKind::Module || !statement->name) continue;
        ScriptOptions options;
        options.arguments.emplace_back(statement->name->value);
        options.named = {{"PassThru", Value::switch_parameter(true)}};
        const FrameGuard guard(frame_);
        const Value imported = session_.invoke_command("Import-Module", options);
        // Its classes are the script's, too.
        auto* module = imported.as<Module>();
        if (Scope::Extra* members = module && module->scope ? module->scope->extra_or_null() : nullptr)
            for (const auto& entry : members->types.entries())
                if (entry.key) scope_->extra().types[entry.key] = entry.value;
    }
    run(variant_.begin.get());
}

void FunctionProcessor::item_variables(const Value& item)
{
    static const Symbol underscore("_");
    if (dotted_)
        scope_->place(underscore) = item;
    else
        scope_->slots[0] = item;
}

void FunctionProcessor::process(Value item)
{
    has_input_ = true;
    if (metadata_->has_pipeline_parameters) {
        bool bound = binder_->bind_again(item, bound_);
        try {
            struct AtCaller // script blocks given as arguments run where the function was called
            {
                SessionImpl& session;
                Frame* inner;
                ~AtCaller() { session.frame = inner; }
            } at_caller{session_, session_.frame};
            if (binder_->has_delayed()) session_.frame = frame_.caller;
            if (!bound) {
                bound = binder_->bind_pipeline(item, bound_);
                if (bound) {
                    binder_->check_mandatory(bound_, true, true);
                    binder_->settle(bound_);
                }
            }
        } catch (ScriptError& error) {
            if (error.record->error_id == "MissingMandatoryParameter") {
                bound = false;
            } else {
                session_.complete(*error.record, *frame_.caller);
                report_input_error(error.record);
                return;
            }
        }
        if (!bound) {
            input_not_bound(item);
            return;
        }
        update_pipeline_parameters();
    } else if (metadata_->cmdlet_binding) {
        input_not_bound(item);
        return;
    }
    if (variant_.process) {
        if (input_) {
            input_->items.assign(1, item);
            input_->at = 0;
        }
        item_variables(item);
        run(variant_.process.get());
        if (input_) input_->items.clear();
    } else if (input_) {
        input_->items.push_back(std::move(item));
    }
}

void FunctionProcessor::update_pipeline_parameters()
{
    for (size_t i = 0; i < metadata_->parameters.size(); ++i) {
        const ParameterMetadata& parameter = metadata_->parameters[i];
        bool from_pipeline = false;
        for (const ParameterSet& s : parameter.sets) from_pipeline |= s.from_pipeline || s.from_pipeline_by_name;
        if (!from_pipeline || parameter.runtime) continue;
        Value& place = dotted_ ? scope_->place(parameter.symbol) : scope_->slots[parameter.slot];
        Value value = bound_.is_bound(i) ? bound_.values[i] : unbound_value(parameter);
        if (place.is_cell())
            static_cast<VariableCell*>(place.object())->force(std::move(value));
        else
            place = std::move(value);
    }
    if (!dotted_ && variant_.automatic[AutoBound] >= 0) set_automatic(AutoBound, bound_dictionary());
    if (cmdlet_ && bound_.set >= 0) cmdlet_->parameter_set = metadata_->sets[static_cast<size_t>(bound_.set)];
}

void FunctionProcessor::input_not_bound(const Value& item)
{
    Ref<ErrorRecord> record = value::make<ErrorRecord>(
        value::make_exception(
            "System.Management.Automation.ParameterBindingException",
            "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or "
            "the input and its properties do not match any of the parameters that take pipeline input."),
        "InputObjectNotBound", ErrorCategory::InvalidArgument, item);
    record->command = std::string(name_);
    record->command_class = command_class(command_.get(), name_);
    report_input_error(record);
}

void FunctionProcessor::report_input_error(const Ref<ErrorRecord>& record)
{
    had_errors = true;
    FrameGuard guard(frame_);
    session_.complete(*record, *frame_.caller);
    const ActionPreference action = session_.error_action(*scope_);
    if (action == ActionPreference::Stop) {
        ScriptError error{record};
        error.from_action_stop = true;
        throw error;
    }
    if (action == ActionPreference::Ignore) return;
    session_.report(record, *frame_.streams, action == ActionPreference::SilentlyContinue);
}

void FunctionProcessor::process_none()
{
    if (expects_input) return;
    if (variant_.process) {
        run(variant_.process.get());
    }
}

void FunctionProcessor::end()
{
    if (has_input_ && metadata_->has_pipeline_parameters) {
        // The end block sees what the last object bound.
    } else if (expects_input && !has_input_ && metadata_->cmdlet_binding) {
        binder_->check_mandatory(bound_, true, false);
    }
    run(variant_.end.get());
    if (!cmdlet_) return;
    if (cmdlet_->had_errors) {
        had_errors = true;
        session_.last_ok = false;
    }
    cmdlet_->frame = nullptr;
}

void FunctionProcessor::clean() noexcept
{
    if (!variant_.clean || ended_) return;
    ended_ = true;
    Sink* const out = frame_.out;
    frame_.out = &null_sink;
    try {
        const Flow flow = last_flow;
        last_flow = Flow::Normal;
        run(variant_.clean.get());
        last_flow = flow;
    } catch (ScriptError& error) {
        session_.report(error.record, *frame_.streams);
    } catch (const LoopControl&) {
    } catch (const ExitRequest&) {
    }
    frame_.out = out;
}

Value FunctionProcessor::default_of(const value::Type& type)
{
    if (&type == &value::types::string()) return Value("");
    if (&type == &value::types::switch_parameter()) return Value::switch_parameter(false);
    if (!type.is_value_type() || type.is_enum()) return {};
    return value::try_convert(Value(), type).value_or(Value());
}

} // namespace kestrun::engine
