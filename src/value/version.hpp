// System.Version and System.Management.Automation.SemanticVersion.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <array>

namespace kestrun::value {

class VersionObject final : public Object, public Textual, public Comparable
{
public:
    /// Parts that are not set are -1; major and minor always are.
    explicit VersionObject(std::array<int32_t, 4> parts) : parts_(parts) {}
    const std::array<int32_t, 4>& parts() const { return parts_; }
    int count() const; // of parts that are set
    const Type& type() const override { return types::version(); }
    std::string text() const override { return text(count()); }
    std::string text(std::string_view) const override { return text(); }
    std::string text(int fields) const;
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    std::optional<int> compare(const Value& other) const override;

private:
    std::array<int32_t, 4> parts_;
};

/// 1.2.3-label+build
class SemanticVersionObject final : public Object, public Textual, public Comparable
{
public:
    SemanticVersionObject(std::array<int32_t, 3> parts, std::string label, std::string build)
        : parts_(parts), label_(std::move(label)), build_(std::move(build))
    {
    }
    const std::array<int32_t, 3>& parts() const { return parts_; }
    const std::string& label() const { return label_; }
    const std::string& build() const { return build_; }
    const Type& type() const override;
    std::string text() const override;
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    std::optional<int> compare(const Value& other) const override;

private:
    std::array<int32_t, 3> parts_;
    std::string label_, build_;
};

/// Throws what System.Version.Parse throws.
Value parse_version(std::string_view text);

} // namespace kestrun::value
