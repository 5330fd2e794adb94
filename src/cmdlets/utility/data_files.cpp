// ConvertFrom-StringData, Import-PowerShellDataFile, Export-Clixml, Import-Clixml, ConvertTo-CliXml, ConvertFrom-CliXml.
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/clixml.hpp"
#include "engine/module_loader.hpp"

namespace kestrun::cmdlets {

namespace {

// --- ConvertFrom-StringData ---

constexpr ParameterDef string_parameters[] = {
    {.name = "StringData", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyString},
    {.name = "Delimiter", .type = "char", .position = 1, .default_text = "="},
};

/// \n, \t, \\ and their kin, as in regular expressions.
std::string unescaped(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i]) {
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        default: out += text[i];
        }
    }
    return out;
}

struct ConvertFromStringData final : Cmdlet
{
    void process() override
    {
        const char delimiter = has(1) ? text(1)[0] : '=';
        auto table = value::make<value::Dictionary>();
        const std::string data = text(0); // the lines are views into it
        for (const std::string_view raw : lines_of(data)) {
            const std::string line = trim(raw);
            if (line.empty() || line.front() == '#') continue;
            const size_t at = line.find(delimiter);
            if (at == std::string::npos) {
                fail("InvalidOperation", "Data line '" + line + "' is not in 'name=value' format. ", ErrorCategory::InvalidOperation, {},
                     "System.Management.Automation.PSInvalidOperationException");
            }
            const std::string name = unescaped(trim(std::string_view(line).substr(0, at)));
            if (table->find(std::string_view(name))) {
                fail("InvalidOperation", "Data item '" + name + "' in line '" + line + "' is already defined. ",
                     ErrorCategory::InvalidOperation, {}, "System.Management.Automation.PSInvalidOperationException");
            }
            table->set(std::string_view(name), Value(unescaped(trim(std::string_view(line).substr(at + 1)))));
        }
        write(Value(table));
    }
};

// --- Import-PowerShellDataFile ---

constexpr ParameterDef data_parameters[] = {
    {.name = "Path", .type = "string[]", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "ByLiteralPath@0!", .aliases = "PSPath,LP"},
    {.name = "SkipLimitCheck", .type = "switch"},
};
struct ImportPowerShellDataFile final : Cmdlet
{
    void process() override
    {
        for (const std::string& path : texts(has(1) ? 1 : 0)) {
            const std::vector<std::string> found =
                has(1) ? std::vector<std::string>{context().resolve_path(path)} : expand_path(context(), path);
            if (found.empty()) write_error(path_not_found(context().resolve_path(path)));
            for (const std::string& file : found) write(engine::read_manifest(invocation().session, file));
        }
    }
};

// --- CliXml ---

enum : size_t
{
    EDepth,
    EPath,
    ELiteral,
    EInput,
    EForce,
    ENoClobber,
    EEncoding,
};
constexpr ParameterDef export_parameters[] = {
    {.name = "Depth", .type = "int", .validate = "range:1,2147483647", .default_text = "2"},
    {.name = "Path", .type = "string", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "InputObject", .type = "object:psobject", .flags = P::Mandatory | P::FromPipeline | P::AllowNull},
    {.name = "Force", .type = "switch"},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite"},
    {.name = "Encoding", .type = "object:System.Text.Encoding"},
};
struct ExportClixml final : Cmdlet
{
    void process() override
    {
        if (has(EInput)) items_.push_back(arg(EInput));
    }
    void end() override
    {
        const std::string path = context().resolve_path(text(has(ELiteral) ? ELiteral : EPath));
        if (flag(ENoClobber) && path_exists(path)) {
            fail("NoClobber", "The file '" + path + "' already exists.", ErrorCategory::ResourceExists, Value(path),
                 "System.IO.IOException");
        }
        if (!should_process(path, "Export-Clixml")) return;
        const TextEncoding encoding = has(EEncoding) ? parse_encoding(arg(EEncoding)) : TextEncoding::Utf8;
        const std::string bytes =
            std::string(encoding_mark(encoding)) + encode_text(to_clixml(items_, static_cast<int>(number(EDepth, 2))), encoding);
        if (const int error = write_file(path, bytes, false))
            throw ScriptError(file_error(error, path, "FileOpenFailure", ErrorCategory::OpenError));
    }

private:
    std::vector<Value> items_;
};

constexpr ParameterDef import_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "ByPath@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Skip", .type = "ulong"},
    {.name = "First", .type = "ulong"},
    {.name = "IncludeTotalCount", .type = "switch"},
};
struct ImportClixml final : Cmdlet
{
    void process() override
    {
        for (const std::string& path : texts(has(1) ? 1 : 0)) {
            const std::vector<std::string> found =
                has(1) ? std::vector<std::string>{context().resolve_path(path)} : expand_path(context(), path);
            if (found.empty()) {
                fail("FileOpenFailure",
                     value::has_wildcards(path) ? "Unable to find the specified file."
                                                : "Could not find file '" + context().resolve_path(path) + "'.",
                     ErrorCategory::OpenError, {}, "System.IO.FileNotFoundException");
            }
            for (const std::string& file : found) import(file);
        }
    }

private:
    void import(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error) throw ScriptError(file_error(error, file, "FileOpenFailure", ErrorCategory::OpenError));
        int64_t skip = number(2), left = has(3) ? number(3) : INT64_MAX;
        for (Value& item : from_clixml(decode_text(bytes))) {
            if (skip-- > 0) continue;
            if (left-- <= 0) return;
            write(std::move(item));
        }
    }
};

constexpr ParameterDef to_parameters[] = {
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowNull},
    {.name = "Depth", .type = "int", .validate = "range:1,2147483647", .default_text = "2"},
};
struct ConvertToCliXml final : Cmdlet
{
    void process() override
    {
        if (has(0)) items_.push_back(arg(0));
    }
    void end() override { write(Value(to_clixml(items_, static_cast<int>(number(1, 2))))); }

private:
    std::vector<Value> items_;
};
constexpr ParameterDef from_parameters[] = {
    {.name = "InputObject", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
};
struct ConvertFromCliXml final : Cmdlet
{
    void process() override { text_ += text(0) + "\n"; }
    void end() override
    {
        for (Value& item : from_clixml(text_)) write(std::move(item));
    }

private:
    std::string text_;
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertFrom-StringData",
     .synopsis = "Reads lines name=value into a hashtable.",
     .parameters = string_parameters,
     .make = make_cmdlet<ConvertFromStringData>},
    {.name = "Import-PowerShellDataFile",
     .synopsis = "Reads a file of data.",
     .parameters = data_parameters,
     .make = make_cmdlet<ImportPowerShellDataFile>,
     .default_set = "ByPath"},
    {.name = "Export-Clixml",
     .synopsis = "Writes objects to a file, to be read again.",
     .parameters = export_parameters,
     .make = make_cmdlet<ExportClixml>,
     .default_set = "ByPath",
     .flags = C::ShouldProcess},
    {.name = "Import-Clixml",
     .synopsis = "Reads objects from a file.",
     .parameters = import_parameters,
     .make = make_cmdlet<ImportClixml>,
     .default_set = "ByPath"},
    {.name = "ConvertTo-CliXml",
     .synopsis = "Writes objects as CLIXML.",
     .parameters = to_parameters,
     .make = make_cmdlet<ConvertToCliXml>},
    {.name = "ConvertFrom-CliXml",
     .synopsis = "Reads objects from CLIXML.",
     .parameters = from_parameters,
     .make = make_cmdlet<ConvertFromCliXml>},
};

} // namespace

constinit const CmdletTable data_files_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
