// Ordering objects by properties: what Sort-Object, Group-Object, Compare-Object and Get-Unique share.
#pragma once
#include "cmdlets/support/property_expression.hpp"

namespace kestrun::cmdlets {

/// An object with the values it is ordered by. A property it lacks is Void.
struct OrderEntry
{
    Value item;
    std::vector<Value> keys;
    size_t index = 0; // position in the input
};

OrderEntry make_order_entry(Context& context, const Value& item, const std::vector<PropertyParameter>& properties, size_t index);
/// <0, 0, >0 by the keys; `descending`: one flag per key. Objects without a property come last.
int compare_entries(const OrderEntry& a, const OrderEntry& b, const std::vector<bool>& descending, bool case_sensitive);

} // namespace kestrun::cmdlets
