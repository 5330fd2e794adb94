#include "base/ticker.hpp"

#include "base/detached_thread.hpp"
#include "base/signals_blocked.hpp"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace kestrun::base::ticker {

namespace detail {
constinit std::atomic<bool> awake{false};
}

namespace {

constexpr Duration tick = time_slice / 2;
constexpr unsigned idle_ticks_to_sleep = 20;

// Never destroyed: the thread runs until the process ends.
struct State
{
    std::mutex mutex;
    std::condition_variable wake_up;
    TickerSlot* slots = nullptr;
    bool started = false;
};

State& state()
{
    static State* instance = new State;
    return *instance;
}

// True when some fiber has been running for longer than a tick.
bool look_at_slots(State& s)
{
    bool somebody_runs_long = false;
    for (TickerSlot* slot = s.slots; slot != nullptr; slot = slot->next) {
        std::uint64_t turn = slot->turn.load(std::memory_order_relaxed);
        if (turn % 2 == 0 || turn != slot->seen_turn) {
            slot->seen_turn = turn;
            slot->seen_times = 0;
            continue;
        }
        somebody_runs_long = true;
        // Seen twice it has run for one to two ticks, seen n times for up to n of them.
        if (++slot->seen_times * tick + tick >= time_slice) slot->flag->store(true, std::memory_order_relaxed);
    }
    return somebody_runs_long;
}

void raise_all(State& s)
{
    for (TickerSlot* slot = s.slots; slot != nullptr; slot = slot->next) slot->flag->store(true, std::memory_order_relaxed);
}

// Fibers that started while the ticker was awake rely on it: from here on they look at the clock themselves. A loop lowers its flag and
// then looks whether the ticker is awake; the second raise is for the one whose lowering was still on its way at the first.
void go_to_sleep(State& s, std::unique_lock<std::mutex>& lock)
{
    detail::awake.store(false, std::memory_order_seq_cst);
    raise_all(s);
    lock.unlock();
    std::this_thread::sleep_for(tick);
    lock.lock();
    raise_all(s);
}

void run()
{
    State& s = state();
    std::unique_lock lock(s.mutex);
    unsigned idle_ticks = 0;
    while (true) {
        if (!detail::awake.load(std::memory_order_relaxed)) {
            s.wake_up.wait(lock, [] { return detail::awake.load(std::memory_order_relaxed); });
            idle_ticks = 0;
        }
        lock.unlock();
        std::this_thread::sleep_for(tick);
        lock.lock();
        idle_ticks = look_at_slots(s) ? 0 : idle_ticks + 1;
        if (idle_ticks >= idle_ticks_to_sleep) go_to_sleep(s, lock);
    }
}

void start_thread(State& s)
{
    const SignalsBlocked quiet;
    try {
        start_detached(run);
        s.started = true;
    } catch (const std::system_error&) {
        detail::awake.store(false, std::memory_order_relaxed);
    }
}

} // namespace

void add(TickerSlot& slot)
{
    State& s = state();
    std::lock_guard guard(s.mutex);
    slot.next = s.slots;
    s.slots = &slot;
}

void remove(TickerSlot& slot) noexcept
{
    State& s = state();
    std::lock_guard guard(s.mutex);
    for (TickerSlot** place = &s.slots; *place != nullptr; place = &(*place)->next) {
        if (*place == &slot) {
            *place = slot.next;
            break;
        }
    }
}

void wake() noexcept
{
    if (awake()) return;
    State& s = state();
    std::lock_guard guard(s.mutex);
    detail::awake.store(true, std::memory_order_relaxed);
    if (!s.started) start_thread(s);
    s.wake_up.notify_one();
}

} // namespace kestrun::base::ticker
