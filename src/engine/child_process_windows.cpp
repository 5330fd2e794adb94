// A pipe of a program cannot be waited for together with anything else on Windows: each has a thread that reads or writes it.
#include "base/detached_thread.hpp"
#include "base/scheduler.hpp"
#include "base/sync.hpp"
#include "base/system.hpp"
#include "engine/child_process.hpp"
#include <chrono>
#include <condition_variable>
#include <stdexcept>
#include <utility>
#include <windows.h>

namespace kestrun::engine {

namespace {

constexpr size_t most_kept = 1 << 20; // bytes that wait to be read or written

[[noreturn]] void throw_last_error() { throw std::runtime_error(base::sys::error_text(GetLastError())); }

class Handle
{
public:
    explicit Handle(HANDLE handle = nullptr) : handle_(handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept
    {
        reset(std::exchange(other.handle_, nullptr));
        return *this;
    }
    ~Handle() { reset(); }
    void reset(HANDLE handle = nullptr)
    {
        if (handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE) CloseHandle(handle_);
        handle_ = handle;
    }
    HANDLE get() const { return handle_; }
    HANDLE* out() { return &handle_; }

private:
    HANDLE handle_;
};

/// The end with that number is given to the program.
void make_pipe(Handle& read, Handle& write, bool gives_read)
{
    SECURITY_ATTRIBUTES inherit{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    if (!CreatePipe(read.out(), write.out(), &inherit, 64 * 1024)) throw_last_error();
    SetHandleInformation((gives_read ? write : read).get(), HANDLE_FLAG_INHERIT, 0);
}

/// What the process and its threads share; the threads may outlive the ChildProcess.
struct Shared
{
    std::mutex mutex;
    base::WaitQueue moved;               // for the task
    std::condition_variable thread_work; // for the threads
    std::string read[2];
    bool open[2] = {true, true};
    std::string unwritten;
    bool input_open = false;
    bool input_ends = false; // after what is unwritten
    bool abandoned = false;
};

void read_output(const std::shared_ptr<Shared>& shared, const Handle& pipe, size_t output)
{
    char buffer[16384];
    while (true) {
        DWORD count = 0;
        const bool more = ReadFile(pipe.get(), buffer, sizeof buffer, &count, nullptr);
        std::unique_lock lock(shared->mutex);
        if (!more) break;
        shared->read[output].append(buffer, count);
        shared->moved.notify_all();
        shared->thread_work.wait(lock, [&] { return shared->read[output].size() < most_kept || shared->abandoned; });
        if (shared->abandoned) return;
    }
    const std::lock_guard lock(shared->mutex);
    shared->open[output] = false;
    shared->moved.notify_all();
}

void write_input_of(const std::shared_ptr<Shared>& shared, Handle pipe)
{
    std::unique_lock lock(shared->mutex);
    while (true) {
        shared->thread_work.wait(lock, [&] { return !shared->unwritten.empty() || shared->input_ends || shared->abandoned; });
        if (shared->abandoned || shared->unwritten.empty()) break;
        std::string text = std::exchange(shared->unwritten, {});
        shared->moved.notify_all();
        lock.unlock();
        size_t done = 0;
        while (done < text.size()) {
            DWORD count = 0;
            if (!WriteFile(pipe.get(), text.data() + done, static_cast<DWORD>(text.size() - done), &count, nullptr)) break;
            done += count;
        }
        lock.lock();
        if (done < text.size()) break; // the program has closed its end
    }
    shared->input_open = false;
    shared->moved.notify_all();
}

std::wstring wide_line(std::string_view program, const std::vector<std::string>& arguments)
{
    return base::sys::to_wide(windows_command_line(program, arguments));
}

/// Only these handles go to the program, whatever else is inheritable at that moment.
class InheritedHandles
{
public:
    explicit InheritedHandles(std::vector<HANDLE> handles) : handles_(std::move(handles))
    {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        storage_.resize(size);
        if (!InitializeProcThreadAttributeList(list(), 1, 0, &size)) throw_last_error();
        if (!UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(), handles_.size() * sizeof(HANDLE),
                                       nullptr, nullptr)) {
            DeleteProcThreadAttributeList(list());
            throw_last_error();
        }
    }
    ~InheritedHandles() { DeleteProcThreadAttributeList(list()); }
    InheritedHandles(const InheritedHandles&) = delete;
    InheritedHandles& operator=(const InheritedHandles&) = delete;
    LPPROC_THREAD_ATTRIBUTE_LIST list() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(storage_.data()); }

private:
    std::vector<HANDLE> handles_;
    std::vector<char> storage_;
};

Handle start(const std::wstring& program, std::wstring line, const std::wstring& directory, const HANDLE (&streams)[3], DWORD& id)
{
    std::vector<HANDLE> handles;
    for (const HANDLE handle : streams)
        if (handle != nullptr) handles.push_back(handle);
    InheritedHandles inherited(std::move(handles));
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = streams[0];
    startup.StartupInfo.hStdOutput = streams[1];
    startup.StartupInfo.hStdError = streams[2];
    startup.lpAttributeList = inherited.list();
    PROCESS_INFORMATION process{};
    if (!CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, EXTENDED_STARTUPINFO_PRESENT, nullptr, directory.c_str(),
                        &startup.StartupInfo, &process))
        throw_last_error();
    CloseHandle(process.hThread);
    id = process.dwProcessId;
    return Handle(process.hProcess);
}

} // namespace

