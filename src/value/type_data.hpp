// Members that Update-TypeData gives to all objects with a type name. Each session has a table of its own (shared with the sessions made
// from it); as long as no script has asked for one, looking for members costs one load.
#pragma once
#include "value/members.hpp"
#include "value/psobject.hpp"
#include <mutex>

namespace kestrun::value {

struct TypeData
{
    std::string name;
    std::vector<Ref<PSMember>> members;
    Ref<PSCustomObject> standard; // PSStandardMembers; null without any
    Value serialization_depth, converter, adapter, target;
    bool empty() const { return members.empty() && !standard && serialization_depth.is_null() && converter.is_null(); }
};

/// Any thread.
class TypeTable final : public Object
{
public:
    TypeTable();
    const Type& type() const override;
    void trace(Tracer& tracer) const override;
    void clear_references() override;

    /// Changes or makes the data of a type under the table's lock.
    template <typename F>
    void update(std::string_view name, F&& change)
    {
        const std::lock_guard lock(mutex_);
        change(entry(name));
    }
    /// A copy.
    std::optional<TypeData> find(std::string_view name) const;
    std::vector<TypeData> all() const;
    bool remove(std::string_view name);
    /// The member for an object with these type names, the most derived first; null when there is none.
    Ref<PSMember> member(const std::vector<std::string>& type_names, const Name& name) const;
    std::vector<Ref<PSMember>> members(const std::vector<std::string>& type_names) const;

private:
    TypeData& entry(std::string_view name);
    mutable std::mutex mutex_;
    std::vector<TypeData> entries_;
};

/// Where the table of the running session comes from; null when it has none.
void set_type_table_source(TypeTable* (*source)());

namespace detail {
extern std::atomic<bool> type_data_in_use;
}
/// False as long as no table was made in this process.
inline bool type_data_in_use() noexcept { return detail::type_data_in_use.load(std::memory_order_relaxed); }
/// The member that Update-TypeData gave to the value's type; null when there is none.
Ref<PSMember> extended_member(const Value& value, const Name& name);
std::vector<Ref<PSMember>> extended_members(const Value& value);

} // namespace kestrun::value
