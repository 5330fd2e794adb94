#pragma once
// What Unix sockets of all systems share: the words for what goes wrong, and asking again for a server that is not ready.

#include "base/clock.hpp"
#include "base/function.hpp"
#include "io/error.hpp"
#include "io/stream.hpp"

#include <memory>
#include <string>

namespace kestrun::io {

// What users call the thing: "named pipe 'kestrun.demo.pipe'" or "Unix socket '/tmp/x'"; for messages.
struct SocketName
{
    std::string title;
    std::string path;
};

// "Named pipe 'x'": the title at the beginning of a sentence.
std::string capitalized(std::string text);

// ---- listening

// TITLE cannot be created: 'PATH': TEXT OF THE SYSTEM
IoError cannot_create(const SocketName& name, int code);
// A file that is no socket lies in the way.
base::Unexpected<IoError> no_socket(const SocketName& name, int code);
// A live server has it. process: "process 12 (kestrun)", or empty when it is not known; more: a sentence with a blank before it, or empty.
base::Unexpected<IoError> already_served(const SocketName& name, const std::string& process, const std::string& more, int code);
// Another server is starting there and does not get done.
base::Unexpected<IoError> lock_is_held(const SocketName& name, const std::string& lock_path);

// ---- connecting

// Says by the kind why there is no connection. owner: whose it is, for access_denied; a sentence with a blank before it, or empty.
base::Unexpected<IoError> cannot_connect(const SocketName& name, IoErrorKind kind, int code, const std::string& owner);

// One attempt to connect: a stream, or the failure.
struct ConnectAttempt
{
    std::unique_ptr<Stream> stream;
    IoError error;
    bool worth_waiting = false; // another attempt may succeed
};

// Makes attempts, with pauses from 1 to 20 milliseconds, until one succeeds, one is not worth waiting for or the deadline has passed. At
// least one is made. Errors: the last attempt's, or `cancelled`.
Result<std::unique_ptr<Stream>> connect_patiently(const std::string& title, base::Deadline deadline,
                                                  base::FunctionRef<ConnectAttempt()> attempt);

} // namespace kestrun::io
