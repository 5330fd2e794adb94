#pragma once
// What the streams of all systems share.

#include "io/stream.hpp"

#include <string>

namespace kestrun::io {

// A stream whose peer is always ready never waits: it has to give way at the end of its slice all the same. Does not throw Cancelled.
void give_way();

// "named pipe 'NAME'", "Unix socket '/path'", "TCP connection with 127.0.0.1:80": for messages.
std::string describe(const PeerInfo& peer);

} // namespace kestrun::io
