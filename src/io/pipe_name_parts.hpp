#pragma once
// What the rules for pipe names of all systems share.

#include "io/error.hpp"

#include <string>
#include <string_view>

namespace kestrun::io {

// The prefix that belongs to a pipe's path and not to its name: \\SERVER\pipe\, //./pipe/, ./pipe/, pipe: in any case. Empty: there is
// none.
std::string_view pipe_prefix(std::string_view name);

// 'NAME' for messages, with a NUL made visible.
std::string quoted_name(std::string_view name);

base::Unexpected<IoError> bad_pipe_name(std::string_view name, std::string_view why);

// Whether the system has room for the name.
Result<void> check_pipe_length(std::string_view name);

} // namespace kestrun::io
