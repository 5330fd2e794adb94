// $Host.UI asks: PromptForChoice, Prompt, PromptForCredential, ReadLineAsSecureString; and the descriptions they take.
#pragma once
#include "cmdlets/support/common.hpp"
#include <span>

namespace kestrun::cmdlets {

Value prompt_for_choice(value::Call& call);
Value prompt_for_fields(value::Call& call);
Value prompt_for_credential(value::Call& call);
Value read_secure_line(value::Call& call);
std::span<const value::TypeDef> prompt_types();

} // namespace kestrun::cmdlets
