#include "io/loop.hpp"
#include "base/broken_pipe.hpp"

#include "io/fiber.hpp"
#include "io/loop_core.hpp"

#include <utility>

namespace kestrun::io {

EventLoop::EventLoop()
{
    base::ignore_broken_pipes();
    core_ = std::make_unique<detail::LoopCore>(*this);
}

EventLoop::~EventLoop() = default;

EventLoop* EventLoop::current() noexcept
{
    detail::LoopCore* core = detail::LoopCore::current();
    return core != nullptr ? &core->owner() : nullptr;
}

void EventLoop::run() { core_->run(nullptr); }

void EventLoop::stop() noexcept { core_->stop(); }

void EventLoop::post(base::UniqueFunction<void()> function) { core_->inbox().post(std::move(function)); }

base::TaskHandle EventLoop::spawn(base::UniqueFunction<void()> function, base::SpawnOptions options)
{
    return core_->spawn(std::move(function), options);
}

void EventLoop::cancel_all(base::CancelReason reason) noexcept { core_->cancel_all(reason); }

std::size_t EventLoop::fiber_count() const noexcept { return core_->fiber_count(); }

base::TimePoint EventLoop::now() const noexcept { return core_->now(); }

void EventLoop::drain(base::Duration patience) noexcept { core_->drain(patience); }

void EventLoop::run_main_fiber(base::FunctionRef<void()> function, base::SpawnOptions options)
{
    if (detail::LoopCore::current_on_fiber() == core_.get()) {
        function();
        return;
    }
    std::exception_ptr error;
    base::TaskHandle task = spawn(
        [&error, function] {
            try {
                function();
            } catch (...) {
                error = std::current_exception();
            }
        },
        options);
    core_->run(task.get());
    if (error) std::rethrow_exception(std::exchange(error, nullptr));
}

struct Timer::Node : TimerNode
{
    explicit Node(detail::LoopCore& core) noexcept : TimerNode(&Node::expire), loop(core) {}

    static void expire(TimerNode& node)
    {
        base::UniqueFunction<void()> function = std::move(static_cast<Node&>(node).function);
        base::run_reporting(function); // may destroy the timer
    }

    detail::LoopCore& loop;
    base::UniqueFunction<void()> function;
};

Timer::Timer(EventLoop& loop) : node_(std::make_unique<Node>(loop.core())) {}

Timer::~Timer() { cancel(); }

void Timer::start(base::Deadline deadline, base::UniqueFunction<void()> function)
{
    cancel();
    if (deadline.is_never()) return;
    node_->function = std::move(function);
    node_->loop.timers().arm(*node_, deadline.when());
}

void Timer::cancel() noexcept
{
    node_->loop.timers().disarm(*node_);
    node_->function.reset();
}

bool on_fiber() noexcept { return detail::LoopCore::current_on_fiber() != nullptr; }

void trim_stack() noexcept
{
    if (detail::LoopCore* core = detail::LoopCore::current_on_fiber()) core->trim_running_stack();
}

StackUsage stack_usage() noexcept
{
    detail::LoopCore* core = detail::LoopCore::current();
    if (core == nullptr) return {};
    return {core->stacks().mapped(), core->stacks().pooled()};
}

} // namespace kestrun::io
