#include "kr/support.hpp"
#include "base/text.hpp"
#include "kr/route_state.hpp"
#include "kr/server_host.hpp"
#include "log/registry.hpp"
#include <algorithm>

namespace kestrun::kr {

void fail_script(std::string_view error_id, std::string message, ErrorCategory category, Value target, std::string_view exception_type)
{
    ScriptError error{value::make<ErrorRecord>(value::make_exception(exception_type, std::move(message)), std::string(error_id), category,
                                               std::move(target))};
    error.from_throw = true;
    throw error;
}

std::shared_ptr<ServerHost> KrCmdlet::server(size_t parameter) const
{
    if (has(parameter)) {
        if (const auto* object = arg(parameter).as<ServerObject>()) return object->host;
    }
    if (RouteState* state = route()) return state->host.shared_from_this();
    if (auto host = servers::get_default()) return host;
    fail_script("ServerNotFound", "There is no Kestrun server yet. Create one with New-KrServer first.", ErrorCategory::ObjectNotFound);
}

RouteState* KrCmdlet::route() const { return current_route(context()); }

RouteState* KrCmdlet::require_route(std::string_view command) const
{
    if (RouteState* state = route()) return state;
    const std::string text = std::string(command) + " must be called inside a route script block where $Context is available.";
    if (const auto& logger = log::default_logger())
        write_line(*logger, log::Level::Warning, text);
    else
        write_warning(text);
    return nullptr;
}

log::Level KrCmdlet::level(size_t parameter, log::Level fallback) const
{
    return has(parameter) && !arg(parameter).is_null() ? static_cast<log::Level>(cmdlets::integral(arg(parameter))) : fallback;
}

Ref<value::Dictionary> make_string_dictionary(bool ignore_case)
{
    static const value::Type& type = *[] {
        const value::Type* arguments[] = {&value::types::string(), &value::types::string()};
        return value::instantiate(value::types::dictionary(), arguments);
    }();
    return value::make<value::Dictionary>(type, ignore_case ? value::KeyComparer::IgnoreCase : value::KeyComparer::CaseSensitive);
}

std::string join(const std::vector<std::string>& texts, std::string_view separator)
{
    std::string out;
    for (const std::string& text : texts) {
        if (!out.empty()) out += separator;
        out += text;
    }
    return out;
}

} // namespace kestrun::kr
