#include "io/socket_file_windows.hpp"

#include "base/clock.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "io/pipe_system_windows.hpp"

#include <utility>

namespace kestrun::io {

namespace {

constexpr auto lock_patience = std::chrono::seconds(3);

std::string directory_of(const std::string& path)
{
    std::size_t slash = path.find_last_of("\\/");
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

base::Unexpected<IoError> cannot_lock(const SocketName& name, const std::string& lock_path, DWORD code)
{
    bool by_folder = code == ERROR_PATH_NOT_FOUND || code == ERROR_ACCESS_DENIED;
    IoError error =
        system_error(static_cast<int>(code), capitalized(name.title) + " cannot be created: " +
                                                 (by_folder ? "the directory '" + directory_of(lock_path) + "'" : "'" + lock_path + "'"));
    if (error.kind == IoErrorKind::access_denied) error.message = "Access denied: " + error.message;
    return base::Unexpected(std::move(error));
}

struct Probe
{
    DWORD code = 0; // 0: a server answers
    DWORD process = 0;
};

Result<Probe> probe(const SocketName& name, UnixSystem& system)
{
    OwnedSocket socket;
    if (DWORD code = system.create(socket); code != 0) return base::Unexpected(cannot_make_socket(name, code));
    Probe found;
    sockaddr_un address = unix_address(name.path);
    base::run_blocking([&] { found.code = system.connect(socket.get(), address); });
    if (found.code == 0) found.process = system.peer_process(socket.get());
    return found;
}

base::Unexpected<IoError> served(const SocketName& name, DWORD process)
{
    return already_served(name, process != 0 ? process_text(process) : std::string(), {}, WSAEADDRINUSE);
}

// Opens the lock file, which only one process can have open.
Result<HANDLE> take_lock(const SocketName& name, UnixSystem& system)
{
    std::string path = name.path + ".lock";
    std::wstring wide = base::sys::wide_path(path);
    base::Deadline deadline = base::Deadline::after(lock_patience);
    while (true) {
        HANDLE lock = ::CreateFileW(wide.c_str(), GENERIC_WRITE | DELETE, 0, nullptr, OPEN_ALWAYS,
                                    FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
        if (lock != INVALID_HANDLE_VALUE) return lock;
        DWORD code = ::GetLastError();
        // A file that is about to go is "access denied" too.
        if (code != ERROR_SHARING_VIOLATION && code != ERROR_ACCESS_DENIED) return cannot_lock(name, path, code);
        if (code == ERROR_SHARING_VIOLATION) {
            Result<Probe> holder = probe(name, system);
            if (!holder) return base::Unexpected(std::move(holder).error());
            if (holder->code == 0) return served(name, holder->process);
        }
        if (deadline.passed()) return code == ERROR_SHARING_VIOLATION ? lock_is_held(name, path) : cannot_lock(name, path, code);
        base::sleep_for(std::chrono::milliseconds(5));
    }
}

// Makes way for a new socket file.
Result<void> clear_path(const SocketName& name, UnixSystem& system)
{
    UnixSystem::File file = system.look(name.path);
    if (file.error != 0) return base::Unexpected(cannot_create(name, static_cast<int>(file.error)));
    if (file.kind == UnixSystem::File::Kind::missing) return {};
    if (file.kind == UnixSystem::File::Kind::other) return no_socket(name, ERROR_FILE_EXISTS);
    Result<Probe> found = probe(name, system);
    if (!found) return base::Unexpected(std::move(found).error());
    switch (kind_of_system_code(static_cast<int>(found->code))) {
    case IoErrorKind::refused:
    case IoErrorKind::not_found: break;
    case IoErrorKind::access_denied:
        return failure(IoErrorKind::access_denied,
                       "Access denied: " + name.title + " cannot be created. Its socket belongs to another user.",
                       static_cast<int>(found->code));
    default:
        if (found->code == 0) return served(name, found->process);
        return base::Unexpected(cannot_create(name, static_cast<int>(found->code)));
    }
    DWORD code = system.remove(name.path);
    if (code == 0 || code == ERROR_FILE_NOT_FOUND) return {};
    return base::Unexpected(system_error(static_cast<int>(code), "Access denied: the dead socket '" + name.path + "' cannot be removed"));
}

} // namespace

IoError cannot_make_socket(const SocketName& name, DWORD code)
{
    if (code != WSAEAFNOSUPPORT) return system_error(static_cast<int>(code), "A Unix socket cannot be made");
    return {IoErrorKind::invalid, static_cast<int>(code),
            "The " + name.title +
                " cannot be used: Unix sockets need Windows 10 version 1803 or later, and this Windows has none. Use a named pipe, such as "
                "'kestrun.demo.pipe'."};
}

SocketFile::SocketFile(SocketFile&& other) noexcept
    : system_(other.system_), path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, INVALID_HANDLE_VALUE)),
      volume_(other.volume_), index_(other.index_)
{
}

SocketFile& SocketFile::operator=(SocketFile&& other) noexcept
{
    std::swap(system_, other.system_);
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    std::swap(volume_, other.volume_);
    std::swap(index_, other.index_);
    return *this;
}

void SocketFile::remove() noexcept
{
    if (!path_.empty()) {
        UnixSystem::File file = system_->look(path_);
        if (file.kind == UnixSystem::File::Kind::socket && file.volume == volume_ && file.index == index_) system_->remove(path_);
        path_.clear();
    }
    if (lock_ != INVALID_HANDLE_VALUE) ::CloseHandle(std::exchange(lock_, INVALID_HANDLE_VALUE));
}

// Nobody can connect before listen(), and by then the access list stands.
Result<SocketFile> SocketFile::listen(const SocketName& name, bool owner_only, int backlog, UnixSystem& system, OwnedSocket& listening)
{
    OwnedSocket socket;
    if (DWORD code = system.create(socket); code != 0) return base::Unexpected(cannot_make_socket(name, code));
    Result<HANDLE> lock = take_lock(name, system);
    if (!lock) return base::Unexpected(std::move(lock).error());
    SocketFile file;
    file.system_ = &system;
    file.lock_ = *lock;
    if (Result<void> cleared = clear_path(name, system); !cleared) return base::Unexpected(std::move(cleared).error());
    if (DWORD code = system.bind(socket.get(), unix_address(name.path)); code != 0)
        return base::Unexpected(cannot_create(name, static_cast<int>(code)));
    UnixSystem::File made = system.look(name.path);
    file.path_ = name.path;
    file.volume_ = made.volume;
    file.index_ = made.index;
    DWORD code = made.error != 0 ? made.error : system.protect(name.path, socket_security_text(owner_only, current_user_sid()));
    if (code == 0) code = system.listen(socket.get(), backlog);
    if (code != 0) return base::Unexpected(cannot_create(name, static_cast<int>(code)));
    listening = std::move(socket);
    return file;
}

} // namespace kestrun::io
