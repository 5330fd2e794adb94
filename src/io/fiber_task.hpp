#pragma once
// A fiber as the loop sees it. Its stack is taken when it first runs and given back when it ends; what stays while somebody holds a handle
// is this object.

#include "base/fiber_local.hpp"
#include "base/function.hpp"
#include "base/memory_limit.hpp"
#include "base/task.hpp"
#include "io/fiber_context.hpp"
#include "io/stack_pool.hpp"
#include "io/timer_wheel.hpp"

#include <atomic>
#include <memory>

namespace kestrun::io {

class LoopInbox;
namespace detail {
class LoopCore;
}

enum class FiberState : std::uint8_t
{
    ready,
    running,
    parked,
    done,
};

class Fiber final : public base::Task
{
public:
    Fiber(std::shared_ptr<LoopInbox> inbox, base::UniqueFunction<void()> function, std::size_t stack_size);

    void unpark() noexcept override;
    void raise_poll() noexcept override;

private:
    friend class LoopInbox;
    friend class FiberQueue;
    friend class detail::LoopCore;

    static void time_out(TimerNode& node);

    std::shared_ptr<LoopInbox> inbox_;
    FiberContext context_;
    base::FiberSlots slots_;
    base::MemoryAccount memory_;
    Stack stack_;
    std::size_t stack_size_;
    base::UniqueFunction<void()> function_;

    FiberState state_ = FiberState::ready;
    bool token_ = false;     // unparked before it parked
    bool timed_out_ = false; // woken by its timer
    std::atomic<bool> in_inbox_{false};

    struct Timer : TimerNode
    {
        Timer(Fire function, Fiber& f) noexcept : TimerNode(function), fiber(f) {}
        Fiber& fiber;
    };
    Timer timer_;

    Fiber* next_in_queue_ = nullptr;
    Fiber* next_in_inbox_ = nullptr;
    Fiber* previous_ = nullptr; // all fibers of the loop
    Fiber* next_ = nullptr;
};

// First in, first out.
class FiberQueue
{
public:
    bool empty() const noexcept { return first_ == nullptr; }
    void push(Fiber& fiber) noexcept
    {
        fiber.next_in_queue_ = nullptr;
        (last_ != nullptr ? last_->next_in_queue_ : first_) = &fiber;
        last_ = &fiber;
    }
    Fiber* pop() noexcept
    {
        Fiber* fiber = first_;
        if (fiber != nullptr) {
            first_ = fiber->next_in_queue_;
            if (first_ == nullptr) last_ = nullptr;
        }
        return fiber;
    }

private:
    Fiber* first_ = nullptr;
    Fiber* last_ = nullptr;
};

} // namespace kestrun::io
