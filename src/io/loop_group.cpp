#include "io/loop.hpp"
#include "io/loop_core.hpp"

#include <algorithm>
#include <chrono>

namespace kestrun::io {

LoopGroup::LoopGroup(unsigned threads, EventLoop* first)
{
    if (threads == 0) {
        unsigned processors = std::max(1U, std::thread::hardware_concurrency());
        threads = first != nullptr ? processors - 1 : processors;
    }
    if (first != nullptr) loops_.push_back(first);
    for (unsigned i = 0; i < threads; ++i) {
        own_.push_back(std::make_unique<EventLoop>());
        loops_.push_back(own_.back().get());
    }
    try {
        for (auto& loop : own_) {
            threads_.emplace_back([&core = *loop] {
                core.run();
                core.drain(std::chrono::seconds(5));
            });
        }
    } catch (...) {
        stop();
        throw;
    }
}

LoopGroup::~LoopGroup() { stop(); }

EventLoop& LoopGroup::next() noexcept
{
    std::size_t start = turn_.fetch_add(1, std::memory_order_relaxed) % loops_.size();
    EventLoop* best = loops_[start];
    for (std::size_t i = 1; i < loops_.size(); ++i) {
        EventLoop* loop = loops_[(start + i) % loops_.size()];
        if (loop->fiber_count() < best->fiber_count()) best = loop;
    }
    return *best;
}

void LoopGroup::stop() noexcept
{
    for (auto& loop : own_) loop->stop();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
    threads_.clear();
}

} // namespace kestrun::io
