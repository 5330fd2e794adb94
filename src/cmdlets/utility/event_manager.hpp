// Events of a session (New-Event, Register-EngineEvent, Register-ObjectEvent, ...): the queue of those nobody has handled, and who
// subscribed. Actions run on the session's own fiber: when an event is raised by a script, and, for events of objects, when the script
// waits (Start-Sleep, Wait-Event, Wait-Job) or asks for events or jobs.
#pragma once
#include "base/clock.hpp"
#include "cmdlets/core/job_object.hpp"
#include "value/array.hpp"

namespace kestrun::cmdlets {

/// An object that raises events. It does so when it is polled.
class EventSource
{
public:
    virtual ~EventSource() = default;
    virtual bool has_event(std::string_view name) const = 0;
    /// EventArgs when the event is due; nothing otherwise.
    virtual std::optional<Value> due(std::string_view event) = 0;
    /// When it may be due next.
    virtual base::Deadline next(std::string_view event) const = 0;
};
/// The source a value is, or null: timers and jobs.
std::shared_ptr<EventSource> event_source_of(const Value& value);

struct Subscription
{
    int32_t id = 0;
    std::string identifier;
    Value source; // object, or null for an engine event
    std::string event_name;
    std::shared_ptr<EventSource> events;
    Ref<ScriptBlock> action;
    Ref<JobObject> job; // of the action
    Value message;
    bool support = false, forward = false;
    int64_t left = 0; // of -MaxTriggerCount; 0: no limit
    Value object;     // PSEventSubscriber
};

class EventManager final : public value::Object
{
public:
    EventManager() { mark_container(); }
    const value::Type& type() const override { return value::types::object(); }
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;

    /// The session's; made when `create` says so, else null when it has none.
    static EventManager* of(Context& context, bool create);

    struct Raised
    {
        std::string identifier;
        Value sender, arguments, event_arguments, message; // arguments: object[]
    };
    /// Runs the actions of those who subscribed, or queues it. Gives the PSEventArgs.
    Value raise(Context& context, Raised event);
    /// Throws ArgumentException (a subscriber with that identifier exists).
    const Subscription& subscribe(Context& context, Subscription subscription);
    void unsubscribe(int32_t id);
    /// Raises what is due of the objects.
    void poll(Context& context);
    base::Deadline next_due() const;
    std::vector<Value> queue; // PSEventArgs
    const std::vector<Subscription>& subscriptions() const { return subscriptions_; }

private:
    Value make_event(Raised& event);
    void run_action(Context& context, Subscription& subscription, const Value& event);
    std::vector<Subscription> subscriptions_;
    int32_t next_event_ = 1, next_subscription_ = 1;
    bool polling_ = false;
};

/// For commands that wait: raises what is due, when the session has subscriptions of objects. Costs next to nothing without.
void poll_events(Context& context);
/// Sleeps until the deadline and raises events meanwhile.
void sleep_with_events(Context& context, base::Deadline deadline);

int32_t event_identifier(const Value& event);
std::string source_identifier(const Value& event);

std::span<const value::TypeDef> event_types();

} // namespace kestrun::cmdlets
