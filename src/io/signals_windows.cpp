#include "io/signals_windows.hpp"
#include "io/loop.hpp"
#include "io/loop_core.hpp"
#include "io/system_windows.hpp"

#include <array>
#include <csignal>
#include <mutex>
#include <system_error>
#include <vector>

namespace kestrun::io {

struct SignalWatch::State
{
    detail::LoopCore* loop = nullptr;
    std::vector<int> signals;
    base::UniqueFunction<void(int)> function;
};

namespace {

constexpr std::size_t signal_count = 32;

struct Registry
{
    std::mutex mutex;
    std::array<std::vector<SignalWatch::State*>, signal_count> watches; // the newest last
    std::size_t count = 0;
};

Registry& registry()
{
    static Registry* instance = new Registry;
    return *instance;
}

// On the loop's thread, where watches die: the one that was found may have gone meanwhile.
void call_watch(int number, detail::LoopCore& loop)
{
    SignalWatch::State* state = nullptr;
    {
        Registry& r = registry();
        std::lock_guard guard(r.mutex);
        const auto& list = r.watches[static_cast<std::size_t>(number)];
        if (!list.empty() && list.back()->loop == &loop) state = list.back();
    }
    if (state != nullptr) state->function(number);
}

// True when somebody watches the signal.
bool deliver(int number)
{
    Registry& r = registry();
    std::lock_guard guard(r.mutex);
    const auto& list = r.watches[static_cast<std::size_t>(number)];
    if (list.empty()) return false;
    detail::LoopCore* loop = list.back()->loop;
    return loop->inbox().post([number, loop] { call_watch(number, *loop); });
}

BOOL WINAPI console_event(DWORD event) noexcept
{
    if (!signals::deliver_console_event(event)) return FALSE;
    // Windows ends the process when this function returns from one of these; it is to end by itself within the time that is left
    // (5 seconds for a closed console), and this thread with it.
    if (event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT || event == CTRL_SHUTDOWN_EVENT) ::Sleep(INFINITE);
    return TRUE;
}

} // namespace

namespace signals {

bool deliver_console_event(unsigned long event)
{
    switch (event) {
    case CTRL_C_EVENT: return deliver(SIGINT);
    case CTRL_BREAK_EVENT: return deliver(SIGBREAK) || deliver(SIGINT);
    case CTRL_CLOSE_EVENT:
    case CTRL_LOGOFF_EVENT:
    case CTRL_SHUTDOWN_EVENT: return deliver(SIGTERM);
    default: return false;
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
    if (r.count == 0 && !::SetConsoleCtrlHandler(&console_event, TRUE))
        throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "SetConsoleCtrlHandler");
    for (int number : signals) {
        r.watches.at(static_cast<std::size_t>(number)).push_back(state_.get());
        state_->signals.push_back(number);
    }
    ++r.count;
}

SignalWatch::~SignalWatch()
{
    Registry& r = registry();
    std::lock_guard guard(r.mutex);
    for (int number : state_->signals) std::erase(r.watches[static_cast<std::size_t>(number)], state_.get());
    if (--r.count == 0) ::SetConsoleCtrlHandler(&console_event, FALSE);
}

} // namespace kestrun::io
