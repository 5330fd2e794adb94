// Get-Content, Set-Content, Add-Content, Clear-Content.
#include "base/platform.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/management/item_drives.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

#define PATH_PARAMETERS                                                                                                                    \
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!"},                                               \
        {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},       \
        {.name = "Filter", .type = "string"}, {.name = "Include", .type = "string[]"}, {.name = "Exclude", .type = "string[]"},            \
        {.name = "Force", .type = "switch"},                                                                                               \
    {                                                                                                                                      \
        .name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName                                                       \
    }
enum : size_t
{
    PPath,
    PLiteral,
    PFilter,
    PInclude,
    PExclude,
    PForce,
    PCredential,
    POwn,
};

/// What the four commands share: the paths they work on.
class ContentCommand : public Cmdlet
{
protected:
    bool selected(const std::string& path) const
    {
        const std::string leaf = leaf_name(path);
        if (has(PFilter) && !value::wildcard_match(text(PFilter), leaf, false)) return false;
        if (has(PInclude) && !matches_any(texts(PInclude), leaf)) return false;
        return !has(PExclude) || !matches_any(texts(PExclude), leaf);
    }
    /// Existing files; reports those that are missing, and patterns that nothing fits when asked to.
    std::vector<std::string> existing_files(bool report_empty_patterns = false)
    {
        std::vector<std::string> files;
        const bool literal = has(PLiteral);
        for (const std::string& path : texts(literal ? PLiteral : PPath)) {
            std::vector<std::string> found;
            if (literal) {
                std::string absolute = existing_path(context(), path);
                if (!absolute.empty()) found.push_back(std::move(absolute));
            } else {
                found = expand_path(context(), path, flag(PForce));
            }
            if (found.empty() && (literal || !value::has_wildcards(path)))
                write_error(path_not_found(literal ? path : context().resolve_path(path)));
            else if (found.empty() && report_empty_patterns)
                write_error("ItemNotFound",
                            "An object at the specified path " + path +
                                " does not exist, or has been filtered by the -Include or -Exclude parameter.",
                            ErrorCategory::ObjectNotFound, Value(path), "System.Exception");
            for (std::string& file : found) {
                if (selected(file)) files.push_back(std::move(file));
            }
        }
        return files;
    }
};

// --- Get-Content ---

