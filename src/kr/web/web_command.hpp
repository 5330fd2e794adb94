// What Invoke-WebRequest and Invoke-RestMethod share: their parameters, the checks of them, the request, and the errors.
#pragma once
#include "http/client.hpp"
#include "kr/web/request_session.hpp"
#include "value/uri.hpp"

namespace kestrun::kr {

/// The shared parameters, in the order of web_parameters.
struct WebParameter
{
    enum Index : size_t
    {
        Uri,
        UseBasicParsing,
        HttpVersion,
        WebSession,
        SessionVariable,
        AllowUnencryptedAuthentication,
        Authentication,
        Credential,
        UseDefaultCredentials,
        CertificateThumbprint,
        Certificate,
        SkipCertificateCheck,
        SslProtocol,
        Token,
        UserAgent,
        DisableKeepAlive,
        ConnectionTimeout,
        OperationTimeout,
        Headers,
        SkipHeaderValidation,
        AllowInsecureRedirect,
        MaximumRedirection,
        MaximumRetryCount,
        PreserveAuthorization,
        RetryInterval,
        Method,
        CustomMethod,
        PreserveMethod,
        UnixSocket,
        PipeName,
        NoProxy,
        Proxy,
        ProxyCredential,
        ProxyDefault,
        Body,
        Form,
        ContentType,
        TransferEncoding,
        InFile,
        OutFile,
        PassThru,
        Resume,
        SkipHttpErrorCheck,
        Count,
    };
};

#define WEB_STANDARD "StandardMethod,StandardMethodNoProxy"
#define WEB_CUSTOM "CustomMethod!,CustomMethodNoProxy!"
#define WEB_PROXY "StandardMethod,CustomMethod"
#define WEB_PARAMETERS                                                                                                                     \
    {.name = "Uri", .type = "uri", .position = 0, .flags = P::Mandatory | P::NotNullOrEmpty},                                              \
        {.name = "UseBasicParsing", .type = "switch", .flags = P::Hidden},                                                                 \
        {.name = "HttpVersion", .type = "version", .default_text = "1.1"},                                                                 \
        {.name = "WebSession",                                                                                                             \
         .type = "Microsoft.PowerShell.Commands.WebRequestSession",                                                                        \
         .help = "Cookies and headers of earlier requests."},                                                                              \
        {.name = "SessionVariable", .type = "string", .aliases = "SV", .help = "Begins a session and keeps it in this variable."},         \
        {.name = "AllowUnencryptedAuthentication", .type = "switch", .help = "Send secrets over http, a pipe or a socket too."},           \
        {.name = "Authentication", .type = "Microsoft.PowerShell.Commands.WebAuthenticationType", .default_text = "None"},                 \
        {.name = "Credential", .type = "pscredential", .help = "For -Authentication Basic."},                                              \
        {.name = "UseDefaultCredentials", .type = "switch"},                                                                               \
        {.name = "CertificateThumbprint", .type = "string", .flags = P::NotNullOrEmpty}, {.name = "Certificate", .flags = P::NotNull},     \
        {.name = "SkipCertificateCheck", .type = "switch"},                                                                                \
        {.name = "SslProtocol", .type = "Microsoft.PowerShell.Commands.WebSslProtocol"},                                                   \
        {.name = "Token", .type = "securestring", .help = "For -Authentication Bearer and OAuth."},                                        \
        {.name = "UserAgent", .type = "string"}, {.name = "DisableKeepAlive", .type = "switch"},                                           \
        {.name = "ConnectionTimeoutSeconds",                                                                                               \
         .type = "int",                                                                                                                    \
         .aliases = "TimeoutSec",                                                                                                          \
         .validate = "range:0,2147483647",                                                                                                 \
         .default_text = "0",                                                                                                              \
         .help = "Until the head of the answer is there; 0: no limit."},                                                                   \
        {.name = "OperationTimeoutSeconds",                                                                                                \
         .type = "int",                                                                                                                    \
         .validate = "range:0,2147483647",                                                                                                 \
         .default_text = "0",                                                                                                              \
         .help = "For each piece of the answer's content; 0: no limit."},                                                                  \
        {.name = "Headers", .type = "System.Collections.IDictionary"}, {.name = "SkipHeaderValidation", .type = "switch"},                 \
        {.name = "AllowInsecureRedirect", .type = "switch"},                                                                               \
        {.name = "MaximumRedirection", .type = "int", .validate = "range:0,2147483647", .default_text = "50"},                             \
        {.name = "MaximumRetryCount", .type = "int", .validate = "range:0,2147483647", .default_text = "0"},                               \
        {.name = "PreserveAuthorizationOnRedirect", .type = "switch"},                                                                     \
        {.name = "RetryIntervalSec", .type = "int", .validate = "range:1,2147483647", .default_text = "5"},                                \
        {.name = "Method", .type = "Microsoft.PowerShell.Commands.WebRequestMethod", .sets = WEB_STANDARD, .default_text = "Get"},         \
        {.name = "CustomMethod", .type = "string", .flags = P::NotNullOrEmpty, .sets = WEB_CUSTOM, .aliases = "CM"},                       \
        {.name = "PreserveHttpMethodOnRedirect", .type = "switch"},                                                                        \
        {.name = "UnixSocket", .type = "string", .flags = P::NotNullOrEmpty, .help = "The server's Unix socket."},                         \
        {.name = "PipeName", .type = "string", .flags = P::NotNullOrEmpty, .help = "The server's named pipe (kestrun's own parameter)."},  \
        {.name = "NoProxy", .type = "switch", .sets = "CustomMethodNoProxy!,StandardMethodNoProxy!"},                                      \
        {.name = "Proxy", .type = "uri", .sets = WEB_PROXY}, {.name = "ProxyCredential", .type = "pscredential", .sets = WEB_PROXY},       \
        {.name = "ProxyUseDefaultCredentials", .type = "switch", .sets = WEB_PROXY},                                                       \
        {.name = "Body", .flags = P::FromPipeline | P::AllowNull},                                                                         \
        {.name = "Form", .type = "System.Collections.IDictionary", .help = "Sent as multipart/form-data; FileInfo values as files."},      \
        {.name = "ContentType", .type = "string"},                                                                                         \
        {.name = "TransferEncoding", .type = "string", .validate = "set:chunked,compress,deflate,gzip,identity"},                          \
        {.name = "InFile", .type = "string", .flags = P::NotNullOrEmpty},                                                                  \
        {.name = "OutFile", .type = "string", .flags = P::NotNullOrEmpty}, {.name = "PassThru", .type = "switch"},                         \
        {.name = "Resume", .type = "switch", .help = "Go on with a partial -OutFile."},                                                    \
    {                                                                                                                                      \
        .name = "SkipHttpErrorCheck", .type = "switch", .help = "An answer with an error status is a result."                              \
    }

/// An answer that was accepted, its content not read yet.
struct WebAnswer
{
    http::ClientResponse response;
    Value request; // HttpRequestMessage
    /// Reads the content. Limited to 2 GB.
    std::string read();
    [[nodiscard]] std::string content_type() const { return std::string(response.head.headers.value_or("Content-Type")); }
};

class WebCommand : public KrCmdlet
{
public:
    void process() override;

protected:
    /// What becomes of an answer. `save` is true when it goes to -OutFile.
    virtual void receive(WebAnswer& answer) = 0;
    /// Follows to the next page: its address, or nothing.
    virtual std::string next_page(const WebAnswer&) { return {}; }
    /// With -OutFile: the path; empty when there is none.
    [[nodiscard]] std::string out_path(const WebAnswer& answer) const;
    /// Writes the content into -OutFile, and gives it back when -PassThru asks for it.
    std::string save(WebAnswer& answer) const;
    [[nodiscard]] bool wants_output() const { return !has(WebParameter::OutFile) || flag(WebParameter::PassThru); }
    [[nodiscard]] bool resumed_whole() const { return resumed_whole_; }

private:
    void check_parameters() const;
    void check_authentication() const;
    void prepare_session();
    std::string first_url() const;
    std::string method() const;
    void request_page(const std::string& url);
    void aim(http::ClientRequest& request, const std::string& url) const;
    void secure(http::ClientRequest& request) const;
    void add_headers(http::ClientRequest& request) const;
    void add_authorization(http::ClientRequest& request) const;
    void add_body(http::ClientRequest& request);
    void add_content(http::ClientRequest& request, std::string text, const char* kind);
    std::string query_of_body(std::string url) const;
    http::ClientResponse send(const http::ClientRequest& request) const;
    bool wait_for_retry(const http::ClientResponse& response, int& tries) const;
    void check_status(WebAnswer& answer);
    void say_saved(const WebAnswer& answer) const;
    void say_request(const http::ClientRequest& request, const std::string& url) const;
    void say_response(const http::ClientResponse& response) const;
    [[noreturn]] void invalid(const char* id, const char* message) const;
    [[noreturn]] void fail_request(const http::ClientError& error, const Value& message) const;
    static std::string body_text(const Value& body, std::string_view content_type);

    Ref<WebRequestSession> session_;
    std::unique_ptr<http::BodyReader> body_;
    std::string next_url_;
    std::string content_kind_; // .NET's class of content, for messages
    uint64_t resume_from_ = 0;
    bool resumed_whole_ = false;
};

/// What ErrorDetails says of an error's content: JSON and XML laid out, the text of a page.
std::string error_detail(const std::string& content, const std::string& content_type);

} // namespace kestrun::kr
