// PowerShell's own objects: [pscustomobject] with shared shapes, and the members scripts attach to other objects.
#pragma once
#include "value/string.hpp"
#include "value/type.hpp"
#include <memory>
#include <optional>
#include <vector>

namespace kestrun::value {

/// The ordered property names of custom objects. Objects made by the same literal share one, so that inline caches can compare id().
/// Immutable while shared by two objects.
class Shape final : public Object
{
public:
    struct Property
    {
        Ref<String> name; // as written
        uint32_t hash;    // hash_ignore_case(name)
    };
    Shape();
    explicit Shape(std::vector<Property> names);
    /// The one without properties.
    static const Ref<Shape>& empty();
    /// Never reused while the program runs.
    uint64_t id() const { return id_; }
    /// Position of a name or -1.
    int find(const Name& name) const;
    size_t size() const { return names_.size(); }
    const std::vector<Property>& names() const { return names_; }
    const Type& type() const override;
    void trace(Tracer& tracer) const override;

private:
    friend class PSCustomObject;
    uint64_t id_;
    std::vector<Property> names_;
    std::vector<uint32_t> index_; // open addressing: position + 1; built past 8 names
    void renew();                 // after a change: another id, the index rebuilt
};

/// What a property of a custom object, or a member attached to any object, is made of.
enum class PSMemberKind : uint8_t
{
    NoteProperty,
    AliasProperty,
    ScriptProperty,
    CodeProperty,
    ScriptMethod,
    PropertySet,
    MemberSet
};

/// A member that is more than a value: kept as the slot's value (custom objects) or in the side table (other objects).
class PSMember final : public Object
{
public:
    PSMember(PSMemberKind kind, std::string name, Value value, Value second = {})
        : kind_(kind), name_(std::move(name)), value_(std::move(value)), second_(std::move(second))
    {
        mark_container();
    }
    PSMemberKind kind() const { return kind_; }
    const std::string& name() const { return name_; }
    const Value& value() const
    {
        return value_;
    } // NoteProperty: the value; ScriptProperty: getter; ScriptMethod: script; AliasProperty: referenced name
    const Value& second() const { return second_; } // ScriptProperty: setter; AliasProperty: type to convert to
    void set_value(Value value) { value_ = std::move(value); }
    const Type& type() const override; // PSNoteProperty, PSScriptProperty, ...
    void trace(Tracer& tracer) const override;
    void clear_references() override { value_ = second_ = Value(); }

private:
    PSMemberKind kind_;
    std::string name_;
    Value value_, second_;
};

/// [pscustomobject]. Slots hold values; a slot that holds a PSMember object is a member of that kind.
class PSCustomObject final : public Object
{
public:
    PSCustomObject() : shape_(Shape::empty()) { mark_container(); }
    PSCustomObject(Ref<Shape> shape, std::vector<Value> slots) : shape_(std::move(shape)), slots_(std::move(slots)) { mark_container(); }
    const Shape& shape() const { return *shape_; }
    const Ref<Shape>& shape_ref() const { return shape_; }
    std::vector<Value>& slots() { return slots_; }
    const std::vector<Value>& slots() const { return slots_; }
    /// Names and slots to walk over: copies where the object is shared, else its own, which may not change meanwhile.
    class Properties
    {
    public:
        explicit Properties(const PSCustomObject& object);
        Properties(const Properties&) = delete;
        Properties& operator=(const Properties&) = delete;
        size_t size() const { return slots_->size(); }
        std::string_view name(size_t at) const { return shape_->names()[at].name->view(); }
        const Value& slot(size_t at) const { return (*slots_)[at]; }
        const Shape& shape() const { return *shape_; }

    private:
        Ref<Shape> shape_;
        std::vector<Value> copy_;
        const std::vector<Value>* slots_;
    };
    /// A property of that name is there. Right for shared objects too.
    bool has(const Name& name) const { return get(name).has_value(); }
    /// The slot of a property, or null. A PSMember in it is not resolved here: see members.hpp. Not for shared objects (get).
    const Value* find(const Name& name) const;
    const Value* find(std::string_view name) const { return find(Name(name)); }
    /// A copy of the slot's value, or nothing. Right for shared objects too.
    std::optional<Value> get(const Name& name) const;
    /// Adds or replaces a NoteProperty (or a PSMember). A new property gets the spelling given here.
    void set(std::string_view name, Value value);
    bool remove(const Name& name);
    /// Custom type names (PSTypeName), most derived first; empty: the default ones.
    const std::vector<std::string>& type_names() const;
    void insert_type_name(size_t position, std::string name);
    /// The whole list from now on: the .NET type's own names are not added.
    void set_type_names(std::vector<std::string> names);
    bool type_names_complete() const { return type_names_complete_; }
    const Type& type() const override; // PSCustomObject
    void trace(Tracer& tracer) const override;
    void clear_references() override { slots_.clear(); }
    Ref<PSCustomObject> copy() const;

private:
    void own_shape();

    Ref<Shape> shape_;
    std::vector<Value> slots_;
    std::unique_ptr<std::vector<std::string>> type_names_;
    bool type_names_complete_ = false;
};

/// A value type or string with attached members (`5 | Add-Member ... -PassThru`): behaves as its base value everywhere (see unwrap()).
class PSWrapper final : public Object
{
public:
    explicit PSWrapper(Value base) : base_(std::move(base)) { mark_container(); }
    /// A number that stands as an argument of a command: its text is what was written.
    PSWrapper(Value base, std::string spelling) : base_(std::move(base)), spelling_(std::move(spelling)) {}
    const Value& base() const { return base_; }
    const std::string& spelling() const { return spelling_; }
    const Type& type() const override { return type_of(base_); }
    void trace(Tracer& tracer) const override;

private:
    Value base_;
    std::string spelling_;
};
/// The base value of a PSWrapper; others as they are.
const Value& unwrap(const Value& value);

/// Members attached to an object that is no custom object (Object::Members flag set). Thread-safe side table, dropped with the object.
struct AttachedMembers
{
    std::vector<Ref<PSMember>> members;
    std::vector<std::string> type_names; // inserted ones, most derived first
    bool type_names_complete = false;    // the .NET type's own names are among them or not wanted
};
AttachedMembers* attached_members(const Object& object); // null when it has none
AttachedMembers& ensure_attached_members(const Object& object);
/// PSTypeNames of any value: attached and custom names first, then the .NET type's chain.
std::vector<std::string> ps_type_names(const Value& value);

} // namespace kestrun::value
