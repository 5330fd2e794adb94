// The tables of all command files, listed once.
#pragma once
#include "kr/support.hpp"

namespace kestrun::kr {

#define KESTRUN_KR_TABLES(X)                                                                                                               \
    X(logger_commands)                                                                                                                     \
    X(sink_commands)                                                                                                                       \
    X(log_commands)                                                                                                                        \
    X(server_commands)                                                                                                                     \
    X(life_commands)                                                                                                                       \
    X(endpoint_commands)                                                                                                                   \
    X(option_commands)                                                                                                                     \
    X(route_commands)                                                                                                                      \
    X(request_commands)                                                                                                                    \
    X(response_commands)                                                                                                                   \
    X(web_request)                                                                                                                         \
    X(web_commands)

#define KESTRUN_DECLARE_KR_TABLE(name) extern const CmdletTable name##_table;
KESTRUN_KR_TABLES(KESTRUN_DECLARE_KR_TABLE)
#undef KESTRUN_DECLARE_KR_TABLE

} // namespace kestrun::kr
