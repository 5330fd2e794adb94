// New-Event, Get-Event, Wait-Event, Remove-Event, Register-EngineEvent, Register-ObjectEvent, Get-EventSubscriber, Unregister-Event.
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/event_manager.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* argument_exception = "System.ArgumentException";

class EventCommand : public Cmdlet
{
protected:
    EventManager& manager() { return *EventManager::of(context(), true); }
    void missing(const char* id, const std::string& message, Value target)
    {
        write_error(id, message, ErrorCategory::InvalidArgument, std::move(target), argument_exception);
    }
};

// --- New-Event ---

enum : size_t
{
    NIdentifier,
    NSender,
    NArguments,
    NMessage,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .position = 0, .flags = P::Mandatory},
    {.name = "Sender", .type = "object:psobject", .position = 1},
    {.name = "EventArguments", .type = "object[]:psobject[]", .position = 2},
    {.name = "MessageData", .type = "object:psobject", .position = 3},
};
struct NewEvent final : EventCommand
{
    void process() override { write(manager().raise(context(), {text(NIdentifier), arg(NSender), arg(NArguments), {}, arg(NMessage)})); }
};

// --- Get-Event, Remove-Event ---

constexpr ParameterDef get_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .flags = P::FromPipelineByName, .sets = "BySource@0"},
    {.name = "EventIdentifier", .type = "int", .flags = P::FromPipelineByName, .sets = "ById@0!", .aliases = "Id"},
};
struct GetEvent final : EventCommand
{
    void process() override
    {
        poll_events(context());
        bool any = false;
        for (const Value& event : std::vector<Value>(manager().queue)) {
            if (has(0) && !value::wildcard_match(text(0), source_identifier(event))) continue;
            if (has(1) && event_identifier(event) != number(1)) continue;
            any = true;
            write(event);
        }
        if (any) return;
        if (has(1)) missing("INVALID_SOURCE_IDENTIFIER", "Event with identifier '" + text(1) + "' does not exist.", arg(1));
        if (has(0) && !value::has_wildcards(text(0)))
            missing("INVALID_SOURCE_IDENTIFIER", "Event with source identifier '" + text(0) + "' does not exist.", arg(0));
    }
};

constexpr ParameterDef remove_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .flags = P::FromPipelineByName, .sets = "BySource@0!"},
    {.name = "EventIdentifier", .type = "int", .flags = P::FromPipelineByName, .sets = "ByIdentifier@0!"},
};
struct RemoveEvent final : EventCommand
{
    void process() override
    {
        poll_events(context());
        bool any = false;
        std::vector<Value>& queue = manager().queue;
        for (size_t i = 0; i < queue.size();) {
            const bool fits =
                has(0) ? value::wildcard_match(text(0), source_identifier(queue[i])) : event_identifier(queue[i]) == number(1);
            if (!fits) {
                ++i;
                continue;
            }
            any = true;
            if (should_process("Event '" + source_identifier(queue[i]) + "'", "Remove"))
                queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(i));
            else
                ++i;
        }
        if (any) return;
        if (has(1))
            missing("INVALID_EVENT_IDENTIFIER", "Event with identifier '" + text(1) + "' does not exist.", arg(1));
        else if (!value::has_wildcards(text(0)))
            missing("INVALID_SOURCE_IDENTIFIER", "Event with source identifier '" + text(0) + "' does not exist.", arg(0));
    }
};

// --- Wait-Event ---

