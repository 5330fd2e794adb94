#include "io/operation_windows.hpp"

#include "base/scheduler.hpp"
#include "io/loop_core.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace kestrun::io {

// ---- handles

IoHandle::IoHandle(HANDLE handle, Kind kind) noexcept : handle_(handle), kind_(kind) {}

void IoHandle::attach()
{
    detail::LoopCore* loop = detail::LoopCore::current();
    if (loop == nullptr || loop == loop_ || foreign_) return;
    if (loop_ != nullptr) throw std::logic_error("a stream is used on a thread other than its event loop's");
    if (!loop->io().attach(*this)) foreign_ = true;
}

void IoHandle::cancel() noexcept
{
    ++cancels_;
    for (Operation* each = waiting_; each != nullptr; each = each->next_waiting_) {
        if (base::Task* task = each->waiter_.load(std::memory_order_relaxed)) task->unpark();
    }
}

void IoHandle::close() noexcept
{
    if (!is_open() || borrowed_) return;
    cancel();
    ::CancelIoEx(handle_, nullptr);
    if (loop_ != nullptr) loop_->io().detach(*this);
    HANDLE handle = std::exchange(handle_, INVALID_HANDLE_VALUE);
    if (kind_ == Kind::socket) {
        ::closesocket(reinterpret_cast<SOCKET>(handle));
    } else {
        ::CloseHandle(handle);
    }
}

// ---- operations

Operation::~Operation()
{
    if (event_ != nullptr) ::CloseHandle(event_);
}

OVERLAPPED* Operation::prepare()
{
    static_cast<OVERLAPPED&>(link_) = {};
    by_port_ = handle_->loop_ != nullptr && handle_->loop_ == detail::LoopCore::current();
    if (by_port_) {
        handle_->loop_->io().began();
    } else {
        if (event_ == nullptr) event_ = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
        if (event_ == nullptr) throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "CreateEvent");
        ::ResetEvent(event_);
        // The low bit keeps the port that the handle may be tied to silent (GetQueuedCompletionStatus, "Remarks").
        link_.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event_) | 1);
    }
    signalled_.store(false, std::memory_order_relaxed);
    pending_.store(true, std::memory_order_relaxed);
    return &link_;
}

void Operation::started(DWORD code) noexcept
{
    if (code == ERROR_IO_PENDING || (code == 0 && by_port_ && !handle_->silent_success_)) return;
    if (by_port_) handle_->loop_->io().ended();
    if (code == 0) {
        read_result();
    } else {
        error_ = code;
        bytes_ = 0;
    }
    pending_.store(false, std::memory_order_relaxed);
}

// The handle may be closed by now; for an operation that is done only the OVERLAPPED is looked at.
void Operation::read_result() noexcept
{
    DWORD bytes = 0;
    error_ =
        ::GetOverlappedResult(handle_ != nullptr ? handle_->handle_ : INVALID_HANDLE_VALUE, &link_, &bytes, FALSE) ? 0 : ::GetLastError();
    bytes_ = bytes;
}

void Operation::break_off() noexcept
{
    if (pending() && handle_->is_open()) ::CancelIoEx(handle_->handle_, &link_);
}

void Operation::abandon() noexcept
{
    if (pending()) {
        break_off();
        if (by_port_) {
            handle_ = nullptr;
            return; // port_told() goes on
        }
        ::WaitForSingleObject(event_, INFINITE);
    }
    delete this;
}

void Operation::port_told() noexcept
{
    read_result();
    pending_.store(false, std::memory_order_relaxed);
    if (handle_ == nullptr) {
        delete this;
        return;
    }
    completed();
    if (base::Task* task = waiter_.load(std::memory_order_relaxed)) task->unpark();
}

void CALLBACK Operation::event_told(void* self, BOOLEAN) noexcept
{
    auto& operation = *static_cast<Operation*>(self);
    base::Task* task = operation.waiter_.load(std::memory_order_relaxed); // it waits until this function has returned
    operation.signalled_.store(true, std::memory_order_release);
    task->unpark();
}

