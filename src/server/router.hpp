#pragma once

#include "server/route_tree.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kestrun::server {

/// The routes of a server. Adding: any thread; matching: any thread, without a lock. After `publish` a route may still be added: the next
/// requests see it.
class Router
{
public:
    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Throws RouteError: `The route pattern '/x{' is not valid: ...`, `Route '/x' with method(s) Get already exists.` (also when the
    /// patterns differ in case or in parameter names only; then the other one is named).
    const Route& add(RouteOptions options, std::shared_ptr<Handler> handler);
    /// True when a route with this pattern (without case, names of parameters do not count) has all the methods.
    [[nodiscard]] bool contains(std::string_view pattern, http::MethodSet methods) const;
    [[nodiscard]] std::vector<const Route*> routes() const;
    [[nodiscard]] bool empty() const;

    void match(const RouteQuery& query, RouteMatch& match) const { tree_.load(std::memory_order_acquire)->match(query, match); }
    /// From now on requests are matched on other threads.
    void publish();

private:
    void check_duplicates(const RouteTemplate& pattern, const RouteOptions& options) const;

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Route>> routes_;
    std::unordered_map<std::string, std::vector<const Route*>> by_shape_;
    std::vector<std::unique_ptr<RouteTree>> trees_; // the last is current; requests may still look at the others
    std::atomic<const RouteTree*> tree_{nullptr};
    bool published_ = false;
};

} // namespace kestrun::server
