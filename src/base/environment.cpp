#include "base/environment.hpp"

namespace kestrun::base {

std::string environment_text(std::string_view name) { return environment_variable(name).value_or(std::string()); }

} // namespace kestrun::base
