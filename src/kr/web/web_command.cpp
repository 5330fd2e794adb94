#include "kr/web/web_command.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "cmdlets/utility/json.hpp"
#include "http/status.hpp"
#include "kr/web/authorization.hpp"
#include "kr/web/body_files.hpp"
#include "kr/web/messages.hpp"
#include "kr/web/response_object.hpp"
#include "kr/web_result.hpp"
#include "value/xml.hpp"

namespace kestrun::kr {

using Kind = http::ClientError::Kind;
using W = WebParameter;

namespace {

constexpr const char* response_error = "WebCmdletWebResponseException";

bool is_success(int status) { return status / 100 == 2; }

/// "3 B (3 bytes)", "1.5 KB (1536 bytes)".
std::string size_text(uint64_t size)
{
    static constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB"};
    if (size == 0) return "0 b (0 bytes)";
    double shown = static_cast<double>(size);
    size_t unit = 0;
    for (; shown >= 1024 && unit + 1 < std::size(units); ++unit) shown /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", unit == 0 ? 0 : 2, shown);
    std::string number = text;
    if (number.find('.') != std::string::npos) {
        number.erase(number.find_last_not_of('0') + 1);
        if (number.back() == '.') number.pop_back();
    }
    return number + " " + units[unit] + " (" + std::to_string(size) + " bytes)";
}

std::string media_type(std::string_view content_type) { return cmdlets::trim(content_type.substr(0, content_type.find(';'))); }

/// .NET's words for a request that got no answer.
std::string reason_of(const http::ClientError& error)
{
    const bool tcp = !error.address().empty();
    switch (error.kind()) {
    case Kind::refused: return tcp ? "Connection refused" : error.what();
    case Kind::not_found: return tcp ? "Name or service not known" : error.what();
    default: return error.what();
    }
}

} // namespace

std::string WebAnswer::read() { return response.read_body(); }

void WebCommand::process()
{
    check_parameters();
    prepare_session();
    body_.reset();
    resumed_whole_ = false;
    try {
        std::string url = first_url();
        while (!url.empty()) {
            const std::string page = std::exchange(url, std::string());
            request_page(page);
            url = next_url_;
            next_url_.clear();
        }
    } catch (const std::invalid_argument& error) {
        fail("System.FormatException",
             std::string_view(error.what()).find("name") != std::string_view::npos
                 ? error.what()
                 : "New-line or NUL characters are not allowed in header values.",
             ErrorCategory::NotSpecified, {}, "System.FormatException");
    }
}

void WebCommand::request_page(const std::string& url)
{
    http::ClientRequest request;
    Value message;
    try {
        aim(request, url);
        add_headers(request);
        add_authorization(request);
        add_body(request);
        message = make_request_message(request.method, url, request.headers, content_kind_);
        WebAnswer answer{{}, message};
        int tries = 0;
        do {
            say_request(request, url);
            answer.response = send(request);
            say_response(answer.response);
        } while (!is_success(answer.response.status()) && wait_for_retry(answer.response, tries));
        check_status(answer);
        receive(answer);
        if (has(W::OutFile)) say_saved(answer);
        next_url_ = next_page(answer);
    } catch (const http::ClientError& error) {
        fail_request(error, message);
    }
}

http::ClientResponse WebCommand::send(const http::ClientRequest& request) const
{
    http::ClientResponse response = thread_client().send(request);
    // A server that asks for a name and a password gets them, as .NET's client does.
    if (response.status() != 401 || session_->credentials.is_null() || request.headers.contains("Authorization")) return response;
    if (!cmdlets::starts_with_ci(response.head.headers.value_or("WWW-Authenticate"), "Basic")) return response;
    http::ClientRequest again = request;
    again.headers.set("Authorization", basic_authorization(session_->credentials));
    return thread_client().send(again);
}

bool WebCommand::wait_for_retry(const http::ClientResponse& response, int& tries) const
{
    const int status = response.status();
    if (tries >= session_->maximum_retry_count || !(status == 304 || (status >= 400 && status <= 599))) return false;
    ++tries;
    int64_t seconds = session_->retry_interval > 0 ? session_->retry_interval : number(W::RetryInterval, 5);
    if (status == 429) {
        const std::string after(response.head.headers.value_or("Retry-After"));
        if (!after.empty() && after.find_first_not_of("0123456789") == std::string::npos)
            seconds = std::strtoll(after.c_str(), nullptr, 10);
    }
    write_verbose("Retrying after interval of " + std::to_string(seconds) +
                  " seconds. Status code for previous attempt: " + status_name(status));
    base::sleep_for(std::chrono::seconds(seconds));
    return true;
}

void WebCommand::check_status(WebAnswer& answer)
{
    const http::ResponseHead& head = answer.response.head;
    if (is_success(head.status)) return;
    if (answer.response.insecure_redirect) {
        auto record = value::make<ErrorRecord>(
            value::make_exception("System.InvalidOperationException", "Operation is not valid due to the current state of the object."),
            "InsecureRedirection", ErrorCategory::InvalidOperation, answer.request);
        record->details = Value(value::make<value::ErrorDetails>(
            "Cannot follow an insecure redirection by default. Reissue the command specifying the -AllowInsecureRedirect switch. "));
        throw ScriptError(record);
    }
    if (head.status == 416 && flag(W::Resume) && head.headers.value_or("Content-Range") == "bytes */" + std::to_string(resume_from_)) {
        resumed_whole_ = true; // nothing was left to fetch
        return;
    }
    if (flag(W::SkipHttpErrorCheck)) {
        if (answer.response.redirect_limit_met)
            write_error("MaximumRedirectExceeded", "Operation is not valid due to the current state of the object.",
                        ErrorCategory::InvalidOperation, answer.request, "System.InvalidOperationException");
        return;
    }
    const std::string text =
        "Response status code does not indicate success: " + std::to_string(head.status) + " (" + status_description(head) + ").";
    const std::string detail = error_detail(answer.read(), answer.content_type());
    auto exception = value::make_exception("Microsoft.PowerShell.Commands.HttpResponseException", text);
    exception->properties().emplace_back("Response", make_response_message(head, answer.request, {.bytes = {}, .available = false}));
    static const value::Type& status_type = value::native_type("System.Net.HttpStatusCode");
    exception->properties().emplace_back("StatusCode", Value::enumeration(status_type.enum_index(), head.status));
    auto record = value::make<ErrorRecord>(exception, response_error, ErrorCategory::InvalidOperation, answer.request);
    if (!detail.empty()) record->details = Value(value::make<value::ErrorDetails>(detail));
    throw ScriptError(record);
}

void WebCommand::fail_request(const http::ClientError& error, const Value& message) const
{
    if (error.kind() == Kind::timeout) {
        const int64_t seconds = number(W::ConnectionTimeout);
        auto exception = value::make_exception("System.Threading.Tasks.TaskCanceledException",
                                               seconds > 0 ? "The request was canceled due to the configured HttpClient.Timeout of " +
                                                                 std::to_string(seconds) + " seconds elapsing."
                                                           : std::string("The operation was canceled."),
                                               value::make_exception("System.TimeoutException", "The operation was canceled."));
        throw ScriptError(value::make<ErrorRecord>(exception, seconds > 0 ? "ConnectionTimeoutReached" : "OperationTimeoutReached",
                                                   ErrorCategory::OperationTimeout));
    }
    if (error.kind() == Kind::untrusted || error.kind() == Kind::reset) {
        // .NET tells what happened in the inner exception, and the command shows that.
        const bool tls = error.kind() == Kind::untrusted;
        auto exception = value::make_exception(
            "System.Net.Http.HttpRequestException",
            tls ? "The SSL connection could not be established, see inner exception." : "An error occurred while sending the request.",
            value::make_exception(tls ? "System.Security.Authentication.AuthenticationException" : "System.Net.Http.HttpIOException",
                                  error.what()));
        auto record = value::make<ErrorRecord>(exception, response_error, ErrorCategory::InvalidOperation, message);
        record->details = Value(value::make<value::ErrorDetails>(error.what()));
        throw ScriptError(record);
    }
    const std::string reason = reason_of(error);
    const bool of_socket = error.kind() == Kind::refused || error.kind() == Kind::not_found || error.kind() == Kind::unreachable;
    auto exception = value::make_exception(
        "System.Net.Http.HttpRequestException", error.address().empty() ? reason : reason + " (" + error.address() + ")",
        of_socket ? value::make_exception("System.Net.Sockets.SocketException", reason) : Ref<value::ExceptionObject>());
    auto record = value::make<ErrorRecord>(exception, response_error, ErrorCategory::InvalidOperation, message);
    if (of_socket) record->details = Value(value::make<value::ErrorDetails>(reason));
    throw ScriptError(record);
}

std::string error_detail(const std::string& content, const std::string& content_type)
{
    const std::string type = media_type(content_type);
    const std::string text = response_text(content, content_type);
    try {
        if (equals_ci(type, "application/json") || equals_ci(type, "text/json")) {
            cmdlets::JsonOptions options;
            options.depth = 1024;
            return "\n" + cmdlets::to_json(cmdlets::from_json(text), options);
        }
        if (equals_ci(type, "application/xml") || equals_ci(type, "text/xml") || cmdlets::lower(type).ends_with("+xml")) {
            const Value document = value::parse_xml(text);
            return "\n" + value::outer_xml(document.as<value::XmlObject>()->node(), value::XmlLayout::Indented);
        }
    } catch (const ScriptError&) {
        return text; // not what its type says
    }
    // Markup is taken out of everything else.
    std::string plain;
    bool in_tag = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '<' && text.find('>', i) != std::string::npos) in_tag = true;
        if (!in_tag) plain += text[i];
        if (text[i] == '>' && in_tag) in_tag = false;
    }
    return plain;
}

