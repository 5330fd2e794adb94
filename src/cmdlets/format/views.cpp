#include "base/platform.hpp"
#include "cmdlets/format/display_text.hpp"
#include "cmdlets/format/file_facts.hpp"
#include "cmdlets/format/view.hpp"
#include "engine/session.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr auto L = Align::Left;
constexpr auto R = Align::Right;
constexpr auto U = Align::Undefined;

// --- computed columns ---

std::string number_text(double number, const char* format) { return value::format_value(Value(number), format); }
double real_property(const Value& item, std::string_view name)
{
    const Value found = property_of(item, name);
    return found.is_null() ? 0 : value::to_double(found);
}
std::string process_npm(Context&, const Value& item) { return number_text(real_property(item, "NPM") / 1024, "F0"); }
std::string process_pm(Context&, const Value& item) { return number_text(real_property(item, "PM") / 1048576, "N2"); }
std::string process_ws(Context&, const Value& item) { return number_text(real_property(item, "WS") / 1048576, "N2"); }
std::string process_cpu(Context&, const Value& item) { return number_text(real_property(item, "CPU"), "N2"); }
std::string command_name(Context&, const Value& item)
{
    if (property_text(item, "CommandType") != "Alias") return property_text(item, "Name");
    const std::string definition = property_text(item, "Definition"), name = property_text(item, "Name");
    return name.find('-') == std::string::npos ? name + " -> " + definition : name;
}
std::string command_version(Context&, const Value& item) { return property_text(item, "Version"); }
std::string command_source(Context&, const Value& item) { return property_text(item, "Source"); }
std::string file_time(Context&, const Value& item)
{
    const Value time = property_of(item, "LastWriteTime");
    return time.is_null() ? std::string() : value::format_value(time, "d") + " " + value::format_value(time, "HH:mm");
}
// --- the columns PowerShell shows for files: of Unix, and of Windows ---

std::string file_mode(Context&, const Value& item) { return file_facts(item).mode; }
std::string file_user(Context&, const Value& item) { return file_facts(item).user; }
std::string file_group(Context&, const Value& item) { return file_facts(item).group; }
std::string file_size(Context&, const Value& item) { return file_facts(item).size; }
std::string windows_size(Context&, const Value& item)
{
    const Value length = property_of(item, "Length");
    return length.is_null() ? std::string() : value::to_text(length);
}
std::string windows_time(Context&, const Value& item)
{
    const Value time = property_of(item, "LastWriteTime");
    if (time.is_null()) return {};
    const std::string day = value::format_value(time, "d"), hour = value::format_value(time, "t");
    return (day.size() < 10 ? std::string(10 - day.size(), ' ') : std::string()) + day +
           std::string(hour.size() < 8 ? 9 - hour.size() : 1, ' ') + hour;
}
std::string module_exports(Context& context, const Value& item)
{
    const Value exports = property_of(item, "ExportedCommands");
    const Value keys = exports.is_null() ? Value() : property_of(exports, "Keys");
    if (keys.is_null()) return {};
    const std::vector<Value> names = value::elements(keys);
    return names.size() == 1 ? value::to_text(names.front()) : display_text(keys, enumeration_limit(context));
}
std::string module_prerelease(Context&, const Value&) { return {}; }
std::string drive_used(Context&, const Value& item)
{
    const double used = real_property(item, "Used"), free = real_property(item, "Free");
    return used > 0 || free > 0 ? number_text(used / 1073741824, "0.00") : std::string();
}
std::string drive_free(Context&, const Value& item)
{
    const double used = real_property(item, "Used"), free = real_property(item, "Free");
    return used > 0 || free > 0 ? number_text(free / 1073741824, "0.00") : std::string();
}
std::string drive_provider(Context&, const Value& item) { return property_text(property_of(item, "Provider"), "Name"); }
std::string help_module(Context&, const Value& item) { return property_text(item, "ModuleName"); }
std::string cut_content(const Value& item, std::string_view name)
{
    std::string text = property_text(item, name);
    if (text.size() <= 200) return text;
    return text.substr(0, head_bytes(text, 200)) + ellipsis;
}
std::string web_content(Context&, const Value& item) { return cut_content(item, "Content"); }
std::string web_raw(Context&, const Value& item) { return cut_content(item, "RawContent"); }

