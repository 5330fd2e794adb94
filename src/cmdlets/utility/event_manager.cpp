#include "cmdlets/utility/event_manager.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/support/data_object.hpp"
#include "engine/records.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* manager_variable = "global:__Events";
constexpr const char* args_name = "System.Management.Automation.PSEventArgs";
constexpr const char* subscriber_name = "System.Management.Automation.PSEventSubscriber";

enum : size_t
{
    AComputer,
    ARunspace,
    AId,
    ASender,
    AEventArgs,
    AArgs,
    ASource,
    ATime,
    AMessage,
};
constexpr value::MemberDef args_members[] = {
    slot<AComputer>("ComputerName", "string"),
    slot<ARunspace>("RunspaceId", "guid"),
    slot<AId>("EventIdentifier", "int"),
    slot<ASender>("Sender", "System.Object"),
    slot<AEventArgs>("SourceEventArgs", "System.EventArgs"),
    slot<AArgs>("SourceArgs", "System.Object[]"),
    slot<ASource>("SourceIdentifier", "string"),
    slot_rw<ATime>("TimeGenerated", "datetime"),
    slot<AMessage>("MessageData", "psobject"),
};
enum : size_t
{
    SId,
    SSource,
    SEvent,
    SIdentifier,
    SAction,
    SHandler,
    SSupport,
    SForward,
};
constexpr value::MemberDef subscriber_members[] = {
    slot<SId>("SubscriptionId", "int"),
    slot<SSource>("SourceObject", "System.Object"),
    slot<SEvent>("EventName", "string"),
    slot<SIdentifier>("SourceIdentifier", "string"),
    slot<SAction>("Action", "System.Management.Automation.PSEventJob"),
    slot<SHandler>("HandlerDelegate", "System.Management.Automation.PSEventReceivedEventHandler"),
    slot<SSupport>("SupportEvent", "bool"),
    slot<SForward>("ForwardEvent", "bool"),
};
constexpr value::TypeDef rows[] = {
    {.full_name = "System.EventArgs"},
    {.full_name = args_name, .base = "System.EventArgs", .members = args_members},
    {.full_name = subscriber_name, .members = subscriber_members},
};

/// Sorts what an action writes into the streams of its job.
class JobSink final : public engine::Sink
{
public:
    explicit JobSink(ChildSession& job) : job_(job) {}
    void push(Value item) override
    {
        Stream stream = Stream::Output;
        if (item.as<ErrorRecord>())
            stream = Stream::Error;
        else if (const auto* record = item.as<engine::MessageRecord>())
            stream = record->stream;
        else if (item.as<engine::InformationRecord>())
            stream = Stream::Information;
        job_.deliver(stream, std::move(item));
    }

private:
    ChildSession& job_;
};

Value runspace_id()
{
    static const Value id = value::invoke_static(value::types::guid(), Name("NewGuid"), {});
    return id;
}

} // namespace

EventManager* EventManager::of(Context& context, bool create)
{
    const Value known = context.get_variable(manager_variable);
    if (auto* manager = known.as<EventManager>()) return manager;
    if (!create) return nullptr;
    auto made = value::make<EventManager>();
    context.set_variable(manager_variable, Value(made));
    return made.get(); // the session keeps it
}

void EventManager::trace(value::Tracer& tracer) const
{
    for (const Value& event : queue) tracer.visit(event);
    for (const Subscription& each : subscriptions_) {
        tracer.visit(each.source);
        tracer.visit(each.message);
        tracer.visit(each.object);
    }
}

void EventManager::clear_references()
{
    queue.clear();
    subscriptions_.clear();
}

Value EventManager::make_event(Raised& event)
{
    std::vector<Value> slots(AMessage + 1);
    slots[ARunspace] = runspace_id();
    slots[AId] = Value(next_event_++);
    slots[ASender] = std::move(event.sender);
    slots[AEventArgs] = std::move(event.event_arguments);
    slots[AArgs] = event.arguments.is_null() ? value::make_array({}) : std::move(event.arguments);
    slots[ASource] = Value(event.identifier);
    slots[ATime] = value::get_static_property(value::types::date_time(), Name("Now"));
    slots[AMessage] = std::move(event.message);
    return make_data(args_name, std::move(slots));
}

