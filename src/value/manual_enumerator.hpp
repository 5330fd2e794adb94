// An enumerator that scripts move by hand: MoveNext(), Current, Reset(). Types of several libraries are shown under the same .NET names
// (System.ArrayEnumerator is GetEnumerator()'s and $foreach's), so the members of those types go through this and not through a class.
#pragma once
#include "value/value.hpp"

namespace kestrun::value {

class ManualEnumerator
{
public:
    virtual bool move_next() = 0;
    virtual const Value& current_item() const = 0;
    /// Before the first item again. Throws NotSupportedException where that cannot be.
    virtual void reset() = 0;

protected:
    ~ManualEnumerator() = default;
};

} // namespace kestrun::value