// --- custom views ---

std::vector<std::string> text_lines(const std::string& text) { return split(replace_all(text, "\r\n", "\n"), '\n'); }
std::vector<std::string> date_lines(Context&, const Value& item)
{
    // types.ps1xml: DateTime shows the long date and time unless Get-Date -DisplayHint said otherwise.
    const std::string hint = property_text(item, "DisplayHint");
    const Value& date = value::unwrap(item);
    if (hint == "Date") return {value::format_value(date, "D")};
    if (hint == "Time") return {value::format_value(date, "T")};
    return {value::format_value(date, "D") + " " + value::format_value(date, "T")};
}
std::vector<std::string> self_lines(Context&, const Value& item) { return text_lines(value::to_text(item)); }
std::vector<std::string> message_lines(Context&, const Value& item) { return text_lines(property_text(item, "Message")); }
std::vector<std::string> information_lines(Context&, const Value& item) { return text_lines(property_text(item, "MessageData")); }
std::vector<std::string> error_lines(Context& context, const Value& item)
{
    const auto* record = item.as<ErrorRecord>();
    return record ? text_lines(engine::error_text(context, *record)) : self_lines(context, item);
}
std::vector<std::string> match_lines(Context& context, const Value& item)
{
    std::vector<Value> args{Value(context.current_directory())};
    return text_lines(value::to_text(value::invoke_method(item, Name("ToString"), args)));
}
std::vector<std::string> help_lines(Context&, const Value& item) { return text_lines(property_text(item, "Text")); }

// --- tables ---

constexpr ViewField dictionary_entry[] = {{"", "Name", 30}, {"", "Value"}};
constexpr ViewField dictionary_entry_list[] = {{"", "Name"}, {"", "Value"}};
constexpr ViewField culture[] = {{"", "LCID", 16}, {"", "Name", 16}, {"", "DisplayName"}};
constexpr ViewField version[] = {{"", "Major", 6}, {"", "Minor", 6}, {"", "Build", 6}, {"", "Revision", 8}};
constexpr ViewField semantic_version[] = {
    {"", "Major", 6}, {"", "Minor", 6}, {"", "Patch", 6}, {"", "PreReleaseLabel", 15}, {"", "BuildLabel", 11}};
constexpr ViewField process[] = {{"NPM(K)", "", 7, R, process_npm},
                                 {"PM(M)", "", 8, R, process_pm},
                                 {"WS(M)", "", 10, R, process_ws},
                                 {"CPU(s)", "", 10, R, process_cpu},
                                 {"", "Id", 7, R},
                                 {"", "SI", 3, R},
                                 {"", "ProcessName"}};
constexpr ViewField process_wide[] = {{"", "ProcessName"}};
constexpr ViewField time_span[] = {{"", "Days"},         {"", "Hours"},        {"", "Minutes"},          {"", "Seconds"},
                                   {"", "Milliseconds"}, {"", "Ticks"},        {"", "TotalDays"},        {"", "TotalHours"},
                                   {"", "TotalMinutes"}, {"", "TotalSeconds"}, {"", "TotalMilliseconds"}};
constexpr ViewField time_span_table[] = {{"", "Days"}, {"", "Hours"}, {"", "Minutes"}, {"", "Seconds"}, {"", "Milliseconds"}};
constexpr ViewField guid[] = {{"", "Guid"}};
constexpr ViewField network_credential[] = {{"", "UserName", 50}, {"", "Domain", 50}};
constexpr ViewField method[] = {{"", "OverloadDefinitions"}};
constexpr ViewField type[] = {{"", "IsPublic", 8}, {"IsSerial", "IsSerializable", 8}, {"", "Name", 40}, {"", "BaseType"}};
constexpr ViewField member[] = {{"", "Name"}, {"", "MemberType"}, {"", "Definition"}};
constexpr ViewField group_info[] = {{"", "Count", 5, R}, {"", "Name", 25}, {"", "Group"}};
constexpr ViewField group_list[] = {{"", "Name"}, {"", "Count"}, {"", "Group"}, {"", "Values"}};
constexpr ViewField group_bare[] = {{"", "Count", 5, R}, {"", "Name", 25}};
constexpr ViewField group_bare_list[] = {{"", "Name"}, {"", "Count"}, {"", "Values"}};
constexpr ViewField history[] = {{"", "Id", 4, R}, {"", "Duration", 12, R}, {"", "CommandLine"}};
constexpr ViewField variable[] = {{"", "Name", 30}, {"", "Value"}};
constexpr ViewField path[] = {{"", "Path"}};
constexpr ViewField command[] = {{"", "CommandType", 15},
                                 {"Name", "", 50, U, command_name},
                                 {"Version", "", 10, U, command_version},
                                 {"Source", "", 0, U, command_source}};
