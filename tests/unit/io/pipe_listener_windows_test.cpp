// What a pipe's server tells Windows, seen through a system that records it: Wine obeys neither access lists nor the flag for the first
// instance. The rest runs over real pipes.

#include "io/pipe_listener_windows.hpp"

#include "io/loop.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <random>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::TaskHandle;

constexpr const char* user = "S-1-5-21-1-2-3-1000";

std::string unique(const std::string& name)
{
    static const std::string run = std::to_string(std::random_device()());
    return "kestrun.test." + run + "." + name;
}

class RecordingSystem final : public PipeSystem
{
public:
    HANDLE create(const PipeInstance& instance, DWORD& error) override
    {
        std::lock_guard guard(mutex_);
        instances.push_back(instance);
        error = refuse_with;
        return error != 0 ? INVALID_HANDLE_VALUE : windows().create(instance, error);
    }
    DWORD wait_for_client(HANDLE pipe, OVERLAPPED* overlapped) override { return windows().wait_for_client(pipe, overlapped); }
    DWORD server_process(const std::string&, DWORD& error) override
    {
        error = probe_error;
        return probe_error != 0 ? 0 : ::GetCurrentProcessId();
    }
    std::vector<PipeInstance> seen()
    {
        std::lock_guard guard(mutex_);
        return instances;
    }

    std::atomic<DWORD> refuse_with{0};
    DWORD probe_error = 0;

private:
    std::mutex mutex_;
    std::vector<PipeInstance> instances;
};

TEST(PipeSecurity, OwnerOnlyUnlessTheTextSaysOtherwise)
{
    const std::string own = std::string("(A;;FA;;;") + user + ")";
    EXPECT_EQ(pipe_security_text("", true, user), "D:P" + own);
    EXPECT_EQ(pipe_security_text("", false, user), "D:P" + own + "(A;;0x12019b;;;AU)");
    EXPECT_EQ(pipe_security_text("D:(A;;GRGW;;;AU)", true, user), "D:(A;;GRGW;;;AU)" + own);
    EXPECT_EQ(pipe_security_text("O:BAG:BAD:PAI(A;;GA;;;BA)S:(ML;;NW;;;LW)", true, user),
              "O:BAG:BAD:PAI(A;;GA;;;BA)" + own + "S:(ML;;NW;;;LW)");
    EXPECT_EQ(pipe_security_text("O:BA", true, user), "O:BA") << "no list: everybody may";
    EXPECT_EQ(current_user_sid().substr(0, 4), "S-1-");
    for (bool owner_only : {false, true}) EXPECT_EQ(check_security_text(pipe_security_text("", owner_only, current_user_sid())), 0u);
    EXPECT_NE(check_security_text("everyone"), 0u);
}

TEST(PipeListener, TellsWindowsWhatAServerNeeds)
{
    RecordingSystem system;
    auto listener = PipeListener::listen(unique("told"), {.backlog = 5, .pipe_read_buffer = 8192, .pipe_write_buffer = 4096}, system);
    ASSERT_TRUE(listener) << listener.error().message;
    std::vector<PipeInstance> seen = system.seen();
    ASSERT_EQ(seen.size(), 5u);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i].path, R"(\\.\pipe\)" + unique("told"));
        EXPECT_EQ((seen[i].open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0, i == 0) << i;
        EXPECT_EQ(seen[i].open_mode & ~static_cast<DWORD>(FILE_FLAG_FIRST_PIPE_INSTANCE),
                  static_cast<DWORD>(PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED));
        EXPECT_EQ(seen[i].pipe_mode, static_cast<DWORD>(PIPE_REJECT_REMOTE_CLIENTS)) << "byte type, byte reads, waiting: all zero";
        EXPECT_EQ(seen[i].max_instances, static_cast<DWORD>(PIPE_UNLIMITED_INSTANCES));
        EXPECT_EQ(seen[i].in_buffer, 8192u);
        EXPECT_EQ(seen[i].out_buffer, 4096u);
        EXPECT_EQ(seen[i].security, "D:P(A;;FA;;;" + current_user_sid() + ")");
    }
}

TEST(PipeListener, WantsNoMoreInstancesThanItCanWatch)
{
    RecordingSystem system;
    auto listener = PipeListener::listen(unique("many"), {}, system);
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_EQ(system.seen().size(), PipeListener::max_waiting);
}

