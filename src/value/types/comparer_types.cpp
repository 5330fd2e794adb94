// Comparer<T>.Default, EqualityComparer<T>.Default and comparers made of script blocks.
#include "value/dictionary_key.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

// Orders by the script block it holds, or as .NET's default comparer does.
class ComparerObject final : public Object
{
public:
    ComparerObject(const Type& type, Value script) : type_(&type), script_(std::move(script)) { mark_container(); }
    const Type& type() const override { return *type_; }
    int compare(const Value& a, const Value& b) const { return comparison_of(script_)(a, b); }
    void trace(Tracer& tracer) const override { tracer.visit(script_); }
    void clear_references() override { script_ = Value(); }

private:
    const Type* type_;
    Value script_;
};

Value get_default(Call& c) { return Value(make<ComparerObject>(c.type, Value())); }

Value create(Call& c)
{
    require(c, 0, "comparison");
    return Value(make<ComparerObject>(c.type, c.args[0]));
}

Value compare(Call& c) { return self<ComparerObject>(c).compare(c.args[0], c.args[1]); }

constexpr MemberDef comparer_members[] = {
    sprop("Default", "System.Collections.Generic.Comparer[T]", get_default),
    smeth("Create", "System.Comparison[T] comparison", "System.Collections.Generic.Comparer[T]", create),
    meth("Compare", "T x, T y", "int", compare),
};

constexpr MemberDef equality_members[] = {
    sprop("Default", "System.Collections.Generic.EqualityComparer[T]", get_default),
    meth("Equals", "T x, T y", "bool", [](Call& c) { return Value(equals_default(c.args[0], c.args[1])); }),
    meth("GetHashCode", "T obj", "int",
         [](Call& c) { return Value(static_cast<int32_t>(detail::key_hash(c.args[0], KeyComparer::CaseSensitive))); }),
};

constexpr MemberDef plain_members[] = {
    sprop("Default", "System.Collections.Comparer", get_default),
    sprop("DefaultInvariant", "System.Collections.Comparer", get_default),
    meth("Compare", "System.Object a, System.Object b", "int", compare),
};

constexpr TypeDef table[] = {
    {"System.Collections.Generic.Comparer`1", "System.Object", F::GenericDefinition | F::Abstract, "",
     "System.Collections.IComparer,System.Collections.Generic.IComparer[T]", comparer_members},
    {"System.Collections.Generic.EqualityComparer`1", "System.Object", F::GenericDefinition | F::Abstract, "",
     "System.Collections.IEqualityComparer,System.Collections.Generic.IEqualityComparer[T]", equality_members},
    {"System.Collections.Comparer", "System.Object", F::Sealed, "", "System.Collections.IComparer", plain_members},
};

} // namespace

std::span<const TypeDef> comparer_types_types() { return table; }

} // namespace kestrun::value
