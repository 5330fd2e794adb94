#include "app/request_tool.hpp"
#include "base/system.hpp"
#include "base/text.hpp"
#include "http/client.hpp"
#include "http/status.hpp"
#include "io/loop.hpp"
#include "kr/web/proxy.hpp"
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace kestrun::app {

namespace {

constexpr const char* usage = R"(kestrun request: sends an HTTP request

    kestrun request [OPTIONS] pipe:NAME/PATH
    kestrun request [OPTIONS] unix:/path/of/socket:/PATH
    kestrun request [OPTIONS] http://host:port/PATH
    kestrun request [OPTIONS] https://host:port/PATH

    -X METHOD            GET, or POST when there are data
    -H 'Name: value'     a header; may be repeated
    -d DATA              the body; @FILE reads a file, @- standard input
    -i                   prints status and headers too
    -I                   asks for the headers only (HEAD)
    -o FILE              writes the body to a file
    -v                   tells on standard error what is sent and received
    -L                   follows redirects
    -k, --insecure       accepts any certificate of an https server
    -f, --fail           exit status 22 for a status of 400 or more
    --max-time SECONDS   for the whole request
    --current-user-only  refuses a pipe or Unix socket that another user serves

Exit status: 0 answered, 1 no answer (the message says why), 2 wrong usage.
)";

struct Request
{
    http::ClientRequest client;
    bool include = false;
    bool verbose = false;
    bool fail = false;
    std::string output;
    std::string url;
};

struct Usage : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

std::string read_stream(std::FILE* file)
{
    std::string text;
    char buffer[16 * 1024];
    while (const size_t count = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, count);
    return text;
}

std::string read_data(const std::string& given)
{
    if (given.empty() || given[0] != '@') return given;
    if (given == "@-") return read_stream(stdin);
    std::FILE* file = base::sys::fopen(given.c_str() + 1, "rb");
    if (!file) throw Usage("cannot read '" + given.substr(1) + "': " + std::strerror(errno));
    std::string text = read_stream(file);
    std::fclose(file);
    return text;
}

base::Duration seconds(const std::string& text)
{
    double number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || number <= 0 || number > 1e6)
        throw Usage("--max-time needs a number of seconds, not '" + text + "'");
    return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(number));
}

void add_header(http::Headers& headers, const std::string& line)
{
    const size_t colon = line.find(':');
    if (colon == std::string::npos || colon == 0) throw Usage("a header is written as 'Name: value', not '" + line + "'");
    size_t start = colon + 1;
    while (start < line.size() && line[start] == ' ') ++start;
    headers.add(line.substr(0, colon), line.substr(start));
}

/// url := 'pipe:' NAME ['/' PATH] | 'unix:' SOCKET [':' '/' PATH] | http URL
void aim(http::ClientRequest& request, std::string_view url)
{
    if (url.starts_with("pipe:")) {
        url.remove_prefix(5);
        const size_t slash = url.find('/');
        request.endpoint = {io::TransportKind::named_pipe, std::string(url.substr(0, slash)), 0};
        request.target = slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
        if (request.endpoint.name.empty()) throw Usage("the name of the pipe is missing: pipe:NAME/PATH");
    } else if (url.starts_with("unix:")) {
        url.remove_prefix(5);
        const size_t drive = base::sys::on_windows && url.size() > 1 && url[1] == ':' ? 2 : 0;
        const size_t colon = url.find(":/", drive);
        request.endpoint = {io::TransportKind::unix_socket, std::string(url.substr(0, colon)), 0};
        request.target = colon == std::string_view::npos ? "/" : std::string(url.substr(colon + 1));
        if (request.endpoint.name.empty()) throw Usage("the path of the socket is missing: unix:/path/of/socket:/PATH");
    } else {
        request.set_url(url.find("://") == std::string_view::npos ? "http://" + std::string(url) : std::string(url));
        kr::use_environment_proxy(request);
    }
}

