#pragma once
// A stream that encrypts. OpenSSL never touches the socket: it works on memory, and the inner stream carries its records.

#include "io/stream.hpp"

#include <memory>
#include <mutex>
#include <openssl/ssl.h>
#include <string>
#include <vector>

namespace kestrun::io {

struct SslDelete
{
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using SslHandle = std::unique_ptr<SSL, SslDelete>;

// What OpenSSL's queue of errors says of the last call of this thread, in words, and empties it. "" when it says nothing.
std::string take_ssl_errors();

class TlsStream final : public Stream
{
public:
    // `ssl` has been told which side it is. `where` names the other end in messages.
    TlsStream(std::unique_ptr<Stream> inner, SslHandle ssl, std::string where);
    ~TlsStream() override { close(); }
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    // Both sides agree on keys. Errors: untrusted, timed_out, cancelled, reset, other.
    Result<void> handshake(Deadline deadline);
    SSL* ssl() noexcept { return ssl_.get(); }

    using Stream::write_all;
    // 0 only when the peer said that no more comes (RFC 8446, section 6.1): a connection that just ends may have been cut by anybody
    // (reset).
    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    Result<void> write_all(std::span<const std::string_view> buffers, Deadline deadline) override;
    Result<void> shutdown_write() override;
    void close() noexcept override { inner_->close(); }
    void cancel() noexcept override { inner_->cancel(); }
    bool is_open() const noexcept override { return inner_->is_open(); }
    void watch_peer(base::Task* task, PeerWatch what) override { inner_->watch_peer(task, what); }
    const PeerInfo& peer() const noexcept override { return inner_->peer(); }
    std::intptr_t native_handle() const noexcept override { return inner_->native_handle(); }

private:
    Result<void> send_records(Deadline deadline);
    Result<bool> receive_records(Deadline deadline);
    Result<void> advance(int outcome, Deadline deadline);

    std::unique_ptr<Stream> inner_;
    SslHandle ssl_;
    std::string where_;
    BIO* incoming_;                // records from the peer; the SSL owns both
    BIO* outgoing_;                // records for the peer
    std::vector<char> record_;     // being received
    std::string unsent_;           // being sent
    bool sending_ = false;         // by one task; what another adds meanwhile goes out after it
    bool receiving_ended_ = false; // the inner stream ended
};

} // namespace kestrun::io
