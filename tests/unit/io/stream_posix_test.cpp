// What only sockets of POSIX tell of their peers.

#include "io/stream.hpp"

#include "io/loop.hpp"
#include "stream_helpers.hpp"

#include <gtest/gtest.h>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::TaskHandle;
using helpers::make_pair;
using helpers::Pair;

TEST(Stream, WritingToAPeerThatHasGoneIsAReset)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        pair.a->close();
        EXPECT_EQ(pair.b->write_all("x", Deadline::never()).error().kind, IoErrorKind::reset);
    });
}

TEST(Stream, WatchPeerCancelsTheWorkOfAClientThatLeft)
{
    EventLoop loop;
    loop.run_main([] {
        for (bool half : {false, true}) {
            for (bool before : {false, true}) {
                Pair pair = make_pair();
                auto leave = [&] {
                    if (half) {
                        EXPECT_TRUE(pair.b->shutdown_write());
                    } else {
                        pair.b->close();
                    }
                };
                if (before) leave();
                TaskHandle work = base::spawn([&] {
                    pair.a->watch_peer(&base::current_task(), half ? PeerWatch::half_close : PeerWatch::hang_up);
                    CancelReason reason = CancelReason::none;
                    try {
                        base::sleep_for(60s);
                    } catch (const base::Cancelled& why) {
                        reason = why.reason();
                    }
                    pair.a->watch_peer(nullptr, PeerWatch::hang_up);
                    EXPECT_EQ(reason, CancelReason::client_gone);
                });
                base::sleep_for(2ms);
                if (!before) leave();
                EXPECT_TRUE(work.join(Deadline::after(10s)));
            }
        }
    });
}

} // namespace
} // namespace kestrun::io
