// System.Guid.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <array>

namespace kestrun::value {

/// The sixteen bytes in the order of the text ("00112233-4455-..." begins with 00 11).
struct Guid
{
    std::array<uint8_t, 16> bytes{};
    /// Version 4, from the system's random numbers.
    static Guid random();
    /// Version 7: milliseconds since 1970, then random.
    static Guid version7(int64_t unix_milliseconds);
    /// format: D, N, B, P, X (or lower case); throws System.FormatException for another.
    std::string text(std::string_view format = "D") const;
    /// Any of the five forms, or only the one named. False with .NET's message.
    static bool parse(std::string_view text, Guid& out, std::string& error, char only = 0);
    /// As .NET's ToByteArray() gives them: the first three groups little-endian.
    std::string to_bytes(bool big_endian = false) const;
    static Guid from_bytes(std::string_view sixteen, bool big_endian = false);
};

class GuidObject final : public Object, public Textual, public Comparable
{
public:
    explicit GuidObject(const Guid& value) : value_(value) {}
    const Guid& get() const { return value_; }
    const Type& type() const override { return types::guid(); }
    std::string text() const override { return value_.text(); }
    std::string text(std::string_view format) const override { return value_.text(format); }
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    std::optional<int> compare(const Value& other) const override;

private:
    Guid value_;
};

inline Value guid_value(const Guid& guid) { return Value(static_cast<Object*>(new GuidObject(guid))); }

} // namespace kestrun::value
