#include "log/enricher.hpp"

#include "base/environment.hpp"
#include "base/fiber_local.hpp"
#include "base/process_facts.hpp"
#include "base/system.hpp"

#include <vector>

namespace kestrun::log {

namespace {

class PropertyEnricher final : public Enricher
{
public:
    explicit PropertyEnricher(std::vector<Property> properties) : properties_(std::move(properties)) {}
    void enrich(Event& event) const override
    {
        for (const Property& property : properties_) event.add_if_absent(property);
    }

private:
    std::vector<Property> properties_;
};

class ExceptionDetailEnricher final : public Enricher
{
public:
    void enrich(Event& event) const override
    {
        if (event.failure && !event.failure->detail.is_null()) event.add_if_absent({"ExceptionDetail", event.failure->detail});
    }
};

const ContextScope* innermost() noexcept { return static_cast<const ContextScope*>(base::fiber_slot(base::FiberSlot::log_context)); }

class ContextEnricher final : public Enricher
{
public:
    void enrich(Event& event) const override
    {
        for (const ContextScope* scope = innermost(); scope != nullptr; scope = scope->outer()) event.add_if_absent(scope->property());
    }
};

std::string process_name()
{
    std::string name = base::process_name();
    return name.empty() ? "kestrun" : name;
}

std::unique_ptr<Enricher> enrich_with(std::vector<Property> properties)
{
    return std::make_unique<PropertyEnricher>(std::move(properties));
}

} // namespace

std::unique_ptr<Enricher> enrich_property(std::string name, PropertyValue value)
{
    return enrich_with({{std::move(name), std::move(value)}});
}

std::unique_ptr<Enricher> enrich_environment(bool machine_name, bool user_name)
{
    std::vector<Property> properties;
    if (user_name) {
        const auto user = base::environment_variable(base::sys::on_windows ? "USERNAME" : "USER");
        properties.push_back({"EnvironmentUserName", user ? PropertyValue(*user) : PropertyValue()});
    }
    if (machine_name) properties.push_back({"MachineName", base::host_name()});
    return enrich_with(std::move(properties));
}

std::unique_ptr<Enricher> enrich_process_id() { return enrich_with({{"ProcessId", static_cast<int>(base::sys::getpid())}}); }

std::unique_ptr<Enricher> enrich_process_name() { return enrich_with({{"ProcessName", process_name()}}); }

std::unique_ptr<Enricher> enrich_exception_detail() { return std::make_unique<ExceptionDetailEnricher>(); }

std::unique_ptr<Enricher> enrich_from_context() { return std::make_unique<ContextEnricher>(); }

ContextScope::ContextScope(Property property) : property_(std::move(property)), outer_(innermost())
{
    base::fiber_slot(base::FiberSlot::log_context) = this;
}

ContextScope::~ContextScope() { base::fiber_slot(base::FiberSlot::log_context) = const_cast<ContextScope*>(outer_); }

} // namespace kestrun::log
