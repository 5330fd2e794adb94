#pragma once
// Listener over a listening socket of any family.

#include "io/descriptor_posix.hpp"
#include "io/listener.hpp"
#include "io/loop_core.hpp"
#include "io/socket_file_posix.hpp"

namespace kestrun::io {

class SocketListener final : public Listener
{
public:
    // `file` is empty for TCP. local: what PeerInfo::local of its connections says.
    SocketListener(Descriptor socket, SocketFile file, Endpoint endpoint, std::string path, bool owner_only);
    ~SocketListener() override { close(); }
    SocketListener(const SocketListener&) = delete;
    SocketListener& operator=(const SocketListener&) = delete;

    Result<std::unique_ptr<Stream>> accept(Deadline deadline) override;
    void close() noexcept override;
    const Endpoint& endpoint() const noexcept override { return endpoint_; }
    const std::string& path() const noexcept override { return path_; }
    std::uint64_t rejected() const noexcept override { return rejected_; }
    std::intptr_t native_handle() const noexcept override { return watch_.fd; }

private:
    bool admit(int fd, PeerInfo& peer) noexcept;

    IoWatch watch_;
    SocketFile file_;
    Endpoint endpoint_;
    std::string path_;
    std::string local_;
    bool owner_only_;
    std::uint64_t rejected_ = 0;
};

} // namespace kestrun::io
