#include "engine/check/script_facts.hpp"
#include "syntax/ast_children.hpp"

namespace kestrun::engine {

using namespace syntax;

namespace {

bool same(std::string_view a, std::string_view b) { return base::ascii_iequals(a, b); }

std::string_view attribute_name(const AttributeBaseAst& attribute)
{
    std::string_view name = attribute.type_name ? attribute.type_name->full_name : std::string_view();
    name.remove_prefix(name.rfind('.') + 1);
    if (name.size() > 9 && same(name.substr(name.size() - 9), "Attribute")) name.remove_suffix(9);
    return name;
}

void add_constants(AstList<ExpressionAst> expressions, std::vector<std::string>& names)
{
    for (const ExpressionAst* expression : expressions)
        if (const auto* text = as<StringConstantExpressionAst>(expression)) names.emplace_back(text->value);
}

/// A parameter of a command as the facts need it: `-Name value`, `-Name:value` or a positional one.
struct CallArguments
{
    explicit CallArguments(const CommandAst& command)
    {
        const auto elements = command.command_elements.subspan(1);
        for (size_t i = 0; i < elements.size(); ++i) {
            const auto* parameter = as<CommandParameterAst>(elements[i]);
            if (!parameter) {
                positional.push_back(elements[i]);
            } else if (parameter->argument) {
                named.emplace_back(parameter->parameter_name, parameter->argument);
            } else {
                const bool has_value = i + 1 < elements.size() && !is<CommandParameterAst>(elements[i + 1]);
                named.emplace_back(parameter->parameter_name, has_value ? elements[i + 1] : nullptr);
            }
        }
    }
    /// By the start of its name; null when it is absent.
    const Ast* get(std::string_view name, size_t shortest = 1) const
    {
        for (const auto& [written, value] : named)
            if (written.size() >= shortest && written.size() <= name.size() && same(written, name.substr(0, written.size()))) return value;
        return nullptr;
    }
    const Ast* get_or_first(std::string_view name) const
    {
        if (const Ast* value = get(name)) return value;
        return positional.empty() ? nullptr : positional[0];
    }
    std::vector<std::pair<std::string_view, const Ast*>> named;
    std::vector<const Ast*> positional; // and values of named ones
};

/// Walks a tree and fills the facts: first those of variables, then, when it is known which of them are constant, the others.
class Reader
{
public:
    explicit Reader(ScriptFacts& facts) : facts_(facts) {}

    void read(const Ast& node)
    {
        switch (node.kind) {
        case AstKind::FunctionDefinition: function(cast<FunctionDefinitionAst>(node)); break;
        case AstKind::TypeDefinition: type(cast<TypeDefinitionAst>(node)); break;
        case AstKind::UsingStatement: use(cast<UsingStatementAst>(node)); break;
        case AstKind::Command: command(cast<CommandAst>(node)); break;
        case AstKind::InvokeMemberExpression: {
            const auto* name = as<StringConstantExpressionAst>(static_cast<const Ast*>(cast<InvokeMemberExpressionAst>(node).member));
            facts_.defines_unseen |= name && same(name->value, "InvokeWithContext");
            break;
        }
        default: break;
        }
        const bool trying = node.kind == AstKind::TryStatement;
        tries_ += trying;
        for_each_child(node, [this](const Ast& child) { read(child); });
        tries_ -= trying;
    }