constexpr ParameterDef wait_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .position = 0, .flags = P::FromPipelineByName},
    {.name = "Timeout",
     .type = "int",
     .aliases = "TimeoutSec",
     .validate = "range:-1,2147483647",
     .default_text = "-1",
     .help = "Seconds."},
};
struct WaitEvent final : EventCommand
{
    void process() override
    {
        const int64_t seconds = number(1, -1);
        const base::Deadline deadline = seconds < 0 ? base::Deadline::never() : base::Deadline::after(std::chrono::seconds(seconds));
        for (;;) {
            poll_events(context());
            for (const Value& event : manager().queue) {
                if (has(0) && !value::wildcard_match(text(0), source_identifier(event))) continue;
                return write(event);
            }
            if (deadline.passed()) return;
            // Nobody but an object can raise one while this session waits.
            sleep_with_events(context(),
                              std::min(deadline, std::min(manager().next_due(), base::Deadline::after(std::chrono::milliseconds(500)))));
        }
    }
};

// --- Register-EngineEvent, Register-ObjectEvent ---

enum : size_t
{
    RIdentifier,
    RAction,
    RMessage,
    RSupport,
    RForward,
    RMaximum,
    RObject,
    REvent,
};
#define SUBSCRIBER_PARAMETERS(identifier_flags, identifier_position, action_position)                                                      \
    {.name = "SourceIdentifier", .type = "string", .position = identifier_position, .flags = identifier_flags},                            \
        {.name = "Action", .type = "scriptblock", .position = action_position}, {.name = "MessageData"},                                   \
        {.name = "SupportEvent", .type = "switch"}, {.name = "Forward", .type = "switch"},                                                 \
    {                                                                                                                                      \
        .name = "MaxTriggerCount", .type = "int"                                                                                           \
    }
constexpr ParameterDef engine_parameters[] = {SUBSCRIBER_PARAMETERS(P::Mandatory, 0, 1)};
constexpr ParameterDef object_parameters[] = {
    SUBSCRIBER_PARAMETERS(P::None, 2, 3),
    {.name = "InputObject", .type = "psobject", .position = 0, .flags = P::Mandatory},
    {.name = "EventName", .type = "string", .position = 1, .flags = P::Mandatory},
};
class Subscribe : public EventCommand
{
protected:
    void add(Subscription subscription)
    {
        if (flag(RForward) && has(RAction))
            fail("ACTION_AND_FORWARD_NOT_SUPPORTED", "The action is not supported when you are forwarding events.",
                 ErrorCategory::InvalidOperation, {}, argument_exception);
        subscription.action = Ref<ScriptBlock>(as_script_block(arg(RAction)));
        subscription.message = arg(RMessage);
        subscription.support = flag(RSupport);
        subscription.forward = flag(RForward);
        subscription.left = number(RMaximum);
        try {
            const Subscription& made = manager().subscribe(context(), std::move(subscription));
            if (made.job && !made.support) write(Value(made.job));
        } catch (const ScriptError& error) {
            fail("SUBSCRIBER_EXISTS", error.record->exception->message(), ErrorCategory::InvalidArgument, {}, argument_exception);
        }
    }
};
struct RegisterEngineEvent final : Subscribe
{
    void process() override
    {
        if (!has(RAction) && !flag(RForward))
            fail("ACTION_MANDATORY_FOR_LOCAL", "Action must be specified for non-forwarded events.", ErrorCategory::InvalidArgument, {},
                 argument_exception);
        Subscription subscription;
        subscription.identifier = text(RIdentifier);
        add(std::move(subscription));
    }
};
struct RegisterObjectEvent final : Subscribe
{
    void process() override
    {
        Subscription subscription;
        subscription.source = value::unwrap(arg(RObject));
        subscription.event_name = text(REvent);
        subscription.events = event_source_of(subscription.source);
        if (!subscription.events || !subscription.events->has_event(subscription.event_name))
            fail("INVALID_REGISTRATION",
                 "Cannot register for the specified event. An event with the name '" + subscription.event_name +
                     "' does not exist. (Parameter 'eventName')",
                 ErrorCategory::InvalidArgument, {}, argument_exception);
        subscription.identifier =
            has(RIdentifier) ? text(RIdentifier) : value::to_text(value::invoke_static(value::types::guid(), Name("NewGuid"), {}));
        add(std::move(subscription));
    }
};

