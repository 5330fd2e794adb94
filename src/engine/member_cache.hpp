// Inline caches of member nodes: where an object of a known shape or script class keeps a property, and which method a call means.
// Types live for ever, shapes are never numbered twice; any number of threads may use a cache.
#pragma once
#include "engine/class_definition.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"

namespace kestrun::engine {

class PropertyCache
{
public:
    /// Where the object keeps the value; null when it must be asked for by name. The pointer is good until something is run.
    Value* find(const Value& target, Symbol name) const
    {
        if (target.tag() != value::Tag::Object) return nullptr;
        value::Object& object = *target.object();
        const std::type_info& kind = typeid(object);
        if (&kind == &typeid(value::PSCustomObject)) {
            if (object.has_flag(value::Object::Shared)) return nullptr;
            auto& custom = static_cast<value::PSCustomObject&>(object);
            const uint64_t id = custom.shape().id();
            uint64_t seen = cache_.load(std::memory_order_relaxed);
            if (seen >> 16 != id) {
                const int slot = custom.shape().find(name);
                if (slot < 0 || slot >= 0xffff) return nullptr;
                seen = id << 16 | static_cast<uint64_t>(slot);
                cache_.store(seen, std::memory_order_relaxed);
            }
            Value& there = custom.slots()[seen & 0xffff];
            return there.tag() == value::Tag::Object ? nullptr : &there; // it may be a member with code
        }
        if (&kind != &typeid(ScriptObject) || object.has_flag(value::Object::Members) || object.has_flag(value::Object::Shared))
            return nullptr;
        auto& instance = static_cast<ScriptObject&>(object);
        const ClassProperty* property = class_property(instance.type(), name);
        return property && property->slot < instance.slots.size() ? &instance.slots[property->slot] : nullptr;
    }
    /// Stores when it is plain that nothing needs to be converted, checked or run.
    bool store(const Value& target, Symbol name, const Value& assigned) const
    {
        if (assigned.is_void()) return false;
        Value* there = find(target, name);
        if (!there) return false;
        value::Object& object = *target.object();
        if (&typeid(object) == &typeid(ScriptObject)) {
            const ClassProperty* property = class_property(object.type(), name);
            if (!property->validations.empty() || !property->exact.takes(assigned)) return false;
        } else if (assigned.tag() == value::Tag::Object) {
            return false;
        }
        *there = assigned;
        return true;
    }

private:
    /// The property of a script class, remembered for the class that came last.
    const ClassProperty* class_property(const value::Type& type, Symbol name) const
    {
        const ClassProperty* known = property_.load(std::memory_order_acquire);
        if (known && known->owner->made == &type) return known;
        return find_class_property(type, name);
    }
    const ClassProperty* find_class_property(const value::Type& type, Symbol name) const;

    mutable std::atomic<uint64_t> cache_{0}; // shape in the high bits, slot
    mutable std::atomic<const ClassProperty*> property_{nullptr};
};

class MethodCache
{
public:
    /// The method of the script class that a call means beyond doubt, with arguments that are of its parameters' types; null: resolve it.
    const ClassMethod* find(const Value& target, Symbol name, std::span<const Value> args) const
    {
        if (target.tag() != value::Tag::Object || !name) return nullptr;
        const ScriptObject* object = plain_script_object(target);
        if (!object) return nullptr;
        const ClassMethod* known = method_.load(std::memory_order_acquire);
        if (!known || known->owner->made != &object->type()) {
            known = find_method(object->type(), name, args.size());
            if (!known) return nullptr;
        }
        const std::vector<CallPlan::Parameter>& parameters = known->code->metadata().plan.parameters;
        if (parameters.size() != args.size()) return nullptr;
        for (size_t i = 0; i < args.size(); ++i)
            if (!parameters[i].type.takes(args[i])) return nullptr;
        return known;
    }

private:
    const ClassMethod* find_method(const value::Type& type, Symbol name, size_t arguments) const;

    mutable std::atomic<const ClassMethod*> method_{nullptr};
};

} // namespace kestrun::engine
