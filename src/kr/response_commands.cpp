// Write-KrTextResponse, Write-KrJsonResponse and their kin: what a route answers.
#include "http/status.hpp"
#include "kr/error_response.hpp"
#include "kr/response_writer.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"

namespace kestrun::kr {

namespace {

/// Collects what comes through the pipeline: several objects are an array.
struct BodyCommand : KrCmdlet
{
    void process() override
    {
        if (expects_pipeline())
            items_.push_back(arg(0));
        else
            whole_ = arg(0);
    }
    void end() override
    {
        if (expects_pipeline()) {
            if (items_.empty()) return;
            whole_ = items_.size() == 1 ? items_.front() : value::make_array(std::move(items_));
        }
        if (RouteState* state = require_route(command())) answer(*state, whole_);
    }

protected:
    virtual std::string_view command() const = 0;
    virtual void answer(RouteState& state, const Value& value) = 0;
    int status(size_t parameter) const
    {
        const int64_t code = number(parameter, 200);
        if (code < 100 || code > 999)
            fail("InvalidStatusCode", "The status code " + std::to_string(code) + " is not valid: it has three digits, from 100 to 999.",
                 ErrorCategory::InvalidArgument, Value(code), "System.ArgumentOutOfRangeException");
        return static_cast<int>(code);
    }

private:
    std::vector<Value> items_;
    Value whole_;
};

// --- Write-KrTextResponse ---

enum : size_t
{
    TInput,
    TStatus,
    TType,
};
constexpr ParameterDef text_parameters[] = {
    {.name = "InputObject",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyString | P::AllowEmptyCollection,
     .aliases = "Text",
     .help = "Its text is the body; several objects from the pipeline are an array."},
    {.name = "StatusCode", .type = "int", .position = 1, .default_text = "200"},
    {.name = "ContentType",
     .type = "string",
     .position = 2,
     .default_text = "text/plain",
     .help = "A textual type without charset is sent with charset=utf-8."},
};
struct WriteText final : BodyCommand
{
    std::string_view command() const override { return "Write-KrTextResponse"; }
    void answer(RouteState& state, const Value& value) override
    {
        write_text_answer(state, value, status(TStatus), has(TType) ? text(TType) : std::string());
    }
};

// --- Write-KrJsonResponse ---

enum : size_t
{
    JInput,
    JStatus,
    JDepth,
    JCompress,
    JType,
};
constexpr ParameterDef json_parameters[] = {
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyString | P::AllowEmptyCollection},
    {.name = "StatusCode", .type = "int", .position = 1, .default_text = "200"},
    {.name = "Depth",
     .type = "int",
     .position = 2,
     .validate = "range:0,100",
     .default_text = "10",
     .help = "Levels below the outermost; deeper ones are written as text."},
    {.name = "Compress", .type = "switch", .help = "Without blanks and line ends."},
    {.name = "ContentType", .type = "string", .position = 3, .default_text = "application/json"},
};
struct WriteJson final : BodyCommand
{
    std::string_view command() const override { return "Write-KrJsonResponse"; }
    void answer(RouteState& state, const Value& value) override
    {
        write_json_answer(state, value, status(JStatus), {static_cast<int>(number(JDepth, 10)), flag(JCompress), text(JType)});
    }
};

// --- Write-KrResponse ---

constexpr ParameterDef negotiated_parameters[] = {
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyString | P::AllowEmptyCollection},
    {.name = "StatusCode", .type = "int", .position = 1, .default_text = "200"},
};
struct WriteNegotiated final : BodyCommand
{
    std::string_view command() const override { return "Write-KrResponse"; }
    void answer(RouteState& state, const Value& value) override { write_negotiated_answer(state, value, status(TStatus)); }
};

// --- Write-KrStatusResponse ---

constexpr ParameterDef status_parameters[] = {
    {.name = "StatusCode", .type = "int", .position = 0, .flags = P::Mandatory, .validate = "range:100,999"},
};
struct WriteStatus final : KrCmdlet
{
    void process() override
    {
        if (RouteState* state = require_route("Write-KrStatusResponse")) write_status_answer(*state, static_cast<int>(number(0)));
    }
};

// --- Write-KrRedirectResponse ---

