// Module files and manifests (about_Module_Manifests).
#include "base/system_path.hpp"
#include "engine/compiler.hpp"
#include "engine/module_loader.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include <filesystem>

namespace kestrun::engine {

using syntax::Ast;
using syntax::AstKind;

namespace {

bool is_data(const Ast& node);

template <typename T>
bool all_data(const T& nodes)
{
    for (const auto* node : nodes)
        if (!is_data(*node)) return false;
    return true;
}

/// Restricted language: constants, arrays, tables, and a few variables.
bool is_data(const Ast& node)
{
    switch (node.kind) {
    case AstKind::ConstantExpression:
    case AstKind::StringConstantExpression: return true;
    case AstKind::VariableExpression: {
        const std::string_view name = syntax::cast<syntax::VariableExpressionAst>(node).variable_path.name;
        for (const char* known :
             {"true", "false", "null", "PSScriptRoot", "PSEdition", "EnabledExperimentalFeatures", "PSCulture", "PSUICulture"})
            if (value::equals_ignore_case(name, known)) return true;
        return false;
    }
    case AstKind::ExpandableStringExpression: return all_data(syntax::cast<syntax::ExpandableStringExpressionAst>(node).nested_expressions);
    case AstKind::ArrayLiteral: return all_data(syntax::cast<syntax::ArrayLiteralAst>(node).elements);
    case AstKind::ArrayExpression: return all_data(syntax::cast<syntax::ArrayExpressionAst>(node).sub_expression->statements);
    case AstKind::ParenExpression: return is_data(*syntax::cast<syntax::ParenExpressionAst>(node).pipeline);
    case AstKind::Pipeline: return all_data(syntax::cast<syntax::PipelineAst>(node).pipeline_elements);
    case AstKind::CommandExpression: return is_data(*syntax::cast<syntax::CommandExpressionAst>(node).expression);
    case AstKind::UnaryExpression: return is_data(*syntax::cast<syntax::UnaryExpressionAst>(node).child);
    case AstKind::BinaryExpression: {
        const auto& e = syntax::cast<syntax::BinaryExpressionAst>(node);
        return is_data(*e.left) && is_data(*e.right);
    }
    case AstKind::Hashtable:
        for (const auto& pair : syntax::cast<syntax::HashtableAst>(node).key_value_pairs)
            if (!is_data(*pair.key) || !is_data(*pair.value)) return false;
        return true;
    default: return false;
    }
}

[[noreturn]] void invalid(const std::string& path, const std::string& why)
{
    value::throw_runtime("Modules_InvalidManifest",
                         "The module manifest '" + path +
                             "' could not be processed because it is not a valid PowerShell module manifest file. " + why,
                         ErrorCategory::ResourceUnavailable, Value(path), "System.MissingMemberException");
}

std::optional<std::vector<std::string>> names(const value::Dictionary& table, const char* key)
{
    const std::optional<Value> found = table.get(key);
    if (!found || found->is_null()) return std::nullopt;
    std::vector<std::string> list;
    for (const Value& item : value::elements(*found)) list.push_back(value::to_text(item));
    return list;
}

std::string text(const value::Dictionary& table, const char* key)
{
    const std::optional<Value> found = table.get(key);
    return found && !found->is_null() ? value::to_text(*found) : std::string();
}

/// A name, or @{ModuleName = ...} of RequiredModules and NestedModules.
std::vector<std::string> module_names(const value::Dictionary& table, const char* key)
{
    std::vector<std::string> list;
    const std::optional<Value> found = table.get(key);
    if (!found || found->is_null()) return list;
    for (const Value& item : value::elements(*found)) {
        if (auto* spec = item.as<value::Dictionary>())
            list.push_back(text(*spec, "ModuleName"));
        else
            list.push_back(value::to_text(item));
    }
    return list;
}

void keep_only(Module& module, const std::optional<std::vector<std::string>>& functions,
               const std::optional<std::vector<std::string>>& aliases, const std::optional<std::vector<std::string>>& variables)
{
    const auto filter = [](auto& map, const std::optional<std::vector<std::string>>& patterns) {
        if (!patterns) return;
        std::vector<Symbol> gone;
        for (const auto& entry : map.entries()) {
            if (!entry.key) continue;
            bool kept = false;
            for (const std::string& p : *patterns) kept = kept || value::wildcard_match(p, entry.key.name());
            if (!kept) gone.push_back(entry.key);
        }
        for (const Symbol name : gone) map.erase(name);
    };
    filter(module.exported_commands, functions);
    filter(module.exported_aliases, aliases);
    if (!variables) return;
    std::erase_if(module.exported_variables, [&](const std::string& name) {
        for (const std::string& p : *variables)
            if (value::wildcard_match(p, name)) return false;
        return true;
    });
}

/// A part of a manifest module: its exports become the whole's.
void add_nested(SessionImpl& session, Module& module, const std::string& file, Frame& caller, const Streams& streams)
{
    Frame around = module_frame(session, module, caller, null_sink, streams);
    const FrameGuard guard(around);
    Ref<Module> inner = loaded_module(session, file);
    if (!inner) inner = load_module_file(session, file, {}, around, streams);
    enter_module(session, *module.scope, inner);
    import_members(session, *inner, {}, *module.scope);
    for (const auto& entry : inner->exported_commands.entries())
        if (entry.key) module.exported_commands[entry.key] = entry.value;
    for (const auto& entry : inner->exported_aliases.entries())
        if (entry.key) module.exported_aliases[entry.key] = entry.value;
    for (const std::string& name : inner->exported_variables) module.exported_variables.push_back(name);
}

[[noreturn]] void not_found(std::string_view name)
{
    value::throw_runtime("Modules_ModuleNotFound",
                         "The specified module '" + std::string(name) +
                             "' was not loaded because no valid module file was found in any module directory.",
                         ErrorCategory::ResourceUnavailable, Value(name), "System.IO.FileNotFoundException");
}

void describe(Module& module, const value::Dictionary& table)
{
    if (const std::string version = text(table, "ModuleVersion"); !version.empty()) module.version = version;
    module.description = text(table, "Description");
    module.author = text(table, "Author");
    module.company = text(table, "CompanyName");
    module.copyright = text(table, "Copyright");
    module.guid = text(table, "GUID");
    module.private_data = table.get("PrivateData").value_or(Value());
    if (auto* data = module.private_data.as<value::Dictionary>()) {
        const std::optional<Value> inner = data->get("PSData");
        if (auto* ps = inner ? inner->as<value::Dictionary>() : nullptr)
            module.tags = names(*ps, "Tags").value_or(std::vector<std::string>());
    }
}

Ref<Module> load_manifest(SessionImpl& session, const std::string& path, const std::vector<Value>& arguments, Frame& caller,
                          const Streams& streams)
{
    const Value manifest = read_manifest(session, path);
    auto& table = *manifest.as<value::Dictionary>();
    const std::string folder = base::sys::path(path).parent_path().string();
    Ref<Module> module = make_module(session, base::sys::path(path).stem().string(), path);
    module->manifest_path = path;
    describe(*module, table);
    if (module->version == "0.0" && !table.get("ModuleVersion"))
        invalid(path, "The member 'ModuleVersion' is missing: every manifest names its version.");
    for (const std::string& name : module_names(table, "RequiredModules")) {
        ScriptOptions options;
        options.arguments.emplace_back(name);
        options.named.emplace_back("Global", Value(true));
        session.invoke_command("Import-Module", options);
    }
    for (const std::string& script : module_names(table, "ScriptsToProcess")) {
        Arguments none;
        Ref<CommandInfo> info = session.find_external((base::sys::path(folder) / script).string());
        if (!info) not_found(script);
        session.run_command(info, none, caller, null_sink, streams, CallInfo{.command = info.get(), .code = caller.code}, true);
    }
    std::vector<std::string> parts = module_names(table, "NestedModules");
    std::string root = text(table, "RootModule");
    if (root.empty()) root = text(table, "ModuleToProcess");
    module->root_module = root;
    module->manifest = root.empty();
    for (const std::string& part : parts) {
        const std::string file = find_module_file(session, part, folder);
        if (file.empty()) not_found(part);
        add_nested(session, *module, file, caller, streams);
    }
    if (!root.empty()) {
        const std::string file = find_module_file(session, root, folder);
        if (file.empty()) not_found(root);
        module->path = file;
        Ref<ScriptBlock> block = session.parse(read_script_file(file), file);
        run_module_body(session, *module, static_cast<ScriptBlockImpl&>(*block), arguments, caller, streams, null_sink);
    }
    module->prefix = text(table, "DefaultCommandPrefix");
    keep_only(*module, names(table, "FunctionsToExport"), names(table, "AliasesToExport"), names(table, "VariablesToExport"));
    return module;
}

} // namespace

Value read_manifest(SessionImpl& session, const std::string& path)
{
    Ref<ScriptBlock> block = session.parse(read_script_file(path), path);
    const syntax::ScriptBlockAst& ast = static_cast<ScriptBlockImpl&>(*block).code().ast();
    const bool plain = ast.end_block && !ast.begin_block && !ast.process_block && !ast.param_block && ast.end_block->traps.empty() &&
                       ast.end_block->statements.size() == 1;
    if (!plain || !is_data(*ast.end_block->statements[0]))
        invalid(path, "Remove the elements that are not permitted: a manifest is one hashtable of constants, without commands or "
                      "expressions that run.");
    ScriptOptions options;
    const Value table = session.Context::invoke(*block, options);
    if (!table.as<value::Dictionary>()) invalid(path, "It must hold one hashtable.");
    return table;
}

Ref<Module> load_module_file(SessionImpl& session, const std::string& path, const std::vector<Value>& arguments, Frame& caller,
                             const Streams& streams)
{
    if (path.ends_with(".psd1")) return load_manifest(session, path, arguments, caller, streams);
    Ref<Module> module = make_module(session, base::sys::path(path).stem().string(), path);
    Ref<ScriptBlock> block = session.parse(read_script_file(path), path);
    run_module_body(session, *module, static_cast<ScriptBlockImpl&>(*block), arguments, caller, streams, null_sink);
    return module;
}

bool is_data_node(const Ast& node) { return is_data(node); }

} // namespace kestrun::engine
