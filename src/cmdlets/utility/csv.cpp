// ConvertTo-Csv, ConvertFrom-Csv, Export-Csv, Import-Csv (RFC 4180 with PowerShell's choices).
#include "base/platform.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>
#include <cerrno>
#include <unordered_set>

namespace kestrun::cmdlets {

namespace {

enum class Quotes : unsigned char
{
    Always,
    AsNeeded,
    Never
};

/// What an object's values look like in a table: dates and numbers as the culture has them.
std::string field_text(const Value& item)
{
    if (item.is_null()) return {};
    const Value& base = value::unwrap(item);
    if (base.tag() == Tag::DateTime || base.tag() == Tag::DateTimeOffset) return value::dotnet_text(base);
    if (base.tag() == Tag::Array || value::is_enumerable(base)) return value::dotnet_text(base);
    return value::to_text(item);
}

class CsvWriter
{
public:
    char delimiter = ',';
    Quotes quotes = Quotes::Always;
    std::vector<std::string> quote_fields;
    bool has_quote_fields = false;

    void columns_of(const Value& item)
    {
        if (const value::Dictionary* dictionary = as_dictionary(item)) {
            for (const auto& entry : dictionary->entries()) {
                if (!entry.key.is_void()) columns_.push_back(value::to_text(entry.key));
            }
        } else {
            columns_ = value::property_names(item);
        }
    }
    const std::vector<std::string>& columns() const { return columns_; }
    void set_columns(std::vector<std::string> columns) { columns_ = std::move(columns); }

