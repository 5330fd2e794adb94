#include "log/level.hpp"

#include <gtest/gtest.h>

namespace kestrun::log {
namespace {

std::string text(Level level, std::string_view format)
{
    std::string out;
    append_level(out, level, format);
    return out;
}

TEST(Level, HasFormsOfEveryWidthAndCase)
{
    EXPECT_EQ(text(Level::Verbose, "u3"), "VRB");
    EXPECT_EQ(text(Level::Debug, "u3"), "DBG");
    EXPECT_EQ(text(Level::Information, "u3"), "INF");
    EXPECT_EQ(text(Level::Warning, "u3"), "WRN");
    EXPECT_EQ(text(Level::Error, "u3"), "ERR");
    EXPECT_EQ(text(Level::Fatal, "u3"), "FTL");
    EXPECT_EQ(text(Level::Information, "w3"), "inf");
    EXPECT_EQ(text(Level::Verbose, "t3"), "Vrb");
    EXPECT_EQ(text(Level::Verbose, "u1"), "V");
    EXPECT_EQ(text(Level::Error, "u4"), "EROR");
    EXPECT_EQ(text(Level::Information, "u8"), "INFORMAT");
    EXPECT_EQ(text(Level::Error, "u8"), "ERROR");
    EXPECT_EQ(text(Level::Information, "u"), "INFORMATION");
    EXPECT_EQ(text(Level::Information, ""), "Information");
    EXPECT_EQ(text(Level::Information, "x9"), "Information");
}

TEST(Level, IsReadByNameOrShortForm)
{
    EXPECT_EQ(parse_level("warning"), Level::Warning);
    EXPECT_EQ(parse_level("FTL"), Level::Fatal);
    EXPECT_EQ(parse_level("Info"), std::nullopt);
    EXPECT_EQ(parse_level(""), std::nullopt);
}

TEST(LevelSwitch, AllowsItsLevelAndAbove)
{
    LevelSwitch level(Level::Warning);
    EXPECT_FALSE(level.allows(Level::Information));
    EXPECT_TRUE(level.allows(Level::Warning));
    level.set_minimum(Level::Debug);
    EXPECT_TRUE(level.allows(Level::Debug));
    EXPECT_FALSE(level.allows(Level::Verbose));
}

} // namespace
} // namespace kestrun::log
