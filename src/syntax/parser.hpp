#pragma once

#include "syntax/arena.hpp"
#include "syntax/ast.hpp"
#include "syntax/diagnostics.hpp"
#include "syntax/token.hpp"

#include <memory>
#include <vector>

namespace kestrun::syntax {

class TypeResolver;

struct ParseOptions
{
    /// Keep the tokens in ParsedScript::tokens(). Comments are kept always.
    bool keep_tokens = false;
    /// Answers which types exist, for the checks PowerShell makes while parsing class and enum definitions; when null those
    /// checks are left out (an unknown base class is then not a parse error). Used only during the call.
    const TypeResolver* types = nullptr;
    /// How deep statements and expressions may nest; beyond it the error is ScriptTooComplicated. One level takes less
    /// than 2 KiB of stack in an optimized build.
    std::uint32_t max_depth = 400;
    /// How high the tree may grow (long operator chains are high and not nested); bounds the stack of recursive visitors.
    std::uint32_t max_tree_height = 4000;
};

/// A parsed script: the source, the tree, and what was wrong. Movable; pointers into the tree stay valid.
class ParsedScript
{
public:
    const std::shared_ptr<const SourceText>& source() const { return source_; }
    /// Never null, also when there are errors.
    ScriptBlockAst* root() const { return root_; }
    /// In the order PowerShell reports them. A script with errors must not be run.
    const std::vector<ParseError>& errors() const { return errors_; }
    bool has_errors() const { return !errors_.empty(); }
    /// With line ends, without comments; only when asked for.
    const std::vector<Token>& tokens() const { return tokens_; }
    /// Extents of all comments in source order, block comments and #requires included.
    const std::vector<Extent>& comments() const { return comments_; }
    /// Bytes of memory that the tree takes.
    std::size_t memory() const { return arena_.capacity(); }

private:
    friend ParsedScript parse(std::shared_ptr<const SourceText> source, const ParseOptions& options);

    std::shared_ptr<const SourceText> source_;
    Arena arena_;
    ScriptBlockAst* root_ = nullptr;
    std::vector<ParseError> errors_;
    std::vector<Token> tokens_;
    std::vector<Extent> comments_;
};

/// Parses a whole script. Never throws for bad input; takes time linear in the size of the text. Thread-safe.
ParsedScript parse(std::shared_ptr<const SourceText> source, const ParseOptions& options = {});

} // namespace kestrun::syntax