struct ChildProcess::State
{
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    Handle process;
    DWORD id = 0;
    bool ended = false;
};

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments, const std::string& directory,
                           bool with_input)
    : state_(std::make_unique<State>())
{
    Handle reads[2], writes[2], in_read, in_write;
    for (size_t i = 0; i < 2; ++i) make_pipe(reads[i], writes[i], false);
    if (with_input) {
        make_pipe(in_read, in_write, true);
    } else {
        // Ours, in a form that may be given away. Without a console there is none.
        const HANDLE self = GetCurrentProcess(), own = GetStdHandle(STD_INPUT_HANDLE);
        if (own != nullptr && own != INVALID_HANDLE_VALUE) DuplicateHandle(self, own, self, in_read.out(), 0, TRUE, DUPLICATE_SAME_ACCESS);
    }
    const HANDLE streams[3] = {in_read.get(), writes[0].get(), writes[1].get()};
    state_->process =
        start(base::sys::wide_path(program), wide_line(program, arguments), base::sys::wide_path(directory), streams, state_->id);
    state_->shared->input_open = with_input;
    for (size_t i = 0; i < 2; ++i)
        base::start_detached([shared = state_->shared, pipe = std::move(reads[i]), i] { read_output(shared, pipe, i); });
    if (with_input)
        base::start_detached([shared = state_->shared, pipe = std::move(in_write)]() mutable { write_input_of(shared, std::move(pipe)); });
}

ChildProcess::~ChildProcess()
{
    if (!state_->ended && state_->process.get() != nullptr) TerminateProcess(state_->process.get(), 1);
    const std::lock_guard lock(state_->shared->mutex);
    state_->shared->abandoned = true;
    state_->shared->thread_work.notify_all();
}

int ChildProcess::id() const noexcept { return static_cast<int>(state_->id); }

bool ChildProcess::takes_input() const noexcept
{
    const std::lock_guard lock(state_->shared->mutex);
    return state_->shared->input_open && !state_->shared->input_ends;
}

void ChildProcess::close_input()
{
    const std::lock_guard lock(state_->shared->mutex);
    state_->shared->input_ends = true;
    state_->shared->thread_work.notify_all();
}

bool ChildProcess::write_input(std::string& text)
{
    Shared& shared = *state_->shared;
    const std::lock_guard lock(shared.mutex);
    if (text.empty() || shared.input_ends) return false;
    if (!shared.input_open) {
        text.clear();
        return false;
    }
    if (shared.unwritten.size() >= most_kept) return false;
    shared.unwritten += text;
    text.clear();
    shared.thread_work.notify_all();
    return true;
}

bool ChildProcess::is_open(ProgramOutput output) const noexcept
{
    const auto i = static_cast<size_t>(output);
    const std::lock_guard lock(state_->shared->mutex);
    return state_->shared->open[i] || !state_->shared->read[i].empty();
}

bool ChildProcess::read(ProgramOutput output, std::string& text)
{
    Shared& shared = *state_->shared;
    const std::lock_guard lock(shared.mutex);
    std::string& from = shared.read[static_cast<size_t>(output)];
    if (from.empty()) return false;
    text += from;
    from.clear();
    shared.thread_work.notify_all();
    return true;
}

void ChildProcess::wait()
{
    Shared& shared = *state_->shared;
    std::unique_lock lock(shared.mutex);
    if (!shared.read[0].empty() || !shared.read[1].empty() || (!shared.open[0] && !shared.open[1])) return;
    shared.moved.wait(lock, base::Deadline::after(std::chrono::milliseconds(1000)));
}

int ChildProcess::wait_for_end()
{
    auto pause = std::chrono::milliseconds(1);
    // It has closed its output: most programs end in that moment.
    while (WaitForSingleObject(state_->process.get(), 0) == WAIT_TIMEOUT) {
        base::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(32));
    }
    DWORD code = 0;
    GetExitCodeProcess(state_->process.get(), &code);
    state_->ended = true;
    return static_cast<int>(code);
}

int replace_process(const std::string& program, std::vector<std::string>& arguments)
{
    const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
    std::wstring line = wide_line(program, rest);
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION process{};
    if (!CreateProcessW(base::sys::wide_path(program).c_str(), line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                        &process))
        return base::sys::errno_of(GetLastError());
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD code = 0;
    GetExitCodeProcess(process.hProcess, &code);
    ExitProcess(code);
}

} // namespace kestrun::engine
