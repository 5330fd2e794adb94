// RuntimeException and its kin, ErrorRecord, ErrorCategoryInfo, ErrorDetails.
#include "value/string.hpp"
#include "value/types/all_types.hpp"
#include "value/types/exception_facts.hpp"

namespace kestrun::value {

const Type& ErrorDetails::type() const { return native_type("System.Management.Automation.ErrorDetails"); }
const Type& ErrorCategoryInfo::type() const { return native_type("System.Management.Automation.ErrorCategoryInfo"); }

std::string error_record_text(const ErrorRecord& record)
{
    if (const auto* details = record.details.as<ErrorDetails>(); details && !details->message.empty()) return details->message;
    return record.exception ? record.exception->message() : std::string();
}

namespace {

constexpr std::string_view category_type = "System.Management.Automation.ErrorCategory";

/// Long texts are cut in the middle, as ErrorCategoryInfo does: 40 characters at most.
/// A text of more than 40 characters with its middle left out.
std::string cut(const std::string& text)
{
    constexpr uint32_t limit = 40, half = 19;
    const Ref<String> whole = String::make(text);
    if (whole->length() <= limit) return text;
    return std::string(whole->substring(0, half)->view()) + "…" + std::string(whole->substring(whole->length() - half, half)->view());
}

ErrorRecord& self_record(const Call& c) { return *static_cast<ErrorRecord*>(c.self.object()); }
ErrorCategoryInfo& self_info(const Call& c) { return *static_cast<ErrorCategoryInfo*>(c.self.object()); }

Value new_record(Call& c)
{
    require(c, 0, "exception");
    auto& exception = object_arg<ExceptionObject>(c, 0, "exception");
    std::string id(text(c, 1));
    if (id.empty()) id = exception.type().full_name();
    return Value(make<ErrorRecord>(Ref<ExceptionObject>(&exception), std::move(id), static_cast<ErrorCategory>(enum_arg(c, 2)), c.args[3]));
}

Value copy_record(Call& c)
{
    auto& from = object_arg<ErrorRecord>(c, 0, "errorRecord");
    Ref<ExceptionObject> exception(c.args[1].as<ExceptionObject>());
    auto copy = make<ErrorRecord>(exception ? exception : from.exception, from.error_id, from.category, from.target);
    copy->command = from.command;
    copy->command_class = from.command_class;
    copy->reason = from.reason;
    copy->activity = from.activity;
    copy->target_name = from.target_name;
    copy->target_type = from.target_type;
    copy->details = from.details;
    copy->invocation = from.invocation;
    copy->script_stack = from.script_stack;
    return Value(copy);
}

Value record_of(ExceptionObject& exception)
{
    if (exception.error_record()) return Value(exception.error_record());
    const auto made = make<ErrorRecord>(Ref<ExceptionObject>(&exception), "RuntimeException", ErrorCategory::NotSpecified, Value());
    exception.set_error_record(made);
    return Value(made);
}

constexpr MemberDef record_members[] = {
    ctor("System.Exception exception, string errorId, System.Management.Automation.ErrorCategory errorCategory, System.Object targetObject",
         new_record),
    ctor("System.Management.Automation.ErrorRecord errorRecord, System.Exception replaceParentContainsErrorRecordException", copy_record),
    prop("Exception", "System.Exception", [](Call& c) { return Value(self_record(c).exception); }),
    prop("TargetObject", "System.Object", [](Call& c) { return self_record(c).target; }),
    prop("CategoryInfo", "System.Management.Automation.ErrorCategoryInfo",
         [](Call& c) { return Value(make<ErrorCategoryInfo>(Ref<ErrorRecord>(&self_record(c)))); }),
    prop("FullyQualifiedErrorId", "string", [](Call& c) { return Value(self_record(c).fully_qualified_id()); }),
    prop(
        "ErrorDetails", "System.Management.Automation.ErrorDetails", [](Call& c) { return self_record(c).details; },
        [](Call& c) { return self_record(c).details = c.args[0], nothing(); }),
    prop("InvocationInfo", "System.Management.Automation.InvocationInfo", [](Call& c) { return self_record(c).invocation; }),
    prop("ScriptStackTrace", "string",
         [](Call& c) { return self_record(c).script_stack ? Value(self_record(c).script_stack->text()) : Value(); }),
    prop("PipelineIterationInfo", "System.Collections.ObjectModel.ReadOnlyCollection[int]",
         [](Call&) { return typed_array(types::int32(), {}); }),
    meth("ToString", "", "string", [](Call& c) { return Value(error_record_text(self_record(c))); }),
};

constexpr MemberDef info_members[] = {
    prop("Category", "System.Management.Automation.ErrorCategory",
         [](Call& c) { return enum_value(category_type, static_cast<int64_t>(self_info(c).record->category)); }),
    prop(
        "Activity", "string", [](Call& c) { return Value(self_info(c).activity()); },
        [](Call& c) { return self_info(c).record->activity = text(c, 0), nothing(); }),
    prop(
        "Reason", "string", [](Call& c) { return Value(self_info(c).reason()); },
        [](Call& c) { return self_info(c).record->reason = text(c, 0), nothing(); }),
    prop(
        "TargetName", "string", [](Call& c) { return Value(self_info(c).target_name()); },
        [](Call& c) { return self_info(c).record->target_name = text(c, 0), nothing(); }),
    prop(
        "TargetType", "string", [](Call& c) { return Value(self_info(c).target_type()); },
        [](Call& c) { return self_info(c).record->target_type = text(c, 0), nothing(); }),
    meth("GetMessage", "", "string", [](Call& c) { return Value(self_info(c).text()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self_info(c).text()); }),
};

constexpr MemberDef details_members[] = {
    ctor("string message", [](Call& c) { return Value(make<ErrorDetails>(std::string(text(c, 0)))); }),
    prop("Message", "string", [](Call& c) { return Value(self<ErrorDetails>(c).message); }),
    prop(
        "RecommendedAction", "string", [](Call& c) { return Value(self<ErrorDetails>(c).recommended_action); },
        [](Call& c) { return self<ErrorDetails>(c).recommended_action = text(c, 0), nothing(); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<ErrorDetails>(c).message); }),
};

Value get_was_thrown(Call& c)
{
    const Value was = extra_property(self_exception(c), "WasThrownFromThrowStatement");
    return was.is_null() ? Value(false) : was;
}

constexpr MemberDef runtime_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    ctor("string message, System.Exception innerException, System.Management.Automation.ErrorRecord errorRecord",
         [](Call& c) {
             Value exception = new_exception_inner(c);
             if (auto* record = c.args[2].as<ErrorRecord>()) {
                 static_cast<ExceptionObject*>(exception.object())->set_error_record(Ref<ErrorRecord>(record));
             }
             return exception;
         }),
    prop("ErrorRecord", "System.Management.Automation.ErrorRecord", [](Call& c) { return record_of(self_exception(c)); }),
    prop("WasThrownFromThrowStatement", "bool", get_was_thrown,
         [](Call& c) { return set_extra_property(self_exception(c), "WasThrownFromThrowStatement", c.args[0]), nothing(); }),
};

