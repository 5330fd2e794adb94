#include "http/client.hpp"

#include "base/clock.hpp"
#include "http/ascii.hpp"
#include "http/inflate_body.hpp"
#include "http/url.hpp"
#include "io/listener.hpp"
#include "io/peer.hpp"

#include <algorithm>
#include <utility>

namespace kestrun::http {

/// Requests that may share a connection have equal ones.
struct Client::Route
{
    io::Endpoint endpoint;
    std::optional<io::TlsClientOptions> tls;
    std::optional<ClientProxy> proxy;

    friend bool operator==(const Route&, const Route&) = default;
};

struct Client::Idle
{
    Route route;
    std::unique_ptr<ClientConnection> connection;
    base::TimePoint since;
};

struct Client::Pool
{
    std::vector<Idle> idle; // the newest last
    std::size_t most_per_endpoint = 16;

    void put(const Route& route, std::unique_ptr<ClientConnection> connection)
    {
        const auto same = [&](const Idle& each) { return each.route == route; };
        if (static_cast<std::size_t>(std::count_if(idle.begin(), idle.end(), same)) >= most_per_endpoint)
            idle.erase(std::find_if(idle.begin(), idle.end(), same));
        idle.push_back({route, std::move(connection), base::Clock::now()});
    }
};

/// A body that gives its connection back when it was read to the end.
class PooledBody final : public BodyReader
{
public:
    PooledBody(std::unique_ptr<ClientConnection> connection, std::weak_ptr<Client::Pool> pool, Client::Route route)
        : connection_(std::move(connection)), pool_(std::move(pool)), route_(std::move(route)), length_(connection_->body_length())
    {
        give_back();
    }

    std::size_t read(std::span<char> into) override
    {
        if (!connection_) return 0;
        const std::size_t got = connection_->read_body(into);
        give_back();
        return got;
    }

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }

private:
    void give_back()
    {
        if (!connection_->body_done()) return;
        const auto pool = pool_.lock();
        if (pool && connection_->reusable())
            pool->put(route_, std::move(connection_));
        else
            connection_.reset();
    }

    std::unique_ptr<ClientConnection> connection_;
    std::weak_ptr<Client::Pool> pool_;
    Client::Route route_;
    std::optional<std::uint64_t> length_;
};

