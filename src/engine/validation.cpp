// [Validate...] attributes (about_Functions_Advanced_Parameters).
#include "engine/class_definition.hpp"
#include "engine/compiler.hpp"
#include "engine/drives.hpp"
#include "value/array.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using value::ScriptError;

namespace {

[[noreturn]] void invalid(std::string message)
{
    value::throw_native("System.Management.Automation.ValidationMetadataException", std::move(message));
}

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

void check_set(const Validation& v, const Value& item)
{
    const std::string text = value::to_text(item);
    std::string all;
    for (const Value& allowed : v.args) {
        const std::string name = value::to_text(allowed);
        if (v.case_sensitive ? name == text : value::equals_ignore_case(name, text)) return;
        all += (all.empty() ? "" : ",") + name;
    }
    if (!v.error_message.empty()) {
        std::string message = v.error_message;
        replace_all(message, "{0}", text);
        replace_all(message, "{1}", all);
        invalid(message);
    }
    invalid("The argument \"" + text + "\" does not belong to the set \"" + all +
            "\" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.");
}

void check_range(const Validation& v, const Value& item)
{
    const Value& low = v.args[0];
    const Value& high = v.args[1];
    const std::string text = value::to_text(item);
    const auto order = [&](const Value& bound) {
        try {
            return value::compare(item, bound);
        } catch (const ScriptError&) {
            invalid("The argument \"" + text + "\" cannot be validated because its type \"" + value::type_of(item).name() +
                    "\" is not the same type (\"" + value::type_of(bound).name() +
                    "\") as the maximum and minimum limits of the parameter. Make sure the argument is of type \"" +
                    value::type_of(bound).name() + "\" and then try the command again.");
        }
    };
    if (!low.is_null() && order(low) < 0)
        invalid("The " + text + " argument is less than the minimum allowed range of " + value::to_text(low) +
                ". Supply an argument that is greater than or equal to " + value::to_text(low) + " and then try the command again.");
    if (!high.is_null() && order(high) > 0)
        invalid("The " + text + " argument is greater than the maximum allowed range of " + value::to_text(high) +
                ". Supply an argument that is less than or equal to " + value::to_text(high) + " and then try the command again.");
}

void check_range_kind(const Validation& v, const Value& item)
{
    const std::string kind = value::to_text(v.args[0]);
    const std::string text = value::to_text(item);
    const int sign = value::compare(item, Value(0));
    const auto is = [&](const char* name) { return value::equals_ignore_case(kind, name); };
    if (is("Positive") && sign <= 0)
        invalid("The argument \"" + text + "\" cannot be validated because its value is not greater than zero.");
    if (is("NonNegative") && sign < 0)
        invalid("The argument \"" + text + "\" cannot be validated because its value is not greater than or equal to zero.");
    if (is("Negative") && sign >= 0) invalid("The argument \"" + text + "\" cannot be validated because its value is not less than zero.");
    if (is("NonPositive") && sign > 0)
        invalid("The argument \"" + text + "\" cannot be validated because its value is not less than or equal to zero.");
}

void check_pattern(const Validation& v, const Value& item)
{
    const std::string text = value::to_text(item);
    const std::string pattern = value::to_text(v.args[0]);
    if (value::to_bool(value::compare_operator(value::ComparisonOp::Match, v.case_sensitive, Value(text), Value(pattern), nullptr))) return;
    if (!v.error_message.empty()) {
        std::string message = v.error_message;
        replace_all(message, "{0}", text);
        replace_all(message, "{1}", pattern);
        invalid(message);
    }
    invalid("The argument \"" + text + "\" does not match the \"" + pattern + "\" pattern. Supply an argument that matches \"" + pattern +
            "\" and try the command again.");
}

void check_length(const Validation& v, const Value& item)
{
    const std::string text = value::to_text(item);
    const Value length_value = value::get_property(Value(text), value::Name(std::string_view("Length")));
    const int32_t length = length_value.as_int32();
    const int32_t low = v.args[0].as_int32();
    const int32_t high = v.args[1].as_int32();
    if (length < low)
        invalid("The character length (" + std::to_string(length) +
                ") of the argument is too short. Specify an argument with a length that is greater than or equal to \"" +
                std::to_string(low) + "\", and then try the command again.");
    if (length > high)
        invalid("The character length of the " + std::to_string(length) +
                " argument is too long. Shorten the character length of the argument so it is fewer than or equal to \"" +
                std::to_string(high) + "\" characters, and then try the command again.");
}

void check_count(const Validation& v, const Value& value)
{
    const size_t count = value.is_null() ? 0 : value::is_enumerable(value) ? value::elements(value).size() : 1;
    const auto low = static_cast<size_t>(v.args[0].as_int32());
    const auto high = static_cast<size_t>(v.args[1].as_int32());
    if (count >= low && count <= high) return;
    if (low == high)
        invalid("The parameter requires exactly " + std::to_string(low) + " value(s) - " + std::to_string(count) +
                " value(s) were provided.");
    invalid("The parameter requires at least " + std::to_string(low) + " value(s) and no more than " + std::to_string(high) +
            " value(s) - " + std::to_string(count) + " value(s) were provided.");
}

void check_script(const Validation& v, const Value& item)
{
    auto* block = v.args[0].as<ScriptBlock>();
    Context* context = Context::current();
    if (!block || !context) return;
    if (value::to_bool(context->invoke_with_item(*block, item))) return;
    const std::string text = value::to_text(item);
    if (!v.error_message.empty()) {
        std::string message = v.error_message;
        replace_all(message, "{0}", text);
        replace_all(message, "{1}", block->text());
        invalid(message);
    }
    invalid("The \"" + block->text() + "\" validation script for the argument with value \"" + text +
            "\" did not return a result of True. Determine why the validation script failed, and then try the command again.");
}

const char* const null_text = "The argument is null. Provide a valid value for the argument, and then try running the command again.";
const char* const empty_text =
    "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.";
const char* const blank_text = "The argument is null, empty, or consists of only white-space characters. Provide an argument that contains "
                               "non white-space characters, and then try the command again.";

const char* const null_element_text = "The argument is null, empty, or an element of the argument collection contains a null value. Supply "
                                      "a collection that does not contain "
                                      "any null values and then try the command again.";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

void check_presence(Validation::Kind kind, const Value& value)
{
    const bool or_empty = kind != Validation::Kind::NotNull;
    const char* message = kind == Validation::Kind::NotNull          ? null_text
                          : kind == Validation::Kind::NotNullOrEmpty ? empty_text
                                                                     : blank_text;
    const auto bad = [&](const Value& item) {
        if (item.is_null()) return true;
        if (!or_empty || !item.is_string()) return false;
        return kind == Validation::Kind::NotNullOrEmpty ? value::text_of(item).empty() : is_blank(value::text_of(item));
    };
    if (value.is_null() && or_empty) message = empty_text;
    if (bad(value)) invalid(message);
    if (!value::is_enumerable(value)) return;
    const std::vector<Value> items = value::elements(value);
    if (or_empty && items.empty()) invalid(null_element_text);
    for (const Value& item : items)
        if (bad(item)) invalid(null_element_text);
}

} // namespace

