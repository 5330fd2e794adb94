// Invoke-KrWebRequest: HTTP over named pipes, Unix sockets and TCP.
#include "cmdlets/utility/json.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"
#include "io/pipe_name.hpp"
#include "kr/tables.hpp"
#include "kr/web/authorization.hpp"
#include "kr/web/body_files.hpp"
#include "kr/web/proxy.hpp"
#include "kr/web_result.hpp"
#include "kr/web_session.hpp"

namespace kestrun::kr {

namespace {

enum : size_t
{
    PPipe,
    PUnix,
    PUri,
    PMethod,
    PPath,
    PBody,
    PInFile,
    PContentType,
    PHeaders,
    PUserAgent,
    PAccept,
    PTimeout,
    PSkipCertificate,
    PWebSession,
    PSessionVariable,
    PNoRedirect,
    PMaxRedirects,
    PCredential,
    PDefaultCredentials,
    PProxy,
    PProxyCredential,
    PProxyDefault,
    POutFile,
    PAsString,
    PPassThru,
    PCurrentUserOnly,
};
constexpr ParameterDef parameters[] = {
    {.name = "NamedPipeName", .type = "string", .sets = "NamedPipe!", .help = "The short name of the pipe."},
    {.name = "UnixSocketPath", .type = "string", .sets = "UnixSocket!"},
    {.name = "Uri",
     .type = "string",
     .sets = "Tcp!",
     .help = "http://host:port or https://host:port; its path is asked for unless -Path is given."},
    {.name = "Method", .type = "string", .validate = "set:GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS,TRACE", .default_text = "GET"},
    {.name = "Path", .type = "string", .default_text = "/", .help = "Path and query."},
    {.name = "Body",
     .flags = P::AllowNull | P::AllowEmptyString,
     .help = "Text, bytes, or an object, which is sent as JSON (a hashtable as a form when -ContentType says so)."},
    {.name = "InFile", .type = "string", .help = "The body is read from this file as it is sent."},
    {.name = "ContentType", .type = "string"},
    {.name = "Headers", .type = "hashtable"},
    {.name = "UserAgent", .type = "string", .default_text = "PowerShell/7 Kestrun-InvokeKrWebRequest"},
    {.name = "Accept", .type = "string", .default_text = "*/*"},
    {.name = "TimeoutSec", .type = "int", .validate = "range:0,", .default_text = "100", .help = "For the whole request; 0: no limit."},
    {.name = "SkipCertificateCheck", .type = "switch", .help = "Accepts any certificate of an https server."},
    {.name = "WebSession", .type = "hashtable", .help = "The session of earlier requests: its cookies are sent and kept."},
    {.name = "SessionVariable", .type = "string", .help = "Begins a session and keeps it in this variable."},
    {.name = "DisallowAutoRedirect", .type = "switch"},
    {.name = "MaximumRedirection", .type = "int", .validate = "range:0,", .default_text = "50"},
    {.name = "Credential", .type = "pscredential", .help = "Sent as Basic authorization."},
    {.name = "UseDefaultCredentials", .type = "switch"},
    {.name = "Proxy", .type = "string"},
    {.name = "ProxyCredential", .type = "pscredential"},
    {.name = "ProxyUseDefaultCredentials", .type = "switch"},
    {.name = "OutFile", .type = "string", .help = "The body is written to this file as it comes."},
    {.name = "AsString", .type = "switch", .help = "JSON is not parsed."},
    {.name = "PassThru", .type = "switch", .help = "With -OutFile: gives the answer without its content."},
    {.name = "CurrentUserOnly", .type = "switch", .help = "Pipes and Unix sockets: refuses a server that runs as another user."},
};

const char* error_id(http::ClientError::Kind kind)
{
    using Kind = http::ClientError::Kind;
    switch (kind) {
    case Kind::not_found: return "ServerNotFound";
    case Kind::busy: return "ServerBusy";
    case Kind::refused: return "ConnectionRefused";
    case Kind::access_denied: return "AccessDenied";
    case Kind::timeout: return "RequestTimeout";
    case Kind::reset: return "ConnectionReset";
    case Kind::unreachable: return "ServerUnreachable";
    case Kind::untrusted: return "ServerNotTrusted";
    case Kind::not_http: return "NotHttp";
    case Kind::redirect: return "RedirectFailed";
    case Kind::too_large: return "AnswerTooLarge";
    case Kind::invalid: return "InvalidRequest";
    case Kind::unsupported: return "NotSupported";
    case Kind::other: break;
    }
    return "WebRequestFailed";
}

[[noreturn]] void fail_request(const http::ClientError& error, const Value& target)
{
    const bool late = error.kind() == http::ClientError::Kind::timeout;
    const ErrorCategory category = late                                                     ? ErrorCategory::OperationTimeout
                                   : error.kind() == http::ClientError::Kind::access_denied ? ErrorCategory::PermissionDenied
                                   : error.kind() == http::ClientError::Kind::invalid       ? ErrorCategory::InvalidArgument
                                                                                            : ErrorCategory::ConnectionError;
    fail_script(error_id(error.kind()), error.what(), category, target,
                late ? "System.TimeoutException" : "System.Net.Http.HttpRequestException");
}

class InvokeWebRequest final : public KrCmdlet
{
public:
    void process() override
    {
        refuse_unsupported();
        http::ClientRequest request;
        session_ = session();
        if (session_) request.cookies = &cookies_of(*session_);
        try {
            aim(request);
            add_headers(request);
            add_body(request);
            http::ClientResponse response = thread_client().send(request);
            finish(response);
        } catch (const http::ClientError& error) {
            fail_request(error, target_value());
        } catch (const std::invalid_argument& error) {
            fail_script("InvalidRequest", error.what(), ErrorCategory::InvalidArgument, target_value(), "System.ArgumentException");
        }
    }

private:
    void refuse_unsupported() const
    {
        for (const size_t parameter : {PProxyDefault, PDefaultCredentials}) {
            if (!has(parameter) || (arg(parameter).is_bool() && !flag(parameter))) continue;
            const std::string name = parameters[parameter].name;
            fail_script("NotSupported", "Invoke-KrWebRequest -" + name + " is not supported by this version.",
                        ErrorCategory::NotImplemented, Value(name), "System.NotSupportedException");
        }
    }

