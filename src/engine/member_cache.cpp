#include "engine/member_cache.hpp"

namespace kestrun::engine {

/// Only the class's own members are remembered: what a class inherits says another class's name.
const ClassProperty* PropertyCache::find_class_property(const value::Type& type, Symbol name) const
{
    const value::MemberGroup* group = type.instance_member(value::Name(name));
    if (!group || !group->is_property || group->overloads.size() != 1 || !group->overloads[0]->script) return nullptr;
    const auto* property = dynamic_cast<const ClassProperty*>(group->overloads[0]->script.get());
    if (!property || property->is_static) return nullptr;
    if (property->owner->made == &type) property_.store(property, std::memory_order_release);
    return property;
}

const ClassMethod* MethodCache::find_method(const value::Type& type, Symbol name, size_t arguments) const
{
    const value::MemberGroup* group = type.instance_member(value::Name(name));
    if (!group || group->is_property) return nullptr;
    const value::Method* only = nullptr;
    for (const value::Method* method : group->overloads) {
        if (method->parameters.size() != arguments) continue;
        if (only) return nullptr; // their types decide
        only = method;
    }
    const auto* method = only && only->script ? dynamic_cast<const ClassMethod*>(only->script.get()) : nullptr;
    if (!method || method->is_static || method->is_constructor || !method->code || !method->code->metadata().plan.possible) return nullptr;
    if (method->owner->made == &type) method_.store(method, std::memory_order_release);
    return method;
}

} // namespace kestrun::engine
