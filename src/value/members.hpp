// Member access: properties, methods, indexing and enumeration of any value, the way PowerShell's adapters do it: attached members first,
// then the type's own, dictionary keys as properties, member enumeration over collections.
#pragma once
#include "value/psobject.hpp"
#include "value/type.hpp"
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kestrun::value {

/// $value.Name. Missing: null, or PropertyNotFoundException in strict mode. A getter that throws: GetValueInvocationException.
Value get_property(const Value& value, const Name& name);
/// Like get_property but tells a missing property from a null one; no member enumeration, no strict mode.
std::optional<Value> find_property(const Value& value, const Name& name);
/// $value.Name = x. Throws PropertyNotFound / PropertyAssignmentException (ReadOnly) / SetValueInvocationException as PowerShell.
void set_property(const Value& value, const Name& name, const Value& assigned);
/// $value.Name(args): overload resolution, conversion of arguments, [ref] write-back, wrapping of .NET exceptions into
/// MethodInvocationException
/// (`Exception calling "Name" with "n" argument(s): "..."`). Methods of collections that the collection lacks are called on its elements.
Value invoke_method(const Value& value, const Name& name, std::span<Value> args);
/// What else stands in a call's text. Both may be shorter than the arguments.
struct CallDetails
{
    std::span<const Type* const> type_args{}; // `[array]::Empty[string]()`: the method sees them as T (one) or TKey, TValue, T1, T2...
    std::span<const Type* const> casts{};     // type of a cast that is the i-th argument, `[math]::Max(1, [long]2)`: an overload with just
                                              // that parameter type is preferred; null where there is none
};
Value invoke_method(const Value& value, const Name& name, std::span<Value> args, const CallDetails& details);
Value invoke_static(const Type& type, const Name& name, std::span<Value> args, const CallDetails& details);
Value get_static_property(const Type& type, const Name& name);
void set_static_property(const Type& type, const Name& name, const Value& assigned);
Value invoke_static(const Type& type, const Name& name, std::span<Value> args);
/// [type]::new(args), New-Object. Value types without a constructor row of no parameters give their default.
Value construct(const Type& type, std::span<Value> args, const CallDetails& details = {});
/// Picks an overload as PowerShell ranks them; null when none fits. Exposed for [type]::new error ids and Get-Member.
const Method* choose_overload(const MemberGroup& group, std::span<const Value> args);
/// Calls a known method of a native or script type: converts the arguments, writes [ref] arguments back, wraps exceptions. name: what
/// error texts call it.
Value call_method(const Method& method, const Value& self, const Type& type, std::string_view name, std::span<Value> args);
/// The value of a member as it is kept: runs getters, follows aliases. `owner` becomes $this.
Value member_value(const PSMember& member, const Value& owner);
/// Sets a member that scripts attached or a slot of a custom object: runs setters, follows aliases.
void set_member_value(PSMember& member, const Value& owner, const Value& assigned);
/// Adds or replaces a member: Add-Member. Custom objects keep it in a slot, other objects beside them. Precondition: the value is an
/// object (wrap others in a PSWrapper).
void attach_member(const Value& value, Ref<PSMember> member);
/// The member scripts attached to the value under that name, or null.
Ref<PSMember> attached_member(const Value& value, const Name& name);

/// $value[index]: arrays (negative from the end, arrays of indices, out of range null), strings, lists, dictionaries, parameterized
/// properties.
Value get_index(const Value& value, std::span<const Value> indices);
void set_index(const Value& value, std::span<const Value> indices, const Value& assigned);

/// One readable member as PSObject.Members / Get-Member list it.
struct MemberInfo
{
    std::string name;
    std::string
        member_type; // "Property", "NoteProperty", "AliasProperty", "ScriptProperty", "Method", "ScriptMethod", "ParameterizedProperty"
    std::string definition; // Get-Member's text
    bool is_property() const;
};
/// Members of a value in declaration order: attached ones, then the type's (hidden ones only when asked for).
std::vector<MemberInfo> list_members(const Value& value, bool statics = false, bool hidden = false);
/// Names of the properties (readable ones) in order: what Select-Object *, Format-List and ConvertTo-Json show.
std::vector<std::string> property_names(const Value& value);

/// True for what the pipeline, foreach and @() unroll: arrays, lists, queues, sets, enumerators... not strings, dictionaries or XML nodes.
bool is_enumerable(const Value& value);
/// Enumerates an enumerable (its elements) or a scalar (itself, once; null once; Void never). Modification during enumeration of a List
/// throws InvalidOperationException "Collection was modified; enumeration operation may not execute.".
class Enumerator
{
public:
    virtual ~Enumerator() = default;
    virtual bool next(Value& item) = 0;
};
std::unique_ptr<Enumerator> enumerate(const Value& value);
/// The elements as a vector (a copy); a scalar gives one, null gives one null, Void none.
std::vector<Value> elements(const Value& value);
/// Objects whose elements are made one by one (queues, sets, iterators, key collections, ...) implement this.
class Enumerable
{
public:
    virtual ~Enumerable() = default;
    virtual std::unique_ptr<Enumerator> enumerate() const = 0;
    /// Number of elements when it is known without enumerating.
    virtual std::optional<size_t> known_size() const { return std::nullopt; }
};
/// Objects with their own idea of text (ToString) where a member row would be roundabout.
class Textual
{
public:
    virtual ~Textual() = default;
    virtual std::string text() const = 0;
    virtual std::string text(std::string_view format) const { return (void)format, text(); }
};

/// Objects that stand for a value (Guid, Version, IPAddress, Decimal, ...): .NET's Equals, GetHashCode and CompareTo, which the operators,
/// sorting and dictionary keys use.
class Comparable
{
public:
    virtual ~Comparable() = default;
    virtual bool equals(const Value& other) const = 0;
    virtual uint32_t hash() const = 0;
    /// <0, 0, >0; nothing when the two have no order.
    virtual std::optional<int> compare(const Value& other) const { return (void)other, std::nullopt; }
};
/// Objects whose properties are data rather than rows of a table (XML elements and their children). Asked after attached members and before
/// the type's own rows.
class DynamicMembers
{
public:
    virtual ~DynamicMembers() = default;
    virtual std::optional<Value> find_property(const Name& name) const = 0;
    /// False when there is no such property; throws ScriptError when it cannot be set.
    virtual bool set_property(const Name& name, const Value& value) = 0;
    /// In document order, for Select-Object *, Format-List and Get-Member.
    virtual std::vector<std::string> property_names() const = 0;
};

} // namespace kestrun::value
