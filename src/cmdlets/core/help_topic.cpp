// What is read off a command's metadata and comments.
#include "cmdlets/core/help_topic.hpp"
#include "engine/code.hpp"
#include "engine/syntax_text.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

/// .NET's short name of a parameter's type, as help writes it: String[], SwitchParameter, Object.
std::string type_text(const engine::ParameterMetadata& parameter)
{
    if (parameter.is_switch) return "SwitchParameter";
    return parameter.type ? parameter.type->name() : parameter.type_name.empty() ? "Object" : parameter.type_name;
}

/// The default as the script writes it; of constants the value.
std::string default_text(const HelpTopic& topic, const engine::ParameterMetadata& parameter)
{
    if (parameter.def) return parameter.def->default_text;
    const syntax::ExpressionAst* written = parameter.ast ? parameter.ast->default_value : nullptr;
    if (written && topic.command->block) {
        std::string text(topic.command->block->code().source().slice(written->extent));
        if (const auto* constant = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(written)))
            return std::string(constant->value);
        return equals_ci(text, "$null") ? std::string() : text;
    }
    if (parameter.is_switch || parameter.type == &value::types::boolean()) return "False";
    const bool number = parameter.type == &value::types::int32() || parameter.type == &value::types::int64() ||
                        parameter.type == &value::types::real() || parameter.type == &value::types::uint32();
    return number ? "0" : "";
}

std::string one_syntax(const engine::ParameterMetadata& parameter, const engine::ParameterSet& set)
{
    const std::string name = "-" + parameter.name;
    if (parameter.is_switch) return set.mandatory ? name : "[" + name + "]";
    const std::string body = (set.position >= 0 ? "[" + name + "]" : name) + " <" + type_text(parameter) + ">";
    return set.mandatory ? body : "[" + body + "]";
}

/// The comments right in front of a parameter, without their marks.
std::string comments_before(const HelpTopic& topic, const engine::ParameterMetadata& parameter)
{
    if (!parameter.ast || !topic.command->block) return {};
    const syntax::ParsedScript& script = topic.command->block->unit()->script;
    const std::string_view source = script.source()->text();
    std::string text;
    uint32_t at = parameter.ast->extent.start;
    for (auto comment = script.comments().rbegin(); comment != script.comments().rend(); ++comment) {
        if (comment->end > at) continue;
        if (source.substr(comment->end, at - comment->end).find_first_not_of(" \t\r\n") != std::string_view::npos) break;
        std::string_view one = script.source()->slice(*comment);
        if (one.starts_with("<#")) one = one.substr(2, one.size() - 4);
        while (one.starts_with("#")) one.remove_prefix(1);
        text = trim(one) + (text.empty() ? "" : "\n") + text;
        at = comment->start;
    }
    return text;
}

} // namespace

std::string HelpTopic::text_of(const engine::ParameterMetadata& parameter) const
{
    for (const auto& [name, text] : help.parameters)
        if (equals_ci(name, parameter.name)) return text;
    if (std::string text = comments_before(*this, parameter); !text.empty()) return text;
    if (!parameter.help.empty()) return parameter.help;
    return parameter.def ? parameter.def->help : "";
}

const char* HelpTopic::category() const
{
    if (command->cmdlet) return "Cmdlet";
    switch (command->kind) {
    case engine::CommandType::ExternalScript: return "ExternalScript";
    case engine::CommandType::Filter: return "Filter";
    default: return "Function";
    }
}

HelpExample read_example(std::string_view text)
{
    HelpExample example;
    for (const std::string_view prompt :
         {std::string_view("PS C:\\>"), std::string_view("C:\\PS>"), std::string_view("PS>"), std::string_view("PS >")}) {
        if (!text.starts_with(prompt)) continue;
        example.prompt = prompt;
        text.remove_prefix(prompt.size());
        while (text.starts_with(" ")) text.remove_prefix(1);
        break;
    }
    // The code goes up to the first empty line.
    const size_t end = text.find("\n\n");
    example.code = trim(text.substr(0, end));
    std::string_view rest = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
    while (!rest.empty()) {
        const size_t next = rest.find("\n\n");
        if (std::string paragraph = trim(rest.substr(0, next)); !paragraph.empty()) example.remarks.push_back(std::move(paragraph));
        if (next == std::string_view::npos) break;
        rest.remove_prefix(next + 2);
    }
    return example;
}

HelpParameter read_parameter(const HelpTopic& topic, size_t index)
{
    const engine::ParameterMetadata& parameter = topic.metadata->parameters[index];
    const engine::ParameterSet& set = parameter.sets.front();
    HelpParameter out;
    out.type = type_text(parameter);
    out.required = set.mandatory;
    out.position = set.position >= 0 ? std::to_string(set.position + 1) : "named";
    out.default_value = default_text(topic, parameter);
    out.pipeline = set.from_pipeline && set.from_pipeline_by_name ? "true (ByValue, ByPropertyName)"
                   : set.from_pipeline                            ? "true (ByValue)"
                   : set.from_pipeline_by_name                    ? "true (ByPropertyName)"
                                                                  : "false";
    return out;
}

std::vector<std::string> help_syntax(const HelpTopic& topic)
{
    std::vector<std::string> lines;
    if (!topic.metadata) return lines;
    const engine::CommandMetadata& metadata = *topic.metadata;
    if (topic.command->cmdlet || !topic.documented) return engine::syntax_lines(topic.command->name, metadata);
    const size_t sets = std::max<size_t>(1, metadata.sets.size());
    const int first = std::max(0, metadata.default_set);
    for (size_t i = 0; i < sets; ++i) {
        const int set = i == 0 ? first : static_cast<int>(i) <= first ? static_cast<int>(i) - 1 : static_cast<int>(i);
        std::string line = topic.command->name;
        for (const engine::ParameterMetadata& parameter : metadata.parameters) {
            const engine::ParameterSet* in = parameter.in_set(metadata.sets.empty() ? -1 : set);
            if (in && !(parameter.flags & P::Hidden)) line += " " + one_syntax(parameter, *in);
        }
        if (metadata.supports_should_process) line += " [-WhatIf] [-Confirm]";
        lines.push_back(line + " [<CommonParameters>]");
    }
    return lines;
}

} // namespace kestrun::cmdlets
