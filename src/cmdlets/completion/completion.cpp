#include "cmdlets/completion/completion.hpp"
#include "base/platform.hpp"
#include <algorithm>
#include <cstring>

namespace kestrun::cmdlets {

namespace {

bool is_name(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Where a variable that ends at the cursor begins: `$name`, `${name`, `@name`, `$scope:name`. npos: there is none.
size_t variable_start(const Cursor& cursor)
{
    const std::string& text = cursor.text;
    size_t at = text.size();
    while (at > 0 && (is_name(text[at - 1]) || text[at - 1] == ':' || text[at - 1] == '?')) --at;
    if (at > 1 && text[at - 1] == '{' && text[at - 2] == '$') return at - 2;
    if (at > 0 && text[at - 1] == '$' && cursor.quote != '\'') return at - 1;
    // A splatted variable is a word of its own.
    if (at > 0 && text[at - 1] == '@' && at < text.size() && cursor.word_start == at - 1 && !cursor.quote) return at - 1;
    return std::string::npos;
}

/// Position of the dot or colons of a member access that ends at the cursor; npos: there is none.
size_t member_separator(const Cursor& cursor)
{
    const std::string& text = cursor.text;
    size_t at = text.size();
    while (at > cursor.word_start && is_name(text[at - 1])) --at;
    if (at >= cursor.word_start + 2 && text[at - 1] == ':' && text[at - 2] == ':') return at - 2;
    if (at < cursor.word_start + 1 || text[at - 1] != '.') return std::string::npos;
    const size_t dot = at - 1;
    // Only behind a value: in ./a.b and 1.5 there is no member.
    const size_t start = cursor.value_start(dot);
    if (start == dot) return std::string::npos;
    const char first = text[start];
    return first == '$' || first == '@' || std::strchr("([\"'{", first) ? dot : std::string::npos;
}

/// The name in front of the bracket around the cursor: [Parameter(...
std::string_view attribute_around(const Cursor& cursor)
{
    const auto& segments = cursor.segments;
    if (segments.size() < 2 || segments.back().brackets != "(" || segments[segments.size() - 2].brackets != "[") return {};
    const size_t end = segments.back().opener;
    size_t start = end;
    while (start > 0 && (is_name(cursor.text[start - 1]) || cursor.text[start - 1] == '.')) --start;
    return std::string_view(cursor.text).substr(start, end - start);
}

/// A [ that begins a type: it does not follow a value.
bool opens_type(const Cursor& cursor, const InputSegment& segment)
{
    if (segment.brackets != "[") return false;
    if (segment.opener == 0) return true;
    const char before = cursor.text[segment.opener - 1];
    const bool after_value = is_name(before) || std::strchr(")]}\"'", before);
    if (!after_value) return true;
    // [List[int: the inner one belongs to a type too; [int][string: a cast follows a cast.
    const auto outer = cursor.segments.end() - 2;
    if (before == ']') return true;
    return cursor.segments.size() > 1 && outer->brackets == "[" && opens_type(cursor, *outer);
}

/// The command whose argument the table around the cursor is: Sort-Object @{ ...
std::string_view command_around_table(const Cursor& cursor)
{
    if (cursor.segments.size() < 2 || cursor.segment().brackets != "@{" || !cursor.segment().words.empty()) return {};
    const InputSegment& outer = cursor.segments[cursor.segments.size() - 2];
    if (outer.expression || outer.words.empty()) return {};
    return cursor.slice(outer.words[0]);
}

void complete(Completer& completer)
{
    const Cursor& cursor = completer.cursor;
    if (cursor.in_comment) return;
    if (const size_t start = variable_start(cursor); start != std::string::npos) {
        completer.replace_from(start);
        return complete_variable(completer, std::string_view(cursor.text).substr(start));
    }
    const InputSegment& segment = cursor.segment();
    if (!cursor.quote) {
        if (opens_type(cursor, segment)) {
            completer.replace_from(cursor.word_start);
            return complete_type(completer, cursor.word());
        }
        if (const size_t dot = member_separator(cursor); dot != std::string::npos) {
            const bool is_static = cursor.text[dot] == ':';
            const size_t name = dot + (is_static ? 2 : 1);
            const size_t start = cursor.value_start(dot);
            completer.replace_from(name);
            return complete_member(completer, std::string_view(cursor.text).substr(start, dot - start), is_static,
                                   std::string_view(cursor.text).substr(name));
        }
        if (const std::string_view attribute = attribute_around(cursor); !attribute.empty()) {
            completer.replace_from(cursor.word_start);
            return complete_attribute_argument(completer, attribute, cursor.word());
        }
        if (const std::string_view command = command_around_table(cursor); !command.empty()) {
            completer.replace_from(cursor.word_start);
            return complete_table_key(completer, command, cursor.word());
        }
    }
    if (cursor.quote && cursor.word_start != cursor.quote_start) return; // in the middle of something
    completer.replace_from(cursor.word_start);
    if (segment.words.empty() && cursor.quote) return complete_path(completer, cursor.word().substr(1), cursor.quote);
    if (segment.words.empty()) {
        const std::string_view word = cursor.word();
        if (word.find('/') != std::string_view::npos ||
            (base::sys::on_windows && (word.starts_with('\\') || word.find(":\\") != std::string_view::npos)) || word.starts_with(".") ||
            word.starts_with("~"))
            return complete_path(completer, word, 0);
        return complete_command(completer, word);
    }
    if (segment.expression) {
        if (cursor.word().starts_with("-")) complete_operator(completer, cursor.word());
        return;
    }
    const std::string_view first = cursor.slice(segment.words[0]);
    if (equals_ci(first, "using") && segment.words.size() == 2) return complete_namespace(completer, cursor.word());
    complete_argument(completer);
}

} // namespace

void Completer::sort_matches()
{
    std::stable_sort(out.matches.begin(), out.matches.end(),
                     [](const Match& a, const Match& b) { return value::compare_ordinal_ignore_case(a.list_text, b.list_text) < 0; });
}

Completion complete_input(SessionImpl& session, Scope& scope, std::string_view text, size_t cursor)
{
    Completion out;
    const Cursor at = read_cursor(text.substr(0, cursor));
    Completer completer{session, scope, at, out};
    try {
        complete(completer);
    } catch (const ScriptError&) {
        out.matches.clear();
    }
    if (out.matches.empty()) {
        out.index = 0;
        out.length = text.size();
    }
    return out;
}

} // namespace kestrun::cmdlets
