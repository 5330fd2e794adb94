// clang-format off
// .NET types as scripts see them. Native types are rows of constexpr tables (TypeDef, MemberDef); nothing is built before a script names
// it. Types that scripts define (class, enum), arrays of any type and instances of generic types are made at run time. Types live for ever.
#pragma once
#include "value/symbol.hpp"
#include "value/value.hpp"
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::value {

/// What a native member gets. Native code runs on the fiber of the caller.
struct Call
{
    const Value& self;     // null for statics and constructors
    std::span<Value> args; // converted to the signature's types; optional ones that were left out hold their default
    const Type& type;      // the type the member was looked up on: an instance of a generic type knows its arguments
    const Value& arg(size_t i) const { return args[i]; }
};
/// Returns the result; throws ScriptError (see error.hpp) for a .NET exception. Void methods return Value::nothing().
using NativeFn = Value (*)(Call& call);

enum class MemberKind : uint8_t
{
    Property,
    StaticProperty,
    Method,
    StaticMethod,
    Constructor
};

/// One row of a type's member table. Overloads are rows with the same name, in order of preference.
struct MemberDef
{
    const char* name;
    MemberKind kind;
    /// Method and constructor: ".NET parameters", C# style: "string value, System.StringComparison comparisonType", "params object[] args",
    /// "int totalWidth, char paddingChar = ' '", "out int result", "ref int location". Property: empty; an indexer ("Item", for texts
    /// and builders "Chars") has its index parameters here, may have several rows, and its setter gets the new value after the indices.
    const char* signature;
    /// Type of the result or the property, C# style: "string", "int", "void", "T", "System.Collections.Generic.List[T]". Shown by
    /// Get-Member.
    const char* result;
    NativeFn get;           // the method, constructor or getter
    NativeFn set = nullptr; // setter: args[0] is the new value; null: read-only
};

enum class TypeFlags : uint32_t
{
    None = 0,
    ValueType = 1,
    Enum = 2,
    Interface = 4,
    Abstract = 8,
    Static = 16,
    GenericDefinition = 32, // "System.Collections.Generic.List`1": arguments are called T (one) or TKey, TValue
    Sealed = 64,
    FlagsEnum = 128,
    Delegate = 256,
    Locked = 512,          // calls on one object that threads share take turns (call_guard.hpp); so for derived types
    LockedTogether = 1024, // calls on all such objects take turns: they are linked with each other
};
constexpr TypeFlags operator|(TypeFlags a, TypeFlags b)
{
    return static_cast<TypeFlags>(static_cast<uint32_t>(a) | static_cast<uint32_t>(b));
}
constexpr bool has(TypeFlags set, TypeFlags flag) { return (static_cast<uint32_t>(set) & static_cast<uint32_t>(flag)) != 0; }

struct EnumMember
{
    const char* name;
    int64_t value;
};

/// One row of a table of native types.
struct TypeDef
{
    const char* full_name; // "System.Text.StringBuilder"
    const char* base = "System.Object";
    TypeFlags flags = TypeFlags::None;
    const char* accelerators = ""; // PowerShell's short names, comma separated: "int,int32"
    const char* interfaces = "";   // comma separated full names
    std::span<const MemberDef> members{};
    std::span<const EnumMember> enum_members{}; // for enums; underlying type is `result` of none: see enum_underlying
    const char* enum_underlying = "System.Int32";
};

/// A parsed MemberDef.
struct Parameter
{
    std::string name;
    const Type* type;    // null: T of an open generic, resolved per instance
    bool params = false; // C# params: takes the rest
    bool by_ref = false; // out or ref
    bool optional = false;
    Value default_value;
};
struct Method
{
    std::string name;
    MemberKind kind;
    std::vector<Parameter> parameters;
    const Type* result = nullptr;
    std::string definition; // "string Substring(int startIndex, int length)": Get-Member's text
    NativeFn fn = nullptr;
    NativeFn setter = nullptr;
    Ref<Object> script; // a method or accessor written in PowerShell (class members): engine's object
    bool hidden = false;
    const Type* declaring = nullptr;
};
/// All members of one name on one type: one property, or the overloads of a method (own ones first, then inherited).
struct MemberGroup
{
    std::string name;
    uint32_t hash; // hash_ignore_case(name)
    bool is_property = false;
    std::vector<const Method*> overloads; // exactly one for a property
};

class Type final : public Object
{
public:
    const std::string& full_name() const { return full_name_; } // "System.Collections.Generic.List`1[[System.Int32, ...]]"
    const std::string& name() const { return name_; }           // "List`1"
    /// PowerShell's spelling in error texts and -Type displays: "System.Collections.Generic.List[int]", "int[]" for int32 arrays: see
    /// display_name.
    std::string display_name() const;
    /// .NET's Type.ToString(): "System.Collections.Generic.List`1[System.Int32]".
    std::string dotnet_name() const;
    std::string namespace_name() const;
    const Type* base() const { return base_; }
    TypeFlags flags() const { return flags_; }
    bool is_value_type() const { return has(flags_, TypeFlags::ValueType) || is_enum(); }
    bool is_enum() const { return has(flags_, TypeFlags::Enum); }
    bool is_interface() const { return has(flags_, TypeFlags::Interface); }
    bool is_array() const { return element_ != nullptr && generic_args_.empty(); }
    const Type* element() const { return element_; } // array element type
    uint32_t rank() const { return rank_; }          // of an array type; 1 for the usual ones
    bool is_delegate() const { return has(flags_, TypeFlags::Delegate); }
    const Type* generic_definition() const { return generic_definition_; }
    const std::vector<const Type*>& generic_args() const { return generic_args_; }
    const Type* underlying() const { return underlying_; }                     // of an enum
    const std::vector<const Type*>& interfaces() const { return interfaces_; } // own and inherited
    /// Enum: dense index used inside Value; names in declaration order.
    uint32_t enum_index() const { return enum_index_; }
    struct EnumName
    {
        std::string name;
        int64_t value;
    };
    const std::vector<EnumName>& enum_names() const { return enum_names_; }
    /// Conversion code of built-in value types (Tag of its values); Tag::Object for the rest.
    Tag tag() const { return tag_; }

    /// True for the type itself, its bases and interfaces. Arrays are covariant for reference elements.
    bool is_assignable_to(const Type& target) const;
    /// Instance members incl. inherited; null when there is none. Thread-safe, lazily built.
    const MemberGroup* instance_member(const Name& name) const;
    const MemberGroup* static_member(const Name& name) const;
    const MemberGroup* constructors() const;
    /// Names in table order (Get-Member sorts).
    std::vector<const MemberGroup*> members(bool statics) const;
    /// Native row this type comes from; null for types made at run time.
    const TypeDef* def() const { return def_; }
    /// The class definition of a script class: engine's object.
    Object* script_class() const { return script_class_.get(); }

    const Type& type() const override; // System.RuntimeType

private:
    friend class TypeRegistry;
    friend class TypeBuilder;
    friend const Type& array_of(const Type& element);
    Type() { set_flag(Immortal); }
    std::string full_name_, name_;
    const Type* base_ = nullptr;
    TypeFlags flags_ = TypeFlags::None;
    Tag tag_ = Tag::Object;
    const Type* element_ = nullptr;
    uint32_t rank_ = 1;
    mutable std::atomic<const Type*> array_type_{nullptr};
    const Type* generic_definition_ = nullptr;
    std::vector<const Type*> generic_args_;
    std::vector<const Type*> interfaces_;
    const Type* underlying_ = nullptr;
    uint32_t enum_index_ = 0;
    std::vector<EnumName> enum_names_;
    const TypeDef* def_ = nullptr;
    Ref<Object> script_class_;
    struct Members;
    mutable std::atomic<Members*> members_{nullptr};
    Members& members_table() const;
};

/// Makes types at run time: for script classes and enums. Not thread-safe before build() returns.
class TypeBuilder
{
public:
    TypeBuilder(std::string full_name, const Type* base, TypeFlags flags);
    TypeBuilder& interface(const Type& type);
    TypeBuilder& member(Method method);
    TypeBuilder& enum_member(std::string name, int64_t value);
    TypeBuilder& enum_underlying(const Type& type);
    TypeBuilder& script_class(Ref<Object> definition);
    /// The finished type; not entered into the registry (script classes are found through the engine's scopes).
    Type& build();

private:
    Type* type_;
};

/// The native type of that full name ("System.Int32"); the program ends with a message when a table lacks it (a programming error).
const Type& native_type(std::string_view full_name);
/// Resolves what stands in [brackets] or a -Type argument: accelerators, names with and without "System.", arrays "int[]", generics
/// "System.Collections.Generic.List[int]", "Dictionary[string,int]", nullable. Null when unknown. `using namespace` prefixes are tried in
/// order.
const Type* find_type(std::string_view name, std::span<const std::string> namespaces = {});
const Type& array_of(const Type& element);
/// [int[,]] and more dimensions; rank 1 is array_of.
const Type& array_of(const Type& element, uint32_t rank);
/// Adds rows of another folder (engine, kr) for the whole process. A row whose name is known replaces the earlier one as long as no script
/// has named it: call before the first session. The rows must live for ever. Thread-safe.
void register_types(std::span<const TypeDef> rows);
/// A type as a value.
inline Value type_value(const Type& type);
/// Null when the definition does not take that many arguments.
const Type* instantiate(const Type& definition, std::span<const Type* const> arguments);
/// The type with that enum_index.
const Type& enum_type(uint32_t index);
/// The nearest known type name (for "did you mean"), empty when nothing is near.
std::string nearest_type_name(std::string_view name);
/// PowerShell's short name of a type when it has one ("int", "string", "hashtable"), else its display name.
std::string accelerator_or_name(const Type& type);
inline Value type_value(const Type& type) { return Value(const_cast<Type*>(&type)); }
/// All native type rows (for Get-TypeData-like listings, `kestrun check` and the reference).
std::vector<const TypeDef*> native_type_rows();

/// Types every part of the program needs, found once.
namespace types {
#define KESTRUN_CORE_TYPES(X)                                                                                                              \
    X(object, "System.Object")                                                                                                             \
    X(string, "System.String")                                                                                                             \
    X(boolean, "System.Boolean")                                                                                                           \
    X(character, "System.Char")                                                                                                            \
    X(sbyte, "System.SByte")                                                                                                               \
    X(byte, "System.Byte")                                                                                                                 \
    X(int16, "System.Int16")                                                                                                               \
    X(uint16, "System.UInt16")                                                                                                             \
    X(int32, "System.Int32")                                                                                                               \
    X(uint32, "System.UInt32")                                                                                                             \
    X(int64, "System.Int64") X(uint64, "System.UInt64") X(single, "System.Single") X(real, "System.Double") X(decimal, "System.Decimal")   \
        X(big_integer, "System.Numerics.BigInteger") X(date_time, "System.DateTime") X(time_span, "System.TimeSpan")                       \
            X(date_time_offset, "System.DateTimeOffset") X(guid, "System.Guid") X(array, "System.Array")                                   \
                X(hashtable, "System.Collections.Hashtable") X(ordered_dictionary, "System.Collections.Specialized.OrderedDictionary")     \
                    X(array_list, "System.Collections.ArrayList") X(list, "System.Collections.Generic.List`1")                             \
                        X(dictionary, "System.Collections.Generic.Dictionary`2")                                                           \
                            X(ps_custom_object, "System.Management.Automation.PSCustomObject")                                             \
                                X(ps_object, "System.Management.Automation.PSObject")                                                      \
                                    X(script_block, "System.Management.Automation.ScriptBlock")                                            \
                                        X(switch_parameter, "System.Management.Automation.SwitchParameter")                                \
                                            X(ps_reference, "System.Management.Automation.PSReference") X(exception, "System.Exception")   \
                                                X(regex, "System.Text.RegularExpressions.Regex") X(type, "System.Type")                    \
                                                    X(runtime_type, "System.RuntimeType") X(xml_document, "System.Xml.XmlDocument")        \
                                                        X(version, "System.Version") X(uri, "System.Uri")                                  \
                                                            X(error_record, "System.Management.Automation.ErrorRecord")                    \
                                                                X(void_type, "System.Void") X(nullable, "System.Nullable`1")               \
                                                                    X(enumeration, "System.Enum") X(value_type, "System.ValueType")        \
                                                                        X(secure_string, "System.Security.SecureString")                   \
                                                                            X(ps_credential, "System.Management.Automation.PSCredential")  \
                                                                                X(culture_info, "System.Globalization.CultureInfo")
#define KESTRUN_DECLARE_CORE_TYPE(id, full) const Type& id();
KESTRUN_CORE_TYPES(KESTRUN_DECLARE_CORE_TYPE)
#undef KESTRUN_DECLARE_CORE_TYPE
} // namespace types

} // namespace kestrun::value
