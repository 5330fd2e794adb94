// Write-KrLog.
#include "kr/log_value.hpp"
#include "kr/logger_objects.hpp"
#include "kr/route_state.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "log/registry.hpp"

namespace kestrun::kr {

namespace {

enum : size_t
{
    PLevel,
    PMessage,
    PLoggerName,
    PLogger,
    PException,
    PErrorRecord,
    PValues,
    PPassThru,
};
constexpr ParameterDef parameters[] = {
    {.name = "Level", .type = "Serilog.Events.LogEventLevel", .position = 0, .flags = P::Mandatory},
    {.name = "Message",
     .type = "string",
     .position = 1,
     .flags = P::AllowEmptyString | P::AllowNull,
     .help = "A message template: {Name} is filled by one of -Values."},
    {.name = "LoggerName", .type = "string", .position = 2, .sets = "LoggerName", .help = "The default logger when it is left out."},
    {.name = "Logger", .type = "Serilog.ILogger", .sets = "Logger!"},
    {.name = "Exception", .type = "System.Exception", .flags = P::AllowNull},
    {.name = "ErrorRecord", .type = "System.Management.Automation.ErrorRecord", .flags = P::AllowNull},
    {.name = "Values",
     .type = "object[]",
     .position = 3,
     .flags = P::AllowNull | P::AllowEmptyCollection,
     .help = "What fills the holes, in order."},
    {.name = "PassThru", .type = "switch", .help = "Gives the message as it was written."},
};

struct WriteLog final : KrCmdlet
{
    void process() override
    {
        // Held by its owner while this runs: the registry's copy of this thread, the server, the script's object.
        std::shared_ptr<log::Logger> keep;
        log::Logger* const logger = target(keep);
        const log::Level importance = level(PLevel, log::Level::Information);
        if (flag(PPassThru)) pass_thru();
        if (!logger || !logger->is_enabled(importance)) return;
        write_event(*logger, importance);
    }

private:
    log::Logger* target(std::shared_ptr<log::Logger>& keep) const
    {
        if (has(PLogger)) {
            if (const auto* object = arg(PLogger).as<LoggerObject>()) keep = object->logger;
            return keep.get();
        }
        if (has(PLoggerName) && !text(PLoggerName).empty()) {
            auto found = log::get_logger(text(PLoggerName));
            if (!found)
                fail_script("LoggerNotFound", found.error(), ErrorCategory::ObjectNotFound, arg(PLoggerName), "System.ArgumentException");
            keep = std::move(*found);
            return keep.get();
        }
        return log::default_logger().get();
    }

    std::vector<Value> values() const
    {
        return has(PValues) && !arg(PValues).is_null() ? value::elements(arg(PValues)) : std::vector<Value>();
    }

    void write_event(log::Logger& logger, log::Level importance) const
    {
        const std::vector<Value> items = values();
        std::vector<LogValue> borrowed(items.begin(), items.end());
        std::vector<log::Argument> arguments(borrowed.begin(), borrowed.end());
        const Value& message = arg(PMessage);
        std::string text_of_message;
        std::string_view view;
        if (message.is_string())
            view = value::text_of(message);
        else
            view = text_of_message = text(PMessage);
        log::Failure failure;
        if (has_failure(failure)) return logger.write_arguments(importance, view, arguments, &failure);
        logger.write_arguments(importance, view, arguments, nullptr);
    }

    bool has_failure(log::Failure& failure) const
    {
        if (const auto* record = has(PErrorRecord) ? arg(PErrorRecord).as<ErrorRecord>() : nullptr) {
            if (record->exception) failure.text = value::exception_text(*record->exception);
            if (record->script_stack) failure.text += "\n" + record->script_stack->text();
            return true;
        }
        const auto* exception = has(PException) ? arg(PException).as<value::ExceptionObject>() : nullptr;
        if (!exception) return false;
        failure.text = value::exception_text(*exception);
        return true;
    }

    void pass_thru() const
    {
        const std::vector<Value> items = values();
        std::vector<LogValue> borrowed(items.begin(), items.end());
        std::vector<log::Argument> arguments(borrowed.begin(), borrowed.end());
        log::Event event;
        event.message = log::message_template(text(PMessage));
        event.properties = event.message->bind(arguments);
        write(Value(log::render_message(event)));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Write-KrLog",
     .synopsis = "Writes a message to a logger.",
     .parameters = parameters,
     .make = make_cmdlet<WriteLog>,
     .default_set = "LoggerName",
     .class_name = "Write-KrLog",
     .description =
         "The message is a template (messagetemplates.org): {Name} is filled by the next of -Values, {@Name} takes an object apart,\n"
         "{$Name} takes its text; a format and an alignment may follow: {Price,10:N2}.",
     .examples = "Write-KrLog -Level Information -Message 'Listening on {Pipe}' -Values $name"},
};

} // namespace

constinit const CmdletTable log_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