namespace {

// While one lives, a thread of the system's pool looks at the event.
class EventWatch
{
public:
    EventWatch(HANDLE event, WAITORTIMERCALLBACK told, void* argument)
    {
        if (!::RegisterWaitForSingleObject(&wait_, event, told, argument, INFINITE, WT_EXECUTEONLYONCE))
            throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "RegisterWaitForSingleObject");
    }
    ~EventWatch() { ::UnregisterWaitEx(wait_, INVALID_HANDLE_VALUE); }
    EventWatch(const EventWatch&) = delete;
    EventWatch& operator=(const EventWatch&) = delete;

private:
    HANDLE wait_ = nullptr;
};

} // namespace

// Parks until the operation is done or, when `cancels` is given, until it is to be given up; true when the deadline was kept.
bool Operation::park_until_done(base::Deadline deadline, const std::uint32_t* cancels)
{
    base::Scheduler& scheduler = base::current_scheduler();
    base::Task& task = scheduler.current_task();
    waiter_.store(&task, std::memory_order_relaxed);
    next_waiting_ = std::exchange(handle_->waiting_, this);
    struct Listed
    {
        ~Listed()
        {
            Operation** place = &operation.handle_->waiting_;
            while (*place != &operation) place = &(*place)->next_waiting_;
            *place = operation.next_waiting_;
            operation.waiter_.store(nullptr, std::memory_order_relaxed);
        }
        Operation& operation;
    } listed{*this};
    bool in_time = true;
    auto done = [this] { return by_port_ ? !pending() : signalled_.load(std::memory_order_acquire); };
    auto given_up = [&] { return cancels != nullptr && (handle_->cancels_ != *cancels || task.cancel_state().requested()); };
    {
        std::optional<EventWatch> watch;
        if (!by_port_) watch.emplace(event_, &Operation::event_told, this);
        while (!done() && in_time && !given_up()) in_time = scheduler.park(deadline);
    }
    if (!by_port_ && ::WaitForSingleObject(event_, 0) == WAIT_OBJECT_0) {
        read_result();
        pending_.store(false, std::memory_order_relaxed);
    }
    return in_time;
}

IoWait Operation::wait(base::Deadline deadline)
{
    if (!pending()) return IoWait::ready;
    std::uint32_t cancels = handle_->cancels_;
    bool in_time = park_until_done(deadline, &cancels);
    if (!pending()) return IoWait::ready;
    return in_time ? IoWait::cancelled : IoWait::timed_out;
}

IoWait Operation::finish(base::Deadline deadline)
{
    IoWait outcome = wait(deadline);
    if (outcome == IoWait::ready) return outcome;
    break_off();
    base::CancelShield shield;
    while (pending()) park_until_done(base::Deadline::never(), nullptr);
    return outcome;
}

// ---- the loop's side

namespace detail {

void LoopIo::dispatch(const ReadyEvent& event) noexcept
{
    if (event.tag == nullptr) return; // woken for the inbox
    ended();
    static_cast<Operation::Link*>(static_cast<OVERLAPPED*>(event.tag))->self->port_told();
}

bool LoopIo::attach(IoHandle& handle) noexcept
{
    if (!reactor_.add(handle.handle_)) return false;
    // What is done at once needs no round through the port.
    handle.silent_success_ =
        ::SetFileCompletionNotificationModes(handle.handle_, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE) != FALSE;
    handle.loop_ = &loop_;
    handle.previous_ = nullptr;
    handle.next_ = handles_;
    if (handles_ != nullptr) handles_->previous_ = &handle;
    handles_ = &handle;
    return true;
}

void LoopIo::detach(IoHandle& handle) noexcept
{
    handle.loop_ = nullptr;
    handle.foreign_ = true;
    (handle.previous_ != nullptr ? handle.previous_->next_ : handles_) = handle.next_;
    if (handle.next_ != nullptr) handle.next_->previous_ = handle.previous_;
}

// The port goes with the loop, and operations whose end nobody tells would never give their memory back.
void LoopIo::close() noexcept
{
    while (handles_ != nullptr) {
        ::CancelIoEx(handles_->handle_, nullptr);
        detach(*handles_);
    }
    base::Deadline patience = base::Deadline::after(std::chrono::seconds(5));
    try {
        while (under_way_ > 0 && !patience.passed()) {
            for (const ReadyEvent& event : reactor_.wait(100)) dispatch(event);
        }
    } catch (const std::system_error&) {
        return;
    }
}

bool LoopIo::wait_fd(int, base::FdEvent, base::Deadline)
{
    throw std::system_error(std::make_error_code(std::errc::operation_not_supported), "waiting for a descriptor");
}

} // namespace detail

} // namespace kestrun::io
