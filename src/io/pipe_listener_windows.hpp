#pragma once
// Listener over the instances of a named pipe.
//
// Windows has no queue of connections: a client needs an instance that waits for it, and finds the pipe "busy" when there is none. So a
// thread of its own keeps a number of them waiting and replaces each as soon as it has a client, however busy the loops are.

#include "io/listener.hpp"
#include "io/pipe_system_windows.hpp"

#include "base/sync.hpp"

#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace kestrun::io {

class PipeListener final : public Listener
{
public:
    // How many instances wait at most; the system's wait for many events takes 64.
    static constexpr std::size_t max_waiting = 32;

    // Errors: see listener.hpp.
    static Result<std::unique_ptr<Listener>> listen(std::string_view name, const ListenOptions& options,
                                                    PipeSystem& system = PipeSystem::windows());
    ~PipeListener() override { close(); }
    PipeListener(const PipeListener&) = delete;
    PipeListener& operator=(const PipeListener&) = delete;

    Result<std::unique_ptr<Stream>> accept(Deadline deadline) override;
    void close() noexcept override;
    const Endpoint& endpoint() const noexcept override { return endpoint_; }
    const std::string& path() const noexcept override { return instance_.path; }
    std::uint64_t rejected() const noexcept override { return 0; } // Windows turns them away itself
    std::intptr_t native_handle() const noexcept override { return -1; }

private:
    struct Waiting
    {
        HANDLE pipe = INVALID_HANDLE_VALUE;
        HANDLE event = nullptr;
        std::unique_ptr<OVERLAPPED> overlapped;
    };

    PipeListener(Endpoint endpoint, PipeInstance instance, std::size_t queue_length, PipeSystem& system);

    // The thread's part. add_instance(): 0, or why it cannot wait for a client.
    void keep_waiting() noexcept;
    DWORD add_instance(HANDLE pipe);
    void refill();
    void take_clients() noexcept;
    void hand_over(HANDLE pipe);
    void fail(DWORD code);
    bool room();

    Endpoint endpoint_;
    PipeInstance instance_;
    std::size_t queue_length_;
    PipeSystem& system_;
    HANDLE wake_ = nullptr;        // an event: something has changed for the thread
    std::vector<Waiting> waiting_; // the thread's
    std::thread thread_;

    std::mutex mutex_;
    base::WaitQueue arrived_;
    std::deque<HANDLE> clients_;
    DWORD failure_ = 0;
    bool closed_ = false;
};

} // namespace kestrun::io
