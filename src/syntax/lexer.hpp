#pragma once

#include "syntax/arena.hpp"
#include "syntax/ast_expression.hpp"
#include "syntax/chars.hpp"
#include "syntax/diagnostics.hpp"
#include "syntax/number.hpp"

#include <string>
#include <string_view>
#include <vector>

// Text -> tokens, on demand. The language has no context-free tokens: the parser says in which mode the next token is to be
// read, and reads a token again when the mode has changed (about_Parsing). So the lexer keeps no tokens, and its position is
// an ordinary value that the parser saves and restores.
namespace kestrun::syntax {

/// Command: words, as in `copy a.txt b`. Expression: values and operators. TypeName: what stands between [ and ].
enum class LexMode : std::uint8_t
{
    Command,
    Expression,
    TypeName
};

/// What a lexer reads from: a range of the source, or a copy of such a range without its doubled quotes.
struct LexInput
{
    const char* data = nullptr;
    std::uint32_t end = 0;
    /// For a copy: the source offset of each byte and of the end; null when buffer offsets are source offsets.
    const std::uint32_t* offsets = nullptr;
};

/// A piece of an expandable string: literal text, then the variable or the subexpression that follows it.
struct ExpandablePart
{
    std::string_view literal;
    Extent extent;
    bool is_variable = false;
    VariablePath path;
    /// A subexpression `$( ... )`, to be parsed later: its text with both parentheses.
    LexInput input;
    std::uint32_t begin = 0;
};

struct ExpandableText
{
    std::span<const ExpandablePart> parts;
    /// The literal text after the last part.
    std::string_view tail;
};

/// A token as the parser sees it.
struct LexToken
{
    TokenKind kind = TokenKind::Unknown;
    /// Redirection: streams as RedirectionStream.
    std::uint8_t from_stream = 0;
    std::uint8_t to_stream = 0;
    bool append = false;
    bool merging = false;
    /// Parameter: it ends with a colon.
    bool used_colon = false;
    Extent extent;
    /// Where it stands in the lexer's input, to read it again.
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    /// Strings, words, labels and parameters: the value, escapes resolved. Comments: nothing.
    std::string_view value;
    const ConstantValue* number = nullptr;
    const VariablePath* path = nullptr;
    /// Strings and generic words that contain something to expand.
    const ExpandableText* expandable = nullptr;

    bool is(TokenKind k) const { return kind == k; }
};

class Lexer
{
public:
    struct State
    {
        LexInput input;
        std::uint32_t pos = 0;
    };

    Lexer(std::string_view source, Arena& arena, Diagnostics& diagnostics, std::vector<Extent>& comments);

    LexToken next();

    /// A `.`, `::`, `?.`, `[` or `?[` that follows the last token without white space; else a token of kind Unknown,
    /// nothing read.
    LexToken next_member_access(bool allow_bracket);
    /// A `(` or `{` that follows the last token without white space; else Unknown.
    LexToken next_open_paren();
    /// A `[` that follows the last token without white space; else Unknown.
    LexToken next_open_bracket();
    /// A line end (or a semicolon) after white space and comments; else Unknown, nothing but those read.
    LexToken next_line_end(bool semicolon);
    /// A `[`, in whatever mode, after white space; else Unknown.
    LexToken next_left_bracket();
    /// The rest of the line after --%, up to a pipe; Unknown when there is nothing.
    LexToken next_verbatim_argument();
    /// The assembly name in a type: everything up to the `]`.
    LexToken next_assembly_name();

    State state() const { return {input_, pos_}; }
    void restore(const State& state)
    {
        input_ = state.input;
        pos_ = state.pos;
    }
    void move_to(std::uint32_t pos) { pos_ = pos; }
    std::uint32_t position() const { return pos_; }
    /// From here on there is only the end of input.
    void close() { input_.end = pos_; }
    const LexInput& input() const { return input_; }

    /// The token as it is written.
    std::string_view text_of(const LexToken& token) const;
    /// Is there nothing but white space and comments after the extent, and no line end?
    bool at_end_of_script(Extent extent);
    /// After white space and line ends, does a pipe stand at pos (a pipeline continued on the next line)?
    bool is_pipe_continuation(std::uint32_t pos) const;

