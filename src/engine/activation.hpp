// What embedding calls need around a script: the frame below everything, and the session as the fiber's own.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// Code of what has no script: the frame below everything.
const Code& root_code();

/// The session is the fiber's while this lives.
class Activation
{
public:
    explicit Activation(SessionImpl& session) : saved_(value::conversion_host()) { value::set_conversion_host(&session); }
    Activation(const Activation&) = delete;
    Activation& operator=(const Activation&) = delete;
    ~Activation() { value::set_conversion_host(saved_); }

private:
    value::ConversionHost* saved_;
};

} // namespace kestrun::engine
