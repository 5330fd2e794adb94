#include "cmdlets/utility/event_sources.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/utility/event_manager.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr const char* timer_name = "System.Timers.Timer";
constexpr const char* elapsed_name = "System.Timers.ElapsedEventArgs";

class TimerObject final : public value::Object
{
public:
    explicit TimerObject(double ms) : interval(ms) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type(timer_name);
        return type;
    }
    void enable(bool on)
    {
        if (on && !enabled) arm();
        enabled = on;
    }
    void arm() { due = base::Deadline::after(std::chrono::microseconds(static_cast<int64_t>(interval * 1000))); }
    double interval; // milliseconds
    bool auto_reset = true;
    bool enabled = false;
    base::Deadline due = base::Deadline::never();
};

class TimerEvents final : public EventSource
{
public:
    explicit TimerEvents(Ref<TimerObject> timer) : timer_(std::move(timer)) {}
    bool has_event(std::string_view name) const override { return equals_ci(name, "Elapsed") || equals_ci(name, "Disposed"); }
    std::optional<Value> due(std::string_view event) override
    {
        if (!equals_ci(event, "Elapsed") || !timer_->enabled || !timer_->due.passed()) return std::nullopt;
        if (timer_->auto_reset)
            timer_->arm();
        else
            timer_->enabled = false;
        return make_data(elapsed_name, {value::get_static_property(value::types::date_time(), Name("Now"))});
    }
    base::Deadline next(std::string_view event) const override
    {
        return timer_->enabled && equals_ci(event, "Elapsed") ? timer_->due : base::Deadline::never();
    }

private:
    Ref<TimerObject> timer_;
};

class JobEvents final : public EventSource
{
public:
    explicit JobEvents(Ref<JobObject> job) : job_(std::move(job)), state_(job_->child_state()) {}
    bool has_event(std::string_view name) const override { return equals_ci(name, "StateChanged"); }
    std::optional<Value> due(std::string_view) override
    {
        const ChildState now = job_->child_state();
        if (now == state_) return std::nullopt;
        const Value before = info(state_);
        state_ = now;
        return make_data("System.Management.Automation.JobStateEventArgs", {info(now), before});
    }
    base::Deadline next(std::string_view) const override
    {
        return job_->done() && job_->child_state() == state_ ? base::Deadline::never()
                                                             : base::Deadline::after(std::chrono::milliseconds(20));
    }

private:
    static Value info(ChildState state)
    {
        constexpr const char* names[] = {"NotStarted", "Running", "Completed", "Failed", "Stopped"};
        const Value shown =
            value::convert(Value(names[static_cast<size_t>(state)]), value::native_type("System.Management.Automation.JobState"));
        return make_data("System.Management.Automation.JobStateInfo", {shown, Value()},
                         [](const DataObject& data) { return value::to_text(data.slot(0)); });
    }
    Ref<JobObject> job_;
    ChildState state_;
};

TimerObject& own(value::Call& call) { return *static_cast<TimerObject*>(call.self.object()); }

constexpr value::MemberDef method(const char* name, value::NativeFn fn) { return {name, value::MemberKind::Method, "", "void", fn}; }

constexpr value::MemberDef timer_members[] = {
    {"new", value::MemberKind::Constructor, "", "void", [](value::Call&) { return Value(value::make<TimerObject>(100)); }},
    {"new", value::MemberKind::Constructor, "double interval", "void",
     [](value::Call& call) {
         const double interval = value::to_double(call.arg(0));
         if (interval <= 0)
             value::throw_native("System.ArgumentException",
                                 "Invalid value '" + value::to_text(call.arg(0)) + "' for parameter 'interval'.");
         return Value(value::make<TimerObject>(interval));
     }},
    {"AutoReset", value::MemberKind::Property, "", "bool", [](value::Call& call) { return Value(own(call).auto_reset); },
     [](value::Call& call) { return own(call).auto_reset = value::to_bool(call.arg(0)), Value::nothing(); }},
    {"Enabled", value::MemberKind::Property, "", "bool", [](value::Call& call) { return Value(own(call).enabled); },
     [](value::Call& call) { return own(call).enable(value::to_bool(call.arg(0))), Value::nothing(); }},
    {"Interval", value::MemberKind::Property, "", "double", [](value::Call& call) { return Value(own(call).interval); },
     [](value::Call& call) {
         own(call).interval = value::to_double(call.arg(0));
         if (own(call).enabled) own(call).arm();
         return Value::nothing();
     }},
    method("Start", [](value::Call& call) { return own(call).enable(true), Value::nothing(); }),
    method("Stop", [](value::Call& call) { return own(call).enable(false), Value::nothing(); }),
    method("Close", [](value::Call& call) { return own(call).enable(false), Value::nothing(); }),
    method("Dispose", [](value::Call& call) { return own(call).enable(false), Value::nothing(); }),
};
constexpr value::MemberDef elapsed_members[] = {slot<0>("SignalTime", "datetime")};
constexpr value::MemberDef state_members[] = {slot<0>("JobStateInfo", "System.Management.Automation.JobStateInfo"),
                                              slot<1>("PreviousJobStateInfo", "System.Management.Automation.JobStateInfo")};
constexpr value::MemberDef info_members[] = {slot<0>("State", "System.Management.Automation.JobState"),
                                             slot<1>("Reason", "System.Exception")};
constexpr value::TypeDef rows[] = {
    {.full_name = timer_name, .interfaces = "System.IDisposable", .members = timer_members},
    {.full_name = elapsed_name, .base = "System.EventArgs", .members = elapsed_members},
    {.full_name = "System.Management.Automation.JobStateEventArgs", .base = "System.EventArgs", .members = state_members},
    {.full_name = "System.Management.Automation.JobStateInfo", .members = info_members},
};

} // namespace

std::shared_ptr<EventSource> event_source_of(const Value& value)
{
    if (auto* timer = value.as<TimerObject>()) return std::make_shared<TimerEvents>(Ref<TimerObject>(timer));
    if (auto* job = value.as<JobObject>()) return std::make_shared<JobEvents>(Ref<JobObject>(job));
    return nullptr;
}

std::span<const value::TypeDef> event_source_types() { return rows; }

} // namespace kestrun::cmdlets
