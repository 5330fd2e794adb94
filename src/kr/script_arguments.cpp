#include "kr/script_arguments.hpp"
#include "base/text.hpp"

namespace kestrun::kr {

using value::Value;

std::vector<std::pair<std::string, Value>> script_arguments(const std::vector<std::string>& words)
{
    std::vector<std::pair<std::string, Value>> arguments;
    for (const std::string& word : words) {
        const bool named = word.size() > 1 && word[0] == '-' && (base::ascii_is_letter(word[1]) || word[1] == '_');
        if (!named) {
            arguments.emplace_back(std::string(), Value(word));
            continue;
        }
        const size_t colon = word.find(':');
        std::string name = word.substr(1, colon == std::string::npos ? colon : colon - 1);
        Value given = Value::unset();
        if (colon != std::string::npos && colon + 1 < word.size()) {
            const std::string_view text = std::string_view(word).substr(colon + 1);
            if (base::ascii_iequals(text, "$true"))
                given = Value(true);
            else if (base::ascii_iequals(text, "$false"))
                given = Value(false);
            else if (base::ascii_iequals(text, "$null"))
                given = Value();
            else
                given = Value(text);
        }
        arguments.emplace_back(std::move(name), std::move(given));
    }
    return arguments;
}

} // namespace kestrun::kr
