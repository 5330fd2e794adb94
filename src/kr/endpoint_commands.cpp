// Where a server listens: Add-KrNamedPipeListener, Add-KrListenUnixSocket, Add-KrEndpoint.
#include "base/sockets.hpp"
#include "http/url.hpp"
#include "io/pipe_name.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include <charconv>
#include <cstdlib>

namespace kestrun::kr {

namespace {

ErrorCategory category_of(const server::ServerError& error)
{
    switch (error.kind()) {
    case server::ServerError::Kind::bad_endpoint: return ErrorCategory::InvalidArgument;
    case server::ServerError::Kind::configured:
    case server::ServerError::Kind::running:
    case server::ServerError::Kind::no_endpoint:
    case server::ServerError::Kind::listen: return ErrorCategory::InvalidOperation;
    }
    return ErrorCategory::InvalidOperation;
}

struct EndpointCommand : KrCmdlet
{
protected:
    template <typename Add>
    void add(ServerHost& host, const Value& target, Add&& add_endpoint) const
    {
        try {
            add_endpoint(host.server());
        } catch (const server::ServerError& error) {
            const bool locked = error.kind() == server::ServerError::Kind::configured;
            fail_script(locked ? "ServerConfigured" : "InvalidEndpoint", error.what(), category_of(error), target,
                        locked ? "System.InvalidOperationException" : "System.ArgumentException");
        }
    }
    void pass_thru(size_t parameter, const std::shared_ptr<ServerHost>& host) const
    {
        if (flag(parameter)) write(Value(value::make<ServerObject>(host)));
    }
};

// --- Add-KrNamedPipeListener ---

enum : size_t
{
    PServer,
    PName,
    PPassThru,
};
constexpr ParameterDef pipe_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline, .help = "The default server when it is left out."},
    {.name = "NamedPipeName",
     .type = "string",
     .position = 0,
     .flags = P::Mandatory | P::AllowEmptyString,
     .help = "The short name, as kestrun.demo.pipe, without \\\\.\\pipe\\ in front."},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
};
struct AddPipe final : EndpointCommand
{
    void process() override
    {
        const std::string name = text(PName);
        // A bad name is wrong whatever the server is like.
        if (const auto valid = io::check_pipe_name(name); !valid)
            fail_script("InvalidPipeName", valid.error().message, ErrorCategory::InvalidArgument, arg(PName), "System.ArgumentException");
        const auto host = server(PServer);
        add(*host, arg(PName), [&](server::Server& to) { to.add_pipe(name); });
        pass_thru(PPassThru, host);
    }
};

// --- Add-KrListenUnixSocket ---

constexpr ParameterDef unix_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "SocketPath", .type = "string", .position = 0, .flags = P::Mandatory, .help = "A bare name lies in the temporary folder."},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
};
struct AddUnix final : EndpointCommand
{
    void process() override
    {
        std::string socket = text(PName);
        if (!io::is_bare_socket_name(socket)) socket = context().resolve_path(socket);
        const auto host = server(PServer);
        add(*host, arg(PName), [&](server::Server& to) { to.add_unix(socket); });
        pass_thru(PPassThru, host);
    }
};

// --- Add-KrEndpoint ---

enum : size_t
{
    EServer,
    EPort,
    EAddress,
    EHost,
    EUri,
    EFamily,
    ECertPath,
    ECertPassword,
    ESelfSigned,
    ECertificate,
    EProtocols,
    EConnectionLog,
    EPassThru,
};
constexpr ParameterDef endpoint_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "Port", .type = "int", .position = 0, .default_text = "5000", .help = "0: the system chooses a free one."},
    {.name = "IPAddress",
     .type = "string",
     .position = 1,
     .help = "An address; Any, Loopback, IPv6Any and IPv6Loopback are known by name."},
    {.name = "HostName", .type = "string", .help = "A name that is resolved."},
    {.name = "Uri", .type = "string", .help = "http://host:port"},
    {.name = "AddressFamily",
     .type = "string[]",
     .validate = "set:InterNetwork,InterNetworkV6",
     .help = "Of which family the address must be."},
    {.name = "CertPath", .type = "string", .sets = "CertFile!"},
    {.name = "CertPassword", .type = "securestring", .flags = P::AllowNull, .sets = "CertFile"},
    {.name = "SelfSignedCert", .type = "switch", .sets = "SelfSignedCert", .aliases = "SelfSigned,SelfSignedCertificate"},
    {.name = "X509Certificate", .sets = "x509Certificate!"},
    {.name = "Protocols", .type = "string", .sets = "x509Certificate,CertFile,SelfSignedCert", .help = "Http1 is what is spoken."},
    {.name = "UseConnectionLogging", .type = "switch", .help = "Accepted; connections are in the log at Debug."},
    {.name = "PassThru", .type = "switch", .help = "Gives the endpoints' names."},
};

