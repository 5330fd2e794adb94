// Write-Output, Write-Host, Write-Error, Write-Warning, Write-Verbose, Write-Debug, Write-Information, Write-Progress, Read-Host.
#include "cmdlets/security/secure_text.hpp"
#include "cmdlets/support/session_access.hpp"
#include "cmdlets/tables.hpp"
#include "engine/choice_prompt.hpp"

namespace kestrun::cmdlets {

namespace {

// --- Write-Output ---

enum : size_t
{
    PInput,
    PNoEnumerate,
};
constexpr ParameterDef output_parameters[] = {
    {.name = "InputObject",
     .type = "object[]",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::FromRemaining | P::AllowNull | P::AllowEmptyCollection | P::AllowEmptyString},
    {.name = "NoEnumerate", .type = "switch", .help = "A collection stays one object."},
};
struct WriteOutput final : Cmdlet
{
    void process() override
    {
        const Value& bound = arg(PInput);
        if (bound.is_null()) {
            write(Value());
            return;
        }
        if (flag(PNoEnumerate))
            write(bound);
        else
            write_all(bound);
    }
};

// --- Write-Host ---

enum : size_t
{
    HObject,
    HNoNewline,
    HSeparator,
    HForeground,
    HBackground,
};
constexpr ParameterDef host_parameters[] = {
    {.name = "Object", .position = 0, .flags = P::FromPipeline | P::FromRemaining | P::AllowNull, .aliases = "Msg,Message"},
    {.name = "NoNewline", .type = "switch"},
    {.name = "Separator", .flags = P::AllowNull, .default_text = "' '", .help = "Stands between the elements of a collection."},
    {.name = "ForegroundColor", .type = "System.ConsoleColor"},
    {.name = "BackgroundColor", .type = "System.ConsoleColor"},
};
struct WriteHost final : Cmdlet
{
    void begin() override
    {
        if (has(HSeparator)) separator_ = joined(arg(HSeparator), "");
    }
    void process() override
    {
        const std::string message = joined(arg(HObject), separator_);
        const int fore = has(HForeground) ? static_cast<int>(integral(arg(HForeground))) : -1;
        const int back = has(HBackground) ? static_cast<int>(integral(arg(HBackground))) : -1;
        Value record =
            engine::make_information_record(engine::make_host_message(message, fore, back, flag(HNoNewline)), "Write-Host", {"PSHOST"});
        write_information(invocation(), std::move(record), true);
    }

private:
    static std::string joined(const Value& item, const std::string& separator)
    {
        if (item.is_null()) return {};
        if (value::unwrap(item).is_string()) return value::to_text(item);
        Value walked = item;
        if (as_dictionary(item)) walked = value::invoke_method(item, Name("GetEnumerator"), {});
        if (!value::is_enumerable(walked)) return value::to_text(item);
        std::string text;
        bool first = true;
        for (const Value& element : value::elements(walked)) {
            const std::string part = joined(element, separator);
            if (!first) text += separator;
            text += part;
            first = false;
        }
        return text;
    }
    std::string separator_ = " ";
};

// --- Write-Error ---

enum : size_t
{
    EException,
    EMessage,
    ERecord,
    ECategory,
    EId,
    ETarget,
    ERecommended,
    EActivity,
    EReason,
    ETargetName,
    ETargetType,
};
constexpr ParameterDef error_parameters[] = {
    {.name = "Exception", .type = "System.Exception", .sets = "WithException@0!"},
    {.name = "Message",
     .type = "string",
     .flags = P::AllowNull | P::AllowEmptyString,
     .sets = "NoException@0!|,WithException",
     .aliases = "Msg"},
    {.name = "ErrorRecord", .type = "System.Management.Automation.ErrorRecord", .sets = "ErrorRecord@0!"},
    {.name = "Category", .type = "System.Management.Automation.ErrorCategory", .sets = "NoException,WithException"},
    {.name = "ErrorId", .type = "string", .flags = P::AllowNull | P::AllowEmptyString, .sets = "NoException,WithException"},
    {.name = "TargetObject", .flags = P::AllowNull, .sets = "NoException,WithException"},
    {.name = "RecommendedAction", .type = "string", .flags = P::AllowNull | P::AllowEmptyString},
    {.name = "CategoryActivity", .type = "string", .flags = P::AllowNull | P::AllowEmptyString, .aliases = "Activity"},
    {.name = "CategoryReason", .type = "string", .flags = P::AllowNull | P::AllowEmptyString, .aliases = "Reason"},
    {.name = "CategoryTargetName", .type = "string", .flags = P::AllowNull | P::AllowEmptyString, .aliases = "TargetName"},
    {.name = "CategoryTargetType", .type = "string", .flags = P::AllowNull | P::AllowEmptyString, .aliases = "TargetType"},
};
struct WriteError final : Cmdlet
{
    void process() override
    {
        Ref<ErrorRecord> record = make_record();
        if (has(EActivity))
            record->command = text(EActivity);
        else if (record->command.empty())
            record->command = "Write-Error";
        if (has(EReason)) record->reason = text(EReason);
        if (has(ETargetName)) record->target_name = text(ETargetName);
        if (has(ETargetType)) record->target_type = text(ETargetType);
        if (has(ERecommended) && !text(ERecommended).empty()) {
            const auto* details = record->details.as<value::ErrorDetails>();
            record->details =
                Value(value::make<value::ErrorDetails>(details ? details->message : value::error_record_text(*record), text(ERecommended)));
        }
        write_error_of_caller(invocation(), record);
    }

private:
    Ref<ErrorRecord> make_record()
    {
        if (has(ERecord)) {
            const auto* given = arg(ERecord).as<ErrorRecord>();
            auto copy = value::make<ErrorRecord>(given->exception, given->error_id, given->category, given->target);
            copy->command = given->command;
            copy->command_class = given->command_class;
            copy->reason = given->reason;
            copy->details = given->details;
            copy->invocation = given->invocation;
            return copy;
        }
        const auto category = has(ECategory) ? static_cast<ErrorCategory>(integral(arg(ECategory))) : ErrorCategory::NotSpecified;
        Ref<value::ExceptionObject> exception;
        std::string id = text(EId);
        if (has(EException)) {
            exception = Ref<value::ExceptionObject>(arg(EException).as<value::ExceptionObject>());
            if (id.empty()) id = exception->type().full_name();
        } else {
            exception = value::make_exception("Microsoft.PowerShell.Commands.WriteErrorException", text(EMessage));
            if (id.empty()) id = "Microsoft.PowerShell.Commands.WriteErrorException";
        }
        auto record = value::make<ErrorRecord>(exception, id, category, has(ETarget) ? arg(ETarget) : Value());
        if (has(EException) && has(EMessage)) {
            std::vector<Value> args{arg(EMessage)};
            record->details = value::construct(value::native_type("System.Management.Automation.ErrorDetails"), args);
        }
        return record;
    }
};

// --- Write-Warning, Write-Verbose, Write-Debug ---

constexpr ParameterDef message_parameters[] = {
    {.name = "Message",
     .type = "string",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::AllowNull | P::AllowEmptyString,
     .aliases = "Msg"},
};
struct WriteWarning final : Cmdlet
{
    void process() override { write_warning(text(0)); }
};
struct WriteVerbose final : Cmdlet
{
    void process() override { write_verbose(text(0)); }
};
struct WriteDebug final : Cmdlet
{
    void process() override { write_debug(text(0)); }
};

// --- Write-Information ---

constexpr ParameterDef information_parameters[] = {
    {.name = "MessageData", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowNull, .aliases = "Msg,Message"},
    {.name = "Tags", .type = "string[]", .position = 1},
};
struct WriteInformation final : Cmdlet
{
    void process() override
    {
        write_information(invocation(), engine::make_information_record(arg(0), "Write-Information", texts(1)), false);
    }
};

// --- Write-Progress, Read-Host ---

enum : size_t
{
    GActivity,
    GStatus,
    GId,
    GPercent,
    GSeconds,
    GOperation,
    GParent,
    GCompleted,
    GSource,
};
constexpr ParameterDef progress_parameters[] = {
    {.name = "Activity", .type = "string", .position = 0},
    {.name = "Status", .type = "string", .position = 1, .flags = P::NotNullOrEmpty},
    {.name = "Id", .type = "int", .position = 2, .validate = "range:0,2147483647"},
    {.name = "PercentComplete", .type = "int", .validate = "range:-1,100"},
    {.name = "SecondsRemaining", .type = "int"},
    {.name = "CurrentOperation", .type = "string"},
    {.name = "ParentId", .type = "int", .validate = "range:-1,2147483647"},
    {.name = "Completed", .type = "switch"},
    {.name = "SourceId", .type = "int"},
};
struct WriteProgress final : Cmdlet
{
    void process() override
    {
        if (equals_ci(context().preference("ProgressPreference"), "SilentlyContinue") ||
            equals_ci(context().preference("ProgressPreference"), "Ignore"))
            return;
        context().host().write_progress(text(GActivity), text(GStatus, "Processing"),
                                        flag(GCompleted) ? 100 : static_cast<int>(number(GPercent, -1)));
    }
};

enum : size_t
{
    RPrompt,
    RSecure,
    RMask,
};
constexpr ParameterDef read_parameters[] = {
    {.name = "Prompt", .position = 0, .flags = P::FromRemaining | P::AllowNull},
    {.name = "AsSecureString", .type = "switch", .sets = "AsSecureString"},
    {.name = "MaskInput", .type = "switch", .sets = "AsString"},
};
struct ReadHost final : Cmdlet
{
    void process() override
    {
        std::string prompt;
        if (has(RPrompt) && !arg(RPrompt).is_null()) {
            for (const Value& part : value::elements(arg(RPrompt))) prompt += (prompt.empty() ? "" : " ") + value::to_text(part);
            prompt += ": ";
        }
        const std::optional<std::string> line = context().host().read_line(prompt, flag(RSecure) || flag(RMask));
        if (!line) {
            if (prompt.empty()) engine::throw_cannot_prompt();
            engine::throw_cannot_prompt("");
        }
        if (!flag(RSecure)) {
            write(Value(*line));
            return;
        }
        write(make_secure(*line));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Write-Output",
     .synopsis = "Writes objects to the pipeline.",
     .parameters = output_parameters,
     .make = make_cmdlet<WriteOutput>,
     .aliases = "write,echo"},
    {.name = "Write-Host", .synopsis = "Writes text to the host.", .parameters = host_parameters, .make = make_cmdlet<WriteHost>},
    {.name = "Write-Error",
     .synopsis = "Writes an error that does not end the command.",
     .parameters = error_parameters,
     .make = make_cmdlet<WriteError>,
     .default_set = "NoException"},
    {.name = "Write-Warning", .synopsis = "Writes a warning.", .parameters = message_parameters, .make = make_cmdlet<WriteWarning>},
    {.name = "Write-Verbose",
     .synopsis = "Writes a message for those who asked with -Verbose.",
     .parameters = message_parameters,
     .make = make_cmdlet<WriteVerbose>},
    {.name = "Write-Debug",
     .synopsis = "Writes a message for those who asked with -Debug.",
     .parameters = message_parameters,
     .make = make_cmdlet<WriteDebug>},
    {.name = "Write-Information",
     .synopsis = "Writes an information record.",
     .parameters = information_parameters,
     .make = make_cmdlet<WriteInformation>},
    {.name = "Write-Progress",
     .synopsis = "Shows how far a command has got.",
     .parameters = progress_parameters,
     .make = make_cmdlet<WriteProgress>},
    {.name = "Read-Host",
     .synopsis = "Reads a line from the host.",
     .parameters = read_parameters,
     .make = make_cmdlet<ReadHost>,
     .default_set = "AsString"},
};

} // namespace

constinit const CmdletTable write_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
