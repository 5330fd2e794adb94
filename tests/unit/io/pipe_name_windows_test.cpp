#include "io/pipe_name.hpp"

#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

using namespace std::string_literals;

TEST(PipePath, IsTheOneOfWindows)
{
    EXPECT_EQ(pipe_path("kestrun.demo.pipe"), R"(\\.\pipe\kestrun.demo.pipe)");
    EXPECT_EQ(client_pipe_path("demo").value(), R"(\\.\pipe\demo)");
    for (const char* name : {R"(\\.\pipe\demo)", R"(a\b)", "/run/x.sock", "C:\\x"}) EXPECT_FALSE(client_pipe_path(name)) << name;
}

// 256 UTF-16 units with the folder.
TEST(PipePath, LimitsTheName)
{
    EXPECT_TRUE(check_pipe_name(std::string(247, 'x')));
    Result<void> checked = check_pipe_name(std::string(248, 'x'));
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().message.find("248 characters long, and Windows allows 247"), std::string::npos) << checked.error().message;
    std::string umlauts;
    for (int i = 0; i < 247; ++i) umlauts += "\xc3\xbc";
    EXPECT_TRUE(check_pipe_name(umlauts));
    EXPECT_FALSE(check_pipe_name(umlauts + "x"));
}

TEST(PipePath, BareUnixSocketNamesLieInTheTemporaryDirectory)
{
    EXPECT_EQ(unix_socket_path("x.sock").value(), temp_directory() + "\\x.sock");
    EXPECT_EQ(unix_socket_path("C:\\a\\b").value(), "C:\\a\\b");
    for (const char* given : {"a/b", "a\\b", "C:b"}) EXPECT_FALSE(is_bare_socket_name(given)) << given;
    EXPECT_FALSE(unix_socket_path(""));
    EXPECT_FALSE(unix_socket_path("a\0b"s));
    EXPECT_FALSE(unix_socket_path("C:\\" + std::string(107, 'x')));
}

} // namespace
} // namespace kestrun::io
