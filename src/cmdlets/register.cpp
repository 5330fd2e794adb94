#include "cmdlets/register.hpp"
#include "cmdlets/archive/archive_commands.hpp"
#include "cmdlets/completion/completion.hpp"
#include "cmdlets/core/history.hpp"
#include "cmdlets/core/job_object.hpp"
#include "cmdlets/core/shell_run.hpp"
#include "cmdlets/format/formatter.hpp"
#include "cmdlets/management/process_object.hpp"
#include "cmdlets/management/test_connection.hpp"
#include "cmdlets/security/certificate.hpp"
#include "cmdlets/security/cms_envelope.hpp"
#include "cmdlets/security/cms_messages.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/clixml.hpp"
#include "cmdlets/utility/event_manager.hpp"
#include "cmdlets/utility/event_sources.hpp"
#include "cmdlets/utility/host.hpp"
#include "cmdlets/utility/host_prompts.hpp"
#include "cmdlets/utility/json_document.hpp"
#include "cmdlets/utility/markdown.hpp"
#include "cmdlets/utility/match_info.hpp"
#include "cmdlets/utility/ps_style.hpp"
#include "cmdlets/utility/type_data.hpp"
#include "value/zip_archive.hpp"

namespace kestrun::cmdlets {

namespace {

#define KESTRUN_CMDLET_TABLE_ADDRESS(name) &name##_table,
constexpr const CmdletTable* tables[] = {KESTRUN_CMDLET_TABLES(KESTRUN_CMDLET_TABLE_ADDRESS)};

} // namespace

void register_all_cmdlets()
{
    value::register_types(data_object_types());
    value::register_types(match_info_types());
    value::register_types(host_types());
    value::register_types(prompt_types());
    value::register_types(job_types());
    value::register_types(process_types());
    value::register_types(completion_types());
    value::register_types(powershell_types());
    value::register_types(runspace_types());
    for (const auto rows :
         {history_types(), event_types(), event_source_types(), type_data_types(), test_connection_types(), markdown_types(),
          certificate_types(), cms_types(), cms_recipient_types(), clixml_types(), json_document_types()})
        value::register_types(rows);
    use_type_tables();
    value::register_types(value::zip_types());
    for (const CmdletTable* table : tables) engine::register_cmdlets(*table);
    engine::register_cmdlets(archive_table);
    engine::set_display_hook(make_default_display);
    engine::add_automatic_variable("PSStyle", make_ps_style);
    engine::add_automatic_variable(
        "PWD", [](Context& context) { return make_path_info(context, context.current_directory()); }, true);
    engine::add_automatic_variable("Host", make_host);
}

} // namespace kestrun::cmdlets
