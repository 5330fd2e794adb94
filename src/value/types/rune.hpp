// System.Text.Rune.
#pragma once
#include "value/types/native.hpp"

namespace kestrun::value {

/// A Unicode scalar value: a code point that is no surrogate.
class Rune final : public Object, public Textual, public Comparable
{
public:
    explicit Rune(char32_t value) : value_(value) {}
    char32_t value() const { return value_; }
    const Type& type() const override;
    std::string text() const override;
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    std::optional<int> compare(const Value& other) const override;

private:
    char32_t value_;
};

} // namespace kestrun::value
