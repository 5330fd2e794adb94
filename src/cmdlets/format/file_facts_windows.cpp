#include "cmdlets/format/file_facts.hpp"

namespace kestrun::cmdlets {

// Windows' view has other columns.
FileFacts file_facts(const Value&) { return {}; }

} // namespace kestrun::cmdlets
