// Sort-Object, Group-Object, Get-Unique.
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/ordering.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

// --- Sort-Object ---

enum : size_t
{
    PInput,
    PProperty,
    PDescending,
    PUnique,
    PTop,
    PBottom,
    PStable,
    PCulture,
    PCaseSensitive,
};
constexpr ParameterDef sort_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property",
     .type = "object[]",
     .position = 0,
     .help = "Properties, script blocks, or hashtables with Expression and Descending."},
    {.name = "Descending", .type = "switch"},
    {.name = "Unique", .type = "switch", .help = "Of objects that are equal only the first."},
    {.name = "Top", .type = "int", .sets = "Top!", .validate = "range:1,2147483647"},
    {.name = "Bottom", .type = "int", .sets = "Bottom!", .validate = "range:1,2147483647"},
    {.name = "Stable", .type = "switch", .sets = "Default", .help = "Equal objects keep their order; they always do here."},
    {.name = "Culture", .type = "string"},
    {.name = "CaseSensitive", .type = "switch"},
};
struct SortObject final : Cmdlet
{
    void begin() override
    {
        if (has(PProperty)) properties_ = parse_property_parameters(arg(PProperty), KeyExpression | KeyAscending | KeyDescending);
        for (const PropertyParameter& property : properties_) {
            const bool down = property.descending ? *property.descending : property.ascending ? !*property.ascending : flag(PDescending);
            descending_.push_back(down);
        }
        if (properties_.empty()) descending_.push_back(flag(PDescending));
    }
    void process() override
    {
        if (!has(PInput) || arg(PInput).is_null()) return;
        entries_.push_back(make_order_entry(context(), arg(PInput), properties_, entries_.size()));
    }
    void end() override
    {
        const bool cased = flag(PCaseSensitive);
        const auto less = [&](const OrderEntry& a, const OrderEntry& b) { return compare_entries(a, b, descending_, cased) < 0; };
        if (all_int32()) {
            sort_int32();
        } else {
            std::stable_sort(entries_.begin(), entries_.end(), less);
        }
        if (flag(PUnique)) {
            const auto same = [&](const OrderEntry& a, const OrderEntry& b) { return compare_entries(a, b, descending_, cased) == 0; };
            entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
        }
        size_t from = 0, to = entries_.size();
        if (has(PTop)) to = std::min(to, static_cast<size_t>(number(PTop)));
        if (has(PBottom)) from = to - std::min(to, static_cast<size_t>(number(PBottom)));
        for (size_t i = from; i < to; ++i) write(std::move(entries_[i].item));
    }

private:
    bool all_int32() const
    {
        return descending_.size() == 1 &&
               std::all_of(entries_.begin(), entries_.end(), [](const OrderEntry& e) { return e.keys[0].is_int32(); });
    }
    void sort_int32()
    {
        const bool down = descending_[0];
        std::stable_sort(entries_.begin(), entries_.end(), [down](const OrderEntry& a, const OrderEntry& b) {
            const int32_t x = a.keys[0].as_int32(), y = b.keys[0].as_int32();
            return down ? x > y : x < y;
        });
    }
    std::vector<PropertyParameter> properties_;
    std::vector<bool> descending_;
    std::vector<OrderEntry> entries_;
};

// --- Group-Object ---

