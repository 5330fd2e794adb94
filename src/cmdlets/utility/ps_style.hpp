// $PSStyle: colours and their use (about_ANSI_Terminals).
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

/// System.Management.Automation.PSStyle, one per session.
Value make_ps_style(Context& context);

} // namespace kestrun::cmdlets
