#include "cmdlets/utility/host_prompts.hpp"
#include "cmdlets/security/secure_text.hpp"
#include "cmdlets/support/data_object.hpp"
#include "engine/choice_prompt.hpp"

namespace kestrun::cmdlets {

namespace {

using value::MemberDef;
using value::MemberKind;

constexpr const char* choice_type = "System.Management.Automation.Host.ChoiceDescription";
constexpr const char* field_type = "System.Management.Automation.Host.FieldDescription";

engine::Host& host()
{
    Context* context = Context::current();
    if (!context) value::throw_native("System.InvalidOperationException", "There is no session here.");
    return context->host();
}

std::string answer(std::string_view prompt, bool secret)
{
    std::optional<std::string> line = host().is_interactive() ? host().read_line(prompt, secret) : std::nullopt;
    if (!line) engine::throw_cannot_prompt();
    return *line;
}

void write_heading(value::Call& call)
{
    host().write_line("");
    for (const size_t i : {size_t{0}, size_t{1}})
        if (const std::string text = value::to_text(call.arg(i)); !text.empty()) host().write_line(text);
}

Value new_choice(value::Call& call)
{
    return make_data(choice_type, {Value(value::to_text(call.arg(0))), Value(call.args.size() > 1 ? value::to_text(call.arg(1)) : "")});
}

Value new_field(value::Call& call)
{
    return make_data(field_type, {Value(value::to_text(call.arg(0))), Value(""), Value(""), Value(true), Value(), Value("System.String")});
}

constexpr MemberDef choice_members[] = {
    {"new", MemberKind::Constructor, "string label", "", new_choice},
    {"new", MemberKind::Constructor, "string label, string helpMessage", "", new_choice},
    slot<0>("Label", "string"),
    slot_rw<1>("HelpMessage", "string"),
};
constexpr MemberDef field_members[] = {
    {"new", MemberKind::Constructor, "string name", "", new_field},
    slot<0>("Name", "string"),
    slot_rw<1>("Label", "string"),
    slot_rw<2>("HelpMessage", "string"),
    slot_rw<3>("IsMandatory", "bool"),
    slot_rw<4>("DefaultValue", "psobject"),
    slot<5>("ParameterTypeFullName", "string"),
};
constexpr value::TypeDef types[] = {
    {.full_name = choice_type, .members = choice_members},
    {.full_name = field_type, .members = field_members},
};

} // namespace

std::span<const value::TypeDef> prompt_types() { return types; }

Value prompt_for_choice(value::Call& call)
{
    std::vector<engine::Choice> choices;
    for (const Value& item : value::elements(call.arg(2))) {
        if (as_data(item, choice_type))
            choices.push_back({property_text(item, "Label"), property_text(item, "HelpMessage")});
        else
            choices.push_back({value::to_text(item), ""});
    }
    const auto by_default = static_cast<int>(integral(call.arg(3)));
    if (choices.empty() || by_default < -1 || by_default >= static_cast<int>(choices.size())) {
        value::throw_native(choices.empty() ? "System.ArgumentException" : "System.ArgumentOutOfRangeException",
                            choices.empty() ? "There is nothing to choose from: \"choices\" is empty."
                                            : "\"defaultChoice\" must be -1 or the number of a choice.");
    }
    const auto chosen = engine::prompt_for_choice(host(), value::to_text(call.arg(0)), value::to_text(call.arg(1)), choices, by_default);
    if (!chosen) engine::throw_cannot_prompt(value::to_text(call.arg(1)));
    return Value(static_cast<int32_t>(*chosen));
}

Value prompt_for_fields(value::Call& call)
{
    write_heading(call);
    Value table = value::construct(*value::find_type("System.Collections.Generic.Dictionary[string,psobject]"), {});
    for (const Value& field : value::elements(call.arg(2))) {
        const bool known = as_data(field, field_type) != nullptr;
        const std::string name = known ? property_text(field, "Name") : value::to_text(field);
        const std::string label = known ? property_text(field, "Label") : "";
        std::string text = answer((label.empty() ? name : label) + ": ", false);
        Value value(text);
        if (text.empty() && known && !property_of(field, "DefaultValue").is_null()) value = property_of(field, "DefaultValue");
        as_dictionary(table)->set(name, value);
    }
    return table;
}

Value prompt_for_credential(value::Call& call)
{
    write_heading(call);
    std::string user = value::to_text(call.arg(2));
    if (user.empty()) user = answer("User: ", false);
    const std::string password = answer("Password for user " + user + ": ", true);
    std::vector<Value> args{Value(user), make_secure(password)};
    return value::construct(value::types::ps_credential(), args);
}

Value read_secure_line(value::Call&) { return make_secure(answer("", true)); }

} // namespace kestrun::cmdlets
