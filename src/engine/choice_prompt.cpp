#include "engine/choice_prompt.hpp"
#include "base/text.hpp"
#include "engine/session_impl.hpp"
#include <array>

namespace kestrun::engine {

namespace {

struct Shown
{
    std::string key, text; // "Y", "Yes"
};

Shown shown(const Choice& choice)
{
    Shown out{"", choice.label};
    const size_t mark = out.text.find('&');
    if (mark == std::string::npos) return out;
    out.text.erase(mark, 1);
    if (mark < out.text.size()) out.key = base::ascii_upper(out.text[mark]);
    return out;
}

std::string question(std::span<const Choice> choices, int by_default)
{
    std::string line;
    for (const Choice& choice : choices) {
        const Shown one = shown(choice);
        line += "[" + one.key + "] " + one.text + "  ";
    }
    line += "[?] Help";
    if (by_default >= 0 && static_cast<size_t>(by_default) < choices.size()) {
        const Shown one = shown(choices[static_cast<size_t>(by_default)]);
        line += " (default is \"" + (one.key.empty() ? one.text : one.key) + "\")";
    }
    return line + ": ";
}

} // namespace

void throw_cannot_prompt(std::optional<std::string_view> query)
{
    std::string message =
        "A command that prompts the user failed because the host program or the command type does not support user interaction. ";
    message += query ? "The host was attempting to request confirmation with the following message: " + std::string(*query)
                     : "Try a host program that supports user interaction, such as the PowerShell Console, and remove prompt-related "
                       "commands from command types that do not support user interaction.";
    value::throw_runtime("HostFunctionNotImplemented", message, ErrorCategory::NotImplemented, {},
                         "System.Management.Automation.Host.HostException");
}

std::optional<int> prompt_for_choice(Host& host, std::string_view caption, std::string_view message, std::span<const Choice> choices,
                                     int by_default)
{
    if (!host.is_interactive()) return std::nullopt;
    host.write_line("");
    if (!caption.empty()) host.write_line(caption);
    if (!message.empty()) host.write_line(message);
    while (true) {
        std::optional<std::string> answer = host.read_line(question(choices, by_default), false);
        if (!answer) return std::nullopt;
        const size_t first = answer->find_first_not_of(" \t");
        answer->erase(0, first == std::string::npos ? answer->size() : first);
        while (!answer->empty() && (answer->back() == ' ' || answer->back() == '\t')) answer->pop_back();
        if (answer->empty() && by_default >= 0) return by_default;
        for (size_t i = 0; i < choices.size(); ++i) {
            const Shown one = shown(choices[i]);
            if (!answer->empty() && (base::ascii_iequals(*answer, one.key) || base::ascii_iequals(*answer, one.text)))
                return static_cast<int>(i);
        }
        if (*answer != "?") continue;
        for (const Choice& choice : choices) {
            const Shown one = shown(choice);
            host.write_line((one.key.empty() ? one.text : one.key) + " - " + choice.help);
        }
    }
}

bool confirm_action(Host& host, std::string_view caption, std::string_view message, Confirmation& remembered)
{
    if (remembered != Confirmation::Ask) return remembered == Confirmation::All;
    if (!host.is_interactive()) throw_cannot_prompt(message);
    static const std::array<Choice, 4> choices = {
        Choice{"&Yes", "Do this step."},
        Choice{"Yes to &All", "Do this step and all that follow."},
        Choice{"&No", "Leave out this step and go on."},
        Choice{"No to A&ll", "Leave out this step and all that follow."},
    };
    switch (prompt_for_choice(host, caption, message, choices, 0).value_or(0)) {
    case 1: remembered = Confirmation::All; return true;
    case 2: return false;
    case 3: remembered = Confirmation::None; return false;
    default: return true;
    }
}

bool should_process(SessionImpl& session, std::string_view target, std::string_view action, std::optional<bool> what_if,
                    std::optional<bool> confirm, bool high_impact, Confirmation& remembered)
{
    bool found = false;
    if (!what_if) {
        const Value preference = session.lookup(session.scope(), Symbol("WhatIfPreference"), found);
        what_if = found && value::to_bool(preference);
    }
    Host& host = session.host();
    const std::string what = "Performing the operation \"" + std::string(action) + "\" on target \"" + std::string(target) + "\".";
    if (*what_if) {
        host.write_line("What if: " + what);
        return false;
    }
    if (!confirm) {
        const Value preference = session.lookup(session.scope(), Symbol("ConfirmPreference"), found);
        confirm = high_impact && !(found && value::equals_ignore_case(value::to_text(preference), "None"));
    }
    if (!*confirm) return true;
    return confirm_action(host, "Confirm", "Are you sure you want to perform this action?\n" + what, remembered);
}

} // namespace kestrun::engine
