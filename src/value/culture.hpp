// CultureInfo and the other format providers as scripts hold them. The facts of each culture are in base/culture.hpp.
#pragma once
#include "base/culture.hpp"
#include "value/type.hpp"

namespace kestrun::value {

/// System.Globalization.CultureInfo, NumberFormatInfo, DateTimeFormatInfo, TextInfo or CompareInfo: by its type.
class CultureInfo final : public Object
{
public:
    explicit CultureInfo(const base::Culture& culture) : culture_(&culture) {}
    CultureInfo(const base::Culture& culture, const Type& type) : culture_(&culture), type_(&type) {}
    const base::Culture& get() const { return *culture_; }
    const Type& type() const override;

private:
    const base::Culture* culture_;
    const Type* type_ = nullptr;
};

Value culture_value(const base::Culture& culture);
/// The culture of an IFormatProvider argument; the current one (en-US) for null.
const base::Culture& provider_culture(const Value& provider);
/// Throws System.Globalization.CultureNotFoundException, which lists what is there.
const base::Culture& culture_by_name(std::string_view name);
/// value.ToString(format, culture): numbers, dates, time spans, enums, guids; others give their ToString().
std::string format_value(const Value& value, std::string_view format, const base::Culture& culture);

} // namespace kestrun::value
