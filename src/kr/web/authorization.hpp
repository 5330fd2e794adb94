// What a client says of itself: RFC 7617.
#pragma once
#include "value/value.hpp"
#include <string>
#include <string_view>

namespace kestrun::kr {

/// The Authorization field for "user:password".
std::string basic_field(std::string_view user_and_password);
/// The same for a PSCredential.
std::string basic_authorization(const value::Value& credential);

} // namespace kestrun::kr
