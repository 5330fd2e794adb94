#include "cmdlets/support/ordering.hpp"

namespace kestrun::cmdlets {

OrderEntry make_order_entry(Context& context, const Value& item, const std::vector<PropertyParameter>& properties, size_t index)
{
    OrderEntry entry{item, {}, index};
    if (properties.empty()) {
        entry.keys.push_back(item);
        return entry;
    }
    for (const PropertyParameter& property : properties) {
        if (property.expression.has_wildcards()) {
            std::vector<PropertyExpression::Result> found = property.expression.values(context, item);
            for (auto& result : found) entry.keys.push_back(std::move(result.value));
            if (!found.empty()) continue;
        }
        std::optional<Value> key = property.expression.first(context, item);
        entry.keys.push_back(key ? std::move(*key) : Value::nothing());
    }
    return entry;
}

int compare_entries(const OrderEntry& a, const OrderEntry& b, const std::vector<bool>& descending, bool case_sensitive)
{
    const size_t count = std::min(a.keys.size(), b.keys.size());
    for (size_t i = 0; i < count; ++i) {
        const bool no_a = a.keys[i].is_void(), no_b = b.keys[i].is_void();
        if (no_a || no_b) {
            if (no_a != no_b) return no_a ? 1 : -1;
            continue;
        }
        const int order = value::compare_for_sort(a.keys[i], b.keys[i], case_sensitive);
        if (order != 0) return i < descending.size() && descending[i] ? -order : order;
    }
    return a.keys.size() == b.keys.size() ? 0 : a.keys.size() < b.keys.size() ? -1 : 1;
}

} // namespace kestrun::cmdlets
