// What the tables of the syntax tree's types share: the objects that scripts see, and how their members are read. For src/engine/language.
#pragma once
#include "engine/ast_objects.hpp"
#include "engine/constant_value.hpp"
#include "engine/type_rows.hpp"
#include "value/members.hpp"

#define KESTRUN_LANGUAGE "System.Management.Automation.Language."

namespace kestrun::engine::language {

using syntax::Ast;
using syntax::AstKind;
using value::Call;
using value::MemberDef;
using value::TypeDef;

/// A node of a tree; keeps the tree alive. Two objects of one node are equal.
class AstObject final : public value::Object, public value::Comparable
{
public:
    AstObject(std::shared_ptr<const Unit> of, const Ast& what) : unit(std::move(of)), node(&what) {}
    const value::Type& type() const override;
    bool equals(const Value& other) const override
    {
        const auto* same = other.as<AstObject>();
        return same && same->node == node;
    }
    uint32_t hash() const override { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(node) >> 4); }
    std::shared_ptr<const Unit> unit;
    const Ast* node;
};

template <typename T>
const T& node_of(const Call& c)
{
    return syntax::cast<T>(*self<AstObject>(c).node);
}
inline Value child(const Call& c, const Ast* node) { return make_ast(self<AstObject>(c).unit, node); }
/// ReadOnlyCollection of nodes; `element` without namespace.
Value node_list(const std::shared_ptr<const Unit>& unit, const std::vector<const Ast*>& nodes, const char* element);
template <typename T>
Value children(const Call& c, const T& nodes, const char* element)
{
    return node_list(self<AstObject>(c).unit, {nodes.begin(), nodes.end()}, element);
}
/// ReadOnlyCollection of Tuple[first, second].
Value pair_list(const Call& c, const std::vector<std::pair<const Ast*, const Ast*>>& pairs, const char* first, const char* second);
/// A value of an enum of the namespace.
Value language_enum(const char* name, int64_t number);
inline Value token_kind(syntax::TokenKind kind) { return language_enum("TokenKind", static_cast<int64_t>(kind)); }
Value extent_of(const Call& c, syntax::Extent extent);
/// ITypeName and VariablePath of what stands in the tree of that unit.
Value make_type_name(const std::shared_ptr<const Unit>& unit, const syntax::TypeName* name);
Value make_variable_path(const std::shared_ptr<const Unit>& unit, const syntax::VariablePath& path);
/// The type that stands in brackets; object when it is unknown.
Value static_type(const syntax::TypeName* name);

/// Rows of the types of a node family.
void register_statement_types();
void register_expression_types();
void register_parser_types();

} // namespace kestrun::engine::language
