// Register-ArgumentCompleter, and calling what it registered.
#include "base/platform.hpp"
#include "base/text.hpp"
#include "cmdlets/completion/completion.hpp"
#include "cmdlets/tables.hpp"
#include "engine/ast_objects.hpp"
#include "engine/code.hpp"
#include "syntax/ast_children.hpp"

namespace kestrun::cmdlets {

namespace {

/// What a session has registered.
struct CompleterTable final : value::Object
{
    struct Row
    {
        std::string command; // empty: any
        std::string parameter;
        bool native;
        Ref<ScriptBlock> block;
    };
    std::vector<Row> rows;
    const value::Type& type() const override { return value::types::object(); }
};

constexpr char attachment_key = 0;

CompleterTable* table_of(SessionImpl& session)
{
    const auto found = session.attachments.find(&attachment_key);
    return found == session.attachments.end() ? nullptr : static_cast<CompleterTable*>(found->second.get());
}

enum : size_t
{
    PCommand,
    PParameter,
    PScript,
    PNative,
    PFallback,
};
constexpr ParameterDef parameters[] = {
    {.name = "CommandName",
     .type = "string[]",
     .sets = "NativeCommandSet!,PowerShellSet",
     .help = "Commands whose arguments it completes."},
    {.name = "ParameterName", .type = "string", .sets = "PowerShellSet!", .help = "The parameter whose values it offers."},
    {.name = "ScriptBlock", .type = "scriptblock", .flags = P::Mandatory, .help = "Writes texts or CompletionResult objects."},
    {.name = "Native", .type = "switch", .sets = "NativeCommandSet", .help = "The commands are programs."},
    {.name = "NativeFallback",
     .type = "switch",
     .sets = "NativeFallbackSet",
     .help = "For all programs that have no completer of their own."},
};

struct RegisterArgumentCompleter final : Cmdlet
{
    void process() override
    {
        Ref<value::Object>& place = invocation().session.attachments[&attachment_key];
        if (!place) place = value::make<CompleterTable>();
        auto& rows = static_cast<CompleterTable&>(*place).rows;
        std::vector<std::string> commands = texts(PCommand);
        if (commands.empty()) commands.emplace_back();
        for (const std::string& command : commands) {
            CompleterTable::Row row{command, text(PParameter), flag(PNative) || flag(PFallback),
                                    Ref<ScriptBlock>(as_script_block(arg(PScript)))};
            const auto same = [&](const CompleterTable::Row& other) {
                return other.native == row.native && equals_ci(other.command, row.command) && equals_ci(other.parameter, row.parameter);
            };
            std::erase_if(rows, same); // the last one counts
            rows.push_back(std::move(row));
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Register-ArgumentCompleter",
     .synopsis = "Registers a script that completes arguments of commands.",
     .parameters = parameters,
     .make = make_cmdlet<RegisterArgumentCompleter>,
     .default_set = "NativeCommandSet"},
};

/// The CommandAst of the call that is being typed; null when it is not there yet.
Value command_ast(const Completer& completer)
{
    const Cursor& cursor = completer.cursor;
    std::string text = trim(std::string_view(cursor.text).substr(cursor.segment().start));
    auto unit = std::make_shared<engine::Unit>();
    unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(std::move(text)));
    const syntax::Ast* found = nullptr;
    const auto visit = [&](const auto& self, const syntax::Ast& node) -> void {
        if (!found && node.kind == syntax::AstKind::Command) found = &node;
        syntax::for_each_child(node, [&](const syntax::Ast& child) { self(self, child); });
    };
    visit(visit, *unit->script.root());
    return engine::make_ast(unit, found);
}

/// Runs a completer; what it throws is kept in $Error and seen nowhere else.
bool run(Completer& completer, ScriptBlock& block, std::vector<Value> arguments)
{
    ScriptOptions options;
    options.arguments = std::move(arguments);
    engine::Collector collector;
    try {
        completer.session.invoke(block, options, collector);
    } catch (const ScriptError& error) {
        if (error.record) completer.session.remember_error(error.record);
        return true;
    }
    for (const Value& item : collector.items)
        if (!item.is_null()) completer.out.matches.push_back(to_match(item));
    return !completer.out.matches.empty();
}

/// The script or the words of an attribute of the parameter.
bool run_attribute(Completer& completer, const engine::CommandInfo& command, const engine::ParameterMetadata& parameter,
                   std::string_view word, const std::vector<Value>& arguments)
{
    if (!parameter.ast || !command.block) return false;
    const syntax::SourceText& source = command.block->code().source();
    for (const syntax::AttributeBaseAst* base : parameter.ast->attributes) {
        const auto* attribute = syntax::as<syntax::AttributeAst>(base);
        if (!attribute || !attribute->type_name) continue;
        std::string_view name = attribute->type_name->name;
        if (name.size() > 9 && equals_ci(name.substr(name.size() - 9), "Attribute")) name.remove_suffix(9);
        if (equals_ci(name, "ArgumentCompletions")) {
            for (const syntax::ExpressionAst* argument : attribute->positional_arguments) {
                const auto* text = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(argument));
                if (!text || !starts_with_ci(text->value, word)) continue;
                const std::string value(text->value);
                completer.add(quoted_argument(value, completer.cursor.quote), value, ResultType::ParameterValue, value);
            }
            return true;
        }
        if (!equals_ci(name, "ArgumentCompleter") || attribute->positional_arguments.empty()) continue;
        const auto* block =
            syntax::as<syntax::ScriptBlockExpressionAst>(static_cast<const syntax::Ast*>(attribute->positional_arguments[0]));
        if (!block) continue;
        const std::string_view text = source.slice(block->extent);
        const Ref<ScriptBlock> script = completer.session.parse(text.substr(1, text.size() - 2), {});
        return run(completer, *script, arguments);
    }
    return false;
}

} // namespace

constinit const CmdletTable argument_completers_table{"Microsoft.PowerShell.Core", rows};

bool complete_by_script(Completer& completer, const engine::CommandInfo* command, std::string_view command_name,
                        const engine::ParameterMetadata* parameter, std::string_view word,
                        const std::vector<std::pair<std::string, Value>>& bound)
{
    const auto arguments = [&] {
        auto table = value::make<value::Dictionary>(value::types::hashtable(), value::KeyComparer::IgnoreCase);
        for (const auto& [name, value] : bound) table->set(name, value);
        return std::vector<Value>{Value(command_name), Value(parameter->name), Value(word), command_ast(completer), Value(table)};
    };
    if (CompleterTable* table = table_of(completer.session)) {
        for (const CompleterTable::Row& row : table->rows) {
            if (row.native || !equals_ci(row.parameter, parameter->name)) continue;
            if (row.command.empty() || equals_ci(row.command, command_name)) return run(completer, *row.block, arguments());
        }
    }
    return command && run_attribute(completer, *command, *parameter, word, arguments());
}

bool complete_by_native_script(Completer& completer, std::string_view command_name, std::string_view word)
{
    CompleterTable* const table = table_of(completer.session);
    if (!table) return false;
    const std::string_view leaf = command_name.substr(command_name.find_last_of(base::sys::on_windows ? "/\\" : "/") + 1);
    for (const std::string_view wanted : {leaf, std::string_view()}) { // its own, then the one for all
        for (const CompleterTable::Row& row : table->rows) {
            if (!row.native || !equals_ci(row.command, wanted)) continue;
            return run(completer, *row.block,
                       {Value(word), command_ast(completer), Value(static_cast<int32_t>(base::utf16_length(completer.cursor.text)))});
        }
    }
    return false;
}

} // namespace kestrun::cmdlets
