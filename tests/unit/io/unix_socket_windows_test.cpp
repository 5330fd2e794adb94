// Unix sockets through a system that stands in for Windows where it has none, as under Wine: it records what it is asked for, makes sockets
// of the loopback interface in their place and plain files for theirs. The rest (the completion port, AcceptEx, streams, the lock) is real.

#include "io/unix_socket_windows.hpp"

#include "base/system.hpp"
#include "base/system_path.hpp"
#include "io/loop.hpp"
#include "io/peer.hpp"
#include "io/pipe_name.hpp"
#include "io/pipe_system_windows.hpp"
#include "io/socket_listener_windows.hpp"
#include "stream_helpers.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <random>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::TaskHandle;
using helpers::expect_echo;
using Kind = UnixSystem::File::Kind;

class FakeSystem final : public UnixSystem
{
public:
    DWORD create(OwnedSocket& socket) override
    {
        if (no_sockets) return WSAEAFNOSUPPORT;
        socket = OwnedSocket(new_socket(AF_INET));
        return 0;
    }
    DWORD bind(SOCKET socket, const sockaddr_un& address) override
    {
        note("bind", address);
        if (look(address.sun_path).kind != Kind::missing) return WSAEADDRINUSE;
        sockaddr_in real{};
        real.sin_family = AF_INET;
        real.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int length = sizeof real;
        if (::bind(socket, reinterpret_cast<sockaddr*>(&real), length) != 0) return static_cast<DWORD>(::WSAGetLastError());
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&real), &length);
        make_file(address.sun_path, real.sin_port);
        return 0;
    }
    DWORD listen(SOCKET socket, int backlog) override
    {
        note("listen " + std::to_string(backlog));
        return refuse_listen != 0 ? refuse_listen : ::listen(socket, backlog) == 0 ? 0 : static_cast<DWORD>(::WSAGetLastError());
    }
    DWORD connect(SOCKET socket, const sockaddr_un& address) override
    {
        note("connect", address);
        if (refuse_connect != 0) return refuse_connect;
        sockaddr_in real{};
        {
            std::lock_guard guard(mutex_);
            auto known = ports_.find(address.sun_path);
            if (known == ports_.end()) return WSAECONNREFUSED;
            real.sin_port = known->second;
        }
        real.sin_family = AF_INET;
        real.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(socket, reinterpret_cast<sockaddr*>(&real), sizeof real) == 0 ? 0 : static_cast<DWORD>(::WSAGetLastError());
    }
    DWORD peer_process(SOCKET) override { return ::GetCurrentProcessId(); }
    File look(const std::string& path) override
    {
        base::sys::Stat facts;
        if (base::sys::lstat(path.c_str(), &facts) != 0) return {};
        std::lock_guard guard(mutex_);
        return {ports_.contains(path) ? Kind::socket : Kind::other, 0, facts.st_dev, facts.st_ino};
    }
    DWORD protect(const std::string& path, const std::string& security) override
    {
        note("protect " + path + ' ' + security);
        return 0;
    }
    DWORD remove(const std::string& path) override
    {
        note("remove " + path);
        return base::sys::unlink(path.c_str()) == 0 ? 0 : ::GetLastError();
    }

    void make_file(const std::string& path, std::uint16_t port)
    {
        std::ofstream(base::sys::path(path)) << "socket";
        std::lock_guard guard(mutex_);
        ports_[path] = port;
    }
    std::vector<std::string> calls()
    {
        std::lock_guard guard(mutex_);
        return calls_;
    }

    bool no_sockets = false;
    DWORD refuse_listen = 0;
    DWORD refuse_connect = 0;

private:
    void note(std::string call)
    {
        std::lock_guard guard(mutex_);
        calls_.push_back(std::move(call));
    }
    void note(const std::string& call, const sockaddr_un& address)
    {
        EXPECT_EQ(address.sun_family, AF_UNIX);
        note(call + ' ' + address.sun_path);
    }

    std::mutex mutex_;
    std::vector<std::string> calls_;
    std::map<std::string, std::uint16_t> ports_; // in the network's order
};

