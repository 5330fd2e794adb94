#include "engine/dynamic_parameters.hpp"
#include "engine/type_rows.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

using value::Call;
using value::MemberDef;
using value::TypeDef;

namespace {

/// An attribute as an object: what it was made from and the properties scripts set.
class AttributeObject final : public value::Object
{
public:
    explicit AttributeObject(const value::Type& type) : type_(type) { mark_container(); }
    const value::Type& type() const override { return type_; }
    void trace(value::Tracer& tracer) const override
    {
        for (const Value& v : arguments) tracer.visit(v);
        for (const auto& [name, v] : properties) tracer.visit(v);
    }
    void clear_references() override
    {
        arguments.clear();
        properties.clear();
    }
    Value get(std::string_view name) const
    {
        for (const auto& [known, v] : properties)
            if (known == name) return v;
        return {};
    }
    void set(std::string_view name, Value v)
    {
        for (auto& [known, old] : properties)
            if (known == name) {
                old = std::move(v);
                return;
            }
        properties.emplace_back(name, std::move(v));
    }
    bool on(std::string_view name) const
    {
        const Value v = get(name);
        return !v.is_null() && value::to_bool(v);
    }
    std::vector<Value> arguments;
    std::vector<std::pair<std::string, Value>> properties;

private:
    const value::Type& type_;
};

class RuntimeParameter final : public value::Object
{
public:
    RuntimeParameter() { mark_container(); }
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.RuntimeDefinedParameter");
        return type;
    }
    void trace(value::Tracer& tracer) const override
    {
        tracer.visit(parameter_type);
        tracer.visit(attributes);
        tracer.visit(bound);
    }
    void clear_references() override { parameter_type = attributes = bound = {}; }
    std::string name;
    Value parameter_type, attributes, bound;
    bool is_set = false;
};

// --- attributes ---

template <const char* const& name>
Value make_attribute(Call& c)
{
    static const value::Type& type = value::native_type(name);
    Ref<AttributeObject> object = value::make<AttributeObject>(type);
    for (const Value& argument : c.args) {
        if (argument.is_array())
            for (const Value& item : value::elements(argument)) object->arguments.push_back(item);
        else
            object->arguments.push_back(argument);
    }
    return Value(object);
}