constexpr ViewField alias_list[] = {
    {"", "DisplayName"}, {"", "CommandType"}, {"", "Definition"}, {"", "ReferencedCommand"}, {"", "ResolvedCommand"}};
constexpr ViewField function_list[] = {{"", "Name"}, {"", "CommandType"}, {"", "Definition"}};
constexpr ViewField cmdlet_list[] = {{"", "Name"},          {"", "CommandType"}, {"", "Definition"},
                                     {"", "ParameterSets"}, {"", "Verb"},        {"", "Noun"}};
constexpr ViewField drive[] = {
    {"", "Name", 10}, {"Used (GB)", "", 13, R, drive_used}, {"Free (GB)", "", 13, R, drive_free}, {"Provider", "", 13, U, drive_provider},
    {"", "Root", 35}, {"", "CurrentLocation", 0, R}};
constexpr ViewField drive_list[] = {{"", "Name"}, {"", "Description"}, {"", "Provider"}, {"", "Root"}, {"", "CurrentLocation"}};
constexpr ViewField provider[] = {{"", "Name", 20}, {"", "Capabilities"}, {"", "Drives"}};
constexpr ViewField job[] = {{"", "Id", 6, L},           {"", "Name", 15, L},     {"", "PSJobTypeName", 15, L}, {"", "State", 13, L},
                             {"", "HasMoreData", 15, L}, {"", "Location", 20, L}, {"", "Command", 25, L}};
constexpr ViewField frame[] = {{"", "Command"}, {"", "Arguments"}, {"", "Location"}};
constexpr ViewField module[] = {{"", "ModuleType", 10, L},
                                {"", "Version", 10, L},
                                {"PreRelease", "", 10, L, module_prerelease},
                                {"", "Name", 35, L},
                                {"ExportedCommands", "", 0, L, module_exports}};
constexpr ViewField module_wide[] = {{"", "Name"}};
constexpr ViewField module_list[] = {{"", "Name"},
                                     {"", "Path"},
                                     {"", "Description"},
                                     {"", "ModuleType"},
                                     {"", "Version"},
                                     {"", "NestedModules"},
                                     {"", "ExportedFunctions"},
                                     {"", "ExportedCmdlets"},
                                     {"", "ExportedVariables"},
                                     {"", "ExportedAliases"}};
constexpr ViewField file_hash[] = {{"", "Algorithm", 15, L}, {"", "Hash", 70, L}, {"", "Path"}};
constexpr ViewField bytes[] = {
    {"Offset", "HexOffset", 16, R}, {"Bytes\n00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F", "HexBytes", 47, L}, {"", "Ascii", 16, L}};
constexpr ViewField unix_files[] = {{"UnixMode", "", 10, L, file_mode}, {"User", "", 10, R, file_user},
                                    {"Group", "", 10, L, file_group},   {"LastWriteTime", "", 16, R, file_time},
                                    {"Size", "", 12, R, file_size},     {"", "Name", 0, L}};
constexpr ViewField windows_files[] = {
    {"", "Mode", 7, L}, {"LastWriteTime", "", 26, R, windows_time}, {"Length", "", 14, R, windows_size}, {"", "Name", 0, L}};
constexpr std::span<const ViewField> files =
    base::sys::on_windows ? std::span<const ViewField>(windows_files) : std::span<const ViewField>(unix_files);
constexpr ViewField files_list[] = {{"", "Name"},           {"", "Length"}, {"", "CreationTime"}, {"", "LastWriteTime"},
                                    {"", "LastAccessTime"}, {"", "Mode"},   {"", "LinkType"},     {"", "Target"}};
