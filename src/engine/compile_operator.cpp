// Binary and unary operators (about_Operators): nodes with a fast path for the types that loops are made of, the value library for the
// rest.
#include "engine/compiler.hpp"
#include "engine/operand.hpp"
#include "value/convert.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using syntax::TokenKind;
using value::ComparisonOp;

namespace {

struct Binary : Expr
{
    Binary(syntax::Extent at, ExprPtr a, ExprPtr b) : Expr(at), left(std::move(a)), right(std::move(b)) {}
    ExprPtr left, right;
};

/// The same with operands that are read in place where they can be. The left one is copied when evaluating the right one may change it.
struct Fast : Expr
{
    Fast(syntax::Extent at, ExprPtr a, ExprPtr b) : Expr(at), left(std::move(a), Operand::is_place(*b)), right(std::move(b)) {}
    Operand left, right;
};

enum class Arithmetic
{
    Add,
    Subtract,
    Multiply
};

template <Arithmetic op>
bool overflows(int32_t a, int32_t b, int32_t& result)
{
    if constexpr (op == Arithmetic::Add)
        return __builtin_add_overflow(a, b, &result);
    else if constexpr (op == Arithmetic::Subtract)
        return __builtin_sub_overflow(a, b, &result);
    else
        return __builtin_mul_overflow(a, b, &result);
}

template <Arithmetic op>
struct ArithmeticNode final : Fast
{
    using Fast::Fast;
    Value eval(Frame& frame) const override
    {
        Value x, y;
        const Value& a = left.get(frame, x);
        const Value& b = right.get(frame, y);
        int32_t result = 0;
        if (a.is_int32() && b.is_int32() && !overflows<op>(a.as_int32(), b.as_int32(), result)) [[likely]]
            return Value(result);
        return other(a, b);
    }
    // By value: what runs for it may be script code that assigns to the variables.
    [[gnu::noinline]] static Value other(const Value a, const Value b)
    {
        if (a.is_double() && b.is_double()) {
            if constexpr (op == Arithmetic::Add)
                return Value(a.as_double() + b.as_double());
            else if constexpr (op == Arithmetic::Subtract)
                return Value(a.as_double() - b.as_double());
            else
                return Value(a.as_double() * b.as_double());
        }
        if constexpr (op == Arithmetic::Add)
            return value::add(a, b);
        else if constexpr (op == Arithmetic::Subtract)
            return value::subtract(a, b);
        else
            return value::multiply(a, b);
    }
};

/// Operators without a fast path.
struct Call final : Binary
{
    using Fn = Value (*)(const Value&, const Value&);
    Call(syntax::Extent at, ExprPtr a, ExprPtr b, Fn f) : Binary(at, std::move(a), std::move(b)), fn(f) {}
    Value eval(Frame& frame) const override
    {
        const Value a = left->eval(frame);
        return fn(a, right->eval(frame));
    }
    Fn fn;
};

struct CaseCall final : Binary
{
    using Fn = Value (*)(const Value&, const Value&, bool);
    CaseCall(syntax::Extent at, ExprPtr a, ExprPtr b, Fn f, bool sensitive)
        : Binary(at, std::move(a), std::move(b)), fn(f), case_sensitive(sensitive)
    {
    }
    Value eval(Frame& frame) const override
    {
        const Value a = left->eval(frame);
        return fn(a, right->eval(frame), case_sensitive);
    }
    Fn fn;
    bool case_sensitive;
};

template <ComparisonOp op>
struct Compare final : Fast
{
    Compare(syntax::Extent at, ExprPtr a, ExprPtr b, bool sensitive) : Fast(at, std::move(a), std::move(b)), case_sensitive(sensitive) {}
    Value eval(Frame& frame) const override
    {
        Value x, y;
        const Value& a = left.get(frame, x);
        const Value& b = right.get(frame, y);
        if (a.is_int32() && b.is_int32()) [[likely]]
            return Value(fast(a.as_int32(), b.as_int32()));
        return other(a, b);
    }
    bool test(Frame& frame) const override
    {
        Value x, y;
        const Value& a = left.get(frame, x);
        const Value& b = right.get(frame, y);
        if (a.is_int32() && b.is_int32()) [[likely]]
            return fast(a.as_int32(), b.as_int32());
        return value::to_bool(other(a, b));
    }
    [[gnu::noinline]] Value other(const Value a, const Value b) const { return value::compare_operator(op, case_sensitive, a, b, nullptr); }
    static bool fast(int32_t a, int32_t b)
    {
        switch (op) {
        case ComparisonOp::Eq: return a == b;
        case ComparisonOp::Ne: return a != b;
        case ComparisonOp::Gt: return a > b;
        case ComparisonOp::Ge: return a >= b;
        case ComparisonOp::Lt: return a < b;
        default: return a <= b;
        }
    }
    bool case_sensitive;
};

/// -like, -contains, -in and their kin.
struct Filter final : Binary
{
    Filter(syntax::Extent at, ExprPtr a, ExprPtr b, ComparisonOp which, bool sensitive)
        : Binary(at, std::move(a), std::move(b)), op(which), case_sensitive(sensitive)
    {
    }
    Value eval(Frame& frame) const override
    {
        const Value a = left->eval(frame);
        return value::compare_operator(op, case_sensitive, a, right->eval(frame), nullptr);
    }
    ComparisonOp op;
    bool case_sensitive;
};

/// -match sets $Matches.
struct Match final : Binary
{
    Match(syntax::Extent at, ExprPtr a, ExprPtr b, ComparisonOp which, bool sensitive, int into)
        : Binary(at, std::move(a), std::move(b)), op(which), case_sensitive(sensitive), slot(into)
    {
    }
    Value eval(Frame& frame) const override
    {
        static const Symbol name("Matches");
        const Value a = left->eval(frame);
        Value matches = Value::unset();
        Value result = value::compare_operator(op, case_sensitive, a, right->eval(frame), &matches);
        if (matches.is_unset()) return result;
        if (slot >= 0)
            store(frame.slots[slot], std::move(matches));
        else
            frame.scope->assign(name, std::move(matches));
        return result;
    }
    ComparisonOp op;
    bool case_sensitive;
    int slot; // of $Matches, or -1
};

template <bool is_and>
struct Logical final : Binary
{
    using Binary::Binary;
    bool test(Frame& frame) const override
    {
        return is_and ? left->test(frame) && right->test(frame) : left->test(frame) || right->test(frame);
    }
    Value eval(Frame& frame) const override { return Value(test(frame)); }
};

struct Xor final : Binary
{
    using Binary::Binary;
    Value eval(Frame& frame) const override
    {
        const bool a = left->test(frame);
        return Value(a != right->test(frame));
    }
};

struct Coalesce final : Binary
{
    using Binary::Binary;
    Value eval(Frame& frame) const override
    {
        Value a = left->eval(frame);
        return a.is_null() ? right->eval(frame) : a;
    }
};

struct TypeTest final : Binary
{
    TypeTest(syntax::Extent at, ExprPtr a, ExprPtr b, bool negate) : Binary(at, std::move(a), std::move(b)), negated(negate) {}
    Value eval(Frame& frame) const override
    {
        const Value a = left->eval(frame);
        return value::is_operator(a, right->eval(frame), negated);
    }
    bool negated;
};

struct Range final : Binary
{
    using Binary::Binary;
    Value eval(Frame& frame) const override
    {
        const Value a = left->eval(frame);
        return value::range(a, right->eval(frame));
    }
    /// 1..1000000 in a pipeline never exists as an array.
    void emit(Frame& frame, Sink& out) const override
    {
        const Value a = left->eval(frame);
        const Value b = right->eval(frame);
        if (!a.is_int32() || !b.is_int32()) return push_unrolled(value::range(a, b), out);
        const int64_t last = b.as_int32();
        const int64_t step = a.as_int32() <= last ? 1 : -1;
        for (int64_t i = a.as_int32();; i += step) {
            out.push(Value(static_cast<int32_t>(i)));
            if (i == last) return;
        }
    }
};

struct Unary : Expr
{
    using Fn = Value (*)(const Value&);
    Unary(syntax::Extent at, ExprPtr of, Fn f) : Expr(at), operand(std::move(of)), fn(f) {}
    Value eval(Frame& frame) const override { return fn(operand->eval(frame)); }
    ExprPtr operand;
    Fn fn;
};

struct Not final : Expr
{
    Not(syntax::Extent at, ExprPtr of) : Expr(at), operand(std::move(of)) {}
    bool test(Frame& frame) const override { return !operand->test(frame); }
    Value eval(Frame& frame) const override { return Value(!operand->test(frame)); }
    ExprPtr operand;
};

struct SplitUnary final : Expr
{
    SplitUnary(syntax::Extent at, ExprPtr of) : Expr(at), operand(std::move(of)) {}
    Value eval(Frame& frame) const override { return value::split_unary(operand->eval(frame)); }
    ExprPtr operand;
};

struct WrapArray final : Expr // unary comma
{
    WrapArray(syntax::Extent at, ExprPtr of) : Expr(at), operand(std::move(of)) {}
    Value eval(Frame& frame) const override { return value::make_array({operand->eval(frame)}); }
    ExprPtr operand;
};

template <ComparisonOp op>
ExprPtr comparison(syntax::Extent at, ExprPtr a, ExprPtr b, bool sensitive)
{
    return std::make_unique<Compare<op>>(at, std::move(a), std::move(b), sensitive);
}

} // namespace

