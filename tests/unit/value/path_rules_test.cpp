#include "value/path_rules.hpp"

#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

using Windows = PathRules<true>;
using Unix = PathRules<false>;

std::string root(std::string_view path) { return std::string(path.substr(0, Windows::root_length(path))); }

// The tables are what .NET 10's System.IO.Path says on each system.
TEST(PathRules, RootsOfWindows)
{
    EXPECT_EQ(root("C:\\a\\b"), "C:\\");
    EXPECT_EQ(root("c:/a"), "c:/");
    EXPECT_EQ(root("C:a"), "C:");
    EXPECT_EQ(root("\\a"), "\\");
    EXPECT_EQ(root("a\\b"), "");
    EXPECT_EQ(root("1:\\a"), "");
    EXPECT_EQ(root("\\\\server\\share\\a"), "\\\\server\\share");
    EXPECT_EQ(root("\\\\.\\pipe\\name"), "\\\\.\\pipe\\");
    EXPECT_EQ(root("\\\\?\\C:\\a"), "\\\\?\\C:\\");
    EXPECT_EQ(root("\\\\?\\UNC\\server\\share\\a"), "\\\\?\\UNC\\server\\share");
    EXPECT_FALSE(Windows::is_fully_qualified("\\a"));
    EXPECT_FALSE(Windows::is_fully_qualified("C:a"));
    EXPECT_TRUE(Windows::is_fully_qualified("C:/a"));
    EXPECT_TRUE(Windows::is_fully_qualified("\\\\server\\share"));
}

TEST(PathRules, FullPathsOfWindows)
{
    EXPECT_EQ(Windows::full("a/../b\\.\\c", "C:\\x"), "C:\\x\\b\\c");
    EXPECT_EQ(Windows::full("\\a", "D:\\x\\y"), "D:\\a");
    EXPECT_EQ(Windows::full("..\\..\\..\\a", "C:\\x"), "C:\\a");
    EXPECT_EQ(Windows::full("C:a", "C:\\x"), "C:\\x\\a");
    EXPECT_EQ(Windows::full("d:a", "C:\\x"), "d:\\a");
    EXPECT_EQ(Windows::full("E:/a//b/", "C:\\x"), "E:\\a\\b\\");
    EXPECT_EQ(Windows::full("\\\\server\\share\\..\\a", "C:\\"), "\\\\server\\share\\a");
    EXPECT_EQ(Windows::full("a. ", "C:\\"), "C:\\a");
    EXPECT_EQ(Windows::full(".", "C:\\"), "C:\\");
    EXPECT_EQ(Windows::full("\\\\?\\C:\\a\\..\\b", "C:\\"), "\\\\?\\C:\\a\\..\\b");
}

TEST(PathRules, PartsOfWindowsPaths)
{
    EXPECT_EQ(Windows::file_name("C:\\a\\b.txt"), "b.txt");
    EXPECT_EQ(Windows::file_name("C:b.txt"), "b.txt");
    EXPECT_EQ(Windows::file_name("a/b"), "b");
    EXPECT_EQ(Windows::file_name("C:\\"), "");
    EXPECT_EQ(Windows::folder("C:\\a\\b"), "C:\\a");
    EXPECT_EQ(Windows::folder("C:/a//b/c"), "C:\\a\\b");
    EXPECT_EQ(Windows::folder("C:\\a"), "C:\\");
    EXPECT_EQ(Windows::folder("C:\\"), std::nullopt);
    EXPECT_EQ(Windows::folder("\\\\server\\share\\a"), "\\\\server\\share");
    EXPECT_EQ(Windows::folder("\\\\server\\share"), std::nullopt);
    EXPECT_EQ(Windows::folder("a"), "");
    EXPECT_EQ(Windows::folder(""), std::nullopt);
    EXPECT_EQ(Windows::extension("a.b\\c"), "");
    EXPECT_EQ(Windows::extension("a\\c.Ps1"), ".Ps1");
}

TEST(PathRules, WindowsPathsAreJoinedAndCompared)
{
    EXPECT_EQ(Windows::combine("C:\\a", "b"), "C:\\a\\b");
    EXPECT_EQ(Windows::combine("C:", "b"), "C:b");
    EXPECT_EQ(Windows::combine("C:\\a/", "b"), "C:\\a/b");
    EXPECT_EQ(Windows::combine("C:\\a", "D:\\b"), "D:\\b");
    EXPECT_EQ(Windows::combine("C:\\a", "\\b"), "\\b");
    EXPECT_EQ(Windows::relative("C:\\a\\b", "c:\\A\\c\\d"), "..\\c\\d");
    EXPECT_EQ(Windows::relative("C:\\a", "D:\\b"), "D:\\b");
    EXPECT_EQ(Windows::relative("C:\\a", "C:\\a\\"), ".");
}

TEST(PathRules, UnixKnowsOneSeparatorAndNoDrives)
{
    EXPECT_EQ(Unix::full("a/../b/./c", "/x"), "/x/b/c");
    EXPECT_EQ(Unix::full("/../a//b/", "/"), "/a/b/");
    EXPECT_EQ(Unix::full("C:\\a", "/x"), "/x/C:\\a");
    EXPECT_EQ(Unix::file_name("a\\b"), "a\\b");
    EXPECT_EQ(Unix::folder("/a//b/c"), "/a/b");
    EXPECT_EQ(Unix::folder("/a"), "/");
    EXPECT_EQ(Unix::folder("/"), std::nullopt);
    EXPECT_EQ(Unix::combine("/a", "/b"), "/b");
    EXPECT_EQ(Unix::relative("/a/b", "/a/c/d"), "../c/d");
    EXPECT_EQ(Unix::relative("/a", "/A"), "../A");
}

} // namespace
} // namespace kestrun::value