enum : size_t
{
    GInput,
    GProperty,
    GNoElement,
    GHashTable,
    GString,
    GCulture,
    GCaseSensitive,
};
constexpr ParameterDef group_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property", .type = "object[]", .position = 0},
    {.name = "NoElement", .type = "switch", .help = "Leaves out the members of the groups."},
    {.name = "AsHashTable", .type = "switch", .sets = "HashTable", .aliases = "AHT", .help = "Gives one hashtable: value to objects."},
    {.name = "AsString", .type = "switch", .sets = "HashTable"},
    {.name = "Culture", .type = "string"},
    {.name = "CaseSensitive", .type = "switch"},
};
struct GroupObject final : Cmdlet
{
    void begin() override
    {
        if (has(GProperty)) properties_ = parse_property_parameters(arg(GProperty), KeyExpression);
        if (flag(GString) && !flag(GHashTable)) {
            fail("ArgumentException",
                 "The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter.",
                 ErrorCategory::InvalidArgument, {}, "System.ArgumentException");
        }
    }
    void process() override
    {
        if (!has(GInput) || arg(GInput).is_null()) return;
        entries_.push_back(make_order_entry(context(), arg(GInput), properties_, entries_.size()));
    }
    void end() override
    {
        const bool cased = flag(GCaseSensitive);
        std::stable_sort(entries_.begin(), entries_.end(),
                         [&](const OrderEntry& a, const OrderEntry& b) { return compare_entries(a, b, {}, cased) < 0; });
        std::vector<std::pair<size_t, size_t>> groups;
        for (size_t i = 0; i < entries_.size(); ++i) {
            if (groups.empty() || compare_entries(entries_[groups.back().first], entries_[i], {}, cased) != 0)
                groups.emplace_back(i, i + 1);
            else
                groups.back().second = i + 1;
        }
        if (flag(GHashTable)) {
            if (!entries_.empty()) write_table(groups);
            return;
        }
        for (const auto& [from, to] : groups) write(make_group(from, to));
    }

private:
    /// Dates as the culture writes them, unlike in a script's texts.
    static std::string key_text(const Value& key)
    {
        const Value& base = value::unwrap(key);
        const bool date = base.tag() == Tag::DateTime || base.tag() == Tag::DateTimeOffset;
        return date ? value::format_value(base, "") : value::to_text(key);
    }
    std::string name_of(const OrderEntry& entry) const
    {
        std::string name;
        for (size_t i = 0; i < entry.keys.size(); ++i) {
            if (i) name += ", ";
            if (entry.keys[i].is_null()) continue;
            if (!value::is_enumerable(entry.keys[i])) {
                name += key_text(entry.keys[i]);
                continue;
            }
            // A collection is named by its elements.
            name += "{";
            bool first = true;
            for (const Value& part : value::elements(entry.keys[i])) {
                name += (first ? "" : ", ") + key_text(part);
                first = false;
            }
            name += "}";
        }
        return name;
    }
    Value members(size_t from, size_t to) const
    {
        static const value::Type& definition = value::native_type("System.Collections.ObjectModel.Collection`1");
        const value::Type* const arguments[] = {&value::types::ps_object()};
        const value::Type* type = value::instantiate(definition, arguments);
        auto list = value::make<value::List>(type ? *type : value::types::array_list());
        for (size_t i = from; i < to; ++i) list->items().push_back(entries_[i].item);
        return Value(list);
    }
    Value make_group(size_t from, size_t to) const
    {
        const OrderEntry& first = entries_[from];
        std::vector<Value> keys;
        for (const Value& key : first.keys) keys.push_back(key.is_void() ? Value() : key);
        Value values(value::make<value::List>(value::types::array_list(), std::move(keys)));
        const bool bare = flag(GNoElement);
        return make_data(bare ? "Microsoft.PowerShell.Commands.GroupInfoNoElement" : "Microsoft.PowerShell.Commands.GroupInfo",
                         {values, bare ? Value() : members(from, to), Value(name_of(first)), Value(static_cast<int32_t>(to - from))});
    }
    void write_table(const std::vector<std::pair<size_t, size_t>>& groups)
    {
        auto table = flag(GCaseSensitive) ? value::make<value::Dictionary>(value::types::hashtable(), value::KeyComparer::CaseSensitive)
                                          : value::make<value::Dictionary>();
        for (const auto& [from, to] : groups) {
            const OrderEntry& first = entries_[from];
            const bool text_key = flag(GString) || first.keys.size() != 1 || first.keys[0].is_null();
            const Value key = text_key ? Value(name_of(first)) : first.keys[0];
            if (table->find(key)) {
                write_error("The objects grouped by this property cannot be expanded because there is a key duplication.",
                            "The objects grouped by this property cannot be expanded because there is a key duplication. Provide a valid "
                            "value for the property, and "
                            "then try again.",
                            ErrorCategory::InvalidArgument, key, "System.ArgumentException");
                continue;
            }
            table->set(key, members(from, to));
        }
        write(Value(table));
    }
    std::vector<PropertyParameter> properties_;
    std::vector<OrderEntry> entries_;
};

// --- Get-Unique ---

enum : size_t
{
    UInput,
    UString,
    UType,
    UCaseInsensitive,
};
constexpr ParameterDef unique_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "AsString", .type = "switch", .sets = "AsString"},
    {.name = "OnType", .type = "switch", .sets = "UniqueByType", .help = "One object of each type."},
    {.name = "CaseInsensitive", .type = "switch"},
};
struct GetUnique final : Cmdlet
{
    void process() override
    {
        if (!has(UInput)) return;
        const Value item = arg(UInput);
        if (any_ && same(last_, item)) return;
        any_ = true;
        last_ = item;
        write(item);
    }

private:
    bool same(const Value& a, const Value& b) const
    {
        if (flag(UType)) return value::ps_type_names(a) == value::ps_type_names(b);
        if (flag(UString)) return value::compare_culture(value::to_text(a), value::to_text(b), flag(UCaseInsensitive)) == 0;
        return value::compare_for_sort(a, b, !flag(UCaseInsensitive)) == 0;
    }
    bool any_ = false;
    Value last_;
};

constexpr CmdletDef rows[] = {
    {.name = "Sort-Object",
     .synopsis = "Sorts objects.",
     .parameters = sort_parameters,
     .make = make_cmdlet<SortObject>,
     .aliases = "sort",
     .default_set = "Default"},
    {.name = "Group-Object",
     .synopsis = "Groups objects that have the same values.",
     .parameters = group_parameters,
     .make = make_cmdlet<GroupObject>,
     .aliases = "group",
     .default_set = "HashTable"},
    {.name = "Get-Unique",
     .synopsis = "Drops objects that equal the one before them.",
     .parameters = unique_parameters,
     .make = make_cmdlet<GetUnique>,
     .aliases = "gu",
     .default_set = "AsString"},
};

} // namespace

constinit const CmdletTable sort_group_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