    void read_variables(const Ast& node)
    {
        switch (node.kind) {
        case AstKind::Parameter: parameter(cast<ParameterAst>(node)); break;
        case AstKind::Command: command_variables(cast<CommandAst>(node)); break;
        case AstKind::AssignmentStatement: {
            const auto& assignment = cast<AssignmentStatementAst>(node);
            assigned(assignment.left, assignment.op == TokenKind::Equals ? assignment.right : nullptr, nullptr);
            break;
        }
        case AstKind::ForEachStatement: assigned(cast<ForEachStatementAst>(node).variable, nullptr, nullptr); break;
        case AstKind::UnaryExpression: {
            const auto& unary = cast<UnaryExpressionAst>(node);
            if (unary.token_kind == TokenKind::PlusPlus || unary.token_kind == TokenKind::MinusMinus ||
                unary.token_kind == TokenKind::PostfixPlusPlus || unary.token_kind == TokenKind::PostfixMinusMinus)
                assigned(unary.child, nullptr, nullptr);
            break;
        }
        case AstKind::ConvertExpression: {
            const auto& convert = cast<ConvertExpressionAst>(node);
            if (convert.attribute && convert.attribute->type_name && same(convert.attribute->type_name->full_name, "ref"))
                assigned(convert.child, nullptr, nullptr);
            break;
        }
        case AstKind::DataStatement: variable(cast<DataStatementAst>(node).variable, node, nullptr, nullptr); break;
        default: break;
        }
        for_each_child(node, [this](const Ast& child) { read_variables(child); });
    }

private:
    void function(const FunctionDefinitionAst& node)
    {
        FunctionFacts function;
        const ParamBlockAst* const block = node.body ? node.body->param_block : nullptr;
        for (const ParameterAst* parameter : block ? block->parameters : node.parameters) add_parameter(function, *parameter);
        if (block) {
            for (const AttributeBaseAst* attribute : block->attributes) {
                const std::string_view name = attribute_name(*attribute);
                if (same(name, "CmdletBinding")) {
                    function.advanced = true;
                    if (const auto* full = as<AttributeAst>(attribute))
                        for (const NamedAttributeArgumentAst* argument : full->named_arguments)
                            function.should_process |= same(argument->argument_name, "SupportsShouldProcess");
                } else if (same(name, "Alias")) {
                    std::vector<std::string> names;
                    if (const auto* full = as<AttributeAst>(attribute)) add_constants(full->positional_arguments, names);
                    for (std::string& alias : names) facts_.aliases[std::move(alias)] = std::string(plain(node.name));
                }
            }
        }
        function.open |= node.body && node.body->dynamic_param_block;
        facts_.functions[std::string(plain(node.name))].push_back(std::move(function));
    }

    static std::string_view plain(std::string_view name) // global:Name
    {
        const size_t colon = name.find(':');
        return colon == std::string_view::npos ? name : name.substr(colon + 1);
    }

    static void add_parameter(FunctionFacts& function, const ParameterAst& parameter)
    {
        if (parameter.name) function.parameters.emplace_back(parameter.name->variable_path.name);
        for (const AttributeBaseAst* attribute : parameter.attributes) {
            const auto* full = as<AttributeAst>(attribute);
            if (!full) continue;
            if (same(attribute_name(*full), "Parameter")) {
                function.advanced = true;
                for (const NamedAttributeArgumentAst* argument : full->named_arguments)
                    function.open |= same(argument->argument_name, "ValueFromRemainingArguments");
            }
            if (same(attribute_name(*full), "Alias")) add_constants(full->positional_arguments, function.parameters);
        }
    }

    void type(const TypeDefinitionAst& node)
    {
        ScriptTypeFacts type;
        type.is_enum = node.is_enum();
        for (const TypeConstraintAst* base : node.base_types)
            if (base->type_name) type.bases.emplace_back(base->type_name->full_name);
        for (const MemberAst* member : node.members)
            (member->is_static || type.is_enum ? type.static_members : type.members).emplace(member->name);
        facts_.types[std::string(node.name)] = std::move(type);
    }

    void use(const UsingStatementAst& node)
    {
        if (!node.name && !node.module_specification) return;
        if (node.using_statement_kind == UsingStatementKind::Namespace && node.name) facts_.namespaces.emplace_back(node.name->value);
        if (node.using_statement_kind != UsingStatementKind::Module) return;
        Load load;
        load.module = true;
        load.extent = node.extent;
        if (node.name) load.name = node.name->value;
        facts_.loads.push_back(std::move(load));
    }

