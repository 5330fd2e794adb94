// clang-format off
// The tables of all command files, listed once.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

#define KESTRUN_CMDLET_TABLES(X)                                                                                                           \
    X(foreach_object)                                                                                                                      \
    X(where_object)                                                                                                                        \
    X(out)                                                                                                                                 \
    X(format_commands)                                                                                                                     \
    X(write)                                                                                                                               \
    X(select_object)                                                                                                                       \
    X(sort_group)                                                                                                                          \
    X(measure_object)                                                                                                                      \
    X(json_commands)                                                                                                                       \
    X(paths)                                                                                                                               \
    X(content)                                                                                                                             \
    X(child_items) X(change_items) X(move_items) X(location) X(out_text) X(date) X(variables) X(aliases) X(invoke) X(invoke_command)       \
        X(members) X(get_command) X(get_verb) X(compare_object) X(csv) X(select_string) X(misc) X(secrets) X(file_hash) X(html) X(jobs) X(start_job)    \
            X(thread_jobs) X(modules) X(manifest) X(session_utility) X(session_management) X(get_help) X(process)          \
                X(item_property) X(data_files) X(xml) X(argument_completers) X(alias_files) X(localized_data) X(history) X(settings) X(type_data) X(events)        \
                    X(dynamic_property) X(computer) X(clock) X(test_json) X(drives) X(test_connection) X(markdown) X(transcript) X(pfx_certificate) X(cms_messages)

#define KESTRUN_DECLARE_CMDLET_TABLE(name) extern const CmdletTable name##_table;
KESTRUN_CMDLET_TABLES(KESTRUN_DECLARE_CMDLET_TABLE)
#undef KESTRUN_DECLARE_CMDLET_TABLE

} // namespace kestrun::cmdlets
