#include "value/culture.hpp"
#include "value/error.hpp"
#include "value/text_hash.hpp"
#include <map>

namespace kestrun::value {

/// The copy of the facts that a script changes. Texts are found by where the field that shows them stands.
struct CultureInfo::Own
{
    base::Culture culture;
    std::map<std::ptrdiff_t, std::string> texts;

    explicit Own(const base::Culture& from) : culture(from) {}
    Own(const Own& other) : culture(other.culture), texts(other.texts)
    {
        for (const auto& [offset, text] : texts) *field_at(offset) = text;
    }
    Own& operator=(const Own&) = delete;

    std::ptrdiff_t offset_of(const std::string_view& field) const
    {
        return reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&culture);
    }
    std::string_view* field_at(std::ptrdiff_t offset)
    {
        return reinterpret_cast<std::string_view*>(reinterpret_cast<char*>(&culture) + offset);
    }
};

CultureInfo::CultureInfo(const base::Culture& culture, bool read_only) : culture_(&culture), read_only_(read_only) {}

CultureInfo::CultureInfo(const base::Culture& culture, const Type& type, bool read_only)
    : culture_(&culture), type_(&type), read_only_(read_only)
{
}

CultureInfo::CultureInfo(Ref<CultureInfo> whole, const Type& type) : type_(&type), whole_(std::move(whole)) {}

CultureInfo::~CultureInfo() = default;

const Type& CultureInfo::type() const { return type_ ? *type_ : types::culture_info(); }

bool CultureInfo::equals(const Value& other) const
{
    const auto* culture = other.as<CultureInfo>();
    if (!culture || culture->type_ || type_) return culture == this;
    return culture->get().name == get().name;
}

uint32_t CultureInfo::hash() const { return hash_ignore_case(get().name); }

bool CultureInfo::is_read_only() const { return read_only_ || (whole_ && whole_->is_read_only()); }

Ref<CultureInfo> CultureInfo::clone() const
{
    const CultureInfo& whole = whole_ ? *whole_ : *this;
    Ref<CultureInfo> copy = make<CultureInfo>(*whole.culture_, type());
    if (whole.own_) {
        copy->own_ = std::make_unique<Own>(*whole.own_);
        copy->culture_ = &copy->own_->culture;
    }
    return copy;
}

Ref<CultureInfo> CultureInfo::read_only() const
{
    Ref<CultureInfo> copy = clone();
    copy->read_only_ = true;
    return copy;
}

base::Culture& CultureInfo::change()
{
    if (is_read_only()) throw_native("System.InvalidOperationException", "Instance is read-only.");
    CultureInfo& whole = whole_ ? *whole_ : *this;
    if (whole.has_flag(Shared))
        throw_native("System.InvalidOperationException", "Instance is read-only: other threads use it. Change a Clone() of it.");
    if (!whole.own_) {
        whole.own_ = std::make_unique<Own>(*whole.culture_);
        whole.culture_ = &whole.own_->culture;
    }
    return whole.own_->culture;
}

void CultureInfo::set_text(std::string_view& field, std::string text)
{
    Own& own = *(whole_ ? *whole_ : *this).own_;
    field = own.texts[own.offset_of(field)] = std::move(text);
}

Value culture_value(const base::Culture& culture) { return Value(make<CultureInfo>(culture)); }

} // namespace kestrun::value
