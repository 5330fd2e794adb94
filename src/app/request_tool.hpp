// `kestrun request`: the curl that named pipes never had.
#pragma once
#include <string>
#include <vector>

namespace kestrun::app {

/// Exit status: 0 answered, 1 no answer, 2 wrong usage, 22 with --fail and a status of 400 or more.
int run_request(const std::vector<std::string>& arguments);

} // namespace kestrun::app
