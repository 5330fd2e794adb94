// From AST to nodes. One Compiler per variant of a script block; each compile_*.cpp holds a family of constructs, nodes and all.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

class Compiler
{
public:
    Compiler(const Code& code, Unit& unit, const Layout* layout) : code_(code), unit_(unit), layout_(layout) {}

    // compile_expression.cpp
    ExprPtr expression(const syntax::ExpressionAst& ast);
    ExprPtr constant(syntax::Extent extent, Value value);
    bool is_lasting() const;                                    // the code is a file's, and not text that a script has put together
    ExprPtr pipeline_value(const syntax::PipelineBaseAst& ast); // ( ... ): what the pipeline gives, as a value
    ExprPtr statement_value(const syntax::StatementAst& ast);   // right side of an assignment
    // compile_operator.cpp
    ExprPtr binary(const syntax::BinaryExpressionAst& ast);
    ExprPtr unary(const syntax::UnaryExpressionAst& ast);
    // compile_variable.cpp
    ExprPtr variable(const syntax::VariableExpressionAst& ast);
    ExprPtr assignment(const syntax::AssignmentStatementAst& ast);
    ExprPtr increment(const syntax::UnaryExpressionAst& ast);
    // compile_member.cpp
    ExprPtr member(const syntax::MemberExpressionAst& ast);
    ExprPtr index(const syntax::IndexExpressionAst& ast);
    ExprPtr convert(const syntax::ConvertExpressionAst& ast);
    ExprPtr type_expression(const syntax::TypeExpressionAst& ast);
    // compile_literal.cpp
    ExprPtr hashtable(const syntax::HashtableAst& ast, bool ordered = false, bool custom_object = false);
    ExprPtr array(const syntax::ArrayLiteralAst& ast);
    ExprPtr array_expression(const syntax::ArrayExpressionAst& ast);
    ExprPtr expandable(const syntax::ExpandableStringExpressionAst& ast);
    ExprPtr script_block(const syntax::ScriptBlockExpressionAst& ast);
    // compile_statement.cpp
    StmtPtr statement(const syntax::StatementAst& ast);
    static StmtPtr expression_statement(syntax::Extent extent, ExprPtr expression);
    std::unique_ptr<Body> body(const syntax::StatementBlockAst& ast);
    std::unique_ptr<Body> body(syntax::AstList<syntax::StatementAst> statements, syntax::AstList<syntax::TrapStatementAst> traps,
                               syntax::Extent extent);
    // compile_loop.cpp, compile_switch.cpp, compile_try.cpp
    StmtPtr loop(const syntax::LabeledStatementAst& ast);
    StmtPtr switch_statement(const syntax::SwitchStatementAst& ast);
    StmtPtr try_statement(const syntax::TryStatementAst& ast);
    // compile_command.cpp
    StmtPtr pipeline(const syntax::PipelineAst& ast);
    ExprPtr command_value(const syntax::PipelineAst& ast, bool streams); // a pipeline of one command; null: it is none
    StmtPtr chain(const syntax::PipelineChainAst& ast);
    // compile_definition.cpp
    StmtPtr function_definition(const syntax::FunctionDefinitionAst& ast);
    // class_definition.cpp
    StmtPtr type_definitions(std::vector<const syntax::TypeDefinitionAst*> asts);
    ExprPtr base_constructor(const syntax::BaseCtorInvokeMemberExpressionAst& ast);
    ExprPtr base_method(const syntax::InvokeMemberExpressionAst& ast); // ([Base]$this).Method(): null when it is no such call

    const Code& code() const { return code_; }
    Unit& unit() const { return unit_; }
    const Layout* layout() const { return layout_; } // null: dotted
    int slot(Symbol name) const { return layout_ ? layout_->find(name) : -1; }

private:
    /// Counts how deep the nodes of the body nest that is being compiled, and keeps this function's own recursion within the stack.
    class Nesting
    {
    public:
        explicit Nesting(Compiler& compiler);
        ~Nesting() { --compiler_.nesting_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        Compiler& compiler_;
    };

    const Code& code_;
    Unit& unit_;
    const Layout* layout_;
    size_t nesting_ = 0;
    size_t deepest_ = 0;    // of the body
    bool in_using_ = false; // below $using:
};

/// Something that can be assigned to. Built by compile_variable.cpp for each kind of target.
struct Target : Node
{
    using Node::Node;
    virtual void assign(Frame& frame, Value value) const = 0;
    /// Reads, combines and writes back, evaluating the target's parts once. Returns the new value.
    virtual Value update(Frame& frame, const std::function<Value(const Value&)>& combine) const = 0;
};
using TargetPtr = std::unique_ptr<const Target>;
TargetPtr make_target(Compiler& compiler, const syntax::ExpressionAst& ast);

/// The names that get slots in a block: see Layout.
std::unique_ptr<Layout> collect_layout(const Code& code);
/// Type of a name in brackets; resolved when compiled where possible, else each time it runs (script classes). Throws TypeNotFound.
const value::Type& resolve_type(SessionImpl& session, std::string_view name);
const value::Type* try_resolve_type(SessionImpl& session, std::string_view name);
/// The native type of that name; null when there is none, and when the code's text defines a class or enum of that name, which comes first.
const value::Type* find_native_type(const Code& code, std::string_view name);
std::string to_std(std::string_view text);

} // namespace kestrun::engine