// --- Get-EventSubscriber, Unregister-Event ---

constexpr ParameterDef subscriber_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .flags = P::FromPipelineByName, .sets = "BySource@0"},
    {.name = "SubscriptionId", .type = "int", .flags = P::FromPipelineByName, .sets = "ById@0!", .aliases = "Id"},
    {.name = "Force", .type = "switch", .position = 1},
};
struct GetEventSubscriber final : EventCommand
{
    void process() override
    {
        bool any = false;
        const std::vector<Subscription> all = manager().subscriptions();
        for (const Subscription& each : all) {
            if (each.support && !flag(2)) continue;
            if (has(0) && !value::wildcard_match(text(0), each.identifier)) continue;
            if (has(1) && each.id != number(1)) continue;
            any = true;
            write(each.object);
        }
        if (any) return;
        if (has(1)) missing("INVALID_SOURCE_IDENTIFIER", "Event subscription with identifier '" + text(1) + "' does not exist.", arg(1));
        if (has(0) && !value::has_wildcards(text(0)))
            missing("INVALID_SOURCE_IDENTIFIER", "Event subscription with source identifier '" + text(0) + "' does not exist.", arg(0));
    }
};

constexpr ParameterDef unregister_parameters[] = {
    {.name = "SourceIdentifier", .type = "string", .flags = P::FromPipelineByName, .sets = "BySource@0!"},
    {.name = "SubscriptionId", .type = "int", .flags = P::FromPipelineByName, .sets = "ById@0!"},
    {.name = "Force", .type = "switch"},
};
struct UnregisterEvent final : EventCommand
{
    void process() override
    {
        bool any = false;
        const std::vector<Subscription> all = manager().subscriptions();
        for (const Subscription& each : all) {
            if (each.support && !flag(2)) continue;
            const bool fits = has(0) ? value::wildcard_match(text(0), each.identifier) : each.id == number(1);
            if (!fits) continue;
            any = true;
            if (should_process("Event subscription '" + each.identifier + "'", "Unsubscribe")) manager().unsubscribe(each.id);
        }
        if (any) return;
        if (has(1))
            missing("INVALID_SUBSCRIPTION_IDENTIFIER", "Event subscription with identifier '" + text(1) + "' does not exist.", arg(1));
        else if (!value::has_wildcards(text(0)))
            missing("INVALID_SOURCE_IDENTIFIER", "Event subscription with identifier '" + text(0) + "' does not exist.", arg(0));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "New-Event", .synopsis = "Raises an event.", .parameters = new_parameters, .make = make_cmdlet<NewEvent>},
    {.name = "Get-Event",
     .synopsis = "Lists the events that nobody has handled.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetEvent>,
     .default_set = "BySource"},
    {.name = "Remove-Event",
     .synopsis = "Takes events out of the queue.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveEvent>,
     .default_set = "BySource",
     .flags = C::ShouldProcess},
    {.name = "Wait-Event", .synopsis = "Waits for an event.", .parameters = wait_parameters, .make = make_cmdlet<WaitEvent>},
    {.name = "Register-EngineEvent",
     .synopsis = "Runs an action when an event of a name is raised.",
     .parameters = engine_parameters,
     .make = make_cmdlet<RegisterEngineEvent>},
    {.name = "Register-ObjectEvent",
     .synopsis = "Subscribes to an event of an object.",
     .parameters = object_parameters,
     .make = make_cmdlet<RegisterObjectEvent>},
    {.name = "Get-EventSubscriber",
     .synopsis = "Lists who has subscribed to events.",
     .parameters = subscriber_parameters,
     .make = make_cmdlet<GetEventSubscriber>,
     .default_set = "BySource"},
    {.name = "Unregister-Event",
     .synopsis = "Ends subscriptions.",
     .parameters = unregister_parameters,
     .make = make_cmdlet<UnregisterEvent>,
     .default_set = "BySource",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable events_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
