#include "io/pipe_name.hpp"
#include "io/pipe_name_parts.hpp"

#include <cstdlib>
#include <sys/un.h>

namespace kestrun::io {

namespace {

constexpr std::string_view socket_prefix = "CoreFxPipe_";
// The system's limit with the closing NUL.
constexpr std::size_t max_path = sizeof(sockaddr_un::sun_path) - 1;

Result<void> check_path(std::string_view path, std::string_view what)
{
    if (path.find('\0') != std::string_view::npos) {
        return failure(IoErrorKind::invalid, std::string(what) + ' ' + quoted_name(path) + " cannot be used: it contains a NUL character.");
    }
    if (path.size() > max_path) {
        return failure(IoErrorKind::invalid, std::string(what) + ' ' + quoted_name(path) + " cannot be used: it is " +
                                                 std::to_string(path.size()) + " bytes long, and the system allows " +
                                                 std::to_string(max_path) + ". Use a shorter path.");
    }
    return {};
}

} // namespace

std::string temp_directory()
{
    const char* variable = std::getenv("TMPDIR");
    std::string directory = variable != nullptr && *variable != '\0' ? variable : "/tmp";
    while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
    return directory;
}

std::string pipe_path(std::string_view name)
{
    std::string path = temp_directory();
    if (path.back() != '/') path += '/';
    path += socket_prefix;
    return path += name;
}

Result<void> check_pipe_length(std::string_view name)
{
    std::size_t length = pipe_path(name).size();
    if (length > max_path) {
        std::size_t room = name.size() + max_path > length ? name.size() + max_path - length : 0;
        return bad_pipe_name(name, "its socket path '" + pipe_path(name) + "' would be " + std::to_string(length) +
                                       " bytes long, and the system allows " + std::to_string(max_path) + ". Use a name of at most " +
                                       std::to_string(room) + " bytes.");
    }
    return {};
}

Result<std::string> client_pipe_path(std::string_view name)
{
    if (name.starts_with('/') && pipe_prefix(name).empty()) {
        if (Result<void> checked = check_path(name, "The pipe path"); !checked) return base::Unexpected(std::move(checked).error());
        return std::string(name);
    }
    if (Result<void> checked = check_pipe_name(name); !checked) return base::Unexpected(std::move(checked).error());
    return pipe_path(name);
}

Result<std::string> unix_socket_path(std::string_view path)
{
    if (path.empty())
        return failure(IoErrorKind::invalid, "The path of a Unix socket must not be empty. Use a path such as '/tmp/kestrun.sock'.");
    std::string full(path);
    if (is_bare_socket_name(path)) full = temp_directory() + '/' + full;
    if (Result<void> checked = check_path(full, "The Unix socket path"); !checked) return base::Unexpected(std::move(checked).error());
    return full;
}

} // namespace kestrun::io
