// The parameters of the web commands as a request: checks, session, address, fields, content.
#include "base/system.hpp"
#include "cmdlets/security/certificate.hpp"
#include "http/ascii.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"
#include "kr/web/authorization.hpp"
#include "kr/web/body_files.hpp"
#include "kr/web/form_body.hpp"
#include "kr/web/proxy.hpp"
#include "kr/web/web_command.hpp"
#include "value/array.hpp"
#include "value/credential.hpp"
#include "value/encoding.hpp"
#include "value/stream.hpp"
#include "value/xml.hpp"

namespace kestrun::kr {

using W = WebParameter;

namespace {

constexpr const char* bytes_kind = "System.Net.Http.ByteArrayContent";
constexpr const char* stream_kind = "System.Net.Http.StreamContent";
constexpr const char* form_kind = "System.Net.Http.MultipartFormDataContent";

enum class Authentication
{
    None,
    Basic,
    Bearer,
    OAuth,
};

std::string form_text(const value::Dictionary& table)
{
    std::vector<http::NameValue> pairs;
    for (const auto& entry : table.snapshot())
        pairs.emplace_back(value::to_text(entry.key), value::is_enumerable(entry.value) && !entry.value.is_string()
                                                          ? value::type_of(entry.value).full_name()
                                                          : value::to_text(entry.value));
    return http::build_query(pairs);
}

/// A body whose length is not told beforehand, so that it is sent in chunks.
class ChunkedBody final : public http::BodyReader
{
public:
    explicit ChunkedBody(std::unique_ptr<http::BodyReader> body) : body_(std::move(body)) {}
    std::size_t read(std::span<char> into) override { return body_->read(into); }

private:
    std::unique_ptr<http::BodyReader> body_;
};

} // namespace

void WebCommand::invalid(const char* id, const char* message) const
{
    fail(id, message, ErrorCategory::InvalidArgument, {}, "System.Management.Automation.ValidationMetadataException");
}

void WebCommand::check_parameters() const
{
    if (has(W::WebSession) && has(W::SessionVariable))
        invalid("WebCmdletSessionConflictException",
                "The cmdlet cannot run because the following conflicting parameters are specified: Session and SessionVariable. Specify "
                "either Session or SessionVariable, then retry.");
    // As .NET says where the user has no store of certificates; there is none here.
    if (has(W::CertificateThumbprint))
        fail("WebCmdletCertificateException", "The specified X509 certificate store does not exist.", ErrorCategory::SecurityError, {},
             "System.Security.Cryptography.CryptographicException");
    check_authentication();
    if (has(W::Body) && !arg(W::Body).is_null() && has(W::InFile))
        invalid("WebCmdletBodyConflictException",
                "The cmdlet cannot run because the following conflicting parameters are specified: Body and InFile. Specify either Body or "
                "Infile, then retry.  ");
    if (has(W::Body) && !arg(W::Body).is_null() && has(W::Form))
        invalid("WebCmdletBodyFormConflictException",
                "The cmdlet cannot run because the following conflicting parameters are specified: Body and Form. Specify either Body or "
                "Form, then retry.  ");
    if (has(W::InFile) && has(W::Form))
        invalid(
            "WebCmdletFormInFileConflictException",
            "The cmdlet cannot run because the following conflicting parameters are specified: InFile and Form. Specify either InFile or "
            "Form, then retry.  ");
    if (has(W::InFile)) {
        base::sys::Stat facts{};
        const std::string file = context().resolve_path(text(W::InFile));
        if (base::sys::stat(file.c_str(), &facts) != 0)
            fail("PathNotFound", "Cannot find path '" + file + "' because it does not exist.", ErrorCategory::ObjectNotFound, Value(file),
                 "System.Management.Automation.ItemNotFoundException");
    }
    if (flag(W::PassThru) && !has(W::OutFile))
        invalid("WebCmdletOutFileMissingException",
                "The cmdlet cannot run because the following parameter is missing: OutFile. Provide a valid OutFile parameter value when "
                "using the PassThru parameter, then retry.");
    if (flag(W::Resume) && !has(W::OutFile))
        invalid("WebCmdletOutFileMissingException",
                "The cmdlet cannot run because the following parameter is missing: OutFile. Provide a valid OutFile parameter value when "
                "using the Resume parameter, then retry.");
    if (has(W::ContentType) && !flag(W::SkipHeaderValidation) && !http::parse_media_type(text(W::ContentType)))
        invalid("WebCmdletContentTypeException",
                "The cmdlet cannot run because the -ContentType parameter is not a valid Content-Type header. Specify a valid Content-Type "
                "for -ContentType, then retry. To suppress header validation, supply the -SkipHeaderValidation parameter.");
}

void WebCommand::check_authentication() const
{
    const auto how = static_cast<Authentication>(has(W::Authentication) ? cmdlets::integral(arg(W::Authentication)) : 0);
    const bool default_credentials = flag(W::UseDefaultCredentials);
    if (how != Authentication::None && default_credentials)
        invalid("WebCmdletAuthenticationConflictException",
                "The cmdlet cannot run because the following conflicting parameters are specified: Authentication and "
                "UseDefaultCredentials. Authentication does not support Default Credentials. Specify either Authentication or "
                "UseDefaultCredentials, then retry.");
    if (how != Authentication::None && has(W::Token) && has(W::Credential))
        invalid("WebCmdletAuthenticationTokenConflictException",
                "The cmdlet cannot run because the following conflicting parameters are specified: Credential and Token. Specify either "
                "Credential or Token, then retry.");
    if (how == Authentication::Basic && !has(W::Credential))
        invalid("WebCmdletAuthenticationCredentialNotSuppliedException",
                "The cmdlet cannot run because the following parameter is not specified: Credential. The supplied Authentication type "
                "requires a Credential. Specify Credential, then retry.");
    if ((how == Authentication::Bearer || how == Authentication::OAuth) && !has(W::Token))
        invalid(
            "WebCmdletAuthenticationTokenNotSuppliedException",
            "The cmdlet cannot run because the following parameter is not specified: Token. The supplied Authentication type requires a "
            "Token. Specify Token, then retry.");
    const bool secret = how != Authentication::None || default_credentials || has(W::Credential);
    const bool local = has(W::PipeName); // no network to listen on
    const bool secure = cmdlets::starts_with_ci(value::to_text(value::get_property(arg(W::Uri), Name("OriginalString"))), "https:");
    if (secret && !local && !secure && !flag(W::AllowUnencryptedAuthentication))
        invalid("WebCmdletAllowUnencryptedAuthenticationRequiredException",
                "The cmdlet cannot protect plain text secrets sent over unencrypted connections. To suppress this warning and send plain "
                "text secrets over unencrypted networks, reissue the command specifying the AllowUnencryptedAuthentication parameter.");
}

void WebCommand::prepare_session()
{
    auto* given = has(W::WebSession) ? arg(W::WebSession).as<WebRequestSession>() : nullptr;
    session_ = given ? Ref<WebRequestSession>(given) : value::make<WebRequestSession>();
    if (has(W::SessionVariable)) context().set_variable(text(W::SessionVariable), Value(session_));
    if (has(W::Credential) && !arg(W::Credential).is_null()) session_->credentials = arg(W::Credential);
    if (has(W::UserAgent)) session_->user_agent = text(W::UserAgent);
    if (has(W::MaximumRedirection)) session_->maximum_redirection = static_cast<int32_t>(number(W::MaximumRedirection));
    if (has(W::MaximumRetryCount)) {
        session_->maximum_retry_count = static_cast<int32_t>(number(W::MaximumRetryCount));
        session_->retry_interval = static_cast<int32_t>(number(W::RetryInterval, 5));
    }
    const auto* table = has(W::Headers) ? cmdlets::as_dictionary(arg(W::Headers)) : nullptr;
    if (!table) return;
    for (const auto& entry : table->snapshot()) {
        const std::string name = value::to_text(entry.key);
        if (entry.value.is_null())
            session_->headers->remove(Value(name));
        else
            session_->headers->set(name, Value(value::is_enumerable(entry.value) && !entry.value.is_string()
                                                   ? value::type_of(entry.value).full_name()
                                                   : value::to_text(entry.value)));
    }
}

std::string WebCommand::method() const
{
    if (has(W::CustomMethod)) {
        std::string custom = text(W::CustomMethod);
        for (char& c : custom) c = base::ascii_upper(c);
        return custom;
    }
    if (!has(W::Method) || cmdlets::integral(arg(W::Method)) == 0) return "GET";
    std::string name = value::to_text(arg(W::Method));
    for (char& c : name) c = base::ascii_upper(c);
    return name;
}

std::string WebCommand::first_url() const
{
    Value uri = arg(W::Uri);
    if (!value::to_bool(value::get_property(uri, Name("IsAbsoluteUri")))) {
        Value args[] = {Value("http://" + value::to_text(value::get_property(uri, Name("OriginalString"))))};
        try {
            uri = value::construct(value::types::uri(), args);
        } catch (const ScriptError& error) {
            const auto& inner = error.record->exception->inner();
            fail("System.UriFormatException", (inner ? inner : error.record->exception)->message(), ErrorCategory::NotSpecified, {},
                 "System.UriFormatException");
        }
    }
    std::string url = value::to_text(value::get_property(uri, Name("AbsoluteUri")));
    const std::string scheme = value::to_text(value::get_property(uri, Name("Scheme")));
    if (scheme != "http" && scheme != "https")
        fail("WebCmdletIEDomNotSupportedException", "The '" + scheme + "' scheme is not supported.", ErrorCategory::NotImplemented, {},
             "System.NotSupportedException");
    url = url.substr(0, url.find('#'));
    return query_of_body(std::move(url));
}

/// A hashtable sent with GET goes into the query.
std::string WebCommand::query_of_body(std::string url) const
{
    const auto* table = has(W::Body) ? cmdlets::as_dictionary(value::unwrap(arg(W::Body))) : nullptr;
    if (!table || method() != "GET") return url;
    const std::string query = form_text(*table);
    if (query.empty()) return url;
    return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
}

void WebCommand::aim(http::ClientRequest& request, const std::string& url) const
{
    request.set_url(url);
    if (has(W::PipeName)) request.endpoint = {io::TransportKind::named_pipe, text(W::PipeName), 0};
    if (has(W::UnixSocket)) request.endpoint = {io::TransportKind::unix_socket, context().resolve_path(text(W::UnixSocket)), 0};
    if (has(W::Proxy))
        request.proxy = make_proxy(value::to_text(arg(W::Proxy)), has(W::ProxyCredential) ? arg(W::ProxyCredential) : Value());
    else if (!flag(W::NoProxy))
        use_environment_proxy(request);
    secure(request);
    request.method = method();
    request.cookies = &session_->cookies->jar;
    request.keep_alive = !flag(W::DisableKeepAlive);
    request.keep_method = flag(W::PreserveMethod);
    request.keep_authorization = flag(W::PreserveAuthorization);
    request.drop_authorization = !flag(W::PreserveAuthorization);
    request.max_redirects = session_->maximum_redirection >= 0 ? session_->maximum_redirection : 50;
    request.last_redirect_answers = true;
    request.insecure_redirects = flag(W::AllowInsecureRedirect);
    if (const int64_t seconds = number(W::ConnectionTimeout); seconds > 0) {
        request.head_timeout = std::chrono::seconds(seconds);
        request.connect_timeout = std::chrono::seconds(seconds);
    }
    if (const int64_t seconds = number(W::OperationTimeout); seconds > 0) request.read_timeout = std::chrono::seconds(seconds);
}

/// What -SkipCertificateCheck, -SslProtocol and -Certificate ask of https.
void WebCommand::secure(http::ClientRequest& request) const
{
    request.tls.verify = !flag(W::SkipCertificateCheck);
    using io::TlsVersion;
    static constexpr std::pair<int64_t, TlsVersion> versions[] = {
        {192, TlsVersion::tls1_0}, {768, TlsVersion::tls1_1}, {3072, TlsVersion::tls1_2}, {12288, TlsVersion::tls1_3}};
    const int64_t wanted = has(W::SslProtocol) ? cmdlets::integral(arg(W::SslProtocol)) : 0;
    for (const auto& [bits, version] : versions) {
        if ((wanted & bits) != bits) continue;
        if (request.tls.least == TlsVersion::any) request.tls.least = version;
        request.tls.most = version;
    }
    const auto* certificate = has(W::Certificate) ? value::unwrap(arg(W::Certificate)).as<cmdlets::Certificate>() : nullptr;
    if (!certificate) return;
    request.tls.certificate_pem = certificate->pem();
    request.tls.key_pem = certificate->key_pem();
}

void WebCommand::add_headers(http::ClientRequest& request) const
{
    for (const auto& entry : session_->headers->snapshot()) {
        const std::string name = value::to_text(entry.key);
        if (!http::is_token(name))
            fail("System.FormatException", "The header name '" + name + "' has an invalid format.", ErrorCategory::NotSpecified, {},
                 "System.FormatException");
        request.headers.set(name, value::to_text(entry.value));
    }
    if (!request.headers.contains("User-Agent")) request.headers.set("User-Agent", session_->user_agent);
    if (!request.headers.contains("Accept-Encoding")) request.headers.set("Accept-Encoding", "gzip, deflate");
    if (has(W::ContentType)) request.headers.set("Content-Type", text(W::ContentType));
}

void WebCommand::add_authorization(http::ClientRequest& request) const
{
    if (!has(W::Authentication) || request.headers.contains("Authorization")) return;
    const auto how = static_cast<Authentication>(cmdlets::integral(arg(W::Authentication)));
    if (how == Authentication::Basic) request.headers.set("Authorization", basic_authorization(arg(W::Credential)));
    if (how == Authentication::Bearer || how == Authentication::OAuth) {
        const auto* secret = arg(W::Token).as<value::SecureString>();
        request.headers.set("Authorization", "Bearer " + (secret ? secret->plain() : std::string()));
    }
}

void WebCommand::add_content(http::ClientRequest& request, std::string content, const char* kind)
{
    request.text = std::move(content);
    request.has_body = true;
    content_kind_ = kind;
}

void WebCommand::add_body(http::ClientRequest& request)
{
    content_kind_.clear();
    const Value& body = value::unwrap(arg(W::Body));
    const auto* table = cmdlets::as_dictionary(body);
    if (has(W::Form)) {
        auto form = std::make_unique<FormBody>(*cmdlets::as_dictionary(arg(W::Form)));
        request.headers.set("Content-Type", form->content_type());
        body_ = std::move(form);
        content_kind_ = form_kind;
    } else if (has(W::InFile)) {
        body_ = open_file_body(context().resolve_path(text(W::InFile)));
        content_kind_ = stream_kind;
    } else if (!body.is_null() && !(table && request.method == "GET")) {
        add_content(request, table ? form_text(*table) : body_text(body, request.headers.value_or("Content-Type")), bytes_kind);
    } else if (request.method != "GET" && request.method != "HEAD" && request.method != "TRACE") {
        add_content(request, "", "System.Net.Http.StringContent");
    }
    if (request.method == "POST" && !request.headers.contains("Content-Type"))
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    const std::string coding = text(W::TransferEncoding);
    if (equals_ci(coding, "chunked") && request.has_body && !body_)
        body_ = std::make_unique<http::TextBody>(std::exchange(request.text, {}));
    if (equals_ci(coding, "chunked") && body_)
        body_ = std::make_unique<ChunkedBody>(std::move(body_));
    else if (!coding.empty() && !equals_ci(coding, "chunked") && !equals_ci(coding, "identity"))
        fail("NotSupported", "-TransferEncoding " + coding + " is not supported by this version; chunked and identity are.",
             ErrorCategory::NotImplemented, Value(coding), "System.NotSupportedException");
    if (body_) {
        request.body = body_.get();
        request.has_body = true;
    }
    // For messages: the client counts for itself.
    if (const auto length = body_ ? body_->length() : std::optional<uint64_t>(request.text.size()); length && request.has_body)
        request.headers.set("Content-Length", std::to_string(*length));
    resume_from_ = 0;
    if (!flag(W::Resume)) return;
    base::sys::Stat facts{};
    if (base::sys::stat(context().resolve_path(text(W::OutFile)).c_str(), &facts) == 0) resume_from_ = static_cast<uint64_t>(facts.st_size);
    request.headers.set("Range", "bytes=" + std::to_string(resume_from_) + "-");
    request.decompress = false;
}

std::string WebCommand::body_text(const Value& body, std::string_view content_type)
{
    if (const auto* bytes = body.as<value::Bytes>()) return bytes->snapshot();
    if (auto* stream = dynamic_cast<value::Stream*>(body.is_heap() ? body.object() : nullptr)) return stream->read_all();
    std::string content;
    if (const auto* xml = body.as<value::XmlObject>())
        content = value::outer_xml(xml->node());
    else if (!body.as<value::PSCustomObject>()) // .NET gives no text for a custom object
        content = value::to_text(body);
    const auto type = http::parse_media_type(content_type);
    const auto charset = type ? type->parameter("charset") : std::nullopt;
    const auto encoding = charset ? value::find_encoding(*charset) : Ref<value::Encoding>();
    return encoding ? encoding->encode(content) : content;
}

} // namespace kestrun::kr
