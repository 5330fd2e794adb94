// Whether another machine answers: a name looked up, a TCP connection tried, an echo request sent. Blocking work is done off the event
// loop.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace kestrun::cmdlets {

enum class AddressFamily : unsigned char
{
    Any,
    V4,
    V6,
};
struct ResolvedAddress
{
    std::string bytes; // 4 or 16, in network order
    std::string text;
};
/// Nothing when the name has no address.
std::optional<ResolvedAddress> resolve_host(const std::string& name, AddressFamily family);
/// The name of an address; empty when it has none.
std::string host_name_of(const ResolvedAddress& address);

struct ProbeResult
{
    int error = 0; // errno; 0: it answered
    int64_t milliseconds = 0;
};
ProbeResult probe_tcp(const ResolvedAddress& address, uint16_t port, std::chrono::milliseconds timeout);

struct EchoOptions
{
    std::chrono::milliseconds timeout{5000};
    int size = 32; // of the payload, bytes
    int hops = 128;
    uint16_t sequence = 1;
};
/// ETIMEDOUT when no reply came, EPERM or EACCES when this user may not send echo requests.
ProbeResult probe_echo(const ResolvedAddress& address, const EchoOptions& options);

} // namespace kestrun::cmdlets
