#include "engine/syntax_text.hpp"
#include "engine/declared_type.hpp"
#include <algorithm>

namespace kestrun::engine {

namespace {

std::string short_name(const value::Type& type)
{
    if (type.is_array()) return short_name(*type.element()) + "[]";
    const std::string short_text = value::accelerator_or_name(type);
    if (short_text == "object" || short_text == "System.Object") return "Object";
    const size_t dot = short_text.rfind('.');
    return dot == std::string::npos || short_text.find('[') != std::string::npos ? short_text : short_text.substr(dot + 1);
}

struct Shown
{
    const ParameterMetadata* parameter;
    const ParameterSet* set;
};

std::string one(const Shown& shown)
{
    const ParameterMetadata& parameter = *shown.parameter;
    const std::string name = "-" + parameter.name;
    const bool positional = shown.set->position >= 0;
    if (parameter.is_switch) return shown.set->mandatory ? name : "[" + name + "]";
    const std::string type = " <" + parameter_type_text(parameter) + ">";
    const std::string body = (positional ? "[" + name + "]" : name) + type;
    return shown.set->mandatory ? body : "[" + body + "]";
}

} // namespace

std::string parameter_type_text(const ParameterMetadata& parameter)
{
    if (parameter.is_switch) return "switch";
    if (!parameter.type && !parameter.type_name.empty()) return parameter.type_name;
    return short_name(declared_type(parameter));
}

std::string set_syntax(const CommandMetadata& metadata, int set)
{
    std::vector<Shown> shown;
    for (const ParameterMetadata& parameter : metadata.parameters) {
        if (parameter.flags & P::Hidden) continue;
        if (const ParameterSet* in = parameter.in_set(metadata.sets.empty() ? -1 : set)) shown.push_back({&parameter, in});
    }
    const auto rank = [](const Shown& s) { return s.set->position >= 0 ? s.set->position : s.set->mandatory ? 1000 : 1001; };
    std::stable_sort(shown.begin(), shown.end(), [&](const Shown& a, const Shown& b) { return rank(a) < rank(b); });
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
    for (const Shown& parameter : shown) add(one(parameter));
    if (metadata.supports_should_process) add("[-WhatIf] [-Confirm]");
    if (metadata.cmdlet_binding) add("[<CommonParameters>]");
    return text;
}

std::vector<std::string> syntax_lines(std::string_view name, const CommandMetadata& metadata)
{
    std::vector<std::string> lines;
    const size_t count = std::max<size_t>(1, metadata.sets.size());
    for (size_t i = 0; i < count; ++i) {
        // The default set comes first.
        const int first = metadata.default_set >= 0 ? metadata.default_set : 0;
        const int set = i == 0 ? first : static_cast<int>(i) <= first ? static_cast<int>(i) - 1 : static_cast<int>(i);
        const std::string parameters = set_syntax(metadata, set);
        std::string line = std::string(name) + (parameters.empty() ? "" : " ") + parameters;
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace kestrun::engine
