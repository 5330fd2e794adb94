// Compare-Object.
#include "cmdlets/support/ordering.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PReference,
    PDifference,
    PWindow,
    PProperty,
    PExcludeDifferent,
    PIncludeEqual,
    PPassThru,
    PCulture,
    PCaseSensitive,
};
constexpr ParameterDef compare_parameters[] = {
    {.name = "ReferenceObject", .type = "object[]:psobject[]", .position = 0, .flags = P::Mandatory | P::AllowEmptyCollection},
    {.name = "DifferenceObject",
     .type = "object[]:psobject[]",
     .position = 1,
     .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyCollection},
    {.name = "SyncWindow", .type = "int", .validate = "range:0,2147483647"},
    {.name = "Property", .type = "object[]"},
    {.name = "ExcludeDifferent", .type = "switch"},
    {.name = "IncludeEqual", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Culture", .type = "string"},
    {.name = "CaseSensitive", .type = "switch"},
};

struct CompareObject final : Cmdlet
{
    void begin() override
    {
        if (has(PProperty)) properties_ = parse_property_parameters(arg(PProperty), KeyExpression);
        window_ = static_cast<size_t>(number(PWindow, INT32_MAX));
        for (const Value& item : value::elements(arg(PReference))) references_.push_back(entry(item));
    }
    void process() override
    {
        for (const Value& item : value::elements(arg(PDifference))) difference(entry(item));
    }
    void end() override
    {
        while (next_ < references_.size()) {
            step(nullptr);
        }
        for (const OrderEntry& left : waiting_differences_) emit(left, "=>");
        for (const OrderEntry& left : waiting_references_) emit(left, "<=");
    }

private:
    OrderEntry entry(const Value& item)
    {
        if (item.is_null() && has(PProperty)) return {item, std::vector<Value>(properties_.size()), 0};
        return make_order_entry(context(), item, properties_, 0);
    }

    bool same(const OrderEntry& a, const OrderEntry& b) const
    {
        // Custom objects have no order and no text of their own: without -Property they are alike.
        if (properties_.empty() && as_custom_object(a.item) && as_custom_object(b.item)) return true;
        return compare_entries(a, b, {}, flag(PCaseSensitive)) == 0;
    }

    void difference(OrderEntry&& item) { step(&item); }

    /// One object of each side at a time; what does not match waits, as far as the window lets it.
    void step(OrderEntry* item)
    {
        OrderEntry* reference = next_ < references_.size() ? &references_[next_++] : nullptr;
        if (item && reference && same(*item, *reference)) {
            equal(*reference);
            return;
        }
        if (item) {
            const bool found = take(waiting_references_, *item, true);
            if (!found) {
                waiting_differences_.push_back(std::move(*item));
                trim(waiting_differences_, "=>");
            }
        }
        if (reference) {
            const bool found = take(waiting_differences_, *reference, false);
            if (!found) {
                waiting_references_.push_back(std::move(*reference));
                trim(waiting_references_, "<=");
            }
        }
    }

    bool take(std::vector<OrderEntry>& waiting, const OrderEntry& item, bool waiting_are_references)
    {
        for (size_t i = 0; i < waiting.size(); ++i) {
            if (!same(waiting[i], item)) continue;
            equal(waiting_are_references ? waiting[i] : item);
            waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
            return true;
        }
        return false;
    }

    void trim(std::vector<OrderEntry>& waiting, const char* side)
    {
        while (waiting.size() > window_) {
            emit(waiting.front(), side);
            waiting.erase(waiting.begin());
        }
    }

    void equal(const OrderEntry& reference)
    {
        if (flag(PIncludeEqual) || flag(PExcludeDifferent)) output(reference, "==");
    }

    void emit(const OrderEntry& item, const char* side)
    {
        if (!flag(PExcludeDifferent)) output(item, side);
    }

    void output(const OrderEntry& item, const char* side)
    {
        if (flag(PPassThru)) {
            write(with_note_property(item.item, "SideIndicator", Value(side)));
            return;
        }
        auto object = value::make<value::PSCustomObject>();
        if (properties_.empty()) {
            object->set("InputObject", item.item);
        } else {
            for (size_t i = 0; i < properties_.size() && i < item.keys.size(); ++i) {
                object->set(properties_[i].expression.text(), item.keys[i].is_void() ? Value() : item.keys[i]);
            }
        }
        object->set("SideIndicator", Value(side));
        write(Value(object));
    }

    std::vector<PropertyParameter> properties_;
    std::vector<OrderEntry> references_, waiting_references_, waiting_differences_;
    size_t next_ = 0;
    size_t window_ = 0;
};

constexpr CmdletDef rows[] = {
    {.name = "Compare-Object",
     .synopsis = "Shows what is in one collection and not in the other.",
     .parameters = compare_parameters,
     .make = make_cmdlet<CompareObject>,
     .aliases = "compare,diff"},
};

} // namespace

constinit const CmdletTable compare_object_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
