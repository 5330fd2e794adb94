#pragma once

#include "base/poll.hpp"
#include "syntax/ast.hpp"
#include "syntax/lexer.hpp"
#include "syntax/parser.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <unordered_set>
#include <vector>

namespace kestrun::syntax {

struct RequirementsBuilder;

/// The grammar, one function per production; its production is the comment over each. A rule that finds nothing of its
/// kind returns null and consumes nothing, unless its comment says otherwise. A rule that finds a fragment reports what is
/// missing and returns an error node, so that the rest of the script is still checked: the errors, their positions and
/// their order are those of PowerShell.
class Parser
{
public:
    Parser(const SourceText& source, const ParseOptions& options, Arena& arena, Diagnostics& diagnostics, std::vector<Extent>& comments,
           std::vector<Token>& tokens);

    ScriptBlockAst* parse_script();
    /// The script nests too deeply; its tree is what was read up to there.
    bool aborted() const { return aborted_; }

private:
    /// Sets the lexer's mode and puts the old one back.
    class ModeScope
    {
    public:
        ModeScope(Parser& parser, LexMode mode) : parser_(parser), old_(parser.lexer_.mode) { parser.set_mode(mode); }
        ~ModeScope() { parser_.set_mode(old_); }
        ModeScope(const ModeScope&) = delete;
        ModeScope& operator=(const ModeScope&) = delete;

    private:
        Parser& parser_;
        LexMode old_;
    };

    template <class T>
    class ValueScope
    {
    public:
        ValueScope(T& variable, T value) : variable_(variable), old_(variable) { variable = value; }
        ~ValueScope() { variable_ = old_; }
        ValueScope(const ValueScope&) = delete;
        ValueScope& operator=(const ValueScope&) = delete;

    private:
        T& variable_;
        T old_;
    };

    /// What the levels between two checks may take of a stack that a script's own recursion has nearly used up.
    static constexpr std::size_t stack_reserve = std::size_t{64} << 10;

    /// One level of nesting; when there are too many, the parse ends.
    class DepthScope
    {
    public:
        explicit DepthScope(Parser& parser, std::uint32_t levels = 1) : parser_(parser), levels_(levels)
        {
            parser.depth_ += levels;
            if (parser.depth_ > parser.options_.max_depth || base::stack_exhausted(stack_reserve)) parser.abort_too_complicated();
        }
        ~DepthScope() { parser_.depth_ -= levels_; }
        DepthScope(const DepthScope&) = delete;
        DepthScope& operator=(const DepthScope&) = delete;

    private:
        Parser& parser_;
        std::uint32_t levels_;
    };

    /// Where an argument stands: only arguments of commands form arrays with commas.
    enum class ArgumentContext : std::uint8_t
    {
        CommandName,
        CommandNameAfterOperator,
        Argument,
        FileName,
        SwitchCondition
    };

    using Statements = std::vector<StatementAst*>;
    using Traps = std::vector<TrapStatementAst*>;
    using Redirections = std::vector<RedirectionAst*>;

    // ---- parser.cpp: tokens, errors, nodes
    LexToken next();
    LexToken peek();
    void unget(const LexToken& token);
    void skip();
    void record(const LexToken& token)
    {
        if (options_.keep_tokens && !in_nested_text_) tokens_.push_back({token.kind, token.extent});
    }
    void resync(std::uint32_t position);
    void resync(const LexToken& token) { resync(token.begin); }
    std::uint32_t restore_point() const;
    void set_mode(LexMode mode);
    void skip_lines(bool semicolons);
    void skip_newlines();
    void skip_newlines_and_semicolons();
    void sync_on_error(bool consume_closing_token, std::initializer_list<TokenKind> sync_tokens);
    void abort_too_complicated();
    std::string_view text(const LexToken& token) const { return lexer_.text_of(token); }

    void error(Extent extent, ErrorId id, std::initializer_list<std::string_view> arguments = {});
    /// True when the error may go away with more input.
    bool incomplete(Extent extent, ErrorId id, std::initializer_list<std::string_view> arguments = {});
    bool incomplete_at(Extent extent, Extent detected, ErrorId id, std::initializer_list<std::string_view> arguments = {});
    static constexpr Extent after(Extent extent) { return {extent.end, extent.end}; }
    /// The place of the character before, as PowerShell has it.
    static constexpr Extent before(Extent extent)
    {
        const std::uint32_t at = extent.start == 0 ? 0 : extent.start - 1;
        return {at, at};
    }

    template <class T>
    T* make(Extent extent)
    {
        return arena_.make<T>(extent);
    }
    template <class T>
    AstList<T> list(const std::vector<T*>& items)
    {
        return arena_.copy(items);
    }
    ErrorStatementAst* error_statement(Extent extent, std::initializer_list<Ast*> nested = {});
    ErrorStatementAst* error_statement(Extent extent, const std::vector<Ast*>& nested);
    ErrorExpressionAst* error_expression(Extent extent, std::initializer_list<Ast*> nested = {});
    StringConstantExpressionAst* bare_word(const LexToken& token, std::string_view value);

