#include "io/socket_file_posix.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/scheduler.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace kestrun::io {

namespace {

constexpr auto lock_patience = std::chrono::seconds(3);

std::string directory_of(const std::string& path)
{
    std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

// " (PID, kestrun)" or nothing.
std::string process_text(std::int64_t pid)
{
    if (pid <= 0) return {};
    std::string text = "process " + std::to_string(pid);
    std::string command_path = "/proc/" + std::to_string(pid) + "/comm";
    if (std::FILE* file = std::fopen(command_path.c_str(), "re")) {
        char name[64];
        if (std::fgets(name, sizeof name, file) != nullptr) {
            name[std::strcspn(name, "\n")] = '\0';
            text += std::string(" (") + name + ")";
        }
        std::fclose(file);
    }
    return text;
}

// Held while a server looks at the path, clears it and binds: a socket that is bound and does not listen yet looks like a dead one.
class PathLock
{
public:
    static Result<PathLock> acquire(const SocketName& name);
    PathLock(PathLock&& other) noexcept = default;
    PathLock& operator=(PathLock&& other) noexcept = default;
    ~PathLock()
    {
        if (file_) ::unlink(path_.c_str());
    }

private:
    PathLock(std::string path, Descriptor file) noexcept : path_(std::move(path)), file_(std::move(file)) {}

    std::string path_;
    Descriptor file_;
};

Result<PathLock> PathLock::acquire(const SocketName& name)
{
    std::string path = name.path + ".lock";
    base::Deadline deadline = base::Deadline::after(lock_patience);
    while (true) {
        Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file) {
            int code = errno;
            IoError error = system_error(code, capitalized(name.title) + " cannot be created: " +
                                                   (code == ENOENT || code == ENOTDIR || code == EACCES || code == EROFS
                                                        ? "the directory '" + directory_of(path) + "', user " + user_name(::geteuid())
                                                        : "'" + path + "'"));
            if (error.kind == IoErrorKind::access_denied) error.message = "Access denied: " + error.message;
            return base::Unexpected(std::move(error));
        }
        struct stat opened = {};
        struct stat present = {};
        // Whoever held it before us removed it: then ours is a file without a name.
        if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
            if (::fstat(file.get(), &opened) == 0 && ::lstat(path.c_str(), &present) == 0 && opened.st_ino == present.st_ino &&
                opened.st_dev == present.st_dev) {
                return PathLock(std::move(path), std::move(file));
            }
            continue;
        }
        if (deadline.passed()) return lock_is_held(name, path);
        base::sleep_for(std::chrono::milliseconds(5));
    }
}

// Looks who answers at a socket file. Nothing: nobody does, the server is dead.
Result<void> check_dead(const SocketName& name, const struct stat& file)
{
    Descriptor probe(::socket(AF_UNIX, SOCK_STREAM, 0));
    if (!probe) return base::Unexpected(system_error(errno, "socket"));
    make_nonblocking_cloexec(probe.get());
    sockaddr_un address = socket_address(name.path);
    int code = ::connect(probe.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
    std::string foreign =
        file.st_uid != ::geteuid() ? " The socket '" + name.path + "' belongs to user " + user_name(file.st_uid) + "." : "";
    switch (code) {
    case ECONNREFUSED:
    case ENOENT:
        if (foreign.empty() || ::geteuid() == 0) return {};
        return failure(IoErrorKind::access_denied, "Access denied: " + name.title + " cannot be created." + foreign, EACCES);
    case 0:
    case EAGAIN: // its queue is full
    case EINPROGRESS: return already_served(name, process_text(code == 0 ? peer_credentials(probe.get()).pid : -1), foreign, EADDRINUSE);
    case EACCES:
    case EPERM: return failure(IoErrorKind::access_denied, "Access denied: " + name.title + " cannot be created." + foreign, code);
    case EPROTOTYPE: // a datagram socket, alive or dead: not made by a server of our kind
        return failure(IoErrorKind::in_use,
                       capitalized(name.title) + " cannot be created: '" + name.path +
                           "' is a socket of another kind. Remove it or use another name.",
                       code);
    default: return base::Unexpected(cannot_create(name, code));
    }
}

// Makes way for a new socket file.
Result<void> clear_path(const SocketName& name)
{
    struct stat file = {};
    if (::lstat(name.path.c_str(), &file) != 0) {
        if (errno == ENOENT) return {};
        return base::Unexpected(cannot_create(name, errno));
    }
    if (!S_ISSOCK(file.st_mode)) return no_socket(name, EEXIST);
    if (Result<void> dead = check_dead(name, file); !dead) return dead;
    if (::unlink(name.path.c_str()) != 0 && errno != ENOENT) {
        IoError error = system_error(errno, "Access denied: the dead socket '" + name.path + "' cannot be removed");
        return base::Unexpected(std::move(error));
    }
    return {};
}

// The file's mode from its first moment on: Linux takes it from the socket, others get it before anybody can connect (no listen() yet).
Result<void> bind_and_listen(const SocketName& name, bool owner_only, int backlog, int fd)
{
    mode_t mode = owner_only ? 0600 : 0666;
    ::fchmod(fd, mode);
    sockaddr_un address = socket_address(name.path);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        return base::Unexpected(cannot_create(name, errno));
    }
    if (::chmod(name.path.c_str(), mode) != 0 || ::listen(fd, backlog) != 0) {
        int code = errno;
        ::unlink(name.path.c_str());
        return base::Unexpected(cannot_create(name, code));
    }
    return {};
}

} // namespace

SocketFile::SocketFile(SocketFile&& other) noexcept : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}

SocketFile& SocketFile::operator=(SocketFile&& other) noexcept
{
    std::swap(path_, other.path_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
    return *this;
}

SocketFile::~SocketFile() { remove(); }

void SocketFile::remove() noexcept
{
    if (path_.empty()) return;
    struct stat file = {};
    if (::lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_) ::unlink(path_.c_str());
    path_.clear();
}

Result<SocketFile> SocketFile::listen(const SocketName& name, bool owner_only, int backlog, Descriptor& listening)
{
    Result<PathLock> lock = PathLock::acquire(name);
    if (!lock) return base::Unexpected(std::move(lock).error());
    if (Result<void> cleared = clear_path(name); !cleared) return base::Unexpected(std::move(cleared).error());
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    if (!fd) return base::Unexpected(system_error(errno, "socket"));
    make_nonblocking_cloexec(fd.get());
    if (Result<void> bound = bind_and_listen(name, owner_only, backlog, fd.get()); !bound)
        return base::Unexpected(std::move(bound).error());
    struct stat made = {};
    if (::lstat(name.path.c_str(), &made) != 0) return base::Unexpected(system_error(errno, capitalized(name.title) + " vanished"));
    SocketFile file;
    file.path_ = name.path;
    file.device_ = made.st_dev;
    file.inode_ = made.st_ino;
    listening = std::move(fd);
    return file;
}

sockaddr_un socket_address(const std::string& path) noexcept
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
    return address;
}

PeerCredentials peer_credentials(int fd) noexcept
{
#if defined(__linux__)
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0)
        return {credentials.pid, static_cast<std::int64_t>(credentials.uid)};
#else
    uid_t uid = 0;
    gid_t gid = 0;
    if (::getpeereid(fd, &uid, &gid) == 0) return {-1, static_cast<std::int64_t>(uid)};
#endif
    return {};
}

std::string user_name(std::int64_t uid)
{
    std::vector<char> buffer(4096);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(static_cast<uid_t>(uid), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
    return std::to_string(uid);
}

} // namespace kestrun::io
