#include "engine/child_process.hpp"

#include <gtest/gtest.h>

namespace kestrun::engine {
namespace {

std::string line(std::string_view program, std::vector<std::string> arguments) { return windows_command_line(program, arguments); }

// What CommandLineToArgvW takes apart into the same words: the rules of "Parsing C++ command-line arguments".
TEST(WindowsCommandLine, QuotesWhatHoldsBlanksQuotesOrNothing)
{
    EXPECT_EQ(line("C:\\a b\\x.exe", {"plain", "a b", "", "tab\there"}), "\"C:\\a b\\x.exe\" plain \"a b\" \"\" \"tab\there\"");
    EXPECT_EQ(line("x.exe", {"say \"hi\""}), "\"x.exe\" \"say \\\"hi\\\"\"");
    EXPECT_EQ(line("x.exe", {"\""}), "\"x.exe\" \"\\\"\"");
}

TEST(WindowsCommandLine, BackslashesCountOnlyBeforeAQuote)
{
    EXPECT_EQ(line("x.exe", {"C:\\a\\b"}), "\"x.exe\" C:\\a\\b");
    EXPECT_EQ(line("x.exe", {"C:\\a b\\"}), "\"x.exe\" \"C:\\a b\\\\\"");
    EXPECT_EQ(line("x.exe", {"a\\\\\"b"}), "\"x.exe\" \"a\\\\\\\\\\\"b\"");
    EXPECT_EQ(line("x.exe", {"a\\"}), "\"x.exe\" a\\");
}

// They take their line apart by rules of their own, so quotes stay as the script wrote them (about_Parsing).
TEST(WindowsCommandLine, CommandInterpretersGetQuotesAsTheyAre)
{
    EXPECT_EQ(line("C:\\Windows\\System32\\cmd.exe", {"/c", "echo \"a b\""}), "\"C:\\Windows\\System32\\cmd.exe\" /c \"echo \"a b\"\"");
    EXPECT_EQ(line("run.BAT", {"a b", "\"c d\""}), "\"run.BAT\" \"a b\" \"c d\"");
    EXPECT_EQ(line("run.cmd", {"C:\\a b\\"}), "\"run.cmd\" \"C:\\a b\\\\\"");
}

} // namespace
} // namespace kestrun::engine
