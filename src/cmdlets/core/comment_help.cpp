#include "cmdlets/core/comment_help.hpp"
#include "cmdlets/support/common.hpp"
#include "engine/code.hpp"

namespace kestrun::cmdlets {

namespace {

std::string_view strip(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

/// Lines without the indentation they share.
std::string dedent(const std::vector<std::string_view>& lines)
{
    size_t shared = std::string::npos;
    for (const std::string_view line : lines) {
        const size_t indent = line.find_first_not_of(" \t");
        if (indent != std::string_view::npos) shared = std::min(shared, indent);
    }
    std::string text;
    for (const std::string_view line : lines) {
        if (!text.empty() || line.find_first_not_of(" \t\r") != std::string_view::npos) {
            text += line.size() > shared && shared != std::string::npos ? std::string(line.substr(shared)) : std::string(strip(line));
            text += '\n';
        }
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

void store(CommentHelp& help, const std::string& keyword, const std::string& argument, std::string text)
{
    if (keyword == "SYNOPSIS")
        help.synopsis = std::move(text);
    else if (keyword == "DESCRIPTION")
        help.description = std::move(text);
    else if (keyword == "NOTES")
        help.notes = std::move(text);
    else if (keyword == "COMPONENT")
        help.component = std::move(text);
    else if (keyword == "ROLE")
        help.role = std::move(text);
    else if (keyword == "FUNCTIONALITY")
        help.functionality = std::move(text);
    else if (keyword == "PARAMETER")
        help.parameters.emplace_back(argument, std::move(text));
    else if (keyword == "EXAMPLE")
        help.examples.push_back(std::move(text));
    else if (keyword == "INPUTS")
        help.inputs.push_back(std::move(text));
    else if (keyword == "OUTPUTS")
        help.outputs.push_back(std::move(text));
    else if (keyword == "LINK")
        help.links.push_back(std::move(text));
}

/// Skips blanks; returns the comment (without marks) that starts there and moves behind it, or nothing.
std::optional<std::string> next_comment(std::string_view text, size_t& at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) ++at;
    if (text.substr(at, 2) == "<#") {
        const size_t end = text.find("#>", at + 2);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string comment(text.substr(at + 2, end - at - 2));
        at = end + 2;
        return comment;
    }
    std::string comment;
    bool any = false;
    while (at < text.size() && text[at] == '#') {
        const size_t end = std::min(text.find('\n', at), text.size());
        comment += std::string(text.substr(at + 1, end - at - 1)) + "\n";
        any = true;
        at = end < text.size() ? end + 1 : end;
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    }
    return any ? std::optional<std::string>(comment) : std::nullopt;
}

std::optional<CommentHelp> help_at_start(std::string_view text)
{
    size_t at = 0;
    while (std::optional<std::string> comment = next_comment(text, at)) {
        CommentHelp help;
        if (parse_comment_help(*comment, help)) return help;
    }
    return std::nullopt;
}

std::optional<CommentHelp> help_at_end(std::string_view text)
{
    text = strip(text);
    if (text.size() < 4) return std::nullopt;
    std::string comment;
    if (text.substr(text.size() - 2) == "#>") {
        const size_t from = text.rfind("<#");
        if (from == std::string_view::npos) return std::nullopt;
        comment = text.substr(from + 2, text.size() - from - 4);
    } else {
        // Line comments up to the end.
        std::vector<std::string> lines = split(text, '\n');
        size_t from = lines.size();
        while (from > 0 && strip(lines[from - 1]).substr(0, 1) == "#") --from;
        for (size_t i = from; i < lines.size(); ++i) comment += std::string(strip(lines[i]).substr(1)) + "\n";
    }
    CommentHelp help;
    return parse_comment_help(comment, help) ? std::optional<CommentHelp>(help) : std::nullopt;
}

} // namespace

bool parse_comment_help(std::string_view comment, CommentHelp& help)
{
    std::string keyword, argument;
    std::vector<std::string_view> lines;
    bool any = false;
    const auto flush = [&] {
        if (!keyword.empty()) store(help, keyword, argument, dedent(lines));
        lines.clear();
    };
    size_t from = 0;
    while (from <= comment.size()) {
        const size_t end = std::min(comment.find('\n', from), comment.size());
        const std::string_view line = comment.substr(from, end - from);
        from = end + 1;
        const std::string_view bare = strip(line);
        if (bare.size() > 1 && bare[0] == '.' && ((bare[1] >= 'A' && bare[1] <= 'Z') || (bare[1] >= 'a' && bare[1] <= 'z'))) {
            const size_t blank = bare.find_first_of(" \t");
            std::string name(bare.substr(1, blank == std::string_view::npos ? blank : blank - 1));
            for (char& c : name) {
                if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
            }
            constexpr const char* known[] = {"SYNOPSIS",
                                             "DESCRIPTION",
                                             "PARAMETER",
                                             "EXAMPLE",
                                             "INPUTS",
                                             "OUTPUTS",
                                             "NOTES",
                                             "LINK",
                                             "COMPONENT",
                                             "ROLE",
                                             "FUNCTIONALITY",
                                             "FORWARDHELPTARGETNAME",
                                             "FORWARDHELPCATEGORY",
                                             "REMOTEHELPRUNSPACE",
                                             "EXTERNALHELP"};
            bool is_keyword = false;
            for (const char* candidate : known) is_keyword = is_keyword || name == candidate;
            if (is_keyword) {
                flush();
                any = true;
                keyword = name;
                argument = blank == std::string_view::npos ? std::string() : std::string(strip(bare.substr(blank)));
                continue;
            }
        }
        if (!keyword.empty()) lines.push_back(line);
    }
    flush();
    return any;
}

std::optional<CommentHelp> comment_help(const engine::CommandInfo& command)
{
    if (!command.block) return std::nullopt;
    const engine::Code& code = command.block->code();
    if (std::optional<CommentHelp> help = help_at_start(command.block->text())) return help;
    if (std::optional<CommentHelp> help = help_at_end(command.block->text())) return help;
    // In front of the function, with at most one empty line between.
    const std::string_view text = code.source().text();
    size_t start = code.ast().extent.start;
    // The keyword is on the line of the body's brace or above it.
    const size_t keyword = text.rfind("function", start);
    const size_t filter = text.rfind("filter", start);
    if (keyword != std::string_view::npos && (filter == std::string_view::npos || keyword > filter))
        start = keyword;
    else if (filter != std::string_view::npos)
        start = filter;
    const std::string_view before = text.substr(0, start);
    const std::string_view trimmed = strip(before);
    size_t gap = 0;
    for (size_t i = before.size();
         i > 0 && (before[i - 1] == '\n' || before[i - 1] == ' ' || before[i - 1] == '\t' || before[i - 1] == '\r'); --i)
        gap += before[i - 1] == '\n';
    if (gap > 2) return std::nullopt;
    return help_at_end(trimmed);
}

} // namespace kestrun::cmdlets
