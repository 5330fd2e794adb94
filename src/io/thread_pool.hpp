#pragma once
// Threads for work that blocks: files, DNS. Fibers use it through base::run_blocking.

#include "base/function.hpp"

#include <cstddef>
#include <memory>

namespace kestrun::io {

class ThreadPool
{
public:
    // Threads start when there is work for them and end after some seconds without.
    explicit ThreadPool(std::size_t max_threads);
    // Waits for the work that is queued.
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // The process's own, of up to 16 threads; never destroyed.
    static ThreadPool& shared();

    // Any thread. In the order of submission as threads become free. What the work throws is reported on standard error. Throws
    // std::system_error when not even one thread can be started.
    void submit(base::UniqueFunction<void()> work);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace kestrun::io
