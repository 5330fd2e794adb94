// Errors as answers: text, JSON, YAML or XML, as the client asks.
#pragma once
#include "kr/route_state.hpp"

namespace kestrun::kr {

struct ErrorAnswer
{
    int status = 500;
    std::string message;
    std::optional<std::string> details;
    std::string exception; // short type name; empty: none
    std::string stack;     // empty: none
};

/// Replaces the answer. `content_type` decides the format; when it is empty the request's Accept does.
void write_error_answer(RouteState& state, const ErrorAnswer& answer, std::string_view content_type);

} // namespace kestrun::kr
