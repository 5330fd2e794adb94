#pragma once

#include "http/header_id.hpp"
#include "http/text_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::http {

/// One field line. The views belong to the Headers that holds it (or to the buffer that the parser was given).
struct HeaderField
{
    std::string_view name;
    std::string_view value;
    HeaderId id = HeaderId::other;
};

/// Header fields in the order and spelling they came in, found without case. A value type: a copy owns its text.
/// `clear` keeps the memory for the next message. Not for several threads at once.
class Headers
{
public:
    using const_iterator = std::vector<HeaderField>::const_iterator;

    Headers() = default;
    Headers(Headers&&) noexcept = default;
    Headers& operator=(Headers&&) noexcept = default;
    Headers(const Headers& other) { append_copies(other); }
    Headers& operator=(const Headers& other);
    ~Headers() = default;

    /// Appends a field and copies its text. Throws std::invalid_argument when the name is no token or the value holds NUL, CR or LF
    /// (response splitting): the message names the field.
    void add(std::string_view name, std::string_view value);
    /// As `add`, in place of every field of that name; keeps the place of the first one.
    void set(std::string_view name, std::string_view value);
    /// Appends without copying and without checks: for text already parsed that outlives this object.
    void add_view(std::string_view name, std::string_view value, HeaderId id) { fields_.push_back({name, value, id}); }
    /// Takes out all fields of the name; false when there was none.
    bool remove(std::string_view name);

    /// Value of the first field of that name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
    [[nodiscard]] std::optional<std::string_view> get(HeaderId id) const noexcept;
    /// Same, with a default.
    [[nodiscard]] std::string_view value_or(std::string_view name, std::string_view otherwise = {}) const noexcept;
    [[nodiscard]] std::string_view value_or(HeaderId id, std::string_view otherwise = {}) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept { return get(name).has_value(); }
    [[nodiscard]] bool contains(HeaderId id) const noexcept { return get(id).has_value(); }
    [[nodiscard]] std::size_t count(HeaderId id) const noexcept;
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
    /// All values of the name joined with `separator` (RFC 9110 section 5.2); empty when there is none.
    [[nodiscard]] std::string joined(std::string_view name, std::string_view separator = ", ") const;
    /// True when one of the comma-separated fields of that name has the member, without case.
    [[nodiscard]] bool list_has(HeaderId id, std::string_view member) const;

    [[nodiscard]] const_iterator begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] const_iterator end() const noexcept { return fields_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
    void clear() noexcept;

private:
    void append_copies(const Headers& other);

    std::vector<HeaderField> fields_;
    TextStore text_;
};

} // namespace kestrun::http
