#include "io/loop_core.hpp"

#include "base/error.hpp"
#include "base/poll.hpp"
#include "io/fiber.hpp"
#include "io/thread_pool.hpp"
#include "log/sinks.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace kestrun::io {

namespace {

constinit thread_local detail::LoopCore* thread_loop = nullptr;

// Rounds of ready fibers between two looks at the system's events.
constexpr unsigned max_rounds_without_poll = 8;
// A fiber that reaches either of these wakes the ticker; see base/poll.hpp.
constexpr base::Duration short_run = std::chrono::microseconds(100);
constexpr unsigned short_run_polls = 64;

} // namespace

Fiber::Fiber(std::shared_ptr<LoopInbox> inbox, base::UniqueFunction<void()> function, std::size_t stack_size)
    : inbox_(std::move(inbox)), stack_size_(stack_size), function_(std::move(function)), timer_(&Fiber::time_out, *this)
{
}

void Fiber::time_out(TimerNode& node)
{
    Fiber& fiber = static_cast<Timer&>(node).fiber;
    fiber.timed_out_ = true;
    detail::LoopCore::current()->wake(fiber);
}

void Fiber::unpark() noexcept
{
    detail::LoopCore* loop = detail::LoopCore::current();
    if (loop != nullptr && &loop->inbox() == inbox_.get()) {
        loop->wake(*this);
    } else {
        inbox_->wake(*this);
    }
}

void Fiber::raise_poll() noexcept { inbox_->raise_poll(); }

