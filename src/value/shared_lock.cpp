#include "value/shared_lock.hpp"
#include "value/call_guard.hpp"
#include <array>
#include <thread>

namespace kestrun::value {

namespace detail {

namespace {

// Owned by a thread and counted, so that an operation which destroys or compares other shared objects may meet its own stripe again.
struct alignas(64) Stripe
{
    std::atomic<const void*> owner{nullptr};
    uint32_t depth = 0;
};

constexpr size_t stripe_count = 128;
constinit std::array<Stripe, stripe_count> stripes;

Stripe& stripe_of(const Object* object) noexcept
{
    const auto address = reinterpret_cast<uintptr_t>(object);
    return stripes[(address >> 4 ^ address >> 11) % stripe_count];
}

const void* this_thread() noexcept
{
    static thread_local char mark;
    return &mark;
}

} // namespace

void lock_stripe(const Object* object) noexcept
{
    Stripe& stripe = stripe_of(object);
    const void* self = this_thread();
    if (stripe.owner.load(std::memory_order_relaxed) == self) {
        ++stripe.depth;
        return;
    }
    for (unsigned spins = 0;; ++spins) {
        const void* expected = nullptr;
        if (stripe.owner.compare_exchange_weak(expected, self, std::memory_order_acquire, std::memory_order_relaxed)) return;
        if (spins > 64) std::this_thread::yield(); // the holder was preempted: guards cover a few instructions
    }
}

void unlock_stripe(const Object* object) noexcept
{
    Stripe& stripe = stripe_of(object);
    if (stripe.depth > 0) {
        --stripe.depth;
        return;
    }
    stripe.owner.store(nullptr, std::memory_order_release);
}

} // namespace detail

void CallGuard::lock(const Object& self) noexcept
{
    // Nodes and what holds them change each other: all of them have one lock.
    static const char together = 0;
    for (const Type* type = &self.type(); type != nullptr && locked_ == nullptr; type = type->base()) {
        if (has(type->flags(), TypeFlags::LockedTogether)) locked_ = reinterpret_cast<const Object*>(&together);
        if (has(type->flags(), TypeFlags::Locked)) locked_ = &self;
    }
    if (locked_) detail::lock_stripe(locked_);
}

} // namespace kestrun::value