enum : size_t
{
    GReadCount = POwn,
    GTotal,
    GTail,
    GDelimiter,
    GWait,
    GRaw,
    GEncoding,
    GBytes,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Force", .type = "switch"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
    {.name = "ReadCount", .type = "long", .flags = P::FromPipelineByName, .default_text = "1", .help = "Lines handed on together; 0: all."},
    {.name = "TotalCount", .type = "long", .flags = P::FromPipelineByName, .aliases = "First,Head", .validate = "range:0,"},
    {.name = "Tail", .type = "int", .flags = P::FromPipelineByName, .aliases = "Last", .validate = "range:0,"},
    {.name = "Delimiter", .type = "string"},
    {.name = "Wait", .type = "switch", .help = "Goes on waiting for more lines."},
    {.name = "Raw", .type = "switch", .help = "The whole file as one text."},
    {.name = "Encoding", .type = "object:System.Text.Encoding"},
    {.name = "AsByteStream", .type = "switch"},
};
struct GetContent final : ContentCommand
{
    void process() override
    {
        if (flag(GRaw) && has(GDelimiter)) {
            fail("InvalidOperation", "The 'Raw' and 'Delimiter' parameters cannot be specified in the same command.",
                 ErrorCategory::InvalidOperation, {}, "System.Management.Automation.PSInvalidOperationException");
        }
        if (has(GTotal) && has(GTail)) {
            fail("TailAndHeadCannotCoexist",
                 "The parameters TotalCount and Tail cannot be used together. Please specify only one parameter.",
                 ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
        }
        std::vector<std::string> names = texts(has(PLiteral) ? PLiteral : PPath);
        const bool drives =
            std::any_of(names.begin(), names.end(), [](const std::string& name) { return !split_drive(name).drive.empty(); });
        if (drives) {
            for (const std::string& name : names) read_drive(name);
            return;
        }
        for (const std::string& file : existing_files(true)) read(file);
    }

private:
    void read_drive(const std::string& name)
    {
        const DrivePath drive = split_drive(name);
        const std::vector<DriveItem> items = find_drive_items(context(), drive.drive, drive.path);
        if (items.empty() && !value::has_wildcards(name)) write_error(path_not_found(drive_name(drive.drive) + ":/" + drive.path));
        for (const DriveItem& item : items) write_all(item.content);
    }

    void read(const std::string& file)
    {
        if (is_folder(file)) {
            write_error("GetContainerContentException",
                        "Unable to get content because it is a directory: '" + file + "'. Please use 'Get-ChildItem' instead.",
                        ErrorCategory::InvalidOperation, Value(file), "System.InvalidOperationException");
            return;
        }
        int error = 0;
        std::string bytes = read_file(file, error);
        if (error) {
            write_error(file_error(error, file, "GetContentReaderUnauthorizedAccessError", ErrorCategory::PermissionDenied));
            return;
        }
        if (flag(GBytes)) {
            if (flag(GRaw)) {
                write(value::make_bytes(std::move(bytes)));
                return;
            }
            emit_range(bytes.size(), [&](size_t i) { return Value::integer(Tag::Byte, static_cast<unsigned char>(bytes[i])); });
            return;
        }
        const TextEncoding encoding = has(GEncoding) ? parse_encoding(arg(GEncoding)) : TextEncoding::Utf8;
        const std::string content = decode_text(bytes, encoding);
        if (flag(GRaw)) {
            if (!content.empty()) write(Value(content));
        } else {
            const std::vector<std::string_view> lines = has(GDelimiter) ? pieces(content, text(GDelimiter)) : lines_of(content);
            emit_range(lines.size(), [&](size_t i) { return Value(lines[i]); });
        }
        if (flag(GWait)) follow(file, bytes.size());
    }

    static std::vector<std::string_view> pieces(std::string_view text, const std::string& delimiter)
    {
        std::vector<std::string_view> parts;
        while (!text.empty()) {
            const size_t at = delimiter.empty() ? std::string_view::npos : text.find(delimiter);
            parts.push_back(text.substr(0, at));
            if (at == std::string_view::npos) break;
            text.remove_prefix(at + delimiter.size());
        }
        return parts;
    }

    template <typename Make>
    void emit_range(size_t count, Make&& make)
    {
        size_t from = 0, to = count;
        if (has(GTotal) && number(GTotal) >= 0) to = std::min(to, static_cast<size_t>(number(GTotal)));
        if (has(GTail) && number(GTail) >= 0) from = to - std::min(to, static_cast<size_t>(number(GTail)));
        const int64_t together = number(GReadCount, 1);
        if (together == 1) {
            for (size_t i = from; i < to; ++i) write(make(i));
            return;
        }
        const size_t step = together <= 0 ? std::max<size_t>(1, to - from) : static_cast<size_t>(together);
        for (size_t i = from; i < to; i += step) {
            std::vector<Value> items;
            for (size_t k = i; k < std::min(to, i + step); ++k) items.push_back(make(k));
            write(value::make_array(std::move(items)));
        }
    }

    /// New lines as they come; ends when the pipeline is stopped.
    void follow(const std::string& file, size_t seen)
    {
        while (true) {
            base::sleep_for(std::chrono::milliseconds(250));
            int error = 0;
            const std::string bytes = read_file(file, error);
            if (error) return;
            if (bytes.size() < seen) seen = 0;
            const size_t end = bytes.rfind('\n');
            if (end == std::string::npos || end + 1 <= seen) continue;
            const std::string fresh = bytes.substr(seen, end + 1 - seen);
            for (const std::string_view line : lines_of(fresh)) write(Value(line));
            seen = end + 1;
        }
    }
};

// --- Set-Content, Add-Content ---

enum : size_t
{
    SValue = POwn,
    SPassThru,
    SNoNewline,
    SEncoding,
    SBytes,
};
constexpr ParameterDef set_parameters[] = {
    PATH_PARAMETERS,
    {.name = "Value",
     .type = "object[]",
     .position = 1,
     .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName | P::AllowNull | P::AllowEmptyCollection | P::AllowEmptyString},
    {.name = "PassThru", .type = "switch"},
    {.name = "NoNewline", .type = "switch"},
    {.name = "Encoding", .type = "object:System.Text.Encoding"},
    {.name = "AsByteStream", .type = "switch"},
};

std::string content_text(const Value& item)
{
    if (item.is_null()) return {};
    const Value& base = value::unwrap(item);
    // Dates and numbers as the culture writes them, everything else as text.
    return base.tag() == Tag::DateTime || base.tag() == Tag::DateTimeOffset ? value::dotnet_text(base) : value::to_text(item);
}

class WriteContent : public ContentCommand
{
public:
    explicit WriteContent(bool append) : append_(append) {}
    void process() override
    {
        open();
        const Value& given = arg(SValue);
        if (flag(SPassThru)) write(given);
        for (const Value& item : value::elements(given)) add(item);
        if (buffer_.size() > flush_at) flush();
    }
    void end() override
    {
        flush();
        for (auto& [drive, lines] : drives_) {
            const Value content = lines.size() == 1 ? lines.front() : value::make_array(std::move(lines));
            set_drive_item(context(), drive.drive, drive.path, content);
        }
    }

private:
    static constexpr size_t flush_at = 1 << 20;

