// Terminals are for console_sink_posix_test.cpp: Wine without a display has none.
#include "base/system.hpp"
#include "event_maker.hpp"
#include "log/sinks.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <io.h>

namespace kestrun::log {
namespace {

/// While it lives, what goes to a descriptor goes into a pipe.
class Redirected
{
public:
    explicit Redirected(int descriptor) : descriptor_(descriptor), saved_(::_dup(descriptor))
    {
        EXPECT_EQ(::_pipe(ends_, 65536, _O_BINARY), 0);
        EXPECT_EQ(::_dup2(ends_[1], descriptor), 0);
        ::_close(ends_[1]);
    }
    /// What came, once nobody can write any more.
    std::string finish()
    {
        ::_dup2(saved_, descriptor_);
        ::_close(saved_);
        std::string text;
        char buffer[4096];
        for (int n = 0; (n = ::_read(ends_[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
        ::_close(ends_[0]);
        return text;
    }

private:
    int descriptor_;
    int saved_;
    int ends_[2] = {-1, -1};
};

TEST(ConsoleSink, WritesPlainLinesToPipes)
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
