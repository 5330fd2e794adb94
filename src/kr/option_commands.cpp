// Set-KrServerLimit, Set-KrServerOptions, Set-KrServerNamedPipeOptions: to be called before Enable-KrConfiguration.
#include "kr/server_host.hpp"
#include "kr/tables.hpp"

namespace kestrun::kr {

namespace {

struct OptionCommand : KrCmdlet
{
protected:
    server::ServerOptions& options(const std::shared_ptr<ServerHost>& host) const
    {
        if (host->server().state() != server::Server::State::configuring)
            fail_script("ServerConfigured",
                        "The options of the server '" + host->name() +
                            "' are fixed: it is configured already. Set them before Enable-KrConfiguration.",
                        ErrorCategory::InvalidOperation, Value(host->name()));
        return host->server().options();
    }
};

enum : size_t
{
    LServer,
    LBody,
    LConnections,
    LHeaders,
    LKeepAlive,
    LBuffer,
    LHeaderSize,
    LLine,
    LResponseBuffer,
    LRequestRate,
    LResponseRate,
    LHeaderTimeout,
    LRequestTimeout,
    LPassThru,
};
constexpr ParameterDef limit_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "MaxRequestBodySize",
     .type = "long",
     .validate = "range:0,",
     .default_text = "30000000",
     .help = "Bytes; more is answered 413."},
    {.name = "MaxConcurrentConnections",
     .type = "int",
     .validate = "range:0,",
     .default_text = "0",
     .help = "Further ones are closed; 0: no limit."},
    {.name = "MaxRequestHeaderCount", .type = "int", .validate = "range:1,", .default_text = "100"},
    {.name = "KeepAliveTimeoutSeconds",
     .type = "int",
     .validate = "range:1,",
     .default_text = "130",
     .help = "Between requests of a connection."},
    {.name = "MaxRequestBufferSize", .type = "long", .help = "Accepted; bodies are read as the script asks for them."},
    {.name = "MaxRequestHeadersTotalSize",
     .type = "int",
     .validate = "range:1,",
     .default_text = "32768",
     .help = "Bytes; more is answered 431."},
    {.name = "MaxRequestLineSize", .type = "int", .validate = "range:1,", .default_text = "8192", .help = "Bytes; more is answered 414."},
    {.name = "MaxResponseBufferSize", .type = "long", .help = "Accepted; bodies are sent as they are made."},
    {.name = "MinRequestBodyDataRate", .help = "Bytes a second that a body must bring."},
    {.name = "MinResponseDataRate", .help = "The same for the one who reads an answer."},
    {.name = "RequestHeadersTimeoutSeconds", .type = "int", .validate = "range:1,", .default_text = "30"},
    {.name = "RequestTimeoutSeconds",
     .type = "double",
     .validate = "range:0.001,86400",
     .help = "Ends a route that has not answered, with 503; without it there is no limit."},
    {.name = "PassThru", .type = "switch"},
};
struct SetLimit final : OptionCommand
{
    void process() override
    {
        const auto host = server(LServer);
        server::ServerOptions& to = options(host);
        http::ConnectionOptions& connection = to.connection;
        if (has(LBody)) connection.max_body_size = static_cast<uint64_t>(number(LBody));
        if (has(LConnections)) to.max_connections = static_cast<size_t>(number(LConnections));
        if (has(LHeaders)) connection.head.header_count = static_cast<size_t>(number(LHeaders));
        if (has(LKeepAlive)) connection.keep_alive_timeout = std::chrono::seconds(number(LKeepAlive));
        if (has(LHeaderSize)) connection.head.header_bytes = static_cast<size_t>(number(LHeaderSize));
        if (has(LLine)) connection.head.request_line = static_cast<size_t>(number(LLine));
        if (has(LHeaderTimeout)) connection.header_timeout = std::chrono::seconds(number(LHeaderTimeout));
        for (const size_t rate : {LRequestRate, LResponseRate})
            if (has(rate)) connection.min_data_rate = static_cast<uint64_t>(value::to_int64(arg(rate)));
        if (has(LRequestTimeout))
            to.request_timeout =
                std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(value::to_double(arg(LRequestTimeout))));
        if (flag(LPassThru)) write(Value(value::make<ServerObject>(host)));
    }
};

