// The types a session knows by name: its own classes and enums, the native ones, and what is composed of them.
#include "engine/class_definition.hpp"
#include "value/array.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

const value::Type* SessionImpl::find_type(std::string_view name)
{
    if (const Symbol symbol = Symbol::find(name)) {
        for (Scope* s = &scope(); s; s = s->parent) {
            if (auto* extra = s->extra_or_null())
                if (const value::Type** found = extra->types.find(symbol)) return *found;
        }
        if (base)
            if (const value::Type* const* found = base->types.find(symbol)) return *found;
    }
    std::vector<std::string> namespaces;
    for (Scope* s = &scope(); s; s = s->parent)
        if (auto* extra = s->extra_or_null()) namespaces.insert(namespaces.end(), extra->namespaces.begin(), extra->namespaces.end());
    if (const value::Type* type = value::find_type(name, namespaces)) return type;
    return find_composed_type(name);
}

/// Arrays and generics over script classes: [P[]], [List[P]].
const value::Type* SessionImpl::find_composed_type(std::string_view name)
{
    if (name.ends_with("[]")) {
        const value::Type* element = find_type(name.substr(0, name.size() - 2));
        return element ? &value::array_of(*element) : nullptr;
    }
    const size_t open = name.find('[');
    if (open == std::string_view::npos || !name.ends_with("]")) return nullptr;
    std::vector<const value::Type*> arguments;
    std::string_view list = name.substr(open + 1, name.size() - open - 2);
    size_t start = 0;
    int nesting = 0;
    for (size_t i = 0; i <= list.size(); ++i) {
        if (i < list.size() && list[i] == '[') ++nesting;
        if (i < list.size() && list[i] == ']') --nesting;
        if (i < list.size() && (list[i] != ',' || nesting > 0)) continue;
        std::string_view argument = list.substr(start, i - start);
        while (!argument.empty() && argument.front() == ' ') argument.remove_prefix(1);
        const value::Type* type = find_type(argument);
        if (!type) return nullptr;
        arguments.push_back(type);
        start = i + 1;
    }
    const std::string definition = std::string(name.substr(0, open)) + "`" + std::to_string(arguments.size());
    const value::Type* open_type = find_type(definition);
    return open_type ? value::instantiate(*open_type, arguments) : nullptr;
}

bool KnownTypes::type_exists(std::string_view name, std::size_t generic_arguments) const
{
    if (generic_arguments > 0)
        return session_.find_type(std::string(name) + "`" + std::to_string(generic_arguments)) || session_.find_type(name);
    return session_.find_type(name) != nullptr;
}

bool KnownTypes::attribute_exists(std::string_view name) const
{
    static constexpr std::string_view known[] = {"Flags",
                                                 "CmdletBinding",
                                                 "Parameter",
                                                 "Alias",
                                                 "OutputType",
                                                 "ValidateSet",
                                                 "ValidateRange",
                                                 "ValidatePattern",
                                                 "ValidateLength",
                                                 "ValidateCount",
                                                 "ValidateScript",
                                                 "ValidateNotNull",
                                                 "ValidateNotNullOrEmpty",
                                                 "ValidateNotNullOrWhiteSpace",
                                                 "AllowNull",
                                                 "AllowEmptyString",
                                                 "AllowEmptyCollection",
                                                 "ArgumentCompleter",
                                                 "ArgumentCompletions",
                                                 "SupportsWildcards",
                                                 "PSDefaultValue",
                                                 "DscResource",
                                                 "DscProperty",
                                                 "Hidden",
                                                 "NoRunspaceAffinity",
                                                 "DynamicParam",
                                                 "ValidateDrive",
                                                 "ValidateUserDrive",
                                                 "ValidateTrustedData",
                                                 "Credential",
                                                 "Experimental",
                                                 "Obsolete",
                                                 "Serializable",
                                                 "SuppressMessage",
                                                 "System.Diagnostics.CodeAnalysis.SuppressMessage",
                                                 "System.Flags",
                                                 "System.Obsolete",
                                                 "System.Serializable",
                                                 "System.ComponentModel.Description"};
    std::string_view plain = name;
    if (plain.size() > 9 && value::equals_ignore_case(plain.substr(plain.size() - 9), "Attribute")) plain.remove_suffix(9);
    constexpr std::string_view automation = "System.Management.Automation.";
    if (plain.size() > automation.size() && value::equals_ignore_case(plain.substr(0, automation.size()), automation))
        plain.remove_prefix(automation.size());
    for (const std::string_view one : known)
        if (value::equals_ignore_case(plain, one)) return true;
    return session_.find_type(name) || session_.find_type(std::string(name) + "Attribute");
}

bool KnownTypes::derives_from(std::string_view name, std::string_view base) const
{
    const value::Type* type = session_.find_type(name);
    const value::Type* wanted = session_.find_type(base);
    return type && wanted && type->is_assignable_to(*wanted);
}

std::string_view KnownTypes::full_name(std::string_view name) const
{
    const value::Type* type = session_.find_type(name);
    return type ? std::string_view(type->full_name()) : name;
}

} // namespace kestrun::engine