    std::string header() const
    {
        std::string line;
        for (size_t i = 0; i < columns_.size(); ++i) {
            if (i) line += delimiter;
            line += field(columns_[i], columns_[i]);
        }
        return line;
    }
    std::string row(const Value& item) const
    {
        std::string line;
        const value::Dictionary* dictionary = as_dictionary(item);
        for (size_t i = 0; i < columns_.size(); ++i) {
            if (i) line += delimiter;
            Value found;
            if (dictionary) {
                if (const Value* entry = dictionary->find(std::string_view(columns_[i]))) found = *entry;
            } else {
                found = property_of(item, columns_[i]);
            }
            if (!found.is_null()) line += field(field_text(found), columns_[i]);
        }
        return line;
    }

private:
    std::string field(const std::string& text, const std::string& column) const
    {
        bool quote = quotes == Quotes::Always;
        if (has_quote_fields)
            quote = std::any_of(quote_fields.begin(), quote_fields.end(), [&](const std::string& name) { return equals_ci(name, column); });
        else if (quotes == Quotes::AsNeeded)
            quote = text.find(delimiter) != std::string::npos || text.find_first_of("\"\r\n") != std::string::npos;
        return quote ? "\"" + replace_all(text, "\"", "\"\"") + "\"" : text;
    }
    std::vector<std::string> columns_;
};

#define CSV_WRITE_PARAMETERS                                                                                                               \
    {.name = "UseCulture", .type = "switch", .sets = "UseCulture"},                                                                        \
        {.name = "IncludeTypeInformation", .type = "switch", .aliases = "ITI"},                                                            \
        {.name = "NoTypeInformation", .type = "switch", .aliases = "NTI"},                                                                 \
        {.name = "QuoteFields", .type = "string[]", .aliases = "QF", .help = "Only these columns are quoted."},                            \
        {.name = "UseQuotes", .type = "string", .aliases = "UQ", .validate = "set:Never,Always,AsNeeded"},                                 \
    {                                                                                                                                      \
        .name = "NoHeader", .type = "switch"                                                                                               \
    }

enum : size_t
{
    TInput,
    TDelimiter,
    TCulture,
    TTypeInformation,
    TNoTypeInformation,
    TQuoteFields,
    TQuotes,
    TNoHeader,
    TOwn,
};
constexpr ParameterDef to_parameters[] = {
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName | P::AllowNull},
    {.name = "Delimiter", .type = "char", .sets = "Delimiter@1"},
    CSV_WRITE_PARAMETERS,
};

class CsvCommand : public Cmdlet
{
protected:
    void configure(CsvWriter& writer) const
    {
        if (has(TDelimiter)) writer.delimiter = text(TDelimiter)[0];
        const std::string quotes = text(TQuotes);
        if (equals_ci(quotes, "Never")) writer.quotes = Quotes::Never;
        if (equals_ci(quotes, "AsNeeded")) writer.quotes = Quotes::AsNeeded;
        if (has(TQuoteFields)) {
            writer.quote_fields = texts(TQuoteFields);
            writer.has_quote_fields = true;
        }
        if (has(TQuoteFields) && has(TQuotes)) {
            fail("CannotSpecifyQuoteFieldsAndUseQuotes", "You must specify either the -UseQuotes or -QuoteFields parameters, but not both.",
                 ErrorCategory::InvalidData, {}, "System.InvalidOperationException");
        }
    }
    static std::string type_line(const Value& item)
    {
        const std::vector<std::string> types = value::ps_type_names(item);
        return "#TYPE " + (types.empty() ? std::string() : types.front());
    }
};

struct ConvertToCsv final : CsvCommand
{
    void begin() override { configure(writer_); }
    void process() override
    {
        if (!has(TInput) || arg(TInput).is_null()) return;
        const Value item = arg(TInput);
        if (!begun_) {
            begun_ = true;
            writer_.columns_of(item);
            if (!flag(TNoHeader)) {
                if (flag(TTypeInformation)) write(Value(type_line(item)));
                write_line(writer_.header());
            }
        }
        write_line(writer_.row(item));
    }

private:
    /// Objects without any of the columns give no line.
    void write_line(const std::string& line)
    {
        if (!line.empty()) write(Value(line));
    }
    CsvWriter writer_;
    bool begun_ = false;
};

// --- Export-Csv ---

enum : size_t
{
    EPath = TOwn,
    ELiteral,
    EForce,
    ENoClobber,
    EEncoding,
    EAppend,
};
constexpr ParameterDef export_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName},
    {.name = "Delimiter", .type = "char", .sets = "Delimiter@1"},
    CSV_WRITE_PARAMETERS,
    {.name = "Path", .type = "string", .position = 0, .flags = P::NotNullOrEmpty},
    {.name = "LiteralPath", .type = "string", .aliases = "PSPath,LP"},
    {.name = "Force", .type = "switch"},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite"},
    {.name = "Encoding", .type = "object:System.Text.Encoding", .aliases = ""},
    {.name = "Append", .type = "switch"},
};
struct ExportCsv final : CsvCommand
{
    void begin() override
    {
        configure(writer_);
        if (!has(EPath) && !has(ELiteral)) {
            fail("CannotSpecifyPathAndLiteralPath", "You must specify either the -Path or -LiteralPath parameters, but not both.",
                 ErrorCategory::InvalidData, {}, "System.InvalidOperationException");
        }
        path_ = context().resolve_path(text(has(ELiteral) ? ELiteral : EPath));
        if (flag(ENoClobber) && !flag(EAppend) && path_exists(path_)) {
            fail("NoClobber", "The file '" + path_ + "' already exists.", ErrorCategory::ResourceExists, Value(path_),
                 "System.IO.IOException");
        }
        encoding_ = has(EEncoding) ? parse_encoding(arg(EEncoding)) : TextEncoding::Utf8;
        active_ = should_process(path_, "Export-Csv");
        if (active_ && flag(EAppend)) read_header();
    }
    void process() override
    {
        if (!active_ || !has(TInput) || arg(TInput).is_null()) return;
        const Value item = arg(TInput);
        if (!begun_) {
            begun_ = true;
            if (!appends_) {
                writer_.columns_of(item);
                if (flag(TTypeInformation)) text_ += type_line(item) + base::new_line;
                if (!flag(TNoHeader)) text_ += writer_.header() + base::new_line;
            }
        }
        if (appends_ && !flag(EForce)) check_columns(item);
        text_ += writer_.row(item) + base::new_line;
    }
    void end() override
    {
        if (!active_) return;
        std::string bytes = appends_ ? std::string() : std::string(encoding_mark(encoding_));
        bytes += encode_text(text_, encoding_);
        if (const int error = write_file(path_, bytes, appends_)) {
            throw ScriptError(file_error(error, path_, "FileOpenFailure", ErrorCategory::OpenError));
        }
    }

private:
    void read_header();
    void check_columns(const Value& item)
    {
        for (const std::string& column : writer_.columns()) {
            if (value::find_property(item, Name(column)) || (as_dictionary(item) && as_dictionary(item)->find(std::string_view(column))))
                continue;
            fail("CannotAppendCsvWithMismatchedPropertyNames",
                 "Cannot append CSV content to the following file: " + text(has(ELiteral) ? ELiteral : EPath) +
                     ". The appended object does not have a property that corresponds to the following column: " + column +
                     ". To continue with mismatched properties, add the -Force parameter, and then retry the command.",
                 ErrorCategory::InvalidData, Value(column), "System.InvalidOperationException");
        }
    }
    CsvWriter writer_;
    std::string path_, text_;
    TextEncoding encoding_ = TextEncoding::Utf8;
    bool active_ = false, begun_ = false, appends_ = false;
};

// --- reading ---

