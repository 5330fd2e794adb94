#include "event_maker.hpp"
#include "log/sinks.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kestrun::log {
namespace {

/// Runs `work` in a child whose standard output is `descriptor`, and gives its exit status.
int run_with_output(int descriptor, int error_descriptor, const std::function<void()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(descriptor, STDOUT_FILENO);
        ::dup2(error_descriptor, STDERR_FILENO);
        work();
        ::_exit(0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

std::string drain(int descriptor)
{
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(descriptor, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    return text;
}

std::unique_ptr<Sink> console(ConsoleOptions options = {})
{
    return console_sink(std::make_unique<OutputTemplate>(console_output_template), options);
}

TEST(ConsoleSink, WritesPlainLinesToPipes)
{
    int out[2];
    int error[2];
    ASSERT_EQ(::pipe(out), 0);
    ASSERT_EQ(::pipe(error), 0);
    run_with_output(out[1], error[1], [] {
        ConsoleOptions options;
        options.standard_error_from = Level::Error;
        const auto sink = console(options);
        sink->emit(test::make_event(Level::Information, "to {Where}", {"output"}));
        sink->emit(test::make_event(Level::Error, "to {Where}", {"error"}));
    });
    EXPECT_EQ(drain(out[0]), "[08:13:45 INF] to output\n");
    EXPECT_EQ(drain(error[0]), "[08:13:45 ERR] to error\n");
    for (const int fd : {out[0], out[1], error[0], error[1]}) ::close(fd);
}

std::string on_terminal(const char* term, const char* no_color)
{
    const int primary = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (primary < 0 || ::grantpt(primary) != 0 || ::unlockpt(primary) != 0) return "no terminal";
    const int terminal = ::open(::ptsname(primary), O_RDWR | O_NOCTTY);
    run_with_output(terminal, terminal, [&] {
        ::setenv("TERM", term, 1);
        if (no_color != nullptr)
            ::setenv("NO_COLOR", no_color, 1);
        else
            ::unsetenv("NO_COLOR");
        console()->emit(test::make_event(Level::Information, "hello"));
    });
    std::string text = drain(primary);
    ::close(terminal);
    ::close(primary);
    return text;
}

TEST(ConsoleSink, ColoursTerminalsOnly)
{
    const std::string coloured = on_terminal("xterm", nullptr);
    if (coloured == "no terminal") GTEST_SKIP() << "no pseudo terminal here";
    EXPECT_EQ(coloured, "\033[30m[\033[39;49m\033[37m08:13:45\033[39;49m\033[30m \033[39;49m\033[37mINF\033[39;49m\033[30m] \033[39;49m"
                        "\033[37mhello\033[39;49m\r\n");
    EXPECT_NE(on_terminal("xterm-256color", nullptr).find("\033[97m"), std::string::npos);
    EXPECT_EQ(on_terminal("xterm", "1"), "[08:13:45 INF] hello\r\n");
    EXPECT_EQ(on_terminal("dumb", nullptr), "[08:13:45 INF] hello\r\n");
}

} // namespace
} // namespace kestrun::log
