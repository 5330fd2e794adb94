// Get-Help: of the tables' commands, of functions and scripts with comment help, and lists of topics.
#include "cmdlets/core/help_topic.hpp"
#include "cmdlets/support/session_items.hpp"
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

CommentHelp table_help(const CmdletDef& row)
{
    CommentHelp help;
    help.synopsis = row.synopsis;
    help.description = *row.description ? row.description : row.synopsis;
    std::string examples = row.examples;
    size_t from = 0;
    while (!examples.empty() && from <= examples.size()) {
        const size_t at = examples.find("\n---\n", from);
        help.examples.push_back(examples.substr(from, at == std::string::npos ? at : at - from));
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
        const std::optional<HelpTopic> topic = find(name);
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
            write(help_object(*topic, view(), help_text(*topic, view(), width())));
    }

private:
    std::optional<HelpTopic> find(const std::string& name)
    {
        SessionImpl& session = invocation().session;
        Ref<engine::CommandInfo> info;
        for (const auto& function : list_functions(invocation().session, caller_scope(invocation()))) {
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
        HelpTopic topic;
        topic.command = info;
        topic.metadata = info->metadata();
        if (info->cmdlet) {
            topic.help = table_help(*info->cmdlet);
        } else if (std::optional<CommentHelp> comments = comment_help(*info)) {
            topic.help = std::move(*comments);
        } else {
            topic.documented = false;
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

    HelpView view() const
    {
        return flag(PExamples)   ? HelpView::Examples
               : flag(PFull)     ? HelpView::Full
               : flag(PDetailed) ? HelpView::Detailed
                                 : HelpView::Default;
    }
    /// Lines are wrapped at terminals only.
    size_t width() const
    {
        engine::Host& host = context().host();
        return host.is_interactive() ? static_cast<size_t>(std::max(40, host.width())) : 0;
    }

    void show_parameters(const HelpTopic& topic)
    {
        bool any = false;
        for (size_t i = 0; topic.metadata && i < topic.metadata->parameters.size(); ++i) {
            if (!matches_any(texts(PParameter), topic.metadata->parameters[i].name)) continue;
            any = true;
            const Value object = help_parameter_object(topic, i);
            as_custom_object(object)->set("Text", Value(parameter_help_text(topic, i, 0, true, width())));
            write(object);
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
        for (const auto& info : list_functions(invocation().session, caller_scope(invocation()))) {
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
     .aliases = "man",
     .default_set = "AllUsersView"},
};

} // namespace

constinit const CmdletTable get_help_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