void validate(const Validation& v, const Value& value)
{
    using Kind = Validation::Kind;
    switch (v.kind) {
    case Kind::Count: return check_count(v, value);
    case Kind::NotNull:
    case Kind::NotNullOrEmpty:
    case Kind::NotNullOrWhiteSpace: return check_presence(v.kind, value);
    case Kind::Custom: {
        Value arguments[] = {value, Value()};
        value::invoke_method(v.args[0], value::Name(std::string_view("Validate")), arguments);
        return;
    }
    case Kind::Transform: return;
    default: break;
    }
    const auto one = [&](const Value& item) {
        switch (v.kind) {
        case Kind::Set: return check_set(v, item);
        case Kind::Range: return check_range(v, item);
        case Kind::RangeKind: return check_range_kind(v, item);
        case Kind::Pattern: return check_pattern(v, item);
        case Kind::Length: return check_length(v, item);
        case Kind::Script: return check_script(v, item);
        default: return;
        }
    };
    if (value::is_enumerable(value)) {
        for (const Value& item : value::elements(value)) one(item);
    } else if (!value.is_null()) {
        one(value);
    } else {
        invalid(null_element_text);
    }
}

namespace {

std::string_view short_name(std::string_view name)
{
    const size_t dot = name.rfind('.');
    if (dot != std::string_view::npos) name.remove_prefix(dot + 1);
    if (name.size() > 9 && value::equals_ignore_case(name.substr(name.size() - 9), "Attribute")) name.remove_suffix(9);
    return name;
}

} // namespace

