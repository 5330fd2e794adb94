// Asking the user to choose: $Host.UI.PromptForChoice, and what -Confirm asks.
#pragma once
#include "engine/context.hpp"

namespace kestrun::engine {

class SessionImpl;

struct Choice
{
    std::string label; // the letter behind & chooses it: "&Yes"
    std::string help;
};

/// The index of what was chosen; by_default (-1: none) for an empty answer. Nothing when nobody can be asked.
std::optional<int> prompt_for_choice(Host& host, std::string_view caption, std::string_view message, std::span<const Choice> choices,
                                     int by_default);

enum class Confirmation : uint8_t
{
    Ask, // nothing said yet
    All,
    None,
};
/// Raises the HostException of a host that nobody sits at (HostFunctionNotImplemented). query: what would have been asked; nothing: a
/// line was to be read.
[[noreturn]] void throw_cannot_prompt(std::optional<std::string_view> query = std::nullopt);

/// May the action be done? Without anybody to ask: throw_cannot_prompt(). "... to All" is remembered for the rest of the command.
bool confirm_action(Host& host, std::string_view caption, std::string_view message, Confirmation& remembered);
/// The same, when the call or its preference variables want it; -WhatIf only tells.
bool should_process(SessionImpl& session, std::string_view target, std::string_view action, std::optional<bool> what_if,
                    std::optional<bool> confirm, bool high_impact, Confirmation& remembered);

} // namespace kestrun::engine
