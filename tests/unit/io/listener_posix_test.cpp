#include "io/listener.hpp"

#include "io/loop.hpp"
#include "io/pipe_name.hpp"
#include "io/socket_file_posix.hpp"
#include "stream_helpers.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using base::TaskHandle;
using helpers::expect_echo;

// Pipes and bare socket names live in a directory of the test's own.
class SocketListenerTest : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string pattern = (fs::temp_directory_path() / "kio-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
        if (const char* value = std::getenv("TMPDIR")) before_ = value;
        setenv("TMPDIR", directory_.c_str(), 1);
    }
    void TearDown() override
    {
        if (before_.empty()) {
            unsetenv("TMPDIR");
        } else {
            setenv("TMPDIR", before_.c_str(), 1);
        }
        fs::remove_all(directory_);
    }
    std::string in_directory(const std::string& name) const { return directory_ + "/" + name; }

    // What a server leaves behind that was killed: a bound socket file without a listener.
    static void leave_dead_socket(const std::string& path)
    {
        int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address = socket_address(path);
        ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::listen(fd, 1), 0);
        ::close(fd);
    }

    std::string directory_;
    std::string before_;
};

TEST_F(SocketListenerTest, PipeServesClients)
{
    EventLoop loop;
    loop.run_main([&] {
        auto listener = listen_pipe("demo.pipe");
        ASSERT_TRUE(listener) << listener.error().message;
        EXPECT_EQ((*listener)->endpoint().text(), "pipe:demo.pipe");
        EXPECT_EQ((*listener)->path(), in_directory("CoreFxPipe_demo.pipe"));
        struct stat file = {};
        ASSERT_EQ(::lstat((*listener)->path().c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777, 0600u);
        EXPECT_FALSE(fs::exists((*listener)->path() + ".lock"));
        expect_echo(**listener, connect_pipe("demo.pipe", Deadline::after(10s)));
        expect_echo(**listener, connect_pipe((*listener)->path(), Deadline::after(10s)));
        expect_echo(**listener, connect((*listener)->endpoint(), Deadline::after(10s)));
        (*listener)->close();
        EXPECT_FALSE(fs::exists((*listener)->path()));
        EXPECT_EQ((*listener)->accept(Deadline::never()).error().kind, IoErrorKind::cancelled);
    });
}

TEST_F(SocketListenerTest, PeerIsKnown)
{
    EventLoop loop;
    loop.run_main([&] {
        auto listener = listen_pipe("demo");
        ASSERT_TRUE(listener);
        auto client = connect_pipe("demo", Deadline::after(10s));
        auto server = (*listener)->accept(Deadline::after(10s));
        ASSERT_TRUE(server);
        const PeerInfo& peer = (*server)->peer();
        EXPECT_EQ(peer.kind, TransportKind::named_pipe);
        EXPECT_EQ(peer.local, "demo");
        EXPECT_EQ(peer.pid, ::getpid());
        EXPECT_EQ(peer.uid, static_cast<std::int64_t>(::geteuid()));
    });
}

TEST_F(SocketListenerTest, LiveServerIsNotDisturbed)
{
    EventLoop loop;
    loop.run_main([&] {
        auto first = listen_pipe("demo");
        ASSERT_TRUE(first);
        auto second = listen_pipe("demo");
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, IoErrorKind::in_use);
        const std::string& message = second.error().message;
        EXPECT_NE(message.find("Access denied"), std::string::npos) << message;
        EXPECT_NE(message.find("named pipe 'demo'"), std::string::npos) << message;
        EXPECT_NE(message.find("process " + std::to_string(::getpid())), std::string::npos) << message;
        // The look that the second one took is a connection that ends at once.
        auto probe = (*first)->accept(Deadline::after(10s));
        ASSERT_TRUE(probe);
        char byte[1];
        EXPECT_EQ((*probe)->read_some(byte, Deadline::after(10s)).value(), 0u);
        expect_echo(**first, connect_pipe("demo", Deadline::after(10s)));
    });
}

TEST_F(SocketListenerTest, FullQueueIsAlive)
{
    EventLoop loop;
    loop.run_main([&] {
        auto listener = listen_pipe("busy", {.backlog = 1});
        ASSERT_TRUE(listener);
        std::vector<std::unique_ptr<Stream>> held;
        while (auto client = connect_pipe("busy", Deadline::after(20ms))) held.push_back(std::move(*client));
        EXPECT_EQ(listen_pipe("busy").error().kind, IoErrorKind::in_use);
    });
}

TEST_F(SocketListenerTest, DeadSocketIsReplaced)
{
    leave_dead_socket(in_directory("CoreFxPipe_demo"));
    EventLoop loop;
    loop.run_main([&] {
        EXPECT_EQ(connect_pipe("demo", Deadline::after(1s)).error().kind, IoErrorKind::refused);
        auto listener = listen_pipe("demo");
        ASSERT_TRUE(listener) << listener.error().message;
        expect_echo(**listener, connect_pipe("demo", Deadline::after(10s)));
    });
}

