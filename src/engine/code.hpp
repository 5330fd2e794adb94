// Compiled code. A script block is compiled once, when it first runs, into a tree of small nodes whose evaluation is a virtual call: names
// are slots or symbols, constants are values, common operand types have nodes of their own. Two variants exist: `local` code runs in a new
// scope with slots; `dotted` code runs in its caller's scope (. { }, ForEach-Object { }, the prompt) and finds every variable by symbol,
// with an inline cache. Nodes are immutable once built (caches are atomics); any number of threads may run them.
#pragma once
#include "engine/frame.hpp"
#include "syntax/parser.hpp"
#include <mutex>
#include <unordered_map>

namespace kestrun::engine {

struct Node
{
    explicit Node(syntax::Extent where) : extent(where) {}
    virtual ~Node() = default;
    syntax::Extent extent;
};

struct Stmt;

/// What an expression that does nothing but read amounts to: the nodes around it then read the place without a call (operand.hpp).
struct Place
{
    const Value* constant = nullptr;
    int slot = -1;
};

struct Expr : Node
{
    using Node::Node;
    virtual Value eval(Frame& frame) const = 0;
    virtual Place place() const { return {}; }
    /// Evaluates and drops the value: for what is_silent().
    virtual void run(Frame& frame) const { eval(frame); }
    /// Truth of the value.
    virtual bool test(Frame& frame) const;
    /// Writes the value to a pipeline: collections element by element.
    virtual void emit(Frame& frame, Sink& out) const;
    /// The elements of @( ) around it; default: by the rules of emit.
    virtual void append_to(Frame& frame, std::vector<Value>& items) const;
    virtual bool is_constant() const { return false; }
    /// True for what writes nothing when it stands alone: assignments, ++ and --.
    virtual bool is_silent() const { return false; }
    /// True for what writes its output one object at a time: parentheses around it collect first.
    virtual bool is_streaming() const { return false; }
    /// True when $? afterwards is what the statements in it made it: commands, and ( ), $( ), @( ) and assignments of them. Any other
    /// expression that ends well sets it to true.
    virtual bool sets_status() const { return false; }
    /// The statement that is this expression alone; null: none made for the purpose. `self` owns this.
    virtual std::unique_ptr<const Stmt> statement(syntax::Extent extent, std::unique_ptr<const Expr>&& self) const;
};
using ExprPtr = std::unique_ptr<const Expr>;

struct Stmt : Node
{
    using Node::Node;
    virtual Flow exec(Frame& frame) const = 0;
};
using StmtPtr = std::unique_ptr<const Stmt>;
inline StmtPtr Expr::statement(syntax::Extent, ExprPtr&&) const { return nullptr; }

struct Trap
{
    const value::Type* type = nullptr; // null: all
    std::string type_name;
    std::unique_ptr<const struct Body> body;
};

/// A list of statements. An error in one of them becomes non-terminating at its end unless a try or trap around the call takes it.
struct Body
{
    std::vector<StmtPtr> statements;
    std::vector<Trap> traps;
    syntax::Extent extent;
    /// Bytes of stack that its expressions may take before the next check: they nest without one.
    size_t stack_need = 96 * 1024;
    Flow exec(Frame& frame) const;

private:
    Flow exec_from(Frame& frame, size_t& at) const;
};

/// A parsed source text and what hangs on it.
struct Unit : std::enable_shared_from_this<Unit>
{
    Unit();
    ~Unit();
    syntax::ParsedScript script;
    std::unique_ptr<Code> root;

    /// The code of a script block inside of this text; made when it is first asked for, lives as long as the unit. Thread-safe.
    Code& code_of(const syntax::ScriptBlockAst& ast, bool is_filter = false);
    /// The types its class and enum definitions have made; a definition makes its type once. Guarded by types_mutex.
    std::unordered_map<const syntax::TypeDefinitionAst*, value::Type*> types;
    std::recursive_mutex types_mutex;

private:
    std::mutex mutex_;
    std::unordered_map<const syntax::ScriptBlockAst*, std::unique_ptr<Code>> codes_;
};

struct CommandMetadata;

/// The variables the engine sets at each call, when the block mentions them.
enum Automatic : uint8_t
{
    AutoArgs,
    AutoInput,
    AutoThis,
    AutoBound,
    AutoInvocation,
    AutoCmdlet,
    AutoCount
};

struct Variant
{
    std::unique_ptr<const Layout> layout; // null for dotted code
    int automatic[AutoCount] = {-1, -1, -1, -1, -1, -1};
    std::unique_ptr<const Body> begin, process, end, clean, dynamic_param;
};

/// One script block's code.
class Code
{
public:
    Code(Unit& unit, const syntax::ScriptBlockAst& ast, bool is_filter = false);
    ~Code();
    const Variant& local() const;
    const Variant& dotted() const;
    /// Parameters and attributes of the param block.
    const CommandMetadata& metadata() const;

    Unit& unit() const { return unit_; }
    const syntax::ScriptBlockAst& ast() const { return ast_; }
    const syntax::SourceText& source() const { return *unit_.script.source(); }
    std::string_view text() const; // between the braces
    bool is_filter() const { return is_filter_; }
    /// Parameters of `function f($a)`; null when they stand in a param block.
    const syntax::FunctionDefinitionAst* function = nullptr;
    /// Parameters of a class's method; null for others.
    const syntax::FunctionMemberAst* method = nullptr;
    syntax::AstList<syntax::ParameterAst> parameters() const;

private:
    Unit& unit_;
    const syntax::ScriptBlockAst& ast_;
    bool is_filter_;
    mutable std::mutex compile_mutex_;
    mutable std::atomic<Variant*> local_{nullptr};
    mutable std::atomic<Variant*> dotted_{nullptr};
    mutable std::atomic<CommandMetadata*> metadata_{nullptr};
};

/// A script block as scripts hold it: code, and the module it runs in.
class ScriptBlockImpl final : public ScriptBlock
{
public:
    ScriptBlockImpl(std::shared_ptr<Unit> owner, const Code& what, Ref<Module> in);
    ~ScriptBlockImpl() override;
    std::string text() const override;
    std::string file() const override;
    const Code& code() const { return *code_; }
    const std::shared_ptr<Unit>& unit() const { return unit_; }
    Module* module() const;
    void trace(value::Tracer& tracer) const override;

private:
    std::shared_ptr<Unit> unit_;
    const Code* code_;
    Ref<Object> module_;
};

} // namespace kestrun::engine