    LexMode mode = LexMode::Command;
    /// A sign before digits belongs to the number.
    bool allow_signed_numbers = false;
    /// A word ends with its letters and digits and is never a keyword: member names and hash keys.
    bool want_simple_name = false;
    /// ? and : end a number, in a ternary expression.
    bool numbers_end_at_ternary = false;
    /// `#requires` comments seen, outside of nested text.
    std::vector<Extent> requires_comments;

private:
    bool at_end() const { return pos_ >= input_.end; }
    unsigned char byte(std::uint32_t offset = 0) const
    {
        return pos_ + offset < input_.end ? static_cast<unsigned char>(input_.data[pos_ + offset]) : 0;
    }
    /// The character at pos_ (0 at the end); its length goes to length_of_peek_.
    char32_t peek();
    char32_t peek_at(std::uint32_t offset) const;
    char32_t get();
    void skip(std::uint32_t bytes = 1) { pos_ += bytes; }
    bool ends_word(char32_t c) const { return at_end() || forces_new_token(c); }

    Extent extent_of(std::uint32_t begin, std::uint32_t end) const;
    std::uint32_t source_offset(std::uint32_t pos) const;
    std::string_view slice(std::uint32_t begin, std::uint32_t end) const { return {input_.data + begin, end - begin}; }
    /// The bytes in the arena, or in the input when they are the same there.
    std::string_view keep(std::string_view value, std::uint32_t begin, std::uint32_t end);
    LexToken make(TokenKind kind) const;
    LexToken make(TokenKind kind, std::uint32_t bytes);
    void error(ErrorId id, std::uint32_t begin, std::uint32_t end, std::initializer_list<std::string_view> arguments = {});
    void incomplete(ErrorId id, std::uint32_t begin, std::uint32_t end, std::initializer_list<std::string_view> arguments = {});

    // lexer.cpp
    LexToken end_token() const;
    bool skip_trivia();
    void line_comment();
    void block_comment();
    LexToken dispatch(char32_t c);
    LexToken punctuation(char32_t c);
    LexToken operator_in_mode(TokenKind kind, std::uint32_t bytes);
    LexToken redirection(std::uint8_t from_stream, std::uint32_t bytes_before);
    LexToken dash();
    LexToken dot();
    LexToken question_mark();
    LexToken at_sign();
    bool command_mode() const { return mode == LexMode::Command; }

    // lexer_word.cpp
    LexToken identifier();
    LexToken generic();
    LexToken generic_after(std::string prefix);
    LexToken finish_generic(std::string& text);
    LexToken parameter();
    LexToken label_or_colon();
    LexToken type_name();

    // lexer_number.cpp
    LexToken number();
    bool scan_number(NumberParts& parts);
    void scan_suffix(NumberParts& parts);

    // lexer_variable.cpp
    LexToken variable(bool splatted);
    /// At the $: reads a variable within a string; false when there is none, nothing read then.
    bool variable_in_string(VariablePath& path);
    bool scan_variable_path(VariablePath& path, bool in_string, bool& is_generic);
    void scan_braced_variable(VariablePath& path, std::uint32_t begin, bool in_string);
    VariablePath make_path(std::string_view user_path);

    // lexer_string.cpp
    LexToken string_literal();
    void scan_string_literal(std::string& text);
    LexToken string_expandable();
    bool scan_string_expandable(std::string& text);
    LexToken here_string_literal();
    LexToken here_string_expandable();
    bool here_string_header(std::string_view terminator);
    bool here_string_footer(bool expandable, std::uint32_t& false_footer);
    void report_here_string_end(std::uint32_t false_footer, std::string_view terminator);
    char32_t unicode_escape();
    bool scan_expansion(std::string& text, bool here_string);
    void scan_subexpression(std::string& text, ExpandablePart& part, bool here_string);
    void append_escape(std::string& text);
    LexToken finish_expandable(TokenKind kind, std::string& text);

    Arena& arena_;
    Diagnostics& diagnostics_;
    std::vector<Extent>& comments_;
    std::string_view source_;
    LexInput input_;
    std::uint32_t pos_ = 0;
    std::uint32_t token_start_ = 0;
    std::uint32_t peek_length_ = 0;
    // The expandable text being read: parts so far, and where in the text the current literal starts.
    std::vector<ExpandablePart> parts_;
    std::size_t literal_start_ = 0;
    // at_end_of_script: from trivia_begin_ to trivia_end_ there is only white space and comments.
    std::uint32_t trivia_begin_ = 0;
    std::uint32_t trivia_end_ = 0;
};

} // namespace kestrun::syntax