// A folder of the test's own, and paths below it.
class UnixSocket : public testing::Test
{
protected:
    UnixSocket() { std::filesystem::create_directories(base::sys::path(folder_)); }
    ~UnixSocket() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(base::sys::path(folder_), ignored);
    }
    std::string path(const std::string& name) const { return folder_ + '\\' + name; }
    static bool exists(const std::string& path)
    {
        return ::GetFileAttributesW(base::sys::wide_path(path).c_str()) != INVALID_FILE_ATTRIBUTES;
    }

    std::string folder_ = temp_directory() + "\\kr" + std::to_string(std::random_device()() % 100'000);
    FakeSystem system_;
    EventLoop loop_;
};

TEST_F(UnixSocket, TellsWindowsWhatAServerNeedsInThisOrder)
{
    loop_.run_main([&] {
        std::string socket = path("gr\xc3\xbcn.sock");
        auto listener = listen_unix(socket, {.backlog = 7}, system_);
        ASSERT_TRUE(listener) << listener.error().message;
        EXPECT_EQ(system_.calls(), (std::vector<std::string>{
                                       "bind " + socket, "protect " + socket + " D:P(A;;FA;;;" + current_user_sid() + ")", "listen 7"}));
        EXPECT_EQ((*listener)->endpoint().text(), "unix:" + socket);
        EXPECT_EQ((*listener)->path(), socket);
        EXPECT_TRUE(exists(socket));
        EXPECT_TRUE(exists(socket + ".lock"));
        (*listener)->close();
        EXPECT_FALSE(exists(socket));
        EXPECT_FALSE(exists(socket + ".lock"));
        EXPECT_EQ(system_.calls().back(), "remove " + socket);
        EXPECT_EQ((*listener)->accept(Deadline::after(5ms)).error().kind, IoErrorKind::cancelled);
    });
}

TEST_F(UnixSocket, AllUsersMayConnectWhenWished)
{
    EXPECT_EQ(socket_security_text(true, "S-1-5-21-7"), "D:P(A;;FA;;;S-1-5-21-7)");
    EXPECT_EQ(socket_security_text(false, "S-1-5-21-7"), "D:P(A;;FA;;;S-1-5-21-7)(A;;GRGW;;;AU)");
    for (bool owner_only : {false, true}) EXPECT_EQ(check_security_text(socket_security_text(owner_only, current_user_sid())), 0u);
}

TEST_F(UnixSocket, AddressesAreUtf8WithBackslashesAndEndWithNul)
{
    sockaddr_un address = unix_address("C:/a/gr\xc3\xbcn");
    EXPECT_EQ(address.sun_family, AF_UNIX);
    EXPECT_EQ(std::string(address.sun_path), "C:\\a\\gr\xc3\xbcn");
    EXPECT_EQ(sizeof address.sun_path, 108u);
    EXPECT_EQ(std::string(unix_address(std::string(107, 'x')).sun_path).size(), 107u);
}