struct Place
{
    std::string host = "127.0.0.1";
    int64_t port = 5000;
};

bool is_ipv6(const std::string& host)
{
    in6_addr ignored{};
    return inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}
bool is_ipv4(const std::string& host)
{
    in_addr ignored{};
    return inet_pton(AF_INET, host.c_str(), &ignored) == 1;
}

class AddEndpoint final : public EndpointCommand
{
public:
    void process() override
    {
        refuse_tls();
        const Place place = find_place();
        if (place.port < 0 || place.port > 65535)
            fail_script("InvalidPort", "The port " + std::to_string(place.port) + " is not valid: ports go from 0 to 65535.",
                        ErrorCategory::InvalidArgument, Value(place.port), "System.ArgumentOutOfRangeException");
        const auto host = server(EServer);
        add(*host, Value(place.host), [&](server::Server& to) { to.add_tcp(place.host, static_cast<uint16_t>(place.port)); });
        if (!flag(EPassThru)) return;
        for (const std::string& name : names_of(place)) write(Value(name));
    }

private:
    [[noreturn]] static void conflict(const std::string& message)
    {
        fail_script("ParameterConflict", message, ErrorCategory::InvalidArgument, {}, "System.ArgumentException");
    }

    void refuse_tls() const
    {
        const bool https = has(EUri) && cmdlets::starts_with_ci(text(EUri), "https:");
        if (has(ECertPath) || flag(ESelfSigned) || has(ECertificate))
            fail_script("NotSupported",
                        "Endpoints with a certificate (https) are not supported by this version; the endpoint is not added. Listen on "
                        "http, a named pipe or a Unix socket.",
                        ErrorCategory::NotImplemented, {}, "System.NotSupportedException");
        if (https)
            fail_script("MissingCertificate",
                        "The endpoint '" + text(EUri) +
                            "' asks for https, but has no certificate, and without one it would be served as plain HTTP. Use http://.",
                        ErrorCategory::InvalidArgument, arg(EUri), "System.ArgumentException");
    }

    Place find_place() const
    {
        if (has(EHost) && has(EUri)) conflict("Cannot specify both HostName and Uri. Please choose one.");
        if (has(EAddress) && has(EUri)) conflict("Cannot specify both IPAddress and Uri. Please choose one.");
        if (has(EAddress) && has(EHost)) conflict("Cannot specify both IPAddress and HostName. Please choose one.");
        Place place;
        if (has(EUri))
            place = from_uri(text(EUri));
        else if (!has(EPort) && !has(EAddress) && !has(EHost))
            place = from_environment();
        if (has(EPort) && !has(EUri)) place.port = number(EPort);
        if (has(EHost)) place.host = text(EHost);
        if (has(EAddress)) place.host = address(text(EAddress));
        check_family(place);
        return place;
    }

    static std::string address(const std::string& given)
    {
        constexpr std::pair<std::string_view, std::string_view> names[] = {
            {"Any", "0.0.0.0"}, {"Loopback", "127.0.0.1"}, {"IPv6Any", "::"}, {"IPv6Loopback", "::1"}};
        for (const auto& [name, of] : names)
            if (equals_ci(given, name)) return std::string(of);
        std::string plain = given;
        if (plain.size() > 2 && plain.front() == '[' && plain.back() == ']') plain = plain.substr(1, plain.size() - 2);
        if (!is_ipv4(plain) && !is_ipv6(plain))
            fail_script("InvalidAddress", "'" + given + "' is no IP address. Write one as 127.0.0.1 or ::1, or give a name with -HostName.",
                        ErrorCategory::InvalidArgument, Value(given), "System.ArgumentException");
        return plain;
    }

