#include "syntax/module_requirement.hpp"

#include "syntax/chars.hpp"
#include "syntax/semantic.hpp"

#include <charconv>

namespace kestrun::syntax {

bool is_constant_hashtable(const HashtableAst& table)
{
    for (const KeyValuePair& pair : table.key_value_pairs) {
        if (!is_constant_argument(*pair.key)) return false;
        const ExpressionAst* value = pure_expression(pair.value);
        if (value == nullptr) return false;
        const auto* nested = as<HashtableAst>(value);
        if (nested != nullptr ? !is_constant_hashtable(*nested) : !is_constant_argument(*value)) return false;
    }
    return true;
}

bool is_version(std::string_view text, bool allow_major_only)
{
    int parts = 0;
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view part = text.substr(0, dot);
        int number = 0;
        const auto result = std::from_chars(part.data(), part.data() + part.size(), number);
        if (result.ec != std::errc() || result.ptr != part.data() + part.size() || number < 0) return false;
        ++parts;
        if (dot == std::string_view::npos) break;
        text.remove_prefix(dot + 1);
    }
    return parts <= 4 && (parts >= 2 || allow_major_only);
}

bool module_requirement(const HashtableAst& table, ModuleRequirement& result, std::string& problem)
{
    std::string unknown;
    for (const KeyValuePair& pair : table.key_value_pairs) {
        std::string key;
        std::string value;
        const ExpressionAst* expression = pure_expression(pair.value);
        if (!constant_text(*pair.key, key) || expression == nullptr) continue;
        const auto* text = as<StringConstantExpressionAst>(expression);
        if (text == nullptr && !constant_text(*expression, value)) continue;
        // A number is kept as it is written: 1.0 is a version.
        const std::string_view written = text != nullptr ? text->value : std::string_view(value);
        const auto take = [&](std::string_view name, std::string_view& field) {
            if (!equals_ignore_case(key, name)) return false;
            if (text != nullptr) field = written;
            return true;
        };
        if (take("ModuleName", result.name) || take("GUID", result.guid)) continue;
        if (take("ModuleVersion", result.version) || take("MaximumVersion", result.maximum_version) ||
            take("RequiredVersion", result.required_version)) {
            if (text != nullptr && !is_version(written, false) && !equals_ignore_case(key, "MaximumVersion")) {
                problem = "Cannot convert value \"" + std::string(written) +
                          "\" to type \"System.Version\". Error: \"Version string portion was too short or too long. (Parameter 'input')\"";
                return false;
            }
            continue;
        }
        unknown.append(unknown.empty() ? "'" : "', '").append(key);
    }
    if (!unknown.empty()) {
        problem = "The hashtable describing a module contains one or more members that are not valid. The valid members are (ModuleName, "
                  "ModuleVersion, RequiredVersion, GUID). Remove the members that are not valid (" +
                  unknown + "'), then try again.";
        return false;
    }
    if (result.name.empty()) {
        problem = "The 'ModuleName' member does not exist in the hashtable that describes this module.";
        return false;
    }
    if (result.version.empty() && result.maximum_version.empty() && result.required_version.empty()) {
        problem = "The 'ModuleVersion', 'MaximumVersion' and 'RequiredVersion' members do not exist in the hashtable that describes this "
                  "module. One of these three members must exist, and be assigned a version number in the format 'n.n.n.n'.";
        return false;
    }
    return true;
}

} // namespace kestrun::syntax
