// Regex and Match as scripts hold them. The rows of their members are in types/.
#pragma once
#include "value/members.hpp"
#include "value/regex.hpp"
#include "value/string.hpp"
#include "value/type.hpp"

namespace kestrun::value {

/// System.Text.RegularExpressions.Regex.
class RegexObject final : public Object, public Textual
{
public:
    explicit RegexObject(RegexRef program) : program_(std::move(program)) {}
    const RegexRef& program() const { return program_; }
    const Type& type() const override { return types::regex(); }
    std::string text() const override { return program_->pattern(); }

private:
    RegexRef program_;
};

/// System.Text.RegularExpressions.Match, and Group and Capture (which are one of its groups).
class RegexMatch final : public Object, public Textual
{
public:
    /// groups: of a successful match; empty for Match.Empty. group: which one this object shows; 0 with a null `as` is the match itself.
    RegexMatch(RegexRef program, Ref<String> input, std::vector<RegexSpan> groups, size_t group = 0, const Type* as = nullptr)
        : program_(std::move(program)), input_(std::move(input)), groups_(std::move(groups)), group_(group), as_(as)
    {
    }
    const RegexRef& program() const { return program_; }
    const Ref<String>& input() const { return input_; }
    const std::vector<RegexSpan>& groups() const { return groups_; }
    size_t group() const { return group_; }
    RegexSpan span() const { return group_ < groups_.size() ? groups_[group_] : RegexSpan{}; }
    bool success() const { return span().success(); }
    /// The text of the group, empty when it did not take part.
    std::string_view value() const;
    /// Of the group, in UTF-16 units; 0 without success.
    uint32_t index() const;
    uint32_t length() const;
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(input_); }
    std::string text() const override { return std::string(value()); }

private:
    RegexRef program_;
    Ref<String> input_;
    std::vector<RegexSpan> groups_;
    size_t group_;
    const Type* as_;
};

/// Length in UTF-16 units of a piece of text.
uint32_t utf16_length(std::string_view utf8) noexcept;
/// Byte offset of a UTF-16 index in the text; its size when the index is past the end.
size_t byte_offset(const String& text, uint32_t index) noexcept;

} // namespace kestrun::value
