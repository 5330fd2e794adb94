#include "server/route_tree.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>

namespace kestrun::server {

namespace {

std::uint64_t hash_of(std::string_view text) noexcept
{
    // FNV-1a over lower-case bytes. Attackers choose paths, not routes: a request looks up, it never inserts, so chains cannot be made to
    // grow.
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(http::to_lower(c))) * 1099511628211ULL;
    return hash ^ (hash >> 32);
}

/// Whole-template order: compare segment by segment, the more exact first; a route that needs no absent segment before one that does.
bool precedes(const Route& a, const Route& b) noexcept
{
    const auto& left = a.pattern.segments();
    const auto& right = b.pattern.segments();
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
        if (left[i].rank() != right[i].rank()) return left[i].rank() < right[i].rank();
    if (left.size() != right.size()) return left.size() < right.size();
    return !a.options.hosts.empty() && b.options.hosts.empty();
}

std::size_t find_last(std::string_view text, std::string_view literal, std::size_t before) noexcept
{
    for (std::size_t at = before + 1; at-- > 0;)
        if (http::iequals(text.substr(at, literal.size()), literal)) return at;
    return std::string_view::npos;
}

/// Texts that a path gave to the parameters on the way down, without names: routes of one node may name them differently.
/// A null view stands for an optional parameter that is absent.
struct Captures
{
    std::array<std::string_view, RouteTemplate::most_parameters> values; // NOLINT: only the first `count` are read
    std::size_t count = 0;

    void push(std::string_view value) noexcept { values[count++] = value; }
};

/// A segment of several parts, from its end to its front as ASP.NET Core does: `{a}-{b}` takes the last `-`. No way back: linear.
bool match_parts(const RoutePart* parts, std::size_t count, std::string_view text, Captures& captures) noexcept
{
    std::array<std::string_view, RouteTemplate::most_parameters> found; // NOLINT
    std::size_t values = 0;
    std::size_t p = count;
    while (p > 0) {
        const RoutePart& part = parts[p - 1];
        if (part.kind == RoutePart::Kind::literal) {
            if (!http::iends_with(text, part.text)) return false;
            text.remove_suffix(part.text.size());
            --p;
            continue;
        }
        std::size_t start = 0;
        if (p > 1) {
            const std::string& before = parts[p - 2].text;
            if (text.size() < before.size() + 1) return false;
            const std::size_t at = find_last(text, before, text.size() - before.size() - 1);
            if (at == std::string_view::npos) return false;
            start = at + before.size();
        }
        const std::string_view value = text.substr(start);
        if (value.empty() || !part.accepts(value)) return false;
        found[values++] = value;
        text = text.substr(0, start);
        --p;
    }
    if (!text.empty()) return false;
    while (values > 0) captures.push(found[--values]);
    return true;
}

/// `parts` without an optional last one and the `.` before it; empty when the last one is not optional.
std::vector<RoutePart> without_optional(const std::vector<RoutePart>& parts)
{
    if (parts.size() < 2 || !parts.back().optional) return {};
    std::vector<RoutePart> shorter(parts.begin(), parts.end() - 1);
    shorter.back().text.pop_back();
    if (shorter.back().text.empty()) shorter.pop_back();
    return shorter;
}

} // namespace

struct RouteTree::Edge
{
    RouteSegment segment;
    std::vector<RoutePart> shorter; // see without_optional
    std::string shape;
    RouteSegment::Rank rank = RouteSegment::Rank::parameter;
    std::unique_ptr<Node> node;
};

struct RouteTree::Node
{
    struct Literal
    {
        std::uint64_t hash;
        std::string text; // as the first pattern wrote it
        std::unique_ptr<Node> node;
    };
    struct Leaf
    {
        const Route* route;
        std::size_t depth; // segments of the path that were matched; the template may have more, which are absent
    };

    std::vector<Literal> literals;
    std::vector<std::uint32_t> slots; // indices into literals + 1, open addressing, a power of two, at most half full
    std::vector<Edge> edges;          // by precedence
    std::vector<Leaf> leaves;         // by precedence

    [[nodiscard]] Node* literal(std::string_view text) const noexcept
    {
        if (slots.empty()) return nullptr;
        const std::uint64_t hash = hash_of(text);
        for (std::size_t at = hash & (slots.size() - 1); slots[at] != 0; at = (at + 1) & (slots.size() - 1)) {
            const Literal& candidate = literals[slots[at] - 1];
            if (candidate.hash == hash && http::iequals(candidate.text, text)) return candidate.node.get();
        }
        return nullptr;
    }

    Node& add_literal(const std::string& text)
    {
        literals.push_back({hash_of(text), text, std::make_unique<Node>()});
        std::size_t size = slots.empty() ? 4 : slots.size();
        while (size < literals.size() * 2) size *= 2;
        slots.assign(size, 0);
        for (std::uint32_t i = 0; i < literals.size(); ++i) {
            std::size_t at = literals[i].hash & (size - 1);
            while (slots[at] != 0) at = (at + 1) & (size - 1);
            slots[at] = i + 1;
        }
        return *literals.back().node;
    }
};

/// One request on its way down the tree.
struct RouteTree::Search
{
    const RouteQuery& query;
    RouteMatch& match;
    Captures captures{};