    void command(const CommandAst& node)
    {
        if (node.invocation_operator == TokenKind::Dot) dot_source(node);
        const std::string_view name = constant_command_name(node);
        if (name.empty()) return;
        const CallArguments arguments(node);
        const auto is = [&](auto... names) { return (same(name, names) || ...); };
        if (is("Import-Module", "ipmo")) {
            import(node, arguments);
        } else if (is("Set-Alias", "New-Alias", "sal", "nal")) {
            alias(arguments);
        } else if (is("Get-Command", "gcm", "Test-Path", "Get-Alias", "gal")) {
            for (const Ast* argument : arguments.positional) ask_for(argument);
        } else if (is("Invoke-Expression", "iex")) {
            facts_.defines_unseen = true;
        } else if (is("Add-Member", "Update-TypeData", "Update-TypeDataFile")) {
            facts_.attaches_members = true;
        } else if (is("Set-Item", "New-Item", "si", "ni", "Set-Content", "Copy-Item", "Rename-Item")) {
            for (const Ast* argument : arguments.positional)
                if (const auto text = facts_.static_text(argument)) drive_item(*text);
            writes(arguments);
        } else if (is("Out-File", "Add-Content", "ac", "New-ModuleManifest", "cp", "cpi", "Move-Item", "Export-Clixml")) {
            writes(arguments);
        }
    }

    void ask_for(const Ast* argument)
    {
        if (const auto* list = as<ArrayLiteralAst>(argument)) {
            for (const ExpressionAst* element : list->elements) ask_for(element);
        } else if (const auto text = facts_.static_text(argument)) {
            const size_t colon = text->find_first_of(":\\/"); // function:name
            facts_.asked_for.insert(colon == std::string::npos ? *text : text->substr(text->find_last_of(":\\/") + 1));
        }
    }

    void writes(const CallArguments& arguments)
    {
        for (const Ast* argument : arguments.positional)
            if (const auto text = facts_.static_text(argument)) facts_.written_files.insert(text->substr(text->find_last_of("/\\") + 1));
    }

    void drive_item(const std::string& path)
    {
        const size_t colon = path.find(':');
        if (colon == std::string::npos) return;
        std::string name = path.substr(colon + 1);
        name.erase(0, name.find_first_not_of("\\/"));
        const std::string drive = path.substr(0, colon);
        if (same(drive, "function")) facts_.functions[name].emplace_back().open = true;
        if (same(drive, "alias")) facts_.aliases.try_emplace(name);
    }

    void dot_source(const CommandAst& node)
    {
        const Ast* const what = node.command_elements[0];
        if (is<ScriptBlockExpressionAst>(what)) return;
        Load load;
        load.extent = what->extent;
        load.name = facts_.static_text(what).value_or("");
        facts_.loads.push_back(std::move(load));
    }

    void import(const CommandAst& node, const CallArguments& arguments)
    {
        Load load;
        load.module = true;
        load.extent = node.extent;
        const Ast* what = arguments.get_or_first("Name");
        const auto action = facts_.static_text(arguments.get("ErrorAction", 6));
        const auto short_action = facts_.static_text(arguments.get("ea", 2));
        const std::string wanted = action.value_or(short_action.value_or(""));
        load.optional = tries_ > 0 || same(wanted, "SilentlyContinue") || same(wanted, "Ignore");
        load.prefix = facts_.static_text(arguments.get("Prefix", 2)).value_or("");
        const auto* list = as<ArrayLiteralAst>(what);
        for (size_t i = 0; i < (list ? list->elements.size() : 1); ++i) {
            load.name = facts_.static_text(list ? list->elements[i] : what).value_or("");
            facts_.loads.push_back(load);
        }
    }

    void alias(const CallArguments& arguments)
    {
        const Ast* const name = arguments.get_or_first("Name");
        const Ast* target = arguments.get("Value");
        if (!target && arguments.positional.size() > 1) target = arguments.positional[1];
        if (const auto text = facts_.static_text(name)) facts_.aliases[*text] = facts_.static_text(target).value_or("");
    }

