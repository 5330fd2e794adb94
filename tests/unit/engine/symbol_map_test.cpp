#include "engine/symbol_map.hpp"
#include <gtest/gtest.h>
#include <string>

namespace kestrun::engine {
namespace {

using value::Symbol;

TEST(SymbolMap, FindsWhatWasPutInWhateverTheCase)
{
    SymbolMap<int> map;
    map[Symbol("SymbolMapTestName")] = 1;
    ASSERT_NE(map.find(Symbol("symbolmaptestNAME")), nullptr);
    EXPECT_EQ(*map.find(Symbol("symbolmaptestNAME")), 1);
    EXPECT_EQ(map.find(Symbol("SymbolMapTestOther")), nullptr);
}

TEST(SymbolMap, KeepsManyEntriesInOrder)
{
    SymbolMap<int> map;
    for (int i = 0; i < 1000; ++i) map[Symbol("entry" + std::to_string(i))] = i;
    EXPECT_EQ(map.size(), 1000U);
    int expected = 0;
    for (const auto& entry : map.entries()) EXPECT_EQ(entry.value, expected++);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(*map.find(Symbol("entry" + std::to_string(i))), i);
}

TEST(SymbolMap, ForgetsWhatIsErased)
{
    SymbolMap<int> map;
    for (int i = 0; i < 20; ++i) map[Symbol("erase" + std::to_string(i))] = i;
    EXPECT_TRUE(map.erase(Symbol("erase7")));
    EXPECT_FALSE(map.erase(Symbol("erase7")));
    EXPECT_EQ(map.find(Symbol("erase7")), nullptr);
    EXPECT_EQ(map.size(), 19U);
    EXPECT_EQ(*map.find(Symbol("erase8")), 8);
}

} // namespace
} // namespace kestrun::engine
