// [System.Management.Automation.Language.Parser] and the elder [System.Management.Automation.PSParser].
#include "engine/class_definition.hpp"
#include "engine/language/script_tokens.hpp"

namespace kestrun::engine::language {

namespace {

std::shared_ptr<const Unit> parse_text(std::string text, std::string file)
{
    auto unit = std::make_shared<Unit>();
    syntax::ParseOptions options;
    options.keep_tokens = true;
    const KnownTypes types(running_session());
    options.types = &types;
    unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(std::move(text), std::move(file)), options);
    return unit;
}

/// The tree; tokens and errors go to the last two arguments.
Value give(Call& c, const std::shared_ptr<const Unit>& unit)
{
    c.args[c.args.size() - 2] = make_tokens(unit);
    c.args[c.args.size() - 1] = make_parse_errors(unit->script.source(), unit->script.errors());
    return make_ast(unit, unit->script.root());
}

Value parse_input(Call& c)
{
    if (c.args[0].is_null()) {
        value::throw_argument("System.Management.Automation.PSArgumentNullException",
                              "Cannot process argument because the value of argument \"input\" is null.", "input");
    }
    return give(c, parse_text(value::to_text(c.args[0]), c.args.size() == 4 ? value::to_text(c.args[1]) : std::string()));
}

Value parse_file(Call& c)
{
    const std::string path = running_session().resolve_path(value::to_text(c.args[0]));
    std::string text;
    try {
        text = read_script_file(path);
    } catch (const value::ScriptError&) {
        const std::shared_ptr<const Unit> unit = parse_text("", path);
        c.args[1] = make_tokens(unit);
        c.args[2] = make_parse_error(unit->script, "FileReadError",
                                     "The file could not be read: Could not find a part of the path '" + path + "'..");
        return make_ast(unit, unit->script.root());
    }
    return give(c, parse_text(std::move(text), path));
}

Value tokenize(Call& c)
{
    std::string text;
    if (c.args[0].is_string()) {
        text = value::to_text(c.args[0]);
    } else {
        for (const Value& line : value::elements(c.args[0])) text += value::to_text(line) + "\n";
    }
    const std::shared_ptr<const Unit> unit = parse_text(std::move(text), {});
    c.args[1] = make_parse_errors(unit->script.source(), unit->script.errors());
    return make_ps_tokens(unit);
}

#define TYPE(name) KESTRUN_LANGUAGE name
constexpr MemberDef parser_members[] = {
    {"ParseInput", value::MemberKind::StaticMethod,
     "string input, out System.Management.Automation.Language.Token[] tokens, out System.Management.Automation.Language.ParseError[] "
     "errors",
     TYPE("ScriptBlockAst"), parse_input},
    {"ParseInput", value::MemberKind::StaticMethod,
     "string input, string fileName, out System.Management.Automation.Language.Token[] tokens, out "
     "System.Management.Automation.Language.ParseError[] errors",
     TYPE("ScriptBlockAst"), parse_input},
    {"ParseFile", value::MemberKind::StaticMethod,
     "string fileName, out System.Management.Automation.Language.Token[] tokens, out System.Management.Automation.Language.ParseError[] "
     "errors",
     TYPE("ScriptBlockAst"), parse_file},
};
constexpr MemberDef ps_parser_members[] = {
    {"Tokenize", value::MemberKind::StaticMethod, "object script, out object errors",
     "System.Collections.ObjectModel.Collection[System.Management.Automation.PSToken]", tokenize},
};
constexpr TypeDef rows[] = {
    {.full_name = TYPE("Parser"), .flags = value::TypeFlags::Abstract | value::TypeFlags::Sealed, .members = parser_members},
    {.full_name = "System.Management.Automation.PSParser",
     .flags = value::TypeFlags::Abstract | value::TypeFlags::Sealed,
     .members = ps_parser_members},
};
#undef TYPE

} // namespace

void register_parser_types()
{
    value::register_types(token_types());
    value::register_types(rows);
}

} // namespace kestrun::engine::language
