#include "io/pipe_name.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sys/un.h>

namespace kestrun::io {

namespace {

constexpr std::string_view socket_prefix = "CoreFxPipe_";
// The system's limit with the closing NUL.
constexpr std::size_t max_path = sizeof(sockaddr_un::sun_path) - 1;

bool equal_ignoring_case_and_slashes(std::string_view text, std::string_view prefix)
{
    if (text.size() < prefix.size()) return false;
    return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
        if (b == '\\') b = '/';
        return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
    });
}

// The prefix that belongs to a pipe's path and not to its name: \\SERVER\pipe\, //./pipe/, ./pipe/, pipe: in any case. Empty: there is
// none.
std::string_view prefix_of(std::string_view name)
{
    for (std::string_view prefix : {"./pipe/", "pipe:"}) {
        if (equal_ignoring_case_and_slashes(name, prefix)) return name.substr(0, prefix.size());
    }
    if (!equal_ignoring_case_and_slashes(name, "//")) return {};
    std::size_t end = name.find_first_of("/\\", 2);
    if (end == std::string_view::npos || !equal_ignoring_case_and_slashes(name.substr(end), "/pipe/")) return {};
    return name.substr(0, end + 6);
}

std::string quoted(std::string_view name)
{
    std::string text = "'";
    for (char c : name) {
        if (c == '\0') {
            text += "\\0";
        } else {
            text += c;
        }
    }
    return text + "'";
}

base::Unexpected<IoError> bad_name(std::string_view name, std::string_view why)
{
    return failure(IoErrorKind::invalid, "The pipe name " + quoted(name) + " cannot be used: " + std::string(why));
}

Result<void> check_path(std::string_view path, std::string_view what)
{
    if (path.find('\0') != std::string_view::npos) {
        return failure(IoErrorKind::invalid, std::string(what) + ' ' + quoted(path) + " cannot be used: it contains a NUL character.");
    }
    if (path.size() > max_path) {
        return failure(IoErrorKind::invalid, std::string(what) + ' ' + quoted(path) + " cannot be used: it is " +
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

std::string pipe_socket_path(std::string_view name)
{
    std::string path = temp_directory();
    if (path.back() != '/') path += '/';
    path += socket_prefix;
    return path += name;
}

Result<void> check_pipe_name(std::string_view name)
{
    if (name.empty()) return failure(IoErrorKind::invalid, "A pipe name must not be empty. Use a short name such as 'kestrun.demo.pipe'.");
    if (name.find('\0') != std::string_view::npos)
        return bad_name(name, "it contains a NUL character. Use a short name such as 'kestrun.demo.pipe'.");
    if (std::string_view prefix = prefix_of(name); !prefix.empty()) {
        std::string rest(name.substr(prefix.size()));
        std::replace(rest.begin(), rest.end(), '/', '.');
        std::replace(rest.begin(), rest.end(), '\\', '.');
        return bad_name(name, "'" + std::string(prefix) + "' is not part of a name. Use the short name" +
                                  (rest.empty() ? std::string(", such as 'kestrun.demo.pipe'.") : " '" + rest + "'."));
    }
    if (name.find_first_of("/\\") != std::string_view::npos) {
        std::string mended(name);
        std::replace(mended.begin(), mended.end(), '/', '.');
        std::replace(mended.begin(), mended.end(), '\\', '.');
        mended.erase(0, mended.find_first_not_of('.'));
        return bad_name(name,
                        "it contains a slash. Use a short name" + (mended.empty() ? std::string(".") : ", such as '" + mended + "'."));
    }
    if (equal_ignoring_case_and_slashes(name, "anonymous") && name.size() == 9)
        return bad_name(name, "the system reserves it. Use another name.");
    std::size_t length = pipe_socket_path(name).size();
    if (length > max_path) {
        std::size_t room = name.size() + max_path > length ? name.size() + max_path - length : 0;
        return bad_name(name, "its socket path '" + pipe_socket_path(name) + "' would be " + std::to_string(length) +
                                  " bytes long, and the system allows " + std::to_string(max_path) + ". Use a name of at most " +
                                  std::to_string(room) + " bytes.");
    }
    return {};
}

Result<std::string> client_pipe_path(std::string_view name)
{
    if (name.starts_with('/') && prefix_of(name).empty()) {
        if (Result<void> checked = check_path(name, "The pipe path"); !checked) return base::Unexpected(std::move(checked).error());
        return std::string(name);
    }
    if (Result<void> checked = check_pipe_name(name); !checked) return base::Unexpected(std::move(checked).error());
    return pipe_socket_path(name);
}

Result<std::string> unix_socket_path(std::string_view path)
{
    if (path.empty())
        return failure(IoErrorKind::invalid, "The path of a Unix socket must not be empty. Use a path such as '/tmp/kestrun.sock'.");
    std::string full(path);
    if (path.find('/') == std::string_view::npos) full = temp_directory() + '/' + full;
    if (Result<void> checked = check_path(full, "The Unix socket path"); !checked) return base::Unexpected(std::move(checked).error());
    return full;
}

} // namespace kestrun::io
