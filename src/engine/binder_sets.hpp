// Parameter sets as bits: what the parts of the binder share.
#pragma once
#include "engine/command.hpp"

namespace kestrun::engine {

inline uint32_t mask_of(const ParameterMetadata& parameter)
{
    uint32_t mask = 0;
    for (const ParameterSet& s : parameter.sets) mask |= s.set == -1 ? ~0U : 1U << s.set;
    return mask;
}

inline const ParameterSet* set_of(const ParameterMetadata& parameter, uint32_t mask)
{
    const ParameterSet* best = nullptr;
    for (const ParameterSet& s : parameter.sets)
        if (s.set == -1 || (mask >> s.set & 1U)) {
            if (!best || s.position >= 0) best = &s;
        }
    return best;
}

/// ParameterName and ErrorId of the exception of a binding error.
void tell_binding(ErrorRecord& record, std::string_view parameter);

/// The names of common parameters that an abbreviation may stand for.
std::vector<std::string> common_candidates(std::string_view name, bool should_process);

} // namespace kestrun::engine
