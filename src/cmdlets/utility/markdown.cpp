// ConvertFrom-Markdown, Show-Markdown, Get-MarkdownOption, Set-MarkdownOption.
#include "cmdlets/utility/markdown.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/markdown_html.hpp"
#include "value/file_info.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr const char* info_name = "Microsoft.PowerShell.MarkdownRender.MarkdownInfo";
constexpr const char* option_name = "Microsoft.PowerShell.MarkdownRender.PSMarkdownOptionInfo";
constexpr const char* option_variable = "global:__MarkdownOptions";

constexpr value::MemberDef info_members[] = {
    slot<0>("Html", "string"),
    slot<1>("Tokens", "object"),
    slot<2>("VT100EncodedString", "string"),
};
constexpr value::MemberDef option_members[] = {
    slot_rw<0>("Header1", "string"),
    slot_rw<1>("Header2", "string"),
    slot_rw<2>("Header3", "string"),
    slot_rw<3>("Header4", "string"),
    slot_rw<4>("Header5", "string"),
    slot_rw<5>("Header6", "string"),
    slot_rw<6>("Code", "string"),
    slot_rw<7>("Link", "string"),
    slot_rw<8>("Image", "string"),
    slot_rw<9>("EmphasisBold", "string"),
    slot_rw<10>("EmphasisItalics", "string"),
    slot_rw<11>("EnableVT100Encoding", "bool"),
};
constexpr value::TypeDef rows_of_types[] = {
    {.full_name = info_name, .members = info_members},
    {.full_name = option_name, .members = option_members},
};

class MarkdownCommand : public Cmdlet
{
protected:
    /// The text of a file, or nothing after an error.
    std::optional<std::string> file_text(const std::string& path)
    {
        int error = 0;
        const std::string bytes = read_file(path, error);
        if (!error) return decode_text(bytes);
        write_error("FileNotFound", "Cannot find path '" + path + "' because it does not exist.", ErrorCategory::ObjectNotFound,
                    Value(path), "System.Management.Automation.ItemNotFoundException");
        return std::nullopt;
    }
    /// Calls `take` with the text of each file that the path names.
    template <typename F>
    void each_file(const std::vector<std::string>& paths, bool literal, F&& take)
    {
        for (const std::string& path : paths) {
            std::vector<std::string> found = literal ? std::vector<std::string>{} : expand_path(context(), path);
            if (found.empty()) found.push_back(context().resolve_path(path));
            for (const std::string& file : found)
                if (const std::optional<std::string> text = file_text(file)) take(*text);
        }
    }
};

// --- ConvertFrom-Markdown ---

enum : size_t
{
    CPath,
    CLiteral,
    CInput,
    CVt100,
};
constexpr ParameterDef convert_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "PathParamSet@0!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralParamSet!", .aliases = "PSPath,LP"},
    {.name = "InputObject", .type = "psobject", .sets = "InputObjParamSet!|"},
    {.name = "AsVT100EncodedString", .type = "switch"},
};
struct ConvertFromMarkdown final : MarkdownCommand
{
    void process() override
    {
        if (has(CPath) || has(CLiteral)) {
            each_file(texts(has(CPath) ? CPath : CLiteral), has(CLiteral), [&](const std::string& text) { convert(text); });
            return;
        }
        const Value& input_object = value::unwrap(arg(CInput));
        if (input_object.is_string()) {
            convert(value::to_text(input_object));
        } else if (const auto* file = input_object.as<value::FileSystemInfo>()) {
            if (const std::optional<std::string> text = file_text(file->full_name())) convert(*text);
        } else {
            write_error("InvalidInputObject", "The type of the input object '" + value::type_of(input_object).full_name() + "' is invalid.",
                        ErrorCategory::InvalidData, input_object, "System.IO.InvalidDataException");
        }
    }

private:
    void convert(const std::string& text)
    {
        const bool terminal = flag(CVt100);
        write(make_data(info_name, {terminal ? Value() : Value(markdown_to_html(text)), value::make_array({}),
                                    terminal ? Value(markdown_to_terminal(text)) : Value()}));
    }
};

// --- Show-Markdown ---

enum : size_t
{
    SInput,
    SPath,
    SLiteral,
    SBrowser,
};
constexpr ParameterDef show_parameters[] = {
    {.name = "InputObject", .type = "psobject", .sets = "InputObject!|"},
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "UseBrowser", .type = "switch"},
};
struct ShowMarkdown final : MarkdownCommand
{
    void begin() override
    {
        if (flag(SBrowser))
            fail("NotSupported", "Show-Markdown -UseBrowser is not supported: write the Html of ConvertFrom-Markdown to a file.",
                 ErrorCategory::NotImplemented, {}, "System.NotSupportedException");
    }
    void process() override
    {
        if (has(SPath) || has(SLiteral)) {
            each_file(texts(has(SPath) ? SPath : SLiteral), has(SLiteral),
                      [&](const std::string& text) { write(Value(markdown_to_terminal(text))); });
            return;
        }
        const Value& given = value::unwrap(arg(SInput));
        if (const DataObject* info = as_data(given, info_name))
            write(info->slot(2).is_null() ? info->slot(0) : info->slot(2));
        else
            write(Value(markdown_to_terminal(value::to_text(given))));
    }
};

