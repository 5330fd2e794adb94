#pragma once
// Threads that are started while one lives take no signals: those are for the threads that wait for them.

#if !defined(_WIN32)
#include <csignal>
#endif

namespace kestrun::base {

#if defined(_WIN32)
// Windows runs handlers on a thread of its own.
class SignalsBlocked
{
public:
    SignalsBlocked() noexcept {}
    ~SignalsBlocked() {}
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
};
#else
class SignalsBlocked
{
public:
    SignalsBlocked() noexcept
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &old_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &old_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t old_;
};
#endif

} // namespace kestrun::base
