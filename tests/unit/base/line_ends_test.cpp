#include "base/line_ends.hpp"

#include "base/platform.hpp"

#include <gtest/gtest.h>

namespace kestrun::base {
namespace {

TEST(LineEnds, LoneOnesAreReplaced)
{
    EXPECT_EQ(with_line_ends("a\nb\r\nc\n\n", "\r\n"), "a\r\nb\r\nc\r\n\r\n");
    EXPECT_EQ(with_line_ends("\n\r", "\r\n"), "\r\n\r");
    EXPECT_EQ(with_line_ends("", "\r\n"), "");
    EXPECT_EQ(with_line_ends("a\nb", "\n"), "a\nb");
}

TEST(LineEnds, NewLineIsTheSystems)
{
    EXPECT_EQ(std::string(new_line), sys::on_windows ? "\r\n" : "\n");
    EXPECT_EQ(with_new_lines("a\nb"), sys::on_windows ? "a\r\nb" : "a\nb");
}

} // namespace
} // namespace kestrun::base
