#include "cmdlets/support/session_access.hpp"
#include <charconv>

namespace kestrun::cmdlets {

namespace {

engine::ActionPreference information_action(Cmdlet::Invocation& in)
{
    const auto& given = in.bound.common;
    if (!given.empty() && !given[engine::CommonInformationAction].is_unset()) {
        return engine::to_action_preference(given[engine::CommonInformationAction]);
    }
    bool found = false;
    const Value preference = in.session.lookup(caller_scope(in), Symbol("InformationPreference"), found);
    return found && !preference.is_null() ? engine::to_action_preference(preference) : engine::ActionPreference::SilentlyContinue;
}

} // namespace

Scope& caller_scope(Cmdlet::Invocation& in) { return *in.processor.caller().scope; }

void write_information(Cmdlet::Invocation& in, Value record, bool host)
{
    const engine::ActionPreference action = information_action(in);
    if (action == engine::ActionPreference::Ignore) return;
    // Redirected: it goes there whatever the preference says; shown only when that asks for it. -InformationVariable keeps it in any case.
    const bool taken = in.streams->sinks[static_cast<size_t>(Stream::Information)] != nullptr;
    if (taken || host || action == engine::ActionPreference::Continue || action == engine::ActionPreference::Inquire)
        in.session.write_stream_to(Stream::Information, record, *in.streams);
    else
        in.streams->tap(Stream::Information, record);
    if (action == engine::ActionPreference::Stop) {
        auto error = value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ActionPreferenceStopException",
                                                                    "The running command stopped because the preference variable "
                                                                    "\"InformationPreference\" or common parameter is set to Stop: " +
                                                                        value::to_text(record)),
                                              "ActionPreferenceStop", ErrorCategory::OperationStopped);
        ScriptError stop{error};
        stop.from_action_stop = true;
        throw stop;
    }
}

void write_error_of_caller(Cmdlet::Invocation& in, Ref<ErrorRecord> record)
{
    engine::Frame& caller = in.processor.caller();
    // The error is the function's or the script block's, with the position of its call.
    if (caller.call && caller.caller) {
        if (record->command_class.empty() && caller.call->command) record->command_class = caller.call->command->name;
        in.session.complete_at(*record, *caller.caller, *caller.call);
    }
    if (record->exception && !record->exception->error_record()) record->exception->set_error_record(record);
    in.processor.had_errors = true;
    in.session.last_ok = false;
    switch (in.processor.error_action()) {
    case engine::ActionPreference::Stop: {
        if (!record->script_stack) record->script_stack = engine::script_stack(&caller);
        ScriptError error{record};
        error.from_action_stop = true;
        throw error;
    }
    case engine::ActionPreference::Ignore: return;
    case engine::ActionPreference::SilentlyContinue: {
        in.session.remember_error(record);
        in.streams->tap(Stream::Error, Value(record));
        return;
    }
    default: break;
    }
    in.session.remember_error(record);
    in.session.write_stream_to(Stream::Error, Value(record), *in.streams);
}

Scope& find_scope(Cmdlet::Invocation& in, std::string_view name)
{
    Scope& local = caller_scope(in);
    if (name.empty() || equals_ci(name, "Local") || equals_ci(name, "Private")) return local;
    if (equals_ci(name, "Global")) return *in.session.global;
    if (equals_ci(name, "Script")) return local.script_scope();
    int64_t levels = -1;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), levels);
    if (error != std::errc() || end != name.data() + name.size() || levels < 0) {
        throw ScriptError(value::make<ErrorRecord>(
            value::make_exception(
                "System.Management.Automation.PSArgumentException",
                "Cannot process argument because the value of parameter \"Scope\" is not valid. Valid values are \"Global\", \"Local\", or "
                "\"Script\", or a number relative to the current scope (0 through the number of scopes where 0 is the current scope and 1 "
                "is "
                "its parent). Change the value of the \"Scope\" parameter and run the operation again."),
            "Argument", ErrorCategory::InvalidArgument, Value(name)));
    }
    Scope* scope = &local;
    for (int64_t i = 0; i < levels && scope; ++i) scope = scope->parent;
    if (!scope) {
        throw ScriptError(value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.PSArgumentOutOfRangeException",
                                  "The scope number '" + std::string(name) +
                                      "' exceeds the number of active scopes. (Parameter 'Scope')\nActual value was " + std::string(name) +
                                      "."),
            "ArgumentOutOfRange", ErrorCategory::InvalidArgument, Value(name)));
    }
    return *scope;
}

} // namespace kestrun::cmdlets
