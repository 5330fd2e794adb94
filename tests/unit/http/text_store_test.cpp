#include "http/text_store.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace kestrun::http;

namespace {

TEST(TextStore, CopiesStayValidWhileItGrowsAndMoves)
{
    TextStore store;
    std::vector<std::string_view> views;
    for (int i = 0; i < 1000; ++i) views.push_back(store.copy("text number " + std::to_string(i)));
    TextStore moved = std::move(store);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(views[static_cast<std::size_t>(i)], "text number " + std::to_string(i));
    EXPECT_EQ(moved.copy(""), "");
    EXPECT_EQ(store.copy("the old one goes on"), "the old one goes on"); // NOLINT: a moved-from store is empty and usable
}

TEST(TextStore, ClearKeepsOneBlockForTheNextMessage)
{
    TextStore store;
    const char* first = store.copy("abc").data();
    const std::size_t held = store.capacity();
    store.clear();
    EXPECT_EQ(store.copy("xyz").data(), first);
    EXPECT_EQ(store.capacity(), held);
}

TEST(TextStore, ClearGivesBackWhatIsTooLarge)
{
    TextStore store;
    (void)store.copy("small");
    (void)store.allocate(1 << 20);
    EXPECT_GE(store.capacity(), std::size_t{1} << 20);
    store.clear(16 * 1024);
    EXPECT_LE(store.capacity(), 16u * 1024);
    EXPECT_EQ(store.copy("still works"), "still works");
}

} // namespace
