// System.Text.StringBuilder.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

class StringBuilder final : public Object, public Textual
{
public:
    explicit StringBuilder(std::string text = {}, int32_t capacity = 16) : text_(std::move(text)), capacity_(capacity) {}
    const Type& type() const override;
    std::string text() const override;
    void append(std::string_view more);
    void assign(std::string text);
    /// In UTF-16 units.
    size_t length() const;
    int32_t capacity() const;
    void set_capacity(int32_t capacity);

private:
    std::string text_;
    int32_t capacity_;
};

} // namespace kestrun::value
