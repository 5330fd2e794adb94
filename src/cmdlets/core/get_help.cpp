// Get-Help: of the tables' commands, of functions and scripts with comment help, and lists of topics.
#include "cmdlets/core/comment_help.hpp"
#include "cmdlets/format/text_cells.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/support/syntax_text.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PName,
    PPath,
    PCategory,
    PDetailed,
    PFull,
    PExamples,
    PParameter,
    PComponent,
    PFunctionality,
    PRole,
    POnline,
    PShowWindow,
};
constexpr ParameterDef help_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::FromPipelineByName},
    {.name = "Path", .type = "string"},
    {.name = "Category",
     .type = "string[]",
     .validate = "set:Alias,Cmdlet,Provider,General,FAQ,Glossary,HelpFile,ScriptCommand,Function,Filter,ExternalScript,All,DefaultHelp,"
                 "DscResource,Class,Configuration"},
    {.name = "Detailed", .type = "switch", .sets = "DetailedView!"},
    {.name = "Full", .type = "switch", .sets = "AllUsersView"},
    {.name = "Examples", .type = "switch", .sets = "Examples!"},
    {.name = "Parameter", .type = "string[]", .sets = "Parameters!"},
    {.name = "Component", .type = "string[]"},
    {.name = "Functionality", .type = "string[]"},
    {.name = "Role", .type = "string[]"},
    {.name = "Online", .type = "switch", .sets = "Online!"},
    {.name = "ShowWindow", .type = "switch", .sets = "ShowWindow!"},
};

/// All that help knows of a command, from its table row or its comments.
struct Topic
{
    Ref<engine::CommandInfo> command;
    CommentHelp help;
    const engine::CommandMetadata* metadata = nullptr;
};

std::string indented(std::string_view text, int indent)
{
    std::string out;
    for (const std::string& line : wrap_text(text, 100 - indent)) out += std::string(static_cast<size_t>(indent), ' ') + line + "\n";
    return out;
}

std::string section(const char* title, const std::string& body)
{
    return body.empty() ? std::string() : std::string(title) + "\n" + body + "\n";
}

class HelpWriter
{
public:
    explicit HelpWriter(const Topic& topic) : topic_(topic) {}

    std::string text(bool parameters, bool examples, bool notes) const
    {
        const CommentHelp& help = topic_.help;
        std::string out = "\n" + section("NAME", indented(topic_.command->name, 4));
        out += section("SYNOPSIS", indented(help.synopsis, 4));
        out += section("SYNTAX", syntax());
        out += section("DESCRIPTION", indented(help.description, 4));
        if (parameters) out += section("PARAMETERS", all_parameters());
        if (notes) {
            out += section("INPUTS", list(help.inputs));
            out += section("OUTPUTS", list(help.outputs));
            out += section("NOTES", help.notes.empty() ? std::string() : indented(help.notes, 4));
        }
        if (examples) out += example_text();
        out += section("RELATED LINKS", list(help.links));
        if (!parameters) {
            out += "REMARKS\n    To see the examples, type: \"Get-Help " + topic_.command->name +
                   " -Examples\"\n    For more information, type: \"Get-Help " + topic_.command->name + " -Detailed\"\n";
        }
        return out;
    }

    std::string examples() const
    {
        return "\n" + section("NAME", indented(topic_.command->name, 4)) + section("SYNOPSIS", indented(topic_.help.synopsis, 4)) +
               example_text();
    }

    std::string parameter(const engine::ParameterMetadata& parameter) const
    {
        const engine::ParameterSet& set = parameter.sets.front();
        std::string out =
            "    -" + parameter.name + (parameter.is_switch ? " [<SwitchParameter>]" : " <" + parameter_type_text(parameter) + ">") + "\n";
        out += indented(help_of(parameter), 8) + "\n";
        out += std::string("        Required?                    ") + (set.mandatory ? "true" : "false") + "\n";
        out += std::string("        Position?                    ") + (set.position >= 0 ? std::to_string(set.position) : "named") + "\n";
        out += std::string("        Default value                ") + (parameter.def ? parameter.def->default_text : "") + "\n";
        out += std::string("        Accept pipeline input?       ") + pipeline_text(set) + "\n";
        std::string aliases;
        for (const std::string& alias : parameter.aliases) aliases += (aliases.empty() ? "" : ", ") + alias;
        out += "        Aliases                      " + (aliases.empty() ? std::string("none") : aliases) + "\n";
        out += "        Accept wildcard characters?  false\n";
        return out;
    }

