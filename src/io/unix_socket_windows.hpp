#pragma once
// Unix sockets with a system that the caller chooses.

#include "io/listener.hpp"
#include "io/unix_system_windows.hpp"

namespace kestrun::io {

// As listen_unix() and connect_unix().
Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions& options, UnixSystem& system);
Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline deadline, bool wait_for_server, UnixSystem& system);

} // namespace kestrun::io
