// Select-String: finds lines in texts and files.
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/match_info.hpp"
#include "value/regex.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PPattern,
    PPath,
    PLiteral,
    PRaw,
    PSimple,
    PCase,
    PQuiet,
    PList,
    PNoEmphasis,
    PInclude,
    PExclude,
    PNotMatch,
    PAllMatches,
    PEncoding,
    PContext,
    PCulture,
};
constexpr ParameterDef string_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::AllowNull | P::AllowEmptyString, .sets = "Object!|,ObjectRaw!|"},
    {.name = "Pattern",
     .type = "string[]",
     .position = 0,
     .flags = P::Mandatory,
     .help = "Regular expressions, or texts with -SimpleMatch."},
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "File@1!,FileRaw@1!"},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName,
     .sets = "LiteralFile!,LiteralFileRaw!",
     .aliases = "PSPath,LP"},
    {.name = "Raw", .type = "switch", .help = "The lines as text."},
    {.name = "SimpleMatch", .type = "switch"},
    {.name = "CaseSensitive", .type = "switch"},
    {.name = "Quiet", .type = "switch", .help = "True as soon as something matches."},
    {.name = "List", .type = "switch", .help = "The first match of each file."},
    {.name = "NoEmphasis", .type = "switch"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "NotMatch", .type = "switch"},
    {.name = "AllMatches", .type = "switch", .help = "All matches of a line in Matches."},
    {.name = "Encoding", .type = "object:System.Text.Encoding"},
    {.name = "Context", .type = "int[]", .validate = "range:0,2147483647;;count:1,2", .help = "Lines before and behind a match."},
    {.name = "Culture", .type = "string"},
};

/// RegexOptions.IgnoreCase and CultureInvariant.
constexpr unsigned ignore_case_option = 1;

struct SelectString final : Cmdlet
{
    void begin() override
    {
        patterns_ = texts(PPattern);
        if (!flag(PSimple)) {
            for (const std::string& pattern : patterns_) compile(pattern);
        }
        if (has(PContext)) {
            const std::vector<Value> counts = value::elements(arg(PContext));
            before_ = static_cast<size_t>(value::to_int64(counts.front()));
            after_ = static_cast<size_t>(value::to_int64(counts.back()));
        }
    }

    void process() override
    {
        if (done_) return;
        if (has(PPath) || has(PLiteral)) {
            for (const std::string& path : texts(has(PLiteral) ? PLiteral : PPath)) search_path(path, has(PLiteral));
            return;
        }
        if (!has(PInput) || arg(PInput).is_null()) return;
        const Value item = arg(PInput);
        if (is_file_system_info(item)) {
            const std::string path = property_text(item, "FullName");
            if (!is_folder(path)) search_file(path);
            return;
        }
        ++line_number_;
        const std::string line = item.as<ErrorRecord>() || value::unwrap(item).is_string() ? value::to_text(item) : value::to_text(item);
        piped_.push_back(line);
        if (!has(PContext)) {
            piped_.back().clear();
            search_line(line, line_number_, "InputStream", "InputStream", {}, 0);
        }
    }

    void end() override
    {
        if (has(PContext) && !has(PPath) && !has(PLiteral)) {
            std::vector<std::string_view> lines(piped_.begin(), piped_.end());
            for (size_t i = 0; i < lines.size(); ++i)
                search_line(lines[i], static_cast<int64_t>(i) + 1, "InputStream", "InputStream", lines, i);
        }
        if (flag(PQuiet) && !done_ && (has(PPath) || has(PLiteral))) write(Value(false));
    }

private:
    void compile(const std::string& pattern)
    {
        try {
            programs_.push_back(value::compile_regex(pattern, flag(PCase) ? 0U : ignore_case_option));
        } catch (const ScriptError& error) {
            fail("InvalidRegex", "The string " + pattern + " is not a valid regular expression: " + error.record->exception->message(),
                 ErrorCategory::InvalidArgument, Value(pattern), "System.ArgumentException");
        }
    }

    void search_path(const std::string& path, bool literal)
    {
        std::vector<std::string> found;
        if (literal) {
            std::string absolute = existing_path(context(), path);
            if (!absolute.empty()) found.push_back(std::move(absolute));
        } else {
            found = expand_path(context(), path);
        }
        if (found.empty() && (literal || !value::has_wildcards(path))) write_error(path_not_found(context().resolve_path(path)));
        for (const std::string& file : found) {
            if (done_ || is_folder(file)) continue;
            const std::string leaf = leaf_name(file);
            if (has(PInclude) && !matches_any(texts(PInclude), leaf)) continue;
            if (has(PExclude) && matches_any(texts(PExclude), leaf)) continue;
            search_file(file);
        }
    }

