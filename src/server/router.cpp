#include "server/router.hpp"

#include "http/ascii.hpp"

#include <algorithm>

namespace kestrun::server {

namespace {

/// Two routes can be asked for by the same Host unless both are restricted to different ones.
bool share_a_host(const RouteOptions& a, const RouteOptions& b)
{
    if (a.hosts.empty() != b.hosts.empty()) return false; // the restricted one is the more exact of the two
    if (a.hosts.empty()) return true;
    return std::any_of(a.hosts.begin(), a.hosts.end(), [&](std::string_view host) {
        return std::any_of(b.hosts.begin(), b.hosts.end(), [&](std::string_view other) { return http::iequals(host, other); });
    });
}

} // namespace

Router::Router()
{
    trees_.push_back(std::make_unique<RouteTree>());
    tree_.store(trees_.back().get(), std::memory_order_release);
}

Router::~Router() = default;

void Router::check_duplicates(const RouteTemplate& pattern, const RouteOptions& options) const
{
    const auto known = by_shape_.find(pattern.shape());
    if (known == by_shape_.end()) return;
    for (const Route* const route : known->second) {
        const http::MethodSet shared = route->options.methods & options.methods;
        if (shared.empty() || !share_a_host(route->options, options)) continue;
        std::string message = "Route '" + pattern.pattern() + "' with method(s) " + method_titles(shared) + " already exists";
        if (!http::iequals(route->pattern.pattern(), pattern.pattern())) message += " as '" + route->pattern.pattern() + "'";
        throw RouteError(message + '.');
    }
}

const Route& Router::add(RouteOptions options, std::shared_ptr<Handler> handler)
{
    auto route = std::make_unique<Route>();
    route->pattern = RouteTemplate::parse(options.pattern);
    if (options.methods.empty()) throw RouteError("The route '" + options.pattern + "' has no method.");
    route->display_name =
        options.display_name.empty() ? "HTTP: " + allow_list(options.methods) + ' ' + options.pattern : options.display_name;
    route->handler = std::move(handler);

    const std::lock_guard lock(mutex_);
    check_duplicates(route->pattern, options);
    route->options = std::move(options);
    const Route& added = *route;
    routes_.push_back(std::move(route));
    by_shape_[added.pattern.shape()].push_back(&added);
    if (!published_) {
        trees_.back()->insert(added);
        return added;
    }
    // Requests read the current tree at this moment: they get a new one. Routes are few and added rarely once a server runs.
    auto tree = std::make_unique<RouteTree>();
    for (const auto& each : routes_) tree->insert(*each);
    tree_.store(tree.get(), std::memory_order_release);
    trees_.push_back(std::move(tree));
    return added;
}

bool Router::contains(std::string_view pattern, http::MethodSet methods) const
{
    const RouteTemplate wanted = RouteTemplate::parse(pattern);
    const std::lock_guard lock(mutex_);
    const auto known = by_shape_.find(wanted.shape());
    if (known == by_shape_.end()) return false;
    http::MethodSet have;
    for (const Route* const route : known->second) have.add(route->options.methods);
    return (have & methods) == methods;
}

std::vector<const Route*> Router::routes() const
{
    const std::lock_guard lock(mutex_);
    std::vector<const Route*> all;
    all.reserve(routes_.size());
    for (const auto& route : routes_) all.push_back(route.get());
    return all;
}

bool Router::empty() const
{
    const std::lock_guard lock(mutex_);
    return routes_.empty();
}

void Router::publish()
{
    const std::lock_guard lock(mutex_);
    published_ = true;
}

} // namespace kestrun::server