    void open()
    {
        if (opened_) return;
        opened_ = true;
        encoding_ = has(SEncoding) ? parse_encoding(arg(SEncoding)) : TextEncoding::Utf8;
        const bool literal = has(PLiteral);
        for (const std::string& path : texts(literal ? PLiteral : PPath)) {
            const DrivePath drive = split_drive(path);
            if (!drive.drive.empty()) {
                drives_.emplace_back(drive, std::vector<Value>());
                continue;
            }
            std::vector<std::string> targets;
            if (!literal && value::has_wildcards(path)) {
                targets = expand_path(context(), path, flag(PForce));
                if (targets.empty()) {
                    write_error("ItemNotFound",
                                "An object at the specified path " + path +
                                    " does not exist, or has been filtered by the -Include or -Exclude parameter.",
                                ErrorCategory::ObjectNotFound, Value(path), "System.Exception");
                }
            } else
                targets.push_back(context().resolve_path(path));
            for (const std::string& target : targets) {
                if (selected(target)) open_file(target);
            }
        }
    }

    void open_file(const std::string& path)
    {
        if (!should_process("Path: " + path, append_ ? "Add Content" : "Set Content")) return;
        const bool fresh = !append_ || !path_exists(path);
        const int error =
            write_file(path, fresh ? encoding_mark(flag(SBytes) ? TextEncoding::Utf8 : encoding_) : std::string_view(), append_);
        if (error) {
            report(error, path);
            return;
        }
        files_.push_back(path);
    }

    void report(int error, const std::string& path)
    {
        const bool missing = error == ENOENT;
        write_error(file_error(error, path, missing ? "GetContentWriterDirectoryNotFoundError" : "GetContentWriterUnauthorizedAccessError",
                               missing ? ErrorCategory::ObjectNotFound : ErrorCategory::PermissionDenied));
    }

    void add(const Value& item)
    {
        for (auto& [drive, lines] : drives_) lines.push_back(item);
        if (item.is_null()) return;
        if (flag(SBytes)) {
            if (value::unwrap(item).is_string()) {
                fail("Argument", "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte.",
                     ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
            }
            buffer_ += static_cast<char>(value::to_int32(value::convert(item, value::types::byte())));
            return;
        }
        buffer_ += encode_text(content_text(item), encoding_);
        if (!flag(SNoNewline)) buffer_ += encode_text(base::new_line, encoding_);
    }

    void flush()
    {
        if (buffer_.empty()) return;
        const std::string bytes = std::move(buffer_);
        buffer_.clear();
        for (const std::string& file : files_) {
            if (const int error = write_file(file, bytes, true)) report(error, file);
        }
    }

    bool append_;
    bool opened_ = false;
    TextEncoding encoding_ = TextEncoding::Utf8;
    std::vector<std::string> files_;
    std::vector<std::pair<DrivePath, std::vector<Value>>> drives_;
    std::string buffer_;
};
struct SetContent final : WriteContent
{
    SetContent() : WriteContent(false) {}
};
struct AddContent final : WriteContent
{
    AddContent() : WriteContent(true) {}
};

// --- Clear-Content ---

constexpr ParameterDef clear_parameters[] = {PATH_PARAMETERS};
struct ClearContent final : ContentCommand
{
    void process() override
    {
        for (const std::string& file : existing_files()) {
            if (is_folder(file)) {
                write_error("ClearDirectoryContent",
                            "Unable to clear content of '" + file +
                                "' because it is a directory. Clear-Content is only supported on files.",
                            ErrorCategory::InvalidOperation, Value(file), "System.NotSupportedException");
                continue;
            }
            if (!should_process("Item: " + file, "Clear Content")) continue;
            if (const int error = write_file(file, {}, false))
                write_error(file_error(error, file, "ClearContentUnauthorizedAccessError", ErrorCategory::PermissionDenied));
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Content",
     .synopsis = "Reads a file, line by line or whole.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetContent>,
     .aliases = "gc,cat,type",
     .default_set = "Path"},
    {.name = "Set-Content",
     .synopsis = "Writes a file.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetContent>,
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Add-Content",
     .synopsis = "Writes behind what a file holds.",
     .parameters = set_parameters,
     .make = make_cmdlet<AddContent>,
     .aliases = "ac",
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Clear-Content",
     .synopsis = "Empties files.",
     .parameters = clear_parameters,
     .make = make_cmdlet<ClearContent>,
     .aliases = "clc",
     .default_set = "Path",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable content_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
