#include "io/pipe_name.hpp"
#include "base/platform.hpp"
#include "io/pipe_name_parts.hpp"

#include <algorithm>
#include <cctype>

namespace kestrun::io {

namespace {

bool equal_ignoring_case_and_slashes(std::string_view text, std::string_view prefix)
{
    if (text.size() < prefix.size()) return false;
    return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
        if (b == '\\') b = '/';
        return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
    });
}

} // namespace

std::string_view pipe_prefix(std::string_view name)
{
    for (std::string_view prefix : {"./pipe/", "pipe:"}) {
        if (equal_ignoring_case_and_slashes(name, prefix)) return name.substr(0, prefix.size());
    }
    if (!equal_ignoring_case_and_slashes(name, "//")) return {};
    std::size_t end = name.find_first_of("/\\", 2);
    if (end == std::string_view::npos || !equal_ignoring_case_and_slashes(name.substr(end), "/pipe/")) return {};
    return name.substr(0, end + 6);
}

std::string quoted_name(std::string_view name)
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

base::Unexpected<IoError> bad_pipe_name(std::string_view name, std::string_view why)
{
    return failure(IoErrorKind::invalid, "The pipe name " + quoted_name(name) + " cannot be used: " + std::string(why));
}

bool is_bare_socket_name(std::string_view path) noexcept
{
    return path.find_first_of(base::sys::on_windows ? "/\\:" : "/") == std::string_view::npos;
}

Result<void> check_pipe_name(std::string_view name)
{
    if (name.empty()) return failure(IoErrorKind::invalid, "A pipe name must not be empty. Use a short name such as 'kestrun.demo.pipe'.");
    if (name.find('\0') != std::string_view::npos)
        return bad_pipe_name(name, "it contains a NUL character. Use a short name such as 'kestrun.demo.pipe'.");
    if (std::string_view prefix = pipe_prefix(name); !prefix.empty()) {
        std::string rest(name.substr(prefix.size()));
        std::replace(rest.begin(), rest.end(), '/', '.');
        std::replace(rest.begin(), rest.end(), '\\', '.');
        return bad_pipe_name(name, "'" + std::string(prefix) + "' is not part of a name. Use the short name" +
                                       (rest.empty() ? std::string(", such as 'kestrun.demo.pipe'.") : " '" + rest + "'."));
    }
    if (name.find_first_of("/\\") != std::string_view::npos) {
        std::string mended(name);
        std::replace(mended.begin(), mended.end(), '/', '.');
        std::replace(mended.begin(), mended.end(), '\\', '.');
        mended.erase(0, mended.find_first_not_of('.'));
        return bad_pipe_name(name,
                             "it contains a slash. Use a short name" + (mended.empty() ? std::string(".") : ", such as '" + mended + "'."));
    }
    if (equal_ignoring_case_and_slashes(name, "anonymous") && name.size() == 9)
        return bad_pipe_name(name, "the system reserves it. Use another name.");
    return check_pipe_length(name);
}

} // namespace kestrun::io