Request parse(const std::vector<std::string>& arguments)
{
    Request request;
    request.client.max_redirects = 0;
    bool has_method = false;
    for (size_t i = 0; i < arguments.size(); ++i) {
        std::string option = arguments[i];
        if (option.size() < 2 || option[0] != '-') {
            if (!request.url.empty()) throw Usage("one URL at a time: '" + request.url + "' and '" + option + "'");
            request.url = option;
            continue;
        }
        // -XPOST as -X POST
        std::optional<std::string> attached;
        if (option[1] != '-' && option.size() > 2) {
            attached = option.substr(2);
            option.resize(2);
        }
        const auto value = [&]() -> std::string {
            if (attached) return *attached;
            if (++i == arguments.size()) throw Usage("the option '" + option + "' needs a value");
            return arguments[i];
        };
        if (option == "-X" || option == "--request") {
            request.client.method = value();
            has_method = true;
        } else if (option == "-H" || option == "--header") {
            add_header(request.client.headers, value());
        } else if (option == "-d" || option == "--data" || option == "--data-binary") {
            if (request.client.has_body) request.client.text += '&';
            request.client.text += read_data(value());
            request.client.has_body = true;
        } else if (option == "-o" || option == "--output") {
            request.output = value();
        } else if (option == "--max-time" || option == "-m") {
            request.client.timeout = request.client.connect_timeout = seconds(value());
        } else if (option == "--current-user-only") {
            request.client.current_user_only = true;
        } else if (option == "-i" || option == "--include") {
            request.include = true;
        } else if (option == "-I" || option == "--head") {
            request.client.method = "HEAD";
            request.include = has_method = true;
        } else if (option == "-v" || option == "--verbose") {
            request.verbose = true;
        } else if (option == "-L" || option == "--location") {
            request.client.max_redirects = 50;
        } else if (option == "-k" || option == "--insecure") {
            request.client.tls.verify = false;
        } else if (option == "-f" || option == "--fail") {
            request.fail = true;
        } else if (option != "-s" && option != "--silent") {
            throw Usage("there is no option '" + arguments[i] + "'");
        }
    }
    if (request.url.empty()) throw Usage("a URL is missing");
    if (!request.client.headers.contains("Accept")) request.client.headers.set("Accept", "*/*");
    if (request.client.has_body) {
        if (!has_method) request.client.method = "POST";
        if (!request.client.headers.contains("Content-Type"))
            request.client.headers.set("Content-Type", "application/x-www-form-urlencoded");
    }
    aim(request.client, request.url);
    return request;
}

std::string head_text(const http::ResponseHead& head, std::string_view prefix, std::string_view line_end)
{
    std::string text = std::string(prefix) + (head.version == http::Version::http10 ? "HTTP/1.0 " : "HTTP/1.1 ") +
                       std::to_string(head.status) + " " + head.reason + std::string(line_end);
    for (const http::HeaderField& field : head.headers)
        text.append(prefix).append(field.name).append(": ").append(field.value).append(line_end);
    return text.append(prefix).append(line_end);
}

void write_bytes(std::FILE* file, std::string_view bytes, const char* where)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size())
        throw std::runtime_error(std::string("cannot write to ") + where + ": " + std::strerror(errno));
}

void tell_request(const Request& request)
{
    std::string text = "* " + http::endpoint_name(request.client.endpoint, request.client.secure) + "\n> " + request.client.method + " " +
                       request.client.target + " HTTP/1.1\n> Host: " + request.client.authority + "\n";
    for (const http::HeaderField& field : request.client.headers)
        text.append("> ").append(field.name).append(": ").append(field.value).append("\n");
    std::fputs((text + ">\n").c_str(), stderr);
}

int send(const Request& request)
{
    http::Client client;
    if (request.verbose) tell_request(request);
    http::ClientResponse response = client.send(request.client);
    if (request.verbose) std::fputs(head_text(response.head, "< ", "\n").c_str(), stderr);
    std::FILE* file = request.output.empty() || request.output == "-" ? stdout : base::sys::fopen(request.output.c_str(), "wb");
    if (!file) throw std::runtime_error("cannot write to '" + request.output + "': " + std::strerror(errno));
    const char* const where = file == stdout ? "standard output" : request.output.c_str();
    if (request.include) write_bytes(file, head_text(response.head, "", "\r\n"), where);
    std::vector<char> buffer(64 * 1024);
    while (const size_t count = response.body->read(buffer)) write_bytes(file, {buffer.data(), count}, where);
    if (std::fflush(file) != 0) throw std::runtime_error(std::string("cannot write to ") + where + ": " + std::strerror(errno));
    if (file != stdout) std::fclose(file);
    return request.fail && response.status() >= 400 ? 22 : 0;
}

} // namespace

int run_request(const std::vector<std::string>& arguments)
{
    for (const std::string& argument : arguments) {
        if (argument != "--help" && argument != "-h") continue;
        std::fputs(usage, stdout);
        return 0;
    }
    try {
        const Request request = parse(arguments);
        io::EventLoop loop;
        return loop.run_main([&] { return send(request); });
    } catch (const Usage& error) {
        std::fprintf(stderr, "kestrun request: %s\nSee kestrun request --help.\n", error.what());
        return 2;
    } catch (const http::ClientError& error) {
        std::fprintf(stderr, "kestrun request: %s\n", error.what());
        return error.kind() == http::ClientError::Kind::invalid ? 2 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kestrun request: %s\n", error.what());
        return 1;
    }
}

} // namespace kestrun::app
