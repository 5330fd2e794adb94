#pragma once
// Properties that every event of a logger gets.

#include "log/event.hpp"

#include <memory>
#include <string>

namespace kestrun::log {

class Enricher
{
public:
    Enricher() = default;
    Enricher(const Enricher&) = delete;
    Enricher& operator=(const Enricher&) = delete;
    virtual ~Enricher() = default;
    /// Called from any thread. Properties that the event has already are left alone.
    virtual void enrich(Event& event) const = 0;
};

std::unique_ptr<Enricher> enrich_property(std::string name, PropertyValue value);
/// MachineName, and EnvironmentUserName (null where the system does not say).
std::unique_ptr<Enricher> enrich_environment(bool machine_name, bool user_name);
std::unique_ptr<Enricher> enrich_process_id();
std::unique_ptr<Enricher> enrich_process_name();
/// ExceptionDetail, of events that carry a failure with one.
std::unique_ptr<Enricher> enrich_exception_detail();
/// Properties that were pushed with a ContextScope.
std::unique_ptr<Enricher> enrich_from_context();

/// A property that lasts as long as the scope object, for what the same thread (fiber) logs meanwhile. Scopes end in the opposite order.
class ContextScope
{
public:
    explicit ContextScope(Property property);
    ~ContextScope();
    ContextScope(const ContextScope&) = delete;
    ContextScope& operator=(const ContextScope&) = delete;

    const Property& property() const noexcept { return property_; }
    const ContextScope* outer() const noexcept { return outer_; }

private:
    Property property_;
    const ContextScope* outer_;
};

} // namespace kestrun::log