// --- Get-MarkdownOption, Set-MarkdownOption ---

constexpr const char* option_names[] = {"Header1Color",
                                        "Header2Color",
                                        "Header3Color",
                                        "Header4Color",
                                        "Header5Color",
                                        "Header6Color",
                                        "Code",
                                        "LinkForegroundColor",
                                        "ImageAltTextForegroundColor",
                                        "BoldForegroundColor",
                                        "ItalicsForegroundColor"};
constexpr const char* dark_theme[] = {"[7m",          "[4;93m", "[4;94m", "[4;95m", "[4;96m", "[4;97m", "[48;2;155;155;155;38;2;30;30;30m",
                                      "[4;38;5;117m", "[33m",   "[1m",    "[36m"};
constexpr const char* light_theme[] = {"[7m",          "[4;33m", "[4;34m", "[4;35m", "[4;36m", "[4;30m", "[48;2;155;155;155;38;2;30;30;30m",
                                       "[4;38;5;117m", "[33m",   "[1m",    "[36m"};

Value options_of(const char* const (&theme)[11])
{
    std::vector<Value> slots;
    for (const char* each : theme) slots.emplace_back(each);
    slots.emplace_back(true);
    return make_data(option_name, std::move(slots));
}
Value current_options(Context& context)
{
    const Value known = context.get_variable(option_variable);
    if (!known.is_null()) return known;
    const Value made = options_of(dark_theme);
    context.set_variable(option_variable, made);
    return made;
}
struct GetMarkdownOption final : Cmdlet
{
    void process() override { write(current_options(context())); }
};

enum : size_t
{
    OTheme = std::size(option_names),
    OInput,
    OPassThru,
};
#define COLOR(index)                                                                                                                       \
    {                                                                                                                                      \
        .name = option_names[index], .type = "string", .sets = "IndividualSetting", .validate = "pattern:^\\[*[0-9;]*?m{1}"                \
    }
constexpr ParameterDef option_parameters[] = {
    COLOR(0),
    COLOR(1),
    COLOR(2),
    COLOR(3),
    COLOR(4),
    COLOR(5),
    COLOR(6),
    COLOR(7),
    COLOR(8),
    COLOR(9),
    COLOR(10),
    {.name = "Theme", .type = "string", .sets = "Theme@0!", .validate = "set:Dark,Light"},
    {.name = "InputObject", .type = "psobject", .sets = "InputObject@0!|"},
    {.name = "PassThru", .type = "switch"},
};
struct SetMarkdownOption final : Cmdlet
{
    void process() override
    {
        Value options = current_options(context());
        if (has(OTheme)) options = options_of(equals_ci(text(OTheme), "Light") ? light_theme : dark_theme);
        if (has(OInput)) {
            options = value::unwrap(arg(OInput));
            if (!as_data(options, option_name))
                fail("InvalidObject", "The type of the input object '" + value::type_of(options).full_name() + "' is invalid.",
                     ErrorCategory::InvalidArgument, options, "System.ArgumentException");
        }
        for (size_t i = 0; i < std::size(option_names); ++i)
            if (has(i)) as_data(options, option_name)->set_slot(i, Value(text(i)));
        context().set_variable(option_variable, options);
        if (flag(OPassThru)) write(options);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertFrom-Markdown",
     .synopsis = "Makes HTML of Markdown.",
     .parameters = convert_parameters,
     .make = make_cmdlet<ConvertFromMarkdown>,
     .default_set = "PathParamSet",
     .output = info_name},
    {.name = "Show-Markdown",
     .synopsis = "Shows Markdown as text.",
     .parameters = show_parameters,
     .make = make_cmdlet<ShowMarkdown>,
     .default_set = "Path"},
    {.name = "Get-MarkdownOption",
     .synopsis = "Gives the colours of Markdown in a terminal.",
     .make = make_cmdlet<GetMarkdownOption>,
     .output = option_name},
    {.name = "Set-MarkdownOption",
     .synopsis = "Sets the colours of Markdown in a terminal.",
     .parameters = option_parameters,
     .make = make_cmdlet<SetMarkdownOption>,
     .default_set = "IndividualSetting"},
};

} // namespace

std::span<const value::TypeDef> markdown_types() { return rows_of_types; }

constinit const CmdletTable markdown_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
