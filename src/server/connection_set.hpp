#pragma once

#include "http/http1_connection.hpp"
#include "io/loop.hpp"

#include <cstddef>
#include <memory>

namespace kestrun::server {

/// One connection that is served.
struct Connection
{
    Connection(std::unique_ptr<io::Stream> transport, http::ExchangeHandler& handler, const http::ConnectionOptions& options)
        : stream(std::move(transport)), http(*stream, handler, options)
    {
    }

    std::unique_ptr<io::Stream> stream;
    http::Http1Connection http;
    Connection* next = nullptr;
    Connection* previous = nullptr;
};

/// The connections of one event loop. All functions: that loop's thread.
class ConnectionSet
{
public:
    explicit ConnectionSet(io::EventLoop& loop) : loop_(loop) {}
    ConnectionSet(const ConnectionSet&) = delete;
    ConnectionSet& operator=(const ConnectionSet&) = delete;

    [[nodiscard]] io::EventLoop& loop() noexcept { return loop_; }
    void add(Connection& connection) noexcept;
    void remove(Connection& connection) noexcept;
    /// Ends the idle ones now and the others after their answer; those that are added later as well.
    void drain() noexcept;
    /// Cancels the requests that still run.
    void cancel(base::CancelReason reason) noexcept;

private:
    io::EventLoop& loop_;
    Connection* first_ = nullptr;
    bool draining_ = false;
};

} // namespace kestrun::server
