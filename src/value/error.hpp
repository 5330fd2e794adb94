// Errors of scripts: .NET exception objects, ErrorRecords, and the C++ exception that carries them.
#pragma once
#include "value/type.hpp"
#include <memory>
#include <string>

namespace kestrun::value {

/// System.Management.Automation.ErrorCategory, in its order.
enum class ErrorCategory : uint8_t
{
    NotSpecified,
    OpenError,
    CloseError,
    DeviceError,
    DeadlockDetected,
    InvalidArgument,
    InvalidData,
    InvalidOperation,
    InvalidResult,
    InvalidType,
    MetadataError,
    NotImplemented,
    NotInstalled,
    ObjectNotFound,
    OperationStopped,
    OperationTimeout,
    SyntaxError,
    ParserError,
    PermissionDenied,
    ResourceBusy,
    ResourceExists,
    ResourceUnavailable,
    ReadError,
    WriteError,
    FromStdErr,
    SecurityError,
    ProtocolError,
    ConnectionError,
    AuthenticationError,
    LimitsExceeded,
    QuotaExceeded,
    NotEnabled,
};

class ErrorRecord;

/// A .NET exception object. Script classes that derive from System.Exception are ScriptException in the engine (derives from this).
class ExceptionObject : public Object
{
public:
    ExceptionObject(const Type& type, std::string message, Ref<ExceptionObject> inner = {})
        : type_(&type), message_(std::move(message)), inner_(std::move(inner))
    {
        mark_container();
    }
    const Type& type() const override { return *type_; }
    void set_type(const Type& type) { type_ = &type; } // a script class completing its base
    const std::string& message() const { return message_; }
    void set_message(std::string message) { message_ = std::move(message); }
    const Ref<ExceptionObject>& inner() const { return inner_; }
    void set_inner(Ref<ExceptionObject> inner) { inner_ = std::move(inner); }
    /// RuntimeException and its kin carry the record they became.
    const Ref<ErrorRecord>& error_record() const { return record_; }
    void set_error_record(Ref<ErrorRecord> record);
    /// Extra properties by name (ParamName, HResult, Data, ...).
    std::vector<std::pair<std::string, Value>>& properties() { return properties_; }
    const Value* property(std::string_view name) const;
    std::string stack_trace; // script stack
    void trace(Tracer& tracer) const override;
    void clear_references() override;

private:
    const Type* type_;
    std::string message_;
    Ref<ExceptionObject> inner_;
    Ref<ErrorRecord> record_;
    std::vector<std::pair<std::string, Value>> properties_;
};

/// Where scripts stood when an error was raised. Immutable; any thread may read it.
class ScriptStack
{
public:
    virtual ~ScriptStack() = default;
    /// A line for each call, the innermost first: "at Get-It, /srv/it.ps1: line 3". Made when it is asked for: few errors are ever shown.
    virtual std::string text() const = 0;
};

/// System.Management.Automation.ErrorRecord.
class ErrorRecord final : public Object
{
public:
    ErrorRecord(Ref<ExceptionObject> raised, std::string id, ErrorCategory kind, Value about = {})
        : exception(std::move(raised)), error_id(std::move(id)), category(kind), target(std::move(about))
    {
        mark_container();
    }
    const Type& type() const override;
    void trace(Tracer& tracer) const override;
    void clear_references() override;
    /// error_id, and ",command" when a command raised it.
    std::string fully_qualified_id() const;
    /// Empty when no script was running.
    std::string script_stack_trace() const { return script_stack ? script_stack->text() : std::string(); }

    Ref<ExceptionObject> exception;
    std::string error_id;
    ErrorCategory category;
    Value target;
    std::string command; // "Get-Thing" (FullyQualifiedErrorId shows the command's .NET class name for cmdlets; activity shows the command)
    std::string command_class; // "Microsoft.PowerShell.Commands.GetItemCommand" or the function's name; empty: id stands alone
    std::string reason;        // CategoryInfo.Reason; empty: the exception type's short name
    std::string activity;      // CategoryInfo.Activity; empty: the command
    std::string
        target_name; // CategoryInfo.TargetName and TargetType when set by hand (Write-Error -CategoryTargetName); empty: the target's
    std::string target_type;
    Value details;                                   // ErrorDetails or null
    Value invocation;                                // InvocationInfo (engine) or null
    std::shared_ptr<const ScriptStack> script_stack; // null: not known yet
};

/// Thrown by operators, conversions, members and cmdlets: a terminating error on its way to a handler. `record` is complete but for the
/// position, which the engine adds where it is missing.
class ScriptError final
{
public:
    explicit ScriptError(Ref<ErrorRecord> r) : record(std::move(r)) {}
    Ref<ErrorRecord> record;
    /// Statement-terminating errors become non-terminating at the statement's end unless caught; `throw` ends the script.
    bool from_throw = false;
    /// A bare .NET exception from a native member: the member call wraps it into MethodInvocationException & co.
    bool from_native = false;
    /// With -ErrorAction Stop or $ErrorActionPreference = 'Stop'.
    bool from_action_stop = false;
    /// $PSCmdlet.ThrowTerminatingError: ends the function that raised it, and is an ordinary error of the statement that called it.
    bool leaves_function = false;
};

/// A .NET exception raised inside a native member: `throw_native("System.FormatException", "The input string ...")`. Error id = short type
/// name when wrapped.
[[noreturn]] void throw_native(std::string_view exception_type, std::string message);
/// System.ArgumentException & co. with "(Parameter 'name')" appended and ParamName set.
[[noreturn]] void throw_argument(std::string_view exception_type, std::string message, std::string_view parameter);
/// A PowerShell error with its own id: exception type System.Management.Automation.RuntimeException unless another is named.
[[noreturn]] void throw_runtime(std::string_view error_id, std::string message, ErrorCategory category = ErrorCategory::InvalidOperation,
                                Value target = {}, std::string_view exception_type = "System.Management.Automation.RuntimeException");
Ref<ExceptionObject> make_exception(std::string_view type, std::string message, Ref<ExceptionObject> inner = {});

/// Exception.ToString(): type, message, inner exceptions, stack.
std::string exception_text(const ExceptionObject& exception);
/// ErrorRecord.ToString(): the details' message when there is one, else the exception's.
std::string error_record_text(const ErrorRecord& record);

/// System.Management.Automation.ErrorDetails.
class ErrorDetails final : public Object
{
public:
    explicit ErrorDetails(std::string text, std::string action = {}) : message(std::move(text)), recommended_action(std::move(action)) {}
    const Type& type() const override;
    std::string message;
    std::string recommended_action;
};

/// System.Management.Automation.ErrorCategoryInfo: a view of its record.
class ErrorCategoryInfo final : public Object
{
public:
    explicit ErrorCategoryInfo(Ref<ErrorRecord> of) : record(std::move(of)) {}
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(record); }
    std::string activity() const;
    std::string reason() const;
    std::string target_name() const;
    std::string target_type() const;
    /// "ObjectNotFound: (thing:String) [Get-Thing], ItemNotFoundException"
    std::string text() const;
    Ref<ErrorRecord> record;
};

} // namespace kestrun::value