constexpr ViewField files_wide[] = {{"", "Name"}};
constexpr ViewField web_html[] = {{"", "StatusCode"},
                                  {"", "StatusDescription"},
                                  {"Content", "", 0, U, web_content},
                                  {"RawContent", "", 0, U, web_raw},
                                  {"", "Headers"},
                                  {"", "Images"},
                                  {"", "InputFields"},
                                  {"", "Links"},
                                  {"", "RawContentLength"},
                                  {"", "RelationLink"}};
constexpr ViewField web[] = {{"", "StatusCode"}, {"", "StatusDescription"}, {"", "Content"},     {"RawContent", "", 0, U, web_raw},
                             {"", "Headers"},    {"", "RawContentLength"},  {"", "RelationLink"}};
constexpr ViewField help_short[] = {{"", "Name", 33, L}, {"", "Category", 9, L}, {"Module", "", 25, L, help_module}, {"", "Synopsis"}};

#define AUTOMATION "System.Management.Automation."
#define COMMANDS "Microsoft.PowerShell.Commands."

constexpr View views[] = {
    {.types = "System.Collections.DictionaryEntry", .shape = Shape::Table, .fields = dictionary_entry},
    {.types = "System.Collections.DictionaryEntry", .shape = Shape::List, .fields = dictionary_entry_list},
    {.types = AUTOMATION "ErrorRecord", .shape = Shape::Custom, .out_of_band = true, .lines = error_lines},
    {.types = AUTOMATION "WarningRecord," AUTOMATION "VerboseRecord," AUTOMATION "DebugRecord",
     .shape = Shape::Custom,
     .out_of_band = true,
     .lines = message_lines},
    {.types = AUTOMATION "InformationRecord", .shape = Shape::Custom, .out_of_band = true, .lines = information_lines},
    {.types = "System.DateTime", .shape = Shape::Custom, .lines = date_lines},
    {.types = AUTOMATION "ScriptBlock", .shape = Shape::Custom, .out_of_band = true, .lines = self_lines},
    {.types = COMMANDS "MatchInfo", .shape = Shape::Custom, .lines = match_lines},
    {.types = "System.IO.DirectoryInfo,System.IO.FileInfo",
     .shape = Shape::Table,
     .fields = files,
     .wrap = true,
     .group_label = "Directory",
     .group_property = "PSParentPath",
     .group_indent = 4},
    {.types = "System.IO.DirectoryInfo,System.IO.FileInfo",
     .shape = Shape::List,
     .fields = files_list,
     .group_label = "Directory",
     .group_property = "PSParentPath",
     .group_indent = 4},
    {.types = "System.IO.DirectoryInfo,System.IO.FileInfo",
     .shape = Shape::Wide,
     .fields = files_wide,
     .group_label = "Directory",
     .group_property = "PSParentPath",
     .group_indent = 4},
    {.types = COMMANDS "GroupInfoNoElement", .shape = Shape::Table, .fields = group_bare},
    {.types = COMMANDS "GroupInfoNoElement", .shape = Shape::List, .fields = group_bare_list},
    {.types = COMMANDS "GroupInfo", .shape = Shape::Table, .fields = group_info},
    {.types = COMMANDS "GroupInfo", .shape = Shape::List, .fields = group_list},
    {.types = COMMANDS "MemberDefinition",
     .shape = Shape::Table,
     .fields = member,
     .auto_size = true,
     .group_label = "TypeName",
     .group_property = "TypeName"},
    {.types = COMMANDS "FileHashInfo", .shape = Shape::Table, .fields = file_hash},
    {.types = COMMANDS "ByteCollection", .shape = Shape::Table, .fields = bytes, .group_label = "Label", .group_property = "Label"},
    {.types = COMMANDS "HistoryInfo", .shape = Shape::Table, .fields = history},
    {.types = COMMANDS "BasicHtmlWebResponseObject", .shape = Shape::List, .fields = web_html},
    {.types = COMMANDS "WebResponseObject", .shape = Shape::List, .fields = web},
    {.types = AUTOMATION "PSVariable", .shape = Shape::Table, .fields = variable},
    {.types = AUTOMATION "PathInfo", .shape = Shape::Table, .fields = path},
    {.types = AUTOMATION "AliasInfo," AUTOMATION "FunctionInfo," AUTOMATION "CmdletInfo", .shape = Shape::Table, .fields = command},
    {.types = AUTOMATION "AliasInfo", .shape = Shape::List, .fields = alias_list},
    {.types = AUTOMATION "FunctionInfo", .shape = Shape::List, .fields = function_list},
    {.types = AUTOMATION "CmdletInfo", .shape = Shape::List, .fields = cmdlet_list},
    {.types = AUTOMATION "CommandInfo", .shape = Shape::Table, .fields = command},
    {.types = AUTOMATION "PSDriveInfo", .shape = Shape::Table, .fields = drive},
    {.types = AUTOMATION "PSDriveInfo", .shape = Shape::List, .fields = drive_list},
    {.types = AUTOMATION "ProviderInfo", .shape = Shape::Table, .fields = provider},
    {.types = AUTOMATION "Job", .shape = Shape::Table, .fields = job},
    {.types = AUTOMATION "CallStackFrame", .shape = Shape::Table, .fields = frame},
    {.types = AUTOMATION "PSModuleInfo", .shape = Shape::Table, .fields = module},
    {.types = AUTOMATION "PSModuleInfo", .shape = Shape::Wide, .fields = module_wide},
    {.types = AUTOMATION "PSModuleInfo", .shape = Shape::List, .fields = module_list},
    {.types = AUTOMATION "SemanticVersion", .shape = Shape::Table, .fields = semantic_version},
    {.types = AUTOMATION "PSMethod", .shape = Shape::Table, .fields = method, .wrap = true},
    {.types = "HelpInfoShort", .shape = Shape::Table, .fields = help_short},
    {.types = "MamlCommandHelpInfo,MamlCommandHelpInfo#parameter,KestrunHelpText", .shape = Shape::Custom, .lines = help_lines},
    {.types = "System.Globalization.CultureInfo", .shape = Shape::Table, .fields = culture},
    {.types = "System.Version", .shape = Shape::Table, .fields = version},
    {.types = "System.Diagnostics.Process", .shape = Shape::Table, .fields = process},
    {.types = "System.Diagnostics.Process", .shape = Shape::Wide, .fields = process_wide},
    {.types = "System.TimeSpan", .shape = Shape::List, .fields = time_span},
    {.types = "System.TimeSpan", .shape = Shape::Table, .fields = time_span_table},
    {.types = "System.Guid", .shape = Shape::Table, .fields = guid},
    {.types = "System.Net.NetworkCredential", .shape = Shape::Table, .fields = network_credential},
    {.types = "System.RuntimeType,System.Type", .shape = Shape::Table, .fields = type},
};