void compile_validation(SessionImpl& session, const Code* code, const syntax::AttributeAst& ast, std::vector<Validation>& out)
{
    const std::string_view name = short_name(ast.type_name->full_name);
    const auto is = [&](const char* other) { return value::equals_ignore_case(name, other); };
    using Kind = Validation::Kind;
    // Arguments are constant expressions; they are evaluated in the scope that runs now.
    Compiler compiler(*code, code->unit(), nullptr);
    std::optional<Frame> root;
    Frame* frame = session.frame;
    if (!frame) {
        root.emplace(session, *session.global, *code, null_sink, session.host_streams, nullptr);
        frame = &*root;
    }
    const auto evaluate = [&](const syntax::ExpressionAst& e) { return compiler.expression(e)->eval(*frame); };
    Validation v{};
    std::vector<Value> positional;
    for (const syntax::ExpressionAst* argument : ast.positional_arguments) positional.push_back(evaluate(*argument));
    for (const syntax::NamedAttributeArgumentAst* argument : ast.named_arguments) {
        if (value::equals_ignore_case(argument->argument_name, "ErrorMessage"))
            v.error_message = value::to_text(evaluate(*argument->argument));
        if (value::equals_ignore_case(argument->argument_name, "Options"))
            v.case_sensitive = value::to_text(evaluate(*argument->argument)).find("IgnoreCase") == std::string::npos;
        if (value::equals_ignore_case(argument->argument_name, "IgnoreCase"))
            v.case_sensitive = !argument->expression_omitted && !value::to_bool(evaluate(*argument->argument));
    }
    if (is("ValidateSet"))
        v.kind = Kind::Set;
    else if (is("ValidateRange"))
        v.kind = positional.size() == 1 ? Kind::RangeKind : Kind::Range;
    else if (is("ValidatePattern"))
        v.kind = Kind::Pattern;
    else if (is("ValidateLength"))
        v.kind = Kind::Length;
    else if (is("ValidateCount"))
        v.kind = Kind::Count;
    else if (is("ValidateScript"))
        v.kind = Kind::Script;
    else if (is("ValidateNotNull"))
        v.kind = Kind::NotNull;
    else if (is("ValidateNotNullOrEmpty"))
        v.kind = Kind::NotNullOrEmpty;
    else if (is("ValidateNotNullOrWhiteSpace"))
        v.kind = Kind::NotNullOrWhiteSpace;
    else {
        const value::Type* type = session.find_type(ast.type_name->full_name);
        if (!type && !KnownTypes(session).attribute_exists(ast.type_name->full_name))
            value::throw_runtime("CustomAttributeTypeNotFound",
                                 "Cannot find the type for custom attribute '" + std::string(ast.type_name->full_name) +
                                     "'. Make sure that the assembly that contains this type is loaded.",
                                 ErrorCategory::InvalidOperation);
        if (!type || !type->script_class()) return;
        const bool validates = type->instance_member(value::Name(std::string_view("Validate"))) ||
                               type->instance_member(value::Name(std::string_view("ValidateElement")));
        const bool transforms = type->instance_member(value::Name(std::string_view("Transform")));
        if (!validates && !transforms) return;
        v.kind = transforms ? Kind::Transform : Kind::Custom;
        v.args.push_back(value::construct(*type, positional));
        out.push_back(std::move(v));
        return;
    }
    if (v.kind == Kind::Set && positional.size() == 1 && positional[0].as<value::Type>()) {
        // A class that generates the values.
        const Value generator = value::construct(*positional[0].as<value::Type>(), {});
        positional = value::elements(value::invoke_method(generator, value::Name(std::string_view("GetValidValues")), {}));
    }
    if (v.kind == Kind::Length || v.kind == Kind::Count)
        for (Value& argument : positional) argument = value::convert(argument, value::types::int32());
    if (v.kind == Kind::Range && positional.size() == 2 && value::compare(positional[0], positional[1]) > 0)
        value::throw_runtime("MaxRangeSmallerThanMinRange",
                             "The specified maximum range cannot be accepted because it is less than the specified minimum range. Update "
                             "the ValidateRange attribute for the parameter.",
                             ErrorCategory::MetadataError, {}, "System.Management.Automation.ValidationMetadataException");
    if (v.kind == Kind::Length && positional.size() == 2 && positional[0].as_int32() > positional[1].as_int32())
        value::throw_runtime("ValidateLengthMaxLengthSmallerThanMinLength",
                             "The specified maximum character length of the argument is shorter than the specified minimum argument "
                             "character length. Update the ValidateLength attribute for the parameter.",
                             ErrorCategory::MetadataError, {}, "System.Management.Automation.ValidationMetadataException");
    v.args = std::move(positional);
    out.push_back(std::move(v));
}

Value transform_argument(SessionImpl&, const Validation& validation, const Value& value)
{
    Value arguments[] = {Value(), value};
    return value::invoke_method(validation.args[0], value::Name(std::string_view("Transform")), arguments);
}

} // namespace kestrun::engine
