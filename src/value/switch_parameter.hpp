// System.Management.Automation.SwitchParameter: what [switch] parameters hold.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

class SwitchParameter final : public Object, public Textual, public Comparable
{
public:
    explicit SwitchParameter(bool present) : present_(present) {}
    bool is_present() const { return present_; }
    const Type& type() const override { return types::switch_parameter(); }
    std::string text() const override { return present_ ? "True" : "False"; }
    bool equals(const Value& other) const override;
    uint32_t hash() const override { return present_ ? 1 : 0; }

private:
    bool present_;
};

Value switch_value(bool present);

} // namespace kestrun::value
