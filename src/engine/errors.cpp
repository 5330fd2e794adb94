// Error records on their way: position, $Error, what ends a statement and what ends the script.
#include "base/platform.hpp"
#include "engine/choice_prompt.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/function_processor.hpp"
#include "engine/invocation_info.hpp"
#include "engine/records.hpp"
#include "engine/session_host.hpp"
#include "engine/session_impl.hpp"
#include "value/convert.hpp"

namespace kestrun::engine {

using value::ScriptError;

ActionPreference to_action_preference(const Value& value)
{
    static const value::Type& type = value::native_type("System.Management.Automation.ActionPreference");
    if (value.is_null()) return ActionPreference::Continue;
    return static_cast<ActionPreference>(value::convert(value, type).as_int64());
}

ActionPreference SessionImpl::error_action(Scope& from)
{
    static const Symbol name("ErrorActionPreference");
    bool found = false;
    const Value value = lookup(from, name, found);
    if (!found) return ActionPreference::Continue;
    try {
        return to_action_preference(value);
    } catch (const ScriptError&) {
        return ActionPreference::Continue;
    }
}

ActionPreference SessionImpl::stream_preference(Stream stream, Scope& from)
{
    static const Symbol warning("WarningPreference"), verbose("VerbosePreference"), debug("DebugPreference"),
        information("InformationPreference"), progress("ProgressPreference");
    const Symbol name = stream == Stream::Warning    ? warning
                        : stream == Stream::Verbose  ? verbose
                        : stream == Stream::Debug    ? debug
                        : stream == Stream::Progress ? progress
                                                     : information;
    bool found = false;
    const Value value = lookup(from, name, found);
    if (!found) return stream == Stream::Warning ? ActionPreference::Continue : ActionPreference::SilentlyContinue;
    try {
        return to_action_preference(value);
    } catch (const ScriptError&) {
        return ActionPreference::Continue;
    }
}

namespace {

std::string frame_name(const Frame& frame)
{
    if (frame.call && frame.call->command && frame.call->command->kind != CommandType::ExternalScript) return frame.call->command->name;
    return "<ScriptBlock>";
}

/// The places of some frames. A source text is held once for the calls in a row that stand in it.
class FrameStack final : public value::ScriptStack
{
public:
    void add(const Frame& frame)
    {
        const std::shared_ptr<const syntax::SourceText>& source = frame.code->unit().script.source();
        if (sources_.empty() || sources_.back() != source) sources_.push_back(source);
        places_.push_back({frame_name(frame), static_cast<uint32_t>(sources_.size() - 1), frame.position->extent.start});
    }
    size_t size() const { return places_.size(); }
    std::string text() const override
    {
        std::string text;
        for (const Place& place : places_) {
            const syntax::SourceText& source = *sources_[place.source];
            if (!text.empty()) text += base::new_line;
            text += "at " + place.name + ", " + (source.file().empty() ? "<No file>" : source.file()) + ": line " +
                    std::to_string(source.line_number(place.offset));
        }
        return text;
    }

private:
    struct Place
    {
        std::string name;
        uint32_t source, offset;
    };
    std::vector<std::shared_ptr<const syntax::SourceText>> sources_;
    std::vector<Place> places_;
};

} // namespace

std::shared_ptr<const value::ScriptStack> script_stack(const Frame* from)
{
    constexpr size_t most = 200; // each of the errors on the way out of an endless recursion has a stack of its own
    std::shared_ptr<FrameStack> stack;
    for (const Frame* f = from; f && f->code && (!stack || stack->size() < most); f = f->caller) {
        if (!f->position) continue;
        if (!stack) stack = std::make_shared<FrameStack>();
        stack->add(*f);
    }
    return stack;
}

void SessionImpl::complete(ErrorRecord& record, Frame& at)
{
    if (record.has_flag(value::Object::Shared)) return; // other threads may read it
    if (record.exception && !record.exception->error_record()) record.exception->set_error_record(Ref<ErrorRecord>(&record));
    if (record.invocation.is_null() && at.position) {
        record.invocation = Value(make_invocation_info(*at.code, at.position->extent));
    }
    if (!record.script_stack) record.script_stack = script_stack(&at);
}

void SessionImpl::complete_at(ErrorRecord& record, Frame& caller, const CallInfo& call)
{
    if (record.has_flag(value::Object::Shared)) return; // other threads may read it
    if (record.exception && !record.exception->error_record()) record.exception->set_error_record(Ref<ErrorRecord>(&record));
    if (record.invocation.is_null() && call.code) {
        Ref<InvocationInfo> info = make_invocation_info(*call.code, call.extent);
        if (call.command) {
            info->command = Value(const_cast<CommandInfo*>(call.command));
            info->name = call.command->name;
        }
        info->pipeline_position = call.pipeline_position;
        info->pipeline_length = call.pipeline_length;
        record.invocation = Value(info);
    }
    if (!record.script_stack) record.script_stack = script_stack(&caller);
}

void SessionImpl::remember_error(const Ref<ErrorRecord>& record)
{
    auto& items = errors->items();
    if (!items.empty() && items.front().is_heap() && items.front().object() == record.get()) return;
    items.insert(items.begin(), Value(record));
    if (items.size() > 256) items.resize(256);
}

Ref<value::List> SessionImpl::tap_variable(Frame& caller, const Value& name_value)
{
    std::string name = value::to_text(name_value);
    if (name.empty()) return {};
    Ref<value::List> list = value::make<value::List>(value::types::array_list());
    if (name.front() == '+') {
        name.erase(0, 1);
        bool found = false;
        const Value now = lookup(*caller.scope, Symbol(name), found);
        if (found && !now.is_null()) list->items() = value::elements(now);
    }
    caller.scope->assign(Symbol(name), Value(list));
    return list;
}

void SessionImpl::report(const Ref<ErrorRecord>& record, const Streams& streams, bool silent)
{
    remember_error(record);
    if (silent)
        streams.tap(Stream::Error, Value(record));
    else
        write_stream_to(Stream::Error, Value(record), streams);
}

void SessionImpl::statement_error(ScriptError& error, Frame& at)
{
    last_ok = false;
    if (error.from_action_stop || error.leaves_function) throw error;
    if (try_depth > 0) throw error;
    const ActionPreference action = error_action(*at.scope);
    if (error.from_throw) {
        if (action == ActionPreference::SilentlyContinue || action == ActionPreference::Ignore) {
            if (action == ActionPreference::SilentlyContinue) remember_error(error.record);
            return;
        }
        throw error;
    }
    switch (action) {
    case ActionPreference::Stop: error.from_action_stop = true; throw error;
    case ActionPreference::Ignore: return;
    case ActionPreference::SilentlyContinue:
        remember_error(error.record);
        at.streams->tap(Stream::Error, Value(error.record));
        return;
    default: report(error.record, *at.streams); return;
    }
}

/// Errors and host messages are in the transcript wherever they were sent; other streams only when the host shows them.
static void transcribe_redirected(SessionImpl& session, SessionHost& host, Stream stream, const Value& record)
{
    const auto* error = record.as<ErrorRecord>();
    if (error)
        host.transcribe_line(error_text(session, *error));
    else if (stream == Stream::Information)
        host.transcribe_line(value::to_text(record));
}

void SessionImpl::write_stream_to(Stream stream, Value record, const Streams& streams)
{
    streams.tap(stream, record);
    if (Sink* sink = streams.sinks[static_cast<size_t>(stream)]) {
        if (static_cast<SessionHost&>(*host_).transcribing()) [[unlikely]]
            transcribe_redirected(*this, static_cast<SessionHost&>(*host_), stream, record);
        sink->push(std::move(record));
        return;
    }
    switch (stream) {
    case Stream::Error:
        if (auto* error = record.as<ErrorRecord>())
            host_->write_error_line(error_text(*this, *error));
        else
            host_->write_error_line(value::to_text(record));
        break;
    case Stream::Information: {
        auto* information = record.as<InformationRecord>();
        auto* message = information ? information->message_data.as<HostInformationMessage>() : nullptr;
        if (message)
            host_->write(message->message + (message->no_newline ? "" : base::new_line), message->foreground, message->background);
        else
            host_->write_line(value::to_text(record));
        break;
    }
    default: host_->write_stream_line(stream, value::to_text(record)); break;
    }
}

void SessionImpl::write_message(Stream stream, std::string_view message, ActionPreference action, const Streams& streams, Frame& caller,
                                const CallInfo& call)
{
    if (action == ActionPreference::Ignore || (action == ActionPreference::SilentlyContinue && !streams.taps)) return;
    Ref<MessageRecord> record = value::make<MessageRecord>(stream, std::string(message));
    if (call.code) record->invocation = Value(make_invocation_info(*call.code, call.extent));
    if (action == ActionPreference::SilentlyContinue) return streams.tap(stream, Value(record));
    write_stream_to(stream, Value(record), streams);
    if (action != ActionPreference::Stop) return;
    const char* name = stream == Stream::Warning   ? "WarningPreference"
                       : stream == Stream::Verbose ? "VerbosePreference"
                                                   : "DebugPreference";
    Ref<ErrorRecord> error =
        value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ActionPreferenceStopException",
                                                       std::string("The running command stopped because the preference variable \"") +
                                                           name + "\" or common parameter is set to Stop: " + std::string(message)),
                                 "ActionPreferenceStop", ErrorCategory::OperationStopped);
    error->command = call.command ? call.command->name : std::string();
    error->command_class = call.command ? command_class(call.command, call.command->name) : std::string();
    complete_at(*error, caller, call);
    ScriptError stop{error};
    stop.from_action_stop = true;
    throw stop;
}

bool SessionImpl::should_process(std::string_view target, std::string_view action, std::optional<bool> what_if, std::optional<bool> confirm,
                                 bool high_impact)
{
    Confirmation once = Confirmation::Ask;
    return engine::should_process(*this, target, action, what_if, confirm, high_impact, once);
}

} // namespace kestrun::engine
