// Import-LocalizedData: texts of a script in the user's language, from data files in folders named after cultures.
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr const char* invalid_operation = "System.Management.Automation.PSInvalidOperationException";

enum : size_t
{
    PVariable,
    PCulture,
    PDirectory,
    PFile,
    PSupported,
};
constexpr ParameterDef parameters[] = {
    {.name = "BindingVariable", .type = "string", .position = 0, .flags = P::NotNullOrEmpty, .aliases = "Variable"},
    {.name = "UICulture", .type = "string", .position = 1, .help = "As in $PSUICulture."},
    {.name = "BaseDirectory", .type = "string", .help = "Where the folders of the cultures are; the script's own folder."},
    {.name = "FileName", .type = "string", .help = "The script's name with .psd1."},
    {.name = "SupportedCommand", .type = "string[]", .help = "Commands that the data may call, beside ConvertFrom-StringData."},
};
struct ImportLocalizedData final : Cmdlet
{
    void process() override
    {
        const std::string script = value::to_text(context().get_variable("PSCommandPath"));
        std::string name = text(PFile);
        if (name.empty()) {
            if (script.empty())
                fail("InvalidOperation",
                     "The FileName parameter was not specified. The FileName parameter is required when Import-LocalizedData is not called "
                     "from a script file.",
                     ErrorCategory::InvalidOperation, {}, invalid_operation);
            name = leaf_name(script);
            name = name.substr(0, name.rfind('.'));
        }
        if (!lower(name).ends_with(".psd1")) name += ".psd1";
        std::string folder = has(PDirectory)  ? context().resolve_path(text(PDirectory))
                             : script.empty() ? context().current_directory()
                                              : parent_path(script);
        const std::string file = find(folder, name);
        if (!file.empty()) deliver(read(file));
    }

private:
    /// en-GB, en, then the folder itself.
    std::string find(const std::string& folder, const std::string& name)
    {
        std::string culture = text(PCulture);
        if (culture.empty()) culture = value::to_text(context().get_variable("PSUICulture"));
        for (std::string part = culture; !part.empty();
             part = part.rfind('-') == std::string::npos ? "" : part.substr(0, part.rfind('-'))) {
            std::string file = join_path(join_path(folder, part), name);
            if (path_exists(file)) return file;
        }
        std::string file = join_path(folder, name);
        if (path_exists(file)) return file;
        write_error("ImportLocalizedData",
                    "Cannot find the PowerShell data file '" + name + "' in directory '" + join_path(folder, culture) +
                        "', or in any parent culture directories.",
                    ErrorCategory::ObjectNotFound, Value(join_path(folder, culture)), invalid_operation);
        return {};
    }

    Value read(const std::string& file)
    {
        int error = 0;
        const std::string content = read_file(file, error);
        if (error) throw ScriptError(file_error(error, file, "FileOpenFailure", ErrorCategory::OpenError));
        std::string supported;
        for (const std::string& command : texts(PSupported)) supported += (supported.empty() ? " -SupportedCommand " : ", ") + command;
        try {
            // The rules are those of a data section (about_Data_Sections).
            return context().invoke(*context().parse("data" + supported + " {\n" + content + "\n}"));
        } catch (const ScriptError& wrong) {
            fail("InvalidOperation",
                 "The following error occurred while PowerShell was loading the '" + file + "' script data file:\n" +
                     one_line_up(wrong.record->exception->message()) + ".",
                 ErrorCategory::InvalidOperation, {}, invalid_operation);
        }
    }

    /// "At line:3" of the section is line 2 of the file.
    static std::string one_line_up(std::string message)
    {
        constexpr std::string_view mark = "At line:";
        for (size_t at = 0; (at = message.find(mark, at)) != std::string::npos; at += mark.size()) {
            const size_t start = at + mark.size();
            size_t end = start;
            while (end < message.size() && message[end] >= '0' && message[end] <= '9') ++end;
            if (end > start) message.replace(start, end - start, std::to_string(std::strtol(message.c_str() + start, nullptr, 10) - 1));
        }
        return message;
    }

    void deliver(const Value& data)
    {
        if (has(PVariable))
            context().set_variable(text(PVariable), data);
        else
            write(data);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Import-LocalizedData",
     .synopsis = "Reads a script's texts in the language of the user.",
     .parameters = parameters,
     .make = make_cmdlet<ImportLocalizedData>,
     .class_name = "Microsoft.PowerShell.Commands.ImportLocalizedData"},
};

} // namespace

constinit const CmdletTable localized_data_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
