// Variables by name, as embedding programs and commands see them.
#include "base/environment.hpp"
#include "engine/session_impl.hpp"
#include <cstdlib>

namespace kestrun::engine {

Value* SessionImpl::find_variable(Scope& from, Symbol name)
{
    for (Scope* s = &from; s; s = s->parent) {
        s = s->next_holder(name);
        Value* found = s->find_here(name);
        if (!found && s == global.get() && base) {
            // A captured variable becomes the request's own when it is first used.
            if (const Value* captured = base->variables.find(name)) {
                Value& place = global->extra().variables[name];
                place = *captured;
                found = &place;
            } else {
                found = late_automatic(name);
            }
        }
        if (!found) continue;
        if (s != &from && found->is_cell() && (static_cast<VariableCell*>(found->object())->options & VarPrivate)) continue;
        return found;
    }
    return nullptr;
}

Value SessionImpl::lookup(Scope& from, Symbol name, bool& found)
{
    Value* at = find_variable(from, name);
    found = at != nullptr;
    return at ? read(*at) : Value();
}

namespace {
struct Qualified
{
    std::string_view scope, name;
};
Qualified split_name(std::string_view name)
{
    const size_t colon = name.find(':');
    if (colon == std::string_view::npos) return {{}, name};
    return {name.substr(0, colon), name.substr(colon + 1)};
}
} // namespace

Value SessionImpl::get_variable(std::string_view name)
{
    const Qualified q = split_name(name);
    bool found = false;
    if (value::equals_ignore_case(q.scope, "global")) return lookup(*global, Symbol(q.name), found);
    if (value::equals_ignore_case(q.scope, "script")) return lookup(scope().script_scope(), Symbol(q.name), found);
    if (value::equals_ignore_case(q.scope, "env")) {
        auto v = base::environment_variable(q.name);
        return v ? Value(std::move(*v)) : Value();
    }
    return lookup(scope(), Symbol(q.name), found);
}

bool SessionImpl::has_variable(std::string_view name)
{
    const Qualified q = split_name(name);
    Scope& from = value::equals_ignore_case(q.scope, "global")   ? *global
                  : value::equals_ignore_case(q.scope, "script") ? scope().script_scope()
                                                                 : scope();
    return find_variable(from, Symbol(q.name)) != nullptr;
}

void SessionImpl::set_variable(std::string_view name, Value value)
{
    const Qualified q = split_name(name);
    Scope& to = value::equals_ignore_case(q.scope, "global")   ? *global
                : value::equals_ignore_case(q.scope, "script") ? scope().script_scope()
                                                               : scope();
    to.assign(Symbol(q.name), std::move(value));
}

std::string SessionImpl::preference(std::string_view name)
{
    bool found = false;
    const Value value = lookup(scope(), Symbol(name), found);
    return found ? value::to_text(value) : std::string();
}

} // namespace kestrun::engine