ExprPtr Compiler::binary(const syntax::BinaryExpressionAst& ast)
{
    const syntax::Extent at = ast.extent;
    ExprPtr a = expression(*ast.left);
    ExprPtr b = expression(*ast.right);
    const auto filter = [&](ComparisonOp op, bool sensitive) -> ExprPtr {
        return std::make_unique<Filter>(at, std::move(a), std::move(b), op, sensitive);
    };
    const auto call = [&](Call::Fn fn) -> ExprPtr { return std::make_unique<Call>(at, std::move(a), std::move(b), fn); };
    const auto match = [&](ComparisonOp op, bool sensitive) -> ExprPtr {
        return std::make_unique<Match>(at, std::move(a), std::move(b), op, sensitive, slot(Symbol("Matches")));
    };
    const auto with_case = [&](CaseCall::Fn fn, bool sensitive) -> ExprPtr {
        return std::make_unique<CaseCall>(at, std::move(a), std::move(b), fn, sensitive);
    };
    switch (ast.op) {
    case TokenKind::Plus: return std::make_unique<ArithmeticNode<Arithmetic::Add>>(at, std::move(a), std::move(b));
    case TokenKind::Minus: return std::make_unique<ArithmeticNode<Arithmetic::Subtract>>(at, std::move(a), std::move(b));
    case TokenKind::Multiply: return std::make_unique<ArithmeticNode<Arithmetic::Multiply>>(at, std::move(a), std::move(b));
    case TokenKind::Divide: return call(value::divide);
    case TokenKind::Rem: return call(value::modulo);
    case TokenKind::And: return std::make_unique<Logical<true>>(at, std::move(a), std::move(b));
    case TokenKind::Or: return std::make_unique<Logical<false>>(at, std::move(a), std::move(b));
    case TokenKind::Xor: return std::make_unique<Xor>(at, std::move(a), std::move(b));
    case TokenKind::Band: return call(value::bit_and);
    case TokenKind::Bor: return call(value::bit_or);
    case TokenKind::Bxor: return call(value::bit_xor);
    case TokenKind::Shl: return call(value::shift_left);
    case TokenKind::Shr: return call(value::shift_right);
    case TokenKind::Format: return call(value::format_operator);
    case TokenKind::Join: return call(value::join_operator);
    case TokenKind::DotDot: return std::make_unique<Range>(at, std::move(a), std::move(b));
    case TokenKind::QuestionQuestion: return std::make_unique<Coalesce>(at, std::move(a), std::move(b));
    case TokenKind::Is: return std::make_unique<TypeTest>(at, std::move(a), std::move(b), false);
    case TokenKind::IsNot: return std::make_unique<TypeTest>(at, std::move(a), std::move(b), true);
    case TokenKind::As: return call(value::as_operator);
    case TokenKind::Ieq: return comparison<ComparisonOp::Eq>(at, std::move(a), std::move(b), false);
    case TokenKind::Ine: return comparison<ComparisonOp::Ne>(at, std::move(a), std::move(b), false);
    case TokenKind::Igt: return comparison<ComparisonOp::Gt>(at, std::move(a), std::move(b), false);
    case TokenKind::Ige: return comparison<ComparisonOp::Ge>(at, std::move(a), std::move(b), false);
    case TokenKind::Ilt: return comparison<ComparisonOp::Lt>(at, std::move(a), std::move(b), false);
    case TokenKind::Ile: return comparison<ComparisonOp::Le>(at, std::move(a), std::move(b), false);
    case TokenKind::Ceq: return comparison<ComparisonOp::Eq>(at, std::move(a), std::move(b), true);
    case TokenKind::Cne: return comparison<ComparisonOp::Ne>(at, std::move(a), std::move(b), true);
    case TokenKind::Cgt: return comparison<ComparisonOp::Gt>(at, std::move(a), std::move(b), true);
    case TokenKind::Cge: return comparison<ComparisonOp::Ge>(at, std::move(a), std::move(b), true);
    case TokenKind::Clt: return comparison<ComparisonOp::Lt>(at, std::move(a), std::move(b), true);
    case TokenKind::Cle: return comparison<ComparisonOp::Le>(at, std::move(a), std::move(b), true);
    case TokenKind::Ilike: return filter(ComparisonOp::Like, false);
    case TokenKind::Inotlike: return filter(ComparisonOp::NotLike, false);
    case TokenKind::Clike: return filter(ComparisonOp::Like, true);
    case TokenKind::Cnotlike: return filter(ComparisonOp::NotLike, true);
    case TokenKind::Icontains: return filter(ComparisonOp::Contains, false);
    case TokenKind::Inotcontains: return filter(ComparisonOp::NotContains, false);
    case TokenKind::Ccontains: return filter(ComparisonOp::Contains, true);
    case TokenKind::Cnotcontains: return filter(ComparisonOp::NotContains, true);
    case TokenKind::Iin: return filter(ComparisonOp::In, false);
    case TokenKind::Inotin: return filter(ComparisonOp::NotIn, false);
    case TokenKind::Cin: return filter(ComparisonOp::In, true);
    case TokenKind::Cnotin: return filter(ComparisonOp::NotIn, true);
    case TokenKind::Imatch: return match(ComparisonOp::Match, false);
    case TokenKind::Inotmatch: return match(ComparisonOp::NotMatch, false);
    case TokenKind::Cmatch: return match(ComparisonOp::Match, true);
    case TokenKind::Cnotmatch: return match(ComparisonOp::NotMatch, true);
    case TokenKind::Ireplace: return with_case(value::replace_operator, false);
    case TokenKind::Creplace: return with_case(value::replace_operator, true);
    case TokenKind::Isplit: return with_case(value::split_operator, false);
    case TokenKind::Csplit: return with_case(value::split_operator, true);
    default: break;
    }
    value::throw_runtime("UnexpectedOperator", "The operator is not known.");
}

