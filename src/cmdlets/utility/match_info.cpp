#include "cmdlets/utility/match_info.hpp"
#include "base/platform.hpp"

namespace kestrun::cmdlets {

namespace {

const DataObject& self(const value::Call& call) { return *static_cast<const DataObject*>(call.self.object()); }

std::string relative(std::string_view path, std::string_view folder)
{
    if (folder.empty() || path == "InputStream") return std::string(path);
    if (path.size() > folder.size() && path.substr(0, folder.size()) == folder &&
        (base::is_path_separator(path[folder.size()]) || folder == "/")) {
        return std::string(path.substr(folder == "/" ? 1 : folder.size() + 1));
    }
    return std::string(path);
}

std::string line_text(const DataObject& match, std::string_view path, int64_t number, std::string_view text, std::string_view prefix)
{
    if (value::text_of(match.slot(MatchPath)) == "InputStream") return std::string(prefix) + std::string(text);
    return std::string(prefix) + std::string(path) + ":" + std::to_string(number) + ":" + std::string(text);
}

constexpr value::MemberDef members[] = {
    slot_rw<MatchIgnoreCase>("IgnoreCase", "bool"),
    slot_rw<MatchLineNumber>("LineNumber", "ulong"),
    slot_rw<MatchLine>("Line", "string"),
    slot<MatchFilename>("Filename", "string"),
    slot_rw<MatchPath>("Path", "string"),
    slot_rw<MatchPattern>("Pattern", "string"),
    slot_rw<MatchContext>("Context", "Microsoft.PowerShell.Commands.MatchInfoContext"),
    slot_rw<MatchMatches>("Matches", "System.Text.RegularExpressions.Match[]"),
    {"RelativePath", value::MemberKind::Method, "string directory", "string",
     [](value::Call& call) { return Value(relative(value::to_text(self(call).slot(MatchPath)), value::to_text(call.arg(0)))); }},
    {"ToString", value::MemberKind::Method, "", "string", [](value::Call& call) { return Value(match_info_text(self(call), "")); }},
    {"ToString", value::MemberKind::Method, "string directory", "string",
     [](value::Call& call) { return Value(match_info_text(self(call), value::to_text(call.arg(0)))); }},
    {"ToEmphasizedString", value::MemberKind::Method, "string directory", "string",
     [](value::Call& call) { return Value(match_info_text(self(call), value::to_text(call.arg(0)))); }},
};
constexpr value::TypeDef types[] = {{.full_name = "Microsoft.PowerShell.Commands.MatchInfo", .members = members}};

} // namespace

std::span<const value::TypeDef> match_info_types() { return types; }

Value make_match_info(std::vector<Value> slots)
{
    return make_data("Microsoft.PowerShell.Commands.MatchInfo", std::move(slots),
                     [](const DataObject& match) { return match_info_text(match, ""); });
}

std::string match_info_text(const DataObject& match, std::string_view folder)
{
    const std::string path = relative(value::to_text(match.slot(MatchPath)), folder);
    const std::string line = value::to_text(match.slot(MatchLine));
    const int64_t number = value::to_int64(match.slot(MatchLineNumber));
    const Value& context = match.slot(MatchContext);
    if (context.is_null()) return line_text(match, path, number, line, "");
    // With context: the match is marked, the lines around it follow.
    std::string text;
    const std::vector<Value> before = value::elements(property_of(context, "DisplayPreContext"));
    const std::vector<Value> after = value::elements(property_of(context, "DisplayPostContext"));
    int64_t at = number - static_cast<int64_t>(before.size());
    for (const Value& item : before) text += line_text(match, path, at++, value::to_text(item), "  ") + base::new_line;
    text += line_text(match, path, at++, line, "> ");
    for (const Value& item : after) text += base::new_line + line_text(match, path, at++, value::to_text(item), "  ");
    return text;
}

} // namespace kestrun::cmdlets