#define KESTRUN_ATTRIBUTE_FLAG(name)                                                                                                       \
    prop(                                                                                                                                  \
        #name, "bool", [](Call& c) { return Value(self<AttributeObject>(c).on(#name)); },                                                  \
        [](Call& c) { return self<AttributeObject>(c).set(#name, c.args[0]), Value(); })
#define KESTRUN_ATTRIBUTE_TEXT(name)                                                                                                       \
    prop(                                                                                                                                  \
        #name, "string", [](Call& c) { return self<AttributeObject>(c).get(#name); },                                                      \
        [](Call& c) { return self<AttributeObject>(c).set(#name, c.args[0]), Value(); })

constexpr const char* parameter_name = "System.Management.Automation.ParameterAttribute";
constexpr const char* alias_name = "System.Management.Automation.AliasAttribute";
constexpr const char* set_name = "System.Management.Automation.ValidateSetAttribute";
constexpr const char* range_name = "System.Management.Automation.ValidateRangeAttribute";
constexpr const char* pattern_name = "System.Management.Automation.ValidatePatternAttribute";
constexpr const char* length_name = "System.Management.Automation.ValidateLengthAttribute";
constexpr const char* count_name = "System.Management.Automation.ValidateCountAttribute";
constexpr const char* script_name = "System.Management.Automation.ValidateScriptAttribute";
constexpr const char* not_null_name = "System.Management.Automation.ValidateNotNullAttribute";
constexpr const char* not_empty_name = "System.Management.Automation.ValidateNotNullOrEmptyAttribute";
constexpr const char* allow_null_name = "System.Management.Automation.AllowNullAttribute";
constexpr const char* allow_empty_name = "System.Management.Automation.AllowEmptyStringAttribute";
constexpr const char* allow_collection_name = "System.Management.Automation.AllowEmptyCollectionAttribute";

Value position_of(Call& c)
{
    const Value v = self<AttributeObject>(c).get("Position");
    return v.is_null() ? Value(std::numeric_limits<int32_t>::min()) : v;
}
Value set_name_of(Call& c)
{
    const Value v = self<AttributeObject>(c).get("ParameterSetName");
    return v.is_null() ? Value("__AllParameterSets") : v;
}

constexpr MemberDef parameter_members[] = {
    ctor("", make_attribute<parameter_name>),
    KESTRUN_ATTRIBUTE_FLAG(Mandatory),
    prop("Position", "int", position_of, [](Call& c) { return self<AttributeObject>(c).set("Position", c.args[0]), Value(); }),
    prop("ParameterSetName", "string", set_name_of,
         [](Call& c) { return self<AttributeObject>(c).set("ParameterSetName", c.args[0]), Value(); }),
    KESTRUN_ATTRIBUTE_FLAG(ValueFromPipeline),
    KESTRUN_ATTRIBUTE_FLAG(ValueFromPipelineByPropertyName),
    KESTRUN_ATTRIBUTE_FLAG(ValueFromRemainingArguments),
    KESTRUN_ATTRIBUTE_FLAG(DontShow),
    KESTRUN_ATTRIBUTE_TEXT(HelpMessage),
};
Value arguments_of(Call& c) { return value::make_array(self<AttributeObject>(c).arguments); }
constexpr MemberDef alias_members[] = {ctor("params string[] aliasNames", make_attribute<alias_name>),
                                       prop("AliasNames", "object", arguments_of)};
constexpr MemberDef set_members[] = {ctor("params string[] validValues", make_attribute<set_name>),
                                     prop("ValidValues", "object", arguments_of), KESTRUN_ATTRIBUTE_FLAG(IgnoreCase),
                                     KESTRUN_ATTRIBUTE_TEXT(ErrorMessage)};
Value argument_at(Call& c, size_t index)
{
    const auto& arguments = self<AttributeObject>(c).arguments;
    return index < arguments.size() ? arguments[index] : Value();
}
Value first_argument(Call& c) { return argument_at(c, 0); }
Value second_argument(Call& c) { return argument_at(c, 1); }
constexpr MemberDef range_members[] = {ctor("object minRange, object maxRange", make_attribute<range_name>),
                                       prop("MinRange", "object", first_argument), prop("MaxRange", "object", second_argument)};
constexpr MemberDef pattern_members[] = {ctor("string regexPattern", make_attribute<pattern_name>),
                                         prop("RegexPattern", "string", first_argument), KESTRUN_ATTRIBUTE_TEXT(ErrorMessage)};
constexpr MemberDef length_members[] = {ctor("int minLength, int maxLength", make_attribute<length_name>),
                                        prop("MinLength", "int", first_argument), prop("MaxLength", "int", second_argument)};
constexpr MemberDef count_members[] = {ctor("int minLength, int maxLength", make_attribute<count_name>),
                                       prop("MinLength", "int", first_argument), prop("MaxLength", "int", second_argument)};
constexpr MemberDef script_members[] = {ctor("scriptblock scriptBlock", make_attribute<script_name>),
                                        prop("ScriptBlock", "scriptblock", first_argument), KESTRUN_ATTRIBUTE_TEXT(ErrorMessage)};
constexpr MemberDef not_null_members[] = {ctor("", make_attribute<not_null_name>)};
constexpr MemberDef not_empty_members[] = {ctor("", make_attribute<not_empty_name>)};
constexpr MemberDef allow_null_members[] = {ctor("", make_attribute<allow_null_name>)};
constexpr MemberDef allow_empty_members[] = {ctor("", make_attribute<allow_empty_name>)};
constexpr MemberDef allow_collection_members[] = {ctor("", make_attribute<allow_collection_name>)};

// --- RuntimeDefinedParameter ---

Value attribute_list(std::vector<Value> items)
{
    static const value::Type* collection = value::find_type("System.Collections.ObjectModel.Collection[System.Attribute]");
    return Value(value::make<value::List>(collection ? *collection : value::types::array_list(), std::move(items)));
}
Value new_runtime_parameter(Call& c)
{
    Ref<RuntimeParameter> made = value::make<RuntimeParameter>();
    made->attributes = attribute_list({});
    if (c.args.empty()) return Value(made);
    made->name = value::to_text(c.args[0]);
    made->parameter_type = c.args[1];
    // The caller's own list, as in .NET: what is added to it later counts.
    made->attributes = c.args[2].as<value::List>() ? c.args[2] : attribute_list(value::elements(c.args[2]));
    return Value(made);
}

constexpr MemberDef runtime_members[] = {
    ctor("", new_runtime_parameter),
    ctor("string name, type parameterType, object attributes", new_runtime_parameter),
    prop(
        "Name", "string", [](Call& c) { return Value(self<RuntimeParameter>(c).name); },
        [](Call& c) { return self<RuntimeParameter>(c).name = value::to_text(c.args[0]), Value(); }),
    prop(
        "ParameterType", "type", [](Call& c) { return self<RuntimeParameter>(c).parameter_type; },
        [](Call& c) { return self<RuntimeParameter>(c).parameter_type = c.args[0], Value(); }),
    prop("Attributes", "object", [](Call& c) { return self<RuntimeParameter>(c).attributes; }),
    prop(
        "IsSet", "bool", [](Call& c) { return Value(self<RuntimeParameter>(c).is_set); },
        [](Call& c) { return self<RuntimeParameter>(c).is_set = value::to_bool(c.args[0]), Value(); }),
    prop(
        "Value", "object", [](Call& c) { return self<RuntimeParameter>(c).bound; },
        [](Call& c) { return self<RuntimeParameter>(c).bound = c.args[0], self<RuntimeParameter>(c).is_set = true, Value(); }),
};

constexpr const char* dictionary_name = "System.Management.Automation.RuntimeDefinedParameterDictionary";

Value new_dictionary(Call&)
{
    static const value::Type& type = value::native_type(dictionary_name);
    return Value(value::make<value::Dictionary>(type, value::KeyComparer::IgnoreCase));
}

constexpr MemberDef dictionary_members[] = {ctor("", new_dictionary)};

#define KESTRUN_ATTRIBUTE_ROW(type, short_name, rows)                                                                                      \
    {                                                                                                                                      \
        .full_name = type, .base = "System.Attribute", .accelerators = short_name, .members = rows                                         \
    }
constexpr MemberDef attribute_members[] = {
    prop("TypeId", "object", [](Call& c) { return Value(const_cast<value::Type*>(&c.self.object()->type())); })};
constexpr MemberDef generator_members[] = {meth("GetValidValues", "", "string[]", nullptr)};
constexpr TypeDef rows[] = {
    {.full_name = "System.Attribute", .flags = value::TypeFlags::Abstract, .members = attribute_members},
    {.full_name = "System.Management.Automation.IValidateSetValuesGenerator",
     .base = "",
     .flags = value::TypeFlags::Interface,
     .members = generator_members},
    {.full_name = "System.Management.Automation.ArgumentTypeConverterAttribute", .base = "System.Attribute"},
    KESTRUN_ATTRIBUTE_ROW(parameter_name, "Parameter", parameter_members),
    KESTRUN_ATTRIBUTE_ROW(alias_name, "Alias", alias_members),
    KESTRUN_ATTRIBUTE_ROW(set_name, "ValidateSet", set_members),
    KESTRUN_ATTRIBUTE_ROW(range_name, "ValidateRange", range_members),
    KESTRUN_ATTRIBUTE_ROW(pattern_name, "ValidatePattern", pattern_members),
    KESTRUN_ATTRIBUTE_ROW(length_name, "ValidateLength", length_members),
    KESTRUN_ATTRIBUTE_ROW(count_name, "ValidateCount", count_members),
    KESTRUN_ATTRIBUTE_ROW(script_name, "ValidateScript", script_members),
    KESTRUN_ATTRIBUTE_ROW(not_null_name, "ValidateNotNull", not_null_members),
    KESTRUN_ATTRIBUTE_ROW(not_empty_name, "ValidateNotNullOrEmpty", not_empty_members),
    KESTRUN_ATTRIBUTE_ROW(allow_null_name, "AllowNull", allow_null_members),
    KESTRUN_ATTRIBUTE_ROW(allow_empty_name, "AllowEmptyString", allow_empty_members),
    KESTRUN_ATTRIBUTE_ROW(allow_collection_name, "AllowEmptyCollection", allow_collection_members),
    {.full_name = "System.Management.Automation.RuntimeDefinedParameter", .members = runtime_members},
    {.full_name = dictionary_name, .base = "System.Collections.Generic.Dictionary`2", .members = dictionary_members},
};

// --- metadata ---

int set_index(CommandMetadata& metadata, const std::string& name)
{
    if (name.empty() || value::equals_ignore_case(name, "__AllParameterSets")) return -1;
    for (size_t i = 0; i < metadata.sets.size(); ++i)
        if (value::equals_ignore_case(metadata.sets[i], name)) return static_cast<int>(i);
    metadata.sets.push_back(name);
    return static_cast<int>(metadata.sets.size()) - 1;
}

void apply(CommandMetadata& metadata, ParameterMetadata& parameter, const AttributeObject& attribute)
{
    using Kind = Validation::Kind;
    const std::string_view name = attribute.type().name();
    const auto validate = [&](Kind kind) {
        Validation v{};
        v.kind = kind;
        v.args = attribute.arguments;
        const Value message = attribute.get("ErrorMessage");
        if (!message.is_null()) v.error_message = value::to_text(message);
        if (!attribute.get("IgnoreCase").is_null()) v.case_sensitive = !attribute.on("IgnoreCase");
        parameter.validations.push_back(std::move(v));
    };
    if (name == "ParameterAttribute") {
        ParameterSet s;
        const Value position = attribute.get("Position");
        if (!position.is_null() && position.as_int32() >= 0) s.position = position.as_int32();
        s.mandatory = attribute.on("Mandatory");
        s.from_pipeline = attribute.on("ValueFromPipeline");
        s.from_pipeline_by_name = attribute.on("ValueFromPipelineByPropertyName");
        s.from_remaining = attribute.on("ValueFromRemainingArguments");
        const Value set = attribute.get("ParameterSetName");
        s.set = set.is_null() ? -1 : set_index(metadata, value::to_text(set));
        parameter.sets.push_back(std::move(s));
        metadata.has_mandatory |= attribute.on("Mandatory");
        metadata.has_pipeline_parameters |= attribute.on("ValueFromPipeline") || attribute.on("ValueFromPipelineByPropertyName");
    } else if (name == "AliasAttribute") {
        for (const Value& alias : attribute.arguments) parameter.aliases.push_back(value::to_text(alias));
    } else if (name == "ValidateSetAttribute") {
        validate(Kind::Set);
    } else if (name == "ValidateRangeAttribute") {
        validate(Kind::Range);
    } else if (name == "ValidatePatternAttribute") {
        validate(Kind::Pattern);
    } else if (name == "ValidateLengthAttribute") {
        validate(Kind::Length);
    } else if (name == "ValidateCountAttribute") {
        validate(Kind::Count);
    } else if (name == "ValidateScriptAttribute") {
        validate(Kind::Script);
    } else if (name == "ValidateNotNullAttribute") {
        validate(Kind::NotNull);
    } else if (name == "ValidateNotNullOrEmptyAttribute") {
        validate(Kind::NotNullOrEmpty);
    } else if (name == "AllowNullAttribute") {
        parameter.flags |= P::AllowNull;
    } else if (name == "AllowEmptyStringAttribute") {
        parameter.flags |= P::AllowEmptyString;
    } else if (name == "AllowEmptyCollectionAttribute") {
        parameter.flags |= P::AllowEmptyCollection;
    }
}

} // namespace

std::unique_ptr<CommandMetadata> add_runtime_parameters(const CommandMetadata& metadata, const std::vector<Value>& output)
{
    std::unique_ptr<CommandMetadata> made;
    for (const Value& written : output) {
        auto* table = written.as<value::Dictionary>();
        if (!table) continue;
        for (const auto& entry : table->snapshot()) {
            auto* runtime = entry.value.as<RuntimeParameter>();
            if (!runtime) continue;
            if (!made) made = std::make_unique<CommandMetadata>(metadata);
            ParameterMetadata parameter;
            parameter.name = runtime->name.empty() ? value::to_text(entry.key) : runtime->name;
            parameter.symbol = Symbol(parameter.name);
            parameter.runtime = true;
            parameter.runtime_object = entry.value;
            parameter.type = runtime->parameter_type.as<value::Type>();
            if (parameter.type == &value::types::object()) parameter.type = nullptr;
            parameter.is_switch = parameter.type == &value::types::switch_parameter();
            if (!runtime->attributes.is_null())
                for (const Value& item : value::elements(runtime->attributes))
                    if (auto* attribute = item.as<AttributeObject>()) apply(*made, parameter, *attribute);
            if (parameter.sets.empty()) parameter.sets.emplace_back();
            made->has_validation |= !parameter.validations.empty();
            made->parameters.push_back(std::move(parameter));
        }
    }
    if (made) made->simple = false;
    return made;
}

Value parameter_attributes(const ParameterMetadata& parameter, const CommandMetadata& metadata)
{
    std::vector<Value> items;
    const auto add = [&](const char* name) -> AttributeObject& {
        Ref<AttributeObject> made = value::make<AttributeObject>(value::native_type(name));
        items.emplace_back(made);
        return *made;
    };
    for (const ParameterSet& s : parameter.sets) {
        AttributeObject& one = add(parameter_name);
        one.set("Mandatory", Value(s.mandatory));
        if (s.position >= 0) one.set("Position", Value(s.position));
        if (s.set >= 0) one.set("ParameterSetName", Value(metadata.sets[static_cast<size_t>(s.set)]));
        one.set("ValueFromPipeline", Value(s.from_pipeline));
        one.set("ValueFromPipelineByPropertyName", Value(s.from_pipeline_by_name));
        one.set("ValueFromRemainingArguments", Value(s.from_remaining));
        one.set("DontShow", Value((parameter.flags & P::Hidden) != 0));
        if (!s.help.empty()) one.set("HelpMessage", Value(s.help));
    }
    if (!parameter.aliases.empty())
        for (const std::string& alias : parameter.aliases) {
            if (&alias == &parameter.aliases.front()) add(alias_name);
            items.back().as<AttributeObject>()->arguments.emplace_back(alias);
        }
    for (const Validation& v : parameter.validations) {
        static constexpr const char* names[] = {set_name,   range_name,    range_name,     pattern_name,   length_name,
                                                count_name, not_null_name, not_empty_name, not_empty_name, script_name};
        const auto kind = static_cast<size_t>(v.kind);
        if (kind >= std::size(names)) continue;
        AttributeObject& one = add(names[kind]);
        one.arguments = v.args;
        if (v.kind == Validation::Kind::Set) one.set("IgnoreCase", Value(!v.case_sensitive));
        if (!v.error_message.empty()) one.set("ErrorMessage", Value(v.error_message));
    }
    if (parameter.flags & P::AllowNull) add(allow_null_name);
    if (parameter.flags & P::AllowEmptyString) add(allow_empty_name);
    if (parameter.flags & P::AllowEmptyCollection) add(allow_collection_name);
    if (parameter.type && parameter.ast) add("System.Management.Automation.ArgumentTypeConverterAttribute");
    return attribute_list(std::move(items));
}

void store_runtime_values(const CommandMetadata& metadata, const Bound& bound)
{
    for (size_t i = 0; i < metadata.parameters.size(); ++i) {
        auto* runtime = metadata.parameters[i].runtime_object.as<RuntimeParameter>();
        if (!runtime || !bound.is_bound(i)) continue;
        runtime->bound = bound.values[i];
        runtime->is_set = true;
    }
}

void register_parameter_types() { value::register_types(rows); }

} // namespace kestrun::engine