TEST_F(SocketListenerTest, OtherFilesStayUntouched)
{
    std::string path = in_directory("CoreFxPipe_demo");
    std::ofstream(path) << "precious";
    EventLoop loop;
    loop.run_main([&] {
        auto listener = listen_pipe("demo");
        ASSERT_FALSE(listener);
        EXPECT_NE(listener.error().message.find(path), std::string::npos) << listener.error().message;
        fs::create_directory(in_directory("folder"));
        EXPECT_FALSE(listen_unix(in_directory("folder")));
        fs::create_symlink("/nowhere", in_directory("link"));
        EXPECT_FALSE(listen_unix(in_directory("link")));
    });
    std::string text;
    std::ifstream(path) >> text;
    EXPECT_EQ(text, "precious");
    EXPECT_TRUE(fs::is_symlink(in_directory("link")));
}

TEST_F(SocketListenerTest, CloseLeavesTheFileOfASuccessor)
{
    EventLoop loop;
    loop.run_main([&] {
        auto first = listen_unix("x.sock");
        ASSERT_TRUE(first);
        std::string path = (*first)->path();
        EXPECT_EQ(path, in_directory("x.sock"));
        fs::rename(path, path + ".old");
        leave_dead_socket(path);
        (*first)->close();
        EXPECT_TRUE(fs::exists(path));
    });
}

TEST_F(SocketListenerTest, MissingFolderAndMissingRights)
{
    EventLoop loop;
    loop.run_main([&] {
        auto missing = listen_unix(in_directory("none/x.sock"));
        ASSERT_FALSE(missing);
        EXPECT_EQ(missing.error().kind, IoErrorKind::not_found);
        EXPECT_NE(missing.error().message.find(in_directory("none")), std::string::npos) << missing.error().message;
        if (::geteuid() == 0) return;
        fs::create_directory(in_directory("locked"));
        ::chmod(in_directory("locked").c_str(), 0500);
        auto locked = listen_unix(in_directory("locked/x.sock"));
        ASSERT_FALSE(locked);
        EXPECT_EQ(locked.error().kind, IoErrorKind::access_denied);
    });
}

// As another user, in a child process; only root can become one.
TEST_F(SocketListenerTest, SocketsOfAnotherUserAreDenied)
{
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    ::chmod(directory_.c_str(), 01777);
    EventLoop loop;
    std::unique_ptr<Listener> live = std::move(*listen_unix("live.sock"));
    leave_dead_socket(in_directory("dead.sock"));
    ::chmod(in_directory("dead.sock").c_str(), 0666);
    int report[2];
    ASSERT_EQ(::pipe(report), 0);
    pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::string text;
        if (::setgid(65534) == 0 && ::setuid(65534) == 0) {
            for (const char* name : {"live.sock", "dead.sock"}) {
                auto listener = listen_unix(name);
                text += listener ? "listens\n" : std::string(to_string(listener.error().kind)) + ": " + listener.error().message + "\n";
            }
            auto client = connect_unix("live.sock", Deadline::immediate());
            text += client ? "connected\n" : client.error().message + "\n";
        }
        [[maybe_unused]] ssize_t written = ::write(report[1], text.data(), text.size());
        ::_exit(0);
    }
    ::close(report[1]);
    std::string text;
    char buffer[512];
    for (ssize_t count; (count = ::read(report[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(count));
    ::close(report[0]);
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(text.find("listens"), std::string::npos) << text;
    EXPECT_EQ(text.find("connected"), std::string::npos) << text;
    EXPECT_NE(text.find("access denied: Access denied: Unix socket '" + in_directory("live.sock")), std::string::npos) << text;
    EXPECT_NE(text.find("access denied: Access denied: Unix socket '" + in_directory("dead.sock")), std::string::npos) << text;
    EXPECT_NE(text.find("belongs to user root"), std::string::npos) << text;
}

// All find the same dead socket; exactly one may take its place, and it must be reachable.
TEST_F(SocketListenerTest, OneOfManyStartersWins)
{
    for (int round = 0; round < 10; ++round) {
        std::string name = "race" + std::to_string(round);
        leave_dead_socket(in_directory("CoreFxPipe_" + name));
        std::vector<std::unique_ptr<Listener>> winners(4);
        std::vector<std::thread> threads;
        for (auto& place : winners) {
            threads.emplace_back([&place, &name] {
                auto listener = listen_pipe(name);
                if (listener) {
                    place = std::move(*listener);
                } else {
                    EXPECT_EQ(listener.error().kind, IoErrorKind::in_use) << listener.error().message;
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(std::count_if(winners.begin(), winners.end(), [](const auto& winner) { return winner != nullptr; }), 1);
        EXPECT_TRUE(connect_pipe(name, Deadline::after(10s)));
    }
}

} // namespace
} // namespace kestrun::io
