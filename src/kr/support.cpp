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

namespace {

/// Letters to insert, delete, replace or swap to get from one to the other, without case.
size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    const auto same = [](char x, char y) { return base::ascii_lower(x) == base::ascii_lower(y); };
    for (size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same(a[i - 1], b[j - 1]) ? 0U : 1U)});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

} // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names)
{
    if (wrong.size() > 100) return {};
    const size_t limit = std::max<size_t>(1, wrong.size() / 3);
    size_t best = limit + 1;
    std::string found;
    for (const std::string& name : names) {
        if (name.size() > wrong.size() + limit || name.size() + limit < wrong.size()) continue;
        const size_t distance = edit_distance(wrong, name);
        if (distance >= best) continue;
        best = distance;
        found = name;
    }
    return found;
}

} // namespace kestrun::kr
