#include "value/registry.hpp"
#include "value/string.hpp"
#include "value/types/all_types.hpp"
#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace kestrun::value {

namespace {

struct TagName
{
    std::string_view name;
    Tag tag;
};
constexpr TagName tag_names[] = {
    {"System.Boolean", Tag::Bool},      {"System.Char", Tag::Char},         {"System.SByte", Tag::SByte},
    {"System.Byte", Tag::Byte},         {"System.Int16", Tag::Int16},       {"System.UInt16", Tag::UInt16},
    {"System.Int32", Tag::Int32},       {"System.UInt32", Tag::UInt32},     {"System.Int64", Tag::Int64},
    {"System.UInt64", Tag::UInt64},     {"System.Single", Tag::Single},     {"System.Double", Tag::Double},
    {"System.DateTime", Tag::DateTime}, {"System.TimeSpan", Tag::TimeSpan}, {"System.DateTimeOffset", Tag::DateTimeOffset},
    {"System.String", Tag::String},
};

std::string_view short_name(std::string_view full)
{
    const size_t dot = full.find_last_of(".+");
    return dot == std::string_view::npos ? full : full.substr(dot + 1);
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split_outside_brackets(std::string_view text)
{
    std::vector<std::string_view> parts;
    int depth = 0;
    char quote = 0;
    size_t start = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '[' || c == '<' || c == '(') {
            ++depth;
        } else if (c == ']' || c == '>' || c == ')') {
            --depth;
        } else if (c == ',' && depth == 0) {
            parts.push_back(trimmed(text.substr(start, i - start)));
            start = i + 1;
        }
    }
    const std::string_view last = trimmed(text.substr(start));
    if (!last.empty() || !parts.empty()) parts.push_back(last);
    return parts;
}

TypeRegistry& TypeRegistry::get()
{
    static TypeRegistry& instance = *new TypeRegistry; // types live for ever
    return instance;
}

TypeRegistry::TypeRegistry()
{
    slots_.resize(4096);
    for (const TypeTable table : all_type_tables()) add_rows(table(), false);
}

void TypeRegistry::add_rows(std::span<const TypeDef> rows, bool replace)
{
    const std::lock_guard lock(mutex_);
    for (const TypeDef& row : rows) add_row(row, replace);
}

TypeRegistry::Slot& TypeRegistry::slot_of(std::string_view name, uint32_t hash)
{
    const size_t mask = slots_.size() - 1;
    size_t i = hash & mask;
    while (slots_[i].entry != 0 && !(slots_[i].hash == hash && equals_ignore_case(slots_[i].name, name))) i = (i + 1) & mask;
    return slots_[i];
}

void TypeRegistry::add_name(std::string_view name, uint32_t entry, bool replace)
{
    if (used_ * 2 > slots_.size()) {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.entry != 0) slot_of(slot.name, slot.hash) = slot;
        }
    }
    const uint32_t hash = hash_ignore_case(name);
    Slot& slot = slot_of(name, hash);
    if (slot.entry != 0 && !replace) return;
    if (slot.entry == 0) ++used_;
    slot = {name, hash, entry + 1};
}

