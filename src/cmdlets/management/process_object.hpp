// System.Diagnostics.Process.
#pragma once
#include "cmdlets/support/common.hpp"
#include <memory>
#include <span>
#include <sys/types.h>

namespace kestrun::cmdlets {

class ProcessObject final : public value::Object, public value::Textual
{
public:
    /// child: started by this program, so that its exit code can be had.
    explicit ProcessObject(pid_t pid, bool child = false);
    const value::Type& type() const override;
    std::string text() const override;
    pid_t pid() const { return pid_; }
    const std::string& name() const { return name_; }
    bool exited();
    /// Ends it at once. An errno; 0 for success, ESRCH when it has ended already.
    int kill();
    /// Waits for the end, off the event loop; false when the time (ms, negative: none) was over.
    bool wait(int64_t milliseconds);
    std::optional<int> exit_code();
    struct Facts
    {
        int64_t working_set = 0, virtual_size = 0, session = 0, threads = 0, parent = 0, start_ticks = 0; // bytes; .NET ticks UTC
        double cpu_seconds = 0;
    };
    Facts facts() const;
    std::string command_line() const;
    std::string path() const;

private:
    pid_t pid_;
    bool child_;
    std::string name_;
    std::optional<int> exit_code_;
    std::shared_ptr<void> handle_; // of Windows: keeps the exit code
};

/// Of all processes that can be seen, by id.
std::vector<pid_t> list_processes();
bool process_exists(pid_t pid);
std::span<const value::TypeDef> process_types();

} // namespace kestrun::cmdlets
