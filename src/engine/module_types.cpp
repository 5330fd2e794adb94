// PSModuleInfo as scripts see it.
#include "engine/engine_types.hpp"
#include "engine/module_loader.hpp"
#include "engine/type_rows.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/psobject.hpp"

namespace kestrun::engine {

using value::Call;
using value::MemberDef;

namespace {

/// A Dictionary[string, FunctionInfo] & co. of exports, in name order.
Value dictionary_of(const char* type_name, const std::function<void(value::Dictionary&)>& fill)
{
    static const value::Type* const plain = value::find_type("System.Collections.Generic.Dictionary[string,object]");
    const value::Type* type =
        value::find_type(std::string("System.Collections.Generic.Dictionary[string,System.Management.Automation.") + type_name + "]");
    if (!type) type = plain;
    Ref<value::Dictionary> table =
        type ? value::make<value::Dictionary>(*type, value::KeyComparer::IgnoreCase) : value::make<value::Dictionary>();
    fill(*table);
    return Value(table);
}

std::string exported_name(const Module& module, const std::string& name)
{
    if (module.prefix.empty()) return name;
    const size_t dash = name.find('-');
    return dash == std::string::npos ? module.prefix + name : name.substr(0, dash + 1) + module.prefix + name.substr(dash + 1);
}

void add_commands(const Module& module, const SymbolMap<Ref<CommandInfo>>& map, value::Dictionary& table)
{
    for (const auto& entry : map.entries())
        if (entry.key) table.set(exported_name(module, entry.value->name), Value(entry.value));
}

Value exported_functions(Call& c)
{
    const auto& module = self<Module>(c);
    return dictionary_of("FunctionInfo", [&](value::Dictionary& table) { add_commands(module, module.exported_commands, table); });
}
Value exported_aliases(Call& c)
{
    const auto& module = self<Module>(c);
    return dictionary_of("AliasInfo", [&](value::Dictionary& table) { add_commands(module, module.exported_aliases, table); });
}
Value exported_commands(Call& c)
{
    const auto& module = self<Module>(c);
    return dictionary_of("CommandInfo", [&](value::Dictionary& table) {
        add_commands(module, module.exported_commands, table);
        add_commands(module, module.exported_aliases, table);
    });
}
Value exported_cmdlets(Call&)
{
    return dictionary_of("CmdletInfo", [](value::Dictionary&) {});
}
Value exported_variables(Call& c)
{
    auto& module = self<Module>(c);
    return dictionary_of("PSVariable", [&](value::Dictionary& table) {
        Module* mine = running_session().own_module(&module);
        for (const std::string& name : module.exported_variables)
            if (mine->scope) table.set(name, Value(Ref<VariableCell>(&mine->scope->cell(Symbol(name)))));
    });
}

Value nested_modules(Call& c)
{
    std::vector<Value> items;
    for (const Ref<Module>& module : self<Module>(c).nested) items.emplace_back(module);
    static const value::Type* collection =
        value::find_type("System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.PSModuleInfo]");
    if (!collection) return value::make_array(std::move(items));
    return Value(value::make<value::List>(*collection, std::move(items)));
}

Value module_type(Call& c)
{
    static const value::Type& type = value::native_type("System.Management.Automation.ModuleType");
    return Value::enumeration(type.enum_index(), self<Module>(c).manifest ? 2 : 0);
}
Value access_mode(Call&)
{
    static const value::Type& type = value::native_type("System.Management.Automation.ModuleAccessMode");
    return Value::enumeration(type.enum_index(), 0);
}

Value module_base(Call& c)
{
    const auto& module = self<Module>(c);
    const std::string& path = module.manifest_path.empty() ? module.path : module.manifest_path;
    return Value(value::path_folder(path).value_or(""));
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value invoke_in(Call& c)
{
    auto* block = c.args[0].as<ScriptBlockImpl>();
    if (!block) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", "scriptBlock");
    const Ref<ScriptBlockImpl> bound = bind_block(*block, Ref<Module>(&self<Module>(c)));
    ScriptOptions options;
    if (c.args.size() > 1 && !c.args[1].is_null()) options.arguments = value::elements(c.args[1]);
    return running_session().Context::invoke(*bound, options);
}

Value new_bound_block(Call& c)
{
    auto* block = c.args[0].as<ScriptBlockImpl>();
    if (!block) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", "scriptBlockToBind");
    return Value(bind_block(*block, Ref<Module>(&self<Module>(c))));
}

constexpr value::EnumMember access_modes[] = {{"ReadWrite", 0}, {"ReadOnly", 1}, {"Constant", 2}};

constexpr MemberDef module_members[] = {
    prop("Name", "string", [](Call& c) { return Value(self<Module>(c).name); }),
    prop("Path", "string", [](Call& c) { return text_or_null(self<Module>(c).path); }),
    prop("ModuleBase", "string", module_base),
    prop("ModuleType", "System.Management.Automation.ModuleType", module_type),
    prop("AccessMode", "System.Management.Automation.ModuleAccessMode", access_mode),
    prop("Version", "version", [](Call& c) { return value::convert(Value(self<Module>(c).version), value::types::version()); }),
    prop("Description", "string", [](Call& c) { return text_or_null(self<Module>(c).description); }),
    prop("Author", "string", [](Call& c) { return text_or_null(self<Module>(c).author); }),
    prop("CompanyName", "string", [](Call& c) { return text_or_null(self<Module>(c).company); }),
    prop("Copyright", "string", [](Call& c) { return text_or_null(self<Module>(c).copyright); }),
    prop("RootModule", "string", [](Call& c) { return text_or_null(self<Module>(c).root_module); }),
    prop("Prefix", "string", [](Call& c) { return Value(self<Module>(c).prefix); }),
    prop("Tags", "object", [](Call& c) { return value::make_string_array(self<Module>(c).tags); }),
    prop("Guid", "guid",
         [](Call& c) {
             const std::string& guid = self<Module>(c).guid;
             return value::convert(Value(guid.empty() ? "00000000-0000-0000-0000-000000000000" : guid), value::types::guid());
         }),
    prop(
        "PrivateData", "object", [](Call& c) { return self<Module>(c).private_data; },
        [](Call& c) { return self<Module>(c).private_data = c.args[0], Value(); }),
    prop(
        "OnRemove", "scriptblock", [](Call& c) { return self<Module>(c).on_remove; },
        [](Call& c) { return self<Module>(c).on_remove = c.args[0], Value(); }),
    prop("ExportedFunctions", "object", exported_functions),
    prop("ExportedCmdlets", "object", exported_cmdlets),
    prop("ExportedAliases", "object", exported_aliases),
    prop("ExportedVariables", "object", exported_variables),
    prop("ExportedCommands", "object", exported_commands),
    prop("NestedModules", "object", nested_modules),
    prop("SessionState", "System.Management.Automation.SessionState",
         [](Call& c) { return make_session_state(Ref<Module>(&self<Module>(c))); }),
    meth("Invoke", "scriptblock sb, params object[] args", "object", invoke_in),
    meth("NewBoundScriptBlock", "scriptblock scriptBlockToBind", "scriptblock", new_bound_block),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Module>(c).name); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = "System.Management.Automation.PSModuleInfo", .accelerators = "psmoduleinfo", .members = module_members},
    {.full_name = "System.Management.Automation.ModuleAccessMode",
     .base = "System.Enum",
     .flags = value::TypeFlags::Enum | value::TypeFlags::ValueType | value::TypeFlags::Sealed,
     .enum_members = access_modes},
};

} // namespace

void register_module_types()
{
    value::register_types(rows);
    register_intrinsics();
}

} // namespace kestrun::engine