// --- results ---

std::string WebCommand::out_path(const WebAnswer& answer) const
{
    if (!has(W::OutFile)) return {};
    std::string path = context().resolve_path(text(W::OutFile));
    base::sys::Stat facts{};
    if (base::sys::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
        // The last segment of the address names the file.
        std::string_view url = answer.response.url;
        url = url.substr(0, url.find_first_of("?#"));
        path += "/" + std::string(url.substr(url.rfind('/') + 1));
    }
    const std::string folder = path.substr(0, path.find_last_of(base::sys::on_windows ? "/\\" : "/"));
    if (!folder.empty() && base::sys::stat(folder.c_str(), &facts) != 0)
        fail("System.IO.DirectoryNotFoundException", "Could not find a part of the path '" + path + "'.", ErrorCategory::NotSpecified, {},
             "System.IO.DirectoryNotFoundException");
    return path;
}

std::string WebCommand::save(WebAnswer& answer) const
{
    const std::string path = out_path(answer);
    const SaveMode mode = answer.response.status() == 206 && flag(W::Resume) ? SaveMode::Append : SaveMode::Replace;
    std::string kept;
    if (!resumed_whole_) {
        if (flag(W::PassThru)) {
            kept = answer.read();
            http::TextBody copy(kept);
            save_body(copy, path, mode);
        } else {
            save_body(*answer.response.body, path, mode);
        }
    }
    return kept;
}

