#include "app/script_runner.hpp"
#include "app/console_host.hpp"
#include "app/shell/interactive_shell.hpp"
#include "app/shell/profile.hpp"
#include "base/environment.hpp"
#include "base/memory_limit.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "engine/session_impl.hpp"
#include "io/loop.hpp"
#include "kr/error_hint.hpp"
#include "kr/register.hpp"
#include "kr/script_arguments.hpp"
#include "kr/server_host.hpp"
#include "log/registry.hpp"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace kestrun::app {

namespace {

using engine::Value;

constexpr int no_such_script = 64; // as pwsh, after sysexits.h
/// Address space of the main script's stack; what is not touched costs nothing. Deep recursion is an error long before its end.
constexpr std::size_t main_stack = std::size_t{32} << 20;

/// Errors that do not end the script, with a hint where a name was misspelt.
class ErrorStream final : public engine::Sink
{
public:
    ErrorStream(engine::SessionImpl& session, ConsoleHost& host) : session_(session), host_(host) {}
    void push(Value item) override
    {
        if (const auto* record = item.as<value::ErrorRecord>())
            host_.write_error_line(engine::error_text(session_, *record) + kr::error_hint(*record));
        else
            host_.write_error_line(value::to_text(item));
    }

private:
    engine::SessionImpl& session_;
    ConsoleHost& host_;
};

std::string read_input()
{
    std::string text;
    char buffer[16 * 1024];
    while (true) {
        const ssize_t count = base::sys::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count > 0)
            text.append(buffer, static_cast<size_t>(count));
        else if (count == 0 || errno != EINTR)
            return text;
    }
}

struct Source
{
    std::string text;
    std::string file;
};

bool read_source(const CommandLine& line, Source& source)
{
    if (line.action == CommandLine::Action::Shell) return true;
    if (line.action == CommandLine::Action::Command) {
        source.text = line.text;
        return true;
    }
    if (line.action == CommandLine::Action::Input) {
        source.text = read_input();
        return true;
    }
    std::error_code ignored;
    std::filesystem::path path = base::sys::path(line.text);
    if (!std::filesystem::is_regular_file(path, ignored) &&
        std::filesystem::is_regular_file(base::sys::path(path.string() + ".ps1"), ignored))
        path += ".ps1";
    if (!std::filesystem::exists(path, ignored) || std::filesystem::is_directory(path, ignored)) {
        std::fprintf(stderr,
                     "The argument '%s' is not recognized as the name of a script file. Check the spelling of the name, or if a path was "
                     "included, verify that the path is correct and try "
                     "again.\n",
                     line.text.c_str());
        return false;
    }
    source.file = std::filesystem::absolute(path, ignored).lexically_normal().string();
    try {
        source.text = engine::read_script_file(source.file);
    } catch (const value::ScriptError& error) {
        std::fprintf(stderr, "%s\n", error.record->exception->message().c_str());
        return false;
    }
    return true;
}

int exit_status(const CommandLine& line, const engine::RunResult& result)
{
    // Windows keeps all of it, Unix eight bits.
    if (result.exited) return base::sys::on_windows ? result.exit_code : result.exit_code & 0xFF;
    if (result.error) return 1;
    // Of script text the last statement counts, of a file it does not.
    return line.action == CommandLine::Action::Command && !result.ok ? 1 : 0;
}

int run_session(const CommandLine& line, const Source& source)
{
    ConsoleHost host(line.interactive);
    engine::SessionOptions options;
    options.host = &host;
    const auto session = engine::Session::create(options);
    auto& inside = static_cast<engine::SessionImpl&>(*session);
    ErrorStream errors(inside, host);
    inside.host_streams.sinks[static_cast<size_t>(engine::Stream::Error)] = &errors;
    const bool at_terminal = line.interactive && base::sys::isatty(STDIN_FILENO) == 1;
    const bool prompts = line.action == CommandLine::Action::Shell || (line.no_exit && at_terminal);
    if (prompts && !line.no_profile) run_profiles(inside);
    if (line.action == CommandLine::Action::Shell) return run_shell(inside, host);
    engine::ScriptOptions how;
    how.new_scope = line.action == CommandLine::Action::File || !line.arguments.empty();
    if (line.no_exit) how.new_scope = false; // what the script defines is there at the prompt
    how.ordered = kr::script_arguments(line.arguments);
    const engine::RunResult result = session->run(source.text, source.file, how);
    if (result.error) {
        const std::string hint = kr::error_hint(*result.error);
        if (!hint.empty()) host.write_error_line(std::string_view(hint).substr(1));
    }
    return prompts && !result.exited ? run_shell(inside, host) : exit_status(line, result);
}

/// Runs the script, then ends what it has left behind.
int run_and_clean_up(const CommandLine& line, const Source& source)
{
    int status = 0;
    bool interrupted = false;
    try {
        // Ctrl+C ends the script as PowerShell does: `finally` blocks run. Twice, it ends the program. A server that runs has its own way.
        const base::TaskHandle script(base::current_task());
        // At a prompt it ends what runs there, as often as it takes.
        const bool prompts = line.action == CommandLine::Action::Shell || line.no_exit;
        const io::SignalWatch watch(*io::EventLoop::current(), {SIGINT}, [&interrupted, script, prompts](int) {
            if (!prompts && std::exchange(interrupted, true)) ::_exit(128 + SIGINT);
            script.cancel(base::CancelReason::interrupted);
        });
        status = run_session(line, source);
    } catch (const base::Cancelled&) {
        // Otherwise a signal came while a server ran beside the script: an orderly end.
        base::current_task().cancel_state().clear();
        if (interrupted) status = 128 + SIGINT;
    }
    kr::servers::stop_all();
    log::close_all_loggers();
    return status;
}

/// False when the environment asks for nonsense.
bool limit_memory(const CommandLine& line)
{
    if (line.memory_limit) return base::set_memory_limit(*line.memory_limit), true;
    const std::string given = base::environment_text("KESTRUN_MEMORY_LIMIT");
    const std::optional<uint64_t> limit = !given.empty() ? base::parse_memory_size(given) : base::default_memory_limit();
    if (!limit) {
        std::fprintf(stderr, "kestrun: KESTRUN_MEMORY_LIMIT needs a size such as 512MB or 2GB, or none; not '%s'.\n", given.c_str());
        return false;
    }
    base::set_memory_limit(*limit);
    return true;
}

} // namespace

int run_script(const CommandLine& line)
{
    if (!limit_memory(line)) return no_such_script;
    if (!line.working_directory.empty() && base::sys::chdir(line.working_directory.c_str()) != 0) {
        std::fprintf(stderr, "kestrun: cannot change to the directory '%s': %s\n", line.working_directory.c_str(), std::strerror(errno));
        return no_such_script;
    }
    Source source;
    if (!read_source(line, source)) return no_such_script;
    kr::register_commands();
    register_profile_variable();
    io::EventLoop loop;
    return loop.run_main([&] { return run_and_clean_up(line, source); }, {.stack_size = main_stack});
}

} // namespace kestrun::app
