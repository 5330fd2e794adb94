#include "engine/native_command.hpp"
#include "base/broken_pipe.hpp"
#include "base/scheduler.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

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
    if (pipe2(fds, O_CLOEXEC) != 0) value::throw_runtime("NativeCommandFailed", std::string("Cannot make a pipe: ") + std::strerror(errno));
    return {Descriptor(fds[0]), Descriptor(fds[1])};
}

/// Runs a program: its output lines are the objects, its input is the pipeline's text.
class NativeProcessor final : public Processor
{
public:
    NativeProcessor(SessionImpl& session, Ref<CommandInfo> command, Frame& caller, Sink& out, const Streams& streams, const CallInfo& call)
        : session_(session), command_(std::move(command)), caller_(caller), out_(out), streams_(streams), call_(call)
    {
    }
    ~NativeProcessor() override
    {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            int status = 0;
            waitpid(pid_, &status, 0);
        }
    }
    void prepare(Arguments& arguments)
    {
        for (size_t i = 0; i < arguments.size(); ++i) {
            const Argument& a = arguments[i];
            if (a.written == "--%") { // the rest of the line as it stands
                for (size_t k = i + 1; k < arguments.size(); ++k) split_verbatim(value::to_text(arguments[k].value));
                return;
            }
            const bool bare = !a.written.empty() && !a.splatted;
            if (bare && !a.is_named() && (a.written == "~" || a.written.starts_with("~/"))) {
                arguments_.push_back(value::to_text(session_.get_variable("HOME")) + std::string(a.written.substr(1)));
            } else if (bare && a.value.is_array() && a.written.find(',') != std::string_view::npos &&
                       a.written.find_first_of(" \t\n$(@'\"") == std::string_view::npos) {
                arguments_.emplace_back(a.written); // 1,2,3
            } else if (a.is_named()) {
                std::string text = a.written.empty() ? "-" + std::string(a.name) : std::string(a.written);
                if (a.has_value && a.written.empty()) text += ":" + value::to_text(a.value);
                arguments_.push_back(std::move(text));
            } else if (value::is_enumerable(a.value)) {
                for (const Value& item : value::elements(a.value)) arguments_.push_back(value::to_text(item));
            } else if (!a.value.is_null()) {
                const bool number = !a.written.empty() && (a.value.is_integral() || a.value.is_real());
                arguments_.push_back(number && a.written.front() != '$' && a.written.front() != '(' ? std::string(a.written)
                                                                                                    : value::to_text(a.value));
            }
        }
    }
    /// What stands behind --%: words between blanks, quotes and all, with %NAME% for environment variables.
    void split_verbatim(const std::string& text)
    {
        std::string word;
        for (const char c : text + ' ') {
            if (c != ' ' && c != '\t') {
                word += c;
            } else if (!word.empty()) {
                arguments_.push_back(expand_environment(word));
                word.clear();
            }
        }
    }
    static std::string expand_environment(const std::string& text)
    {
        std::string out;
        for (size_t at = 0; at < text.size();) {
            const size_t end = text[at] == '%' ? text.find('%', at + 1) : std::string::npos;
            const char* known = end == std::string::npos ? nullptr : std::getenv(text.substr(at + 1, end - at - 1).c_str());
            out += known ? known : std::string(1, text[at]);
            at = known ? end + 1 : at + 1;
        }
        return out;
    }
    void begin() override { launch(); }
    void process(Value item) override
    {
        if (!input_ || item.is_null()) return;
        std::string text = value::to_text(item);
        text += '\n';
        pending_input_ += text;
        pump(false);
    }
    void process_none() override {}
    void end() override
    {
        pump(true);
        finish();
    }

