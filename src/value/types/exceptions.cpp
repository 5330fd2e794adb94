// System.Exception and the exceptions with members of their own.
#include "base/platform.hpp"
#include "value/dictionary.hpp"
#include "value/shared_lock.hpp"
#include "value/types/all_types.hpp"
#include "value/types/exception_facts.hpp"

namespace kestrun::value {

std::string default_exception_message(const Type& type)
{
    for (const Type* t = &type; t; t = t->base()) {
        for (const ExceptionFact& fact : exception_facts()) {
            if (t->full_name() != fact.type) continue;
            if (*fact.message) return fact.message;
            break;
        }
        if (t == &type && !t->script_class()) break; // an exception without a text of its own says its name
    }
    return "Exception of type '" + type.full_name() + "' was thrown.";
}

Value extra_property(const ExceptionObject& exception, std::string_view name)
{
    const Value* value = exception.property(name);
    return value ? *value : Value();
}

void set_extra_property(ExceptionObject& exception, std::string_view name, Value value)
{
    for (auto& [key, old] : exception.properties()) {
        if (key == name) {
            old = std::move(value);
            return;
        }
    }
    exception.properties().emplace_back(std::string(name), std::move(value));
}

std::string exception_text(const ExceptionObject& exception)
{
    std::string text;
    std::vector<const ExceptionObject*> chain; // a script may nest as many as it likes
    for (const ExceptionObject* one = &exception; one; one = one->inner().get()) {
        if (!chain.empty()) text += "\n ---> ";
        chain.push_back(one);
        text += one->type().full_name();
        if (!one->message().empty()) text += ": " + one->message();
    }
    for (size_t i = chain.size(); i-- > 0;) {
        if (i + 1 < chain.size()) text += "\n   --- End of inner exception stack trace ---";
        if (!chain[i]->stack_trace.empty()) text += base::new_line + chain[i]->stack_trace;
    }
    return text;
}

namespace {

Value exception_value(const Call& c, std::string message, Ref<ExceptionObject> inner = {})
{
    return Value(make<ExceptionObject>(c.type, std::move(message), std::move(inner)));
}

Ref<ExceptionObject> inner_arg(const Call& c, size_t i) { return Ref<ExceptionObject>(c.args[i].as<ExceptionObject>()); }

std::string with_parameter(std::string message, std::string_view parameter)
{
    if (!parameter.empty()) message += " (Parameter '" + std::string(parameter) + "')";
    return message;
}

Value argument_exception(const Call& c, std::string message, std::string_view parameter, Ref<ExceptionObject> inner = {})
{
    auto exception = make<ExceptionObject>(c.type, with_parameter(std::move(message), parameter), std::move(inner));
    if (!parameter.empty()) set_extra_property(*exception, "ParamName", Value(parameter));
    return Value(exception);
}

std::string text_or_default(const Call& c, size_t i) { return is_null(c, i) ? default_exception_message(c.type) : std::string(text(c, i)); }

int32_t hresult_of(const ExceptionObject& exception)
{
    if (const Value* set = exception.property("HResult")) return to_int32(*set);
    for (const Type* t = &exception.type(); t; t = t->base()) {
        for (const ExceptionFact& fact : exception_facts()) {
            if (t->full_name() == fact.type) return fact.hresult;
        }
    }
    return static_cast<int32_t>(0x80131500u);
}

Value exception_data(Call& c)
{
    ExceptionObject& exception = self_exception(c);
    const SharedGuard guard(exception);
    if (const Value* data = exception.property("Data")) return *data;
    const Value data(make<Dictionary>(native_type("System.Collections.ListDictionaryInternal"), KeyComparer::CaseSensitive));
    if (guard.held()) share(data);
    set_extra_property(exception, "Data", data);
    return data;
}

Value base_exception(Call& c)
{
    ExceptionObject* exception = &self_exception(c);
    while (exception->inner()) exception = exception->inner().get();
    return Value(Ref<ExceptionObject>(exception));
}

constexpr MemberDef exception_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("TargetSite", "System.Reflection.MethodBase", [](Call&) { return Value(); }),
    prop("Message", "string", [](Call& c) { return Value(self_exception(c).message()); }),
    prop("Data", "System.Collections.IDictionary", exception_data),
    prop("InnerException", "System.Exception", [](Call& c) { return Value(self_exception(c).inner()); }),
    prop(
        "HelpLink", "string", [](Call& c) { return extra_property(self_exception(c), "HelpLink"); },
        [](Call& c) { return set_extra_property(self_exception(c), "HelpLink", c.args[0]), nothing(); }),
    prop(
        "Source", "string", [](Call& c) { return extra_property(self_exception(c), "Source"); },
        [](Call& c) { return set_extra_property(self_exception(c), "Source", c.args[0]), nothing(); }),
    prop(
        "HResult", "int", [](Call& c) { return Value(hresult_of(self_exception(c))); },
        [](Call& c) { return set_extra_property(self_exception(c), "HResult", c.args[0]), nothing(); }),
    prop("StackTrace", "string",
         [](Call& c) { return self_exception(c).stack_trace.empty() ? Value() : Value(self_exception(c).stack_trace); }),
    meth("GetBaseException", "", "System.Exception", base_exception),
    meth("ToString", "", "string", [](Call& c) { return Value(exception_text(self_exception(c))); }),
};

/// Types that put their message together themselves show it first.
constexpr MemberDef own_message = prop("Message", "string", [](Call& c) { return Value(self_exception(c).message()); });

constexpr MemberDef argument_members[] = {
    own_message,
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    ctor("string message, string paramName, System.Exception innerException",
         [](Call& c) { return argument_exception(c, text_or_default(c, 0), text(c, 1), inner_arg(c, 2)); }),
    ctor("string message, string paramName", [](Call& c) { return argument_exception(c, text_or_default(c, 0), text(c, 1)); }),
    prop("ParamName", "string", [](Call& c) { return extra_property(self_exception(c), "ParamName"); }),
    smeth("ThrowIfNullOrEmpty", "string argument, string paramName = null", "void",
          [](Call& c) {
              require(c, 0, text(c, 1));
              if (text(c, 0).empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", text(c, 1));
              return nothing();
          }),
    smeth("ThrowIfNullOrWhiteSpace", "string argument, string paramName = null", "void",
          [](Call& c) {
              require(c, 0, text(c, 1));
              if (trim(text(c, 0)).empty()) {
                  throw_argument("System.ArgumentException", "The value cannot be an empty string or composed entirely of whitespace.",
                                 text(c, 1));
              }
              return nothing();
          }),
};

constexpr MemberDef argument_null_members[] = {
    ctor("", new_exception),
    ctor("string paramName", [](Call& c) { return argument_exception(c, default_exception_message(c.type), text(c, 0)); }),
    ctor("string message, System.Exception innerException", new_exception_inner),
    ctor("string paramName, string message", [](Call& c) { return argument_exception(c, text_or_default(c, 1), text(c, 0)); }),
    smeth("ThrowIfNull", "System.Object argument, string paramName = null", "void",
          [](Call& c) {
              require(c, 0, text(c, 1));
              return nothing();
          }),
};

constexpr MemberDef argument_range_members[] = {
    ctor("", new_exception),
    ctor("string paramName", [](Call& c) { return argument_exception(c, default_exception_message(c.type), text(c, 0)); }),
    ctor("string paramName, string message", [](Call& c) { return argument_exception(c, text_or_default(c, 1), text(c, 0)); }),
    ctor("string message, System.Exception innerException", new_exception_inner),
    ctor("string paramName, System.Object actualValue, string message",
         [](Call& c) {
             Value exception = argument_exception(c, text_or_default(c, 2), text(c, 0));
             auto& object = *static_cast<ExceptionObject*>(exception.object());
             if (!c.args[1].is_null()) object.set_message(object.message() + "\nActual value was " + dotnet_text(c.args[1]) + ".");
             set_extra_property(object, "ActualValue", c.args[1]);
             return exception;
         }),
    own_message,
    prop("ActualValue", "System.Object", [](Call& c) { return extra_property(self_exception(c), "ActualValue"); }),
};

Value aggregate(const Call& c, std::string message, std::vector<Value> inners)
{
    Ref<ExceptionObject> first(inners.empty() ? nullptr : inners[0].as<ExceptionObject>());
    for (const Value& inner : inners) {
        if (const auto* e = inner.as<ExceptionObject>()) message += " (" + e->message() + ")";
    }
    auto exception = make<ExceptionObject>(c.type, std::move(message), std::move(first));
    set_extra_property(*exception, "InnerExceptions", typed_array(types::exception(), std::move(inners)));
    return Value(exception);
}

constexpr MemberDef aggregate_members[] = {
    ctor("", [](Call& c) { return aggregate(c, default_exception_message(c.type), {}); }),
    ctor("string message", [](Call& c) { return aggregate(c, std::string(text(c, 0)), {}); }),
    ctor("string message, System.Exception innerException", [](Call& c) { return aggregate(c, std::string(text(c, 0)), {c.args[1]}); }),
    ctor("params System.Exception[] innerExceptions",
         [](Call& c) { return aggregate(c, default_exception_message(c.type), elements(c.args[0])); }),
    ctor("string message, params System.Exception[] innerExceptions",
         [](Call& c) { return aggregate(c, std::string(text(c, 0)), elements(c.args[1])); }),
    prop("InnerExceptions", "System.Collections.ObjectModel.ReadOnlyCollection[System.Exception]",
         [](Call& c) { return extra_property(self_exception(c), "InnerExceptions"); }),
    meth("Flatten", "", "System.AggregateException", [](Call& c) { return c.self; }),
};

constexpr MemberDef disposed_members[] = {
    own_message,
    ctor("string objectName",
         [](Call& c) {
             auto exception =
                 make<ExceptionObject>(c.type, "Cannot access a disposed object.\nObject name: '" + std::string(text(c, 0)) + "'.");
             set_extra_property(*exception, "ObjectName", c.args[0]);
             return Value(exception);
         }),
    ctor("string objectName, string message",
         [](Call& c) {
             std::string message(text(c, 1));
             if (!text(c, 0).empty()) message += "\nObject name: '" + std::string(text(c, 0)) + "'.";
             auto exception = make<ExceptionObject>(c.type, std::move(message));
             set_extra_property(*exception, "ObjectName", c.args[0]);
             return Value(exception);
         }),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("ObjectName", "string", [](Call& c) { return extra_property(self_exception(c), "ObjectName"); }),
};

constexpr MemberDef file_members[] = {
    own_message,
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    ctor("string message, string fileName",
         [](Call& c) {
             Value exception = new_exception_message(c);
             set_extra_property(*static_cast<ExceptionObject*>(exception.object()), "FileName", c.args[1]);
             return exception;
         }),
    prop("FileName", "string", [](Call& c) { return extra_property(self_exception(c), "FileName"); }),
    prop("FusionLog", "string", [](Call&) { return Value(); }),
};

Value error_number(const Call& c, std::string message)
{
    auto exception = make<ExceptionObject>(c.type, std::move(message));
    set_extra_property(*exception, "NativeErrorCode", c.args[0]);
    return Value(exception);
}

constexpr MemberDef win32_members[] = {
    ctor("", new_exception),
    ctor("int error", [](Call& c) { return error_number(c, "Unknown error " + std::to_string(i32(c, 0))); }),
    ctor("int error, string message", [](Call& c) { return error_number(c, std::string(text(c, 1))); }),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception innerException", new_exception_inner),
    prop("NativeErrorCode", "int",
         [](Call& c) {
             const Value number = extra_property(self_exception(c), "NativeErrorCode");
             return number.is_null() ? Value(0) : number;
         }),
    prop("ErrorCode", "int",
         [](Call& c) {
             const Value number = extra_property(self_exception(c), "NativeErrorCode");
             return number.is_null() ? Value(0) : number;
         }),
};

constexpr MemberDef initialization_members[] = {
    ctor("string fullTypeName, System.Exception innerException",
         [](Call& c) {
             auto exception = make<ExceptionObject>(
                 c.type, "The type initializer for '" + std::string(text(c, 0)) + "' threw an exception.", inner_arg(c, 1));
             set_extra_property(*exception, "TypeName", c.args[0]);
             return Value(exception);
         }),
    prop("TypeName", "string", [](Call& c) { return extra_property(self_exception(c), "TypeName"); }),
};

constexpr MemberDef http_members[] = {
    ctor("", new_exception),
    ctor("string message", new_exception_message),
    ctor("string message, System.Exception inner", new_exception_inner),
    ctor("string message, System.Exception inner, System.Net.HttpStatusCode statusCode",
         [](Call& c) {
             Value exception = new_exception_inner(c);
             set_extra_property(*static_cast<ExceptionObject*>(exception.object()), "StatusCode", c.args[2]);
             return exception;
         }),
    prop("StatusCode", "System.Nullable[System.Net.HttpStatusCode]",
         [](Call& c) { return extra_property(self_exception(c), "StatusCode"); }),
    prop("Response", "System.Net.Http.HttpResponseMessage", [](Call& c) { return extra_property(self_exception(c), "Response"); }),
};

constexpr TypeDef table[] = {
    {"System.Exception", "System.Object", TypeFlags::None, "", "System.Runtime.Serialization.ISerializable", exception_members},
    {"System.ArgumentException", "System.SystemException", TypeFlags::None, "", "", argument_members},
    {"System.ArgumentNullException", "System.ArgumentException", TypeFlags::None, "", "", argument_null_members},
    {"System.ArgumentOutOfRangeException", "System.ArgumentException", TypeFlags::None, "", "", argument_range_members},
    {"System.Management.Automation.PSArgumentException", "System.ArgumentException", TypeFlags::None, "", "", argument_members},
    {"System.Management.Automation.PSArgumentNullException", "System.ArgumentNullException", TypeFlags::None, "", "",
     argument_null_members},
    {"System.Management.Automation.PSArgumentOutOfRangeException", "System.ArgumentOutOfRangeException", TypeFlags::None, "", "",
     argument_range_members},
    {"System.AggregateException", "System.Exception", TypeFlags::None, "", "", aggregate_members},
    {"System.ObjectDisposedException", "System.InvalidOperationException", TypeFlags::None, "", "", disposed_members},
    {"System.Management.Automation.PSObjectDisposedException", "System.ObjectDisposedException", TypeFlags::None, "", "", disposed_members},
    {"System.IO.FileNotFoundException", "System.IO.IOException", TypeFlags::None, "", "", file_members},
    {"System.IO.FileLoadException", "System.IO.IOException", TypeFlags::None, "", "", file_members},
    {"System.ComponentModel.Win32Exception", "System.Runtime.InteropServices.ExternalException", TypeFlags::None, "", "", win32_members},
    {"System.Net.Sockets.SocketException", "System.ComponentModel.Win32Exception", TypeFlags::None, "", "", win32_members},
    {"System.TypeInitializationException", "System.SystemException", TypeFlags::None, "", "", initialization_members},
    {"System.Net.Http.HttpRequestException", "System.Exception", TypeFlags::None, "", "", http_members},
    {"System.Collections.ListDictionaryInternal", "System.Collections.Hashtable"},
};

} // namespace

Value new_exception(Call& c) { return exception_value(c, default_exception_message(c.type)); }

Value new_exception_message(Call& c) { return exception_value(c, text_or_default(c, 0)); }

Value new_exception_inner(Call& c) { return exception_value(c, text_or_default(c, 0), inner_arg(c, 1)); }

std::span<const TypeDef> exceptions_types() { return table; }

} // namespace kestrun::value
