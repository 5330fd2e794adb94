#pragma once

#include "server/context.hpp"

#include <kestrun/context.hpp>

namespace kestrun {

/// Makes a public Context for a request and finds the request of one; nobody else can.
class ContextAccess
{
public:
    static Context make(server::RequestContext& request) noexcept { return Context(&request); }
    static server::RequestContext& of(const Context& context) noexcept { return *static_cast<server::RequestContext*>(context.request_); }
};

} // namespace kestrun
