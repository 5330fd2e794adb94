#include <kestrun/server.hpp>

#include "io/listener.hpp"
#include "io/signals_windows.hpp"
#include "io/system_windows.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include <unistd.h>

using namespace kestrun;
using namespace std::chrono_literals;

namespace {

TEST(PublicServer, RunServesUntilASignal)
{
    const std::string pipe = "kestrun.public.signal." + std::to_string(::getpid());
    Options options;
    std::mutex mutex;
    std::vector<std::string> lines;
    options.log = [&](LogLevel, std::string_view line) {
        const std::lock_guard guard(mutex);
        lines.emplace_back(line);
    };
    Server server(options);
    server.listen_pipe(pipe).map("GET", "/", [](Context& context) { context.text("up"); });
    std::string answer;
    std::thread client([&] {
        if (auto stream = io::connect_pipe(pipe, base::Deadline::after(5s), true)) {
            char buffer[4096];
            if ((*stream)->write_all("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", base::Deadline::after(5s))) {
                for (auto got = (*stream)->read_some(buffer, base::Deadline::after(5s)); got && *got > 0;
                     got = (*stream)->read_some(buffer, base::Deadline::after(5s)))
                    answer.append(buffer, *got);
            }
        }
        EXPECT_TRUE(io::signals::deliver_console_event(CTRL_CLOSE_EVENT));
    });
    server.run();
    client.join();
    EXPECT_TRUE(answer.ends_with("up")) << answer;
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines[0], "Now listening on: pipe:" + pipe);
}

} // namespace
