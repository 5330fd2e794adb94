#include "server/connection_set.hpp"

namespace kestrun::server {

void ConnectionSet::add(Connection& connection) noexcept
{
    connection.next = first_;
    if (first_ != nullptr) first_->previous = &connection;
    first_ = &connection;
    if (draining_) connection.http.drain();
}

void ConnectionSet::remove(Connection& connection) noexcept
{
    (connection.previous != nullptr ? connection.previous->next : first_) = connection.next;
    if (connection.next != nullptr) connection.next->previous = connection.previous;
    connection.next = connection.previous = nullptr;
}

void ConnectionSet::drain() noexcept
{
    draining_ = true;
    for (Connection* each = first_; each != nullptr; each = each->next) each->http.drain();
}

void ConnectionSet::cancel(base::CancelReason reason) noexcept
{
    for (Connection* each = first_; each != nullptr; each = each->next)
        if (base::Task* const task = each->http.task()) task->cancel_state().request(reason);
}

} // namespace kestrun::server