Value EventManager::raise(Context& context, Raised event)
{
    const std::string identifier = event.identifier;
    const Value made = make_event(event);
    bool handled = false;
    // By number: an action may change the list.
    std::vector<int32_t> ids;
    for (const Subscription& each : subscriptions_)
        if (equals_ci(each.identifier, identifier)) ids.push_back(each.id);
    for (const int32_t id : ids) {
        const auto at = std::find_if(subscriptions_.begin(), subscriptions_.end(), [&](const Subscription& each) { return each.id == id; });
        if (at == subscriptions_.end() || !at->action) continue;
        handled = true;
        Subscription copy = *at;
        const bool last = at->left > 0 && --at->left == 0;
        run_action(context, copy, made);
        if (last) unsubscribe(id);
    }
    if (!handled) queue.push_back(made);
    return made;
}

void EventManager::run_action(Context& context, Subscription& subscription, const Value& event)
{
    const auto& data = *static_cast<DataObject*>(event.object());
    ChildSession& job = subscription.job->session();
    job.begin();
    JobSink sink(job);
    ScriptOptions options;
    options.variables = {{"Event", event},
                         {"EventSubscriber", subscription.object},
                         {"Sender", data.slot(ASender)},
                         {"EventArgs", data.slot(AEventArgs)},
                         {"__action", Value(subscription.action)},
                         {"__arguments", data.slot(AArgs)}};
    try {
        context.invoke(*context.parse("& $__action @__arguments *>&1"), options, sink);
    } catch (const ScriptError& error) {
        job.deliver(Stream::Error, Value(error.record));
        job.finish(ChildState::Failed);
    }
}

const Subscription& EventManager::subscribe(Context& context, Subscription subscription)
{
    for (const Subscription& each : subscriptions_) {
        if (!each.events || !subscription.events || !equals_ci(each.identifier, subscription.identifier)) continue;
        value::throw_native("System.ArgumentException",
                            "Cannot subscribe to the specified event. A subscriber with the source identifier '" + subscription.identifier +
                                "' already exists.");
    }
    subscription.id = next_subscription_++;
    if (subscription.action) {
        const int32_t id = next_job_id(context);
        subscription.job = value::make<JobObject>(ChildSession::queue(), id, subscription.identifier, "", subscription.action->text());
        if (!subscription.support) list_job(context, subscription.job);
    }
    subscription.object = make_data(subscriber_name, {Value(subscription.id), subscription.source,
                                                      subscription.event_name.empty() ? Value() : Value(subscription.event_name),
                                                      Value(subscription.identifier), subscription.job ? Value(subscription.job) : Value(),
                                                      Value(), Value(subscription.support), Value(subscription.forward)});
    subscriptions_.push_back(std::move(subscription));
    return subscriptions_.back();
}

void EventManager::unsubscribe(int32_t id)
{
    for (const Subscription& each : subscriptions_)
        if (each.id == id && each.job && !each.job->session().done()) each.job->session().finish(ChildState::Stopped);
    std::erase_if(subscriptions_, [&](const Subscription& each) { return each.id == id; });
}

void EventManager::poll(Context& context)
{
    if (polling_) return;
    polling_ = true;
    struct Reset
    {
        bool& flag;
        ~Reset() { flag = false; }
    } const reset{polling_};
    const std::vector<Subscription> now = subscriptions_;
    for (const Subscription& each : now) {
        if (!each.events) continue;
        if (std::optional<Value> arguments = each.events->due(each.event_name))
            raise(context, {each.identifier, each.source, value::make_array({each.source, *arguments}), *arguments, each.message});
    }
}

base::Deadline EventManager::next_due() const
{
    base::Deadline first = base::Deadline::never();
    for (const Subscription& each : subscriptions_)
        if (each.events) first = std::min(first, each.events->next(each.event_name));
    return first;
}

void poll_events(Context& context)
{
    if (EventManager* manager = EventManager::of(context, false)) manager->poll(context);
}

void sleep_with_events(Context& context, base::Deadline deadline)
{
    for (;;) {
        EventManager* manager = EventManager::of(context, false);
        base::sleep_until(manager ? std::min(deadline, manager->next_due()) : deadline);
        if (manager) manager->poll(context);
        if (deadline.passed() || !manager) return;
    }
}

int32_t event_identifier(const Value& event) { return as_data(event, args_name)->slot(AId).as_int32(); }
std::string source_identifier(const Value& event) { return value::to_text(as_data(event, args_name)->slot(ASource)); }

std::span<const value::TypeDef> event_types() { return rows; }

} // namespace kestrun::cmdlets
