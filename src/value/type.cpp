// The members of a type: an index of names built when the first member is looked up, and groups of overloads parsed when they are named.
#include "value/type.hpp"
#include "value/registry.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <deque>
#include <mutex>

namespace kestrun::value {

namespace {

// Parsing a group resolves types, which may build further types: one lock for all, taken again by the same thread.
std::recursive_mutex& members_mutex()
{
    static std::recursive_mutex& mutex = *new std::recursive_mutex;
    return mutex;
}

bool is_static(MemberKind kind) { return kind == MemberKind::StaticMethod || kind == MemberKind::StaticProperty; }
bool is_property(MemberKind kind) { return kind == MemberKind::Property || kind == MemberKind::StaticProperty; }

bool same_parameters(const Method& a, const Method& b)
{
    if (a.parameters.size() != b.parameters.size()) return false;
    for (size_t i = 0; i < a.parameters.size(); ++i) {
        if (a.parameters[i].type != b.parameters[i].type || a.parameters[i].by_ref != b.parameters[i].by_ref) return false;
        if (!a.parameters[i].type) return false;
    }
    return true;
}

// IEnumerable<string> is an IEnumerable<object>: the interfaces scripts meet that only give elements out.
bool varies_to(const Type& from, const Type& to)
{
    if (!from.generic_definition() || from.generic_definition() != to.generic_definition() || from.generic_args().size() != 1) return false;
    const std::string& name = from.name();
    if (name != "IEnumerable`1" && name != "IEnumerator`1" && name != "IReadOnlyList`1" && name != "IReadOnlyCollection`1") return false;
    const Type& element = *from.generic_args()[0];
    return !element.is_value_type() && element.is_assignable_to(*to.generic_args()[0]);
}

} // namespace

struct Type::Members
{
    // A row of this type or of one it inherits from.
    struct Source
    {
        const MemberDef* row;
        const Method* method; // of a type made at run time
        const Type* declaring;
        int next; // further source of the same name, or -1
    };
    struct Slot
    {
        std::string_view name;
        uint32_t hash = 0;
        bool statics = false;
        bool constructors = false;
        int first = -1; // source
        int last = -1;
        std::atomic<const MemberGroup*> group{nullptr};
    };
    std::vector<Source> sources;
    std::deque<Slot> slots; // in declaration order, nearest type first
    std::vector<uint32_t> index;
    std::deque<Method> own; // run-time types: as built

