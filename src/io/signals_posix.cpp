#include "io/signals_posix.hpp"

#include "io/loop.hpp"
#include "io/loop_core.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace kestrun::io {

struct SignalWatch::State
{
    detail::LoopCore* loop = nullptr;
    std::vector<int> signals;
    base::UniqueFunction<void(int)> function;
};

namespace {

constexpr std::size_t signal_count = 65;

// A handler may do next to nothing: it notes the signal here and writes to a descriptor that every loop with a watch listens to. The
// descriptor is never closed, because a handler may be just about to write to it.
constinit std::array<std::atomic<bool>, signal_count> pending_signals{};
constinit std::atomic<int> signal_fd{-1};

struct Registry
{
    std::mutex mutex;
    std::array<std::vector<SignalWatch::State*>, signal_count> watches; // the newest last
    std::array<struct sigaction, signal_count> before{};
};

Registry& registry()
{
    static Registry* instance = new Registry;
    return *instance;
}

void handle(int number) noexcept
{
    int saved = errno;
    pending_signals[static_cast<std::size_t>(number)].store(true, std::memory_order_release);
    std::uint64_t one = 1;
    [[maybe_unused]] ssize_t written = ::write(signal_fd.load(std::memory_order_relaxed), &one, sizeof one);
    errno = saved;
}

void install(Registry& r, int number)
{
    struct sigaction action = {};
    action.sa_handler = &handle;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (::sigaction(number, &action, &r.before[static_cast<std::size_t>(number)]) != 0) {
        throw std::system_error(errno, std::generic_category(), "sigaction");
    }
}

void remove_watch(Registry& r, int number, SignalWatch::State* state) noexcept
{
    auto& list = r.watches[static_cast<std::size_t>(number)];
    std::erase(list, state);
    if (list.empty()) ::sigaction(number, &r.before[static_cast<std::size_t>(number)], nullptr);
}

} // namespace

namespace signals {

void dispatch(detail::LoopCore& loop) noexcept
{
    Registry& r = registry();
    for (std::size_t number = 1; number < signal_count; ++number) {
        if (!pending_signals[number].load(std::memory_order_acquire)) continue;
        SignalWatch::State* state = nullptr;
        {
            std::lock_guard guard(r.mutex);
            const auto& list = r.watches[number];
            if (list.empty() || list.back()->loop != &loop) continue;
            if (!pending_signals[number].exchange(false, std::memory_order_acq_rel)) continue;
            state = list.back(); // it dies on this thread only
        }
        base::UniqueFunction<void()> call([state, number] { state->function(static_cast<int>(number)); });
        base::run_reporting(call);
    }
}

} // namespace signals

SignalWatch::SignalWatch(EventLoop& loop, std::initializer_list<int> signals, base::UniqueFunction<void(int)> function)
    : state_(std::make_unique<State>())
{
    Registry& r = registry();
    state_->loop = &loop.core();
    state_->function = std::move(function);
    std::lock_guard guard(r.mutex);
    if (signal_fd.load() < 0) {
        int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
        signal_fd.store(fd);
    }
    loop.core().io().watch_signals(signal_fd.load());
    for (int number : signals) {
        auto& list = r.watches.at(static_cast<std::size_t>(number));
        if (list.empty()) {
            pending_signals[static_cast<std::size_t>(number)].store(false);
            install(r, number);
        }
        list.push_back(state_.get());
        state_->signals.push_back(number);
    }
}

SignalWatch::~SignalWatch()
{
    Registry& r = registry();
    std::lock_guard guard(r.mutex);
    for (int number : state_->signals) remove_watch(r, number, state_.get());
}

} // namespace kestrun::io
