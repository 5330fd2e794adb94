// Terminals and pipes are for console_sink_posix_test.cpp: Wine without a display has no terminal, and tells of every pipe that it is full.
#include "base/system.hpp"
#include "event_maker.hpp"
#include "log/sinks.hpp"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <io.h>

namespace kestrun::log {
namespace {

/// While it lives, what goes to a descriptor goes into a file.
class Redirected
{
public:
    explicit Redirected(int descriptor) : descriptor_(descriptor), saved_(::_dup(descriptor))
    {
        std::string name = (std::filesystem::temp_directory_path() / "kestrun-console-XXXXXX").string();
        file_ = base::sys::mkstemps(name.data(), 0);
        EXPECT_GE(file_, 0);
        base::sys::unlink(name.c_str());
        EXPECT_EQ(::_dup2(file_, descriptor), 0);
    }
    /// What came.
    std::string finish()
    {
        ::_dup2(saved_, descriptor_);
        ::_close(saved_);
        char buffer[4096];
        base::sys::lseek(file_, 0, SEEK_SET);
        const ssize_t count = base::sys::read(file_, buffer, sizeof buffer);
        base::sys::close(file_);
        return {buffer, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }

private:
    int descriptor_;
    int saved_;
    int file_ = -1;
};

TEST(ConsoleSink, WritesPlainLinesToFiles)
{
    Redirected out(1);
    Redirected error(2);
    {
        ConsoleOptions options;
        options.standard_error_from = Level::Error;
        const auto sink = console_sink(std::make_unique<OutputTemplate>(console_output_template), options);
        sink->emit(test::make_event(Level::Information, "to {Where}", {"output"}));
        sink->emit(test::make_event(Level::Error, "to {Where}", {"error"}));
        sink->flush();
    }
    const std::string from_error = error.finish();
    const std::string from_out = out.finish();
    EXPECT_EQ(from_out, "[08:13:45 INF] to output\r\n");
    EXPECT_EQ(from_error, "[08:13:45 ERR] to error\r\n");
}

} // namespace
} // namespace kestrun::log
