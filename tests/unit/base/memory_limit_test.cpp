#include "base/memory_limit.hpp"
#include "base/poll.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <vector>

namespace kestrun::base {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// Allocations stay under a limit above what the program holds already.
class Limited
{
public:
    explicit Limited(std::uint64_t more)
    {
        settle_memory();
        set_memory_limit(memory_in_use() + more);
    }
    ~Limited()
    {
        set_memory_limit(0);
        (void)memory_due();
    }
};

TEST(MemoryLimit, SizesAreRead)
{
    EXPECT_EQ(parse_memory_size("512MB"), 512 * mebibyte);
    EXPECT_EQ(parse_memory_size("2g"), 2048 * mebibyte);
    EXPECT_EQ(parse_memory_size("1048576"), mebibyte);
    EXPECT_EQ(parse_memory_size("64KB"), 65536U);
    EXPECT_EQ(parse_memory_size("7b"), 7U);
    EXPECT_EQ(parse_memory_size("0"), 0U);
    EXPECT_EQ(parse_memory_size("None"), 0U);
    for (const char* wrong : {"", "MB", "5X", "5MBs", "-1", "1.5GB", "99999999999999999999", "99999999999TB"})
        EXPECT_EQ(parse_memory_size(wrong), std::nullopt) << wrong;
}

TEST(MemoryLimit, TheDefaultIsPartOfTheMachine)
{
    EXPECT_GT(default_memory_limit(), 64 * mebibyte);
    EXPECT_EQ(memory_limit(), 0U);
}

TEST(MemoryLimit, LargeAllocationsAreRefused)
{
    const Limited limited(64 * mebibyte);
    EXPECT_THROW(std::vector<char>(100 * mebibyte), OutOfMemory);
    std::vector<char> fits(32 * mebibyte);
    EXPECT_THROW(std::vector<char>(40 * mebibyte), std::bad_alloc);
    std::vector<char>().swap(fits);
    EXPECT_NO_THROW(std::vector<char>(40 * mebibyte));
}

TEST(MemoryLimit, SmallOnesRaiseTheFlagOfTheThread)
{
    const Limited limited(8 * mebibyte);
    EXPECT_FALSE(memory_due());
    std::vector<std::unique_ptr<char[]>> all;
    all.reserve(4096);
    for (int i = 0; i < 4096; ++i) all.push_back(std::make_unique<char[]>(4096));
    EXPECT_TRUE(poll_requested());
    EXPECT_TRUE(memory_due());
    EXPECT_FALSE(memory_due());
    EXPECT_TRUE(over_memory_limit());
    all.clear();
    EXPECT_FALSE(over_memory_limit());
}

TEST(MemoryLimit, TheBooksBalance)
{
    settle_memory();
    const std::uint64_t before = memory_in_use();
    for (int round = 0; round < 3; ++round) {
        std::vector<std::string> texts;
        for (std::size_t size = 1; size < 3000; ++size) texts.emplace_back(size, 'x');
        std::vector<std::shared_ptr<int>> numbers;
        for (int i = 0; i < 10000; ++i) numbers.push_back(std::make_shared<int>(i));
        const std::vector<char> large(5 * mebibyte);
    }
    void* const untold = ::operator new(5000); // and a delete that does not say the size
    ::operator delete(untold);
    settle_memory();
    EXPECT_NEAR(static_cast<double>(memory_in_use()), static_cast<double>(before), 4096);
}

TEST(MemoryLimit, WhoMustEndIsExempt)
{
    const Limited limited(8 * mebibyte);
    const MemoryExempt exempt;
    EXPECT_NO_THROW(std::vector<char>(20 * mebibyte));
}

TEST(MemoryLimit, WhoHoldsLittleIsSpared)
{
    const Limited limited(64 * mebibyte);
    std::vector<char> hog(memory_limit() - memory_in_use() - 100'000);
    settle_memory();
    MemoryAccount modest;
    modest.enter(); // another fiber, which has nothing yet
    EXPECT_NO_THROW(std::vector<char>(200'000));
    const std::size_t everything = memory_limit();
    EXPECT_THROW(std::vector<char>(everything, 0), OutOfMemory);
    modest.leave();
    EXPECT_THROW(std::vector<char>(2 * mebibyte), OutOfMemory);
}

} // namespace
} // namespace kestrun::base
