#include "io/pipe_name.hpp"

#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

using namespace std::string_literals;

TEST(PipeName, ShortNamesAreGood)
{
    for (const char* name : {"kestrun.demo.pipe", "a", "with space", "ünïcödé", "x'y", "pipe", "a.b-c_d"}) {
        EXPECT_TRUE(check_pipe_name(name)) << name;
    }
}

TEST(PipeName, BadNamesSayWhatIsWrongAndWhatToWrite)
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
    };
    for (const Case& c : cases) {
        Result<void> checked = check_pipe_name(c.name);
        ASSERT_FALSE(checked) << c.name;
        EXPECT_EQ(checked.error().kind, IoErrorKind::invalid);
        EXPECT_NE(checked.error().message.find(c.wrong), std::string::npos) << checked.error().message;
        EXPECT_NE(checked.error().message.find(c.instead), std::string::npos) << checked.error().message;
    }
}

} // namespace
} // namespace kestrun::io
