#include "value/symbol.hpp"
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace kestrun::value {
namespace {

TEST(Symbol, IgnoresCaseAndKeepsTheFirstSpelling)
{
    const Symbol a("SymbolTestName");
    const Symbol b("symboltestNAME");
    EXPECT_EQ(a, b);
    EXPECT_EQ(b.name(), "SymbolTestName");
    EXPECT_NE(a, Symbol("SymbolTestName2"));
}

TEST(Symbol, FindDoesNotIntern)
{
    EXPECT_FALSE(Symbol::find("SymbolTestNeverInterned"));
    EXPECT_FALSE(Symbol::find("SymbolTestNeverInterned"));
    const Symbol made("SymbolTestInterned");
    EXPECT_EQ(Symbol::find("SYMBOLTESTINTERNED"), made);
}

TEST(Symbol, IsSafeAcrossThreads)
{
    std::vector<std::thread> threads;
    std::vector<std::vector<Symbol>> made(4);
    for (size_t t = 0; t < made.size(); ++t) {
        threads.emplace_back([&made, t] {
            for (int i = 0; i < 3000; ++i) made[t].emplace_back("SymbolThread" + std::to_string(i));
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (size_t t = 1; t < made.size(); ++t) EXPECT_EQ(made[t], made[0]);
}

} // namespace
} // namespace kestrun::value
