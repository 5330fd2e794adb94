#include "syntax/diagnostics.hpp"

namespace kestrun::syntax {
namespace {

struct ErrorText
{
    std::string_view name;
    std::string_view text;
};

constexpr ErrorText error_texts[] = {
#define KESTRUN_ERROR_ROW(name, text) {#name, text},
    KESTRUN_PARSE_ERRORS(KESTRUN_ERROR_ROW)
#undef KESTRUN_ERROR_ROW
};

/// Fills {0}, {1}, ... as String.Format does; {{ and }} are braces.
std::string format(std::string_view text, std::initializer_list<std::string_view> arguments)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
            result.push_back(c);
            ++i;
        } else if (c == '{' && i + 2 < text.size() && text[i + 2] == '}') {
            const auto index = static_cast<std::size_t>(text[i + 1] - '0');
            if (index < arguments.size()) result.append(arguments.begin()[index]);
            i += 2;
        } else {
            result.push_back(c);
        }
    }
    return result;
}

} // namespace

std::string_view name_of(ErrorId id) { return error_texts[static_cast<std::uint8_t>(id)].name; }

std::string_view text_of(ErrorId id) { return error_texts[static_cast<std::uint8_t>(id)].text; }

void Diagnostics::report(ErrorId id, Extent extent, std::initializer_list<std::string_view> arguments, bool incomplete_input)
{
    if (!seen_.insert({id, extent}).second) return;
    // A text without placeholders is taken as it is: PowerShell does not format those either.
    const std::string_view text = text_of(id);
    errors_.push_back({name_of(id), arguments.size() == 0 ? std::string(text) : format(text, arguments), extent, incomplete_input});
}

} // namespace kestrun::syntax