    void add(std::string_view name, MemberKind kind, Source source)
    {
        const bool constructor = kind == MemberKind::Constructor;
        Slot& slot = slot_of(constructor ? std::string_view("new") : name, is_static(kind), constructor);
        const int at = static_cast<int>(sources.size());
        sources.push_back(source);
        if (slot.last >= 0)
            sources[static_cast<size_t>(slot.last)].next = at;
        else
            slot.first = at;
        slot.last = at;
    }
    Slot& slot_of(std::string_view name, bool statics, bool constructor)
    {
        if ((slots.size() + 1) * 2 > index.size()) grow();
        const uint32_t hash = hash_ignore_case(name);
        const size_t mask = index.size() - 1;
        size_t i = hash & mask;
        for (; index[i] != 0; i = (i + 1) & mask) {
            Slot& slot = slots[index[i] - 1];
            if (slot.hash == hash && slot.statics == statics && slot.constructors == constructor && equals_ignore_case(slot.name, name))
                return slot;
        }
        Slot& fresh = slots.emplace_back();
        fresh.name = name;
        fresh.hash = hash;
        fresh.statics = statics;
        fresh.constructors = constructor;
        index[i] = static_cast<uint32_t>(slots.size());
        return fresh;
    }
    void grow()
    {
        index.assign(std::max<size_t>(32, index.size() * 2), 0);
        for (size_t n = 0; n < slots.size(); ++n) {
            size_t i = slots[n].hash & (index.size() - 1);
            while (index[i] != 0) i = (i + 1) & (index.size() - 1);
            index[i] = static_cast<uint32_t>(n + 1);
        }
    }
    const Slot* find(const Name& name, bool statics, bool constructor) const
    {
        if (index.empty()) return nullptr;
        const size_t mask = index.size() - 1;
        for (size_t i = name.hash & mask; index[i] != 0; i = (i + 1) & mask) {
            const Slot& slot = slots[index[i] - 1];
            if (slot.statics == statics && slot.constructors == constructor && name.equals(slot.name, slot.hash)) return &slot;
        }
        return nullptr;
    }
    // All members of one type, then of its bases; interfaces also have those of the interfaces they extend.
    void collect(const Type& type, bool with_constructors)
    {
        if (const Members* built = type.def_ ? nullptr : type.members_.load(std::memory_order_acquire)) {
            for (const Method& method : built->own) {
                if (method.kind != MemberKind::Constructor || with_constructors)
                    add(method.name, method.kind, {nullptr, &method, &type, -1});
            }
        } else if (type.def_) {
            for (const MemberDef& row : type.def_->members) {
                if (row.kind != MemberKind::Constructor || with_constructors) add(row.name, row.kind, {&row, nullptr, &type, -1});
            }
        }
        if (type.base_) collect(*type.base_, false);
        if (!type.is_interface()) return;
        for (const Type* inherited : type.interfaces_) {
            if (!inherited->def_) continue;
            for (const MemberDef& row : inherited->def_->members) add(row.name, row.kind, {&row, nullptr, inherited, -1});
        }
    }
    const MemberGroup* group_of(const Slot& slot)
    {
        if (const MemberGroup* group = slot.group.load(std::memory_order_acquire)) return group;
        const std::lock_guard lock(members_mutex());
        if (const MemberGroup* group = slot.group.load(std::memory_order_acquire)) return group;
        auto* group = new MemberGroup{std::string(slot.name), slot.hash, false, {}};
        for (int i = slot.first; i >= 0; i = sources[static_cast<size_t>(i)].next) {
            const Source& source = sources[static_cast<size_t>(i)];
            const Method* method = source.method ? source.method : new Method(parse_member(*source.row, *source.declaring));
            const bool property = is_property(method->kind);
            if (group->overloads.empty())
                group->is_property = property;
            else if (property != group->is_property || (property && method->parameters.empty()))
                continue; // the nearer type hides it
            const bool hidden = std::any_of(group->overloads.begin(), group->overloads.end(), [&](const Method* nearer) {
                return nearer->declaring != method->declaring && same_parameters(*nearer, *method);
            });
            if (!hidden) group->overloads.push_back(method);
        }
        const_cast<Slot&>(slot).group.store(group, std::memory_order_release);
        return group;
    }
};

Type::Members& Type::members_table() const
{
    Members* members = members_.load(std::memory_order_acquire);
    if (members && !members->index.empty()) return *members;
    const std::lock_guard lock(members_mutex());
    members = members_.load(std::memory_order_acquire);
    if (members && !members->index.empty()) return *members;
    auto* built = new Members;
    built->grow();
    if (members) { // a type made at run time: its own methods wait there
        members_.store(members, std::memory_order_release);
        built->collect(*this, true);
        built->own = std::move(members->own); // addresses stay
    } else {
        built->collect(*this, true);
    }
    members_.store(built, std::memory_order_release);
    return *built;
}

const MemberGroup* Type::instance_member(const Name& name) const
{
    Members& members = members_table();
    const Members::Slot* slot = members.find(name, false, false);
    return slot ? members.group_of(*slot) : nullptr;
}

const MemberGroup* Type::static_member(const Name& name) const
{
    Members& members = members_table();
    const Members::Slot* slot = members.find(name, true, false);
    return slot ? members.group_of(*slot) : nullptr;
}

const MemberGroup* Type::constructors() const
{
    Members& members = members_table();
    const Members::Slot* slot = members.find(Name("new"), false, true);
    return slot ? members.group_of(*slot) : nullptr;
}

std::vector<const MemberGroup*> Type::members(bool statics) const
{
    Members& table = members_table();
    std::vector<const MemberGroup*> groups;
    for (const Members::Slot& slot : table.slots) {
        if (slot.statics == statics && !slot.constructors) groups.push_back(table.group_of(slot));
    }
    return groups;
}

bool Type::is_assignable_to(const Type& target) const
{
    if (this == &target) return true;
    for (const Type* type = this; type; type = type->base_) {
        if (type == &target) return true;
    }
    if (target.full_name_ == "System.Object") return true;
    if (target.is_interface())
        return std::any_of(interfaces_.begin(), interfaces_.end(),
                           [&](const Type* own) { return own == &target || varies_to(*own, target); });
    if (is_array() && target.is_array() && rank_ == target.rank_)
        return !element_->is_value_type() && !target.element_->is_value_type() && element_->is_assignable_to(*target.element_);
    return false;
}

const Type& Type::type() const { return types::runtime_type(); }

TypeBuilder::TypeBuilder(std::string full_name, const Type* base, TypeFlags flags) : type_(new Type)
{
    type_->full_name_ = std::move(full_name);
    type_->name_ = type_->full_name_.substr(type_->full_name_.rfind('.') + 1);
    type_->flags_ = flags;
    const bool is_enum = has(flags, TypeFlags::Enum);
    type_->base_ = base ? base : has(flags, TypeFlags::Interface) ? nullptr : is_enum ? &types::enumeration() : &types::object();
    type_->members_.store(new Type::Members);
    if (type_->base_) type_->interfaces_ = type_->base_->interfaces_;
    if (is_enum) {
        type_->underlying_ = &types::int32();
        type_->tag_ = Tag::Enum;
    }
}

TypeBuilder& TypeBuilder::interface(const Type& type)
{
    type_->interfaces_.push_back(&type);
    type_->interfaces_.insert(type_->interfaces_.end(), type.interfaces_.begin(), type.interfaces_.end());
    return *this;
}

TypeBuilder& TypeBuilder::member(Method method)
{
    method.declaring = type_;
    if (method.script) share(*method.script); // a type is reachable from every thread
    type_->members_.load()->own.push_back(std::move(method));
    return *this;
}

TypeBuilder& TypeBuilder::enum_member(std::string name, int64_t value)
{
    type_->enum_names_.push_back({std::move(name), value});
    return *this;
}

TypeBuilder& TypeBuilder::enum_underlying(const Type& type)
{
    type_->underlying_ = &type;
    return *this;
}

TypeBuilder& TypeBuilder::script_class(Ref<Object> definition)
{
    if (definition) share(*definition);
    type_->script_class_ = std::move(definition);
    return *this;
}

Type& TypeBuilder::build()
{
    if (type_->is_enum()) type_->enum_index_ = TypeRegistry::get().add_enum(*type_);
    return *type_;
}

} // namespace kestrun::value
