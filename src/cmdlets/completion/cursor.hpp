// What the cursor of an input line stands in: which word, of which command, in which brackets.
//
// The text before the cursor is read once from its start, by the rules that matter for this (about_Parsing): where words, groups, texts and
// pipelines begin. The parser is no help here: what is being typed does not parse.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::cmdlets {

struct InputWord
{
    size_t start = 0;
    size_t end = 0;
};

/// A piece of a pipeline inside of one pair of brackets.
struct InputSegment
{
    size_t opener = 0;         // position of the bracket around it; meaningless at the top
    std::string brackets;      // "", "(", "$(", "@(", "{", "@{", "["
    size_t pipeline_start = 0; // of its pipeline
    size_t start = 0;          // behind the last | or ;
    bool piped = false;        // something stands before it in its pipeline
    bool expression = false;   // a value or an operator, no command
    bool called = false;       // behind & or .: a command whatever it looks like
    bool in_text = false;      // within a "text $(...)": goes on behind the bracket
    std::vector<InputWord> words;
};

struct Cursor
{
    std::string text; // before the cursor
    /// From the outermost to the one the cursor stands in; never empty.
    std::vector<InputSegment> segments;
    size_t word_start = 0; // of the word that ends at the cursor; the cursor itself when it stands behind a blank
    char quote = 0;        // the word is a text that has no end yet
    size_t quote_start = 0;
    bool in_comment = false;
    /// Where the bracket or text that ends before this position begins; npos: no bracket ends there.
    std::vector<size_t> openers;

    const InputSegment& segment() const { return segments.back(); }
    std::string_view word() const { return std::string_view(text).substr(word_start); }
    std::string_view slice(const InputWord& word) const { return std::string_view(text).substr(word.start, word.end - word.start); }
    /// Start of the value that ends at `end`: $x.Name[0], (...), "text", [type]::Member(...).
    size_t value_start(size_t end) const;
};

Cursor read_cursor(std::string_view text);

} // namespace kestrun::cmdlets
