#include "io/tls_stream.hpp"

#include <openssl/err.h>

namespace kestrun::io {

namespace {

// A record carries at most 16 KiB of content, and some bytes around it (RFC 8446, section 5.2).
constexpr std::size_t record_size = 17 * 1024;

} // namespace

std::string take_ssl_errors()
{
    std::string text;
    while (const unsigned long code = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(code);
        if (!text.empty()) text += "; ";
        text += reason != nullptr ? reason : "error " + std::to_string(code);
    }
    return text;
}

TlsStream::TlsStream(std::unique_ptr<Stream> inner, SslHandle ssl, std::string where)
    : inner_(std::move(inner)), ssl_(std::move(ssl)), where_(std::move(where)), incoming_(BIO_new(BIO_s_mem())),
      outgoing_(BIO_new(BIO_s_mem())), record_(record_size)
{
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
}

// What OpenSSL has made for the peer. A task that reads may have to send too (an alert, new keys): whoever comes second leaves its records
// to the one that is sending.
Result<void> TlsStream::send_records(Deadline deadline)
{
    if (sending_) return {};
    sending_ = true;
    Result<void> outcome;
    while (const std::size_t size = BIO_ctrl_pending(outgoing_)) {
        unsent_.resize(size);
        unsent_.resize(static_cast<std::size_t>(BIO_read(outgoing_, unsent_.data(), static_cast<int>(size))));
        outcome = inner_->write_all(unsent_, deadline);
        if (!outcome) break;
    }
    sending_ = false;
    return outcome;
}

// False at the end of the inner stream.
Result<bool> TlsStream::receive_records(Deadline deadline)
{
    if (receiving_ended_) return false;
    Result<std::size_t> count = inner_->read_some(record_, deadline);
    if (!count) return base::Unexpected(std::move(count).error());
    receiving_ended_ = *count == 0;
    if (*count > 0) BIO_write(incoming_, record_.data(), static_cast<int>(*count));
    return !receiving_ended_;
}

// After a call that returned `outcome` (<= 0): does what it waits for, so that it can be called again.
Result<void> TlsStream::advance(int outcome, Deadline deadline)
{
    const int why = SSL_get_error(ssl_.get(), outcome);
    // An alert that explains the failure goes out before it is told here.
    Result<void> sent = send_records(deadline);
    if (why == SSL_ERROR_WANT_WRITE) return sent;
    if (why == SSL_ERROR_WANT_READ) {
        if (!sent) return sent;
        Result<bool> more = receive_records(deadline);
        if (!more) return base::Unexpected(std::move(more).error());
        if (!*more) return failure(IoErrorKind::reset, "the TLS connection with " + where_ + " was cut off");
        return {};
    }
    const std::string text = take_ssl_errors();
    if (why == SSL_ERROR_ZERO_RETURN) return failure(IoErrorKind::eof, "the TLS connection with " + where_ + " has ended");
    return failure(IoErrorKind::untrusted,
                   "the TLS connection with " + where_ + " failed: " + (text.empty() ? std::string("unexpected end of the stream") : text));
}

Result<void> TlsStream::handshake(Deadline deadline)
{
    while (true) {
        ERR_clear_error();
        const int outcome = SSL_do_handshake(ssl_.get());
        if (outcome == 1) return send_records(deadline);
        if (Result<void> done = advance(outcome, deadline); !done) return done;
    }
}

Result<std::size_t> TlsStream::read_some(std::span<char> buffer, Deadline deadline)
{
    if (buffer.empty()) return failure(IoErrorKind::invalid, "a read needs a buffer of at least one byte");
    while (true) {
        ERR_clear_error();
        std::size_t count = 0;
        const int outcome = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        if (outcome == 1) return count;
        if (SSL_get_error(ssl_.get(), outcome) == SSL_ERROR_ZERO_RETURN) return 0;
        if (Result<void> done = advance(outcome, deadline); !done) return base::Unexpected(std::move(done).error());
    }
}

Result<void> TlsStream::write_all(std::span<const std::string_view> buffers, Deadline deadline)
{
    for (std::string_view buffer : buffers) {
        while (!buffer.empty()) {
            ERR_clear_error();
            std::size_t count = 0;
            const int outcome = SSL_write_ex(ssl_.get(), buffer.data(), std::min(buffer.size(), record_size), &count);
            if (outcome == 1) {
                buffer.remove_prefix(count);
                if (BIO_ctrl_pending(outgoing_) < 4 * record_size) continue; // small buffers leave together
                if (Result<void> sent = send_records(deadline); !sent) return sent;
            } else if (Result<void> done = advance(outcome, deadline); !done) {
                return done;
            }
        }
    }
    return send_records(deadline);
}

Result<void> TlsStream::shutdown_write()
{
    ERR_clear_error();
    SSL_shutdown(ssl_.get()); // says "close notify"
    take_ssl_errors();
    if (Result<void> sent = send_records(Deadline::immediate()); !sent) return sent;
    return inner_->shutdown_write();
}

} // namespace kestrun::io
