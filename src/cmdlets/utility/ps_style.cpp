#include "cmdlets/utility/ps_style.hpp"
#include "cmdlets/support/data_object.hpp"
#include <array>

namespace kestrun::cmdlets {

namespace {

struct Sequence
{
    const char* name;
    const char* text;
};
constexpr std::array<const char*, 16> color_names = {"Black",   "BrightBlack",   "White",  "BrightWhite", "Red",  "BrightRed",
                                                     "Magenta", "BrightMagenta", "Blue",   "BrightBlue",  "Cyan", "BrightCyan",
                                                     "Green",   "BrightGreen",   "Yellow", "BrightYellow"};
constexpr std::array<int, 16> color_codes = {30, 90, 37, 97, 31, 91, 35, 95, 34, 94, 36, 96, 32, 92, 33, 93};
constexpr Sequence plain[] = {
    {"Reset", "\x1b[0m"},         {"BlinkOff", "\x1b[25m"},     {"Blink", "\x1b[5m"},       {"BoldOff", "\x1b[22m"},
    {"Bold", "\x1b[1m"},          {"DimOff", "\x1b[22m"},       {"Dim", "\x1b[2m"},         {"Hidden", "\x1b[8m"},
    {"HiddenOff", "\x1b[28m"},    {"Reverse", "\x1b[7m"},       {"ReverseOff", "\x1b[27m"}, {"ItalicOff", "\x1b[23m"},
    {"Italic", "\x1b[3m"},        {"UnderlineOff", "\x1b[24m"}, {"Underline", "\x1b[4m"},   {"StrikethroughOff", "\x1b[29m"},
    {"Strikethrough", "\x1b[9m"},
};
constexpr Sequence formatting[] = {
    {"FormatAccent", "\x1b[32;1m"}, {"ErrorAccent", "\x1b[36;1m"},
    {"Error", "\x1b[31;1m"},        {"Warning", "\x1b[33;1m"},
    {"Verbose", "\x1b[33;1m"},      {"Debug", "\x1b[33;1m"},
    {"TableHeader", "\x1b[32;1m"},  {"CustomTableHeaderLabel", "\x1b[32;1;3m"},
    {"FeedbackName", "\x1b[33m"},   {"FeedbackText", "\x1b[96m"},
    {"FeedbackAction", "\x1b[97m"},
};

/// A method written in PowerShell.
void add_method(Context& context, value::PSCustomObject& object, const char* name, const char* script)
{
    object.set(name, Value(value::make<value::PSMember>(value::PSMemberKind::ScriptMethod, name, Value(context.parse(script)))));
}

Value colors(Context& context, int offset)
{
    auto object = value::make<value::PSCustomObject>();
    add_method(context, *object, "FromRgb",
               offset ? "param($r, $g, $b) if ($args.Count -eq 0 -and $null -eq $g) { $r, $g, $b = (($r -shr 16) -band 255), (($r -shr 8) "
                        "-band 255), ($r -band 255) }; \"`e[48;2;$r;$g;${b}m\""
                      : "param($r, $g, $b) if ($args.Count -eq 0 -and $null -eq $g) { $r, $g, $b = (($r -shr 16) -band 255), (($r -shr 8) "
                        "-band 255), ($r -band 255) }; \"`e[38;2;$r;$g;${b}m\"");
    for (size_t i = 0; i < color_names.size(); ++i)
        object->set(color_names[i], Value("\x1b[" + std::to_string(color_codes[i] + offset) + "m"));
    return Value(object);
}

} // namespace

Value make_ps_style(Context& context)
{
    auto style = value::make<value::PSCustomObject>();
    for (const Sequence& sequence : plain) style->set(sequence.name, Value(sequence.text));
    style->set("OutputRendering", enum_value("System.Management.Automation.OutputRendering", 0));
    auto parts = value::make<value::PSCustomObject>();
    for (const Sequence& sequence : formatting) parts->set(sequence.name, Value(sequence.text));
    style->set("Formatting", Value(parts));
    style->set("Progress", make_object({{"Style", Value("\x1b[33;1m")},
                                        {"MaxWidth", Value(120)},
                                        {"View", enum_value("System.Management.Automation.ProgressView", 0)},
                                        {"UseOSCIndicator", Value(false)}}));
    style->set(
        "FileInfo",
        make_object({{"Directory", Value("\x1b[44;1m")}, {"SymbolicLink", Value("\x1b[36;1m")}, {"Executable", Value("\x1b[32;1m")}}));
    style->set("Foreground", colors(context, 0));
    style->set("Background", colors(context, 10));
    add_method(context, *style, "FormatHyperlink", "param($text, [uri]$link) \"`e]8;;$link`e\\$text`e]8;;`e\\\"");
    style->insert_type_name(0, "System.Management.Automation.PSStyle");
    return Value(style);
}

} // namespace kestrun::cmdlets
