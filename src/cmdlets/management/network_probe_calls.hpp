// The blocking halves of network_probe.hpp, as each system has them.
#pragma once
#include "cmdlets/management/network_probe.hpp"

namespace kestrun::cmdlets {

using ProbeClock = std::chrono::steady_clock;

inline int64_t elapsed_ms(ProbeClock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(ProbeClock::now() - start).count();
}

/// As probe_tcp and probe_echo, on the calling thread.
ProbeResult probe_tcp_blocking(const ResolvedAddress& address, uint16_t port, std::chrono::milliseconds timeout);
ProbeResult probe_echo_blocking(const ResolvedAddress& address, const EchoOptions& options);

} // namespace kestrun::cmdlets
