// One script's commands, parameters, types and members against what there is.
#pragma once
#include "engine/check/checker.hpp"
#include "engine/check/type_guess.hpp"
#include "syntax/ast_children.hpp"

namespace kestrun::engine {

/// Appends the constant texts of an expression: one, or the elements of a list.
void add_texts(const ScriptFacts& facts, const syntax::Ast* expression, std::vector<std::string>& texts);

class CheckWalk
{
public:
    using Sight = TypeGuesser::Sight;
    CheckWalk(SessionImpl& session, const CheckOptions& options, const Sight& sight, const NameMap<std::string>& prefixes, bool blind,
              std::vector<Finding>& findings);
    void walk(const syntax::Ast& node);

private:
    // check_commands.cpp
    struct Target
    {
        const CmdletDef* cmdlet = nullptr;
        std::vector<const FunctionFacts*> functions;
        bool found = false;
    };
    void command(const syntax::CommandAst& node);
    Target find_target(std::string_view name);
    void unknown_command(const syntax::Ast& at, std::string_view name);
    void parameters(const syntax::CommandAst& node, const Target& target);
    void cmdlet_parameter(const syntax::CommandParameterAst& node, const CmdletDef& def);
    void function_parameter(const syntax::CommandParameterAst& node, std::string_view name,
                            const std::vector<const FunctionFacts*>& functions);

    // check_types.cpp
    void type_name(const syntax::TypeName& name);
    void attribute(const syntax::AttributeAst& node);
    void written_type(const syntax::Ast& at, std::string_view name);
    bool knows_type(std::string_view name) const;
    void new_object(const syntax::CommandAst& node);
    void member(const syntax::MemberExpressionAst& node);

    void report(const syntax::Ast& at, Finding::Kind kind, std::string_view name, std::string message, std::string suggestion)
    {
        report(at.extent, kind, name, std::move(message), std::move(suggestion));
    }
    void report(syntax::Extent extent, Finding::Kind kind, std::string_view name, std::string message, std::string suggestion);

    SessionImpl& session_;
    const CheckOptions& options_;
    const Sight& sight_;
    const NameMap<std::string>& prefixes_; // file -> prefix of its commands
    bool blind_;
    bool attaches_members_ = false;
    std::vector<Finding>& findings_;
    TypeGuesser guesser_;
};

} // namespace kestrun::engine
