// One call for any endpoint.

#include "io/listener.hpp"

namespace kestrun::io {

Result<std::unique_ptr<Listener>> listen(const Endpoint& endpoint, const ListenOptions& options)
{
    switch (endpoint.kind) {
    case TransportKind::named_pipe: return listen_pipe(endpoint.name, options);
    case TransportKind::unix_socket: return listen_unix(endpoint.name, options);
    case TransportKind::tcp: break;
    }
    return listen_tcp(endpoint.name, endpoint.port, options);
}

Result<std::unique_ptr<Stream>> connect(const Endpoint& endpoint, Deadline deadline)
{
    switch (endpoint.kind) {
    case TransportKind::named_pipe: return connect_pipe(endpoint.name, deadline);
    case TransportKind::unix_socket: return connect_unix(endpoint.name, deadline);
    case TransportKind::tcp: break;
    }
    return connect_tcp(endpoint.name, endpoint.port, deadline);
}

} // namespace kestrun::io
