#pragma once

#include "server/route.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::server {

enum class MatchOutcome : std::uint8_t
{
    found,
    no_path,      ///< no route has this path (404)
    wrong_method, ///< the path is known, `allowed` has its methods (405, or the answer to OPTIONS)
};

struct RouteMatch
{
    MatchOutcome outcome = MatchOutcome::no_path;
    const Route* route = nullptr;
    http::MethodSet allowed; ///< only when the method is wrong
    RouteValues values;
};

/// What a request is matched by.
struct RouteQuery
{
    http::Method method;
    std::string_view path; ///< normalised, see http::normalise_path
    std::string_view authority;
    std::string_view listener;
};

/// Routes by their segments: a tree whose edges are segments. Literal edges are found by hash, the few others of a node are tried in order
/// of precedence, so that matching costs what the path is long and not how many routes there are. Going back to a less exact edge happens
/// when the exact one leads nowhere or to routes with other methods: `GET /u/me` does not hide `POST /u/{id}`.
class RouteTree
{
public:
    RouteTree();
    ~RouteTree();
    RouteTree(const RouteTree&) = delete;
    RouteTree& operator=(const RouteTree&) = delete;

    void insert(const Route& route);
    /// Thread-safe while nobody inserts.
    void match(const RouteQuery& query, RouteMatch& match) const;

private:
    struct Node;
    struct Edge;
    struct Search;

    static Node& child(Node& node, const RouteSegment& segment);
    static void add_leaf(Node& node, const Route& route, std::size_t depth);

    std::unique_ptr<Node> root_;
};

} // namespace kestrun::server