constexpr ParameterDef redirect_parameters[] = {
    {.name = "Url",
     .type = "string",
     .position = 0,
     .flags = P::Mandatory,
     .help = "Sent as it is; characters outside ASCII must be percent-encoded."},
    {.name = "Message", .type = "string", .position = 1, .help = "Sent as the text of the answer, for clients that do not follow."},
};
struct WriteRedirect final : KrCmdlet
{
    void process() override
    {
        RouteState* state = require_route("Write-KrRedirectResponse");
        if (!state) return;
        if (has(1)) write_text_answer(*state, arg(1), 302, {});
        const bool message = has(1);
        std::string body = message ? std::string(state->response().body()) : std::string();
        write_redirect_answer(*state, text(0));
        if (message) write_body(*state, Value(body));
    }
};

// --- Write-KrErrorResponse ---

enum : size_t
{
    EMessage,
    EException,
    EStatus,
    EType,
    EDetails,
    EStack,
};
constexpr ParameterDef error_parameters[] = {
    {.name = "Message", .type = "string", .position = 0, .sets = "Message!"},
    {.name = "Exception", .type = "System.Exception", .sets = "Exception!"},
    {.name = "StatusCode", .type = "int", .position = 1, .validate = "range:100,999", .default_text = "500"},
    {.name = "ContentType", .type = "string", .help = "Text, JSON, YAML or XML; the request's Accept decides when it is left out."},
    {.name = "Details", .type = "string", .flags = P::AllowEmptyString},
    {.name = "IncludeStack", .type = "switch"},
};
struct WriteErrorAnswer final : KrCmdlet
{
    void process() override
    {
        RouteState* state = require_route("Write-KrErrorResponse");
        if (!state) return;
        ErrorAnswer answer;
        answer.status = static_cast<int>(number(EStatus, 500));
        if (has(EDetails)) answer.details = text(EDetails);
        if (const auto* exception = has(EException) ? arg(EException).as<value::ExceptionObject>() : nullptr) {
            answer.message = exception->message();
            answer.exception = exception->type().name();
            if (flag(EStack)) answer.stack = stack_of(*exception);
        } else {
            answer.message = text(EMessage);
            if (!answer.details) answer.details = "";
        }
        if (const auto logger = state->host.logger(); logger && logger->is_enabled(log::Level::Warning))
            write_line(*logger, log::Level::Warning,
                       "Writing error response with status " + std::to_string(answer.status) + ": " + answer.message);
        write_error_answer(*state, answer, text(EType));
    }

private:
    static std::string stack_of(const value::ExceptionObject& exception)
    {
        std::string text = value::exception_text(exception);
        if (const auto& record = exception.error_record(); record && record->script_stack) text += "\n" + record->script_stack->text();
        return text;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Write-KrTextResponse",
     .synopsis = "Answers with text.",
     .parameters = text_parameters,
     .make = make_cmdlet<WriteText>,
     .class_name = "Write-KrTextResponse",
     .flags = C::Route,
     .examples = "Write-KrTextResponse -InputObject 'Hello' -StatusCode 200"},
    {.name = "Write-KrJsonResponse",
     .synopsis = "Answers with JSON.",
     .parameters = json_parameters,
     .make = make_cmdlet<WriteJson>,
     .class_name = "Write-KrJsonResponse",
     .flags = C::Route,
     .examples = "Write-KrJsonResponse @{ status = 'ok' }"},
    {.name = "Write-KrResponse",
     .synopsis = "Answers in the format that the client asks for with Accept: JSON or text.",
     .parameters = negotiated_parameters,
     .make = make_cmdlet<WriteNegotiated>,
     .class_name = "Write-KrResponse",
     .flags = C::Route},
    {.name = "Write-KrStatusResponse",
     .synopsis = "Answers with a status and no body.",
     .parameters = status_parameters,
     .make = make_cmdlet<WriteStatus>,
     .class_name = "Write-KrStatusResponse",
     .flags = C::Route},
    {.name = "Write-KrRedirectResponse",
     .synopsis = "Sends the client elsewhere (302).",
     .parameters = redirect_parameters,
     .make = make_cmdlet<WriteRedirect>,
     .class_name = "Write-KrRedirectResponse",
     .flags = C::Route},
    {.name = "Write-KrErrorResponse",
     .synopsis = "Answers with an error as text, JSON, YAML or XML.",
     .parameters = error_parameters,
     .make = make_cmdlet<WriteErrorAnswer>,
     .default_set = "Message",
     .class_name = "Write-KrErrorResponse",
     .flags = C::Route},
};

} // namespace

constinit const CmdletTable response_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