    std::string help_of(const engine::ParameterMetadata& parameter) const
    {
        for (const auto& [name, text] : topic_.help.parameters) {
            if (equals_ci(name, parameter.name)) return text;
        }
        if (!parameter.help.empty()) return parameter.help;
        return parameter.def ? parameter.def->help : "";
    }

private:
    static const char* pipeline_text(const engine::ParameterSet& set)
    {
        if (set.from_pipeline && set.from_pipeline_by_name) return "true (ByValue, ByPropertyName)";
        return set.from_pipeline ? "true (ByValue)" : set.from_pipeline_by_name ? "true (ByPropertyName)" : "false";
    }
    std::string syntax() const
    {
        std::string out;
        if (!topic_.metadata) return out;
        for (const std::string& line : syntax_lines(topic_.command->name, *topic_.metadata)) out += indented(line, 4) + "\n";
        return out;
    }
    std::string all_parameters() const
    {
        std::string out;
        if (!topic_.metadata) return out;
        for (const engine::ParameterMetadata& parameter_row : topic_.metadata->parameters) {
            if (!(parameter_row.flags & P::Hidden)) out += parameter(parameter_row) + "\n";
        }
        return out;
    }
    static std::string list(const std::vector<std::string>& items)
    {
        std::string out;
        for (const std::string& item : items) out += indented(item, 4);
        return out;
    }
    std::string example_text() const
    {
        std::string out;
        int number = 0;
        for (const std::string& example : topic_.help.examples) {
            out += "    -------------------------- EXAMPLE " + std::to_string(++number) + " --------------------------\n\n" +
                   indented(example, 4) + "\n";
        }
        return out;
    }
    const Topic& topic_;
};

CommentHelp table_help(const CmdletDef& row)
{
    CommentHelp help;
    help.synopsis = row.synopsis;
    help.description = *row.description ? row.description : row.synopsis;
    std::string examples = row.examples;
    size_t from = 0;
    while (!examples.empty() && from <= examples.size()) {
        const size_t at = examples.find("\n---\n", from);
        help.examples.push_back("PS > " + examples.substr(from, at == std::string::npos ? at : at - from));
        if (at == std::string::npos) break;
        from = at + 5;
    }
    if (*row.output) help.outputs = split(row.output, ',');
    return help;
}

struct GetHelp final : Cmdlet
{
    void process() override
    {
        std::string name = text(PName);
        if (name.empty() && !has(PName)) {
            write_text("\nTOPIC\n    kestrun help\n\nSHORT DESCRIPTION\n    Displays help about commands.\n\n    Get-Help NAME           a "
                       "command, or a pattern such as *-Item\n"
                       "    Get-Help NAME -Full     all there is\n    Get-Command             the commands there are\n");
            return;
        }
        if (value::has_wildcards(name)) {
            list_topics(name);
            return;
        }
        const std::optional<Topic> topic = find(name);
        if (!topic) {
            list_topics("*" + name + "*");
            if (listed_ == 0) {
                write_error(
                    "HelpNotFound",
                    "Get-Help could not find " + name +
                        " in a help file in this session. To download updated help topics type: \"Update-Help\". To get help online, "
                        "search for the help topic in the TechNet library at https://go.microsoft.com/fwlink/?LinkID=107116.",
                    ErrorCategory::ResourceUnavailable, Value(name), "Microsoft.PowerShell.Commands.HelpNotFoundException");
            }
            return;
        }
        if (has(PParameter))
            show_parameters(*topic);
        else
            write(make_topic(*topic));
    }

private:
    std::optional<Topic> find(const std::string& name)
    {
        SessionImpl& session = invocation().session;
        Ref<engine::CommandInfo> info;
        for (const auto& function : list_functions(caller_scope(invocation()))) {
            if (equals_ci(function->name, name)) info = function;
        }
        if (!info) {
            const CmdletDef* row = engine::find_cmdlet(name);
            if (row)
                info = cmdlet_info(*row, module_of(*row));
            else
                info = session.find_command(name);
        }
        if (!info) return std::nullopt;
        if (info->kind == engine::CommandType::Alias && !equals_ci(info->definition, name)) return find(info->definition);
        Topic topic;
        topic.command = info;
        topic.metadata = info->metadata();
        if (info->cmdlet) {
            topic.help = table_help(*info->cmdlet);
        } else if (std::optional<CommentHelp> comments = comment_help(*info)) {
            topic.help = std::move(*comments);
        } else if (topic.metadata) {
            // Without comments PowerShell shows the syntax.
            for (const std::string& line : syntax_lines(info->name, *topic.metadata))
                topic.help.synopsis += (topic.help.synopsis.empty() ? "" : "\n") + line;
        }
        return topic;
    }

    void write_text(const std::string& text)
    {
        auto object = value::make<value::PSCustomObject>();
        object->set("Text", Value(text));
        object->insert_type_name(0, "KestrunHelpText");
        write(Value(object));
    }

    static Value paragraphs(const std::string& text)
    {
        if (text.empty()) return {};
        auto paragraph = value::make<value::PSCustomObject>();
        paragraph->set("Text", Value(text));
        paragraph->insert_type_name(0, "MamlParaTextItem");
        return value::make_array({Value(paragraph)});
    }

