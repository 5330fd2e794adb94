// The views of help, section by section as PowerShell lays them out.
#include "cmdlets/core/help_topic.hpp"
#include "cmdlets/format/text_cells.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* common_parameters = "        This cmdlet supports the common parameters: Verbose, Debug,\n"
                                          "        ErrorAction, ErrorVariable, WarningAction, WarningVariable,\n"
                                          "        OutBuffer, PipelineVariable, and OutVariable. For more information, see\n"
                                          "        about_CommonParameters (https://go.microsoft.com/fwlink/?LinkID=113216). \n";

class Writer
{
public:
    Writer(const HelpTopic& topic, size_t width) : topic_(topic), width_(width) {}

    std::string text(HelpView view)
    {
        heading("NAME");
        lines(topic_.command->name, 4);
        lines("", 4);
        if (!topic_.documented) return undocumented();
        heading("SYNOPSIS");
        lines(topic_.help.synopsis, 4);
        blank(2);
        if (view == HelpView::Examples) {
            examples(false);
            return std::move(out_);
        }
        syntax();
        heading("DESCRIPTION");
        if (!topic_.help.description.empty()) lines(topic_.help.description, 4);
        blank(1);
        out_ += "\n";
        if (view != HelpView::Default) parameters(view == HelpView::Full);
        if (view == HelpView::Full) full();
        if (view == HelpView::Detailed) examples(false);
        if (view != HelpView::Detailed) links();
        if (view == HelpView::Default) out_ += "\n";
        if (view != HelpView::Full) remarks(view);
        return std::move(out_);
    }

    std::string parameter(size_t index, size_t indent, bool facts)
    {
        const engine::ParameterMetadata& row = topic_.metadata->parameters[index];
        const HelpParameter parameter = read_parameter(topic_, index);
        lines("-" + row.name + (row.is_switch ? " [<SwitchParameter>]" : " <" + parameter.type + ">"), indent);
        const std::string about = topic_.text_of(row);
        if (!about.empty()) lines(about, indent + 4);
        lines("", indent + 4);
        if (!facts) return std::move(out_);
        std::string aliases;
        if (topic_.command->cmdlet)
            for (const std::string& alias : row.aliases) aliases += (aliases.empty() ? "" : ", ") + alias;
        const auto fact = [&](const char* name, const std::string& value) { lines(name + value, indent + 4, false); };
        fact("Required?                    ", parameter.required ? "true" : "false");
        fact("Position?                    ", parameter.position);
        fact("Default value                ", parameter.default_value);
        fact("Accept pipeline input?       ", parameter.pipeline);
        fact("Aliases                      ", aliases);
        fact("Accept wildcard characters?  ", "false");
        lines("", indent + 4);
        return std::move(out_);
    }

private:
    void heading(const char* title) { out_.append(title).append("\n"); }
    void blank(int count)
    {
        while (count-- > 0) out_ += "    \n";
    }
    void lines(std::string_view text, size_t indent, bool wrap = true)
    {
        if (text.empty()) {
            out_.append(indent, ' ').append("\n");
            return;
        }
        for (const std::string_view line : lines_of(text)) {
            if (!wrap || width_ <= indent + 20 || line.size() + indent <= width_) {
                out_.append(indent, ' ').append(line).append("\n");
                continue;
            }
            for (const std::string& part : wrap_text(line, static_cast<int>(width_ - indent)))
                out_.append(indent, ' ').append(part).append("\n");
        }
    }
    void syntax()
    {
        heading("SYNTAX");
        for (const std::string& line : help_syntax(topic_)) {
            lines(line, 4);
            blank(1);
        }
        blank(1);
    }
    void parameters(bool facts)
    {
        heading("PARAMETERS");
        for (size_t i = 0; topic_.metadata && i < topic_.metadata->parameters.size(); ++i) {
            if (topic_.metadata->parameters[i].flags & P::Hidden) continue;
            out_ += Writer(topic_, width_).parameter(i, 4, facts);
        }
        out_ += "    <CommonParameters>\n";
        out_ += common_parameters;
        blank(1);
    }
    void full()
    {
        const auto types = [&](const char* title, const std::vector<std::string>& names) {
            heading(title);
            for (const std::string& name : names) {
                lines(name, 4);
                blank(1);
            }
            blank(1);
        };
        types("INPUTS", topic_.help.inputs);
        types("OUTPUTS", topic_.help.outputs);
        if (!topic_.help.notes.empty()) {
            heading("NOTES");
            blank(2);
            lines(topic_.help.notes, 8);
            blank(1);
        }
        examples(true);
        if (topic_.help.examples.empty()) blank(1);
    }
    void examples(bool last_blank)
    {
        int number = 0;
        for (const std::string& text : topic_.help.examples) {
            const HelpExample example = read_example(text);
            lines("-------------------------- EXAMPLE " + std::to_string(++number) + " --------------------------", 4);
            blank(1);
            lines(example.prompt + example.code, 4, false);
            blank(1);
            for (const std::string& remark : example.remarks) lines(remark, 4);
            // As many paragraphs as PowerShell writes, empty ones included.
            blank(std::max(0, 5 - static_cast<int>(example.remarks.size())));
        }
        if (last_blank && number > 0) blank(1);
    }
    void links()
    {
        heading("RELATED LINKS");
        for (const std::string& link : topic_.help.links) lines(is_address(link) ? link : link + " ", 4, false);
    }
    static bool is_address(const std::string& link) { return starts_with_ci(link, "http:") || starts_with_ci(link, "https:"); }
    void remarks(HelpView view)
    {
        const std::string call = "\"Get-Help " + topic_.command->name + " -";
        heading("REMARKS");
        lines("To see the examples, type: " + call + "Examples\"", 4, false);
        lines("For more information, type: " + call + "Detailed\"", 4, false);
        lines("For technical information, type: " + call + "Full\"", 4, false);
        const auto& all = topic_.help.links;
        if (view != HelpView::Default || all.empty()) return;
        lines("For online help, type: " + call + "Online\"", 4, false);
        out_.pop_back(); // nothing stands behind it
    }
    std::string undocumented()
    {
        heading("SYNTAX");
        for (const std::string& line : help_syntax(topic_)) lines(line + " ", 4, false);
        blank(1);
        out_ += "\nALIASES\n    None\n    \n\nREMARKS\n    None\n";
        return std::move(out_);
    }

    const HelpTopic& topic_;
    size_t width_;
    std::string out_;
};

} // namespace

std::string help_text(const HelpTopic& topic, HelpView view, size_t width) { return Writer(topic, width).text(view); }

std::string parameter_help_text(const HelpTopic& topic, size_t index, size_t indent, bool facts, size_t width)
{
    return Writer(topic, width).parameter(index, indent, facts);
}

} // namespace kestrun::cmdlets
