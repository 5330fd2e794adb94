#include "base/scheduler.hpp"

#include "base/fiber_local.hpp"
#include "base/plain_scheduler.hpp"

#include <cstdio>

namespace kestrun::base {

namespace detail {

constinit thread_local FiberSlots fiber_slots;

} // namespace detail

namespace {

constinit thread_local Scheduler* running_scheduler = nullptr;

} // namespace

Scheduler& current_scheduler() noexcept { return running_scheduler != nullptr ? *running_scheduler : plain_scheduler(); }

void set_current_scheduler(Scheduler* scheduler) noexcept { running_scheduler = scheduler; }

void sleep_until(Deadline deadline)
{
    Scheduler& scheduler = current_scheduler();
    CancelState& cancel = scheduler.current_task().cancel_state();
    do {
        cancel.check();
    } while (scheduler.park(deadline));
    cancel.check();
}

void run_reporting(UniqueFunction<void()>& function) noexcept
{
    try {
        function();
    } catch (const Cancelled&) { // the end that was asked for
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kestrun: a task ended with an unhandled error: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "kestrun: a task ended with an unhandled error of unknown type\n");
    }
    function.reset();
}

} // namespace kestrun::base