    Value parameter_object(const HelpWriter& writer, const engine::ParameterMetadata& parameter) const
    {
        const engine::ParameterSet& set = parameter.sets.front();
        return make_object({{"name", Value(parameter.name)},
                            {"description", paragraphs(writer.help_of(parameter))},
                            {"required", Value(set.mandatory ? "true" : "false")},
                            {"position", Value(set.position >= 0 ? std::to_string(set.position) : "named")},
                            {"defaultValue", Value(parameter.def ? parameter.def->default_text : "")},
                            {"pipelineInput", Value(set.from_pipeline           ? "true (ByValue)"
                                                    : set.from_pipeline_by_name ? "true (ByPropertyName)"
                                                                                : "false")},
                            {"type", make_object({{"name", Value(parameter_type_text(parameter))}})},
                            {"aliases", value::make_string_array(parameter.aliases)}});
    }

    Value make_topic(const Topic& topic)
    {
        const HelpWriter writer(topic);
        const CommentHelp& help = topic.help;
        auto object = value::make<value::PSCustomObject>();
        object->set("Name", Value(topic.command->name));
        object->set("Category", Value(topic.command->cmdlet                                        ? "Cmdlet"
                                      : topic.command->kind == engine::CommandType::ExternalScript ? "ExternalScript"
                                                                                                   : "Function"));
        object->set("Synopsis", Value(help.synopsis));
        object->set("ModuleName", Value(topic.command->module_name));
        object->set("description", paragraphs(help.description));
        std::vector<Value> parameters, examples;
        if (topic.metadata) {
            for (const engine::ParameterMetadata& parameter : topic.metadata->parameters)
                parameters.push_back(parameter_object(writer, parameter));
        }
        object->set("parameters", make_object({{"parameter", value::make_array(std::move(parameters))}}));
        int number = 0;
        for (const std::string& example : help.examples) {
            const size_t line_end = example.find('\n');
            examples.push_back(make_object(
                {{"title", Value("-------------------------- EXAMPLE " + std::to_string(++number) + " --------------------------")},
                 {"code", Value(example.substr(0, line_end))},
                 {"remarks", paragraphs(line_end == std::string::npos ? std::string() : trim(example.substr(line_end)))}}));
        }
        object->set("examples", make_object({{"example", value::make_array(std::move(examples))}}));
        object->set("alertSet", paragraphs(help.notes));
        object->set("relatedLinks", value::make_string_array(help.links));
        object->set("inputTypes", value::make_string_array(help.inputs));
        object->set("returnValues", value::make_string_array(help.outputs));
        object->set("Text",
                    Value(flag(PExamples) ? writer.examples()
                                          : writer.text(flag(PDetailed) || flag(PFull), flag(PDetailed) || flag(PFull), flag(PFull))));
        object->insert_type_name(0, "KestrunHelpText");
        object->insert_type_name(0, "MamlCommandHelpInfo");
        return Value(object);
    }

    void show_parameters(const Topic& topic)
    {
        const HelpWriter writer(topic);
        bool any = false;
        if (topic.metadata) {
            for (const engine::ParameterMetadata& parameter : topic.metadata->parameters) {
                if (!matches_any(texts(PParameter), parameter.name)) continue;
                any = true;
                const Value object = parameter_object(writer, parameter);
                as_custom_object(object)->set("Text", Value("\n" + writer.parameter(parameter)));
                insert_type_name(object, "KestrunHelpText");
                write(object);
            }
        }
        if (!any) {
            write_error("NoParmsFound", "No parameter matches criteria " + text(PParameter) + ".", ErrorCategory::ObjectNotFound, {},
                        "System.Management.Automation.PSArgumentException");
        }
    }

    void list_topics(const std::string& pattern)
    {
        const auto emit = [&](const std::string& name, const char* category, std::string_view module, std::string_view synopsis) {
            auto object = value::make<value::PSCustomObject>();
            object->set("Name", Value(name));
            object->set("Category", Value(category));
            object->set("ModuleName", Value(module));
            object->set("Synopsis", Value(synopsis));
            object->insert_type_name(0, "HelpInfoShort");
            write(Value(object));
            ++listed_;
        };
        for (const auto& info : list_functions(caller_scope(invocation()))) {
            if (value::wildcard_match(pattern, info->name)) emit(info->name, "Function", info->module_name, "");
        }
        for (const CmdletTable* table : engine::cmdlet_tables()) {
            for (const CmdletDef& row : table->rows) {
                if (value::wildcard_match(pattern, row.name)) emit(row.name, "Cmdlet", table->module, row.synopsis);
            }
        }
    }
    int listed_ = 0;
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Help",
     .synopsis = "Shows help about commands.",
     .parameters = help_parameters,
     .make = make_cmdlet<GetHelp>,
     .aliases = "help,man",
     .default_set = "AllUsersView"},
};

} // namespace

constinit const CmdletTable get_help_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