ExprPtr Compiler::unary(const syntax::UnaryExpressionAst& ast)
{
    switch (ast.token_kind) {
    case TokenKind::PlusPlus:
    case TokenKind::MinusMinus:
    case TokenKind::PostfixPlusPlus:
    case TokenKind::PostfixMinusMinus: return increment(ast);
    case TokenKind::Not:
    case TokenKind::Exclaim: return std::make_unique<Not>(ast.extent, expression(*ast.child));
    case TokenKind::Bnot: return std::make_unique<Unary>(ast.extent, expression(*ast.child), value::bit_not);
    case TokenKind::Minus: return std::make_unique<Unary>(ast.extent, expression(*ast.child), value::negate);
    case TokenKind::Plus: return std::make_unique<Unary>(ast.extent, expression(*ast.child), value::plus);
    case TokenKind::Isplit:
    case TokenKind::Csplit: return std::make_unique<SplitUnary>(ast.extent, expression(*ast.child));
    case TokenKind::Join: return std::make_unique<Unary>(ast.extent, expression(*ast.child), value::join_unary);
    case TokenKind::Comma: return std::make_unique<WrapArray>(ast.extent, expression(*ast.child));
    default: break;
    }
    value::throw_runtime("UnexpectedOperator", "The operator is not known.");
}

} // namespace kestrun::engine
