#include "io/thread_pool.hpp"

#include "base/detached_thread.hpp"
#include "base/scheduler.hpp"
#include "base/signals_blocked.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>

namespace kestrun::io {

namespace {

constexpr auto idle_time = std::chrono::seconds(10);

} // namespace

struct ThreadPool::State
{
    explicit State(std::size_t limit) noexcept : max_threads(limit) {}

    std::size_t max_threads;
    std::mutex mutex;
    std::condition_variable work_there;
    std::condition_variable thread_gone;
    std::deque<base::UniqueFunction<void()>> queue;
    std::size_t threads = 0;
    std::size_t idle = 0;
    bool closing = false;

    static void work(const std::shared_ptr<State>& self);
};

void ThreadPool::State::work(const std::shared_ptr<State>& self)
{
    State& s = *self;
    std::unique_lock lock(s.mutex);
    while (true) {
        if (s.queue.empty()) {
            if (s.closing) break;
            ++s.idle;
            bool something = s.work_there.wait_for(lock, idle_time, [&s] { return !s.queue.empty() || s.closing; });
            --s.idle;
            if (!something) break;
            continue;
        }
        base::UniqueFunction<void()> next = std::move(s.queue.front());
        s.queue.pop_front();
        lock.unlock();
        base::run_reporting(next);
        lock.lock();
    }
    --s.threads;
    s.thread_gone.notify_all();
}

ThreadPool::ThreadPool(std::size_t max_threads) : state_(std::make_shared<State>(max_threads)) {}

ThreadPool::~ThreadPool()
{
    std::unique_lock lock(state_->mutex);
    state_->closing = true;
    state_->work_there.notify_all();
    state_->thread_gone.wait(lock, [this] { return state_->threads == 0; });
}

ThreadPool& ThreadPool::shared()
{
    static ThreadPool* pool = new ThreadPool(16);
    return *pool;
}

void ThreadPool::submit(base::UniqueFunction<void()> work)
{
    State& s = *state_;
    std::lock_guard guard(s.mutex);
    s.queue.push_back(std::move(work));
    if (s.queue.size() <= s.idle) {
        s.work_there.notify_one();
        return;
    }
    if (s.threads >= s.max_threads) return;
    base::SignalsBlocked blocked; // signals are for the threads that run loops
    try {
        base::start_detached([self = state_] { State::work(self); });
        ++s.threads;
    } catch (const std::system_error&) {
        if (s.threads == 0) {
            s.queue.pop_back();
            throw;
        }
    }
}

} // namespace kestrun::io
