#include "syntax/module_requirement.hpp"
#include "syntax/parser_rules.hpp"
#include "syntax/semantic.hpp"

#include <string>

// about_Requires: comments that are commands to the engine.
namespace kestrun::syntax {

/// What the comments seen so far ask for.
struct RequirementsBuilder
{
    ScriptRequirements result;
    std::vector<std::string_view> editions;
    std::vector<std::string_view> assemblies;
    std::vector<ModuleRequirement> modules;
    bool has_shell_id = false;
};

namespace {

/// A constant, or a hash literal of constants.
bool is_constant_requirement(const ExpressionAst& expression)
{
    if (const auto* array = as<ArrayLiteralAst>(&expression); array != nullptr) {
        return std::all_of(array->elements.begin(), array->elements.end(),
                           [](const auto* element) { return is_constant_requirement(*element); });
    }
    const auto* table = as<HashtableAst>(&expression);
    return table != nullptr ? is_constant_hashtable(*table) : is_constant_argument(expression);
}

std::vector<const ExpressionAst*> elements_of(const ExpressionAst& expression)
{
    const auto* array = as<ArrayLiteralAst>(&expression);
    if (array == nullptr) return {&expression};
    return {array->elements.begin(), array->elements.end()};
}

} // namespace

const ScriptRequirements* Parser::requirements()
{
    if (lexer_.requires_comments.empty() || aborted_) return nullptr;
    RequirementsBuilder builder;
    const std::vector<Extent> comments = lexer_.requires_comments;
    for (const Extent comment : comments) requires_comment(comment, builder);
    builder.result.required_ps_editions = arena_.copy(builder.editions);
    builder.result.required_assemblies = arena_.copy(builder.assemblies);
    builder.result.required_modules = arena_.copy(builder.modules);
    return arena_.make<ScriptRequirements>(builder.result);
}

/// The text after the # is read as a command.
void Parser::requires_comment(Extent comment, RequirementsBuilder& builder)
{
    has_ungot_ = false;
    const ValueScope<bool> nested(in_nested_text_, true);
    const ValueScope<std::uint32_t> begin(nested_begin_, comment.start);
    lexer_.mode = LexMode::Command;
    lexer_.restore({{source_.text().data(), comment.end, nullptr}, comment.start + 1});
    const CommandAst* command = command_rule();
    if (command == nullptr) return;
    const AstList<CommandElementAst> elements = command->command_elements;
    if (!equals_ignore_case(source_.slice(elements[0]->extent), "requires")) {
        error(command->extent, ErrorId::ScriptRequiresInvalidFormat);
    }
    for (std::size_t i = 1; i < elements.size(); ++i) {
        const auto* parameter = as<CommandParameterAst>(elements[i]);
        if (parameter == nullptr) {
            error(elements[i]->extent, ErrorId::ScriptRequiresInvalidFormat);
            continue;
        }
        const CommandElementAst* argument = parameter->argument;
        if (argument == nullptr && i + 1 < elements.size()) argument = elements[++i];
        requires_parameter(*parameter, argument, builder);
    }
}

void Parser::requires_parameter(const CommandParameterAst& parameter, const CommandElementAst* argument, RequirementsBuilder& builder)
{
    const auto named = [&](std::string_view name) {
        return !parameter.parameter_name.empty() && starts_with_ignore_case(name, parameter.parameter_name);
    };
    if (named("runasadministrator")) {
        builder.result.is_elevation_required = true;
        if (argument != nullptr) error(parameter.extent, ErrorId::ParameterCannotHaveArgument, {parameter.parameter_name});
        return;
    }
    const auto* value = as<ExpressionAst>(argument);
    if (value == nullptr) {
        error(parameter.extent, ErrorId::ParameterRequiresArgument, {parameter.parameter_name});
        return;
    }
    if (!is_constant_requirement(*value)) {
        error(value->extent, ErrorId::RequiresArgumentMustBeConstant);
        return;
    }
    const auto* string = as<StringConstantExpressionAst>(value);
    const auto already_bound = [&](bool bound, std::string_view name) {
        if (bound) error(parameter.extent, ErrorId::ParameterAlreadyBound, {name});
        return bound;
    };
    if (named("shellid")) {
        if (already_bound(builder.has_shell_id, "shellid")) return;
        builder.has_shell_id = true;
        if (string == nullptr) error(value->extent, ErrorId::RequiresInvalidStringArgument, {"shellid"});
    } else if (named("version")) {
        if (already_bound(!builder.result.required_ps_version.empty(), "version")) return;
        const std::string_view text = string != nullptr ? string->value : source_.slice(value->extent);
        if (is_version(text, true)) {
            builder.result.required_ps_version = text;
        } else {
            error(value->extent, ErrorId::RequiresVersionInvalid);
        }
    } else if (named("psedition")) {
        if (already_bound(!builder.editions.empty(), "psedition")) return;
        for (const ExpressionAst* element : elements_of(*value)) {
            const auto* edition = as<StringConstantExpressionAst>(element);
            if (edition == nullptr) {
                error(value->extent, ErrorId::RequiresInvalidStringArgument, {"psedition"});
            } else if (std::any_of(builder.editions.begin(), builder.editions.end(),
                                   [&](std::string_view seen) { return equals_ignore_case(seen, edition->value); })) {
                error(value->extent, ErrorId::RequiresPSEditionValueIsAlreadySpecified, {"psedition"});
            } else if (!equals_ignore_case(edition->value, "Core") && !equals_ignore_case(edition->value, "Desktop")) {
                error(value->extent, ErrorId::RequiresPSEditionInvalid, {"psedition"});
            } else {
                builder.editions.push_back(edition->value);
            }
        }
    } else if (named("assembly")) {
        for (const ExpressionAst* element : elements_of(*value)) {
            const auto* assembly = as<StringConstantExpressionAst>(element);
            if (assembly == nullptr) {
                error(value->extent, ErrorId::RequiresInvalidStringArgument, {"assembly"});
            } else {
                builder.assemblies.push_back(assembly->value);
            }
        }
    } else if (named("modules")) {
        for (const ExpressionAst* element : elements_of(*value)) {
            ModuleRequirement module;
            std::string problem;
            if (const auto* table = as<HashtableAst>(element); table != nullptr) {
                if (!module_requirement(*table, module, problem)) {
                    problem = "Cannot convert value \"System.Collections.Hashtable\" to type "
                              "\"Microsoft.PowerShell.Commands.ModuleSpecification\". Error: \"" +
                              problem + "\"";
                }
            } else if (const auto* name = as<StringConstantExpressionAst>(element); name != nullptr && name->value.empty()) {
                problem = "Cannot convert value \"\" to type \"Microsoft.PowerShell.Commands.ModuleSpecification\". Error: \"The value "
                          "cannot be an empty string. (Parameter 'moduleName')\"";
            } else {
                module.name = name != nullptr ? name->value : source_.slice(element->extent);
            }
            if (problem.empty()) {
                builder.modules.push_back(module);
            } else {
                error(value->extent, ErrorId::RequiresModuleInvalid, {problem});
            }
        }
    } else if (!named("pssnapin")) {
        error(parameter.extent, ErrorId::ScriptRequiresInvalidFormat);
    }
}

} // namespace kestrun::syntax