constexpr MemberDef contains_record_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("ErrorRecord", "System.Management.Automation.ErrorRecord", [](Call& c) { return record_of(self_exception(c)); }),
};

constexpr MemberDef command_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop(
        "CommandName", "string", [](Call& c) { return extra_property(self_exception(c), "CommandName"); },
        [](Call& c) { return set_extra_property(self_exception(c), "CommandName", c.args[0]), nothing(); }),
};

constexpr MemberDef requires_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("CommandName", "string", [](Call& c) { return extra_property(self_exception(c), "CommandName"); }),
};

constexpr MemberDef binding_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("ParameterName", "string", [](Call& c) { return extra_property(self_exception(c), "ParameterName"); }),
    prop("ParameterType", "type", [](Call& c) { return extra_property(self_exception(c), "ParameterType"); }),
    prop("TypeSpecified", "type", [](Call& c) { return extra_property(self_exception(c), "TypeSpecified"); }),
    prop("ErrorId", "string", [](Call& c) { return extra_property(self_exception(c), "ErrorId"); }),
    prop("Line", "long", [](Call& c) { return extra_property(self_exception(c), "Line"); }),
    prop("Offset", "long", [](Call& c) { return extra_property(self_exception(c), "Offset"); }),
    prop("CommandInvocation", "System.Management.Automation.InvocationInfo",
         [](Call& c) { return extra_property(self_exception(c), "CommandInvocation"); }),
};

