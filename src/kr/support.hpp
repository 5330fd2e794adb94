// What every Kr command file needs: the contracts of commands and values, errors that end the script, the server a command means.
#pragma once
#include "base/text.hpp"
#include "cmdlets/support/common.hpp"
#include "log/level.hpp"
#include "value/error.hpp"
#include <memory>
#include <string>
#include <string_view>

namespace kestrun::kr {

using cmdlets::equals_ci;
using engine::C;
using engine::Cmdlet;
using engine::CmdletDef;
using engine::CmdletTable;
using engine::Context;
using engine::make_cmdlet;
using engine::P;
using engine::ParameterDef;
using engine::ScriptBlock;
using engine::ScriptOptions;
using value::ErrorCategory;
using value::ErrorRecord;
using value::Name;
using value::Ref;
using value::ScriptError;
using value::Value;

class ServerHost;
struct RouteState;

/// An error that ends the script unless it catches it, as `throw` in a PowerShell function does: a server that is half configured must not
/// start.
[[noreturn]] void fail_script(std::string_view error_id, std::string message, ErrorCategory category = ErrorCategory::InvalidOperation,
                              Value target = {}, std::string_view exception_type = "System.InvalidOperationException");

/// Base of the Kr commands.
class KrCmdlet : public Cmdlet
{
protected:
    /// The server given with -Server, or the default one. Without any the script ends with an error that says what to do.
    std::shared_ptr<ServerHost> server(size_t parameter) const;
    /// The route that runs; null outside of routes.
    RouteState* route() const;
    /// The same, with a warning in the log that names this command.
    RouteState* require_route(std::string_view command) const;
    log::Level level(size_t parameter, log::Level fallback = log::Level::Verbose) const;
    /// An absolute path of the file system.
    std::string path(size_t parameter) const { return context().resolve_path(text(parameter)); }
};

/// The route that runs in a session; null outside of routes.
RouteState* current_route(Context& context);

/// Dictionary[string,string] with keys with or without case.
Ref<value::Dictionary> make_string_dictionary(bool ignore_case);
/// "GET, POST" of texts.
std::string join(const std::vector<std::string>& texts, std::string_view separator);

} // namespace kestrun::kr
