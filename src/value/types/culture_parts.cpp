#include "value/types/culture_parts.hpp"

namespace kestrun::value {

Value current_part(Call& c) { return Value(make<CultureInfo>(current_culture(), c.type)); }
Value invariant_part(Call& c) { return Value(make<CultureInfo>(base::invariant_culture(), c.type, true)); }
Value new_part(Call& c) { return Value(make<CultureInfo>(base::invariant_culture(), c.type)); }

Value part_of_provider(Call& c)
{
    auto* given = c.args[0].as<CultureInfo>();
    if (!given) return current_part(c);
    if (&given->type() == &c.type) return c.args[0];
    return Value(make<CultureInfo>(Ref<CultureInfo>(given), c.type));
}

Value read_only_part(Call& c) { return Value(object_arg<CultureInfo>(c, 0, "value").read_only()); }
Value cloned_part(Call& c) { return Value(self<CultureInfo>(c).clone()); }
Value part_for_type(Call& c) { return c.args[0].as<Type>() == &type_of(c.self) ? c.self : Value(); }
Value is_read_only_part(Call& c) { return Value(self<CultureInfo>(c).is_read_only()); }

} // namespace kestrun::value