    const Value& target_value() const { return has(PPipe) ? arg(PPipe) : has(PUnix) ? arg(PUnix) : arg(PUri); }

    Ref<value::Dictionary> session() const
    {
        if (has(PSessionVariable)) {
            Ref<value::Dictionary> made = make_web_session();
            context().set_variable(text(PSessionVariable), Value(made));
            return made;
        }
        return has(PWebSession) ? Ref<value::Dictionary>(arg(PWebSession).as<value::Dictionary>()) : Ref<value::Dictionary>();
    }

    /// Endpoint, target, method and limits.
    void aim(http::ClientRequest& request) const
    {
        if (has(PPipe)) {
            request.endpoint = {io::TransportKind::named_pipe, text(PPipe), 0};
        } else if (has(PUnix)) {
            const std::string given = text(PUnix);
            request.endpoint = {io::TransportKind::unix_socket, io::is_bare_socket_name(given) ? given : context().resolve_path(given), 0};
        } else {
            std::string url = text(PUri);
            if (url.find("://") == std::string::npos) url = "http://" + url;
            request.set_url(url);
            request.tls.verify = !flag(PSkipCertificate);
            if (has(PProxy))
                request.proxy = make_proxy(text(PProxy), has(PProxyCredential) ? arg(PProxyCredential) : Value());
            else
                use_environment_proxy(request);
        }
        if (has(PPath) || !has(PUri)) {
            request.target = text(PPath, "/");
            if (request.target.empty() || request.target.front() != '/') request.target = "/" + request.target;
        }
        for (char& c : request.method = text(PMethod, "GET")) c = base::ascii_upper(c);
        const int64_t seconds = number(PTimeout, 100);
        if (seconds > 0) request.timeout = request.connect_timeout = std::chrono::seconds(seconds);
        request.current_user_only = flag(PCurrentUserOnly);
        request.max_redirects = flag(PNoRedirect) ? 0 : static_cast<int>(number(PMaxRedirects, 50));
    }

