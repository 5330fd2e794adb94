#include "io/loop_io.hpp"

#include "io/descriptor_posix.hpp"
#include "io/loop_core.hpp"
#include "io/signals_posix.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace kestrun::io::detail {

namespace {

// The tag of the descriptor that signal handlers write to.
char signal_tag;

} // namespace

void LoopIo::dispatch(const ReadyEvent& event) noexcept
{
    if (event.tag == nullptr) return; // woken for the inbox
    if (event.tag == &signal_tag) {
        signals::dispatch(loop_);
        return;
    }
    IoWatch& watch = *static_cast<IoWatch*>(event.tag);
    watch.half_closed |= event.half_closed;
    watch.hung_up |= event.hung_up;
    if (event.readable) {
        watch.readable = true;
        if (watch.reader != nullptr) loop_.wake(static_cast<Fiber&>(*watch.reader));
    }
    if (event.writable) {
        watch.writable = true;
        if (watch.writer != nullptr) {
            loop_.wake(static_cast<Fiber&>(*watch.writer));
        } else if (watch.write_interest) {
            reactor_.set_write_interest(watch.fd, &watch, false);
            watch.write_interest = false;
        }
    }
    if (watch.peer_task != nullptr && (watch.hung_up || (watch.half_closed && watch.peer_task_half_close))) {
        watch.peer_task->cancel_state().request(base::CancelReason::client_gone);
    }
}

void LoopIo::attach(IoWatch& watch)
{
    if (watch.loop != nullptr) return;
    reactor_.add(watch.fd, &watch);
    watch.loop = &loop_;
    watch.previous = nullptr;
    watch.next = watches_;
    if (watches_ != nullptr) watches_->previous = &watch;
    watches_ = &watch;
}

void LoopIo::detach(IoWatch& watch) noexcept
{
    reactor_.remove(watch.fd);
    watch.loop = nullptr;
    watch.write_interest = false;
    watch.readable = watch.writable = true; // nobody reports changes any more: try
    (watch.previous != nullptr ? watch.previous->next : watches_) = watch.next;
    if (watch.next != nullptr) watch.next->previous = watch.previous;
}

void LoopIo::close() noexcept
{
    while (watches_ != nullptr) detach(*watches_);
}

IoWait LoopIo::wait(IoWatch& watch, base::FdEvent event, base::Deadline deadline)
{
    bool writing = event == base::FdEvent::writable;
    attach(watch);
    if (watch.loop != &loop_) throw std::logic_error("a stream is used on a thread other than its event loop's");
    if (writing && !watch.write_interest) {
        reactor_.set_write_interest(watch.fd, &watch, true);
        watch.write_interest = true;
    }
    base::Task*& place = writing ? watch.writer : watch.reader;
    if (place != nullptr) throw std::logic_error("two tasks wait for the same direction of a stream");
    const bool& ready = writing ? watch.writable : watch.readable;
    std::uint32_t cancels = watch.cancels;
    base::Task& task = loop_.current_task();
    base::CancelState& cancel = task.cancel_state();
    place = &task;
    bool in_time = true;
    while (!ready && in_time && watch.cancels == cancels && !cancel.requested()) in_time = loop_.park(deadline);
    place = nullptr;
    if (watch.cancels != cancels || cancel.requested()) return IoWait::cancelled;
    return ready ? IoWait::ready : IoWait::timed_out;
}

void LoopIo::watch_signals(int fd)
{
    if (signal_fd_watched_) return;
    reactor_.add(fd, &signal_tag);
    signal_fd_watched_ = true;
}

bool LoopIo::wait_fd(int fd, base::FdEvent event, base::Deadline deadline)
{
    base::Task& task = loop_.current_task();
    base::CancelState& cancel = task.cancel_state();
    cancel.check();
    // A descriptor may be registered only once; a copy of it may be again.
    struct Registration
    {
        Registration(Reactor& r, int original, IoWatch& watch, base::FdEvent e) : reactor(r), descriptor(original)
        {
            try {
                reactor.add_once(descriptor, &watch, e);
            } catch (const std::system_error& error) {
                if (error.code().value() != EEXIST) throw;
                descriptor = copy = duplicate(original);
                try {
                    reactor.add_once(descriptor, &watch, e);
                } catch (...) {
                    close_descriptor(copy);
                    throw;
                }
            }
        }
        ~Registration()
        {
            reactor.remove(descriptor);
            if (copy >= 0) close_descriptor(copy);
        }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
        Reactor& reactor;
        int descriptor;
        int copy = -1;
    };
    IoWatch watch;
    watch.fd = fd;
    watch.readable = watch.writable = false;
    watch.reader = watch.writer = &task;
    Registration registration(reactor_, fd, watch, event);
    bool in_time = true;
    while (!watch.readable && !watch.writable && in_time && !cancel.requested()) in_time = loop_.park(deadline);
    if (watch.readable || watch.writable) return true;
    cancel.check();
    return false;
}

} // namespace kestrun::io::detail
