// [ref]: System.Management.Automation.PSReference. Members with `ref` and `out` parameters write through it.
#pragma once
#include "value/type.hpp"

namespace kestrun::value {

class Reference : public Object
{
public:
    virtual Value get() const = 0;
    virtual void set(const Value& value) = 0;
    const Type& type() const override { return types::ps_reference(); }
};

} // namespace kestrun::value
