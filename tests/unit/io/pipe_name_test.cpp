#include "io/pipe_name.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

using namespace std::string_literals;

class PipeName : public testing::Test
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

TEST_F(PipeName, ShortNamesAreGood)
{
    for (const char* name : {"kestrun.demo.pipe", "a", "with space", "ünïcödé", "x'y", "pipe", "a.b-c_d"}) {
        EXPECT_TRUE(check_pipe_name(name)) << name;
    }
}

TEST_F(PipeName, BadNamesSayWhatIsWrongAndWhatToWrite)
{
    struct Case
    {
        std::string name;
        const char* wrong;
        const char* instead;
    };
    const Case cases[] = {
        {"", "must not be empty", "kestrun.demo.pipe"},
        {R"(\\.\pipe\demo)", R"('\\.\pipe\' is not part of a name)", "'demo'"},
        {R"(\\.\PIPE\demo)", R"('\\.\PIPE\' is not part of a name)", "'demo'"},
        {R"(\\server\pipe\demo)", R"('\\server\pipe\' is not part of a name)", "'demo'"},
        {"./pipe/demo", "'./pipe/' is not part of a name", "'demo'"},
        {"//./pipe/demo", "'//./pipe/' is not part of a name", "'demo'"},
        {"//./pipe/", "is not part of a name", "kestrun.demo.pipe"},
        {"//./pipe/a/b", "is not part of a name", "'a.b'"},
        {"pipe:demo", "'pipe:' is not part of a name", "'demo'"},
        {"a/b", "contains a slash", "'a.b'"},
        {"/tmp/x", "contains a slash", "'tmp.x'"},
        {R"(a\b)", "contains a slash", "'a.b'"},
        {"a\0b"s, "NUL", "kestrun.demo.pipe"},
        {"Anonymous", "reserves", "another name"},
        {std::string(92, 'x'), "108 bytes long, and the system allows 107", "at most 91 bytes"},
    };
    for (const Case& c : cases) {
        Result<void> checked = check_pipe_name(c.name);
        ASSERT_FALSE(checked) << c.name;
        EXPECT_EQ(checked.error().kind, IoErrorKind::invalid);
        EXPECT_NE(checked.error().message.find(c.wrong), std::string::npos) << checked.error().message;
        EXPECT_NE(checked.error().message.find(c.instead), std::string::npos) << checked.error().message;
    }
    EXPECT_TRUE(check_pipe_name(std::string(91, 'x')));
}

TEST_F(PipeName, PathIsTheOneOfDotNet)
{
    EXPECT_EQ(pipe_socket_path("demo"), "/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "/var/tmp/", 1);
    EXPECT_EQ(pipe_socket_path("demo"), "/var/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "", 1);
    EXPECT_EQ(pipe_socket_path("demo"), "/tmp/CoreFxPipe_demo");
    setenv("TMPDIR", "/", 1);
    EXPECT_EQ(pipe_socket_path("demo"), "/CoreFxPipe_demo");
}

TEST_F(PipeName, ClientsMayNameThePathItself)
{
    EXPECT_EQ(client_pipe_path("demo").value(), "/tmp/CoreFxPipe_demo");
    EXPECT_EQ(client_pipe_path("/run/x.sock").value(), "/run/x.sock");
    EXPECT_FALSE(client_pipe_path("//./pipe/demo"));
    EXPECT_FALSE(client_pipe_path("a/b"));
    EXPECT_FALSE(client_pipe_path("/" + std::string(107, 'x')));
    EXPECT_TRUE(client_pipe_path("/" + std::string(106, 'x')));
}

TEST_F(PipeName, BareUnixSocketNamesLieInTheTemporaryDirectory)
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
