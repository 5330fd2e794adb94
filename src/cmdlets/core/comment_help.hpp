// Comment-based help of functions and scripts (about_Comment_Based_Help).
#pragma once
#include "engine/command.hpp"
#include <optional>
#include <string>
#include <vector>

namespace kestrun::cmdlets {

struct CommentHelp
{
    std::string synopsis, description, notes, component, role, functionality;
    std::vector<std::pair<std::string, std::string>> parameters; // name, text
    std::vector<std::string> examples, inputs, outputs, links;
};

/// The help in the comments of a function (in front of it, or first or last in its body) or a script file; nothing when there is none.
std::optional<CommentHelp> comment_help(const engine::CommandInfo& command);
/// Reads one comment block; false when it holds no help keyword. Text without comment marks.
bool parse_comment_help(std::string_view comment, CommentHelp& help);

} // namespace kestrun::cmdlets
