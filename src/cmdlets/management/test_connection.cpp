// Test-Connection: echo requests, or a TCP connection.
#include "cmdlets/management/test_connection.hpp"
#include "base/scheduler.hpp"
#include "cmdlets/management/network_probe.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/tables.hpp"
#include "value/ip_address.hpp"
#include <cerrno>
#include <cstring>

namespace kestrun::cmdlets {

namespace {

constexpr const char* ping_name = "Microsoft.PowerShell.Commands.TestConnectionCommand+PingStatus";
constexpr const char* port_name = "Microsoft.PowerShell.Commands.TestConnectionCommand+TcpPortStatus";
constexpr const char* reply_name = "System.Net.NetworkInformation.PingReply";
constexpr const char* status_name = "System.Net.NetworkInformation.IPStatus";
constexpr const char* error_name = "System.Net.Sockets.SocketError";

constexpr value::MemberDef ping_members[] = {
    slot<0>("Ping", "uint"),         slot<1>("Source", "string"),         slot<2>("Destination", "string"),
    slot<3>("Address", "ipaddress"), slot<4>("DisplayAddress", "string"), slot<5>("Latency", "long"),
    slot<6>("Status", status_name),  slot<7>("BufferSize", "int"),        slot<8>("Reply", reply_name),
};
constexpr value::MemberDef reply_members[] = {
    slot<0>("Address", "ipaddress"),
    slot<1>("Buffer", "byte[]"),
    slot<2>("RoundtripTime", "long"),
    slot<3>("Status", status_name),
};
constexpr value::MemberDef port_members[] = {
    slot_rw<0>("Id", "int"), slot<1>("Source", "string"),   slot<2>("Target", "string"),     slot<3>("TargetAddress", "ipaddress"),
    slot<4>("Port", "int"),  slot_rw<5>("Latency", "long"), slot_rw<6>("Connected", "bool"), slot_rw<7>("Status", error_name),
};
constexpr value::TypeDef rows_of_types[] = {
    {.full_name = reply_name, .members = reply_members},
    {.full_name = ping_name, .members = ping_members},
    {.full_name = port_name, .members = port_members},
};

enum : size_t
{
    PTarget,
    PPing,
    PV4,
    PV6,
    PResolve,
    PSource,
    PHops,
    PCount,
    PDelay,
    PSize,
    PDontFragment,
    PRepeat,
    PQuiet,
    PTimeout,
    PPort,
    PDetailed,
};
#define PING_SETS "DefaultPing,RepeatPing"
constexpr ParameterDef parameters[] = {
    {.name = "TargetName",
     .type = "string[]",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName | P::NotNullOrEmpty,
     .aliases = "ComputerName"},
    {.name = "Ping", .type = "switch", .sets = PING_SETS},
    {.name = "IPv4", .type = "switch"},
    {.name = "IPv6", .type = "switch"},
    {.name = "ResolveDestination", .type = "switch", .sets = PING_SETS},
    {.name = "Source", .type = "string", .sets = "DefaultPing,RepeatPing,TcpPort"},
    {.name = "MaxHops",
     .type = "int",
     .sets = PING_SETS,
     .aliases = "Ttl,TimeToLive,Hops",
     .validate = "range:1,128",
     .default_text = "128"},
    {.name = "Count", .type = "int", .sets = "DefaultPing,TcpPort", .default_text = "4"},
    {.name = "Delay", .type = "int", .sets = "DefaultPing,RepeatPing,TcpPort", .default_text = "1", .help = "Seconds between two tries."},
    {.name = "BufferSize", .type = "int", .sets = PING_SETS, .aliases = "Size,Bytes,BS", .validate = "range:0,65500", .default_text = "32"},
    {.name = "DontFragment", .type = "switch", .sets = PING_SETS},
    {.name = "Repeat", .type = "switch", .sets = "RepeatPing!,TcpPort", .aliases = "Continuous"},
    {.name = "Quiet", .type = "switch"},
    {.name = "TimeoutSeconds", .type = "int", .default_text = "5"},
    {.name = "TcpPort", .type = "int", .sets = "TcpPort!", .validate = "range:0,65535"},
    {.name = "Detailed", .type = "switch", .sets = "TcpPort"},
};

int64_t ip_status(int error)
{
    constexpr int64_t success = 0, unreachable = 11003, host_unreachable = 11003, timed_out = 11010, unknown = -1;
    switch (error) {
    case 0: return success;
    case ETIMEDOUT: return timed_out;
    case ENETUNREACH: return unreachable - 1;
    case EHOSTUNREACH: return host_unreachable;
    default: return unknown;
    }
}

int64_t socket_error(int error)
{
    switch (error) {
    case 0: return 0;
    case ECONNREFUSED: return 10061;
    case ETIMEDOUT: return 10060;
    case EHOSTUNREACH: return 10065;
    case ENETUNREACH: return 10051;
    case ECONNRESET: return 10054;
    default: return -1;
    }
}

struct TestConnection final : Cmdlet
{
    void begin() override
    {
        for (const auto& [parameter, name] : {std::pair{PCount, "Count"}, {PDelay, "Delay"}, {PTimeout, "TimeoutSeconds"}}) {
            if (!has(parameter) || number(parameter) > 0) continue;
            fail("ParameterArgumentValidationError",
                 std::string("Cannot validate argument on parameter '") + name + "'. The argument \"" + text(parameter) +
                     "\" cannot be validated because its value is not greater than zero.",
                 ErrorCategory::InvalidData, {}, "System.Management.Automation.ParameterBindingValidationException");
        }
        source_ = context().expand_string("$([Environment]::MachineName)");
    }
    void process() override
    {
        for (const std::string& target : texts(PTarget)) {
            const AddressFamily family = flag(PV4) ? AddressFamily::V4 : flag(PV6) ? AddressFamily::V6 : AddressFamily::Any;
            const std::optional<ResolvedAddress> address = resolve_host(target, family);
            if (!address)
                unresolved(target);
            else if (has(PPort))
                test_port(target, *address);
            else
                ping(target, *address);
        }
    }

private:
    void unresolved(const std::string& target)
    {
        if (flag(PQuiet)) return write(Value(false));
        auto exception = value::make_exception("System.Net.NetworkInformation.PingException",
                                               "Testing connection to computer '" + target + "' failed: Cannot resolve the target name.");
        write_error(value::make<ErrorRecord>(exception, "TestConnectionException", ErrorCategory::ResourceUnavailable, Value(target)));
    }
    std::chrono::milliseconds timeout() const { return std::chrono::seconds(number(PTimeout, 5)); }
    void pause() const { base::sleep_for(std::chrono::seconds(number(PDelay, 1))); }
    static Value address_value(const ResolvedAddress& address) { return Value(value::ip_address_of(address.bytes)); }

