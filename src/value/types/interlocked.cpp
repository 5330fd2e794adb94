// System.Threading.Interlocked, Volatile and Monitor. They take the [ref] itself: reading and writing the variable has to be one step.
#include "base/scheduler.hpp"
#include "value/cancellation.hpp"
#include "value/reference.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include <unordered_map>

namespace kestrun::value {
namespace {

std::recursive_mutex& variables()
{
    static std::recursive_mutex mutex;
    return mutex;
}

Reference& location(const Call& c) { return object_arg<Reference>(c, 0, "location"); }

/// The number in a variable; what is no Int64 or UInt64 counts as Int32, as PowerShell's choice of overload does.
Value number_of(const Value& value)
{
    switch (value.tag()) {
    case Tag::Int32:
    case Tag::Int64:
    case Tag::UInt32:
    case Tag::UInt64: return value;
    default: return Value(to_int32(value));
    }
}

Value like(const Value& model, uint64_t bits)
{
    switch (model.tag()) {
    case Tag::Int64: return Value(static_cast<int64_t>(bits));
    case Tag::UInt64: return Value::uint64(bits);
    case Tag::UInt32: return Value::integer(Tag::UInt32, static_cast<uint32_t>(bits));
    default: return Value(static_cast<int32_t>(bits));
    }
}

/// Changes the number by a function of its bits; gives the new number, or the old one.
template <typename F>
Value change(const Call& c, bool old, F next)
{
    const std::lock_guard lock(variables());
    const Value before = number_of(location(c).get());
    const Value after = like(before, next(before.as_uint64()));
    location(c).set(after);
    return old ? before : after;
}

Value add_amount(Call& c)
{
    const uint64_t amount = static_cast<uint64_t>(to_int64(c.args[1]));
    return change(c, false, [amount](uint64_t n) { return n + amount; });
}

Value exchange(Call& c)
{
    const std::lock_guard lock(variables());
    const Value before = location(c).get();
    location(c).set(c.args[1]);
    return before;
}

bool same(const Value& a, const Value& b)
{
    if (a.is_heap() || b.is_heap()) return a.identical(b) || (a.is_string() && b.is_string() && text(a) == text(b));
    if (a.is_null() || b.is_null()) return a.is_null() == b.is_null();
    return a.as_uint64() == b.as_uint64();
}

Value compare_exchange(Call& c)
{
    const std::lock_guard lock(variables());
    const Value before = location(c).get();
    const Value expected = before.is_null() ? c.args[2] : try_convert(c.args[2], type_of(before)).value_or(c.args[2]);
    if (same(before, expected)) location(c).set(c.args[1]);
    return before;
}

Value read(Call& c)
{
    const std::lock_guard lock(variables());
    return location(c).get();
}

// A change in the one order of all such changes: as good as a fence, and one that ThreadSanitizer understands.
Value memory_barrier(Call&)
{
    static std::atomic<int> nothing_in_it{0};
    nothing_in_it.fetch_add(0, std::memory_order_seq_cst);
    return nothing();
}

Value write(Call& c)
{
    const std::lock_guard lock(variables());
    location(c).set(c.args[1]);
    return nothing();
}

constexpr const char* one = "System.Management.Automation.PSReference location";
constexpr const char* two = "System.Management.Automation.PSReference location1, System.Object value";

constexpr MemberDef interlocked_members[] = {
    smeth("Increment", one, "System.Object", [](Call& c) { return change(c, false, [](uint64_t n) { return n + 1; }); }),
    smeth("Decrement", one, "System.Object", [](Call& c) { return change(c, false, [](uint64_t n) { return n - 1; }); }),
    smeth("Add", two, "System.Object", add_amount),
    smeth("And", two, "System.Object",
          [](Call& c) {
              const auto mask = static_cast<uint64_t>(to_int64(c.args[1]));
              return change(c, true, [mask](uint64_t n) { return n & mask; });
          }),
    smeth("Or", two, "System.Object",
          [](Call& c) {
              const auto mask = static_cast<uint64_t>(to_int64(c.args[1]));
              return change(c, true, [mask](uint64_t n) { return n | mask; });
          }),
    smeth("Exchange", two, "System.Object", exchange),
    smeth("CompareExchange", "System.Management.Automation.PSReference location1, System.Object value, System.Object comparand",
          "System.Object", compare_exchange),
    smeth("Read", one, "System.Object", read),
    smeth("MemoryBarrier", "", "void", memory_barrier),
};

constexpr MemberDef volatile_members[] = {
    smeth("Read", one, "System.Object", read),
    smeth("Write", two, "void", write),
};

/// The lock of one object while somebody holds it or waits for it.
struct MonitorState
{
    base::FiberMutex mutex;
    std::mutex guard;
    base::WaitQueue pulses;
    uint32_t depth = 0; // of the holder
    uint32_t users = 0; // holders and waiters; the table's lock guards it
};

class MonitorTable
{
public:
    std::shared_ptr<MonitorState> use(const Object& object)
    {
        const std::lock_guard lock(mutex_);
        auto& state = states_[&object];
        if (!state) state = std::make_shared<MonitorState>();
        ++state->users;
        return state;
    }
    std::shared_ptr<MonitorState> find(const Object& object)
    {
        const std::lock_guard lock(mutex_);
        const auto found = states_.find(&object);
        return found == states_.end() ? nullptr : found->second;
    }
    void drop(const Object& object, MonitorState& state)
    {
        const std::lock_guard lock(mutex_);
        if (--state.users == 0) states_.erase(&object);
    }

private:
    std::mutex mutex_;
    std::unordered_map<const Object*, std::shared_ptr<MonitorState>> states_;
};

MonitorTable& monitors()
{
    static MonitorTable table;
    return table;
}

const Object& locked_object(const Call& c)
{
    require(c, 0, "obj");
    if (!c.args[0].is_heap()) {
        throw_native("System.Threading.SynchronizationLockException",
                     "Object synchronization method was called from an unsynchronized block of code.");
    }
    return *c.args[0].object();
}

bool enter(const Object& object, base::Deadline deadline)
{
    const auto state = monitors().use(object);
    bool taken = false;
    try {
        taken = state->mutex.try_lock_until(deadline);
    } catch (...) {
        monitors().drop(object, *state);
        throw;
    }
    if (!taken) {
        monitors().drop(object, *state);
        return false;
    }
    ++state->depth;
    object.retain(); // the table knows the object by its address: it stays until the lock is given back
    return true;
}

std::shared_ptr<MonitorState> held(const Object& object)
{
    auto state = monitors().find(object);
    if (!state || !state->mutex.held_by_current_task()) {
        throw_native("System.Threading.SynchronizationLockException",
                     "Object synchronization method was called from an unsynchronized block of code.");
    }
    return state;
}

Value monitor_enter(Call& c)
{
    enter(locked_object(c), base::Deadline::never());
    if (c.args.size() > 1) c.args[1] = Value(true);
    return nothing();
}

Value monitor_try_enter(Call& c)
{
    const bool by_ref = c.args.back().is_bool() && c.args.size() > 1;
    const bool timed = c.args.size() > 1 && !c.args[1].is_bool();
    const bool taken = enter(locked_object(c), timed ? timeout_of(c.args[1]) : base::Deadline::immediate());
    if (!by_ref) return Value(taken);
    c.args.back() = Value(taken);
    return nothing();
}

Value monitor_exit(Call& c)
{
    const Object& object = locked_object(c);
    const auto state = held(object);
    --state->depth;
    state->mutex.unlock();
    monitors().drop(object, *state);
    object.release();
    return nothing();
}

Value monitor_is_entered(Call& c)
{
    const auto state = monitors().find(locked_object(c));
    return Value(state && state->mutex.held_by_current_task());
}

/// Gives the lock back however often it is held, waits for a pulse and takes it again.
Value monitor_wait(Call& c)
{
    const Object& object = locked_object(c);
    const auto state = held(object);
    const base::Deadline deadline = c.args.size() > 1 ? timeout_of(c.args[1]) : base::Deadline::never();
    const uint32_t depth = std::exchange(state->depth, 0);
    std::unique_lock lock(state->guard);
    for (uint32_t i = 0; i < depth; ++i) state->mutex.unlock();
    const auto again = [&] {
        lock.unlock();
        for (uint32_t i = 0; i < depth; ++i) state->mutex.lock();
        state->depth = depth;
    };
    bool pulsed = false;
    try {
        pulsed = state->pulses.wait(lock, deadline);
    } catch (...) {
        again();
        throw;
    }
    again();
    return Value(pulsed);
}

Value monitor_pulse(Call& c, bool all)
{
    const auto state = held(locked_object(c));
    const std::lock_guard lock(state->guard);
    if (all)
        state->pulses.notify_all();
    else
        state->pulses.notify_one();
    return nothing();
}

constexpr MemberDef monitor_members[] = {
    smeth("Enter", "System.Object obj", "void", monitor_enter),
    smeth("Enter", "System.Object obj, ref bool lockTaken", "void", monitor_enter),
    smeth("TryEnter", "System.Object obj", "bool", monitor_try_enter),
    smeth("TryEnter", "System.Object obj, ref bool lockTaken", "void", monitor_try_enter),
    smeth("TryEnter", "System.Object obj, int millisecondsTimeout", "bool", monitor_try_enter),
    smeth("TryEnter", "System.Object obj, int millisecondsTimeout, ref bool lockTaken", "void", monitor_try_enter),
    smeth("TryEnter", "System.Object obj, timespan timeout", "bool", monitor_try_enter),
    smeth("Exit", "System.Object obj", "void", monitor_exit),
    smeth("IsEntered", "System.Object obj", "bool", monitor_is_entered),
    smeth("Wait", "System.Object obj", "bool", monitor_wait),
    smeth("Wait", "System.Object obj, int millisecondsTimeout", "bool", monitor_wait),
    smeth("Wait", "System.Object obj, timespan timeout", "bool", monitor_wait),
    smeth("Pulse", "System.Object obj", "void", [](Call& c) { return monitor_pulse(c, false); }),
    smeth("PulseAll", "System.Object obj", "void", [](Call& c) { return monitor_pulse(c, true); }),
};

constexpr TypeDef table[] = {
    {"System.Threading.Interlocked", "System.Object", TypeFlags::Static, "", "", interlocked_members},
    {"System.Threading.Volatile", "System.Object", TypeFlags::Static, "", "", volatile_members},
    {"System.Threading.Monitor", "System.Object", TypeFlags::Static, "", "", monitor_members},
};

} // namespace

std::span<const TypeDef> interlocked_types() { return table; }

} // namespace kestrun::value