    /// Set-Variable x, -OutVariable x and its kin.
    void command_variables(const CommandAst& node)
    {
        const CallArguments arguments(node);
        const std::string_view name = constant_command_name(node);
        if (same(name, "Set-Variable") || same(name, "New-Variable") || same(name, "sv") || same(name, "nv")) {
            for (const Ast* argument : arguments.positional)
                if (const auto text = facts_.static_text(argument)) variable(*text, node, nullptr, nullptr);
        }
        for (const auto& [written, value] : arguments.named) {
            const bool names_variable =
                written.size() >= 2 &&
                (same(written, "ov") || same(written, "ev") || same(written, "pv") || same(written, "iv") || same(written, "wv") ||
                 (written.size() > 8 && same(written.substr(written.size() - 8), "Variable")));
            if (!names_variable) continue;
            if (const auto text = facts_.static_text(value))
                variable(text->starts_with("+") ? text->substr(1) : *text, node, nullptr, nullptr);
        }
    }

    void parameter(const ParameterAst& node)
    {
        if (!node.name) return;
        const TypeName* declared = nullptr;
        for (const AttributeBaseAst* attribute : node.attributes)
            if (is<TypeConstraintAst>(attribute)) declared = attribute->type_name;
        variable(node.name->variable_path.name, node, nullptr, declared);
    }

    void assigned(const Ast* target, const Ast* value, const TypeName* declared)
    {
        if (!target) return;
        if (const auto* variable_node = as<VariableExpressionAst>(target)) {
            const VariablePath& path = variable_node->variable_path;
            if (path.is_variable()) return variable(path.name, *target, value, declared);
            return drive_item(std::string(path.user_path));
        }
        if (const auto* attributed = as<AttributedExpressionAst>(target)) {
            const bool converts = is<ConvertExpressionAst>(target) && attributed->attribute;
            return assigned(attributed->child, value, converts ? attributed->attribute->type_name : declared);
        }
        if (const auto* list = as<ArrayLiteralAst>(target))
            for (const ExpressionAst* element : list->elements) assigned(element, nullptr, nullptr);
        if (const auto* paren = as<ParenExpressionAst>(target)) {
            const auto* pipeline = as<PipelineAst>(static_cast<const Ast*>(paren->pipeline));
            if (pipeline && pipeline->pipeline_elements.size() == 1)
                if (const auto* expression = as<CommandExpressionAst>(static_cast<const Ast*>(pipeline->pipeline_elements[0])))
                    assigned(expression->expression, nullptr, nullptr);
        }
    }

    void variable(std::string_view name, const Ast& at, const Ast* value, const TypeName* declared)
    {
        if (name.empty()) return;
        facts_.variables[std::string(name)].push_back({block_around(at), declared, value});
    }

    ScriptFacts& facts_;
    int tries_ = 0;
};

} // namespace

ScriptFacts::ScriptFacts(std::string text, std::string file, const TypeResolver* known_types) : path(std::move(file))
{
    ParseOptions options;
    options.types = known_types;
    script = syntax::parse(std::make_shared<const SourceText>(std::move(text), path), options);
    Reader reader(*this);
    reader.read_variables(*script.root());
    reader.read(*script.root());
}

std::string_view constant_command_name(const CommandAst& command)
{
    if (command.command_elements.empty()) return {};
    const auto* name = as<StringConstantExpressionAst>(static_cast<const Ast*>(command.command_elements[0]));
    return name ? name->value : std::string_view();
}

const ScriptBlockAst* block_around(const Ast& node)
{
    // A parameter of `function f($x)` stands outside of the body it belongs to.
    for (const Ast *inner = &node, *around = node.parent; around; inner = around, around = around->parent) {
        if (const auto* block = as<ScriptBlockAst>(around)) return block;
        if (const auto* function = as<FunctionDefinitionAst>(around); function && inner != function->body) return function->body;
        if (const auto* method = as<FunctionMemberAst>(around); method && inner != method->body) return method->body;
    }
    return nullptr;
}

} // namespace kestrun::engine
