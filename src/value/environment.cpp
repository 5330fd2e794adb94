#include "value/environment.hpp"
#include "base/process_facts.hpp"

namespace kestrun::value {

std::vector<std::string> environment_block()
{
    std::vector<std::string> result;
    for (const auto& [name, value] : environment_variables()) result.push_back(name + "=" + value);
    return result;
}

std::string machine_name()
{
    const std::string whole = base::host_name();
    return whole.empty() ? "localhost" : whole.substr(0, whole.find('.'));
}

} // namespace kestrun::value
