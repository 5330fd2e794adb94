// Makes scripts out of scripts: pieces of the syntax tree change places, are taken from other scripts, wrapped, repeated or left out, so
// that most of what comes out still parses and runs.
#pragma once
#include "syntax/parser.hpp"
#include <array>
#include <random>
#include <string>
#include <vector>

namespace kestrun::fuzz {

class ScriptMutator
{
public:
    explicit ScriptMutator(unsigned seed) : random_(seed) {}

    std::string mutate(const std::string& script);
    /// The first script with a piece of the second.
    std::string cross(const std::string& script, const std::string& other);
    /// Remembers pieces of a script for later ones.
    void learn(const std::string& script);

private:
    enum class Piece : unsigned char
    {
        Statement,
        Expression,
        Word, // a type, member, parameter or command name
        Count
    };
    struct Part
    {
        Piece piece;
        syntax::AstKind kind;
        syntax::Extent extent;
    };
    class Collect;

    std::vector<Part> parts(const std::string& script) const;
    const Part* pick(const std::vector<Part>& parts);
    size_t below(size_t limit) { return limit == 0 ? 0 : std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }
    std::string known(Piece piece);
    std::string constant();
    std::string wrapped(Piece piece, const std::string& text);
    std::string step(const std::string& script);

    std::mt19937 random_;
    std::array<std::vector<std::string>, static_cast<size_t>(Piece::Count)> pool_;
};

} // namespace kestrun::fuzz
