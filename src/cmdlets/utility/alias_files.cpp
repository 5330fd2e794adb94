// Export-Alias, Import-Alias: aliases in files, as CSV or as a script.
#include "base/platform.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

Value options_of(const engine::CommandInfo& info) { return enum_value("System.Management.Automation.ScopedItemOptions", info.options); }

std::string quoted(std::string_view text) { return "\"" + replace_all(std::string(text), "\"", "\"\"") + "\""; }

enum : size_t
{
    EPath,
    ELiteral,
    EName,
    EPassThru,
    EAs,
    EAppend,
    EForce,
    ENoClobber,
    EDescription,
    EScope,
};
constexpr ParameterDef export_parameters[] = {
    {.name = "Path", .type = "string", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!|", .aliases = "PSPath,LP"},
    {.name = "Name", .type = "string[]", .position = 1, .flags = P::FromPipelineByName, .default_text = "*"},
    {.name = "PassThru", .type = "switch"},
    {.name = "As", .type = "string", .validate = "set:Csv,Script", .default_text = "Csv"},
    {.name = "Append", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite"},
    {.name = "Description", .type = "string", .help = "Comment lines for the head of the file."},
    {.name = "Scope", .type = "string"},
};
struct ExportAlias final : Cmdlet
{
    void process() override
    {
        std::vector<std::string> patterns = texts(EName);
        if (patterns.empty()) patterns.emplace_back("*");
        for (const auto& info : list_aliases(find_scope(invocation(), text(EScope)), has(EScope))) {
            if (matches_any(patterns, info->name)) chosen_.push_back(info);
        }
    }
    void end() override
    {
        const std::string path = context().resolve_path(text(has(ELiteral) ? ELiteral : EPath));
        if (flag(ENoClobber) && path_exists(path))
            fail("NoClobber", "The file '" + path + "' already exists.", ErrorCategory::ResourceExists, Value(path),
                 "System.IO.IOException");
        if (!should_process(path, "Export Alias")) return;
        const bool script = equals_ci(text(EAs, "Csv"), "Script");
        std::string content = heading();
        for (const auto& info : chosen_) {
            const std::string option = value::to_text(options_of(*info));
            content += script
                           ? "set-alias -Name:" + quoted(info->name) + " -Value:" + quoted(info->definition) +
                                 " -Description:" + quoted(info->description) + " -Option:" + quoted(option)
                           : quoted(info->name) + "," + quoted(info->definition) + "," + quoted(info->description) + "," + quoted(option);
            content += base::new_line;
            if (flag(EPassThru)) write(Value(info));
        }
        if (const int error = write_file(path, content, flag(EAppend)))
            throw ScriptError(file_error(error, path, "FileOpenFailure", ErrorCategory::OpenError));
    }

private:
    std::string heading() const
    {
        const auto expanded = [&](const char* expression) { return context().expand_string(expression); };
        std::string out = "# Alias File\n# Exported by : " + expanded("$([Environment]::UserName)") +
                          "\n# Date/Time : " + expanded("$((Get-Date).ToString('F'))") +
                          "\n# Computer : " + expanded("$([Environment]::MachineName)") + "\n";
        const std::string description = text(EDescription); // the lines are views into it
        for (const std::string_view line : lines_of(description)) out += "# " + std::string(line) + "\n";
        return out;
    }
    std::vector<Ref<engine::CommandInfo>> chosen_;
};

enum : size_t
{
    IPath,
    ILiteral,
    IScope,
    IPassThru,
    IForce,
};
constexpr ParameterDef import_parameters[] = {
    {.name = "Path", .type = "string", .flags = P::FromPipelineByName, .sets = "ByPath@0!|"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Scope", .type = "string", .flags = P::NotNullOrEmpty},
    {.name = "PassThru", .type = "switch"},
    {.name = "Force", .type = "switch"},
};
struct ImportAlias final : Cmdlet
{
    void process() override
    {
        const std::string written = text(has(ILiteral) ? ILiteral : IPath);
        const std::vector<std::string> found =
            has(ILiteral) ? std::vector<std::string>{context().resolve_path(written)} : expand_path(context(), written);
        if (found.empty() || !path_exists(found.front())) throw ScriptError(path_not_found(context().resolve_path(written)));
        for (const std::string& file : found) import(file);
    }

private:
    void import(const std::string& file)
    {
        int error = 0;
        const std::string content = read_file(file, error);
        if (error) throw ScriptError(file_error(error, file, "FileOpenFailure", ErrorCategory::OpenError));
        size_t number = 0;
        for (const std::string_view line : lines_of(content)) {
            ++number;
            if (line.empty() || line.front() == '#') continue;
            const std::vector<std::string> fields = fields_of(line);
            if (fields.size() == 4)
                define(fields);
            else
                bad_line(number, file);
        }
    }
    void bad_line(size_t number, const std::string& file)
    {
        write_error("ImportAliasFileFormatError",
                    "Cannot import an alias. Line number " + std::to_string(number) + " in the file '" + file +
                        "' is not a properly-formatted, comma-separated values (CSV) line for aliases. Change the line to contain four "
                        "values separated by commas. If the value text itself contains a comma, then the value must be contained in "
                        "quotation marks.",
                    ErrorCategory::ReadError, Value(file), "System.FormatException");
    }
    void define(const std::vector<std::string>& fields)
    {
        Scope& scope = find_scope(invocation(), text(IScope));
        if (!flag(IForce) && scope.find_alias_here(Symbol(fields[0]))) {
            write_error("AliasAlreadyExists",
                        "The alias is not allowed, because an alias with the name '" + fields[0] + "' already exists.",
                        ErrorCategory::ResourceExists, Value(fields[0]), "System.Management.Automation.SessionStateException");
            return;
        }
        if (!should_process("Name: " + fields[0] + " Value: " + fields[1], "Import Alias")) return;
        auto info = value::make<engine::CommandInfo>(engine::CommandType::Alias, fields[0]);
        info->definition = fields[1];
        info->description = fields[2];
        const value::Type& options = value::native_type("System.Management.Automation.ScopedItemOptions");
        info->options = static_cast<uint8_t>(integral(value::convert(Value(fields[3]), options)) & 15);
        scope.define_alias(Symbol(fields[0]), info);
        if (flag(IPassThru)) write(Value(info));
    }
    static std::vector<std::string> fields_of(std::string_view line)
    {
        std::vector<std::string> fields(1);
        bool inside = false;
        for (size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '"' && inside && i + 1 < line.size() && line[i + 1] == '"') {
                fields.back() += line[i++];
            } else if (line[i] == '"') {
                inside = !inside;
            } else if (line[i] == ',' && !inside) {
                fields.emplace_back();
            } else {
                fields.back() += line[i];
            }
        }
        return fields;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Export-Alias",
     .synopsis = "Writes aliases to a file.",
     .parameters = export_parameters,
     .make = make_cmdlet<ExportAlias>,
     .aliases = "epal",
     .default_set = "ByPath",
     .flags = C::ShouldProcess},
    {.name = "Import-Alias",
     .synopsis = "Reads aliases from a file.",
     .parameters = import_parameters,
     .make = make_cmdlet<ImportAlias>,
     .aliases = "ipal",
     .default_set = "ByPath",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable alias_files_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
