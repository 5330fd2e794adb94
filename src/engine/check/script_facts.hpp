// What one script file defines and uses, read off its tree without running it.
#pragma once
#include "base/text.hpp"
#include "syntax/parser.hpp"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kestrun::engine {

struct NoCaseLess
{
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const
    {
        const size_t common = std::min(a.size(), b.size());
        for (size_t i = 0; i < common; ++i) {
            const char x = base::ascii_lower(a[i]), y = base::ascii_lower(b[i]);
            if (x != y) return x < y;
        }
        return a.size() < b.size();
    }
};
template <typename T>
using NameMap = std::map<std::string, T, NoCaseLess>;
using NameSet = std::set<std::string, NoCaseLess>;

struct FunctionFacts
{
    bool advanced = false; // refuses unknown parameters
    bool open = false;     // has parameters that only a run knows, or one that takes the rest
    bool should_process = false;
    std::vector<std::string> parameters; // names and aliases
};

struct ScriptTypeFacts
{
    bool is_enum = false;
    std::vector<std::string> bases;
    NameSet members, static_members;
};

/// A place where a variable gets its value or its type.
struct VariableSite
{
    const syntax::ScriptBlockAst* scope = nullptr;
    const syntax::TypeName* declared = nullptr; // [type]$x
    const syntax::Ast* value = nullptr;         // $x = value; null when something else gives it its value
};

/// A file that this one dot-sources or imports.
struct Load
{
    std::string name;   // as far as it is known before a run; empty: not at all
    std::string prefix; // Import-Module -Prefix
    bool module = false;
    bool optional = false; // -ErrorAction SilentlyContinue, or inside of try
    syntax::Extent extent;
};

struct ScriptFacts
{
    ScriptFacts(std::string text, std::string path, const syntax::TypeResolver* known_types);

    std::string path;
    syntax::ParsedScript script;
    NameMap<std::vector<FunctionFacts>> functions;
    NameMap<std::string> aliases; // name -> command
    NameMap<ScriptTypeFacts> types;
    NameMap<std::vector<VariableSite>> variables;
    NameSet asked_for;     // names that Get-Command is asked about: the script knows that they may be missing
    NameSet written_files; // names, without folder, of files that the script itself may make
    std::vector<Load> loads;
    std::vector<std::string> namespaces;
    bool defines_unseen = false;   // by Invoke-Expression or InvokeWithContext
    bool attaches_members = false; // Add-Member, Update-TypeData

    /// The text of an expression when it can be known without running: constants, paths made of $PSScriptRoot, variables that are assigned
    /// once.
    std::optional<std::string> static_text(const syntax::Ast* expression, int depth = 0) const;
};

/// The name a command is called by when it is a constant; empty otherwise.
std::string_view constant_command_name(const syntax::CommandAst& command);
/// The innermost script block around a node, itself not counted.
const syntax::ScriptBlockAst* block_around(const syntax::Ast& node);

} // namespace kestrun::engine
