#include "io/pipe_listener_windows.hpp"

#include "base/task.hpp"
#include "io/overlapped_stream_windows.hpp"
#include "io/pipe_name.hpp"
#include "io/stream_support.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace kestrun::io {

namespace {

// How long the thread waits before it asks again for an instance that was not to be had.
constexpr DWORD retry_ms = 100;

base::Unexpected<IoError> cannot_listen(const PipeInstance& instance, const std::string& name, DWORD code, PipeSystem& system)
{
    std::string title = "named pipe '" + name + "'";
    if (code != ERROR_ACCESS_DENIED && code != ERROR_PIPE_BUSY)
        return base::Unexpected(system_error(static_cast<int>(code), "Named pipe '" + name + "' cannot be created"));
    // FILE_FLAG_FIRST_PIPE_INSTANCE: somebody serves the pipe already.
    DWORD error = 0;
    DWORD process = system.server_process(instance.path, error);
    if (process == 0 && error == ERROR_ACCESS_DENIED) {
        return failure(IoErrorKind::access_denied,
                       "Access denied: " + title + " cannot be created. It is served by a process of another user.",
                       static_cast<int>(code));
    }
    return failure(IoErrorKind::in_use,
                   "Access denied: " + title + " is already served by " + (process != 0 ? process_text(process) : "another process") + '.',
                   static_cast<int>(code));
}

} // namespace

PipeListener::PipeListener(Endpoint endpoint, PipeInstance instance, std::size_t queue_length, PipeSystem& system)
    : endpoint_(std::move(endpoint)), instance_(std::move(instance)), queue_length_(queue_length), system_(system),
      wake_(::CreateEventW(nullptr, FALSE, FALSE, nullptr))
{
    if (wake_ == nullptr) throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "CreateEvent");
}

Result<std::unique_ptr<Listener>> PipeListener::listen(std::string_view name, const ListenOptions& options, PipeSystem& system)
{
    if (Result<void> checked = check_pipe_name(name); !checked) return base::Unexpected(std::move(checked).error());
    PipeInstance instance;
    instance.path = pipe_path(name);
    instance.open_mode = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE;
    instance.pipe_mode = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
    instance.max_instances = PIPE_UNLIMITED_INSTANCES;
    instance.in_buffer = options.pipe_read_buffer;
    instance.out_buffer = options.pipe_write_buffer;
    instance.security = pipe_security_text(options.pipe_security, options.owner_only, current_user_sid());
    if (DWORD code = check_security_text(instance.security); code != 0) {
        return failure(IoErrorKind::invalid,
                       "The access list '" + options.pipe_security + "' of the named pipe '" + std::string(name) +
                           "' cannot be used: " + system_text(static_cast<int>(code)) +
                           ". Write it as SDDL text, such as 'D:(A;;GRGW;;;AU)' for all users who have signed in.",
                       static_cast<int>(code));
    }
    DWORD code = 0;
    HANDLE first = system.create(instance, code);
    if (first == INVALID_HANDLE_VALUE) return cannot_listen(instance, std::string(name), code, system);
    instance.open_mode &= ~static_cast<DWORD>(FILE_FLAG_FIRST_PIPE_INSTANCE);
    auto queue_length = static_cast<std::size_t>(std::max(options.backlog, 1));
    std::unique_ptr<PipeListener> listener(
        new PipeListener({TransportKind::named_pipe, std::string(name), 0}, std::move(instance), queue_length, system));
    if (code = listener->add_instance(first); code != 0) return cannot_listen(listener->instance_, std::string(name), code, system);
    listener->refill();
    listener->thread_ = std::thread([self = listener.get()] { self->keep_waiting(); });
    return std::unique_ptr<Listener>(std::move(listener));
}

// ---- the loop's part

Result<std::unique_ptr<Stream>> PipeListener::accept(Deadline deadline)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;
    DWORD failed = 0;
    bool full = false;
    try {
        std::unique_lock lock(mutex_);
        bool something = arrived_.wait(lock, deadline, [this] { return !clients_.empty() || closed_ || failure_ != 0; });
        if (closed_) return failure(IoErrorKind::cancelled, endpoint_.text() + ": the listener is closed");
        if (!something) return failure(IoErrorKind::timed_out, endpoint_.text() + ": no connection came in time");
        if (!clients_.empty()) {
            full = clients_.size() >= queue_length_;
            pipe = clients_.front();
            clients_.pop_front();
        } else {
            failed = std::exchange(failure_, 0);
        }
    } catch (const base::Cancelled&) {
        return failure(IoErrorKind::cancelled, endpoint_.text() + ": waiting for connections was cancelled");
    }
    if (failed != 0) return base::Unexpected(system_error(static_cast<int>(failed), endpoint_.text() + ": no more instances of the pipe"));
    if (full) ::SetEvent(wake_);
    PeerInfo peer;
    peer.kind = TransportKind::named_pipe;
    peer.local = endpoint_.name;
    ULONG process = 0;
    if (::GetNamedPipeClientProcessId(pipe, &process)) peer.pid = process;
    give_way();
    return std::unique_ptr<Stream>(std::make_unique<PipeStream>(pipe, std::move(peer)));
}

