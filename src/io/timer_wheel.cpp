#include "io/timer_wheel.hpp"

#include <algorithm>

namespace kestrun::io {

namespace {

constexpr std::uint64_t max_tick = (std::uint64_t{1} << 42) - 1; // 139 years

} // namespace

void TimerWheel::link(TimerNode& node) noexcept
{
    std::uint64_t differing = node.tick_ ^ now_tick_;
    unsigned level = differing == 0 ? 0 : static_cast<unsigned>(std::bit_width(differing) - 1) / bits;
    unsigned slot = (node.tick_ >> (level * bits)) & 63;
    node.level_ = static_cast<std::uint8_t>(level);
    node.slot_ = static_cast<std::uint8_t>(slot);
    node.previous_ = nullptr;
    node.next_ = slots_[level][slot];
    if (node.next_ != nullptr) node.next_->previous_ = &node;
    slots_[level][slot] = &node;
    occupied_[level] |= std::uint64_t{1} << slot;
    node.armed_ = true;
}

void TimerWheel::unlink(TimerNode& node) noexcept
{
    TimerNode*& head = slots_[node.level_][node.slot_];
    (node.previous_ != nullptr ? node.previous_->next_ : head) = node.next_;
    if (node.next_ != nullptr) node.next_->previous_ = node.previous_;
    if (head == nullptr) occupied_[node.level_] &= ~(std::uint64_t{1} << node.slot_);
    node.armed_ = false;
}

void TimerWheel::arm(TimerNode& node, base::TimePoint when) noexcept
{
    disarm(node);
    std::int64_t since = (std::max(when, origin_) - origin_).count();
    std::uint64_t tick = (static_cast<std::uint64_t>(since) + (std::uint64_t{1} << tick_shift) - 1) >> tick_shift;
    node.tick_ = std::clamp(tick, now_tick_ + 1, max_tick);
    link(node);
}

void TimerWheel::disarm(TimerNode& node) noexcept
{
    if (node.armed_) unlink(node);
}

// Slots of a level before the present one are empty, and everything in a level is due before anything in the levels above it.
bool TimerWheel::first(Place& place) const noexcept
{
    for (unsigned level = 0; level < levels; ++level) {
        unsigned shift = level * bits;
        std::uint64_t ahead = occupied_[level] & (~std::uint64_t{0} << ((now_tick_ >> shift) & 63));
        if (ahead == 0) continue;
        unsigned slot = static_cast<unsigned>(std::countr_zero(ahead));
        std::uint64_t block = now_tick_ >> (shift + bits) << (shift + bits);
        place = {level, slot, block | (static_cast<std::uint64_t>(slot) << shift)};
        return true;
    }
    return false;
}

void TimerWheel::advance(base::TimePoint now)
{
    if (now <= origin_) return;
    std::uint64_t target = static_cast<std::uint64_t>((now - origin_).count()) >> tick_shift;
    Place place{};
    while (now_tick_ < target && first(place) && place.tick <= target) {
        now_tick_ = std::max(now_tick_, place.tick);
        while (TimerNode* node = slots_[place.level][place.slot]) {
            unlink(*node);
            if (node->tick_ <= now_tick_) {
                node->fire(*node);
            } else {
                link(*node); // in a finer level
            }
        }
    }
    now_tick_ = std::max(now_tick_, target);
}

base::Deadline TimerWheel::next() const noexcept
{
    Place place{};
    if (!first(place)) return base::Deadline::never();
    return base::Deadline::at(origin_ + base::Duration(static_cast<std::int64_t>(place.tick << tick_shift)));
}

} // namespace kestrun::io
