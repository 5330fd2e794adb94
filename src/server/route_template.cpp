#include "server/route_template.hpp"

#include "http/ascii.hpp"

#include <algorithm>

namespace kestrun::server {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) c = http::to_lower(c);
    return out;
}

/// One pattern on its way into parts. Errors carry what is wrong; the caller puts the pattern's name before it.
class Parser
{
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::vector<RouteSegment> segments()
    {
        std::vector<RouteSegment> all;
        at_ = 1;
        while (at_ < text_.size()) {
            RouteSegment segment = this->segment();
            if (segment.parts.empty()) throw RouteError("it has an empty segment ('//')");
            all.push_back(std::move(segment));
            if (at_ < text_.size()) ++at_; // the slash
        }
        return all;
    }

private:
    RouteSegment segment()
    {
        RouteSegment segment;
        while (at_ < text_.size() && text_[at_] != '/') {
            if (text_[at_] == '{' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '{')) {
                if (!segment.parts.empty() && segment.parts.back().kind == RoutePart::Kind::parameter)
                    throw RouteError("two parameters follow each other; put a literal between them");
                segment.parts.push_back(parameter());
            } else {
                segment.parts.push_back(literal());
            }
        }
        return segment;
    }

    RoutePart literal()
    {
        RoutePart part;
        while (at_ < text_.size() && text_[at_] != '/') {
            const char c = text_[at_];
            if (c == '{' || c == '}') {
                const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == c;
                if (!doubled && c == '{') break;
                if (!doubled) throw RouteError("it has a '}' without a '{' (write '}}' for the character itself)");
                ++at_;
            } else if (c == '?') {
                throw RouteError("a literal cannot hold '?': the query is not part of the path");
            }
            part.text += c;
            ++at_;
        }
        return part;
    }

    /// The text between the braces; a brace inside a regular expression is doubled, as in ASP.NET Core.
    std::string inner()
    {
        std::string inside;
        ++at_;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '{' || c == '}') {
                if (at_ + 1 < text_.size() && text_[at_ + 1] == c && (c == '{' || doubled_closes(inside))) {
                    ++at_;
                } else if (c == '}') {
                    ++at_;
                    return inside;
                } else {
                    throw RouteError("it has a '{' inside a parameter (write '{{' in a regular expression)");
                }
            }
            inside += c;
        }
        throw RouteError("a '{' is not closed");
    }

    /// `}}` is a brace of an expression while its parenthesis is open, and the end of a parameter before a brace otherwise.
    static bool doubled_closes(std::string_view inside) noexcept
    {
        return std::count(inside.begin(), inside.end(), '(') > std::count(inside.begin(), inside.end(), ')');
    }

    RoutePart parameter()
    {
        const std::string inside = inner();
        std::string_view rest = inside;
        RoutePart part;
        part.kind = RoutePart::Kind::parameter;
        for (int stars = 0; stars < 2 && rest.starts_with('*'); ++stars) {
            part.catch_all = true;
            rest.remove_prefix(1);
        }
        std::size_t end = rest.find_first_of(":=?");
        part.text = rest.substr(0, end);
        if (part.text.empty()) throw RouteError("a parameter has no name");
        if (part.text.find_first_of("{}/*") != std::string::npos) throw RouteError("'" + part.text + "' is not a parameter's name");
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
        while (rest.starts_with(':')) {
            const std::size_t stop = constraint_end(rest);
            part.constraints.push_back(RouteConstraint::parse(rest.substr(1, stop - 1)));
            rest = rest.substr(stop);
        }
        if (rest.starts_with('=')) {
            part.default_value = rest.substr(1);
            if (part.default_value->ends_with('?'))
                throw RouteError("the parameter '" + part.text + "' has a default and is optional: one of them is enough");
            return part;
        }
        if (rest == "?") {
            part.optional = true;
            rest = {};
        }
        if (!rest.empty()) throw RouteError("'" + std::string(rest) + "' after the parameter '" + part.text + "' is not understood");
        if (part.catch_all && part.optional)
            throw RouteError("the catch-all '" + part.text + "' cannot be optional: it matches nothing as well");
        return part;
    }

    /// Where the constraint at the front (`:name(args)`) ends: at the next `:`, `=` or `?` outside parentheses.
    static std::size_t constraint_end(std::string_view rest) noexcept
    {
        int depth = 0;
        for (std::size_t i = 1; i < rest.size(); ++i) {
            const char c = rest[i];
            if (c == '\\' && depth > 0) {
                ++i;
            } else if (c == '(') {
                ++depth;
            } else if (c == ')') {
                --depth;
            } else if (depth <= 0 && (c == ':' || c == '=' || c == '?')) {
                return i;
            }
        }
        return rest.size();
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

void check(const std::vector<RouteSegment>& segments)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const RouteSegment& segment = segments[i];
        const bool last = i + 1 == segments.size();
        for (std::size_t p = 0; p < segment.parts.size(); ++p) {
            const RoutePart& part = segment.parts[p];
            if (part.kind == RoutePart::Kind::literal) continue;
            if (part.catch_all && (!last || segment.parts.size() > 1))
                throw RouteError("the catch-all '" + part.text + "' must stand alone in the last segment");
            if (part.optional) {
                if (!last || p + 1 != segment.parts.size())
                    throw RouteError("the optional parameter '" + part.text + "' must be the last thing in it");
                if (segment.parts.size() > 1 && !segment.parts[p - 1].text.ends_with('.'))
                    throw RouteError("the optional parameter '" + part.text + "' may follow a '.' only");
            }
            const std::string name = lower(part.text);
            if (std::find(names.begin(), names.end(), name) != names.end())
                throw RouteError("the parameter '" + part.text + "' occurs twice");
            names.push_back(name);
        }
    }
    if (names.size() > RouteTemplate::most_parameters)
        throw RouteError("it has more than " + std::to_string(RouteTemplate::most_parameters) + " parameters");
}

} // namespace

