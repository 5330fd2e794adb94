// The calls that Windows has in another form: the same on every system.
#include "base/system.hpp"

#include "base/environment.hpp"
#include "base/process_facts.hpp"
#include "base/sockets.hpp"
#include "base/system_path.hpp"
#include "base/volumes.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace kestrun::base {
namespace {

class Files : public ::testing::Test
{
protected:
    void SetUp() override
    {
        std::string folder = environment_text(sys::on_windows ? "TEMP" : "TMPDIR");
        if (folder.empty()) folder = "/tmp";
        pattern_ = folder + path_separator + "kestrun-XXXXXX";
        ASSERT_NE(sys::mkdtemp(pattern_.data()), nullptr);
    }
    void TearDown() override { remove(pattern_); }
    // std::filesystem::remove_all does not know long paths on Windows.
    static void remove(const std::string& path) // NOLINT(misc-no-recursion)
    {
        if (sys::DIR* folder = sys::opendir(path.c_str())) {
            while (const sys::dirent* entry = sys::readdir(folder)) {
                const std::string name = entry->d_name;
                if (name != "." && name != "..") remove(path + path_separator + name);
            }
            sys::closedir(folder);
            EXPECT_EQ(sys::rmdir(path.c_str()), 0) << path;
        } else {
            EXPECT_EQ(sys::unlink(path.c_str()), 0) << path;
        }
    }
    std::string in(const std::string& name) const { return pattern_ + path_separator + name; }

