#include "base/broken_pipe.hpp"
#include "base/error.hpp"
#include "base/scheduler.hpp"
#include "engine/child_process.hpp"
#include "value/environment.hpp"
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace kestrun::engine {

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        reset(std::exchange(other.fd_, -1));
        return *this;
    }
    ~Descriptor() { reset(); }
    void reset(int fd = -1)
    {
        if (fd_ >= 0) close(fd_);
        fd_ = fd;
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_;
};

std::pair<Descriptor, Descriptor> make_pipe()
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) throw std::runtime_error(base::errno_text(errno));
    return {Descriptor(fds[0]), Descriptor(fds[1])};
}

} // namespace

struct ChildProcess::State
{
    pid_t pid = -1;
    Descriptor input, outputs[2];

    Descriptor& of(ProgramOutput output) { return outputs[static_cast<size_t>(output)]; }
};

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments, const std::string& directory,
                           bool with_input)
    : state_(std::make_unique<State>())
{
    auto [out_read, out_write] = make_pipe();
    auto [error_read, error_write] = make_pipe();
    Descriptor in_read, in_write;
    if (with_input) std::tie(in_read, in_write) = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (in_read) posix_spawn_file_actions_adddup2(&actions, in_read.get(), 0);
    posix_spawn_file_actions_adddup2(&actions, out_write.get(), 1);
    posix_spawn_file_actions_adddup2(&actions, error_write.get(), 2);
    posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::vector<std::string> environment = value::environment_block(); // a copy: other threads may change variables meanwhile
    std::vector<char*> settings;
    for (std::string& entry : environment) settings.push_back(entry.data());
    settings.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    base::ignore_broken_pipes(); // a program may end before it has read all its input
    const int failed = posix_spawn(&state_->pid, program.c_str(), &actions, &attributes, argv.data(), settings.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) throw std::runtime_error(base::errno_text(failed));
    state_->outputs[0] = std::move(out_read);
    state_->outputs[1] = std::move(error_read);
    state_->input = std::move(in_write);
    for (const Descriptor* d : {&state_->outputs[0], &state_->outputs[1], &state_->input})
        if (*d) fcntl(d->get(), F_SETFL, O_NONBLOCK);
}

ChildProcess::~ChildProcess()
{
    if (state_->pid <= 0) return;
    kill(state_->pid, SIGKILL);
    int status = 0;
    waitpid(state_->pid, &status, 0);
}

int ChildProcess::id() const noexcept { return state_->pid; }
bool ChildProcess::takes_input() const noexcept { return static_cast<bool>(state_->input); }
void ChildProcess::close_input() { state_->input.reset(); }
bool ChildProcess::is_open(ProgramOutput output) const noexcept { return static_cast<bool>(state_->of(output)); }

bool ChildProcess::write_input(std::string& text)
{
    bool moved = false;
    while (state_->input && !text.empty()) {
        const ssize_t n = ::write(state_->input.get(), text.data(), text.size());
        if (n > 0) {
            text.erase(0, static_cast<size_t>(n));
            moved = true;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else if (n < 0 && errno == EAGAIN) {
            break;
        } else {
            state_->input.reset();
            text.clear();
        }
    }
    return moved;
}

bool ChildProcess::read(ProgramOutput output, std::string& text)
{
    Descriptor& from = state_->of(output);
    char buffer[16384];
    while (from) {
        const ssize_t n = ::read(from.get(), buffer, sizeof buffer);
        if (n > 0) {
            text.append(buffer, static_cast<size_t>(n));
            return true;
        }
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return false;
        from.reset();
        return true;
    }
    return false;
}

void ChildProcess::wait()
{
    // One descriptor at a time is enough: the other is looked at again soon.
    const Descriptor &out = state_->outputs[0], &error = state_->outputs[1];
    base::current_scheduler().wait_fd((out ? out : error).get(), base::FdEvent::readable,
                                      base::Deadline::after(std::chrono::milliseconds(out && (error || state_->input) ? 5 : 1000)));
}

int ChildProcess::wait_for_end()
{
    const int fd = static_cast<int>(syscall(SYS_pidfd_open, state_->pid, 0));
    if (fd >= 0) {
        const Descriptor guard(fd);
        base::current_scheduler().wait_fd(fd, base::FdEvent::readable, base::Deadline::never());
    }
    int status = 0;
    waitpid(state_->pid, &status, 0);
    state_->pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int replace_process(const std::string& program, std::vector<std::string>& arguments)
{
    std::vector<char*> argv;
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    return errno;
}

} // namespace kestrun::engine