constexpr MemberDef parse_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("Errors", "System.Object[]", // ParseError[]: a type of the engine
         [](Call& c) { return extra_property(self_exception(c), "Errors"); }),
};

constexpr MemberDef exit_members[] = {
    prop("Path", "string", [](Call& c) { return extra_property(self_exception(c), "Path"); }),
    prop("ExitCode", "int", [](Call& c) { return extra_property(self_exception(c), "ExitCode"); }),
    prop("ProcessId", "int", [](Call& c) { return extra_property(self_exception(c), "ProcessId"); }),
};

constexpr MemberDef item_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("ItemName", "string", [](Call& c) { return extra_property(self_exception(c), "ItemName"); }),
    prop("SessionStateCategory", "System.Object", [](Call& c) { return extra_property(self_exception(c), "SessionStateCategory"); }),
};

constexpr const char* contains_record = "System.Management.Automation.IContainsErrorRecord";

constexpr TypeDef table[] = {
    {"System.Management.Automation.ErrorRecord", "System.Object", TypeFlags::None, "", "", record_members},
    {"System.Management.Automation.ErrorCategoryInfo", "System.Object", TypeFlags::None, "", "", info_members},
    {"System.Management.Automation.ErrorDetails", "System.Object", TypeFlags::None, "", "", details_members},
    {"System.Management.Automation.IContainsErrorRecord", "", TypeFlags::Interface},
    {"System.Management.Automation.RuntimeException", "System.SystemException", TypeFlags::None, "", contains_record, runtime_members},
    {"System.Management.Automation.CommandNotFoundException", "System.Management.Automation.RuntimeException", TypeFlags::None, "", "",
     command_members},
    {"System.Management.Automation.ScriptRequiresException", "System.Management.Automation.RuntimeException", TypeFlags::None, "", "",
     requires_members},
    {"System.Management.Automation.ParameterBindingException", "System.Management.Automation.RuntimeException", TypeFlags::None, "", "",
     binding_members},
    {"System.Management.Automation.ParseException", "System.Management.Automation.RuntimeException", TypeFlags::None, "", "",
     parse_members},
    {"System.Management.Automation.NativeCommandExitException", "System.Management.Automation.RuntimeException", TypeFlags::None, "", "",
     exit_members},
    {"System.Management.Automation.ItemNotFoundException", "System.Management.Automation.SessionStateException", TypeFlags::None, "", "",
     item_members},
    {"System.Management.Automation.PSInvalidCastException", "System.InvalidCastException", TypeFlags::None, "", contains_record,
     contains_record_members},
    {"System.Management.Automation.PSInvalidOperationException", "System.InvalidOperationException", TypeFlags::None, "", contains_record,
     contains_record_members},
};

} // namespace

std::string ErrorCategoryInfo::activity() const { return record->activity.empty() ? record->command : record->activity; }

std::string ErrorCategoryInfo::reason() const
{
    if (!record->reason.empty() || !record->exception) return record->reason;
    return record->exception->type().name();
}

std::string ErrorCategoryInfo::target_name() const
{
    if (!record->target_name.empty() || record->target.is_null()) return record->target_name;
    return to_text(record->target);
}

std::string ErrorCategoryInfo::target_type() const
{
    if (!record->target_type.empty() || record->target.is_null()) return record->target_type;
    return type_of(record->target).name();
}

std::string ErrorCategoryInfo::text() const
{
    const std::string category = enum_text(enum_value(category_type, static_cast<int64_t>(record->category)));
    return category + ": (" + cut(target_name()) + ":" + cut(target_type()) + ") [" + cut(activity()) + "], " + reason();
}

std::span<const TypeDef> error_records_types() { return table; }

} // namespace kestrun::value
