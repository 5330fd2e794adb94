#include "value/null_values.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

template <typename T>
Value single(Call&)
{
    static const Ref<T> value = [] {
        auto made = make<T>();
        made->set_flag(Object::Immortal);
        return made;
    }();
    return Value(value);
}

constexpr MemberDef null_string_members[] = {
    sprop("Value", "System.Management.Automation.Language.NullString", single<NullString>),
    meth("ToString", "", "string", [](Call&) { return Value(""); }),
};
constexpr MemberDef db_null_members[] = {
    sprop("Value", "System.DBNull", single<DBNull>),
    meth("ToString", "", "string", [](Call&) { return Value(""); }),
};

constexpr TypeDef table[] = {
    {"System.Management.Automation.Language.NullString", "System.Object", TypeFlags::None, "NullString", "", null_string_members},
    {"System.DBNull", "System.Object", TypeFlags::Sealed, "", "System.IConvertible", db_null_members},
};

} // namespace

std::span<const TypeDef> null_types_types() { return table; }

} // namespace kestrun::value