/// record := field (delimiter field)*; field := quoted | bare. A quoted field may go on over line ends.
class CsvReader
{
public:
    CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}
    /// False at the end. Empty lines are passed over.
    bool next(std::vector<std::string>& fields)
    {
        while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
        if (at_ >= text_.size()) return false;
        fields.clear();
        while (true) {
            fields.push_back(field());
            if (at_ >= text_.size()) return true;
            if (text_[at_] == delimiter_) {
                ++at_;
                if (at_ >= text_.size()) {
                    fields.emplace_back();
                    return true;
                }
                continue;
            }
            if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
            ++at_;
            return true;
        }
    }
    std::string_view rest() const { return text_.substr(std::min(at_, text_.size())); }
    void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }

private:
    std::string field()
    {
        // Blanks in front of a quote do not count.
        size_t quote = at_;
        while (quote < text_.size() && (text_[quote] == ' ' || text_[quote] == '\t') && text_[quote] != delimiter_) ++quote;
        if (quote < text_.size() && text_[quote] == '"') {
            at_ = quote + 1;
            return quoted();
        }
        const size_t from = at_;
        while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
        std::string_view found = text_.substr(from, at_ - from);
        while (!found.empty() && (found.front() == ' ' || found.front() == '\t')) found.remove_prefix(1);
        while (!found.empty() && (found.back() == ' ' || found.back() == '\t')) found.remove_suffix(1);
        return std::string(found);
    }
    std::string quoted()
    {
        std::string found;
        while (at_ < text_.size()) {
            if (text_[at_] == '"') {
                if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                    found += '"';
                    at_ += 2;
                    continue;
                }
                ++at_;
                break;
            }
            found += text_[at_++];
        }
        // What stands behind the closing quote belongs to the field.
        while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') {
            if (text_[at_] != ' ' && text_[at_] != '\t') found += text_[at_];
            ++at_;
        }
        return found;
    }
    std::string_view text_;
    char delimiter_;
    size_t at_ = 0;
};

void ExportCsv::read_header()
{
    int error = 0;
    const std::string content = path_exists(path_) ? decode_text(read_file(path_, error)) : std::string();
    if (content.empty()) return;
    appends_ = true;
    if (content.back() != '\n') text_ = "\n";
    CsvReader reader(content, writer_.delimiter);
    std::vector<std::string> fields;
    if (content.starts_with("#TYPE")) reader.skip_line();
    if (reader.next(fields)) writer_.set_columns(std::move(fields));
}

/// Rows to objects; remembers the header between calls.
class CsvObjects
{
public:
    char delimiter = ',';
    std::vector<std::string> header;
    bool has_header = false;
    std::string type_name;
    std::function<void(const char*)> warn;

    static Ref<ErrorRecord> repeated_member(const std::string& name)
    {
        return value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ExtendedTypeSystemException",
                                                              "The member \"" + name + "\" is already present."),
                                        "AlreadyPresentPSMemberInfoInternalCollectionAdd", ErrorCategory::NotSpecified);
    }

    template <typename Write>
    void read(std::string_view text, Write&& write)
    {
        CsvReader reader(text, delimiter);
        if (reader.rest().starts_with("#TYPE ") && !has_header) {
            const std::string_view line = reader.rest().substr(0, reader.rest().find('\n'));
            type_name = trim(line.substr(6));
            reader.skip_line();
        }
        std::vector<std::string> fields;
        while (reader.next(fields)) {
            if (!has_header) {
                take_header(std::move(fields));
                continue;
            }
            write(make(fields));
        }
    }

private:
    void take_header(std::vector<std::string>&& fields)
    {
        has_header = true;
        header = std::move(fields);
        int missing = 0;
        std::unordered_set<std::string> seen;
        for (std::string& name : header) {
            if (name.empty()) name = "H" + std::to_string(++missing);
            if (!seen.insert(lower(name)).second) throw ScriptError(repeated_member(name));
        }
        if (missing > 0 && warn) {
            warn("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing "
                 "headers.");
        }
    }
    Value make(const std::vector<std::string>& fields)
    {
        if (!shape_) {
            std::vector<value::Shape::Property> names;
            for (const std::string& name : header) names.push_back({value::String::make(name), value::hash_ignore_case(name)});
            shape_ = value::make<value::Shape>(std::move(names));
        }
        std::vector<Value> slots;
        for (size_t i = 0; i < header.size(); ++i) slots.push_back(i < fields.size() ? Value(fields[i]) : Value());
        Value object(value::make<value::PSCustomObject>(shape_, std::move(slots)));
        if (!type_name.empty()) insert_type_name(object, type_name);
        return object;
    }
    Ref<value::Shape> shape_;
};

