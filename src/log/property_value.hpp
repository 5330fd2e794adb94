#pragma once
// What a log event knows about a value: a copy that stands on its own, so that an event may be kept, or written by another thread, while
// the script that caused it goes on. Objects of the language are turned into this form by their own side (see Formattable).

#include "base/format_date.hpp"
#include "base/format_number.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kestrun::log {

class PropertyValue;

struct Property;

/// An integer with its width in bytes (1, 2, 4, 8), which hexadecimal formats show.
struct Integer
{
    std::int64_t number;
    std::uint8_t bytes;
};

/// 100 ns ticks.
struct TimeSpan
{
    std::int64_t ticks;
};

/// 00000000-0000-0000-0000-000000000000, as text.
struct Guid
{
    std::string text;
};

struct EnumValue
{
    std::string name;
    std::int64_t number;
};

struct Sequence
{
    std::vector<PropertyValue> elements;
};

struct Dictionary
{
    std::vector<std::pair<PropertyValue, PropertyValue>> entries;
};

/// An object taken apart into its properties; type_tag is its type's name, "" when it shall not be shown.
struct Structure
{
    std::string type_tag;
    std::vector<Property> properties;
};

class PropertyValue
{
public:
    /// Digits hold decimals and large integers. Collections are immutable and shared by copies.
    using Storage = std::variant<std::monostate, bool, Integer, std::uint64_t, double, float, base::Digits, std::string, char32_t,
                                 base::DateText, TimeSpan, Guid, EnumValue, std::shared_ptr<const Sequence>,
                                 std::shared_ptr<const Dictionary>, std::shared_ptr<const Structure>>;

    PropertyValue() noexcept = default; // null
    PropertyValue(bool value) noexcept : storage_(value) {}
    PropertyValue(int value) noexcept : storage_(Integer{value, 4}) {}
    PropertyValue(long value) noexcept : storage_(Integer{value, 8}) {}
    PropertyValue(long long value) noexcept : storage_(Integer{value, 8}) {}
    PropertyValue(unsigned value) noexcept : storage_(std::uint64_t{value}) {}
    PropertyValue(unsigned long value) noexcept : storage_(std::uint64_t{value}) {}
    PropertyValue(unsigned long long value) noexcept : storage_(std::uint64_t{value}) {}
    PropertyValue(double value) noexcept : storage_(value) {}
    PropertyValue(float value) noexcept : storage_(value) {}
    PropertyValue(std::string value) noexcept : storage_(std::move(value)) {}
    PropertyValue(std::string_view value) : storage_(std::string(value)) {}
    PropertyValue(const char* value) : storage_(std::string(value)) {}
    PropertyValue(Integer value) noexcept : storage_(value) {}
    PropertyValue(base::Digits value) noexcept : storage_(std::move(value)) {}
    PropertyValue(char32_t value) noexcept : storage_(value) {}
    PropertyValue(base::DateText value) noexcept : storage_(value) {}
    PropertyValue(TimeSpan value) noexcept : storage_(value) {}
    PropertyValue(Guid value) noexcept : storage_(std::move(value)) {}
    PropertyValue(EnumValue value) noexcept : storage_(std::move(value)) {}
    PropertyValue(Sequence value);
    PropertyValue(Dictionary value);
    PropertyValue(Structure value);

    bool is_null() const noexcept { return storage_.index() == 0; }
    const Storage& storage() const noexcept { return storage_; }
    /// The text of a string, null for anything else.
    const std::string* as_string() const noexcept { return std::get_if<std::string>(&storage_); }
    /// Not a sequence, dictionary or structure.
    bool is_scalar() const noexcept { return storage_.index() < 13; }

private:
    Storage storage_;
};

struct Property
{
    std::string name;
    PropertyValue value;
};

/// How a hole wants its value: {Name}, {@Name}, {$Name}.
enum class Capture : std::uint8_t
{
    Default,     // scalars as they are, collections as sequences, other objects as text
    Destructure, // objects as structures
    Stringify,   // the object's text
};

/// A value that the log does not know: script objects implement this and are turned into a PropertyValue only when an event is written.
class Formattable
{
public:
    virtual ~Formattable() = default;
    /// Called on the thread that writes the event. Must bound depth and size of what it copies; must not throw.
    virtual PropertyValue capture(Capture how) const = 0;
};

/// One argument of a log call: borrows what it is made from, costs nothing until the event is known to be wanted.
class Argument
{
public:
    Argument(std::string_view text) noexcept : source_(text) {}
    Argument(const std::string& text) noexcept : source_(std::string_view(text)) {}
    Argument(const char* text) noexcept : source_(std::string_view(text)) {}
    Argument(const PropertyValue& value) noexcept : source_(&value) {}
    Argument(const Formattable& value) noexcept : source_(&value) {}
    Argument(bool value) noexcept : source_(value) {}
    Argument(int value) noexcept : source_(Integer{value, 4}) {}
    Argument(long value) noexcept : source_(Integer{value, 8}) {}
    Argument(long long value) noexcept : source_(Integer{value, 8}) {}
    Argument(unsigned value) noexcept : source_(std::uint64_t{value}) {}
    Argument(unsigned long value) noexcept : source_(std::uint64_t{value}) {}
    Argument(unsigned long long value) noexcept : source_(std::uint64_t{value}) {}
    Argument(double value) noexcept : source_(value) {}
    Argument(std::nullptr_t) noexcept {}

    PropertyValue capture(Capture how) const;

private:
    std::variant<std::monostate, std::string_view, const PropertyValue*, const Formattable*, bool, Integer, std::uint64_t, double> source_;
};

} // namespace kestrun::log