    // ---- parser_script.cpp
    ScriptBlockAst* script_block_rule(const LexToken* left_curly, bool is_filter);
    ScriptBlockAst* script_block_body_rule(const LexToken* left_curly, AstList<UsingStatementAst> usings, ParamBlockAst* params,
                                           bool is_filter);
    ScriptBlockAst* named_block_list_rule(const LexToken* left_curly, AstList<UsingStatementAst> usings, ParamBlockAst* params);
    bool add_named_block(ScriptBlockAst* block, const LexToken& name, StatementBlockAst* body, Extent extent);
    bool complete_script_block_body(const LexToken* left_curly, Extent& body, bool& has_body, Extent& whole);
    ParamBlockAst* param_block_rule();
    std::vector<ParameterAst*> parameter_list_rule();
    ParameterAst* parameter_rule();
    bool statement_list_rule(Statements& statements, Traps& traps, Extent& extent);
    StatementBlockAst* statement_block_rule();
    std::vector<UsingStatementAst*> using_statements_rule();
    StatementAst* using_statement_rule(const LexToken& keyword);
    StatementAst* using_rule(const LexToken& keyword);
    void require_statement_terminator();
    StatementAst* function_declaration_rule(const LexToken& keyword);
    bool function_parameters_rule(std::vector<ParameterAst*>& parameters, Extent& last, bool& has_list, bool& reported);

    // ---- parser_requires.cpp
    const ScriptRequirements* requirements();
    void requires_comment(Extent comment, RequirementsBuilder& builder);
    void requires_parameter(const CommandParameterAst& parameter, const CommandElementAst* argument, RequirementsBuilder& builder);

    // ---- parser_statement.cpp, parser_loop.cpp, parser_switch.cpp, parser_try.cpp
    StatementAst* statement_rule();
    StatementAst* keyword_statement_rule(const LexToken& token, std::vector<AttributeBaseAst*>& attributes, std::uint32_t start);
    StatementAst* labeled_statement_rule(const LexToken& label);
    StatementAst* if_statement_rule(const LexToken& keyword);
    ExpressionAst* jump_label_rule();
    StatementAst* jump_statement_rule(const LexToken& keyword);
    StatementAst* flow_statement_rule(const LexToken& keyword);
    StatementAst* data_statement_rule(const LexToken& keyword);
    StatementAst* configuration_statement_rule(const LexToken& keyword);
    StatementAst* block_statement_rule(const LexToken& keyword);
    StatementAst* while_statement_rule(const LexToken* label, const LexToken& keyword);
    StatementAst* do_statement_rule(const LexToken* label, const LexToken& keyword);
    StatementAst* for_statement_rule(const LexToken* label, const LexToken& keyword);
    StatementAst* foreach_statement_rule(const LexToken* label, const LexToken& keyword);
    bool foreach_parameters(ForEachStatementAst* node, Extent& last);
    StatementAst* switch_statement_rule(const LexToken* label, const LexToken& keyword);
    bool switch_body_rule(const LexToken& curly, std::vector<SwitchClause>& clauses, StatementBlockAst*& default_clause, Extent& last,
                          bool is_incomplete);
    StatementAst* try_statement_rule(const LexToken& keyword);
    CatchClauseAst* catch_clause_rule(bool& is_error, Extent& error_end);
    StatementAst* trap_statement_rule(const LexToken& keyword);

    // ---- parser_pipeline.cpp, parser_command.cpp
    PipelineBaseAst* pipeline_chain_rule();
    PipelineBaseAst* assignment_rule(ExpressionAst* left, const LexToken& op);
    PipelineBaseAst* background_rule(ChainableAst* chain, const LexToken& ampersand);
    PipelineAst* pipeline_rule(ExpressionAst* start);
    CommandBaseAst* pipeline_element(ExpressionAst* start, bool is_first);
    CommandAst* command_rule();
    void command_elements(LexToken token, std::vector<CommandElementAst*>& elements, Redirections& redirections, Extent& end,
                          ArgumentContext context);
    CommandElementAst* command_parameter(const LexToken& token);
    ExpressionAst* command_argument(ArgumentContext context, LexToken token);
    ExpressionAst* argument_element(ArgumentContext context, const LexToken& token, bool& none);
    ExpressionAst* single_command_argument(ArgumentContext context);
    RedirectionAst* redirection_rule(const LexToken& token, Redirections& redirections);

    // ---- parser_expression.cpp
    ExpressionAst* expression_rule(bool numbers_end_at_ternary = false);
    ExpressionAst* ternary_rule(ExpressionAst* condition, const LexToken& question);
    ExpressionAst* binary_expression_rule(bool numbers_end_at_ternary);
    ExpressionAst* error_recovery_parameter(const LexToken& parameter, ExpressionAst* expression);
    ExpressionAst* array_literal_rule(bool numbers_end_at_ternary);
    ExpressionAst* unary_expression_rule(bool numbers_end_at_ternary);
    ExpressionAst* attributed_expression_rule(const LexToken& bracket);