private:
    void launch()
    {
        auto [out_read, out_write] = make_pipe();
        auto [error_read, error_write] = make_pipe();
        Descriptor in_read, in_write;
        if (expects_input) std::tie(in_read, in_write) = make_pipe();
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        if (in_read) posix_spawn_file_actions_adddup2(&actions, in_read.get(), 0);
        posix_spawn_file_actions_adddup2(&actions, out_write.get(), 1);
        posix_spawn_file_actions_adddup2(&actions, error_write.get(), 2);
        posix_spawn_file_actions_addchdir_np(&actions, session_.directory.c_str());
        std::vector<char*> argv;
        std::string program = command_->definition;
        argv.push_back(program.data());
        for (std::string& a : arguments_) argv.push_back(a.data());
        argv.push_back(nullptr);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        base::ignore_broken_pipes(); // a program may end before it has read all its input
        const int failed = posix_spawn(&pid_, program.c_str(), &actions, &attributes, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        if (failed != 0) {
            pid_ = -1;
            value::throw_runtime("NativeCommandFailed", "Program '" + command_->name + "' failed to run: " + std::strerror(failed),
                                 ErrorCategory::ResourceUnavailable, Value(command_->name),
                                 "System.Management.Automation.ApplicationFailedException");
        }
        output_ = std::move(out_read);
        error_ = std::move(error_read);
        input_ = std::move(in_write);
        for (const Descriptor* d : {&output_, &error_, &input_})
            if (*d) fcntl(d->get(), F_SETFL, O_NONBLOCK);
    }

    /// Moves what can be moved; when `all`, until the program has closed its output.
    void pump(bool all)
    {
        if (all && pending_input_.empty()) input_.reset();
        while (true) {
            bool moved = write_input();
            if (all && pending_input_.empty()) input_.reset();
            moved |= read_from(output_, output_text_, false);
            moved |= read_from(error_, error_text_, true);
            if (!all && (pending_input_.size() < 65536 || !input_)) return;
            if (!output_ && !error_) return;
            if (!moved) wait();
        }
    }
    void wait()
    {
        // One descriptor at a time is enough: the other is looked at again soon.
        base::Scheduler& scheduler = base::current_scheduler();
        const Descriptor& first = output_ ? output_ : error_;
        scheduler.wait_fd(first.get(), base::FdEvent::readable,
                          base::Deadline::after(std::chrono::milliseconds(output_ && (error_ || input_) ? 5 : 1000)));
    }
    bool write_input()
    {
        bool moved = false;
        while (input_ && !pending_input_.empty()) {
            const ssize_t n = ::write(input_.get(), pending_input_.data(), pending_input_.size());
            if (n > 0) {
                pending_input_.erase(0, static_cast<size_t>(n));
                moved = true;
            } else if (n < 0 && errno == EINTR) {
                continue;
            } else if (n < 0 && errno == EAGAIN) {
                break;
            } else {
                input_.reset();
                pending_input_.clear();
            }
        }
        return moved;
    }
    bool read_from(Descriptor& from, std::string& text, bool is_error)
    {
        bool moved = false;
        char buffer[16384];
        while (from) {
            const ssize_t n = ::read(from.get(), buffer, sizeof buffer);
            if (n > 0) {
                text.append(buffer, static_cast<size_t>(n));
                lines(text, is_error, false);
                moved = true;
            } else if (n < 0 && errno == EINTR) {
                continue;
            } else if (n < 0 && errno == EAGAIN) {
                break;
            } else {
                from.reset();
                lines(text, is_error, true);
                moved = true;
            }
        }
        return moved;
    }
    void lines(std::string& text, bool is_error, bool last)
    {
        size_t start = 0;
        for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', start)) {
            emit(std::string_view(text).substr(start, at - start - (at > start && text[at - 1] == '\r' ? 1 : 0)), is_error);
            start = at + 1;
        }
        text.erase(0, start);
        if (last && !text.empty()) {
            emit(text, is_error);
            text.clear();
        }
    }
    void emit(std::string_view line, bool is_error)
    {
        if (!is_error) return out_.push(Value(line));
        Sink* sink = streams_.sinks[static_cast<size_t>(Stream::Error)];
        if (!sink) return session_.host().write_error_line(line);
        Ref<ErrorRecord> record = value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.RemoteException", std::string(line)),
            first_error_ ? "NativeCommandError" : "NativeCommandErrorMessage", ErrorCategory::NotSpecified, Value(line));
        first_error_ = false;
        record->command = command_->name;
        session_.complete_at(*record, caller_, call_);
        sink->push(Value(record));
    }
    void finish()
    {
        int status = 0;
        const int pid = pid_;
        const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
        if (fd >= 0) {
            const Descriptor guard(fd);
            base::current_scheduler().wait_fd(fd, base::FdEvent::readable, base::Deadline::never());
        }
        waitpid(pid, &status, 0);
        pid_ = -1;
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        session_.global->assign(Symbol("LASTEXITCODE"), Value(code));
        had_errors = code != 0;
        if (code == 0) return;
        session_.last_ok = false;
        bool found = false;
        const Value strict = session_.lookup(*caller_.scope, Symbol("PSNativeCommandUseErrorActionPreference"), found);
        if (!found || !value::to_bool(strict)) return;
        Ref<ErrorRecord> record = value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.NativeCommandExitException",
                                  "Program \"" + command_->name + "\" ended with non-zero exit code: " + std::to_string(code) + " (0x" +
                                      hex(code) + ")."),
            "ProgramExitedWithNonZeroCode", ErrorCategory::NotSpecified, Value(command_->name));
        record->exception->properties().emplace_back("ExitCode", Value(code));
        record->exception->properties().emplace_back("ProcessId", Value(static_cast<int32_t>(pid)));
        session_.complete_at(*record, caller_, call_);
        throw value::ScriptError{record};
    }
    static std::string hex(int code)
    {
        char text[16];
        std::snprintf(text, sizeof text, "%02X", static_cast<unsigned>(code));
        return text;
    }

    SessionImpl& session_;
    Ref<CommandInfo> command_;
    Frame& caller_;
    Sink& out_;
    const Streams& streams_;
    CallInfo call_;
    std::vector<std::string> arguments_;
    pid_t pid_ = -1;
    Descriptor output_, error_, input_;
    std::string output_text_, error_text_, pending_input_;
    bool first_error_ = true;
};

} // namespace

std::unique_ptr<Processor> make_native_processor(SessionImpl& session, const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller,
                                                 Sink& out, const Streams& streams, const CallInfo& call)
{
    auto processor = std::make_unique<NativeProcessor>(session, command, caller, out, streams, call);
    processor->prepare(arguments);
    return processor;
}

} // namespace kestrun::engine
