#include "io/pipe_name.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

using namespace std::string_literals;

class PipePath : public testing::Test
{
protected:
    void SetUp() override
    {
        if (const char* value = std::getenv("TMPDIR")) before_ = value;
        unsetenv("TMPDIR");
    }
    void TearDown() override
    {
        if (before_.empty()) {
            unsetenv("TMPDIR");
        } else {
            setenv("TMPDIR", before_.c_str(), 1);
        }
    }

private:
    std::string before_;
};

TEST_F(PipePath, LimitsTheName)
{
    Result<void> checked = check_pipe_name(std::string(92, 'x'));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, IoErrorKind::invalid);
    for (const char* part : {"108 bytes long, and the system allows 107", "at most 91 bytes"})
        EXPECT_NE(checked.error().message.find(part), std::string::npos) << checked.error().message;
    EXPECT_TRUE(check_pipe_name(std::string(91, 'x')));
}

TEST_F(PipePath, PathIsTheOneOfDotNet)
{
    EXPECT_EQ(pipe_path("demo"), "/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "/var/tmp/", 1);
    EXPECT_EQ(pipe_path("demo"), "/var/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "", 1);
    EXPECT_EQ(pipe_path("demo"), "/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "/", 1);
    EXPECT_EQ(pipe_path("demo"), "/CoreFxPipe_demo");
}

TEST_F(PipePath, ClientsMayNameThePathItself)
{
    EXPECT_EQ(client_pipe_path("demo").value(), "/tmp/CoreFxPipe_demo");
    EXPECT_EQ(client_pipe_path("/run/x.sock").value(), "/run/x.sock");
    EXPECT_FALSE(client_pipe_path("//./pipe/demo"));
    EXPECT_FALSE(client_pipe_path("a/b"));
    EXPECT_FALSE(client_pipe_path("/" + std::string(107, 'x')));
    EXPECT_TRUE(client_pipe_path("/" + std::string(106, 'x')));
}

TEST_F(PipePath, BareUnixSocketNamesLieInTheTemporaryDirectory)
{
    EXPECT_EQ(unix_socket_path("x.sock").value(), "/tmp/x.sock");
    EXPECT_EQ(unix_socket_path("./x.sock").value(), "./x.sock");
    EXPECT_EQ(unix_socket_path("/a/b").value(), "/a/b");
    EXPECT_FALSE(unix_socket_path(""));
    EXPECT_FALSE(unix_socket_path("/a\0b"s));
    EXPECT_FALSE(unix_socket_path("/" + std::string(107, 'x')));
}

} // namespace
} // namespace kestrun::io
