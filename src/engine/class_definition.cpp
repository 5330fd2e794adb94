#include "engine/class_definition.hpp"
#include "value/convert.hpp"

namespace kestrun::engine {

namespace {

struct EnumDefinition final : Stmt
{
    EnumDefinition(syntax::Extent at, const syntax::TypeDefinitionAst& what) : Stmt(at), ast(what) {}
    Flow exec(Frame& frame) const override
    {
        const Symbol name(ast.name);
        if (const auto* extra = frame.scope->extra_or_null(); extra && extra->types.find(name)) return Flow::Normal;
        const value::Type* underlying = &value::types::int32();
        for (const syntax::TypeConstraintAst* base : ast.base_types) underlying = &resolve_type(frame.session, base->type_name->full_name);
        auto flags = value::TypeFlags::Enum;
        for (const syntax::AttributeAst* attribute : ast.attributes) {
            const std::string_view a = attribute->type_name->full_name;
            if (value::equals_ignore_case(a, "Flags") || value::equals_ignore_case(a, "System.Flags") || value::equals_ignore_case(a, "FlagsAttribute")) flags = flags | value::TypeFlags::FlagsEnum;
        }
        value::TypeBuilder builder(std::string(ast.name), &value::types::enumeration(), flags);
        builder.enum_underlying(*underlying);
        int64_t next = 0;
        std::vector<std::pair<std::string, int64_t>> known;
        for (const syntax::MemberAst* member : ast.members) {
            const auto& label = syntax::cast<syntax::PropertyMemberAst>(static_cast<const syntax::Ast&>(*member));
            if (label.initial_value) next = constant(frame, *label.initial_value, known);
            builder.enum_member(std::string(label.name), next);
            known.emplace_back(std::string(label.name), next);
            ++next;
        }
        frame.scope->extra().types[name] = &builder.build();
        return Flow::Normal;
    }
    static int64_t constant(Frame& frame, const syntax::ExpressionAst& e, const std::vector<std::pair<std::string, int64_t>>& known)
    {
        if (const auto* text = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(&e)))
            for (const auto& [name, number] : known)
                if (value::equals_ignore_case(name, text->value)) return number;
        Compiler compiler(*frame.code, frame.code->unit(), nullptr);
        const Value v = compiler.expression(e)->eval(frame);
        return v.tag() == value::Tag::Enum ? v.as_int64() : value::to_int64(v);
    }
    const syntax::TypeDefinitionAst& ast;
};

} // namespace

StmtPtr Compiler::type_definition(const syntax::TypeDefinitionAst& ast)
{
    if (ast.is_enum()) return std::make_unique<EnumDefinition>(ast.extent, ast);
    value::throw_runtime("NotSupported", "Classes are not supported here.");
}

const value::Type* SessionImpl::find_type(std::string_view name)
{
    if (const Symbol symbol = Symbol::find(name)) {
        for (Scope* s = &scope(); s; s = s->parent) {
            if (auto* extra = s->extra_or_null())
                if (const value::Type** found = extra->types.find(symbol)) return *found;
        }
        if (base)
            if (const value::Type* const* found = base->types.find(symbol)) return *found;
    }
    std::vector<std::string> namespaces;
    for (Scope* s = &scope(); s; s = s->parent)
        if (auto* extra = s->extra_or_null()) namespaces.insert(namespaces.end(), extra->namespaces.begin(), extra->namespaces.end());
    return value::find_type(name, namespaces);
}

std::optional<Value> SessionImpl::convert_to_script_type(const Value&, const value::Type&)
{
    return std::nullopt;
}

} // namespace kestrun::engine