    static void add_table(http::Headers& headers, const value::Dictionary& table)
    {
        for (const auto& entry : table.snapshot()) {
            const std::string name = value::to_text(entry.key);
            if (entry.value.is_null()) continue;
            headers.remove(name);
            for (const Value& item : value::elements(entry.value)) headers.add(name, value::to_text(item));
        }
    }

    void add_headers(http::ClientRequest& request) const
    {
        http::Headers& headers = request.headers;
        headers.set("User-Agent", text(PUserAgent, "PowerShell/7 Kestrun-InvokeKrWebRequest"));
        headers.set("Accept", text(PAccept, "*/*"));
        if (session_) {
            const Value of_session = session_->get("Headers").value_or(Value());
            if (const auto* table = cmdlets::as_dictionary(of_session)) add_table(headers, *table);
        }
        if (has(PHeaders) && !arg(PHeaders).is_null()) add_table(headers, *arg(PHeaders).as<value::Dictionary>());
        if (has(PContentType)) headers.set("Content-Type", text(PContentType));
        if (has(PCredential) && !arg(PCredential).is_null()) headers.set("Authorization", basic_authorization(arg(PCredential)));
    }

    void add_body(http::ClientRequest& request)
    {
        if (has(PInFile)) {
            if (has(PBody))
                fail_script("ParameterConflict", "Specify either -Body or -InFile, not both.", ErrorCategory::InvalidArgument, {},
                            "System.ArgumentException");
            file_ = open_file_body(path(PInFile));
            request.body = file_.get();
            request.has_body = true;
            set_default_type(request, "application/octet-stream");
            return;
        }
        if (!has(PBody) || arg(PBody).is_null()) return;
        request.has_body = true;
        const Value& body = value::unwrap(arg(PBody));
        const std::string content_type = text(PContentType);
        const auto type = http::parse_media_type(content_type);
        if (body.is_string()) {
            request.text = std::string(value::text_of(body));
            set_default_type(request, "text/plain; charset=utf-8");
        } else if (const auto* bytes = body.as<value::Bytes>()) {
            request.text = bytes->snapshot();
            set_default_type(request, "application/octet-stream");
        } else if (const auto* table = cmdlets::as_dictionary(body); table && type && type->is("application/x-www-form-urlencoded")) {
            std::vector<http::NameValue> pairs;
            for (const auto& entry : table->snapshot()) pairs.emplace_back(value::to_text(entry.key), value::to_text(entry.value));
            request.text = http::build_query(pairs);
        } else if (value::is_enumerable(body) || body.is_heap()) {
            cmdlets::JsonOptions options;
            options.depth = 10;
            options.compress = true;
            request.text = cmdlets::to_json(body, options);
            set_default_type(request, "application/json; charset=utf-8");
        } else {
            request.text = value::to_text(body);
            set_default_type(request, "text/plain; charset=utf-8");
        }
    }

    static void set_default_type(http::ClientRequest& request, std::string_view type)
    {
        if (!request.headers.contains("Content-Type")) request.headers.set("Content-Type", type);
    }

    void finish(http::ClientResponse& response) const
    {
        ResultOptions options;
        options.as_string = flag(PAsString);
        if (!has(POutFile)) return write(make_web_result(response.head, response.read_body(), options));
        save_body(*response.body, path(POutFile));
        options.has_content = false;
        if (flag(PPassThru)) write(make_web_result(response.head, {}, options));
    }

    Ref<value::Dictionary> session_;
    std::unique_ptr<http::BodyReader> file_;
};

constexpr CmdletDef rows[] = {
    {.name = "Invoke-KrWebRequest",
     .synopsis = "Sends an HTTP request over a named pipe, a Unix socket or TCP.",
     .parameters = parameters,
     .make = make_cmdlet<InvokeWebRequest>,
     .class_name = "Invoke-KrWebRequest",
     .description =
         "Any answer is a result, whatever its status; an error says why there is none. Connections are kept for the next request.",
     .examples = "Invoke-KrWebRequest -NamedPipeName 'kestrun.demo.pipe' -Method GET -Path '/pipe'"},
};

} // namespace

constinit const CmdletTable web_request_table{"Kestrun", rows};

} // namespace kestrun::kr
