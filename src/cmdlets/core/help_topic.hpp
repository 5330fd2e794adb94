// What Get-Help knows of a command, as the object it writes and as the text that is shown.
#pragma once
#include "cmdlets/core/comment_help.hpp"
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

enum class HelpView : uint8_t
{
    Default,
    Detailed,
    Full,
    Examples,
};

/// A command with its help, from its table row or its comments.
struct HelpTopic
{
    Ref<engine::CommandInfo> command;
    CommentHelp help;
    const engine::CommandMetadata* metadata = nullptr;
    bool documented = true; // false: there are no comments, only the syntax is known

    /// Of a parameter: from the comments, the attribute or the table.
    std::string text_of(const engine::ParameterMetadata& parameter) const;
    /// The category as Get-Help names it.
    const char* category() const;
};

/// An example taken apart.
struct HelpExample
{
    std::string prompt = "PS > ";
    std::string code;
    std::vector<std::string> remarks; // paragraphs
};
HelpExample read_example(std::string_view text);

/// A parameter's facts as help shows them.
struct HelpParameter
{
    std::string type, position, default_value, pipeline;
    bool required = false;
};
HelpParameter read_parameter(const HelpTopic& topic, size_t index);
/// "Get-Thing [-Name] <String> [<CommonParameters>]", one line a parameter set.
std::vector<std::string> help_syntax(const HelpTopic& topic);

/// The text of a view; lines are wrapped at `width`, 0: not at all.
std::string help_text(const HelpTopic& topic, HelpView view, size_t width);
std::string parameter_help_text(const HelpTopic& topic, size_t index, size_t indent, bool facts, size_t width);
/// MamlCommandHelpInfo.
Value help_object(const HelpTopic& topic, HelpView view, std::string text);
Value help_parameter_object(const HelpTopic& topic, size_t index);

} // namespace kestrun::cmdlets