void WebCommand::say_saved(const WebAnswer& answer) const
{
    const std::string path = out_path(answer);
    write_verbose("File Name: " + path.substr(path.rfind('/') + 1));
}

void WebCommand::say_request(const http::ClientRequest& request, const std::string& url) const
{
    const size_t query = url.find('?');
    std::string line = "WebRequest: v1.1 " + request.method + " " + url.substr(0, query);
    if (query != std::string::npos) line += " with query length " + std::to_string(url.size() - query - 1);
    const std::string type = media_type(request.headers.value_or("Content-Type"));
    if (!type.empty()) line += " with " + type + " payload";
    const uint64_t size = request.body ? request.body->length().value_or(0) : request.text.size();
    if (request.has_body && size > 0) line += " with body size " + size_text(size);
    if (has(W::OutFile)) line += " output to " + context().resolve_path(text(W::OutFile));
    write_verbose(line);
}

void WebCommand::say_response(const http::ClientResponse& response) const
{
    std::string line = "WebResponse: " + std::to_string(response.status()) + " " + status_description(response.head);
    const std::string type = media_type(response.head.headers.value_or("Content-Type"));
    if (!type.empty()) line += " with " + type + " payload";
    if (response.head.content_length) line += " with body size " + size_text(*response.head.content_length);
    write_verbose(line);
}

} // namespace kestrun::kr
