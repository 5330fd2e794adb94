// Running built-in commands.
#include "engine/cmdlet.hpp"
#include "base/poll.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/command_aliases.hpp"
#include "engine/records.hpp"
#include "engine/session_host.hpp"
#include "value/convert.hpp"
#include "value/native_failure.hpp"
#include <mutex>
#include <unordered_map>

namespace kestrun::engine {

using value::ScriptError;

namespace {

std::vector<const CmdletTable*>& tables()
{
    static std::vector<const CmdletTable*> all;
    return all;
}

/// Names and aliases of all rows; built when the first command is looked up.
const std::unordered_map<std::string, const CmdletDef*>& index()
{
    static const std::unordered_map<std::string, const CmdletDef*> built = [] {
        std::unordered_map<std::string, const CmdletDef*> map;
        const auto key = [](std::string_view name) {
            std::string lower(name);
            for (char& c : lower)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
            return lower;
        };
        for (const CmdletTable* table : tables()) {
            for (const CmdletDef& row : table->rows) {
                map.emplace(key(row.name), &row);
                for (const std::string_view alias : command_aliases(row)) map.emplace(key(alias), &row);
            }
        }
        return map;
    }();
    return built;
}

std::string verb_noun_class(std::string_view name)
{
    std::string text = "Microsoft.PowerShell.Commands.";
    for (const char c : name)
        if (c != '-') text += c;
    return text + "Command";
}

} // namespace

void register_cmdlets(const CmdletTable& table) { tables().push_back(&table); }

std::span<const CmdletTable* const> cmdlet_tables() { return tables(); }

const CmdletDef* find_cmdlet(std::string_view name)
{
    std::string lower(name);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto found = index().find(lower);
    return found == index().end() ? nullptr : found->second;
}

std::string command_class(const CommandInfo* command, std::string_view name)
{
    if (!command || !command->cmdlet) return std::string(name);
    return *command->cmdlet->class_name ? command->cmdlet->class_name : verb_noun_class(command->cmdlet->name);
}

// --- Cmdlet ---

const Value& Cmdlet::arg(size_t parameter) const
{
    static const Value null;
    const Value& value = in_->bound.values[parameter];
    return value.is_unset() ? null : value;
}

bool Cmdlet::has(size_t parameter) const { return in_->bound.is_bound(parameter); }

bool Cmdlet::flag(size_t parameter) const
{
    const Value& value = in_->bound.values[parameter];
    return value.is_bool() ? value.as_bool() : !value.is_null() && value::to_bool(value);
}

std::string Cmdlet::text(size_t parameter, std::string_view fallback) const
{
    return has(parameter) ? value::to_text(arg(parameter)) : std::string(fallback);
}

int64_t Cmdlet::number(size_t parameter, int64_t fallback) const { return has(parameter) ? value::to_int64(arg(parameter)) : fallback; }

std::vector<std::string> Cmdlet::texts(size_t parameter) const
{
    std::vector<std::string> out;
    if (!has(parameter) || arg(parameter).is_null()) return out;
    for (const Value& item : value::elements(arg(parameter))) out.push_back(value::to_text(item));
    return out;
}

std::string_view Cmdlet::parameter_set() const
{
    return in_->bound.set >= 0 ? std::string_view(in_->metadata.sets[static_cast<size_t>(in_->bound.set)]) : std::string_view();
}

bool Cmdlet::expects_pipeline() const { return in_->processor.expects_input; }

Context& Cmdlet::context() const { return in_->session; }

const Value& Cmdlet::input() const { return in_->input; }

void Cmdlet::write(Value item) const { in_->out->push(std::move(item)); }

void Cmdlet::write_all(const Value& collection) const { push_unrolled(collection, *in_->out); }

void Cmdlet::write_error(Ref<ErrorRecord> record) const { in_->processor.non_terminating(std::move(record)); }

void Cmdlet::write_error(std::string_view error_id, std::string message, ErrorCategory category, Value target,
                         std::string_view exception_type) const
{
    write_error(value::make<ErrorRecord>(value::make_exception(exception_type, std::move(message)), std::string(error_id), category,
                                         std::move(target)));
}

void Cmdlet::write_warning(std::string_view message) const { in_->processor.write_record(Stream::Warning, message); }

void Cmdlet::write_verbose(std::string_view message) const { in_->processor.write_record(Stream::Verbose, message); }

void Cmdlet::write_debug(std::string_view message) const { in_->processor.write_record(Stream::Debug, message); }

void Cmdlet::fail(std::string_view error_id, std::string message, ErrorCategory category, Value target,
                  std::string_view exception_type) const
{
    throw ScriptError{value::make<ErrorRecord>(value::make_exception(exception_type, std::move(message)), std::string(error_id), category,
                                               std::move(target))};
}

bool Cmdlet::should_process(std::string_view target, std::string_view action) const
{
    return in_->processor.should_process(target, action);
}

void Cmdlet::stop_upstream() const { throw StopUpstream{static_cast<const Processor*>(&in_->processor)}; }

// --- CmdletProcessor ---

CmdletProcessor::CmdletProcessor(SessionImpl& session, Ref<CommandInfo> command, Frame& caller, Sink& out, const Streams& streams,
                                 const CallInfo& call)
    : session_(session), command_(std::move(command)), def_(*command_->cmdlet), metadata_(*command_->metadata()), caller_(caller),
      call_(call),
      binder_(session, metadata_, command_.get(), command_->name), invocation_{session, *this, metadata_, def_, {}, &out, &streams, {}},
      body_(def_.make())
{
    body_->attach(invocation_);
}

CmdletProcessor::~CmdletProcessor() = default;

/// The line about an error that ends a command, in a transcript that is running.
static void transcribe(SessionImpl& session, const std::string& command, const ErrorRecord& record, bool stopped = false)
{
    SessionHost& host = SessionHost::of(session);
    if (!host.transcribing()) return;
    const std::string message = record.exception ? record.exception->message() : std::string();
    host.transcribe_terminating_error(command, stopped ? "The running command stopped because the preference variable "
                                                         "\"ErrorActionPreference\" or common parameter is set to Stop: " +
                                                             message
                                                       : message);
}

/// Errors of a cmdlet carry its class in the id and its call as position.
void CmdletProcessor::adopt(ErrorRecord& record) const
{
    if (record.command_class.empty()) {
        record.command = def_.name;
        record.command_class = command_class(command_.get(), def_.name);
    }
    session_.complete_at(record, caller_, call_);
}

template <typename F>
void CmdletProcessor::guarded(F&& f)
{
    // What the command runs (script blocks of ForEach-Object, ...) runs where it was called, with its own streams: an object that
    // arrives may come out of the middle of another function.
    struct Restore
    {
        SessionImpl& session;
        Frame& caller;
        CmdletProcessor* cmdlet;
        Frame* frame;
        const Streams* streams;
        ~Restore()
        {
            session.cmdlet = cmdlet;
            session.frame = frame;
            caller.streams = streams;
        }
    } restore{session_, caller_, session_.cmdlet, session_.frame, caller_.streams};
    session_.cmdlet = this;
    session_.frame = &caller_;
    caller_.streams = invocation_.streams;
    try {
        value::with_native_failures(f);
    } catch (ScriptError& error) {
        if (error.record->invocation.is_null()) {
            if (error.from_native) {
                // A .NET exception that escaped the cmdlet.
                error.from_native = false;
            }
            adopt(*error.record);
            transcribe(session_, def_.name, *error.record);
        }
        throw;
    }
}

void CmdletProcessor::prepare(Arguments& arguments, bool expects_pipeline)
{
    expects_input = expects_pipeline;
    try {
        binder_.bind(arguments, invocation_.bound, expects_pipeline);
        binder_.check_mandatory(invocation_.bound, expects_pipeline, false);
    } catch (ScriptError& error) {
        session_.complete_at(*error.record, caller_, call_);
        transcribe(session_, def_.name, *error.record);
        throw;
    }
    if (!invocation_.bound.common.empty()) apply_common();
}

void CmdletProcessor::begin()
{
    guarded([&] { body_->begin(); });
}

void CmdletProcessor::process(Value item)
{
    base::poll(); // a pipeline of commands alone has no loop of the script's
    if (!metadata_.has_pipeline_parameters) return input_not_bound(item);
    if (!binder_.bind_again(item, invocation_.bound) && !bind(item)) return;
    invocation_.input = std::move(item);
    guarded([&] { body_->process(); });
    invocation_.input = {};
}

/// False when the object cannot be bound; that has been reported.
bool CmdletProcessor::bind(const Value& item)
{
    bool bound = false;
    try {
        if (binder_.has_delayed())
            guarded([&] { bound = binder_.bind_pipeline(item, invocation_.bound); });
        else
            bound = binder_.bind_pipeline(item, invocation_.bound);
        if (bound) {
            binder_.check_mandatory(invocation_.bound, true, true);
            binder_.settle(invocation_.bound);
        }
    } catch (ScriptError& error) {
        if (error.record->error_id != "MissingMandatoryParameter") {
            non_terminating(error.record);
            return false;
        }
        bound = false;
    }
    if (!bound) input_not_bound(item);
    return bound;
}

void CmdletProcessor::input_not_bound(const Value& item)
{
    non_terminating(value::make<ErrorRecord>(
        value::make_exception(
            "System.Management.Automation.ParameterBindingException",
            "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or "
            "the input and its properties do not match any of the parameters that take pipeline input."),
        "InputObjectNotBound", ErrorCategory::InvalidArgument, item));
}

void CmdletProcessor::process_none()
{
    if (expects_input) return;
    guarded([&] { body_->process(); });
}

void CmdletProcessor::end()
{
    binder_.reset_pipeline(invocation_.bound);
    guarded([&] { body_->end(); });
}

ActionPreference CmdletProcessor::error_action() const
{
    if (!invocation_.bound.common.empty() && !invocation_.bound.common[CommonErrorAction].is_unset())
        return to_action_preference(invocation_.bound.common[CommonErrorAction]);
    return session_.error_action(*caller_.scope);
}

void CmdletProcessor::non_terminating(Ref<ErrorRecord> record)
{
    had_errors = true;
    session_.last_ok = false;
    adopt(*record);
    const ActionPreference action = error_action();
    switch (action) {
    case ActionPreference::Stop: {
        transcribe(session_, def_.name, *record, true);
        ScriptError error{record};
        error.from_action_stop = true;
        throw error;
    }
    case ActionPreference::Ignore: return;
    case ActionPreference::SilentlyContinue:
        session_.remember_error(record);
        invocation_.streams->tap(Stream::Error, Value(record));
        return;
    default: break;
    }
    session_.remember_error(record);
    session_.write_stream_to(Stream::Error, Value(record), *invocation_.streams);
}

void CmdletProcessor::write_record(Stream stream, std::string_view message)
{
    const Common common = stream == Stream::Warning ? CommonWarningAction : stream == Stream::Verbose ? CommonVerbose : CommonDebug;
    ActionPreference action = ActionPreference::SilentlyContinue;
    const auto& given = invocation_.bound.common;
    if (!given.empty() && !given[common].is_unset()) {
        action = stream == Stream::Warning ? to_action_preference(given[common])
                 : given[common].as_bool() ? ActionPreference::Continue
                                           : ActionPreference::SilentlyContinue;
    } else {
        action = session_.stream_preference(stream, *caller_.scope);
    }
    session_.write_message(stream, message, action, *invocation_.streams, caller_, call_);
}

bool CmdletProcessor::should_process(std::string_view target, std::string_view action)
{
    const auto& given = invocation_.bound.common;
    const bool has_what_if = !given.empty() && !given[CommonWhatIf].is_unset();
    const bool has_confirm = !given.empty() && !given[CommonConfirm].is_unset();
    std::optional<bool> what_if, confirm;
    if (has_what_if) what_if = given[CommonWhatIf].as_bool();
    if (has_confirm) confirm = given[CommonConfirm].as_bool();
    return engine::should_process(session_, target, action, what_if, confirm, metadata_.confirm_high, confirmation_);
}

namespace {
class ToVariable final : public Sink
{
public:
    ToVariable(Ref<value::List> list, Sink* next) : list_(std::move(list)), next_(next) {}
    void push(Value item) override
    {
        list_->items().push_back(item);
        next_->push(std::move(item));
    }

private:
    Ref<value::List> list_;
    Sink* next_;
};
} // namespace

std::unique_ptr<Sink> make_variable_sink(Ref<value::List> list, Sink& next) { return std::make_unique<ToVariable>(std::move(list), &next); }

void add_taps(SessionImpl& session, Frame& caller, const std::vector<Value>& common, std::deque<VariableTap>& taps, Streams& streams)
{
    static constexpr std::pair<Common, Stream> rows[] = {
        {CommonErrorVariable, Stream::Error}, {CommonWarningVariable, Stream::Warning}, {CommonInformationVariable, Stream::Information}};
    for (const auto& [which, stream] : rows) {
        if (common[which].is_unset()) continue;
        Ref<value::List> list = session.tap_variable(caller, common[which]);
        if (!list) continue;
        taps.push_back({stream, list, streams.taps});
        streams.taps = &taps.back();
    }
}

/// -OutVariable and its kin.
void CmdletProcessor::apply_common()
{
    const auto& given = invocation_.bound.common;
    own_streams_ = *invocation_.streams;
    add_taps(session_, caller_, given, taps_, own_streams_);
    if (!taps_.empty()) invocation_.streams = &own_streams_;
    if (!given[CommonOutVariable].is_unset()) {
        if (Ref<value::List> list = session_.tap_variable(caller_, given[CommonOutVariable])) {
            out_variable_ = make_variable_sink(list, *invocation_.out);
            invocation_.out = out_variable_.get();
        }
    }
    if (!given[CommonPipelineVariable].is_unset()) {
        variable_tap_ = std::make_unique<PipelineVariable>(caller_, Symbol(value::to_text(given[CommonPipelineVariable])), invocation_.out);
        invocation_.out = variable_tap_.get();
    }
}

} // namespace kestrun::engine
