#include "base/poll.hpp"

#include "base/platform.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <thread>

namespace kestrun::base {
namespace {

// Deep enough to need the check, and not a tail call.
int descend(int depth) // NOLINT(misc-no-recursion)
{
    if (stack_exhausted(64 * 1024)) return depth;
    volatile char frame[1024];
    frame[0] = static_cast<char>(depth);
    int reached = descend(depth + 1);
    return reached + (frame[0] == 1 ? 0 : 0);
}

TEST(Poll, RecursionStopsBeforeTheStackEndsOnTheMainThread) { EXPECT_GT(descend(0), 500); }

TEST(Poll, RecursionStopsBeforeTheStackEndsOnASmallThread)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    int depth = 0;
    pthread_t thread;
    ASSERT_EQ(pthread_create(
                  &thread, &attributes,
                  [](void* result) -> void* {
                      *static_cast<int*>(result) = descend(0);
                      return nullptr;
                  },
                  &depth),
              0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    EXPECT_GT(depth, 50);
    // Windows takes the size for what is to be there at once, and reserves what the program asks for.
    EXPECT_LT(depth, sys::on_windows ? 8192 : 512);
}

TEST(Poll, LimitLiesBelowTheFrame)
{
    EXPECT_LT(stack_limit(), reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
    EXPECT_FALSE(stack_exhausted(1024));
    EXPECT_TRUE(stack_exhausted(std::size_t{1} << 46));
}

TEST(Poll, NothingIsRequestedOnAQuietThread)
{
    std::thread([] {
        EXPECT_FALSE(poll_requested());
        poll_slow(); // nothing happens
    }).join();
}

} // namespace
} // namespace kestrun::base
