#include "cmdlets/format/column_widths.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

std::vector<int> shared(std::vector<int> widths, int screen)
{
    share_width(widths, screen);
    return widths;
}

TEST(ColumnWidths, KeepsWhatFits) { EXPECT_EQ(shared({5, 10}, 80), (std::vector<int>{5, 10})); }

TEST(ColumnWidths, OpenColumnsShareWhatIsLeft)
{
    EXPECT_EQ(shared({30, 0}, 100), (std::vector<int>{30, 69}));
    EXPECT_EQ(shared({0, 0, 0}, 100), (std::vector<int>{33, 33, 32}));
}

TEST(ColumnWidths, TheLastColumnShrinksFirstAndThenGoes)
{
    EXPECT_EQ(shared({60, 60}, 100), (std::vector<int>{60, 39}));
    EXPECT_EQ(shared({60, 60, 10}, 100), (std::vector<int>{60, 39, -1}));
    EXPECT_EQ(shared({150}, 100), (std::vector<int>{100}));
}

TEST(ColumnWidths, CountsColumnsBesideEachOther)
{
    EXPECT_EQ(columns_that_fit(10, 80), 7);
    EXPECT_EQ(columns_that_fit(100, 80), 1);
    EXPECT_EQ(columns_that_fit(0, 80), 1);
}

} // namespace
} // namespace kestrun::cmdlets