namespace detail {

LoopCore::LoopCore(EventLoop& owner)
    : owner_(owner), io_(*this), inbox_(std::make_shared<LoopInbox>(io_.reactor())), timers_(base::Clock::now()), now_(base::Clock::now())
{
}

LoopCore::~LoopCore()
{
    drain(std::chrono::seconds(5));
    workers_.release();
    io_.close();
    inbox_->close();
    Fiber* woken = nullptr;
    inbox_->take(woken, posts_);
    while (woken != nullptr) {
        Fiber* next = woken->next_in_inbox_;
        woken->release();
        woken = next;
    }
}

LoopCore* LoopCore::current() noexcept { return thread_loop; }

LoopCore* LoopCore::current_on_fiber() noexcept
{
    return thread_loop != nullptr && thread_loop->running_ != nullptr ? thread_loop : nullptr;
}

// ---- starting and ending fibers

base::TaskHandle LoopCore::spawn(base::UniqueFunction<void()> function, base::SpawnOptions options)
{
    if (options.any_thread) {
        if (base::TaskHandle handle = workers_.spawn(function, options)) return handle;
    }
    auto* fiber = new Fiber(inbox_, std::move(function), options.stack_size != 0 ? options.stack_size : default_stack_size);
    base::TaskHandle handle = base::TaskHandle::adopt(*fiber);
    fiber_count_.fetch_add(1, std::memory_order_relaxed);
    if (current() == this) {
        adopt(*fiber);
    } else if (!inbox_->post([this, handle] { adopt(static_cast<Fiber&>(*handle.get())); })) {
        fiber_count_.fetch_sub(1, std::memory_order_relaxed);
        fiber->function_.reset();
        fiber->state_ = FiberState::done;
        fiber->finish();
    }
    return handle;
}

void LoopCore::adopt(Fiber& fiber) noexcept
{
    fiber.retain();
    fiber.next_ = all_;
    if (all_ != nullptr) all_->previous_ = &fiber;
    all_ = &fiber;
    ready_.push(fiber);
}

void LoopCore::fiber_main(void* argument) noexcept
{
    auto& fiber = *static_cast<Fiber*>(argument);
    base::run_reporting(fiber.function_);
    fiber.state_ = FiberState::done;
}

void LoopCore::resume(Fiber& fiber)
{
    if (!fiber.stack_) {
        fiber.stack_ = stacks_.acquire(fiber.stack_size_);
        if (!fiber.stack_) {
            std::fprintf(stderr, "kestrun: a task cannot start: no memory or memory mappings for its stack (%zu fibers live)\n",
                         fiber_count());
            fiber.function_.reset();
            fiber.state_ = FiberState::done;
            recycle(fiber);
            return;
        }
        fiber.context_.prepare(fiber.stack_, &LoopCore::fiber_main, &fiber);
    }
    base::detail::PollState& poll = base::detail::poll_state;
    std::uintptr_t thread_limit = std::exchange(poll.stack_limit, reinterpret_cast<std::uintptr_t>(fiber.stack_.base));
    running_ = &fiber;
    fiber.state_ = FiberState::running;
    slice_start_ = {};
    slice_polls_ = 0;
    base::set_current_scheduler(this);
    slot_.turn.store(slot_.turn.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    // Lowered before looking, so that a raise after the look is not lost.
    poll.requested.store(false, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (!base::ticker::awake() || fiber.cancel_state().reason() != base::CancelReason::none)
        poll.requested.store(true, std::memory_order_relaxed);

    base::swap_fiber_slots(fiber.slots_);
    fiber.memory_.enter();
    fiber.context_.enter();
    fiber.memory_.leave();
    base::swap_fiber_slots(fiber.slots_);

    slot_.turn.store(slot_.turn.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    base::set_current_scheduler(nullptr);
    running_ = nullptr;
    poll.stack_limit = thread_limit;
    if (fiber.state_ == FiberState::done) recycle(fiber);
}

void LoopCore::recycle(Fiber& fiber) noexcept
{
    if (fiber.stack_) stacks_.release(std::exchange(fiber.stack_, {}));
    timers_.disarm(fiber.timer_);
    (fiber.previous_ != nullptr ? fiber.previous_->next_ : all_) = fiber.next_;
    if (fiber.next_ != nullptr) fiber.next_->previous_ = fiber.previous_;
    fiber_count_.fetch_sub(1, std::memory_order_relaxed);
    fiber.finish();
    fiber.release();
}

// ---- what fibers call

void LoopCore::switch_out() noexcept { running_->context_.leave(); }

bool LoopCore::park(base::Deadline deadline) noexcept
{
    Fiber& fiber = *running_;
    if (std::exchange(fiber.token_, false)) return true;
    if (fiber.cancel_state().requested()) return true;
    base::Deadline until = fiber.effective_deadline(deadline);
    if (!until.is_never()) {
        if (until.passed(now_)) {
            fiber.check_limit(now_);
            return !deadline.passed(now_);
        }
        timers_.arm(fiber.timer_, until.when());
    }
    fiber.timed_out_ = false;
    fiber.state_ = FiberState::parked;
    switch_out();
    if (!fiber.timed_out_) return true;
    fiber.check_limit(now_);
    return !deadline.passed(now_);
}

void LoopCore::wake(Fiber& fiber) noexcept
{
    switch (fiber.state_) {
    case FiberState::parked:
        timers_.disarm(fiber.timer_);
        fiber.state_ = FiberState::ready;
        ready_.push(fiber);
        break;
    case FiberState::ready:
    case FiberState::running: fiber.token_ = true; break;
    case FiberState::done: break;
    }
}

void LoopCore::yield()
{
    Fiber& fiber = *running_;
    fiber.cancel_state().check();
    fiber.state_ = FiberState::ready;
    ready_.push(fiber);
    switch_out();
    fiber.cancel_state().check();
}

void LoopCore::safepoint()
{
    Fiber& fiber = *running_;
    base::detail::poll_state.requested.store(false, std::memory_order_relaxed);
    fiber.cancel_state().check();
    if (!slice_over()) return;
    fiber.state_ = FiberState::ready;
    expired_.push(fiber);
    switch_out();
    fiber.cancel_state().check();
}

void LoopCore::give_way() noexcept
{
    Fiber& fiber = *running_;
    base::detail::poll_state.requested.store(false, std::memory_order_relaxed);
    if (slice_over()) {
        fiber.state_ = FiberState::ready;
        expired_.push(fiber);
        switch_out();
    }
    // Cancelled: the next safepoint is to see it.
    if (fiber.cancel_state().reason() != base::CancelReason::none)
        base::detail::poll_state.requested.store(true, std::memory_order_relaxed);
}

// The clock is read at the first, second, fourth, eighth ... safepoint while the ticker sleeps, and whenever it raised the flag.
bool LoopCore::slice_over() noexcept
{
    bool ticker_awake = base::ticker::awake();
    ++slice_polls_;
    if (!ticker_awake && (slice_polls_ & (slice_polls_ - 1)) != 0) {
        base::detail::poll_state.requested.store(true, std::memory_order_relaxed);
        return false;
    }
    base::TimePoint now = base::Clock::now();
    if (!running_->limit().is_never()) running_->check_limit(now);
    if (slice_start_ == base::TimePoint{}) {
        if (ticker_awake) return true; // the first safepoint that was not passed by: the ticker has measured the slice
        slice_start_ = now;
    }
    if (now - slice_start_ >= base::time_slice) return true;
    if (!ticker_awake) {
        if (slice_polls_ >= short_run_polls || now - slice_start_ > short_run) {
            base::ticker::wake();
        } else {
            base::detail::poll_state.requested.store(true, std::memory_order_relaxed);
        }
    }
    return false;
}

bool LoopCore::wait_fd(int fd, base::FdEvent event, base::Deadline deadline) { return io_.wait_fd(fd, event, deadline); }

// The function refers to the fiber's stack, so the fiber waits for it come what may.
void LoopCore::run_blocking(base::FunctionRef<void()> function)
{
    Fiber& fiber = *running_;
    fiber.cancel_state().check();
    std::atomic<bool> done{false};
    std::exception_ptr error;
    base::TaskHandle handle(fiber);
    ThreadPool::shared().submit([&done, &error, function, handle] {
        try {
            function();
        } catch (...) {
            error = std::current_exception();
        }
        done.store(true, std::memory_order_release); // from here on `done` and `error` may be gone
        handle.get()->unpark();
    });
    base::CancelShield shield;
    while (!done.load(std::memory_order_acquire)) park(base::Deadline::never());
    if (error) std::rethrow_exception(std::exchange(error, nullptr));
}

void LoopCore::trim_running_stack() noexcept
{
    if (running_ == nullptr) return;
    constexpr std::uintptr_t margin = std::uintptr_t{16} << 10;
    std::uintptr_t here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    discard_stack_pages(running_->stack_, reinterpret_cast<const std::byte*>(here - margin));
}

// ---- the loop

void LoopCore::run(const base::Task* until)
{
    if (thread_loop != nullptr) throw std::logic_error("EventLoop::run() on a thread that runs a loop already");
    struct Bound
    {
        explicit Bound(LoopCore& loop) : core(loop)
        {
            thread_loop = &core;
            core.slot_.flag = &base::detail::poll_state.requested;
            base::ticker::add(core.slot_);
            core.inbox_->set_poll_flag(core.slot_.flag);
            log::set_deferred(true);
        }
        ~Bound()
        {
            log::set_deferred(false);
            core.inbox_->set_poll_flag(nullptr);
            base::ticker::remove(core.slot_);
            thread_loop = nullptr;
        }
        Bound(const Bound&) = delete;
        Bound& operator=(const Bound&) = delete;
        FiberThread fibers;
        LoopCore& core;
    } bound(*this);
    now_ = base::Clock::now();
    until_ = until;
    while (!finished()) run_round();
    if (until == nullptr) stop_.store(false, std::memory_order_relaxed);
}

bool LoopCore::finished() const noexcept { return until_ != nullptr ? until_->done() : stop_.load(std::memory_order_acquire); }

void LoopCore::run_round()
{
    if (inbox_->pending()) drain_inbox();
    FiberQueue batch = std::exchange(ready_, {});
    while (Fiber* fiber = batch.pop()) resume(*fiber);
    Fiber* long_runner = expired_.pop();
    if (long_runner != nullptr) resume(*long_runner);
    bool idle = ready_.empty() && expired_.empty();
    // Fibers that wake one another need no look at the system each time; it is a system call.
    if (!idle && long_runner == nullptr && ++rounds_without_poll_ < max_rounds_without_poll) return;
    rounds_without_poll_ = 0;
    poll_system(idle && !finished());
}

void LoopCore::drain_inbox()
{
    Fiber* woken = nullptr;
    inbox_->take(woken, posts_);
    while (woken != nullptr) {
        Fiber* next = woken->next_in_inbox_;
        woken->in_inbox_.store(false, std::memory_order_release);
        wake(*woken);
        woken->release();
        woken = next;
    }
    for (base::UniqueFunction<void()>& function : posts_) base::run_reporting(function);
    posts_.clear();
}

int LoopCore::sleep_ms() const noexcept
{
    base::Deadline next = timers_.next();
    if (next.is_never()) return -1;
    base::Duration left = next.when() - base::Clock::now();
    if (left <= base::Duration::zero()) return 0;
    return static_cast<int>(std::min<long long>(std::chrono::ceil<std::chrono::milliseconds>(left).count(), 3'600'000));
}

void LoopCore::poll_system(bool may_sleep)
{
    log::flush_deferred(); // what was logged is on its way before the loop may wait
    int timeout = may_sleep ? sleep_ms() : 0;
    if (timeout != 0 && inbox_->fall_asleep()) timeout = 0;
    std::span<const ReadyEvent> events = io_.wait(timeout);
    inbox_->awoke();
    now_ = base::Clock::now();
    for (const ReadyEvent& event : events) io_.dispatch(event);
    timers_.advance(now_);
}

void LoopCore::stop() noexcept
{
    stop_.store(true, std::memory_order_release);
    inbox_->notify();
}

void LoopCore::cancel_all(base::CancelReason reason) noexcept
{
    for (Fiber* fiber = all_; fiber != nullptr; fiber = fiber->next_) {
        if (fiber != running_) fiber->cancel_state().request(reason);
    }
}

void LoopCore::drain(base::Duration patience) noexcept
{
    if (fiber_count() == 0) return;
    // A fiber that does nothing but wait for the others to end.
    base::TaskHandle watcher = spawn(
        [this, until = base::Deadline::after(patience)] {
            base::CancelShield shield;
            while (fiber_count() > 1 && !until.passed()) {
                cancel_all(base::CancelReason::stopping);
                park(base::Deadline::after(std::chrono::milliseconds(1)));
            }
        },
        {});
    try {
        run(watcher.get());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kestrun: the event loop cannot end its tasks: %s\n", error.what());
    }
    if (fiber_count() > 0) std::fprintf(stderr, "kestrun: %zu tasks did not end in time when told to\n", fiber_count());
}

} // namespace detail

} // namespace kestrun::io