    static void write(const std::string& path, std::string_view text, int flags)
    {
        const int fd = sys::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
        ASSERT_GE(fd, 0) << path << ": errno " << errno;
        EXPECT_EQ(sys::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
        EXPECT_EQ(sys::close(fd), 0);
    }
    static std::string read(const std::string& path)
    {
        const int fd = sys::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) return "errno " + std::to_string(errno);
        char buffer[256];
        const ssize_t count = sys::read(fd, buffer, sizeof buffer);
        sys::close(fd);
        return count < 0 ? "errno " + std::to_string(errno) : std::string(buffer, static_cast<std::size_t>(count));
    }
    std::string pattern_;
};

TEST_F(Files, KeepBytesAsTheyAre)
{
    const std::string path = in("a.txt");
    write(path, "one\r\ntwo\n\x1a", O_TRUNC);
    EXPECT_EQ(read(path), "one\r\ntwo\n\x1a");
    write(path, "!", O_APPEND);
    EXPECT_EQ(read(path), "one\r\ntwo\n\x1a!");
    write(path, "new", O_TRUNC);
    EXPECT_EQ(read(path), "new");
    sys::Stat facts;
    ASSERT_EQ(sys::stat(path.c_str(), &facts), 0);
    EXPECT_TRUE(S_ISREG(facts.st_mode));
    EXPECT_EQ(facts.st_size, 3);
    EXPECT_EQ(facts.st_nlink, 1u);
}

TEST_F(Files, HaveNamesInAnyLanguageAndOfAnyLength)
{
    const std::string name = "Übung \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x90\xa6.txt";
    write(in(name), "x", O_TRUNC);
    EXPECT_EQ(read(in(name)), "x");
    std::set<std::string> names;
    sys::DIR* folder = sys::opendir(pattern_.c_str());
    ASSERT_NE(folder, nullptr);
    while (const sys::dirent* entry = sys::readdir(folder)) names.insert(entry->d_name);
    sys::closedir(folder);
    EXPECT_EQ(names, (std::set<std::string>{".", "..", name}));
    EXPECT_TRUE(std::filesystem::exists(sys::path(in(name))));

    std::string deep = pattern_;
    for (int level = 0; level < 6; ++level) {
        deep += path_separator + std::string(60, static_cast<char>('a' + level));
        ASSERT_EQ(sys::mkdir(deep.c_str(), 0777), 0) << errno;
    }
    ASSERT_GT(deep.size(), 300u);
    write(deep + path_separator + "file", "far", O_TRUNC);
    EXPECT_EQ(read(deep + "/file"), "far");
}

TEST_F(Files, ErrorsAreErrno)
{
    EXPECT_EQ(sys::open(in("none").c_str(), O_RDONLY), -1);
    EXPECT_EQ(errno, ENOENT);
    EXPECT_EQ(sys::open(in("no/folder").c_str(), O_WRONLY | O_CREAT, 0666), -1);
    EXPECT_EQ(errno, ENOENT);
    EXPECT_EQ(sys::open(pattern_.c_str(), O_WRONLY), -1);
    EXPECT_EQ(errno, EISDIR);
    ASSERT_EQ(sys::mkdir(in("folder").c_str(), 0777), 0);
    EXPECT_EQ(sys::mkdir(in("folder").c_str(), 0777), -1);
    EXPECT_EQ(errno, EEXIST);
    write(in("folder/file"), "x", O_TRUNC);
    EXPECT_EQ(sys::rmdir(in("folder").c_str()), -1);
    EXPECT_EQ(errno, ENOTEMPTY);
    EXPECT_EQ(sys::open(in("folder/file").c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666), -1);
    EXPECT_EQ(errno, EEXIST);
    EXPECT_EQ(sys::opendir(in("folder/file").c_str()), nullptr);
    EXPECT_EQ(errno, ENOTDIR);
}

// What programs on Unix do without thinking, and what a program on Windows forbids unless it says otherwise.
TEST_F(Files, CanBeRenamedAndRemovedWhileTheyAreOpen)
{
    write(in("a"), "first", O_TRUNC);
    write(in("b"), "second", O_TRUNC);
    const int fd = sys::open(in("a").c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(sys::rename(in("a").c_str(), in("c").c_str()), 0) << errno;
    EXPECT_EQ(sys::rename(in("b").c_str(), in("d").c_str()), 0) << errno;
    EXPECT_EQ(sys::unlink(in("c").c_str()), 0) << errno;
    char buffer[8];
    EXPECT_EQ(sys::read(fd, buffer, sizeof buffer), 5);
    sys::close(fd);
    EXPECT_EQ(read(in("c")), "errno " + std::to_string(ENOENT));
    write(in("e"), "other", O_TRUNC);
    EXPECT_EQ(sys::rename(in("d").c_str(), in("e").c_str()), 0) << errno;
    EXPECT_EQ(read(in("e")), "second");
}

TEST_F(Files, TimesAreKeptToAHundredNanoseconds)
{
    write(in("a"), "x", O_TRUNC);
    const timespec times[2] = {{1'700'000'000, 123'456'700}, {1'600'000'000, 987'654'300}};
    ASSERT_EQ(sys::utimensat(AT_FDCWD, in("a").c_str(), times, 0), 0) << errno;
    sys::Stat facts;
    ASSERT_EQ(sys::stat(in("a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mtim.tv_sec, 1'600'000'000);
    EXPECT_EQ(facts.st_mtim.tv_nsec, 987'654'300);
    EXPECT_EQ(facts.st_atim.tv_sec, 1'700'000'000);
}

TEST_F(Files, ReadOnlyIsAPermission)
{
    write(in("a"), "x", O_TRUNC);
    ASSERT_EQ(sys::chmod(in("a").c_str(), 0444), 0);
    sys::Stat facts;
    ASSERT_EQ(sys::stat(in("a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0222, 0u);
    ASSERT_EQ(sys::chmod(in("a").c_str(), 0644), 0);
    ASSERT_EQ(sys::stat(in("a").c_str(), &facts), 0);
    EXPECT_NE(facts.st_mode & 0200, 0u);
}

TEST(Environment, VariablesAreSetReadListedAndRemoved)
{
    const std::string name = "KESTRUN_TEST_VARIABLE", text = "grün " + std::string(500, 'x');
    set_environment_variable(name, text);
    EXPECT_EQ(environment_variable(name), text);
    bool found = false;
    for (const auto& [other, value] : environment_variables()) found |= other == name && value == text;
    EXPECT_TRUE(found);
    EXPECT_EQ(environment_variable("kestrun_test_variable").has_value(), sys::on_windows);
    set_environment_variable(name, std::nullopt);
    EXPECT_FALSE(environment_variable(name).has_value());
    EXPECT_EQ(environment_text(name), "");
}

TEST(ProcessFacts, KnowTheProgramAndTheMachine)
{
    EXPECT_EQ(process_name(), "base_test");
    EXPECT_NE(program_path().find("base_test"), std::string::npos);
    ASSERT_FALSE(program_arguments().empty());
    EXPECT_NE(program_arguments()[0].find("base_test"), std::string::npos);
    EXPECT_GT(resident_bytes(), 1 << 20);
    EXPECT_GE(page_size(), 4096);
    EXPECT_GT(system_version()[0], 0);
    EXPECT_FALSE(host_name().empty());
    EXPECT_FALSE(home_folder().empty());
    EXPECT_FALSE(volume_roots().empty());
    EXPECT_GT(volume_space(volume_roots()[0]).value().total, 0u);
    EXPECT_NE(random_at_start(), 0u);
}

TEST(Sockets, AddressesAreReadAsOnUnix)
{
    in_addr address{};
    EXPECT_TRUE(parse_ipv4("127.1", address));
    EXPECT_EQ(ntohl(address.s_addr), 0x7F000001u);
    EXPECT_TRUE(parse_ipv4("0x7f.0.0.1", address));
    EXPECT_TRUE(parse_ipv4("255.255.255.255", address));
    EXPECT_FALSE(parse_ipv4("256.1.1.1", address));
    EXPECT_FALSE(parse_ipv4("one", address));
}

} // namespace
} // namespace kestrun::base
