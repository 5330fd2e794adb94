#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kestrun::server {

/// A route pattern that cannot be mapped; the message is a whole sentence that shows the pattern and says what is wrong.
class RouteError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// An inline constraint of a route parameter: `int`, `range(1,9)`, `regex(^a)`. Values of a copy are shared and immutable; `accepts` may be
/// called from several threads.
class RouteConstraint
{
public:
    /// `text` is the constraint as written (`min(5)`). Throws RouteError with a message that fits behind the pattern's name.
    static RouteConstraint parse(std::string_view text);

    [[nodiscard]] bool accepts(std::string_view value) const noexcept;
    /// As written, names in lower case: equal constraints have equal texts.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// `required` and `nonfile` and their like do not make an optional parameter's absence an error; see ASP.NET Core.
    [[nodiscard]] bool is(std::string_view name) const noexcept { return text_.compare(0, text_.find('('), name) == 0; }

private:
    struct Pattern;
    using Test = bool (*)(std::string_view value, const RouteConstraint& self) noexcept;
    friend struct ConstraintTests;

    Test test_ = nullptr;
    std::int64_t low_ = 0;
    std::int64_t high_ = 0;
    std::shared_ptr<const Pattern> pattern_;
    std::string text_;
};

} // namespace kestrun::server