TEST(PipeListener, ASecondServerIsToldWhoServes)
{
    RecordingSystem system;
    system.refuse_with = ERROR_ACCESS_DENIED;
    auto second = PipeListener::listen("taken", {}, system);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, IoErrorKind::in_use);
    const std::string& message = second.error().message;
    EXPECT_NE(message.find("Access denied: named pipe 'taken' is already served by process " + std::to_string(::GetCurrentProcessId())),
              std::string::npos)
        << message;
    EXPECT_NE(message.find("io_test.exe"), std::string::npos) << message;
    system.probe_error = ERROR_ACCESS_DENIED;
    auto foreign = PipeListener::listen("taken", {}, system);
    EXPECT_EQ(foreign.error().kind, IoErrorKind::access_denied);
    EXPECT_NE(foreign.error().message.find("another user"), std::string::npos) << foreign.error().message;
    system.refuse_with = ERROR_NO_SYSTEM_RESOURCES;
    EXPECT_EQ(PipeListener::listen("taken", {}, system).error().kind, IoErrorKind::exhausted);
}

// Without one instance left the server is told, and it goes on when there are some again.
TEST(PipeListener, GoesOnAfterWindowsHadNoMoreInstances)
{
    EventLoop loop;
    loop.run_main([] {
        RecordingSystem system;
        auto listener = PipeListener::listen(unique("short"), {.backlog = 1}, system);
        ASSERT_TRUE(listener) << listener.error().message;
        system.refuse_with = ERROR_NO_SYSTEM_RESOURCES;
        auto first = connect_pipe(unique("short"), Deadline::after(10s));
        ASSERT_TRUE(first) << first.error().message;
        EXPECT_TRUE((*listener)->accept(Deadline::after(10s)));
        auto none = (*listener)->accept(Deadline::after(10s));
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().kind, IoErrorKind::exhausted) << none.error().message;
        system.refuse_with = 0;
        auto second = connect_pipe(unique("short"), Deadline::after(10s), true);
        ASSERT_TRUE(second) << second.error().message;
        while (true) {
            auto accepted = (*listener)->accept(Deadline::after(10s));
            if (!accepted && accepted.error().kind == IoErrorKind::exhausted) continue; // told once more before it was over
            EXPECT_TRUE(accepted) << accepted.error().message;
            break;
        }
    });
}

TEST(PipeListener, AccessListsAreChecked)
{
    auto bad = listen_pipe("list", {.pipe_security = "everyone"});
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, IoErrorKind::invalid);
    EXPECT_NE(bad.error().message.find("'everyone'"), std::string::npos) << bad.error().message;
    EXPECT_NE(bad.error().message.find("D:(A;;GRGW;;;AU)"), std::string::npos) << bad.error().message;
    RecordingSystem system;
    auto good = PipeListener::listen(unique("list"), {.backlog = 1, .pipe_security = "D:(A;;GRGW;;;AU)"}, system);
    ASSERT_TRUE(good) << good.error().message;
    EXPECT_EQ(system.seen().at(0).security, "D:(A;;GRGW;;;AU)(A;;FA;;;" + current_user_sid() + ")");
}

// A burst of clients that stay: each finds an instance, and nobody takes them off the listener's hands meanwhile.
TEST(PipeListener, TwoHundredClientsThatStayAreNeverKeptWaiting)
{
    EventLoop loop;
    loop.run_main([] {
        auto listener = listen_pipe(unique("burst"));
        ASSERT_TRUE(listener) << listener.error().message;
        std::vector<std::unique_ptr<Stream>> clients;
        for (int i = 0; i < 200; ++i) {
            auto client = connect_pipe(unique("burst"), Deadline::after(10s));
            ASSERT_TRUE(client) << i << ": " << client.error().message;
            clients.push_back(std::move(*client));
        }
        for (int i = 0; i < 200; ++i) {
            auto server = (*listener)->accept(Deadline::after(10s));
            ASSERT_TRUE(server) << i << ": " << server.error().message;
            EXPECT_EQ((*server)->peer().pid, static_cast<std::int64_t>(::GetCurrentProcessId()));
        }
        EXPECT_EQ((*listener)->accept(Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
    });
}

TEST(PipeListener, KnowsItsPeers)
{
    EventLoop loop;
    loop.run_main([] {
        auto listener = listen_pipe(unique("peer"));
        ASSERT_TRUE(listener);
        EXPECT_EQ((*listener)->endpoint().text(), "pipe:" + unique("peer"));
        EXPECT_EQ((*listener)->path(), R"(\\.\pipe\)" + unique("peer"));
        auto client = connect_pipe(unique("peer"), Deadline::after(10s));
        auto server = (*listener)->accept(Deadline::after(10s));
        ASSERT_TRUE(client && server);
        for (const auto* end : {&*client, &*server}) {
            EXPECT_EQ((**end).peer().kind, TransportKind::named_pipe);
            EXPECT_EQ((**end).peer().local, unique("peer"));
            EXPECT_EQ((**end).peer().pid, static_cast<std::int64_t>(::GetCurrentProcessId()));
        }
    });
}

} // namespace
} // namespace kestrun::io