bool RoutePart::accepts(std::string_view value) const noexcept
{
    return std::all_of(constraints.begin(), constraints.end(),
                       [&](const RouteConstraint& constraint) { return constraint.accepts(value); });
}

RouteSegment::Rank RouteSegment::rank() const noexcept
{
    if (is_literal()) return Rank::literal;
    if (parts.size() > 1) return Rank::constrained;
    const RoutePart& part = parts[0];
    if (part.catch_all) return part.constraints.empty() ? Rank::catch_all : Rank::constrained_catch_all;
    return part.constraints.empty() ? Rank::parameter : Rank::constrained;
}

std::string RouteSegment::shape() const
{
    std::string text;
    for (const RoutePart& part : parts) {
        if (part.kind == RoutePart::Kind::literal) {
            // Literal braces are doubled so that no literal looks like a parameter.
            for (const char c : lower(part.text)) text.append(c == '{' || c == '}' ? 2 : 1, c);
            continue;
        }
        text += part.catch_all ? "{*" : "{";
        for (const RouteConstraint& constraint : part.constraints) text.append(":").append(constraint.text());
        text += '}';
    }
    return text;
}

RouteTemplate RouteTemplate::parse(std::string_view pattern)
{
    RouteTemplate result;
    result.pattern_ = pattern;
    try {
        if (!pattern.starts_with('/')) throw RouteError("it must start with '/'");
        result.segments_ = Parser(pattern).segments();
        check(result.segments_);
    } catch (const RouteError& error) {
        throw RouteError("The route pattern '" + result.pattern_ + "' is not valid: " + error.what() + '.');
    }
    for (const RouteSegment& segment : result.segments_) {
        result.shape_ += '/' + segment.shape();
        for (const RoutePart& part : segment.parts)
            if (part.kind == RoutePart::Kind::parameter) ++result.parameters_;
    }
    // `/a/{b?}` and `/a/{b}` match different sets of paths, but the longer form of both is the same route.
    result.required_ = result.segments_.size();
    while (result.required_ > 0 && result.segments_[result.required_ - 1].may_be_absent()) --result.required_;
    if (result.shape_.empty()) result.shape_ = "/";
    return result;
}

} // namespace kestrun::server
