// Join-Path, Split-Path, Test-Path, Resolve-Path, Convert-Path.
#include "cmdlets/support/paths.hpp"
#include "base/system.hpp"
#include "cmdlets/management/item_drives.hpp"
#include "cmdlets/tables.hpp"
#include "value/file_path.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

// --- Join-Path ---

enum : size_t
{
    JPath,
    JChild,
    JMore,
    JResolve,
    JExtension,
    JCredential,
};
constexpr ParameterDef join_parameters[] = {
    {.name = "Path",
     .type = "string[]",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName,
     .aliases = "PSPath"},
    {.name = "ChildPath",
     .type = "string[]",
     .position = 1,
     .flags = P::Mandatory | P::FromPipelineByName | P::AllowNull | P::AllowEmptyString | P::AllowEmptyCollection},
    {.name = "AdditionalChildPath",
     .type = "string[]",
     .position = 2,
     .flags = P::FromPipelineByName | P::FromRemaining | P::AllowNull | P::AllowEmptyString | P::AllowEmptyCollection},
    {.name = "Resolve", .type = "switch", .help = "Gives the paths that exist and match."},
    {.name = "Extension", .type = "string", .help = "Replaces the extension of the result."},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
struct JoinPath final : Cmdlet
{
    void process() override
    {
        for (const std::string& path : texts(JPath)) {
            std::string joined = path;
            for (const std::string& child : texts(JChild)) joined = join_path(joined, child);
            for (const std::string& child : texts(JMore)) joined = join_path(joined, child);
            if (has(JExtension)) replace_extension(joined);
            if (!flag(JResolve)) {
                write(Value(joined));
                continue;
            }
            const std::vector<std::string> found = expand_path(context(), joined);
            if (found.empty() && !value::has_wildcards(joined)) write_error(path_not_found(context().resolve_path(joined)));
            for (const std::string& match : found) write(Value(match));
        }
    }

private:
    void replace_extension(std::string& path) const
    {
        const size_t slash = path.rfind(base::path_separator);
        const size_t dot = path.rfind('.');
        if (dot != std::string::npos && (slash == std::string::npos || dot > slash)) path.erase(dot);
        const std::string extension = text(JExtension);
        if (!extension.empty()) path += (extension.front() == '.' ? "" : ".") + extension;
    }
};

// --- Split-Path ---

enum : size_t
{
    SPath,
    SLiteral,
    SQualifier,
    SNoQualifier,
    SParent,
    SLeaf,
    SLeafBase,
    SExtension,
    SResolve,
    SIsAbsolute,
    SCredential,
};
#define SPLIT_SETS "ParentSet@0!|,LeafSet@0!|,LeafBaseSet@0!|,ExtensionSet@0!|,QualifierSet@0!|,NoQualifierSet@0!|,IsAbsoluteSet@0!|"
constexpr ParameterDef split_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = SPLIT_SETS},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPathSet!", .aliases = "PSPath,LP"},
    {.name = "Qualifier", .type = "switch", .flags = P::FromPipelineByName, .sets = "QualifierSet!"},
    {.name = "NoQualifier", .type = "switch", .flags = P::FromPipelineByName, .sets = "NoQualifierSet!"},
    {.name = "Parent", .type = "switch", .flags = P::FromPipelineByName, .sets = "ParentSet"},
    {.name = "Leaf", .type = "switch", .flags = P::FromPipelineByName, .sets = "LeafSet!"},
    {.name = "LeafBase", .type = "switch", .flags = P::FromPipelineByName, .sets = "LeafBaseSet!"},
    {.name = "Extension", .type = "switch", .flags = P::FromPipelineByName, .sets = "ExtensionSet!"},
    {.name = "Resolve", .type = "switch"},
    {.name = "IsAbsolute", .type = "switch", .sets = "IsAbsoluteSet!"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
struct SplitPath final : Cmdlet
{
    void process() override
    {
        for (const std::string& path : texts(has(SLiteral) ? SLiteral : SPath)) {
            if (!flag(SResolve)) {
                part(path);
                continue;
            }
            const std::vector<std::string> found = expand_path(context(), path);
            if (found.empty() && !value::has_wildcards(path)) write_error(path_not_found(context().resolve_path(path)));
            for (const std::string& match : found) part(match);
        }
    }

private:
    static size_t qualifier_length(std::string_view path)
    {
        const size_t colon = path.find(':');
        if (colon == std::string_view::npos || colon == 0) return 0;
        if (path.substr(colon, 2) == "::") return colon + 2;
        return path.substr(0, colon).find_first_of("/\\") == std::string_view::npos ? colon + 1 : 0;
    }

    void part(const std::string& path)
    {
        const std::string leaf = leaf_name(path);
        const size_t dot = leaf.rfind('.');
        if (flag(SIsAbsolute)) {
            write(Value(!path.empty() && (base::sys::on_windows ? value::Paths::is_fully_qualified(path) || qualifier_length(path) > 2
                                                                : path.front() == '/' || qualifier_length(path) > 0)));
        } else if (flag(SLeaf)) {
            write(Value(leaf));
        } else if (flag(SLeafBase)) {
            write(Value(leaf.substr(0, dot)));
        } else if (flag(SExtension)) {
            write(Value(dot == std::string::npos || dot + 1 == leaf.size() ? std::string() : leaf.substr(dot)));
        } else if (flag(SQualifier)) {
            const size_t length = qualifier_length(path);
            if (length == 0) {
                write_error("ParsePathFormatError", "Cannot parse path because path '" + path + "' does not have a qualifier specified.",
                            ErrorCategory::InvalidArgument, Value(path), "System.FormatException");
                return;
            }
            write(Value(path.substr(0, length)));
        } else if (flag(SNoQualifier)) {
            write(Value(path.substr(qualifier_length(path))));
        } else {
            if (path == "/" || path == "\\") {
                write_error("Argument",
                            "Cannot process argument because the value of argument \"path\" is not valid. Change the value of the \"path\" "
                            "argument and run the operation again.",
                            ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
                return;
            }
            const std::string parent = parent_path(path);
            write(Value(!base::sys::on_windows && parent == "/" ? std::string() : parent));
        }
    }
};

// --- Test-Path ---

enum : size_t
{
    TPath,
    TLiteral,
    TFilter,
    TInclude,
    TExclude,
    TPathType,
    TIsValid,
    TCredential,
    TOlder,
    TNewer,
};
constexpr ParameterDef test_parameters[] = {
    {.name = "Path",
     .type = "string[]",
     .flags = P::FromPipelineByName | P::AllowNull | P::AllowEmptyCollection | P::AllowEmptyString,
     .sets = "Path@0!|"},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName | P::AllowNull | P::AllowEmptyCollection | P::AllowEmptyString,
     .sets = "LiteralPath!",
     .aliases = "PSPath,LP"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "PathType", .type = "string", .aliases = "Type", .validate = "set:Any,Container,Leaf"},
    {.name = "IsValid", .type = "switch"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
    {.name = "OlderThan", .type = "datetime"},
    {.name = "NewerThan", .type = "datetime"},
};
struct TestPath final : Cmdlet
{
    void process() override
    {
        const size_t which = has(TLiteral) ? TLiteral : TPath;
        const Value& given = arg(which);
        if (given.is_null() || value::elements(given).empty()) return null_path();
        for (const Value& item : value::elements(given)) {
            if (item.is_null()) {
                null_path();
                continue;
            }
            const std::string path = value::to_text(item);
            bool there = false;
            try {
                there = test(path, which == TLiteral);
            } catch (const ScriptError&) { // on no drive that there is
            }
            write(Value(there));
        }
    }

private:
    void null_path()
    {
        write_error("NullPathNotPermitted",
                    "Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')",
                    ErrorCategory::InvalidArgument, {}, "System.ArgumentNullException");
    }
    bool test(const std::string& path, bool literal)
    {
        if (trim(path).empty()) return false;
        if (flag(TIsValid)) return path.find('\0') == std::string::npos;
        const DrivePath drive = split_drive(path);
        if (!drive.drive.empty()) return test_drive(drive);
        std::vector<std::string> found;
        if (literal) {
            std::string absolute = existing_path(context(), path);
            if (!absolute.empty()) found.push_back(std::move(absolute));
        } else {
            found = expand_path(context(), path, true);
        }
        return std::any_of(found.begin(), found.end(), [&](const std::string& absolute) { return fits(absolute); });
    }
    bool test_drive(const DrivePath& drive)
    {
        if (equals_ci(text(TPathType), "Container")) return drive.path.empty();
        if (drive.path.empty()) return true;
        return !find_drive_items(context(), drive.drive, drive.path).empty();
    }
    bool fits(const std::string& absolute)
    {
        base::sys::Stat facts;
        if (base::sys::stat(absolute.c_str(), &facts) != 0 && base::sys::lstat(absolute.c_str(), &facts) != 0) return false;
        const std::string kind = text(TPathType, "Any");
        if (equals_ci(kind, "Leaf") && S_ISDIR(facts.st_mode)) return false;
        if (equals_ci(kind, "Container") && !S_ISDIR(facts.st_mode)) return false;
        const std::string leaf = leaf_name(absolute);
        if (has(TFilter) && !value::wildcard_match(text(TFilter), leaf, false)) return false;
        if (has(TInclude) && !matches_any(texts(TInclude), leaf)) return false;
        if (has(TExclude) && matches_any(texts(TExclude), leaf)) return false;
        if (!has(TOlder) && !has(TNewer)) return true;
        const Value written = property_of(file_item(absolute), "LastWriteTime");
        if (has(TOlder) && value::compare(written, arg(TOlder)) >= 0) return false;
        return !has(TNewer) || value::compare(written, arg(TNewer)) > 0;
    }
};

// --- Resolve-Path, Convert-Path ---

enum : size_t
{
    RPath,
    RLiteral,
    RForce,
    RRelative,
    RBase,
    RCredential,
};
constexpr ParameterDef resolve_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|,RelativePath@0!|"},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName | P::AllowNull,
     .sets = "LiteralPath!,RelativeLiteralPath!",
     .aliases = "PSPath,LP"},
    {.name = "Force", .type = "switch"},
    {.name = "Relative", .type = "switch", .sets = "RelativePath,RelativeLiteralPath,Path,LiteralPath"},
    {.name = "RelativeBasePath", .type = "string", .sets = "RelativePath,RelativeLiteralPath"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};

std::string relative_path(const std::string& from, const std::string& to)
{
    const std::string root(1, base::path_separator);
    const std::vector<std::string> a = split(from == root ? "" : from, base::path_separator),
                                   b = split(to == root ? "" : to, base::path_separator);
    if (base::sys::on_windows && !equals_ci(a.front(), b.front())) return to; // another drive
    size_t same = 0;
    while (same < a.size() && same < b.size() && (base::sys::on_windows ? equals_ci(a[same], b[same]) : a[same] == b[same])) ++same;
    std::string out;
    for (size_t i = same; i < a.size(); ++i) out += ".." + root;
    if (out.empty()) out = "." + root;
    for (size_t i = same; i < b.size(); ++i) out += b[i] + (i + 1 < b.size() ? root : "");
    if (out.size() > 2 && out.back() == base::path_separator) out.pop_back();
    return out == "." + root ? "." : out;
}

struct ResolvePath final : Cmdlet
{
    void process() override
    {
        const bool literal = has(RLiteral);
        for (const std::string& path : texts(literal ? RLiteral : RPath)) {
            const DrivePath drive = split_drive(path);
            if (!drive.drive.empty()) {
                resolve_drive(path, drive);
                continue;
            }
            std::vector<std::string> found;
            if (literal) {
                std::string absolute = existing_path(context(), path);
                if (!absolute.empty()) found.push_back(std::move(absolute));
            } else {
                found = expand_path(context(), path, flag(RForce));
            }
            if (found.empty() && (literal || !value::has_wildcards(path))) write_error(path_not_found(context().resolve_path(path)));
            const std::string base = has(RBase) ? context().resolve_path(text(RBase)) : context().current_directory();
            for (const std::string& absolute : found) {
                if (flag(RRelative))
                    write(Value(relative_path(base, absolute)));
                else
                    write(make_path_info(context(), absolute));
            }
        }
    }

private:
    void resolve_drive(const std::string& path, const DrivePath& drive)
    {
        for (const DriveItem& item : find_drive_items(context(), drive.drive, drive.path)) {
            write(make_path_info(context(), drive_name(drive.drive) + ":" + item.name, drive_name(drive.drive)));
            any_ = true;
        }
        if (!any_ && !value::has_wildcards(path)) write_error(path_not_found(path));
        any_ = false;
    }
    bool any_ = false;
};

constexpr ParameterDef convert_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Force", .type = "switch"},
};
struct ConvertPath final : Cmdlet
{
    void process() override
    {
        const bool literal = has(RLiteral);
        for (const std::string& path : texts(literal ? RLiteral : RPath)) {
            std::vector<std::string> found;
            if (literal) {
                std::string absolute = existing_path(context(), path);
                if (!absolute.empty()) found.push_back(std::move(absolute));
            } else {
                found = expand_path(context(), path, flag(RForce));
            }
            if (found.empty() && (literal || !value::has_wildcards(path))) write_error(path_not_found(context().resolve_path(path)));
            for (const std::string& absolute : found) write(Value(absolute));
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Join-Path",
     .synopsis = "Joins a folder and what is in it to one path.",
     .parameters = join_parameters,
     .make = make_cmdlet<JoinPath>},
    {.name = "Split-Path",
     .synopsis = "Gives a part of a path.",
     .parameters = split_parameters,
     .make = make_cmdlet<SplitPath>,
     .default_set = "ParentSet"},
    {.name = "Test-Path",
     .synopsis = "Tells whether a path exists.",
     .parameters = test_parameters,
     .make = make_cmdlet<TestPath>,
     .default_set = "Path"},
    {.name = "Resolve-Path",
     .synopsis = "Gives the full paths that match.",
     .parameters = resolve_parameters,
     .make = make_cmdlet<ResolvePath>,
     .aliases = "rvpa",
     .default_set = "Path"},
    {.name = "Convert-Path",
     .synopsis = "Gives the full paths that match, as text.",
     .parameters = convert_parameters,
     .make = make_cmdlet<ConvertPath>,
     .aliases = "cvpa",
     .default_set = "Path"},
};

} // namespace

constinit const CmdletTable paths_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
