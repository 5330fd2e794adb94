#include "io/worker_thread.hpp"

#include <csignal>
#include <thread>

namespace kestrun::io {

void start_worker(base::UniqueFunction<void()> work)
{
    // A thread inherits the mask of the one that starts it.
    struct Masked
    {
        Masked() noexcept
        {
            sigset_t all;
            sigfillset(&all);
            pthread_sigmask(SIG_SETMASK, &all, &before);
        }
        ~Masked() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
        Masked(const Masked&) = delete;
        Masked& operator=(const Masked&) = delete;
        sigset_t before{};
    } masked;
    std::thread(std::move(work)).detach();
}

} // namespace kestrun::io
