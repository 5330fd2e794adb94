#include "value/switch_parameter.hpp"

namespace kestrun::value {

bool SwitchParameter::equals(const Value& other) const
{
    if (other.is_bool()) return other.as_bool() == present_;
    const auto* that = other.as<SwitchParameter>();
    return that && that->present_ == present_;
}

Value switch_value(bool present) { return Value(static_cast<Object*>(make<SwitchParameter>(present).get())); }

} // namespace kestrun::value
