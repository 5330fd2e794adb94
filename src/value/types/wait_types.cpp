// Semaphores, events, mutexes, reader-writer locks, countdowns; Thread and Stopwatch. They wait as fibers do: nobody's thread is held up.
#include "base/scheduler.hpp"
#include "value/cancellation.hpp"
#include "value/culture.hpp"
#include "value/format.hpp"
#include "value/types/all_types.hpp"
#include "value/types/culture_current.hpp"
#include "value/types/native.hpp"
#include <atomic>

namespace kestrun::value {
namespace {

CancelSignalRef token_arg(const Call& c)
{
    for (const Value& arg : c.args) {
        if (const auto* token = arg.as<CancellationToken>()) return token->signal();
    }
    return {};
}

bool has_timeout(const Call& c) { return !c.args.empty() && !c.args[0].as<CancellationToken>(); }
base::Deadline deadline_arg(const Call& c) { return has_timeout(c) ? timeout_of(c.args[0]) : base::Deadline::never(); }

/// A count or a flag that tasks wait for.
class Waitable final : public Object
{
public:
    explicit Waitable(const Type& type, int32_t initial, int32_t most, bool reset_when_taken)
        : type_(&type), count(initial), limit(most), takes(reset_when_taken)
    {
    }
    const Type& type() const override { return *type_; }
    /// Waits until the count is positive and takes one of it (when `takes`).
    bool wait(base::Deadline deadline, const CancelSignalRef& token)
    {
        std::unique_lock lock(mutex);
        const bool done = wait_with_token(lock, queue, deadline, token, [this] { return count > 0; });
        if (done && takes) --count;
        return done;
    }
    std::mutex mutex;
    base::WaitQueue queue;

private:
    const Type* type_;

public:
    int32_t count; // guarded by mutex
    const int32_t limit;
    const bool takes;
};

Waitable& own(const Call& c) { return self<Waitable>(c); }

Value wait(Call& c)
{
    const bool done = own(c).wait(deadline_arg(c), token_arg(c));
    return has_timeout(c) ? Value(done) : nothing();
}

Value wait_one(Call& c) { return Value(own(c).wait(deadline_arg(c), {})); }

Value new_semaphore(Call& c)
{
    const int32_t initial = i32(c, 0), most = c.args.size() > 1 ? i32(c, 1) : std::numeric_limits<int32_t>::max();
    if (initial < 0 || initial > most) {
        throw_range("The initialCount argument must be non-negative and less than or equal to the maximumCount.", "initialCount");
    }
    if (most < 1) {
        throw_range(
            "The maximumCount argument must be a positive number. If a maximum is not required, use the constructor without a maxCount "
            "parameter.",
            "maxCount");
    }
    return Value(make<Waitable>(c.type, initial, most, true));
}

Value release(Call& c)
{
    const int32_t more = c.args.empty() ? 1 : i32(c, 0);
    if (more < 1) throw_range("The releaseCount argument must be greater than zero.", "releaseCount");
    Waitable& semaphore = own(c);
    int32_t before = 0;
    {
        const std::lock_guard lock(semaphore.mutex);
        before = semaphore.count;
        if (semaphore.limit - before < more) {
            throw_native("System.Threading.SemaphoreFullException",
                         "Adding the specified count to the semaphore would cause it to exceed its maximum count.");
        }
        semaphore.count += more;
    }
    for (int32_t i = 0; i < more; ++i) semaphore.queue.notify_one();
    return Value(before);
}

Value current_count(Call& c)
{
    const std::lock_guard lock(own(c).mutex);
    return Value(own(c).count);
}

Value do_nothing(Call&) { return nothing(); }

#define KESTRUN_WAIT_ROWS                                                                                                                  \
    meth("Wait", "", "void", wait), meth("Wait", "int millisecondsTimeout", "bool", wait), meth("Wait", "timespan timeout", "bool", wait), \
        meth("Wait", "System.Threading.CancellationToken cancellationToken", "void", wait),                                                \
        meth("Wait", "int millisecondsTimeout, System.Threading.CancellationToken cancellationToken", "bool", wait),                       \
        meth("Wait", "timespan timeout, System.Threading.CancellationToken cancellationToken", "bool", wait)

constexpr MemberDef semaphore_members[] = {
    ctor("int initialCount", new_semaphore),    ctor("int initialCount, int maxCount", new_semaphore),
    prop("CurrentCount", "int", current_count), KESTRUN_WAIT_ROWS,
    meth("Release", "", "int", release),        meth("Release", "int releaseCount", "int", release),
    meth("Dispose", "", "void", do_nothing),
};

Value new_manual(Call& c) { return Value(make<Waitable>(c.type, !c.args.empty() && flag(c, 0) ? 1 : 0, 1, false)); }
Value new_auto(Call& c) { return Value(make<Waitable>(c.type, flag(c, 0) ? 1 : 0, 1, true)); }
Value new_wait_handle(Call& c) { return Value(make<Waitable>(c.type, flag(c, 0) ? 1 : 0, 1, enum_arg(c, 1) == 0)); }

Value set_event(const Call& c, bool on)
{
    Waitable& event = own(c);
    {
        const std::lock_guard lock(event.mutex);
        event.count = on ? 1 : 0;
    }
    if (on && event.takes)
        event.queue.notify_one();
    else if (on)
        event.queue.notify_all();
    return Value(true);
}

constexpr MemberDef slim_event_members[] = {
    ctor("", new_manual),
    ctor("bool initialState", new_manual),
    ctor("bool initialState, int spinCount", new_manual),
    prop("IsSet", "bool", [](Call& c) { return Value(current_count(c).as_int32() > 0); }),
    KESTRUN_WAIT_ROWS,
    meth("Set", "", "void", [](Call& c) { return set_event(c, true), nothing(); }),
    meth("Reset", "", "void", [](Call& c) { return set_event(c, false), nothing(); }),
    meth("Dispose", "", "void", do_nothing),
};

constexpr MemberDef handle_members[] = {
    meth("WaitOne", "", "bool", wait_one),
    meth("WaitOne", "int millisecondsTimeout", "bool", wait_one),
    meth("WaitOne", "timespan timeout", "bool", wait_one),
    meth("Close", "", "void", do_nothing),
    meth("Dispose", "", "void", do_nothing),
};

constexpr MemberDef event_members[] = {
    ctor("bool initialState, System.Threading.EventResetMode mode", new_wait_handle),
    meth("Set", "", "bool", [](Call& c) { return set_event(c, true); }),
    meth("Reset", "", "bool", [](Call& c) { return set_event(c, false); }),
};
constexpr MemberDef auto_event_members[] = {ctor("bool initialState", new_auto)};
constexpr MemberDef manual_event_members[] = {ctor("bool initialState", new_manual)};

Value new_countdown(Call& c)
{
    if (i32(c, 0) < 0) throw_range("Specified argument was out of the range of valid values.", "initialCount");
    return Value(make<Waitable>(c.type, i32(c, 0), i32(c, 0), false));
}

/// A countdown waits for its count to be zero.
Value wait_countdown(Call& c)
{
    Waitable& event = own(c);
    std::unique_lock lock(event.mutex);
    const bool done = wait_with_token(lock, event.queue, deadline_arg(c), token_arg(c), [&] { return event.count == 0; });
    return has_timeout(c) ? Value(done) : nothing();
}

Value signal(Call& c)
{
    const int32_t count = c.args.empty() ? 1 : i32(c, 0);
    Waitable& event = own(c);
    bool zero = false;
    {
        const std::lock_guard lock(event.mutex);
        if (count < 1 || count > event.count) {
            throw_native("System.InvalidOperationException", "Invalid attempt made to decrement the event's count below zero.");
        }
        event.count -= count;
        zero = event.count == 0;
    }
    if (zero) event.queue.notify_all();
    return Value(zero);
}

Value add_count(Call& c)
{
    const std::lock_guard lock(own(c).mutex);
    if (own(c).count == 0) {
        throw_native("System.InvalidOperationException", "The event is already signaled and cannot be incremented.");
    }
    own(c).count += c.args.empty() ? 1 : i32(c, 0);
    return nothing();
}

Value reset_countdown(Call& c)
{
    const std::lock_guard lock(own(c).mutex);
    own(c).count = c.args.empty() ? own(c).limit : i32(c, 0);
    return nothing();
}

constexpr MemberDef countdown_members[] = {
    ctor("int initialCount", new_countdown),
    prop("CurrentCount", "int", current_count),
    prop("InitialCount", "int", [](Call& c) { return Value(own(c).limit); }),
    prop("IsSet", "bool", [](Call& c) { return Value(current_count(c).as_int32() == 0); }),
    meth("Signal", "", "bool", signal),
    meth("Signal", "int signalCount", "bool", signal),
    meth("AddCount", "", "void", add_count),
    meth("AddCount", "int signalCount", "void", add_count),
    meth("Reset", "", "void", reset_countdown),
    meth("Reset", "int count", "void", reset_countdown),
    meth("Wait", "", "void", wait_countdown),
    meth("Wait", "int millisecondsTimeout", "bool", wait_countdown),
    meth("Wait", "timespan timeout", "bool", wait_countdown),
    meth("Wait", "System.Threading.CancellationToken cancellationToken", "void", wait_countdown),
    meth("Dispose", "", "void", do_nothing),
};

/// System.Threading.Mutex: for the tasks of this process.
class MutexObject final : public Object
{
public:
    const Type& type() const override { return native_type("System.Threading.Mutex"); }
    base::FiberMutex mutex;
};

Value new_mutex(Call& c)
{
    auto made = make<MutexObject>();
    if (!c.args.empty() && flag(c, 0)) made->mutex.lock();
    return Value(made);
}

Value mutex_wait(Call& c) { return Value(self<MutexObject>(c).mutex.try_lock_until(deadline_arg(c))); }

Value mutex_release(Call& c)
{
    auto& mutex = self<MutexObject>(c).mutex;
    if (!mutex.held_by_current_task()) {
        throw_native("System.ApplicationException", "Object synchronization method was called from an unsynchronized block of code.");
    }
    mutex.unlock();
    return nothing();
}

constexpr MemberDef mutex_members[] = {
    ctor("", new_mutex),
    ctor("bool initiallyOwned", new_mutex),
    ctor("bool initiallyOwned, string name", new_mutex),
    meth("WaitOne", "", "bool", mutex_wait),
    meth("WaitOne", "int millisecondsTimeout", "bool", mutex_wait),
    meth("WaitOne", "timespan timeout", "bool", mutex_wait),
    meth("ReleaseMutex", "", "void", mutex_release),
};

/// Many readers or one writer. The holder of the write lock may enter again; an upgradeable reader counts as a writer that lets readers in.
class ReaderWriterLock final : public Object
{
public:
    const Type& type() const override { return native_type("System.Threading.ReaderWriterLockSlim"); }
    std::mutex mutex;
    base::WaitQueue queue;
    int32_t readers = 0;
    base::Task* writer = nullptr;
    int32_t writes = 0;
    base::Task* upgrader = nullptr;
};

ReaderWriterLock& rw(const Call& c) { return self<ReaderWriterLock>(c); }

Value enter_lock(Call& c, char kind)
{
    ReaderWriterLock& lock = rw(c);
    base::Task* const me = &base::current_task();
    std::unique_lock guard(lock.mutex);
    const auto free = [&] {
        if (kind == 'r') return !lock.writer || lock.writer == me;
        if (kind == 'u') return (!lock.upgrader || lock.upgrader == me) && (!lock.writer || lock.writer == me);
        return lock.writer == me || (!lock.writer && lock.readers == 0 && (!lock.upgrader || lock.upgrader == me));
    };
    if (!lock.queue.wait(guard, deadline_arg(c), free)) return Value(false);
    if (kind == 'r') {
        ++lock.readers;
    } else if (kind == 'u') {
        lock.upgrader = me;
    } else {
        lock.writer = me;
        ++lock.writes;
    }
    return has_timeout(c) ? Value(true) : nothing();
}

Value exit_lock(Call& c, char kind)
{
    ReaderWriterLock& lock = rw(c);
    base::Task* const me = &base::current_task();
    {
        const std::lock_guard guard(lock.mutex);
        const bool held = kind == 'r' ? lock.readers > 0 : kind == 'u' ? lock.upgrader == me : lock.writer == me;
        if (!held) {
            throw_native("System.Threading.SynchronizationLockException",
                         kind == 'r'   ? "The read lock is being released without being held."
                         : kind == 'u' ? "The upgradeable lock is being released without being held."
                                       : "The write lock is being released without being held.");
        }
        if (kind == 'r') {
            --lock.readers;
        } else if (kind == 'u') {
            lock.upgrader = nullptr;
        } else if (--lock.writes == 0) {
            lock.writer = nullptr;
        }
    }
    lock.queue.notify_all();
    return nothing();
}

#define KESTRUN_RW_ROWS(NAME, KIND)                                                                                                        \
    meth("Enter" NAME "Lock", "", "void", [](Call& c) { return enter_lock(c, KIND); }),                                                    \
        meth("TryEnter" NAME "Lock", "int millisecondsTimeout", "bool", [](Call& c) { return enter_lock(c, KIND); }),                      \
        meth("TryEnter" NAME "Lock", "timespan timeout", "bool", [](Call& c) { return enter_lock(c, KIND); }),                             \
        meth("Exit" NAME "Lock", "", "void", [](Call& c) { return exit_lock(c, KIND); })

constexpr MemberDef rw_members[] = {
    ctor("", [](Call&) { return Value(make<ReaderWriterLock>()); }),
    ctor("System.Threading.LockRecursionPolicy recursionPolicy", [](Call&) { return Value(make<ReaderWriterLock>()); }),
    prop("CurrentReadCount", "int",
         [](Call& c) {
             const std::lock_guard guard(rw(c).mutex);
             return Value(rw(c).readers);
         }),
    prop("IsReadLockHeld", "bool",
         [](Call& c) {
             const std::lock_guard guard(rw(c).mutex);
             return Value(rw(c).readers > 0);
         }),
    prop("IsWriteLockHeld", "bool",
         [](Call& c) {
             const std::lock_guard guard(rw(c).mutex);
             return Value(rw(c).writer == &base::current_task());
         }),
    KESTRUN_RW_ROWS("Read", 'r'),
    KESTRUN_RW_ROWS("Write", 'w'),
    KESTRUN_RW_ROWS("UpgradeableRead", 'u'),
    meth("Dispose", "", "void", do_nothing),
};
#undef KESTRUN_RW_ROWS
#undef KESTRUN_WAIT_ROWS

/// [Thread]::CurrentThread: the task that runs.
class ThreadObject final : public Object
{
public:
    const Type& type() const override { return native_type("System.Threading.Thread"); }
    std::string name;
    int32_t id = 0;
};

Value current_thread(Call&)
{
    static std::atomic<int32_t> last{0};
    static thread_local Ref<ThreadObject> mine;
    if (!mine) {
        mine = make<ThreadObject>();
        mine->id = ++last;
    }
    return Value(mine);
}

Value sleep(Call& c)
{
    const base::Deadline deadline = timeout_of(c.args[0]);
    if (deadline.passed())
        base::yield();
    else
        base::sleep_until(deadline);
    return nothing();
}

Value refuse_thread(Call&)
{
    throw_native(
        "System.NotSupportedException",
        "Threads cannot be made by scripts. Use Start-ThreadJob, ForEach-Object -Parallel or Start-Job to run code beside this one.");
}

constexpr MemberDef thread_members[] = {
    ctor("System.Action start", refuse_thread),
    sprop("CurrentThread", "System.Threading.Thread", current_thread),
    smeth("Sleep", "int millisecondsTimeout", "void", sleep),
    smeth("Sleep", "timespan timeout", "void", sleep),
    smeth("Yield", "", "bool", [](Call&) { return base::yield(), Value(true); }),
    smeth("SpinWait", "int iterations", "void", [](Call&) { return base::yield(), nothing(); }),
    prop("ManagedThreadId", "int", [](Call& c) { return Value(self<ThreadObject>(c).id); }),
    prop(
        "Name", "string", [](Call& c) { return self<ThreadObject>(c).name.empty() ? Value() : Value(self<ThreadObject>(c).name); },
        [](Call& c) { return self<ThreadObject>(c).name = text(c, 0), nothing(); }),
    prop("IsAlive", "bool", [](Call&) { return Value(true); }),
    prop("IsBackground", "bool", [](Call&) { return Value(true); }),
    prop("IsThreadPoolThread", "bool", [](Call&) { return Value(false); }),
    prop("CurrentCulture", "cultureinfo", get_current_culture<&CurrentCultures::formats>, set_current_culture<&CurrentCultures::formats>),
    prop("CurrentUICulture", "cultureinfo", get_current_culture<&CurrentCultures::texts>, set_current_culture<&CurrentCultures::texts>),
    prop("ThreadState", "System.Threading.ThreadState", [](Call&) { return enum_value("System.Threading.ThreadState", 0); }),
};

class Stopwatch final : public Object, public Textual
{
public:
    const Type& type() const override { return native_type("System.Diagnostics.Stopwatch"); }
    std::chrono::nanoseconds elapsed() const { return running ? kept + (base::Clock::now() - started) : kept; }
    std::string text() const override { return time_span_text(elapsed().count() / 100); }
    void start()
    {
        if (!running) started = base::Clock::now();
        running = true;
    }
    void stop()
    {
        kept = elapsed();
        running = false;
    }
    std::chrono::nanoseconds kept{0};
    base::TimePoint started;
    bool running = false;
};

Stopwatch& watch(const Call& c) { return self<Stopwatch>(c); }
int64_t timestamp() { return std::chrono::nanoseconds(base::Clock::now().time_since_epoch()).count(); }

constexpr MemberDef stopwatch_members[] = {
    ctor("", [](Call&) { return Value(make<Stopwatch>()); }),
    sprop("Frequency", "long", [](Call&) { return Value(int64_t{1'000'000'000}); }),
    sprop("IsHighResolution", "bool", [](Call&) { return Value(true); }),
    prop("IsRunning", "bool", [](Call& c) { return Value(watch(c).running); }),
    prop("Elapsed", "timespan", [](Call& c) { return Value::time_span(watch(c).elapsed().count() / 100); }),
    prop("ElapsedMilliseconds", "long", [](Call& c) { return Value(static_cast<int64_t>(watch(c).elapsed().count() / 1'000'000)); }),
    prop("ElapsedTicks", "long", [](Call& c) { return Value(static_cast<int64_t>(watch(c).elapsed().count())); }),
    smeth("StartNew", "", "System.Diagnostics.Stopwatch",
          [](Call&) {
              auto made = make<Stopwatch>();
              made->start();
              return Value(made);
          }),
    smeth("GetTimestamp", "", "long", [](Call&) { return Value(timestamp()); }),
    smeth("GetElapsedTime", "long startingTimestamp", "timespan",
          [](Call& c) { return Value::time_span((timestamp() - i64(c, 0)) / 100); }),
    smeth("GetElapsedTime", "long startingTimestamp, long endingTimestamp", "timespan",
          [](Call& c) { return Value::time_span((i64(c, 1) - i64(c, 0)) / 100); }),
    meth("Start", "", "void", [](Call& c) { return watch(c).start(), nothing(); }),
    meth("Stop", "", "void", [](Call& c) { return watch(c).stop(), nothing(); }),
    meth("Reset", "", "void",
         [](Call& c) {
             watch(c).stop();
             watch(c).kept = {};
             return nothing();
         }),
    meth("Restart", "", "void",
         [](Call& c) {
             watch(c).stop();
             watch(c).kept = {};
             watch(c).start();
             return nothing();
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(watch(c).text()); }),
};

constexpr const char* disposable = "System.IDisposable";

constexpr TypeDef table[] = {
    {"System.Threading.SemaphoreSlim", "System.Object", TypeFlags::None, "", disposable, semaphore_members},
    {"System.Threading.ManualResetEventSlim", "System.Object", TypeFlags::None, "", disposable, slim_event_members},
    {"System.Threading.WaitHandle", "System.MarshalByRefObject", TypeFlags::Abstract, "", disposable, handle_members},
    {"System.Threading.EventWaitHandle", "System.Threading.WaitHandle", TypeFlags::None, "", "", event_members},
    {"System.Threading.AutoResetEvent", "System.Threading.EventWaitHandle", TypeFlags::Sealed, "", "", auto_event_members},
    {"System.Threading.ManualResetEvent", "System.Threading.EventWaitHandle", TypeFlags::Sealed, "", "", manual_event_members},
    {"System.Threading.CountdownEvent", "System.Object", TypeFlags::None, "", disposable, countdown_members},
    {"System.Threading.Mutex", "System.Threading.WaitHandle", TypeFlags::Sealed, "", "", mutex_members},
    {"System.Threading.ReaderWriterLockSlim", "System.Object", TypeFlags::None, "", disposable, rw_members},
    {"System.Threading.Thread", "System.Object", TypeFlags::Sealed, "", "", thread_members},
    {"System.Diagnostics.Stopwatch", "System.Object", TypeFlags::Locked, "", "", stopwatch_members},
};

} // namespace

std::span<const TypeDef> wait_types_types() { return table; }

} // namespace kestrun::value
