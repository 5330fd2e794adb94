#include "value/type_data.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

std::atomic<bool> detail::type_data_in_use{false};

namespace {

std::atomic<TypeTable* (*)()> table_source{nullptr};

TypeTable* current_table()
{
    auto* const source = table_source.load(std::memory_order_acquire);
    return source ? source() : nullptr;
}

constexpr std::string_view standard_name = "PSStandardMembers";

} // namespace

void set_type_table_source(TypeTable* (*source)()) { table_source.store(source, std::memory_order_release); }

TypeTable::TypeTable()
{
    mark_container();
    detail::type_data_in_use.store(true, std::memory_order_relaxed);
}

const Type& TypeTable::type() const { return types::object(); }

void TypeTable::trace(Tracer& tracer) const
{
    for (const TypeData& data : entries_) {
        for (const Ref<PSMember>& member : data.members) tracer.visit(member);
        if (data.standard) tracer.visit(data.standard);
    }
}

void TypeTable::clear_references() { entries_.clear(); }

TypeData& TypeTable::entry(std::string_view name)
{
    for (TypeData& data : entries_)
        if (equals_ignore_case(data.name, name)) return data;
    entries_.push_back({});
    entries_.back().name = name;
    return entries_.back();
}

std::optional<TypeData> TypeTable::find(std::string_view name) const
{
    const std::lock_guard lock(mutex_);
    for (const TypeData& data : entries_)
        if (equals_ignore_case(data.name, name)) return data;
    return std::nullopt;
}

std::vector<TypeData> TypeTable::all() const
{
    const std::lock_guard lock(mutex_);
    return entries_;
}

bool TypeTable::remove(std::string_view name)
{
    const std::lock_guard lock(mutex_);
    return std::erase_if(entries_, [&](const TypeData& data) { return equals_ignore_case(data.name, name); }) > 0;
}

Ref<PSMember> TypeTable::member(const std::vector<std::string>& type_names, const Name& name) const
{
    const std::lock_guard lock(mutex_);
    for (const std::string& type_name : type_names) {
        for (const TypeData& data : entries_) {
            if (!equals_ignore_case(data.name, type_name)) continue;
            for (const Ref<PSMember>& member : data.members)
                if (equals_ignore_case(member->name(), name.text)) return member;
            if (data.standard && equals_ignore_case(name.text, standard_name))
                return make<PSMember>(PSMemberKind::MemberSet, std::string(standard_name), Value(data.standard));
        }
    }
    return {};
}

std::vector<Ref<PSMember>> TypeTable::members(const std::vector<std::string>& type_names) const
{
    const std::lock_guard lock(mutex_);
    std::vector<Ref<PSMember>> found;
    for (const std::string& type_name : type_names) {
        for (const TypeData& data : entries_) {
            if (!equals_ignore_case(data.name, type_name)) continue;
            for (const Ref<PSMember>& member : data.members) {
                const auto same = [&](const Ref<PSMember>& known) { return equals_ignore_case(known->name(), member->name()); };
                if (std::none_of(found.begin(), found.end(), same)) found.push_back(member);
            }
        }
    }
    return found;
}

Ref<PSMember> extended_member(const Value& value, const Name& name)
{
    if (!type_data_in_use() || value.is_null()) return {};
    const TypeTable* table = current_table();
    return table ? table->member(ps_type_names(value), name) : Ref<PSMember>();
}

std::vector<Ref<PSMember>> extended_members(const Value& value)
{
    if (!type_data_in_use() || value.is_null()) return {};
    const TypeTable* table = current_table();
    return table ? table->members(ps_type_names(value)) : std::vector<Ref<PSMember>>();
}

} // namespace kestrun::value
