#pragma once

#include "base/clock.hpp"
#include "http/body.hpp"
#include "http/client_connection.hpp"
#include "http/client_error.hpp"
#include "http/cookie_jar.hpp"
#include "http/headers.hpp"
#include "http/response_parser.hpp"
#include "io/endpoint.hpp"
#include "io/tls.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::http {

struct ClientOptions
{
    std::size_t max_header_bytes = 64 * 1024;               ///< of an answer's head
    base::Duration idle_timeout = std::chrono::seconds(60); ///< a kept connection that is older is not used again
    std::size_t max_idle_per_endpoint = 16;
    std::string user_agent = "kestrun";
};

/// An HTTP proxy: it gets requests for http URLs to pass on, and opens tunnels for https (RFC 9110, sections 7.6 and 9.3.6).
struct ClientProxy
{
    io::Endpoint endpoint;
    std::string authorization; ///< the Proxy-Authorization field; empty: none

    friend bool operator==(const ClientProxy&, const ClientProxy&) = default;
};

/// A request to send. Cheap to make and to copy; `body` is borrowed.
struct ClientRequest
{
    /// Where to connect. See `set_url` for URLs.
    io::Endpoint endpoint;
    bool secure = false; ///< TLS (https), over whatever the endpoint is
    /// With `secure`. An empty host means that of the authority.
    io::TlsClientOptions tls;
    std::optional<ClientProxy> proxy;    ///< for endpoints of TCP; others are never far
    std::string authority = "localhost"; ///< Host field
    std::string target = "/";            ///< path and query, coded
    std::string method = "GET";
    Headers headers; ///< Host, User-Agent and Accept-Encoding given here replace the client's own

    std::string text; ///< the body when `body` is null
    BodyReader* body =
        nullptr;           ///< pulled when sent; in chunks when its length is not known. Cannot be sent twice (redirects 307/308, retries)
    bool has_body = false; ///< send `Content-Length: 0` for an empty text too
    bool expect_continue = false;

    base::Duration connect_timeout = std::chrono::seconds(100);
    /// From the call to the end of the answer's body; none: no limit.
    std::optional<base::Duration> timeout;
    /// From the call to the end of the answer's head; none: no limit of its own.
    std::optional<base::Duration> head_timeout;
    /// For each piece of the answer's body; none: no limit of its own.
    std::optional<base::Duration> read_timeout;
    /// The pipe or Unix socket need not exist yet: it is looked for until the connect time-out.
    bool wait_for_server = false;
    /// The pipe or Unix socket has to be served by the same user: ClientError (`access_denied`) otherwise, before anything is sent.
    bool current_user_only = false;

    int max_redirects = 5;              ///< 0: redirects are answers like others
    bool last_redirect_answers = false; ///< a redirect past the limit, or one that is not secure enough, is the answer and not an error
    bool insecure_redirects = false;    ///< follow them from https to http
    bool keep_method = false;           ///< 301, 302 and 303 too repeat the method and the body
    bool keep_authorization = false;    ///< send Authorization to another authority too
    bool drop_authorization = false;    ///< not even to the same authority
    bool decompress = true;             ///< ask for gzip and deflate, and decode them
    bool keep_alive = true;
    CookieJar* cookies = nullptr;

    /// Endpoint, `secure`, authority and target from an absolute http or https URL. Throws ClientError (`invalid`).
    void set_url(std::string_view url);
};

/// An answer whose head has come. The body is pulled; dropping it before its end closes the connection. The client must outlive it.
struct ClientResponse
{
    ResponseHead head;
    std::unique_ptr<BodyReader> body; ///< never null; throws ClientError
    std::string url;                  ///< of the last request: `http://authority/target`, or https
    std::string method;               ///< of the last request
    bool redirect_limit_met = false;  ///< it is a redirect that was not followed because of `max_redirects`
    bool insecure_redirect = false;   ///< it is a redirect that was not followed because it leads from https to http
    int redirects = 0;

    [[nodiscard]] int status() const noexcept { return head.status; }
    /// All of the body that is left, in memory. Throws ClientError: too_large when it is more than `limit` bytes.
    [[nodiscard]] std::string read_body(std::uint64_t limit = std::uint64_t{2} << 30) const;
};

/// Sends requests over named pipes, Unix sockets, TCP, and TLS on top of them, and keeps connections for the next ones. One thread; on an
/// event loop its fibers share it.
class Client
{
public:
    explicit Client(ClientOptions options = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Throws ClientError; base::Cancelled; std::invalid_argument for header texts that cannot be sent.
    [[nodiscard]] ClientResponse send(const ClientRequest& request);
    /// Connections that wait for another request.
    [[nodiscard]] std::size_t idle_connections() const noexcept;
    void close_idle() noexcept;

private:
    friend class PooledBody;
    struct Idle;
    struct Pool;
    struct Route;

    /// `deadline` is for the head, `whole` for the body too.
    ClientResponse send_once(const ClientRequest& request, base::Deadline deadline, base::Deadline whole);
    std::unique_ptr<ClientConnection> take_idle(const Route& route);
    [[nodiscard]] std::unique_ptr<io::Stream> open_tunnel(std::unique_ptr<io::Stream> stream, const ClientRequest& request,
                                                          base::Deadline deadline) const;
    std::unique_ptr<ClientConnection> connect(const ClientRequest& request, base::Deadline deadline);

    ClientOptions options_;
    std::shared_ptr<Pool> pool_;
};

/// `the named pipe 'NAME'`, `the Unix socket '/path'`, `http://host:port` (https when secure): for messages.
[[nodiscard]] std::string endpoint_name(const io::Endpoint& endpoint, bool secure = false);

} // namespace kestrun::http