std::vector<std::span<const View>>& registered()
{
    static std::vector<std::span<const View>> tables;
    return tables;
}

bool names_type(std::string_view types, std::string_view name)
{
    while (!types.empty()) {
        const size_t comma = types.find(',');
        if (types.substr(0, comma) == name) return true;
        if (comma == std::string_view::npos) return false;
        types.remove_prefix(comma + 1);
    }
    return false;
}

const View* find_in(std::span<const View> table, std::string_view name, Shape shape, bool out_of_band)
{
    for (const View& view : table) {
        if (view.out_of_band == out_of_band && (shape == Shape::Undefined || view.shape == shape) && names_type(view.types, name))
            return &view;
    }
    return nullptr;
}

} // namespace

void register_views(std::span<const View> table) { registered().push_back(table); }

const View* find_view(const std::vector<std::string>& type_names, Shape shape, bool out_of_band)
{
    // The most derived type decides, then the order of the tables.
    for (const std::string& name : type_names) {
        for (const auto& table : registered()) {
            if (const View* found = find_in(table, name, shape, out_of_band)) return found;
        }
        if (const View* found = find_in(views, name, shape, out_of_band)) return found;
    }
    return nullptr;
}

bool view_fits(const View& view, const std::vector<std::string>& type_names)
{
    for (const std::string& name : type_names) {
        if (names_type(view.types, name)) return true;
    }
    return false;
}

} // namespace kestrun::cmdlets
