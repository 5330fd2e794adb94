// CultureInfo and the other format providers as scripts hold them. The facts of each culture are in base/culture.hpp.
#pragma once
#include "base/culture.hpp"
#include "value/members.hpp"
#include "value/type.hpp"
#include <functional>
#include <memory>

namespace kestrun::value {

/// System.Globalization.CultureInfo, NumberFormatInfo, DateTimeFormatInfo, TextInfo or CompareInfo: by its type. What a script changes in
/// one is its own from then on. One that several threads share cannot be changed.
class CultureInfo final : public Object, public Comparable
{
public:
    explicit CultureInfo(const base::Culture& culture, bool read_only = false);
    /// A part that stands on its own.
    CultureInfo(const base::Culture& culture, const Type& type, bool read_only = false);
    /// A part of a culture: what is changed in the one is changed in the other.
    CultureInfo(Ref<CultureInfo> whole, const Type& type);
    ~CultureInfo() override;
    /// Stays as it is until a script changes it.
    const base::Culture& get() const { return whole_ ? whole_->get() : *culture_; }
    const Type& type() const override;
    /// Cultures are equal by their names, parts are when they are the same.
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    bool is_read_only() const;
    /// A copy that may be changed.
    Ref<CultureInfo> clone() const;
    /// The same, which may not be changed through the copy.
    Ref<CultureInfo> read_only() const;
    /// The facts, to be changed. InvalidOperationException when they may not be.
    base::Culture& change();
    /// Gives a field of what change() returned a text, which lives as long as the culture.
    void set_text(std::string_view& field, std::string text);
    void trace(Tracer& tracer) const override { tracer.visit(whole_); }

private:
    struct Own;
    const base::Culture* culture_ = nullptr;
    const Type* type_ = nullptr;
    Ref<CultureInfo> whole_;
    std::unique_ptr<Own> own_;
    bool read_only_ = false;
};

/// A culture that may be changed.
Value culture_value(const base::Culture& culture);
/// The culture in which the running script formats and parses: en-US until it sets CultureInfo.CurrentCulture.
const base::Culture& current_culture();
/// Forgets what a script has set: at the end of each that runs on a fiber of others.
void reset_current_culture() noexcept;
/// The culture of an IFormatProvider argument; the current one for null.
const base::Culture& provider_culture(const Value& provider);
/// Throws System.Globalization.CultureNotFoundException, which lists what is there.
const base::Culture& culture_by_name(std::string_view name);
/// value.ToString(format, culture): numbers, dates, time spans, enums, guids; others give their ToString().
std::string format_value(const Value& value, std::string_view format, const base::Culture& culture);
/// String.Format(culture, format, args). FormatException.
std::string format_composite(std::string_view format, std::span<const Value> args, const base::Culture& culture);

} // namespace kestrun::value