    void search_file(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error) {
            write_error("ProcessingFile",
                        "The file " + file +
                            " cannot be read: " + file_error(error, file, "", ErrorCategory::ReadError)->exception->message(),
                        ErrorCategory::NotSpecified, Value(file), "System.ArgumentException");
            return;
        }
        const std::string content = decode_text(bytes, has(PEncoding) ? parse_encoding(arg(PEncoding)) : TextEncoding::Utf8);
        const std::vector<std::string_view> lines = lines_of(content);
        const std::string name = leaf_name(file);
        for (size_t i = 0; i < lines.size() && !done_; ++i) {
            if (search_line(lines[i], static_cast<int64_t>(i) + 1, file, name, lines, i) && flag(PList)) return;
        }
    }

    /// The first pattern that fits; npos for none.
    size_t find(std::string_view line)
    {
        if (flag(PSimple)) {
            for (size_t i = 0; i < patterns_.size(); ++i) {
                const bool hit = flag(PCase) ? line.find(patterns_[i]) != std::string_view::npos : contains_ci(line, patterns_[i]);
                if (hit) return i;
            }
            return std::string::npos;
        }
        for (size_t i = 0; i < programs_.size(); ++i) {
            if (value::regex_search(*programs_[i], line, 0, groups_)) return i;
        }
        return std::string::npos;
    }

    bool search_line(std::string_view line, int64_t number, const std::string& path, const std::string& name,
                     const std::vector<std::string_view>& lines, size_t at)
    {
        const size_t which = find(line);
        if ((which != std::string::npos) == flag(PNotMatch)) return false;
        if (flag(PQuiet)) {
            write(Value(true));
            done_ = true;
            return true;
        }
        if (flag(PRaw)) {
            write(Value(line));
            return true;
        }
        const std::string pattern = patterns_[which == std::string::npos ? 0 : which];
        std::vector<Value> slots(MatchSlotCount);
        slots[MatchIgnoreCase] = Value(!flag(PCase));
        slots[MatchLineNumber] = Value::uint64(static_cast<uint64_t>(number));
        slots[MatchLine] = Value(line);
        slots[MatchFilename] = Value(name);
        slots[MatchPath] = Value(path);
        slots[MatchPattern] = Value(pattern);
        slots[MatchContext] = has(PContext) ? make_context(lines, at) : Value();
        slots[MatchMatches] = which == std::string::npos || flag(PSimple) ? value::make_array({}) : matches(line, pattern);
        write(make_match_info(std::move(slots)));
        return true;
    }

    Value make_context(const std::vector<std::string_view>& lines, size_t at) const
    {
        std::vector<Value> before, after;
        for (size_t i = at - std::min(at, before_); i < at; ++i) before.emplace_back(lines[i]);
        for (size_t i = at + 1; i < std::min(lines.size(), at + 1 + after_); ++i) after.emplace_back(lines[i]);
        const Value pre = value::make_array(std::move(before)), post = value::make_array(std::move(after));
        return make_data("Microsoft.PowerShell.Commands.MatchInfoContext", {pre, post, pre, post});
    }

    Value matches(std::string_view line, const std::string& pattern)
    {
        if (regex_.is_null() || regex_pattern_ != pattern) {
            std::vector<Value> args{Value(pattern), enum_value("System.Text.RegularExpressions.RegexOptions", flag(PCase) ? 0 : 1)};
            regex_ = value::construct(value::types::regex(), args);
            regex_pattern_ = pattern;
        }
        std::vector<Value> args{Value(line)};
        if (flag(PAllMatches)) return value::make_array(value::elements(value::invoke_method(regex_, Name("Matches"), args)));
        return value::make_array({value::invoke_method(regex_, Name("Match"), args)});
    }

    std::vector<std::string> patterns_;
    std::vector<value::RegexRef> programs_;
    std::vector<value::RegexSpan> groups_;
    std::vector<std::string> piped_;
    Value regex_;
    std::string regex_pattern_;
    size_t before_ = 0, after_ = 0;
    int64_t line_number_ = 0;
    bool done_ = false;
};

constexpr CmdletDef rows[] = {
    {.name = "Select-String",
     .synopsis = "Finds text in lines and files.",
     .parameters = string_parameters,
     .make = make_cmdlet<SelectString>,
     .aliases = "sls",
     .default_set = "File"},
};

} // namespace

constinit const CmdletTable select_string_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