    // ---- parser_primary.cpp
    ExpressionAst* primary_expression_rule(bool with_member_access);
    ExpressionAst* check_post_primary(ExpressionAst* expression, bool allow_bracket = true);
    LexToken next_member_access(bool allow_bracket);
    LexToken next_open_paren();
    ExpressionAst* member_access_rule(ExpressionAst* target, const LexToken& op);
    CommandElementAst* member_name_rule();
    ExpressionAst* member_invoke_rule(ExpressionAst* target, const LexToken& paren, const LexToken& op, CommandElementAst* member,
                                      std::span<TypeName* const> types);
    bool generic_method_arguments(const LexToken& bracket, std::vector<TypeName*>& types, bool& closed);
    std::vector<ExpressionAst*> invoke_arguments_rule(const LexToken& paren, Extent& end);
    ExpressionAst* element_access_rule(ExpressionAst* target, const LexToken& bracket);
    ExpressionAst* parenthesized_rule(const LexToken& paren);
    ExpressionAst* sub_expression_rule(const LexToken& open);
    ExpressionAst* script_block_expression_rule(const LexToken& curly);
    ExpressionAst* hash_expression_rule(const LexToken& open);
    HashtableAst* hash_literal(const LexToken& open);
    bool key_value_pair(KeyValuePair& pair);
    ExpressionAst* label_or_key_rule();
    ExpressionAst* variable_expression(Extent extent, const VariablePath& path, bool splatted, bool with_member_access);
    ExpressionAst* string_expression(const LexToken& token);
    ExpressionAst* expandable_string(const LexToken& token, const ExpandableText& parts, StringConstantType type);
    ExpressionAst* nested_subexpression(const ExpandablePart& part);
    StringConstantExpressionAst* simple_name_rule(LexToken* token = nullptr);

    // ---- parser_type.cpp
    std::vector<AttributeBaseAst*> attribute_list_rule(bool in_expression);
    AttributeBaseAst* attribute_rule();
    AttributeBaseAst* finish_attribute(const LexToken& bracket, TypeName* type, const LexToken& paren);
    Extent attribute_arguments_rule(Extent last, std::vector<ExpressionAst*>& positional, std::vector<NamedAttributeArgumentAst*>& named);
    TypeName* type_name_rule(bool allow_assembly);
    TypeName* finish_type_name(const LexToken& name, bool unbracketed_argument);
    TypeName* generic_type_name_rule(const LexToken& name, const LexToken& first, bool unbracketed_argument);
    std::vector<TypeName*> generic_arguments_rule(LexToken first, LexToken& right_bracket);
    TypeName* single_generic_argument(const LexToken& first);
    TypeName* complete_array_type_name(TypeName* element, TypeName* assembly_target, LexToken first);
    bool assembly_name(TypeName* target);
    TypeName* simple_type_name(const LexToken& token);
    void name_type(TypeName* type);

    // ---- parser_class.cpp
    StatementAst* class_definition_rule(std::vector<AttributeBaseAst*>& attributes, const LexToken& keyword);
    StatementAst* enum_definition_rule(std::vector<AttributeBaseAst*>& attributes, const LexToken& keyword);
    std::vector<TypeConstraintAst*> base_types_rule(const LexToken& colon);
    MemberAst* class_member_rule(std::string_view class_name, bool& went_wrong);
    PropertyMemberAst* property_member_rule(const LexToken& variable, Extent start);
    FunctionMemberAst* method_rule(const LexToken& name, std::string_view class_name, Extent start, bool is_static);
    BaseCtorInvokeMemberExpressionAst* base_constructor_call(bool& failed, Extent last);
    void prepend_base_call(ScriptBlockAst* body, BaseCtorInvokeMemberExpressionAst* call);
    void check_underlying_type(const TypeName& type);
    PropertyMemberAst* enum_member_rule();
    std::vector<AttributeAst*> only_attributes(const std::vector<AttributeBaseAst*>& attributes);

    const SourceText& source_;
    const ParseOptions& options_;
    Arena& arena_;
    Diagnostics& diagnostics_;
    std::vector<Token>& tokens_;
    Lexer lexer_;
    LexToken ungot_;
    bool has_ungot_ = false;
    // Where a list of attributes was read and found to be the start of an expression, and where one was read for a param block that is
    // none. What stands inside is read again then; without these, nested ones would be read twice as often at each level.
    std::unordered_set<std::uint32_t> expressions_;
    std::unordered_set<std::uint32_t> no_param_blocks_;
    bool disable_comma_ = false;
    bool in_nested_text_ = false;
    std::uint32_t nested_begin_ = 0;
    bool aborted_ = false;
    std::uint32_t depth_ = 0;
};

} // namespace kestrun::syntax