void PipeListener::close() noexcept
{
    {
        std::lock_guard guard(mutex_);
        closed_ = true;
    }
    ::SetEvent(wake_);
    if (thread_.joinable()) thread_.join();
    for (Waiting& each : waiting_) {
        ::CancelIoEx(each.pipe, each.overlapped.get());
        DWORD bytes = 0;
        ::GetOverlappedResult(each.pipe, each.overlapped.get(), &bytes, TRUE);
        ::CloseHandle(each.pipe);
        ::CloseHandle(each.event);
    }
    waiting_.clear();
    for (HANDLE pipe : clients_) ::CloseHandle(pipe);
    clients_.clear();
    if (wake_ != nullptr) ::CloseHandle(std::exchange(wake_, nullptr));
    arrived_.notify_all();
}

// ---- the thread's part

bool PipeListener::room()
{
    std::lock_guard guard(mutex_);
    return clients_.size() < queue_length_;
}

void PipeListener::hand_over(HANDLE pipe)
{
    {
        std::lock_guard guard(mutex_);
        clients_.push_back(pipe);
    }
    arrived_.notify_one();
}

void PipeListener::fail(DWORD code)
{
    {
        std::lock_guard guard(mutex_);
        failure_ = code;
    }
    arrived_.notify_one();
}

DWORD PipeListener::add_instance(HANDLE pipe)
{
    Waiting made{pipe, ::CreateEventW(nullptr, TRUE, FALSE, nullptr), std::make_unique<OVERLAPPED>()};
    DWORD code = made.event == nullptr ? ::GetLastError() : 0;
    if (code == 0) {
        // The low bit keeps the completion port silent that the loop which serves the connection will tie the handle to.
        made.overlapped->hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(made.event) | 1);
        code = system_.wait_for_client(pipe, made.overlapped.get());
    }
    if (code == ERROR_IO_PENDING) {
        waiting_.push_back(std::move(made));
        return 0;
    }
    if (made.event != nullptr) ::CloseHandle(made.event);
    if (code == 0) {
        hand_over(pipe);
        return 0;
    }
    ::CloseHandle(pipe);
    return code == ERROR_NO_DATA ? 0 : code; // a client that came and went
}

void PipeListener::refill()
{
    std::size_t wanted = std::min(max_waiting, queue_length_);
    while (waiting_.size() < wanted && room()) {
        DWORD code = 0;
        HANDLE pipe = system_.create(instance_, code);
        if (pipe != INVALID_HANDLE_VALUE) code = add_instance(pipe);
        if (code == 0) continue;
        // With others still waiting nobody need be told; it is tried again soon.
        if (waiting_.empty()) fail(code);
        return;
    }
}

void PipeListener::take_clients() noexcept
{
    for (std::size_t i = 0; i < waiting_.size();) {
        Waiting& each = waiting_[i];
        if (::WaitForSingleObject(each.event, 0) != WAIT_OBJECT_0) {
            ++i;
            continue;
        }
        DWORD bytes = 0;
        if (::GetOverlappedResult(each.pipe, each.overlapped.get(), &bytes, FALSE)) {
            hand_over(each.pipe);
        } else {
            ::CloseHandle(each.pipe);
        }
        ::CloseHandle(each.event);
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void PipeListener::keep_waiting() noexcept
{
    while (true) {
        std::vector<HANDLE> events{wake_};
        for (const Waiting& each : waiting_) events.push_back(each.event);
        bool complete = waiting_.size() >= std::min(max_waiting, queue_length_) || !room();
        ::WaitForMultipleObjects(static_cast<DWORD>(events.size()), events.data(), FALSE, complete ? INFINITE : retry_ms);
        {
            std::lock_guard guard(mutex_);
            if (closed_) return;
        }
        take_clients();
        refill();
    }
}

} // namespace kestrun::io