enum : size_t
{
    OServer,
    OSyncIo,
    OHeaderCompression,
    ODenyHeader,
    OSchemes,
    OHostOverride,
    OStringReuse,
    OMaxRunspaces,
    OMinRunspaces,
    OUpload,
    OLoops,
    OGrace,
    OPassThru,
};
constexpr const char* of_dotnet = "Accepted; it has no meaning here.";
constexpr ParameterDef option_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "AllowSynchronousIO", .type = "switch", .help = of_dotnet},
    {.name = "DisableResponseHeaderCompression", .type = "switch", .help = of_dotnet},
    {.name = "DenyServerHeader", .type = "switch", .help = "Answers have no Server field."},
    {.name = "AllowAlternateSchemes", .type = "switch", .help = of_dotnet},
    {.name = "AllowHostHeaderOverride", .type = "switch", .help = of_dotnet},
    {.name = "DisableStringReuse", .type = "switch", .help = of_dotnet},
    {.name = "MaxRunspaces", .type = "int", .help = "Accepted; any number of routes run at once."},
    {.name = "MinRunspaces", .type = "int", .help = of_dotnet},
    {.name = "DefaultUploadPath", .type = "string"},
    {.name = "LoopThreads",
     .type = "int",
     .validate = "range:1,1024",
     .help = "Threads that serve; one for each processor when it is left out."},
    {.name = "ShutdownTimeoutSeconds",
     .type = "double",
     .validate = "range:0,86400",
     .default_text = "30",
     .help = "What running requests get to finish when the server stops."},
    {.name = "PassThru", .type = "switch"},
};
struct SetOptions final : OptionCommand
{
    void process() override
    {
        const auto host = server(OServer);
        server::ServerOptions& to = options(host);
        if (flag(ODenyHeader)) to.connection.server_name.clear();
        if (has(OLoops)) to.loops = static_cast<unsigned>(number(OLoops));
        if (has(OGrace))
            to.shutdown_grace = std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(value::to_double(arg(OGrace))));
        if (flag(OPassThru)) write(Value(value::make<ServerObject>(host)));
    }
};

enum : size_t
{
    NServer,
    NQueue,
    NReadBuffer,
    NWriteBuffer,
    NOwner,
    NSecurity,
    NPassThru,
};
constexpr ParameterDef pipe_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "ListenerQueueCount",
     .type = "int",
     .validate = "range:1,65535",
     .default_text = "1024",
     .help = "Clients that wait until the server takes them; further ones find the pipe busy."},
    {.name = "MaxReadBufferSize",
     .type = "long",
     .validate = "range:1,1073741824",
     .default_text = "65536",
     .help = "Bytes that Windows keeps of what a client sends; without meaning elsewhere."},
    {.name = "MaxWriteBufferSize",
     .type = "long",
     .validate = "range:1,1073741824",
     .default_text = "65536",
     .help = "The same for what it is sent."},
    {.name = "CurrentUserOnly", .type = "switch", .default_text = "True", .help = "With :$false all users of the machine may connect."},
    {.name = "PipeSecurity",
     .type = "string",
     .help = "Windows only: an access list as SDDL text, such as D:(A;;GRGW;;;AU), instead of CurrentUserOnly."},
    {.name = "PassThru", .type = "switch"},
};
struct SetPipeOptions final : OptionCommand
{
    void process() override
    {
        const auto host = server(NServer);
        io::ListenOptions& to = options(host).pipes;
        if (has(NQueue)) to.backlog = static_cast<int>(number(NQueue));
        if (has(NReadBuffer)) to.pipe_read_buffer = static_cast<uint32_t>(value::to_int64(arg(NReadBuffer)));
        if (has(NWriteBuffer)) to.pipe_write_buffer = static_cast<uint32_t>(value::to_int64(arg(NWriteBuffer)));
        if (has(NOwner)) to.owner_only = flag(NOwner);
        if (has(NSecurity)) to.pipe_security = text(NSecurity);
        if (flag(NPassThru)) write(Value(value::make<ServerObject>(host)));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Set-KrServerLimit",
     .synopsis = "Sets what clients may use of the server.",
     .parameters = limit_parameters,
     .make = make_cmdlet<SetLimit>,
     .class_name = "Set-KrServerLimit",
     .flags = C::Definition},
    {.name = "Set-KrServerOptions",
     .synopsis = "Sets options of the server.",
     .parameters = option_parameters,
     .make = make_cmdlet<SetOptions>,
     .class_name = "Set-KrServerOptions",
     .flags = C::Definition},
    {.name = "Set-KrServerNamedPipeOptions",
     .synopsis = "Sets options of the server's named pipes.",
     .parameters = pipe_parameters,
     .make = make_cmdlet<SetPipeOptions>,
     .class_name = "Set-KrServerNamedPipeOptions",
     .flags = C::Definition},
};

} // namespace

constinit const CmdletTable option_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