enum : size_t
{
    FInput,
    FDelimiter,
    FCulture,
    FHeader,
};
constexpr ParameterDef from_parameters[] = {
    {.name = "InputObject", .type = "object[]", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName},
    {.name = "Delimiter", .type = "char", .sets = "Delimiter@1"},
    {.name = "UseCulture", .type = "switch", .sets = "UseCulture!"},
    {.name = "Header", .type = "string[]"},
};

void check_header(CsvObjects& objects, std::vector<std::string> header)
{
    std::unordered_set<std::string> seen;
    for (const std::string& name : header) {
        if (!seen.insert(lower(name)).second) {
            throw ScriptError(CsvObjects::repeated_member(name));
        }
    }
    objects.header = std::move(header);
    objects.has_header = true;
}

struct ConvertFromCsv final : Cmdlet
{
    void begin() override
    {
        objects_.warn = [this](const char* message) { write_warning(message); };
        if (has(FDelimiter)) objects_.delimiter = text(FDelimiter)[0];
        if (has(FHeader)) check_header(objects_, texts(FHeader));
    }
    void process() override
    {
        for (const Value& item : value::elements(arg(FInput))) {
            pending_ += value::to_text(item);
            // A quoted field that goes on in the next text.
            if (std::count(pending_.begin(), pending_.end(), '"') % 2) {
                pending_ += '\n';
                continue;
            }
            flush();
        }
    }
    void end() override { flush(); }

private:
    void flush()
    {
        const std::string text = std::move(pending_);
        pending_.clear();
        if (!text.empty()) objects_.read(text, [this](Value object) { write(std::move(object)); });
    }
    CsvObjects objects_;
    std::string pending_;
};

enum : size_t
{
    IPath,
    ILiteral,
    IDelimiter,
    ICulture,
    IHeader,
    IEncoding,
};
constexpr ParameterDef import_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "DelimiterPath@0!|,CulturePath@0!|"},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName,
     .sets = "DelimiterLiteralPath!,CultureLiteralPath!",
     .aliases = "PSPath,LP"},
    {.name = "Delimiter", .type = "char", .sets = "DelimiterPath@1,DelimiterLiteralPath@1"},
    {.name = "UseCulture", .type = "switch", .sets = "CulturePath!,CultureLiteralPath!"},
    {.name = "Header", .type = "string[]"},
    {.name = "Encoding", .type = "object:System.Text.Encoding"},
};
struct ImportCsv final : Cmdlet
{
    void process() override
    {
        const bool literal = has(ILiteral);
        for (const std::string& path : texts(literal ? ILiteral : IPath)) {
            std::vector<std::string> files;
            if (literal || !value::has_wildcards(path))
                files.push_back(context().resolve_path(path));
            else
                files = expand_path(context(), path);
            if (files.empty())
                fail("FileOpenFailure", "Unable to find the specified file.", ErrorCategory::OpenError, {},
                     "System.IO.FileNotFoundException");
            for (const std::string& file : files) import(file);
        }
    }

private:
    void import(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error == ENOENT) {
            fail("FileOpenFailure", "Could not find file '" + file + "'.", ErrorCategory::OpenError, {}, "System.IO.FileNotFoundException");
        }
        if (error) throw ScriptError(file_error(error, file, "FileOpenFailure", ErrorCategory::OpenError));
        CsvObjects objects;
        objects.warn = [this](const char* message) { write_warning(message); };
        if (has(IDelimiter)) objects.delimiter = text(IDelimiter)[0];
        if (has(IHeader)) check_header(objects, texts(IHeader));
        const std::string content = decode_text(bytes, has(IEncoding) ? parse_encoding(arg(IEncoding)) : TextEncoding::Utf8);
        objects.read(content, [this](Value object) { write(std::move(object)); });
    }
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertTo-Csv",
     .synopsis = "Writes objects as comma-separated values.",
     .parameters = to_parameters,
     .make = make_cmdlet<ConvertToCsv>,
     .default_set = "Delimiter"},
    {.name = "ConvertFrom-Csv",
     .synopsis = "Reads comma-separated values into objects.",
     .parameters = from_parameters,
     .make = make_cmdlet<ConvertFromCsv>,
     .default_set = "Delimiter"},
    {.name = "Export-Csv",
     .synopsis = "Writes objects to a file of comma-separated values.",
     .parameters = export_parameters,
     .make = make_cmdlet<ExportCsv>,
     .aliases = "epcsv",
     .default_set = "Delimiter",
     .flags = C::ShouldProcess},
    {.name = "Import-Csv",
     .synopsis = "Reads objects from a file of comma-separated values.",
     .parameters = import_parameters,
     .make = make_cmdlet<ImportCsv>,
     .aliases = "ipcsv",
     .default_set = "DelimiterPath"},
};

} // namespace

constinit const CmdletTable csv_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
