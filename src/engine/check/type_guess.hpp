// What can be said for sure, before a run, about the type of an expression.
#pragma once
#include "engine/check/script_facts.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// A value is exactly of one of these types (or of the script's type); nothing at all: unknown.
struct Guess
{
    std::vector<const value::Type*> types;
    std::string script_type; // of a class or enum in the script
    bool many = false;       // there may be more than one value, in an array
    bool known() const { return !types.empty() || !script_type.empty(); }
};

class TypeGuesser
{
public:
    /// All that one script sees: itself first, then what it loads and what loads it.
    using Sight = std::vector<const ScriptFacts*>;
    TypeGuesser(SessionImpl& session, const Sight& sight, const NameMap<std::string>& automatic)
        : session_(session), sight_(sight), automatic_(automatic)
    {
    }

    Guess of(const syntax::Ast* expression, int depth = 0) const;
    /// The type that stands in brackets; unknown when it does not exist.
    Guess named(std::string_view name) const;
    const ScriptTypeFacts* script_type(std::string_view name) const;
    /// May the type have a member of that name? True whenever that is not sure.
    bool may_have_member(const value::Type& type, std::string_view name, bool is_static) const;
    bool may_have_member(const std::string& script_type_name, std::string_view name, bool is_static, int depth = 0) const;
    /// Names of members, for suggestions.
    std::vector<std::string> member_names(const Guess& guess, bool is_static, int depth = 0) const;

private:
    Guess variable(const syntax::VariableExpressionAst& node, int depth) const;
    Guess command(const syntax::CommandAst& node, int depth) const;
    Guess output_of(const CmdletDef& def) const;
    Guess member(const syntax::MemberExpressionAst& node, int depth) const;
    Guess declared(const syntax::TypeName& name) const;
    /// Drops a type whose values may be of a derived type.
    static Guess if_exact(Guess guess);

    SessionImpl& session_;
    const Sight& sight_;
    const NameMap<std::string>& automatic_; // types of variables that the program sets
};

} // namespace kestrun::engine
