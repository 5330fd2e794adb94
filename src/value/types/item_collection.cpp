#include "value/item_collection.hpp"
#include "value/error.hpp"

namespace kestrun::value {

void ItemCollection::set(size_t, const Value&) { throw_native("System.NotSupportedException", "Collection is read-only."); }

void ItemCollection::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

} // namespace kestrun::value