    bool walk(const Node& node, std::string_view rest)
    {
        // `rest` is empty or begins with the slash before the next segment; a single last slash is nothing.
        if (rest.empty() || rest == "/") return take(node) || walk_catch_all(node, {});
        const std::size_t slash = rest.find('/', 1);
        const std::string_view segment = rest.substr(1, slash == std::string_view::npos ? slash : slash - 1);
        const std::string_view after = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
        const std::size_t before = captures.count;
        if (const Node* const next = node.literal(segment); next != nullptr && walk(*next, after)) return true;
        for (const Edge& edge : node.edges) {
            if (edge.rank >= RouteSegment::Rank::constrained_catch_all) break;
            captures.count = before;
            if (!segment.empty() && enter(edge, segment) && walk(*edge.node, after)) return true;
        }
        captures.count = before;
        return walk_catch_all(node, rest.substr(1));
    }

    bool enter(const Edge& edge, std::string_view segment)
    {
        if (edge.segment.parts.size() > 1) {
            const std::size_t before = captures.count;
            if (match_parts(edge.segment.parts.data(), edge.segment.parts.size(), segment, captures)) return true;
            captures.count = before;
            if (edge.shorter.empty() || !match_parts(edge.shorter.data(), edge.shorter.size(), segment, captures)) return false;
            captures.push({});
            return true;
        }
        if (!edge.segment.parts[0].accepts(segment)) return false;
        captures.push(segment);
        return true;
    }

    bool walk_catch_all(const Node& node, std::string_view rest)
    {
        if (rest.empty()) return false; // such routes have a leaf in the node itself
        const std::size_t before = captures.count;
        for (const Edge& edge : node.edges) {
            if (edge.rank < RouteSegment::Rank::constrained_catch_all || !edge.segment.parts[0].accepts(rest)) continue;
            captures.push(rest);
            if (take(*edge.node)) return true;
            captures.count = before;
        }
        return false;
    }

    /// The first of the node's routes that answers; notes the methods of the others.
    bool take(const Node& node)
    {
        const Node::Leaf* instead = nullptr;
        for (const Node::Leaf& leaf : node.leaves) {
            if (!leaf.route->answers_host(query.authority, query.listener)) continue;
            const http::MethodSet methods = leaf.route->options.methods;
            if (methods.has(query.method)) return finish(leaf);
            if (query.method == http::Method::head && methods.has(http::Method::get) && instead == nullptr) instead = &leaf;
            match.outcome = MatchOutcome::wrong_method;
            match.allowed.add(methods);
        }
        return instead != nullptr && finish(*instead);
    }

    bool finish(const Node::Leaf& leaf)
    {
        match.outcome = MatchOutcome::found;
        match.route = leaf.route;
        std::size_t captured = 0;
        const auto& segments = leaf.route->pattern.segments();
        for (std::size_t i = 0; i < segments.size(); ++i)
            for (const RoutePart& part : segments[i].parts) {
                if (part.kind == RoutePart::Kind::literal) continue;
                const std::string_view value =
                    i < leaf.depth && captured < captures.count ? captures.values[captured++] : std::string_view{};
                if (value.data() != nullptr)
                    match.values.add(part.text, value);
                else if (part.default_value)
                    match.values.add(part.text, *part.default_value);
            }
        return true;
    }
};

RouteTree::RouteTree() : root_(std::make_unique<Node>()) {}
RouteTree::~RouteTree() = default;

RouteTree::Node& RouteTree::child(Node& node, const RouteSegment& segment)
{
    if (segment.is_literal()) {
        Node* const known = node.literal(segment.parts[0].text);
        return known != nullptr ? *known : node.add_literal(segment.parts[0].text);
    }
    const std::string shape = segment.shape();
    for (Edge& edge : node.edges)
        if (edge.shape == shape && edge.segment.parts.back().optional == segment.parts.back().optional) return *edge.node;
    const RouteSegment::Rank rank = segment.rank();
    auto place = node.edges.begin();
    while (place != node.edges.end() && place->rank <= rank) ++place;
    return *node.edges.insert(place, Edge{segment, without_optional(segment.parts), shape, rank, std::make_unique<Node>()})->node;
}

void RouteTree::add_leaf(Node& node, const Route& route, std::size_t depth)
{
    auto place = node.leaves.begin();
    while (place != node.leaves.end() && !precedes(route, *place->route)) ++place;
    node.leaves.insert(place, Node::Leaf{&route, depth});
}

void RouteTree::insert(const Route& route)
{
    const auto& segments = route.pattern.segments();
    const std::size_t required = route.pattern.required_segments();
    Node* node = root_.get();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (i >= required) add_leaf(*node, route, i);
        node = &child(*node, segments[i]);
    }
    add_leaf(*node, route, segments.size());
}

void RouteTree::match(const RouteQuery& query, RouteMatch& match) const
{
    match.outcome = MatchOutcome::no_path;
    match.route = nullptr;
    match.allowed = {};
    match.values.clear();
    if (query.path.empty()) return;
    Search search{query, match};
    search.walk(*root_, query.path);
}

} // namespace kestrun::server
