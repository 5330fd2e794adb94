#include "cmdlets/completion/completion.hpp"
#include <algorithm>
#include <set>

namespace kestrun::cmdlets {

namespace {

struct LessIgnoringCase
{
    bool operator()(const std::string& a, const std::string& b) const { return value::compare_ordinal_ignore_case(a, b) < 0; }
};

/// "Class", "Struct", ... as the tips of accelerators begin.
const char* kind_of(const value::TypeDef& row)
{
    if (has(row.flags, value::TypeFlags::Enum)) return "Enum ";
    if (has(row.flags, value::TypeFlags::Interface)) return "Interface ";
    return has(row.flags, value::TypeFlags::ValueType) ? "Struct " : "Class ";
}

struct Named
{
    std::string full; // without `1
    std::string last; // behind the last dot
    int arity = 0;
};
Named named(const value::TypeDef& row)
{
    Named out;
    out.full = row.full_name;
    if (const size_t tick = out.full.find('`'); tick != std::string::npos) {
        out.arity = std::atoi(out.full.c_str() + tick + 1);
        out.full.erase(tick);
    }
    out.last = out.full.substr(out.full.find_last_of(".+") + 1);
    return out;
}

void add_type(Completer& completer, const Named& type)
{
    std::string tip = type.full;
    if (type.arity == 1) tip += "[T]";
    if (type.arity == 2) tip += "[TKey, TValue]";
    completer.add(type.full, type.arity == 0 ? type.last : type.last + "<" + std::string(static_cast<size_t>(type.arity) - 1, ',') + ">",
                  ResultType::Type, tip);
}

/// By accelerator, or by the last part of the name.
void by_short_name(Completer& completer, std::string_view word)
{
    std::set<std::string, LessIgnoringCase> done;
    std::vector<const value::TypeDef*> rows = value::native_type_rows();
    std::sort(rows.begin(), rows.end(), [](const value::TypeDef* a, const value::TypeDef* b) {
        return value::compare_ordinal_ignore_case(named(*a).last, named(*b).last) < 0;
    });
    for (const value::TypeDef* row : rows) {
        const Named type = named(*row);
        for (const std::string& accelerator : split(row->accelerators, ',')) {
            if (!starts_with_ci(accelerator, word) || accelerator.empty()) continue;
            if (done.insert(type.full).second) completer.add(accelerator, type.last, ResultType::Type, kind_of(*row) + type.full);
        }
        if (starts_with_ci(type.last, word) && done.insert(type.full).second) add_type(completer, type);
    }
}

/// Name by name of a namespace; `types`: not only the namespaces in it.
void by_full_name(Completer& completer, std::string_view word, bool types)
{
    std::set<std::string, LessIgnoringCase> spaces, done;
    std::string wanted(word);
    const auto known = [&](const std::string& prefix) {
        const auto rows = value::native_type_rows();
        return std::any_of(rows.begin(), rows.end(), [&](const value::TypeDef* row) { return starts_with_ci(row->full_name, prefix); });
    };
    if (!known(wanted) && known("System." + wanted)) wanted = "System." + wanted;
    std::vector<const value::TypeDef*> rows = value::native_type_rows();
    std::sort(rows.begin(), rows.end(), [](const value::TypeDef* a, const value::TypeDef* b) {
        return value::compare_ordinal_ignore_case(a->full_name, b->full_name) < 0;
    });
    for (const value::TypeDef* row : rows) {
        const std::string_view whole(row->full_name);
        if (whole.find('`') < whole.find('+') && whole.find('+') != std::string_view::npos) continue; // within a generic type
        const Named type = named(*row);
        if (!starts_with_ci(type.full, wanted)) continue;
        const size_t dot = type.full.find('.', wanted.size());
        if (dot != std::string::npos) {
            const std::string space = type.full.substr(0, dot);
            if (spaces.insert(space).second)
                completer.add(space, space.substr(space.rfind('.') + 1), ResultType::Namespace, "Namespace " + space);
        } else if (types && done.insert(row->full_name).second) {
            add_type(completer, type);
        }
    }
}

} // namespace

void complete_type(Completer& completer, std::string_view word)
{
    if (word.empty()) return;
    if (word.find('.') == std::string_view::npos)
        by_short_name(completer, word);
    else
        by_full_name(completer, word, true);
    // Classes and enums of the session.
    for (const Scope* scope = &completer.scope; scope; scope = scope->parent) {
        Scope::Extra* extra = const_cast<Scope*>(scope)->extra_or_null();
        if (!extra) continue;
        for (const auto& entry : extra->types.entries()) {
            if (!entry.key || !starts_with_ci(entry.key.name(), word)) continue;
            completer.add(std::string(entry.key.name()), std::string(entry.key.name()), ResultType::Type, std::string(entry.key.name()));
        }
    }
}

void complete_namespace(Completer& completer, std::string_view word) { by_full_name(completer, word, false); }

} // namespace kestrun::cmdlets
