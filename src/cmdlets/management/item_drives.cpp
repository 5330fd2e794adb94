#include "cmdlets/management/item_drives.hpp"
#include "base/environment.hpp"
#include "cmdlets/support/session_items.hpp"
#include "engine/drives.hpp"
#include <algorithm>
#include <cstdlib>

namespace kestrun::cmdlets {

namespace {

/// Drives are read from where the command was called: the session's running scope.
Scope& running_scope(Context& context) { return session_of(context).scope(); }

std::vector<DriveItem> environment()
{
    static const value::Type& entry = value::native_type("System.Collections.DictionaryEntry");
    std::vector<DriveItem> items;
    for (const auto& [name, text] : base::environment_variables()) {
        const Value content(text);
        items.push_back({name, Value(value::make<value::KeyValue>(entry, Value(name), content)), content});
    }
    return items;
}

std::vector<DriveItem> all_items(Context& context, std::string_view drive)
{
    std::vector<DriveItem> items;
    if (drive == "env") return environment();
    if (drive == "variable") {
        for (const NamedVariable& variable : list_variables(running_scope(context), false))
            items.push_back({variable.name, Value(), Value()});
        for (DriveItem& item : items) {
            const auto found = find_variable(running_scope(context), item.name, false);
            item.content = found->read();
            item.item = found->object();
        }
    } else if (drive == "function") {
        for (const auto& info : list_functions(session_of(context), running_scope(context))) {
            items.push_back({info->name, Value(info), info->block ? Value(info->block) : Value()});
        }
    } else if (drive == "alias") {
        for (const auto& info : list_aliases(running_scope(context))) items.push_back({info->name, Value(info), Value(info->definition)});
    }
    return items;
}

} // namespace

std::string drive_name(std::string_view drive)
{
    std::string name(drive);
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
    return name;
}

std::vector<DriveItem> find_drive_items(Context& context, std::string_view drive, std::string_view pattern)
{
    // One variable or environment variable by name is the common case.
    if (!pattern.empty() && !value::has_wildcards(pattern)) {
        if (drive == "variable") {
            const auto found = find_variable(running_scope(context), pattern, false);
            return found ? std::vector<DriveItem>{{found->name, found->object(), found->read()}} : std::vector<DriveItem>{};
        }
        if (drive == "env") {
            const std::string name(pattern);
            const auto text = base::environment_variable(name);
            if (!text) return {};
            static const value::Type& entry = value::native_type("System.Collections.DictionaryEntry");
            return {{name, Value(value::make<value::KeyValue>(entry, Value(name), Value(*text))), Value(*text)}};
        }
    }
    std::vector<DriveItem> items = all_items(context, drive);
    const bool wild = value::has_wildcards(pattern);
    std::erase_if(items, [&](const DriveItem& item) {
        return !pattern.empty() && !(wild ? value::wildcard_match(pattern, item.name) : equals_ci(pattern, item.name));
    });
    std::sort(items.begin(), items.end(),
              [](const DriveItem& a, const DriveItem& b) { return value::compare_culture(a.name, b.name, true) < 0; });
    return items;
}

void set_drive_item(Context& context, std::string_view drive, std::string_view name, const Value& content)
{
    engine::write_drive(session_of(context), drive, name, content);
}

bool remove_drive_item(Context& context, std::string_view drive, std::string_view name)
{
    if (find_drive_items(context, drive, name).empty()) return false;
    const Symbol symbol{name};
    if (drive == "env") {
        base::set_environment_variable(name, std::nullopt);
        return true;
    }
    for (Scope* scope = &running_scope(context); scope; scope = scope->parent) {
        const bool removed = drive == "variable"   ? scope->find_here(symbol) && scope->remove(symbol)
                             : drive == "function" ? scope->find_function_here(symbol) != nullptr
                                                   : scope->find_alias_here(symbol) || !scope->parent;
        if (!removed) continue;
        if (drive == "function") remove_function(*scope, symbol);
        if (drive == "alias") remove_alias(*scope, symbol);
        return true;
    }
    return false;
}

} // namespace kestrun::cmdlets
