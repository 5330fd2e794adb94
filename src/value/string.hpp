// Immutable text: UTF-8 (WTF-8: a lone surrogate is kept as its three bytes), with its length in UTF-16 units beside it, because scripts
// count in those. Text whose byte size equals its UTF-16 length is ASCII: indexing and slicing it cost O(1).
#pragma once
#include "value/value.hpp"
#include <string>

namespace kestrun::value {

class String final : public Object
{
public:
    static Ref<String> make(std::string_view utf8);
    /// Joins two texts; a high surrogate at the seam and a low one become one character.
    static Ref<String> concat(std::string_view a, std::string_view b);
    static Ref<String> from_utf16(std::u16string_view text);

    std::string_view view() const noexcept { return {data_, size_}; }
    const char* c_str() const noexcept { return data_; }
    /// Length in UTF-16 code units, as .Length says.
    uint32_t length() const noexcept { return utf16_; }
    bool is_ascii() const noexcept { return utf16_ == size_; }
    /// The UTF-16 unit at an index in [0, length()).
    char16_t unit(uint32_t index) const;
    /// Units [start, start + count), which must lie inside.
    Ref<String> substring(uint32_t start, uint32_t count) const;
    std::u16string utf16() const;
    uint32_t hash() const noexcept;             // case-sensitive, cached
    uint32_t hash_ignore_case() const noexcept; // value::hash_ignore_case(view()), cached

    const Type& type() const override;
    static void operator delete(void* p);

private:
    String(std::string_view utf8, uint32_t utf16) noexcept;
    static void* operator new(size_t size, size_t extra);
    static void operator delete(void* p, size_t extra);

    uint32_t size_;
    uint32_t utf16_;
    mutable std::atomic<uint32_t> hash_{0}; // 0: not known yet
    mutable std::atomic<uint32_t> folded_hash_{0};
    char data_[4];
};

inline String& Value::as_string() const noexcept { return *static_cast<String*>(object()); }

/// The text of a value that is a string; undefined for others.
inline std::string_view text_of(const Value& value) noexcept { return value.as_string().view(); }

/// Ordinal comparison without case (simple case folding, as .NET's OrdinalIgnoreCase).
bool equals_ignore_case(std::string_view a, std::string_view b) noexcept;
int compare_ordinal(std::string_view a, std::string_view b) noexcept;
int compare_ordinal_ignore_case(std::string_view a, std::string_view b) noexcept;
/// Culture-like comparison (en-US / invariant): what -lt, Sort-Object and String.Compare use.
int compare_culture(std::string_view a, std::string_view b, bool ignore_case) noexcept;
uint32_t hash_ignore_case(std::string_view text) noexcept;
uint32_t hash_text(std::string_view text) noexcept;

} // namespace kestrun::value
