#pragma once

#include "server/route_constraint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::server {

/// A piece of a segment: literal text, or a parameter.
struct RoutePart
{
    enum class Kind : std::uint8_t
    {
        literal,
        parameter,
    };

    Kind kind = Kind::literal;
    std::string text; ///< the literal, or the parameter's name as written
    bool optional = false;
    bool catch_all = false;
    std::optional<std::string> default_value;
    std::vector<RouteConstraint> constraints;

    /// May be absent at the path's end.
    [[nodiscard]] bool may_be_absent() const noexcept { return optional || catch_all || default_value.has_value(); }
    [[nodiscard]] bool accepts(std::string_view value) const noexcept;
};

/// What stands between two slashes. Ranks are the precedence of ASP.NET Core's endpoint routing: the lower matches first.
struct RouteSegment
{
    enum class Rank : std::uint8_t
    {
        literal,
        constrained, ///< also segments of several parts
        parameter,
        constrained_catch_all,
        catch_all,
    };

    std::vector<RoutePart> parts;

    [[nodiscard]] Rank rank() const noexcept;
    [[nodiscard]] bool is_literal() const noexcept { return parts.size() == 1 && parts[0].kind == RoutePart::Kind::literal; }
    [[nodiscard]] bool may_be_absent() const noexcept
    {
        return parts.size() == 1 && parts[0].kind == RoutePart::Kind::parameter && parts[0].may_be_absent();
    }
    /// The segment without what does not matter for matching: literals in lower case, parameters without names.
    [[nodiscard]] std::string shape() const;
};

/// A parsed route pattern.
///
///     pattern   := '/' [ segment { '/' segment } ] [ '/' ]
///     segment   := part { part }
///     part      := literal | '{' [ '*' | '**' ] name { ':' constraint } [ '=' default ] [ '?' ] '}'
///
/// `{{` and `}}` stand for the braces themselves. Two parameters need a literal between them; a catch-all stands alone in the last segment;
/// an optional parameter ends the pattern (in a segment of several parts it follows a `.`).
class RouteTemplate
{
public:
    /// Throws RouteError.
    static RouteTemplate parse(std::string_view pattern);

    [[nodiscard]] const std::string& pattern() const noexcept { return pattern_; }
    [[nodiscard]] const std::vector<RouteSegment>& segments() const noexcept { return segments_; }
    /// Equal for patterns that match the same paths: they differ in case or in names only.
    [[nodiscard]] const std::string& shape() const noexcept { return shape_; }
    /// How many segments a path must have at least: the trailing ones that may be absent do not count.
    [[nodiscard]] std::size_t required_segments() const noexcept { return required_; }
    [[nodiscard]] std::size_t parameter_count() const noexcept { return parameters_; }

    static constexpr std::size_t most_parameters = 32;

private:
    std::string pattern_;
    std::string shape_;
    std::vector<RouteSegment> segments_;
    std::size_t required_ = 0;
    std::size_t parameters_ = 0;
};

} // namespace kestrun::server
