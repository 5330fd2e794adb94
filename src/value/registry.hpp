// How types are found and made; private to this folder. One table for the process, built when the first type is named.
#pragma once
#include "value/type.hpp"
#include <deque>
#include <map>
#include <memory>
#include <mutex>

namespace kestrun::value {

class TypeRegistry
{
public:
    static TypeRegistry& get();

    /// replace: a known name's row gives way (if nobody has named the type yet); else the first row of a name stands.
    void add_rows(std::span<const TypeDef> rows, bool replace);
    /// A native type by its full .NET name without generic arguments; case-insensitive.
    const Type* by_full_name(std::string_view name);
    /// Accelerators, full names, names without "System.".
    const Type* by_script_name(std::string_view name);
    const Type* instantiate(const Type& definition, std::span<const Type* const> arguments);
    const Type& array_of(const Type& element, uint32_t rank);
    const Type& enum_type(uint32_t index) const;
    uint32_t add_enum(const Type& type);
    /// The accelerator of a type, or empty.
    std::string_view accelerator(const Type& type);
    std::vector<const TypeDef*> rows();
    std::vector<std::string> names();

    /// A C#- or PowerShell-style type name in a table: "string", "T", "System.Collections.Generic.List[T]". Null when it is unknown or an
    /// argument of an open definition.
    const Type* resolve(std::string_view text, const Type& context);

private:
    struct Entry
    {
        const TypeDef* def;
        const Type* type = nullptr;
    };
    struct Slot
    {
        std::string_view name;
        uint32_t hash = 0;
        uint32_t entry = 0; // + 1; 0: free
    };
    TypeRegistry();
    void add_row(const TypeDef& row, bool replace);
    void add_name(std::string_view name, uint32_t entry, bool replace);
    Slot& slot_of(std::string_view name, uint32_t hash);
    const Type& made(Entry& entry);
    void fill_bases(Type& type, const TypeDef& def);
    void fill_enum(Type& type, const TypeDef& def);
    void add_interface(Type& type, const Type& interface);

    std::recursive_mutex mutex_;
    std::deque<Entry> entries_;
    std::vector<Slot> slots_; // open addressing; names without case
    size_t used_ = 0;
    std::map<std::pair<const Type*, std::vector<const Type*>>, const Type*> instances_;
    std::map<std::pair<const Type*, uint32_t>, const Type*> arrays_; // of rank 2 and more
    static constexpr size_t chunk_size = 512;
    struct Chunk
    {
        std::atomic<const Type*> types[chunk_size];
    };
    std::atomic<Chunk*> enum_chunks_[256] = {};
    uint32_t enum_count_ = 0;
};

/// The type's argument name as tables write it: T; TKey, TValue; T1, T2, ...
std::string generic_parameter_name(size_t index, size_t count);
/// The .NET assembly a type stands in, as AssemblyQualifiedName shows it.
std::string_view assembly_of(const Type& type);
/// Parses a table row into a method or property of that type.
Method parse_member(const MemberDef& row, const Type& declaring);
/// Splits at commas outside of brackets and quotes; blanks trimmed.
std::vector<std::string_view> split_outside_brackets(std::string_view text);
std::string_view trimmed(std::string_view text);

} // namespace kestrun::value
