// What $o.PSObject gives: the object's members as objects.
#pragma once
#include "value/array.hpp"
#include "value/members.hpp"
#include "value/psobject.hpp"

namespace kestrun::value {

/// $o.PSObject, $o.PSBase, $o.PSExtended and $o.PSAdapted: the object seen without some of its members.
class PSObjectView final : public Object, public DynamicMembers, public Textual
{
public:
    enum class Kind : uint8_t
    {
        Whole,
        Base, // the .NET object: no attached members, no dictionary keys
        Extended,
    };
    PSObjectView(Value base, Kind kind) : base_(std::move(base)), kind_(kind) { mark_container(); }
    const Value& base() const { return base_; }
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(base_); }
    void clear_references() override { base_ = Value(); }
    std::optional<Value> find_property(const Name& name) const override;
    bool set_property(const Name& name, const Value& value) override;
    std::vector<std::string> property_names() const override;
    std::string text() const override;

private:
    Value base_;
    Kind kind_;
};

/// One member of an object: PSNoteProperty, PSProperty, PSScriptProperty, PSMethod, ... by its kind. Reads and writes the object itself.
class PSMemberHandle final : public Object, public Textual
{
public:
    PSMemberHandle(Value owner, MemberInfo info) : owner_(std::move(owner)), info_(std::move(info)) { mark_container(); }
    const Value& owner() const { return owner_; }
    const MemberInfo& info() const { return info_; }
    /// The script member behind it, or null: a native or note property.
    Ref<PSMember> member() const;
    Value get() const;
    void set(const Value& value) const;
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(owner_); }
    void clear_references() override { owner_ = Value(); }
    std::string text() const override;

private:
    Value owner_;
    MemberInfo info_;
};

/// $o.PSObject.Properties, .Methods and .Members.
class PSMemberCollection final : public Object, public Enumerable, public Textual
{
public:
    enum class Kind : uint8_t
    {
        Properties,
        Methods,
        Members,
    };
    PSMemberCollection(Value owner, Kind kind) : owner_(std::move(owner)), kind_(kind) { mark_container(); }
    const Value& owner() const { return owner_; }
    /// The member of that name, or null.
    Value find(std::string_view name) const;
    /// Those whose names match the wildcard pattern; "*" all.
    std::vector<Value> match(std::string_view pattern) const;
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(owner_); }
    void clear_references() override { owner_ = Value(); }
    std::unique_ptr<Enumerator> enumerate() const override;
    std::string text() const override;

private:
    bool holds(const MemberInfo& info) const;
    Value owner_;
    Kind kind_;
};

/// 'abc'.Substring without parentheses: a method with its object.
class PSMethodObject final : public Object, public Textual
{
public:
    PSMethodObject(Value owner, const MemberGroup& group) : owner_(std::move(owner)), group_(&group) { mark_container(); }
    const Value& owner() const { return owner_; }
    const MemberGroup& group() const { return *group_; }
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(owner_); }
    void clear_references() override { owner_ = Value(); }
    std::string text() const override; // the definitions, separated by ", "

private:
    Value owner_;
    const MemberGroup* group_;
};

/// $o.PSTypeNames: a list of texts that changes the object.
class TypeNameList final : public Sequence
{
public:
    explicit TypeNameList(Value owner) : owner_(std::move(owner)) { mark_container(); }
    std::vector<std::string> names() const { return ps_type_names(owner_); }
    void assign(std::vector<std::string> names);
    void insert(size_t position, std::string name);
    size_t size() const override { return names().size(); }
    Value at(size_t index) const override;
    void set(size_t index, const Value& value) override;
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(owner_); }
    void clear_references() override { owner_ = Value(); }

private:
    Value owner_;
};

/// Number of a member kind in System.Management.Automation.PSMemberTypes.
int64_t member_type_number(std::string_view member_type);
/// Get-Member's text of a script member: "int b=2", "System.Object s {get=$this.a+1;}", "al = a".
std::string member_definition(const PSMember& member);
std::string note_definition(std::string_view name, const Value& value);
const char* member_type_name(PSMemberKind kind);

} // namespace kestrun::value
