// System.StringComparer and its kinds.
#pragma once
#include "value/dictionary.hpp"
#include "value/type.hpp"

namespace kestrun::value {

class StringComparer final : public Object
{
public:
    enum class Kind : uint8_t
    {
        Ordinal,
        OrdinalIgnoreCase,
        Culture,
        CultureIgnoreCase,
    };
    StringComparer(Kind kind) : kind_(kind) {}
    Kind kind() const { return kind_; }
    bool ignores_case() const { return kind_ == Kind::OrdinalIgnoreCase || kind_ == Kind::CultureIgnoreCase; }
    int compare(const Value& a, const Value& b) const;
    bool equals(const Value& a, const Value& b) const;
    const Type& type() const override;

private:
    Kind kind_;
};

Value string_comparer(StringComparer::Kind kind);
/// The key comparer an IEqualityComparer argument stands for; null: the default one.
KeyComparer key_comparer_of(const Value& comparer);

} // namespace kestrun::value