namespace {

bool is_redirect(int status) noexcept { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

std::string_view host_of(std::string_view authority) noexcept
{
    const auto parts = parse_authority(authority);
    return parts ? parts->host : authority;
}

std::string scheme_of(const ClientRequest& request) { return request.secure ? "https://" : "http://"; }

bool uses_proxy(const ClientRequest& request) { return request.proxy && request.endpoint.kind == io::TransportKind::tcp; }

io::TlsClientOptions tls_of(const ClientRequest& request)
{
    io::TlsClientOptions options = request.tls;
    if (!options.host.empty()) return options;
    options.host = without_brackets(host_of(request.authority));
    return options;
}

std::int64_t unix_now() noexcept { return base::unix_time_ms() / 1000; }

void append_field(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

/// RFC 9110 section 8.6: a method that means to send content says so even when there is none.
bool expects_length(std::string_view method) noexcept
{
    return iequals(method, "POST") || iequals(method, "PUT") || iequals(method, "PATCH");
}

OutgoingMessage make_message(const ClientRequest& request, const ClientOptions& options)
{
    if (!is_token(request.method)) throw ClientError(ClientError::Kind::invalid, "'" + request.method + "' is not a valid HTTP method.");
    if (request.target.empty() || !all_of_class(request.target, byte_class::target))
        throw ClientError(ClientError::Kind::invalid,
                          "The request target '" + request.target +
                              "' holds characters that must be percent-encoded (blanks, control or non-ASCII characters).");
    OutgoingMessage message;
    message.is_head = iequals(request.method, "HEAD");
    message.body = request.body;
    message.text_body = request.body == nullptr ? std::string_view(request.text) : std::string_view{};
    std::string& head = message.head;
    head.append(request.method).append(" ");
    const bool by_proxy = uses_proxy(request) && !request.secure;
    if (by_proxy) head.append(scheme_of(request)).append(request.authority); // absolute-form, RFC 9112 section 3.2.2
    head.append(request.target).append(" HTTP/1.1\r\n");
    append_field(head, "Host", request.headers.value_or(HeaderId::host, request.authority));
    if (by_proxy && !request.proxy->authorization.empty()) append_field(head, "Proxy-Authorization", request.proxy->authorization);
    if (!request.headers.contains(HeaderId::user_agent) && !options.user_agent.empty())
        append_field(head, "User-Agent", options.user_agent);
    if (request.decompress && !request.headers.contains(HeaderId::accept_encoding)) append_field(head, "Accept-Encoding", "gzip, deflate");
    if (request.cookies != nullptr) {
        const std::string cookies = request.cookies->field_for(host_of(request.authority), request.target, request.secure, unix_now());
        if (!cookies.empty()) append_field(head, "Cookie", cookies);
    }
    for (const HeaderField& field : request.headers)
        if (field.id != HeaderId::host && field.id != HeaderId::content_length && field.id != HeaderId::transfer_encoding)
            append_field(head, field.name, field.value);
    if (request.body != nullptr) {
        const auto length = request.body->length();
        message.chunked = !length;
        if (length)
            append_field(head, "Content-Length", std::to_string(*length));
        else
            append_field(head, "Transfer-Encoding", "chunked");
    } else if (!request.text.empty() || request.has_body || expects_length(request.method)) {
        append_field(head, "Content-Length", std::to_string(request.text.size()));
    }
    message.wait_for_continue = request.expect_continue && (request.body != nullptr || !request.text.empty());
    if (message.wait_for_continue) append_field(head, "Expect", "100-continue");
    if (!request.keep_alive) append_field(head, "Connection", "close");
    head += "\r\n";
    return message;
}

/// Wraps the body in a decoder when the answer is compressed and the client asked for it.
void decode_content(ClientResponse& response, const ClientRequest& request)
{
    if (!request.decompress || response.head.status == 204 || response.head.status == 304 || iequals(request.method, "HEAD")) return;
    const std::string_view coding = trim_ows(response.head.headers.value_or(HeaderId::content_encoding));
    if (!iequals(coding, "gzip") && !iequals(coding, "x-gzip") && !iequals(coding, "deflate")) return;
    response.body = std::make_unique<InflateBody>(std::move(response.body));
    // They describe the bytes on the wire, not those that the reader gets.
    response.head.headers.remove("Content-Encoding");
    response.head.headers.remove("Content-Length");
    response.head.content_length.reset();
}

std::string redirect_target(const ClientRequest& request, const ResponseHead& head)
{
    return resolve_reference(scheme_of(request) + request.authority + request.target, head.headers.value_or(HeaderId::location));
}

bool leaves_https(const ClientRequest& request, const ResponseHead& head)
{
    const std::string location = redirect_target(request, head);
    const auto url = parse_url(location);
    return url && !iequals(url->scheme, "https");
}

/// The request that a redirect asks for. Throws ClientError (redirect).
ClientRequest redirected(const ClientRequest& request, const ResponseHead& head)
{
    const std::string location = redirect_target(request, head);
    const auto url = parse_url(location);
    if (!url)
        throw ClientError(ClientError::Kind::redirect,
                          endpoint_name(request.endpoint, request.secure) + " redirects to '" + location + "', which is not an http URL.");
    ClientRequest next = request;
    const bool same_origin = iequals(url->scheme, "https") == request.secure && iequals(url->authority, request.authority);
    if (request.endpoint.kind == io::TransportKind::tcp) {
        next.set_url(location);
    } else {
        // A pipe or socket is the way to its server whatever the server calls itself.
        next.secure = iequals(url->scheme, "https");
        next.authority = url->authority;
        next.target = std::string(url->path.empty() ? "/" : url->path);
        if (!url->query.empty()) next.target.append("?").append(url->query);
    }
    if ((!same_origin && !request.keep_authorization) || request.drop_authorization) next.headers.remove("Authorization");
    if (!same_origin) {
        next.headers.remove("Cookie");
        next.headers.remove("Host");
    }
    const bool to_get = head.status == 303 ? !iequals(request.method, "HEAD")
                                           : (head.status == 301 || head.status == 302) && iequals(request.method, "POST");
    if (to_get && !request.keep_method) {
        next.method = "GET";
        next.text.clear();
        next.body = nullptr;
        next.has_body = next.expect_continue = false;
        for (const char* const name : {"Content-Type", "Content-Encoding", "Content-Language", "Content-Location"})
            next.headers.remove(name);
    } else if (request.body != nullptr) {
        throw ClientError(ClientError::Kind::redirect, endpoint_name(request.endpoint, request.secure) + " redirects to '" + location +
                                                           "', but the request body was a stream and cannot be sent twice.");
    }
    return next;
}

} // namespace

std::string endpoint_name(const io::Endpoint& endpoint, bool secure)
{
    switch (endpoint.kind) {
    case io::TransportKind::named_pipe: return "the named pipe '" + endpoint.name + "'";
    case io::TransportKind::unix_socket: return "the Unix socket '" + endpoint.name + "'";
    case io::TransportKind::tcp: break;
    }
    const bool v6 = endpoint.name.find(':') != std::string::npos;
    return (secure ? "https://" : "http://") + (v6 ? '[' + endpoint.name + ']' : endpoint.name) + ':' + std::to_string(endpoint.port);
}

void ClientRequest::set_url(std::string_view absolute)
{
    const auto url = parse_url(absolute);
    if (!url)
        throw ClientError(ClientError::Kind::invalid,
                          "'" + std::string(absolute) + "' is not an absolute http URL, such as http://localhost:5000/path.");
    endpoint = {io::TransportKind::tcp, std::string(without_brackets(url->host)), url->port};
    secure = iequals(url->scheme, "https");
    authority = url->authority;
    target = std::string(url->path.empty() ? "/" : url->path);
    if (!url->query.empty()) target.append("?").append(url->query);
}

Client::Client(ClientOptions options) : options_(std::move(options)), pool_(std::make_shared<Pool>())
{
    pool_->most_per_endpoint = options_.max_idle_per_endpoint;
}

Client::~Client() = default;

std::size_t Client::idle_connections() const noexcept { return pool_->idle.size(); }

void Client::close_idle() noexcept { pool_->idle.clear(); }

std::unique_ptr<ClientConnection> Client::take_idle(const Route& route)
{
    const base::TimePoint oldest = base::Clock::now() - options_.idle_timeout;
    std::erase_if(pool_->idle, [&](const Idle& each) { return each.since < oldest; });
    for (std::size_t i = pool_->idle.size(); i-- > 0;) {
        if (pool_->idle[i].route != route) continue;
        auto connection = std::move(pool_->idle[i].connection);
        pool_->idle.erase(pool_->idle.begin() + static_cast<std::ptrdiff_t>(i));
        if (!connection->closed_by_peer()) return connection;
    }
    return nullptr;
}

/// RFC 9110 section 9.3.6.
std::unique_ptr<io::Stream> Client::open_tunnel(std::unique_ptr<io::Stream> stream, const ClientRequest& request,
                                                base::Deadline deadline) const
{
    const std::string proxy = endpoint_name(request.proxy->endpoint);
    const std::string authority = request.endpoint.text();
    OutgoingMessage message;
    message.is_head = true; // a tunnel has no body
    message.head = "CONNECT " + authority + " HTTP/1.1\r\n";
    append_field(message.head, "Host", authority);
    if (!request.proxy->authorization.empty()) append_field(message.head, "Proxy-Authorization", request.proxy->authorization);
    message.head += "\r\n";
    ClientConnection connection(std::move(stream), proxy, options_.max_header_bytes);
    ResponseHead head;
    connection.exchange(message, deadline, head);
    auto tunnel = head.status / 100 == 2 ? connection.release() : nullptr;
    if (!tunnel)
        throw ClientError(ClientError::Kind::unreachable, "The proxy tunnel request to proxy '" + proxy + "/' failed with status code '" +
                                                              std::to_string(head.status) + "'.");
    return tunnel;
}

std::unique_ptr<ClientConnection> Client::connect(const ClientRequest& request, base::Deadline deadline)
{
    const base::Deadline until = std::min(deadline, base::Deadline::after(request.connect_timeout));
    const bool by_proxy = uses_proxy(request);
    const io::Endpoint& endpoint = by_proxy ? request.proxy->endpoint : request.endpoint;
    io::Result<std::unique_ptr<io::Stream>> stream = [&] {
        if (request.wait_for_server && endpoint.kind == io::TransportKind::named_pipe) return io::connect_pipe(endpoint.name, until, true);
        if (request.wait_for_server && endpoint.kind == io::TransportKind::unix_socket) return io::connect_unix(endpoint.name, until, true);
        return io::connect(endpoint, until);
    }();
    const std::string where = endpoint_name(request.endpoint, request.secure);
    const std::string address = endpoint.kind == io::TransportKind::tcp ? endpoint.text() : std::string();
    if (!stream) throw_client_error(stream.error(), where, address);
    if (request.current_user_only) {
        if (const auto own = io::check_current_user(**stream); !own) throw_client_error(own.error(), where);
    }
    if (by_proxy && request.secure) *stream = open_tunnel(std::move(*stream), request, until);
    if (request.secure) stream = io::connect_tls(std::move(*stream), tls_of(request), until);
    if (!stream) throw_client_error(stream.error(), where, address);
    return std::make_unique<ClientConnection>(std::move(*stream), where, options_.max_header_bytes);
}

ClientResponse Client::send_once(const ClientRequest& request, base::Deadline deadline, base::Deadline whole)
{
    const OutgoingMessage message = make_message(request, options_);
    ClientResponse response;
    response.url = scheme_of(request) + request.authority + request.target;
    Route route{request.endpoint, request.secure ? std::optional(tls_of(request)) : std::nullopt,
                uses_proxy(request) ? request.proxy : std::nullopt};
    // Nobody has asked who serves an idle connection.
    std::unique_ptr<ClientConnection> connection = request.current_user_only ? nullptr : take_idle(route);
    const bool reused = connection != nullptr;
    if (!reused) connection = connect(request, deadline);
    try {
        connection->exchange(message, deadline, response.head);
    } catch (const ClientError& error) {
        // The server closed the idle connection as the request set out: it has not seen it. Once more, on a connection of its own.
        if (!reused || error.kind() != ClientError::Kind::reset || !connection->untouched() || request.body != nullptr) throw;
        connection = connect(request, deadline);
        connection->exchange(message, deadline, response.head);
    }
    if (request.cookies != nullptr) request.cookies->store(response.head.headers, host_of(request.authority), request.target, unix_now());
    connection->limit_body(whole, request.read_timeout);
    response.body = std::make_unique<PooledBody>(std::move(connection), pool_, std::move(route));
    return response;
}

ClientResponse Client::send(const ClientRequest& request)
{
    const base::Deadline whole = request.timeout ? base::Deadline::after(*request.timeout) : base::Deadline::never();
    const base::Deadline deadline = request.head_timeout ? std::min(whole, base::Deadline::after(*request.head_timeout)) : whole;
    ClientRequest current = request;
    for (int redirects = 0;; ++redirects) {
        ClientResponse response = send_once(current, deadline, whole);
        response.redirects = redirects;
        response.method = current.method;
        const bool redirect = is_redirect(response.head.status) && response.head.headers.contains(HeaderId::location);
        const bool follow = redirect && (request.max_redirects > 0 || request.last_redirect_answers);
        const bool limit_met = follow && redirects >= request.max_redirects;
        const bool insecure = follow && !limit_met && current.secure && !request.insecure_redirects && leaves_https(current, response.head);
        if (!follow || ((limit_met || insecure) && request.last_redirect_answers)) {
            response.redirect_limit_met = limit_met;
            response.insecure_redirect = insecure;
            decode_content(response, current);
            return response;
        }
        if (insecure)
            throw ClientError(ClientError::Kind::redirect, response.url + " redirects from https to '" +
                                                               std::string(response.head.headers.value_or(HeaderId::location)) +
                                                               "', where anybody could read and change what is sent.");
        if (limit_met)
            throw ClientError(ClientError::Kind::redirect, endpoint_name(current.endpoint, current.secure) + " redirected more than " +
                                                               std::to_string(request.max_redirects) + " times.");
        current = redirected(current, response.head);
        // What a redirect says in its body is for people; reading a short one keeps the connection.
        if (response.body->length().value_or(UINT64_MAX) <= 64 * 1024) (void)response.body->read_all();
    }
}

std::string ClientResponse::read_body(std::uint64_t limit) const
{
    try {
        return body->read_all(limit);
    } catch (const BodyError& error) {
        throw ClientError(ClientError::Kind::too_large, "The answer to " + method + " " + url + " is too large. " + error.what());
    }
}

} // namespace kestrun::http