TEST_F(UnixSocket, CarriesBytesBothWays)
{
    loop_.run_main([&] {
        auto listener = listen_unix(path("a.sock"), {}, system_);
        ASSERT_TRUE(listener) << listener.error().message;
        for (int i = 0; i < 3; ++i) expect_echo(**listener, connect_unix(path("a.sock"), Deadline::after(10s), false, system_));
        auto client = connect_unix(path("a.sock"), Deadline::after(10s), false, system_);
        auto server = (*listener)->accept(Deadline::after(10s));
        ASSERT_TRUE(client && server);
        for (const auto* end : {&*client, &*server}) {
            EXPECT_EQ((**end).peer().kind, TransportKind::unix_socket);
            EXPECT_EQ((**end).peer().local, path("a.sock"));
            EXPECT_EQ((**end).peer().pid, static_cast<std::int64_t>(::GetCurrentProcessId()));
            EXPECT_TRUE(check_current_user(**end));
        }
        (*client)->close();
        char buffer[4];
        EXPECT_EQ((*server)->read_some(buffer, Deadline::after(10s)).value(), 0u);
        EXPECT_EQ((*listener)->accept(Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
    });
}

TEST_F(UnixSocket, ADeadServersFileIsReplaced)
{
    loop_.run_main([&] {
        system_.make_file(path("dead.sock"), htons(1)); // nobody listens at port 1
        system_.refuse_connect = WSAECONNREFUSED;
        auto listener = listen_unix(path("dead.sock"), {}, system_);
        ASSERT_TRUE(listener) << listener.error().message;
        std::vector<std::string> calls = system_.calls();
        ASSERT_GE(calls.size(), 3u);
        EXPECT_EQ(calls[0], "connect " + path("dead.sock"));
        EXPECT_EQ(calls[1], "remove " + path("dead.sock"));
        EXPECT_EQ(calls[2], "bind " + path("dead.sock"));
    });
}

TEST_F(UnixSocket, ALiveServerIsLeftAloneAndNamed)
{
    loop_.run_main([&] {
        auto first = listen_unix(path("live.sock"), {}, system_);
        ASSERT_TRUE(first) << first.error().message;
        auto second = listen_unix(path("live.sock"), {}, system_);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, IoErrorKind::in_use);
        const std::string& message = second.error().message;
        EXPECT_NE(message.find("Access denied: Unix socket '" + path("live.sock") + "' is already served by process " +
                               std::to_string(::GetCurrentProcessId()) + " (io_test.exe)"),
                  std::string::npos)
            << message;
        EXPECT_TRUE(exists(path("live.sock")));
        // One whose queue is full refuses: only its lock tells that it lives.
        system_.refuse_connect = WSAECONNREFUSED;
        auto third = listen_unix(path("live.sock"), {}, system_);
        ASSERT_FALSE(third);
        EXPECT_EQ(third.error().kind, IoErrorKind::busy);
        EXPECT_NE(third.error().message.find("live.sock.lock"), std::string::npos) << third.error().message;
        EXPECT_TRUE(exists(path("live.sock")));
    });
}

// Somebody else's server, which has no lock.
TEST_F(UnixSocket, AForeignServerIsLeftAloneToo)
{
    loop_.run_main([&] {
        OwnedSocket foreign;
        ASSERT_EQ(system_.create(foreign), 0u);
        ASSERT_EQ(system_.bind(foreign.get(), unix_address(path("foreign.sock"))), 0u);
        ASSERT_EQ(system_.listen(foreign.get(), 5), 0u);
        EXPECT_EQ(listen_unix(path("foreign.sock"), {}, system_).error().kind, IoErrorKind::in_use);
        system_.refuse_connect = WSAEACCES;
        auto denied = listen_unix(path("foreign.sock"), {}, system_);
        EXPECT_EQ(denied.error().kind, IoErrorKind::access_denied);
        EXPECT_NE(denied.error().message.find("another user"), std::string::npos) << denied.error().message;
        EXPECT_TRUE(exists(path("foreign.sock")));
    });
}

TEST_F(UnixSocket, AFileThatIsNoSocketIsLeftAlone)
{
    loop_.run_main([&] {
        std::ofstream(base::sys::path(path("notes.txt"))) << "text";
        auto listener = listen_unix(path("notes.txt"), {}, system_);
        ASSERT_FALSE(listener);
        EXPECT_EQ(listener.error().kind, IoErrorKind::other);
        EXPECT_NE(listener.error().message.find("exists and is not a socket"), std::string::npos) << listener.error().message;
        EXPECT_TRUE(exists(path("notes.txt")));
    });
}

TEST_F(UnixSocket, AnotherServersFileIsNotRemoved)
{
    loop_.run_main([&] {
        auto listener = listen_unix(path("a.sock"), {}, system_);
        ASSERT_TRUE(listener) << listener.error().message;
        // Moved away, so that the new one cannot have its number.
        ASSERT_EQ(base::sys::rename(path("a.sock").c_str(), path("old").c_str()), 0);
        system_.make_file(path("a.sock"), htons(1));
        (*listener)->close();
        EXPECT_TRUE(exists(path("a.sock")));
    });
}

TEST_F(UnixSocket, AServerThatCannotListenLeavesNothing)
{
    loop_.run_main([&] {
        system_.refuse_listen = WSAENOBUFS;
        auto listener = listen_unix(path("a.sock"), {}, system_);
        ASSERT_FALSE(listener);
        EXPECT_EQ(listener.error().kind, IoErrorKind::exhausted);
        EXPECT_FALSE(exists(path("a.sock")));
        EXPECT_FALSE(exists(path("a.sock.lock")));
        auto nowhere = listen_unix(path("no\\folder\\a.sock"), {}, system_);
        ASSERT_FALSE(nowhere);
        EXPECT_EQ(nowhere.error().kind, IoErrorKind::not_found);
        EXPECT_NE(nowhere.error().message.find("the directory '" + path("no\\folder\\")), std::string::npos) << nowhere.error().message;
    });
}

TEST_F(UnixSocket, ClientsSayWhatIsMissing)
{
    loop_.run_main([&] {
        auto error = [&](const std::string& name, bool wait = false) {
            auto stream = connect_unix(path(name), wait ? Deadline::after(30ms) : Deadline::after(5s), wait, system_);
            EXPECT_FALSE(stream);
            return stream ? IoError{} : stream.error();
        };
        EXPECT_EQ(error("none.sock").kind, IoErrorKind::not_found);
        EXPECT_NE(error("none.sock").message.find("There is no Unix socket '" + path("none.sock") + "'"), std::string::npos);
        auto start = base::Clock::now();
        EXPECT_EQ(error("none.sock", true).kind, IoErrorKind::not_found);
        EXPECT_GE(base::Clock::now() - start, 30ms);
        system_.make_file(path("dead.sock"), htons(1));
        system_.refuse_connect = WSAECONNREFUSED;
        EXPECT_EQ(error("dead.sock").kind, IoErrorKind::refused);
        EXPECT_NE(error("dead.sock").message.find("left over from a server that ended"), std::string::npos);
        system_.refuse_connect = WSAEACCES;
        EXPECT_EQ(error("dead.sock").kind, IoErrorKind::access_denied);
        EXPECT_NE(error("dead.sock").message.find("other users than you"), std::string::npos);
    });
}

TEST_F(UnixSocket, ClientWaitsForAServerThatStartsLater)
{
    loop_.run_main([&] {
        bool connected = false;
        TaskHandle client =
            base::spawn([&] { connected = connect_unix(path("late.sock"), Deadline::after(10s), true, system_).has_value(); });
        base::sleep_for(20ms);
        auto listener = listen_unix(path("late.sock"), {}, system_);
        ASSERT_TRUE(listener) << listener.error().message;
        client.join();
        EXPECT_TRUE(connected);
    });
}

TEST_F(UnixSocket, AWindowsWithoutThemIsToldWhichHasThem)
{
    system_.no_sockets = true;
    auto listener = listen_unix("x.sock", {}, system_);
    ASSERT_FALSE(listener);
    auto client = connect_unix("x.sock", Deadline::immediate(), false, system_);
    ASSERT_FALSE(client);
    for (const IoError& error : {listener.error(), client.error()}) {
        EXPECT_EQ(error.kind, IoErrorKind::invalid);
        EXPECT_NE(error.message.find("x.sock' cannot be used: Unix sockets need Windows 10 version 1803 or later"), std::string::npos)
            << error.message;
        EXPECT_NE(error.message.find("named pipe"), std::string::npos) << error.message;
    }
    EXPECT_FALSE(exists(temp_directory() + "\\x.sock.lock"));
}

// The real thing, where there is one.
TEST_F(UnixSocket, RoundTripThroughWindows)
{
    {
        OwnedSocket socket;
        if (UnixSystem::windows().create(socket) == WSAEAFNOSUPPORT) {
            auto listener = listen_unix(path("real.sock"));
            ASSERT_FALSE(listener);
            EXPECT_NE(listener.error().message.find("Windows 10 version 1803"), std::string::npos) << listener.error().message;
            GTEST_SKIP() << "this Windows (or Wine) has no Unix sockets";
        }
    }
    loop_.run_main([&] {
        auto listener = listen_unix(path("real.sock"));
        ASSERT_TRUE(listener) << listener.error().message;
        expect_echo(**listener, connect_unix(path("real.sock"), Deadline::after(10s)));
        auto client = connect_unix(path("real.sock"), Deadline::after(10s));
        auto server = (*listener)->accept(Deadline::after(10s));
        ASSERT_TRUE(client && server);
        EXPECT_EQ((*server)->peer().pid, static_cast<std::int64_t>(::GetCurrentProcessId()));
        EXPECT_EQ(listen_unix(path("real.sock")).error().kind, IoErrorKind::in_use);
        (*listener)->close();
        EXPECT_FALSE(exists(path("real.sock")));
        EXPECT_EQ(connect_unix(path("real.sock"), Deadline::immediate()).error().kind, IoErrorKind::not_found);
    });
}

} // namespace
} // namespace kestrun::io
