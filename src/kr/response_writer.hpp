// The answers that commands and $Context.Response write. The last one wins wholly: status, type and body. All need a live route.
#pragma once
#include "kr/route_state.hpp"

namespace kestrun::kr {

struct JsonAnswer
{
    int depth = 10;
    bool compress = false;
    std::string content_type; // empty: application/json
};

/// The value's text. `content_type` empty: text/plain. UTF-8 without a byte order mark; a text type without charset gets one.
void write_text_answer(RouteState& state, const Value& value, int status, std::string_view content_type);
void write_json_answer(RouteState& state, const Value& value, int status, const JsonAnswer& how);
/// No body.
void write_status_answer(RouteState& state, int status);
/// 302 with Location; throws a script error for a target that cannot be sent.
void write_redirect_answer(RouteState& state, const std::string& url);
/// Only the body: text, or bytes of a byte[]; status and type stay, text/plain when there is none yet.
void write_body(RouteState& state, const Value& value);
/// Text or JSON, as the request's Accept asks.
void write_negotiated_answer(RouteState& state, const Value& value, int status);

/// Text of a value in a text answer: .NET's ToString().
std::string answer_text(const Value& value);

} // namespace kestrun::kr