    static Place from_uri(const std::string& uri)
    {
        const auto url = http::parse_url(uri);
        if (!url) {
            fail_script("InvalidUri", "The URI '" + uri + "' is not valid: write it as http://host:port.", ErrorCategory::InvalidArgument,
                        Value(uri), "System.UriFormatException");
        }
        Place place;
        place.host = std::string(url->host);
        if (place.host.size() > 2 && place.host.front() == '[') place.host = place.host.substr(1, place.host.size() - 2);
        place.port = url->port;
        return place;
    }

    /// ASPNETCORE_URLS comes before PORT; only when nothing was given.
    static Place from_environment()
    {
        if (const char* urls = std::getenv("ASPNETCORE_URLS"); urls && *urls) {
            std::string first(urls);
            first = first.substr(0, first.find(';'));
            const std::string any = cmdlets::replace_all(cmdlets::replace_all(first, "://*", "://0.0.0.0"), "://+", "://0.0.0.0");
            if (!http::parse_url(any))
                fail_script("InvalidUri", "Binding URL '" + first + "' must be an absolute URI.", ErrorCategory::InvalidArgument,
                            Value(first), "System.ArgumentException");
            if (cmdlets::starts_with_ci(any, "https:"))
                fail_script("MissingCertificate",
                            "ASPNETCORE_URLS asks for https ('" + first + "'), but there is no certificate. Use http://.",
                            ErrorCategory::InvalidArgument, Value(first), "System.ArgumentException");
            return from_uri(any);
        }
        Place place;
        const char* port = std::getenv("PORT");
        if (!port || !*port) return place;
        const std::string_view text(port);
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), place.port);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || place.port < 1 || place.port > 65535)
            fail_script("InvalidPort",
                        "Environment variable PORT has invalid value '" + std::string(text) + "'. Expected an integer between 1 and 65535.",
                        ErrorCategory::InvalidArgument, Value(text), "System.ArgumentException");
        place.host = "0.0.0.0";
        return place;
    }

    void check_family(Place& place) const
    {
        if (!has(EFamily)) return;
        bool v4 = false, v6 = false;
        for (const std::string& family : texts(EFamily)) (equals_ci(family, "InterNetworkV6") ? v6 : v4) = true;
        if (!has(EAddress) && !has(EHost) && !has(EUri)) {
            if (v6 && !v4) place.host = "::1";
            return;
        }
        if ((is_ipv6(place.host) && !v6) || (is_ipv4(place.host) && !v4))
            conflict("The specified IPAddress does not match the provided AddressFamily filter.");
    }

    std::vector<std::string> names_of(const Place& place) const
    {
        const std::string port = ":" + std::to_string(place.port);
        if (place.host == "0.0.0.0" || place.host == "::") return {"localhost" + port, "127.0.0.1" + port, "[::1]" + port};
        if (place.host == "127.0.0.1" && !has(EAddress)) return {"127.0.0.1" + port, "localhost" + port};
        if (equals_ci(place.host, "localhost")) return {"localhost" + port, "127.0.0.1" + port, "[::1]" + port};
        return {(is_ipv6(place.host) ? "[" + place.host + "]" : place.host) + port};
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Add-KrNamedPipeListener",
     .synopsis = "Lets the server listen on a named pipe.",
     .parameters = pipe_parameters,
     .make = make_cmdlet<AddPipe>,
     .class_name = "Add-KrNamedPipeListener",
     .flags = C::Definition,
     .description = "On Linux and macOS the pipe is the Unix socket that .NET uses for that name: ${TMPDIR:-/tmp}/CoreFxPipe_NAME.",
     .examples = "Add-KrNamedPipeListener -NamedPipeName 'kestrun.demo.pipe'"},
    {.name = "Add-KrListenUnixSocket",
     .synopsis = "Lets the server listen on a Unix socket.",
     .parameters = unix_parameters,
     .make = make_cmdlet<AddUnix>,
     .class_name = "Add-KrListenUnixSocket",
     .flags = C::Definition},
    {.name = "Add-KrEndpoint",
     .synopsis = "Lets the server listen on a port.",
     .parameters = endpoint_parameters,
     .make = make_cmdlet<AddEndpoint>,
     .default_set = "SelfSignedCert",
     .class_name = "Add-KrEndpoint",
     .flags = C::Definition,
     .description = "Without -Port, -IPAddress, -HostName and -Uri the variables ASPNETCORE_URLS and PORT decide, else 127.0.0.1:5000."},
};

} // namespace

constinit const CmdletTable endpoint_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
