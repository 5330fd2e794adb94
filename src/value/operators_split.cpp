// -split and -join (about_Split, about_Join).
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/regex_object.hpp"
#include "value/string.hpp"
#include "value/text_operand.hpp"

namespace kestrun::value {

namespace {

/// System.Management.Automation.SplitOptions.
enum SplitOption : unsigned
{
    SimpleMatch = 1,
    RegexMatch_ = 2,
    CultureInvariant = 4,
    IgnorePatternWhitespace = 8,
    Multiline = 16,
    Singleline = 32,
    IgnoreCase = 64,
    ExplicitCapture = 128
};

struct Splitting
{
    RegexRef regex;
    Ref<Object> script;
    int limit = 0; // 0 all; negative counts from the end
};

[[noreturn]] void throw_options()
{
    throw_runtime("InvalidSplitOptionCombination", "The combination of options with the -split operator is not valid.",
                  ErrorCategory::ParserError, {}, "System.Management.Automation.ParseException");
}

/// The conversion's text under the operator's own id.
template <typename F>
auto as_operand(F&& conversion)
{
    try {
        return conversion();
    } catch (const ScriptError& error) {
        const auto record = make<ErrorRecord>(error.record->exception, "RuntimeException", ErrorCategory::NotSpecified);
        error.record->exception->set_error_record(record);
        throw ScriptError(record);
    }
}

unsigned regex_options(const Value& options, bool case_sensitive, bool& simple)
{
    const Type& type = native_type("System.Management.Automation.SplitOptions");
    const auto given = static_cast<unsigned>(as_operand([&] { return to_enum(options, type); }).as_int64());
    simple = (given & SimpleMatch) != 0;
    if (simple && (given & ~unsigned{SimpleMatch | IgnoreCase}) != 0) throw_options();
    unsigned result = case_sensitive ? regex_option::None : regex_option::IgnoreCase;
    if (given & IgnoreCase) result |= regex_option::IgnoreCase;
    if (given & CultureInvariant) result |= regex_option::CultureInvariant;
    if (given & IgnorePatternWhitespace) result |= regex_option::IgnorePatternWhitespace;
    if (given & Multiline) result |= regex_option::Multiline;
    if (given & Singleline) result |= regex_option::Singleline;
    if (given & ExplicitCapture) result |= regex_option::ExplicitCapture;
    return result;
}

Splitting read_operands(const Value& right, bool case_sensitive)
{
    Splitting how;
    std::vector<Value> operands;
    if (right.as<Sequence>())
        operands = elements(right);
    else
        operands.push_back(right);
    const Value pattern = operands.empty() ? Value("") : operands[0];
    if (operands.size() > 1) how.limit = as_operand([&] { return to_int32(operands[1]); });
    if (pattern.is_heap() && &type_of(pattern) == &types::script_block()) {
        how.script = Ref<Object>(pattern.object());
        return how;
    }
    if (operands.size() < 3) {
        how.regex = regex_operand(pattern, case_sensitive);
        return how;
    }
    bool simple = false;
    const unsigned options = regex_options(operands[2], case_sensitive, simple);
    how.regex = compile_regex(simple ? regex_escape(to_text(pattern)) : to_text(pattern), options);
    return how;
}

struct Separator
{
    size_t begin, end;
    std::vector<std::string_view> captured;
};

std::vector<Separator> separators(const Splitting& how, std::string_view text)
{
    std::vector<Separator> found;
    const auto enough = [&] { return how.limit > 0 && found.size() + 1 >= static_cast<size_t>(how.limit); };
    if (how.script) {
        ConversionHost* host = conversion_host();
        if (!host) throw_runtime("ScriptBlockDelegateInvokedFromWrongThread", "A script block can only be called while a script runs.");
        for (size_t i = 0; i < text.size() && !enough();) {
            size_t next = i + 1;
            while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
            const Value item(text.substr(i, next - i));
            if (to_bool(host->call_with_item(*how.script, item, {}))) found.push_back({i, next, {}});
            i = next;
        }
        return found;
    }
    std::vector<RegexSpan> groups;
    for (size_t at = 0; at != std::string_view::npos && !enough() && regex_search(*how.regex, text, at, groups);) {
        Separator separator{groups[0].begin, groups[0].end, {}};
        for (size_t g = 1; g < groups.size(); ++g)
            if (groups[g].success()) separator.captured.push_back(text.substr(groups[g].begin, groups[g].end - groups[g].begin));
        at = regex_next(text, groups[0]);
        found.push_back(std::move(separator));
    }
    return found;
}

void split_one(const Splitting& how, std::string_view text, std::vector<Value>& out)
{
    std::vector<Separator> found = separators(how, text);
    if (how.limit < 0) { // the last ones count
        const size_t keep = static_cast<size_t>(-static_cast<int64_t>(how.limit)) - 1;
        if (found.size() > keep) found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(keep));
    }
    size_t done = 0;
    for (const Separator& separator : found) {
        out.emplace_back(text.substr(done, separator.begin - done));
        for (const std::string_view captured : separator.captured) out.emplace_back(captured);
        done = separator.end;
    }
    out.emplace_back(text.substr(done));
}

bool is_collection(const Value& value) { return value.is_array() || (value.tag() == Tag::Object && is_enumerable(value)); }

Value string_array(std::vector<Value> items) { return Value(static_cast<Object*>(make<Array>(types::string(), std::move(items)).get())); }

template <typename F>
void each_text(const Value& value, F&& use)
{
    const Value& a = value.tag() == Tag::Object ? unwrap(value) : value;
    if (!is_collection(a)) {
        if (a.is_string())
            use(text_of(a));
        else
            use(std::string_view(to_text(a)));
        return;
    }
    const auto items = enumerate(a);
    for (Value item; items->next(item);) {
        const std::string text = to_text(item);
        use(std::string_view(text));
    }
}

void split_blanks(std::string_view text, std::vector<Value>& out)
{
    const RegexRef blanks = compile_regex("\\s+", regex_option::None);
    bool first = true;
    const auto parts = regex_split(*blanks, text);
    for (size_t i = 0; i < parts.size(); ++i) {
        // Leading and trailing white space is trimmed; a text of nothing else gives one empty part.
        if (parts[i].empty() && parts.size() > 1 && (i == 0 || i + 1 == parts.size()) && !(i + 1 == parts.size() && first)) continue;
        out.emplace_back(parts[i]);
        first = false;
    }
}

} // namespace

Value split_operator(const Value& a, const Value& b, bool case_sensitive)
{
    const Splitting how = read_operands(b, case_sensitive);
    std::vector<Value> out;
    each_text(a, [&](std::string_view text) { split_one(how, text, out); });
    return string_array(std::move(out));
}

Value split_unary(const Value& a)
{
    std::vector<Value> out;
    each_text(a, [&](std::string_view text) { split_blanks(text, out); });
    return string_array(std::move(out));
}

Value join_operator(const Value& left, const Value& separator)
{
    const Value& a = left.tag() == Tag::Object ? unwrap(left) : left;
    if (!is_collection(a)) return a.is_null() ? Value("") : Value(std::string_view(to_text(a)));
    const std::string between = to_text(separator);
    std::string out;
    bool first = true;
    const auto items = enumerate(a);
    for (Value item; items->next(item);) {
        if (!first) out += between;
        first = false;
        if (item.is_string())
            out += text_of(item);
        else
            out += element_text(item);
    }
    return Value(std::string_view(out));
}

Value join_unary(const Value& a) { return join_operator(a, Value("")); }

} // namespace kestrun::value
