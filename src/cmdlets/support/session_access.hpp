// What commands about the session itself ask of the engine's inside, in one place: scopes, the caller, information records, Write-Error.
#pragma once
#include "cmdlets/support/common.hpp"
#include "engine/cmdlet_processor.hpp"
#include "engine/module.hpp"
#include "engine/records.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::cmdlets {

using engine::Scope;
using engine::SessionImpl;
using engine::Symbol;

/// Writes an InformationRecord of a command: -InformationAction, $InformationPreference and redirection decide; `host`: Write-Host, which
/// shows whatever the preference says.
void write_information(Cmdlet::Invocation& in, Value record, bool host);
/// An error of the caller rather than of the command: what Write-Error does.
void write_error_of_caller(Cmdlet::Invocation& in, Ref<ErrorRecord> record);

/// The scope a cmdlet was called in.
Scope& caller_scope(Cmdlet::Invocation& in);
/// "Global", "Local", "Script", or a number of scopes up from the caller. Throws PSArgumentException / PSArgumentOutOfRangeException.
Scope& find_scope(Cmdlet::Invocation& in, std::string_view name);

} // namespace kestrun::cmdlets