void TypeRegistry::add_row(const TypeDef& row, bool replace)
{
    const std::string_view full = row.full_name;
    const Slot& known = slot_of(full, hash_ignore_case(full));
    uint32_t entry = 0;
    if (known.entry != 0 && entries_[known.entry - 1].def->full_name == full) {
        entry = known.entry - 1;
        if (!replace || entries_[entry].type != nullptr) return;
        entries_[entry].def = &row;
    } else {
        entry = static_cast<uint32_t>(entries_.size());
        entries_.push_back({&row});
        add_name(full, entry, replace);
    }
    std::string_view rest = row.accelerators;
    while (!rest.empty()) {
        const size_t comma = rest.find(',');
        add_name(trimmed(rest.substr(0, comma)), entry, replace);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
}

const Type* TypeRegistry::by_full_name(std::string_view name)
{
    const std::lock_guard lock(mutex_);
    const Slot& slot = slot_of(name, hash_ignore_case(name));
    return slot.entry == 0 ? nullptr : &made(entries_[slot.entry - 1]);
}

const Type* TypeRegistry::by_script_name(std::string_view name)
{
    if (const Type* type = by_full_name(name)) return type;
    return by_full_name("System." + std::string(name));
}

const Type& TypeRegistry::made(Entry& entry)
{
    if (entry.type) return *entry.type;
    const TypeDef& def = *entry.def;
    auto* type = new Type;
    entry.type = type; // before its bases: an interface list may name the type itself
    type->def_ = &def;
    type->full_name_ = def.full_name;
    type->name_ = short_name(def.full_name);
    type->flags_ = def.flags;
    for (const TagName& row : tag_names) {
        if (row.name == type->full_name_) type->tag_ = row.tag;
    }
    fill_bases(*type, def);
    if (has(def.flags, TypeFlags::Enum)) fill_enum(*type, def);
    return *type;
}

void TypeRegistry::add_interface(Type& type, const Type& interface)
{
    auto& list = type.interfaces_;
    if (std::find(list.begin(), list.end(), &interface) == list.end()) list.push_back(&interface);
    for (const Type* inherited : interface.interfaces_) {
        if (std::find(list.begin(), list.end(), inherited) == list.end()) list.push_back(inherited);
    }
}

void TypeRegistry::fill_bases(Type& type, const TypeDef& def)
{
    const std::string_view base = def.base ? def.base : "";
    const bool rootless = type.full_name_ == "System.Object" || has(def.flags, TypeFlags::Interface) || base.empty();
    if (!rootless) {
        std::string_view name = base;
        if (base == "System.Object" && has(def.flags, TypeFlags::Enum))
            name = "System.Enum";
        else if (base == "System.Object" && has(def.flags, TypeFlags::ValueType))
            name = "System.ValueType";
        type.base_ = resolve(name, type);
        if (!type.base_) type.base_ = by_full_name("System.Object");
        for (const Type* inherited : type.base_->interfaces_) add_interface(type, *inherited);
    }
    for (const std::string_view name : split_outside_brackets(def.interfaces)) {
        if (const Type* interface = resolve(name, type)) add_interface(type, *interface);
    }
}

void TypeRegistry::fill_enum(Type& type, const TypeDef& def)
{
    type.underlying_ = by_full_name(def.enum_underlying);
    type.tag_ = Tag::Enum;
    for (const EnumMember& member : def.enum_members) type.enum_names_.push_back({member.name, member.value});
    type.enum_index_ = add_enum(type);
}

uint32_t TypeRegistry::add_enum(const Type& type)
{
    const std::lock_guard lock(mutex_);
    const uint32_t index = enum_count_++;
    if (index >= chunk_size * std::size(enum_chunks_)) throw std::bad_alloc(); // 131072 enum types
    std::atomic<Chunk*>& chunk = enum_chunks_[index / chunk_size];
    if (!chunk.load(std::memory_order_relaxed)) chunk.store(new Chunk{}, std::memory_order_release);
    chunk.load(std::memory_order_relaxed)->types[index % chunk_size].store(&type, std::memory_order_release);
    return index;
}

const Type& TypeRegistry::enum_type(uint32_t index) const
{
    return *enum_chunks_[index / chunk_size].load(std::memory_order_acquire)->types[index % chunk_size].load(std::memory_order_acquire);
}

std::string_view TypeRegistry::accelerator(const Type& type)
{
    if (!type.def_ || type.generic_definition_) return {};
    const std::string_view names = type.def_->accelerators;
    return trimmed(names.substr(0, names.find(',')));
}

std::vector<const TypeDef*> TypeRegistry::rows()
{
    const std::lock_guard lock(mutex_);
    std::vector<const TypeDef*> all;
    all.reserve(entries_.size());
    for (const Entry& entry : entries_) all.push_back(entry.def);
    return all;
}

std::vector<std::string> TypeRegistry::names()
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> all;
    for (const Slot& slot : slots_) {
        if (slot.entry != 0) all.emplace_back(slot.name);
    }
    return all;
}

const Type& native_type(std::string_view full_name)
{
    if (const Type* type = TypeRegistry::get().by_full_name(full_name)) return *type;
    std::fprintf(stderr, "kestrun: the type tables lack %.*s\n", static_cast<int>(full_name.size()), full_name.data());
    std::abort();
}

const Type& enum_type(uint32_t index) { return TypeRegistry::get().enum_type(index); }

void register_types(std::span<const TypeDef> rows) { TypeRegistry::get().add_rows(rows, true); }

std::vector<const TypeDef*> native_type_rows() { return TypeRegistry::get().rows(); }

#define KESTRUN_DEFINE_CORE_TYPE(id, full)                                                                                                 \
    const Type& types::id()                                                                                                                \
    {                                                                                                                                      \
        static const Type& type = native_type(full);                                                                                       \
        return type;                                                                                                                       \
    }
KESTRUN_CORE_TYPES(KESTRUN_DEFINE_CORE_TYPE)
#undef KESTRUN_DEFINE_CORE_TYPE

} // namespace kestrun::value
