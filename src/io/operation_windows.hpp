#pragma once
// Overlapped input and output, and how fibers and plain threads wait for it.
//
// A handle becomes a loop's with the first operation that a fiber of the loop starts; the loop's completion port tells the end of its
// operations from then on. Windows ties a handle to one port for ever: on a plain thread, and on a loop that came after the first one, an
// event tells the end instead.
//
// The buffers of an operation belong to the system until it is done, so whoever gives up waiting breaks it off and waits for that, which
// takes no longer than a system call. What was done before counts: a read that is broken off too late has read.

#include "base/clock.hpp"
#include "base/task.hpp"
#include "io/system_windows.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace kestrun::io {

namespace detail {
class LoopCore;
class LoopIo;
} // namespace detail

class Operation;

enum class IoWait : std::uint8_t
{
    ready,
    timed_out,
    cancelled,
};

// An owned file, pipe or socket handle that was opened for overlapped operations.
class IoHandle
{
public:
    enum class Kind : std::uint8_t
    {
        file, // a pipe
        socket,
    };

    IoHandle(HANDLE handle, Kind kind) noexcept;
    ~IoHandle() { close(); }
    IoHandle(const IoHandle&) = delete;
    IoHandle& operator=(const IoHandle&) = delete;

    bool is_open() const noexcept { return handle_ != INVALID_HANDLE_VALUE; }
    HANDLE get() const noexcept { return handle_; }
    SOCKET socket() const noexcept { return reinterpret_cast<SOCKET>(handle_); }
    // Makes the handle the running fiber's loop's, when it is nobody's yet. Throws std::logic_error on another loop's thread.
    void attach();
    // Whether a port tells the end of operations that are started now.
    bool has_port() const noexcept { return loop_ != nullptr; }
    // Breaks off all that is under way, ends the waits with `cancelled` and closes. Idempotent.
    void close() noexcept;
    // Somebody else closes it: for one that lives shorter than what it stands for.
    void keep_open() noexcept { borrowed_ = true; }
    // Ends the waits that began before with `cancelled`; what the waiters had under way is broken off.
    void cancel() noexcept;

private:
    friend class Operation;
    friend class detail::LoopIo;

    HANDLE handle_;
    Kind kind_;
    bool borrowed_ = false;
    bool foreign_ = false;        // tied to the port of a loop that is gone
    bool silent_success_ = false; // the port does not tell what was done at once
    std::uint32_t cancels_ = 0;
    detail::LoopCore* loop_ = nullptr;
    Operation* waiting_ = nullptr; // operations that tasks wait for
    IoHandle* previous_ = nullptr; // all handles of the loop
    IoHandle* next_ = nullptr;
};

// One operation at a time, again and again. Lives on the heap: what outlives its owner is given up and deletes itself when it is done.
class Operation
{
public:
    struct Abandon
    {
        void operator()(Operation* operation) const noexcept { operation->abandon(); }
    };

    explicit Operation(IoHandle& handle) noexcept : handle_(&handle) { link_.self = this; }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    // call(OVERLAPPED*) starts it and says as error number how that went: 0 (done at once), ERROR_IO_PENDING, or why it cannot be.
    template <class Call>
    void start(Call&& call)
    {
        OVERLAPPED* overlapped = prepare();
        started(call(overlapped));
    }

    // A place for the flags of WSARecv() that lives as long as the operation.
    static DWORD& flags_of(OVERLAPPED* overlapped) noexcept { return static_cast<Link*>(overlapped)->flags; }

    bool pending() const noexcept { return pending_.load(std::memory_order_acquire); }
    // Of the last one; 0 when it went well. ERROR_OPERATION_ABORTED when it was broken off.
    DWORD error() const noexcept { return error_; }
    DWORD bytes() const noexcept { return bytes_; }
    bool has_waiter() const noexcept { return waiter_.load(std::memory_order_relaxed) != nullptr; }

    // Suspends the running task until the operation is done; leaves it under way when it gives up.
    IoWait wait(base::Deadline deadline);
    // The same, but breaks it off then: it is done in any case.
    IoWait finish(base::Deadline deadline);

protected:
    virtual ~Operation();
    // The loop's thread, for operations that the port tells of: it is done. Not when it was done at once, and not when it was abandoned.
    virtual void completed() noexcept {}

private:
    friend class IoHandle;
    friend class detail::LoopIo;

    struct Link : OVERLAPPED
    {
        Operation* self = nullptr;
        DWORD flags = 0;
    };

    OVERLAPPED* prepare();
    void started(DWORD code) noexcept;
    void read_result() noexcept;
    void break_off() noexcept;
    void abandon() noexcept;
    void port_told() noexcept;
    bool park_until_done(base::Deadline deadline, const std::uint32_t* cancels);
    bool watch_event();
    static void CALLBACK event_told(void* self, BOOLEAN timed_out) noexcept;

    Link link_{};
    IoHandle* handle_; // nullptr once abandoned
    std::atomic<bool> pending_{false};
    bool by_port_ = false;
    std::atomic<base::Task*> waiter_{nullptr};
    DWORD error_ = 0;
    DWORD bytes_ = 0;
    HANDLE event_ = nullptr;
    std::atomic<bool> signalled_{false};
    Operation* next_waiting_ = nullptr;
};

template <class T>
using Operates = std::unique_ptr<T, Operation::Abandon>;

} // namespace kestrun::io
