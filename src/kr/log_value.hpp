// Values of scripts as arguments of log messages.
#pragma once
#include "kr/support.hpp"
#include "log/property_value.hpp"

namespace kestrun::kr {

/// Borrows the value; it is looked at only when the event is written.
class LogValue final : public log::Formattable
{
public:
    explicit LogValue(const Value& value) : value_(value) {}
    log::PropertyValue capture(log::Capture how) const override;

private:
    const Value& value_;
};

/// Copies at most a few levels and a thousand elements of each collection. Does not throw.
log::PropertyValue log_value(const Value& value, log::Capture how);

} // namespace kestrun::kr
