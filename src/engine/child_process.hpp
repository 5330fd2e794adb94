// A program that runs beside the script: its output and errors are read as they come, its input written as it takes it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::engine {

enum class ProgramOutput : unsigned char
{
    Standard,
    Error,
};

/// Belongs to the task that started it. Its destructor ends a program that still runs.
class ChildProcess
{
public:
    /// `with_input`: its standard input is what is written here, else the one of this process. Throws std::runtime_error with the system's
    /// reason when the program cannot be started.
    ChildProcess(const std::string& program, const std::vector<std::string>& arguments, const std::string& directory, bool with_input);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    int id() const noexcept;
    /// False after close_input(), and when the program has closed its end.
    bool takes_input() const noexcept;
    void close_input();
    /// Writes what the program takes now and cuts it off `text`, which a program that takes no more input empties. True when something
    /// has gone.
    bool write_input(std::string& text);
    /// False when the program has closed it and all of it was read.
    bool is_open(ProgramOutput output) const noexcept;
    /// Appends what is there. True when there was something, or its end.
    bool read(ProgramOutput output, std::string& text);
    /// Suspends the task until there may be something to do. Throws base::Cancelled.
    void wait();
    /// Suspends the task until the program has ended and gives its exit code (128 + the signal that killed it, on Unix). Throws
    /// base::Cancelled.
    int wait_for_end();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Goes on as another program, whose arguments begin with its name. Returns an errno when that fails. Windows has no such thing: the
/// program is started, and this one ends with its exit code.
int replace_process(const std::string& program, std::vector<std::string>& arguments);

/// One line for CreateProcess, as PowerShell makes it: .NET's quoting, or for cmd, scripts and the like the older one that leaves quotes
/// alone (about_Parsing, $PSNativeCommandArgumentPassing = 'Windows').
std::string windows_command_line(std::string_view program, const std::vector<std::string>& arguments);

} // namespace kestrun::engine
