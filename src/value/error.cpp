#include "value/error.hpp"
#include "value/registry.hpp"

namespace kestrun::value {

namespace {

const Type& exception_type_named(std::string_view name)
{
    const Type* type = TypeRegistry::get().by_full_name(name);
    return type ? *type : types::exception();
}

} // namespace

// What threads share stays as it was shared: each throw of it has a record of its own.
void ExceptionObject::set_error_record(Ref<ErrorRecord> record)
{
    if (!has_flag(Shared)) record_ = std::move(record);
}

const Value* ExceptionObject::property(std::string_view name) const
{
    for (const auto& [known, value] : properties_) {
        if (known == name) return &value;
    }
    return nullptr;
}

void ExceptionObject::trace(Tracer& tracer) const
{
    tracer.visit(inner_);
    tracer.visit(record_);
    for (const auto& [name, value] : properties_) tracer.visit(value);
}

void ExceptionObject::clear_references()
{
    inner_ = {};
    record_ = {};
    properties_.clear();
}

const Type& ErrorRecord::type() const { return types::error_record(); }

void ErrorRecord::trace(Tracer& tracer) const
{
    tracer.visit(exception);
    tracer.visit(target);
    tracer.visit(details);
    tracer.visit(invocation);
}

void ErrorRecord::clear_references()
{
    exception = {};
    target = details = invocation = Value();
}

std::string ErrorRecord::fully_qualified_id() const
{
    if (command_class.empty()) return error_id;
    return error_id.empty() ? command_class : error_id + "," + command_class;
}

Ref<ExceptionObject> make_exception(std::string_view type, std::string message, Ref<ExceptionObject> inner)
{
    return make<ExceptionObject>(exception_type_named(type), std::move(message), std::move(inner));
}

void throw_native(std::string_view exception_type, std::string message)
{
    Ref<ExceptionObject> exception = make_exception(exception_type, std::move(message));
    ScriptError error(make<ErrorRecord>(exception, exception->type().full_name(), ErrorCategory::OperationStopped));
    error.from_native = true;
    throw error;
}

void throw_argument(std::string_view exception_type, std::string message, std::string_view parameter)
{
    if (parameter.empty()) throw_native(exception_type, std::move(message));
    message += " (Parameter '";
    message += parameter;
    message += "')";
    Ref<ExceptionObject> exception = make_exception(exception_type, std::move(message));
    exception->properties().emplace_back("ParamName", Value(parameter));
    ScriptError error(make<ErrorRecord>(exception, exception->type().full_name(), ErrorCategory::OperationStopped));
    error.from_native = true;
    throw error;
}

void throw_runtime(std::string_view error_id, std::string message, ErrorCategory category, Value target, std::string_view exception_type)
{
    Ref<ExceptionObject> exception = make_exception(exception_type, std::move(message));
    Ref<ErrorRecord> record = make<ErrorRecord>(exception, std::string(error_id), category, std::move(target));
    exception->set_error_record(record);
    throw ScriptError(std::move(record));
}

} // namespace kestrun::value
