#include "base/system.hpp"
#include "io/pipe_name.hpp"
#include "io/pipe_name_parts.hpp"

#include "io/system_windows.hpp"

namespace kestrun::io {

namespace {

constexpr std::string_view pipe_folder = R"(\\.\pipe\)";
// CreateNamedPipe: "The entire pipe name string can be up to 256 characters long."
constexpr std::size_t max_path = 256;
// sockaddr_un::sun_path with the closing NUL.
constexpr std::size_t max_socket_path = 107;

} // namespace

std::string temp_directory()
{
    wchar_t buffer[MAX_PATH + 2];
    DWORD length = ::GetTempPathW(MAX_PATH + 1, buffer);
    std::string directory = base::sys::from_wide({buffer, length});
    while (directory.size() > 3 && (directory.back() == '\\' || directory.back() == '/')) directory.pop_back();
    return directory;
}

std::string pipe_path(std::string_view name) { return std::string(pipe_folder) += name; }

Result<void> check_pipe_length(std::string_view name)
{
    std::size_t length = base::sys::to_wide(name).size();
    if (length + pipe_folder.size() <= max_path) return {};
    return bad_pipe_name(name, "it is " + std::to_string(length) + " characters long, and Windows allows " +
                                   std::to_string(max_path - pipe_folder.size()) + ". Use a shorter name.");
}

Result<std::string> client_pipe_path(std::string_view name)
{
    if (Result<void> checked = check_pipe_name(name); !checked) return base::Unexpected(std::move(checked).error());
    return pipe_path(name);
}

Result<std::string> unix_socket_path(std::string_view path)
{
    if (path.empty())
        return failure(IoErrorKind::invalid, "The path of a Unix socket must not be empty. Use a path such as 'kestrun.sock'.");
    if (path.find('\0') != std::string_view::npos)
        return failure(IoErrorKind::invalid, "The Unix socket path " + quoted_name(path) + " cannot be used: it contains a NUL character.");
    std::string full(path);
    if (is_bare_socket_name(path)) full = temp_directory() + '\\' + full;
    if (full.size() > max_socket_path) {
        return failure(IoErrorKind::invalid, "The Unix socket path " + quoted_name(full) + " cannot be used: it is " +
                                                 std::to_string(full.size()) + " bytes long, and the system allows " +
                                                 std::to_string(max_socket_path) + ". Use a shorter path.");
    }
    return full;
}

} // namespace kestrun::io
