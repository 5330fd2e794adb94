#include "kr/register.hpp"
#include "cmdlets/register.hpp"
#include "engine/engine_types.hpp"
#include "kr/context_object.hpp"
#include "kr/logger_objects.hpp"
#include "kr/route_types.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "kr/web/html_elements.hpp"
#include "kr/web/messages.hpp"
#include "kr/web/request_session.hpp"
#include "kr/web/response_object.hpp"
#include "kr/web_session.hpp"

namespace kestrun::kr {

namespace {

void register_web_types()
{
    for (const auto rows : {web_types(), message_types(), html_types(), response_object_types(), request_session_types()})
        value::register_types(rows);
    register_response_views();
}

} // namespace

void register_web_commands()
{
    register_web_types();
    engine::register_cmdlets(web_commands_table);
}

void register_commands()
{
    engine::register_engine_types();
    cmdlets::register_all_cmdlets();
    for (const auto rows : {logger_types(), server_types(), route_types(), context_types()}) value::register_types(rows);
    register_web_types();
#define KESTRUN_REGISTER_KR_TABLE(name) engine::register_cmdlets(name##_table);
    KESTRUN_KR_TABLES(KESTRUN_REGISTER_KR_TABLE)
#undef KESTRUN_REGISTER_KR_TABLE
}

} // namespace kestrun::kr
