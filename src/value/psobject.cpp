#include "value/psobject.hpp"
#include "value/candidates.hpp"
#include "value/shared_lock.hpp"
#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

namespace kestrun::value {

namespace {

constexpr size_t scan_limit = 8;
constinit std::atomic<uint64_t> next_shape_id{1};

// The members attached to objects, in stripes by address so that threads seldom meet.
struct SideTable
{
    std::mutex mutex;
    std::unordered_map<const Object*, std::unique_ptr<AttachedMembers>> members;
};

SideTable& side_table(const Object& object)
{
    static auto& tables = *new std::array<SideTable, 16>; // outlives objects held by statics
    return tables[(reinterpret_cast<uintptr_t>(&object) >> 5) % tables.size()];
}

std::vector<std::string> default_type_names(const Type& type)
{
    std::vector<std::string> names;
    for (const Type* at = &type; at; at = at->base()) names.push_back(at->full_name());
    return names;
}

} // namespace

Shape::Shape() : id_(next_shape_id.fetch_add(1, std::memory_order_relaxed)) {}

Shape::Shape(std::vector<Property> names) : id_(0), names_(std::move(names)) { renew(); }

const Ref<Shape>& Shape::empty()
{
    static const Ref<Shape>& shape = *[] {
        auto* made = new Ref<Shape>(new Shape);
        (*made)->set_flag(Immortal);
        return made;
    }();
    return shape;
}

void Shape::renew()
{
    id_ = next_shape_id.fetch_add(1, std::memory_order_relaxed);
    index_.clear();
    if (names_.size() <= scan_limit) return;
    size_t size = 32;
    while (size < names_.size() * 2) size *= 2;
    index_.assign(size, 0);
    for (size_t n = 0; n < names_.size(); ++n) {
        size_t i = names_[n].hash & (size - 1);
        while (index_[i] != 0) i = (i + 1) & (size - 1);
        index_[i] = static_cast<uint32_t>(n + 1);
    }
}

int Shape::find(const Name& name) const
{
    if (index_.empty()) {
        for (size_t i = 0; i < names_.size(); ++i) {
            if (name.equals(names_[i].name->view(), names_[i].hash)) return static_cast<int>(i);
        }
        return -1;
    }
    const size_t mask = index_.size() - 1;
    for (size_t i = name.hash & mask; index_[i] != 0; i = (i + 1) & mask) {
        const Property& property = names_[index_[i] - 1];
        if (name.equals(property.name->view(), property.hash)) return static_cast<int>(index_[i] - 1);
    }
    return -1;
}

const Type& Shape::type() const { return types::object(); }

void Shape::trace(Tracer& tracer) const
{
    for (const Property& property : names_) tracer.visit(property.name);
}

const Type& PSMember::type() const
{
    switch (kind_) {
    case PSMemberKind::NoteProperty: return native_type("System.Management.Automation.PSNoteProperty");
    case PSMemberKind::AliasProperty: return native_type("System.Management.Automation.PSAliasProperty");
    case PSMemberKind::ScriptProperty: return native_type("System.Management.Automation.PSScriptProperty");
    case PSMemberKind::CodeProperty: return native_type("System.Management.Automation.PSCodeProperty");
    case PSMemberKind::ScriptMethod: return native_type("System.Management.Automation.PSScriptMethod");
    case PSMemberKind::PropertySet: return native_type("System.Management.Automation.PSPropertySet");
    case PSMemberKind::MemberSet: return native_type("System.Management.Automation.PSMemberSet");
    }
    return types::object();
}

void PSMember::trace(Tracer& tracer) const
{
    tracer.visit(value_);
    tracer.visit(second_);
}

const Value* PSCustomObject::find(const Name& name) const
{
    const int at = shape_->find(name);
    return at < 0 ? nullptr : &slots_[static_cast<size_t>(at)];
}

PSCustomObject::Properties::Properties(const PSCustomObject& object) : slots_(&object.slots_)
{
    const SharedGuard guard(object);
    shape_ = object.shape_; // that of a shared object never changes: the object gets another
    if (!object.has_flag(Shared)) return;
    copy_ = object.slots_;
    slots_ = &copy_;
}

std::optional<Value> PSCustomObject::get(const Name& name) const
{
    const SharedGuard guard(*this);
    const Value* found = find(name);
    return found ? std::optional<Value>(*found) : std::nullopt;
}

// A shape that others use stays as it is; one of this object's own may change under another id.
void PSCustomObject::own_shape()
{
    if (shape_->use_count() == 1 && !shape_->has_flag(Immortal) && !shape_->has_flag(Shared)) return;
    const std::vector<Shape::Property> names = shape_->names();
    Ref<Shape> copy(new Shape);
    copy->names_.reserve(names.size() + 1);
    copy->names_ = names;
    if (has_flag(Shared)) share(*copy);
    shape_ = std::move(copy);
}

void PSCustomObject::set(std::string_view name, Value value)
{
    if (has_flag(Shared)) share(value);
    const SharedGuard guard(*this);
    const Name wanted(name);
    const int at = shape_->find(wanted);
    if (at >= 0) {
        slots_[static_cast<size_t>(at)].swap(value);
        return;
    }
    own_shape();
    Ref<String> spelling = String::make(name);
    if (has_flag(Shared)) share(*spelling);
    shape_->names_.push_back({std::move(spelling), wanted.hash});
    shape_->renew();
    slots_.push_back(std::move(value));
}

bool PSCustomObject::remove(const Name& name)
{
    Value removed;
    const SharedGuard guard(*this);
    const int at = shape_->find(name);
    if (at < 0) return false;
    own_shape();
    shape_->names_.erase(shape_->names_.begin() + at);
    shape_->renew();
    removed.swap(slots_[static_cast<size_t>(at)]);
    slots_.erase(slots_.begin() + at);
    return true;
}

const std::vector<std::string>& PSCustomObject::type_names() const
{
    static const auto& none = *new std::vector<std::string>;
    return type_names_ ? *type_names_ : none;
}

void PSCustomObject::insert_type_name(size_t position, std::string name)
{
    const SharedGuard guard(*this);
    if (!type_names_) type_names_ = std::make_unique<std::vector<std::string>>();
    position = std::min(position, type_names_->size());
    type_names_->insert(type_names_->begin() + static_cast<std::ptrdiff_t>(position), std::move(name));
}

void PSCustomObject::set_type_names(std::vector<std::string> names)
{
    const SharedGuard guard(*this);
    type_names_ = std::make_unique<std::vector<std::string>>(std::move(names));
    type_names_complete_ = true;
}

const Type& PSCustomObject::type() const { return types::ps_custom_object(); }

void PSCustomObject::trace(Tracer& tracer) const
{
    tracer.visit(shape_);
    for (const Value& slot : slots_) tracer.visit(slot);
}

Ref<PSCustomObject> PSCustomObject::copy() const
{
    const SharedGuard guard(*this);
    std::vector<Value> slots = slots_;
    for (Value& slot : slots) { // members are the object's own; their values are not copied
        if (const auto* member = slot.as<PSMember>())
            slot = Value(Ref<PSMember>(new PSMember(member->kind(), member->name(), member->value(), member->second())));
    }
    Ref<PSCustomObject> made(new PSCustomObject(shape_, std::move(slots)));
    if (type_names_) made->type_names_ = std::make_unique<std::vector<std::string>>(*type_names_);
    made->type_names_complete_ = type_names_complete_;
    return made;
}

void PSWrapper::trace(Tracer& tracer) const { tracer.visit(base_); }

const Value& unwrap(const Value& value)
{
    if (value.tag() != Tag::Object) return value;
    const auto* wrapper = value.as<PSWrapper>();
    return wrapper ? wrapper->base() : value;
}

AttachedMembers* attached_members(const Object& object)
{
    if (!object.has_flag(Object::Members)) return nullptr;
    SideTable& table = side_table(object);
    const std::lock_guard lock(table.mutex);
    const auto it = table.members.find(&object);
    return it == table.members.end() ? nullptr : it->second.get();
}

AttachedMembers& ensure_attached_members(const Object& object)
{
    SideTable& table = side_table(object);
    const std::lock_guard lock(table.mutex);
    auto& members = table.members[&object];
    if (!members) members = std::make_unique<AttachedMembers>();
    object.set_flag(Object::Members);
    return *members;
}

void detail::drop_attached_members(const Object& object) noexcept
{
    std::unique_ptr<AttachedMembers> dropped; // destroyed without the lock: its values may have members too
    SideTable& table = side_table(object);
    const std::lock_guard lock(table.mutex);
    const auto it = table.members.find(&object);
    if (it == table.members.end()) return;
    dropped = std::move(it->second);
    table.members.erase(it);
}

void detail::trace_attached_members(const Object& object, Tracer& tracer)
{
    if (const AttachedMembers* attached = attached_members(object)) {
        for (const Ref<PSMember>& member : attached->members) tracer.visit(member);
    }
}

std::vector<std::string> ps_type_names(const Value& value)
{
    if (value.is_null()) return {};
    std::vector<std::string> names;
    if (const auto* custom = value.as<PSCustomObject>()) {
        names = custom->type_names();
        if (custom->type_names_complete()) return names;
    } else if (value.is_heap()) {
        if (const AttachedMembers* attached = attached_members(*value.object())) {
            names = attached->type_names;
            if (attached->type_names_complete) return names;
        }
    }
    for (std::string& name : default_type_names(type_of(value))) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

} // namespace kestrun::value
