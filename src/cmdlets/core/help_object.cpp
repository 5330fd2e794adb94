// Help as an object: MamlCommandHelpInfo with the properties that scripts read.
#include "cmdlets/core/help_topic.hpp"

namespace kestrun::cmdlets {

namespace {

Value paragraphs(const std::vector<std::string>& texts)
{
    std::vector<Value> items;
    for (const std::string& text : texts) {
        Value paragraph = make_object({{"Text", Value(text)}});
        insert_type_name(paragraph, "MamlParaTextItem");
        items.push_back(std::move(paragraph));
    }
    return value::make_array(std::move(items));
}
Value paragraph(const std::string& text) { return text.empty() ? Value() : paragraphs({text}); }

/// One item stands for itself, several are a list.
Value one_or_more(std::vector<Value> items)
{
    if (items.empty()) return {};
    return items.size() == 1 ? std::move(items.front()) : value::make_array(std::move(items));
}

Value typed(const char* inner, const std::vector<std::string>& names)
{
    if (names.empty()) return {};
    std::vector<Value> items;
    for (const std::string& name : names) items.push_back(make_object({{"type", make_object({{"name", Value(name)}})}}));
    return make_object({{inner, one_or_more(std::move(items))}});
}

Value examples_of(const HelpTopic& topic)
{
    std::vector<Value> items;
    for (const std::string& text : topic.help.examples) {
        const HelpExample example = read_example(text);
        std::vector<std::string> remarks = example.remarks;
        while (remarks.size() < 5) remarks.emplace_back();
        items.push_back(make_object(
            {{"introduction", paragraphs({example.prompt})},
             {"code", Value(example.code)},
             {"remarks", paragraphs(remarks)},
             {"title", Value("-------------------------- EXAMPLE " + std::to_string(items.size() + 1) + " --------------------------")}}));
    }
    return items.empty() ? Value() : make_object({{"example", one_or_more(std::move(items))}});
}

Value links_of(const HelpTopic& topic)
{
    std::vector<Value> items;
    for (const std::string& link : topic.help.links) {
        const bool address = starts_with_ci(link, "http:") || starts_with_ci(link, "https:");
        items.push_back(make_object({{"linkText", Value(address ? "" : link)}, {"uri", Value(address ? link : "")}}));
    }
    return items.empty() ? Value() : make_object({{"navigationLink", one_or_more(std::move(items))}});
}

Value syntax_of(const HelpTopic& topic)
{
    std::vector<Value> items;
    for (const std::string& line : help_syntax(topic)) {
        std::vector<Value> parameters;
        for (size_t i = 0; i < topic.metadata->parameters.size(); ++i)
            if (line.find("-" + topic.metadata->parameters[i].name) != std::string::npos)
                parameters.push_back(help_parameter_object(topic, i));
        items.push_back(make_object({{"name", Value(topic.command->name)}, {"parameter", one_or_more(std::move(parameters))}}));
    }
    return items.empty() ? Value() : make_object({{"syntaxItem", one_or_more(std::move(items))}});
}

} // namespace

Value help_parameter_object(const HelpTopic& topic, size_t index)
{
    const engine::ParameterMetadata& row = topic.metadata->parameters[index];
    const HelpParameter parameter = read_parameter(topic, index);
    Value object = make_object({{"description", paragraph(topic.text_of(row))},
                                {"defaultValue", Value(parameter.default_value)},
                                {"parameterValue", Value(parameter.type)},
                                {"name", Value(row.name)},
                                {"type", make_object({{"name", Value(parameter.type)}})},
                                {"required", Value(parameter.required ? "true" : "false")},
                                {"variableLength", Value("")},
                                {"globbing", Value("false")},
                                {"pipelineInput", Value(parameter.pipeline)},
                                {"position", Value(parameter.position)},
                                {"aliases", Value("")}});
    insert_type_name(object, "MamlCommandHelpInfo#parameter");
    return object;
}

Value help_object(const HelpTopic& topic, HelpView view, std::string text)
{
    const CommentHelp& help = topic.help;
    auto object = value::make<value::PSCustomObject>();
    object->set("details", make_object({{"name", Value(topic.command->name)}, {"description", paragraph(help.synopsis)}}));
    object->set("syntax", syntax_of(topic));
    object->set("description", paragraph(help.description));
    std::vector<Value> parameters;
    if (topic.metadata)
        for (size_t i = 0; i < topic.metadata->parameters.size(); ++i) parameters.push_back(help_parameter_object(topic, i));
    object->set("parameters", make_object({{"parameter", one_or_more(std::move(parameters))}}));
    object->set("inputTypes", typed("inputType", help.inputs));
    object->set("returnValues", typed("returnValue", help.outputs));
    object->set("alertSet", help.notes.empty() ? Value() : make_object({{"alert", paragraph(help.notes)}}));
    object->set("examples", examples_of(topic));
    object->set("relatedLinks", links_of(topic));
    object->set("Component", Value(help.component));
    object->set("Role", Value(help.role));
    object->set("Functionality", Value(help.functionality));
    object->set("Name", Value(topic.command->name));
    object->set("Category", Value(topic.category()));
    std::string synopsis = help.synopsis;
    if (!topic.documented) {
        synopsis = "\n";
        for (const std::string& line : help_syntax(topic)) synopsis += line + "\n";
    }
    object->set("Synopsis", Value(synopsis));
    object->set("ModuleName", Value(topic.command->module_name));
    object->set("Text", Value(std::move(text))); // what is shown
    const char* suffix = view == HelpView::Full       ? "#FullView"
                         : view == HelpView::Detailed ? "#DetailedView"
                         : view == HelpView::Examples ? "#ExamplesView"
                                                      : "";
    for (const char* name : {"HelpInfo", "MamlCommandHelpInfo"}) object->insert_type_name(0, name);
    if (*suffix)
        for (const char* name : {"HelpInfo", "MamlCommandHelpInfo"}) object->insert_type_name(0, std::string(name) + suffix);
    return Value(object);
}

} // namespace kestrun::cmdlets
