#include "kr/register.hpp"
#include "cmdlets/register.hpp"
#include "engine/engine_types.hpp"
#include "kr/context_object.hpp"
#include "kr/logger_objects.hpp"
#include "kr/route_types.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "kr/web_session.hpp"

namespace kestrun::kr {

void register_commands()
{
    engine::register_engine_types();
    cmdlets::register_all_cmdlets();
    for (const auto rows : {logger_types(), server_types(), route_types(), context_types(), web_types()}) value::register_types(rows);
#define KESTRUN_REGISTER_KR_TABLE(name) engine::register_cmdlets(name##_table);
    KESTRUN_KR_TABLES(KESTRUN_REGISTER_KR_TABLE)
#undef KESTRUN_REGISTER_KR_TABLE
}

} // namespace kestrun::kr