    void test_port(const std::string& target, const ResolvedAddress& address)
    {
        const auto port = static_cast<uint16_t>(number(PPort));
        const int64_t count = flag(PRepeat) ? INT64_MAX : number(PCount, 1);
        for (int64_t i = 1; i <= count; ++i) {
            const ProbeResult result = probe_tcp(address, port, timeout());
            if (flag(PDetailed)) {
                write(make_data(port_name, {Value(static_cast<int32_t>(i)), Value(source_), Value(target), address_value(address),
                                            Value(static_cast<int32_t>(port)), Value(result.error ? int64_t{0} : result.milliseconds),
                                            Value(result.error == 0), enum_value(error_name, socket_error(result.error))}));
            } else if (flag(PRepeat) || has(PCount)) {
                write(Value(result.error == 0));
            } else {
                return write(Value(result.error == 0));
            }
            if (i < count) pause();
        }
    }

    void ping(const std::string& target, const ResolvedAddress& address)
    {
        EchoOptions options;
        options.timeout = timeout();
        options.size = static_cast<int>(number(PSize, 32));
        options.hops = static_cast<int>(number(PHops, 128));
        const std::string shown = flag(PResolve) ? host_name_of(address) : std::string();
        const int64_t count = flag(PRepeat) ? INT64_MAX : number(PCount, 4);
        bool all = true;
        for (int64_t i = 1; i <= count; ++i) {
            options.sequence = static_cast<uint16_t>(i);
            const ProbeResult result = probe_echo(address, options);
            if (result.error == EACCES || result.error == EPERM) return not_allowed(target, result.error);
            all &= result.error == 0;
            if (!flag(PQuiet)) write(ping_status(shown.empty() ? target : shown, address, options, i, result));
            if (i < count) pause();
        }
        if (flag(PQuiet)) write(Value(all));
    }
    void not_allowed(const std::string& target, int code)
    {
        if (flag(PQuiet)) return write(Value(false));
        auto exception = value::make_exception("System.Net.NetworkInformation.PingException",
                                               "Testing connection to computer '" + target + "' failed: " + std::strerror(code) +
                                                   ": this user may not send echo requests (see net.ipv4.ping_group_range). Use -TcpPort.");
        write_error(value::make<ErrorRecord>(exception, "TestConnectionException", ErrorCategory::ResourceUnavailable, Value(target)));
    }
    Value ping_status(const std::string& destination, const ResolvedAddress& address, const EchoOptions& options, int64_t number_of,
                      const ProbeResult& result) const
    {
        const Value status = enum_value(status_name, ip_status(result.error));
        const bool answered = result.error == 0;
        const Value reply = make_data(reply_name, {address_value(address),
                                                   value::make_bytes(std::string(answered ? static_cast<size_t>(options.size) : 0, 'a')),
                                                   Value(result.milliseconds), status});
        return make_data(ping_name, {Value::integer(Tag::UInt32, number_of), Value(source_), Value(destination),
                                     answered ? address_value(address) : Value(), Value(answered ? address.text : "*"),
                                     Value(result.milliseconds), status, Value(answered ? static_cast<int32_t>(options.size) : 0), reply});
    }
    std::string source_;
};

constexpr CmdletDef rows[] = {
    {.name = "Test-Connection",
     .synopsis = "Tells whether a machine answers.",
     .parameters = parameters,
     .make = make_cmdlet<TestConnection>,
     .default_set = "DefaultPing",
     .output = "Microsoft.PowerShell.Commands.TestConnectionCommand+PingStatus,System.Boolean"},
};

} // namespace

std::span<const value::TypeDef> test_connection_types() { return rows_of_types; }

constinit const CmdletTable test_connection_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
