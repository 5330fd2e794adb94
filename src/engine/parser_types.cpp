// System.Management.Automation.Language.Parser and Token: scripts that look at scripts.
#include "engine/ast_objects.hpp"
#include "engine/type_rows.hpp"

namespace kestrun::engine {

namespace {

using value::Call;
using value::MemberDef;
using value::MemberKind;

#define KESTRUN_LANGUAGE "System.Management.Automation.Language."

class TokenObject final : public value::Object, public value::Textual
{
public:
    TokenObject(std::shared_ptr<const syntax::SourceText> of, syntax::Token what) : source(std::move(of)), token(what) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type(KESTRUN_LANGUAGE "Token");
        return type;
    }
    std::string text() const override { return std::string(source->text().substr(token.extent.start, token.extent.length())); }
    std::shared_ptr<const syntax::SourceText> source;
    syntax::Token token;
};

/// The tree; tokens and errors go to the last two arguments.
Value parse_text(Call& c, std::string text, std::string file)
{
    auto unit = std::make_shared<Unit>();
    syntax::ParseOptions options;
    options.keep_tokens = true;
    unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(std::move(text), std::move(file)), options);
    std::vector<Value> tokens;
    for (const syntax::Token& token : unit->script.tokens()) tokens.emplace_back(value::make<TokenObject>(unit->script.source(), token));
    const auto end = static_cast<uint32_t>(unit->script.source()->text().size());
    if (unit->script.tokens().empty() || unit->script.tokens().back().kind != syntax::TokenKind::EndOfInput)
        tokens.emplace_back(value::make<TokenObject>(unit->script.source(), syntax::Token{syntax::TokenKind::EndOfInput, {end, end}}));
    const size_t count = c.args.size();
    c.args[count - 2] = Value(value::make<value::Array>(value::native_type(KESTRUN_LANGUAGE "Token"), std::move(tokens)));
    c.args[count - 1] = Value(value::make<value::Array>(value::native_type(KESTRUN_LANGUAGE "ParseError"),
                                                        value::elements(make_parse_errors(unit->script))));
    return make_ast(unit, unit->script.root());
}

Value parse_input(Call& c)
{
    if (c.args[0].is_null()) value::throw_argument("System.Management.Automation.PSArgumentNullException", "Cannot process argument because the value of argument \"input\" is null.", "input");
    return parse_text(c, value::to_text(c.args[0]), c.args.size() > 3 ? value::to_text(c.args[1]) : std::string());
}

Value parse_file(Call& c)
{
    const std::string path = running_session().resolve_path(value::to_text(c.args[0]));
    Value given[] = {Value(path)};
    const Value text = value::invoke_static(value::native_type("System.IO.File"), value::Name("ReadAllText"), given);
    return parse_text(c, value::to_text(text), path);
}

TokenObject& token(const Call& c) { return self<TokenObject>(c); }

constexpr MemberDef smeth(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, MemberKind::StaticMethod, signature, result, fn};
}

#define KESTRUN_OUTPUTS "out " KESTRUN_LANGUAGE "Token[] tokens, out " KESTRUN_LANGUAGE "ParseError[] errors"
constexpr MemberDef parser_members[] = {
    smeth("ParseInput", "string input, " KESTRUN_OUTPUTS, KESTRUN_LANGUAGE "ScriptBlockAst", parse_input),
    smeth("ParseInput", "string input, string fileName, " KESTRUN_OUTPUTS, KESTRUN_LANGUAGE "ScriptBlockAst", parse_input),
    smeth("ParseFile", "string fileName, " KESTRUN_OUTPUTS, KESTRUN_LANGUAGE "ScriptBlockAst", parse_file),
};
constexpr MemberDef token_members[] = {
    prop("Text", "string", [](Call& c) { return Value(token(c).text()); }),
    prop("Kind", KESTRUN_LANGUAGE "TokenKind",
         [](Call& c) {
             static const value::Type& kinds = value::native_type(KESTRUN_LANGUAGE "TokenKind");
             return Value::enumeration(kinds.enum_index(), static_cast<int64_t>(token(c).token.kind));
         }),
    prop("HasError", "bool", [](Call&) { return Value(false); }),
    prop("Extent", KESTRUN_LANGUAGE "IScriptExtent", [](Call& c) { return make_script_extent(token(c).source, token(c).token.extent); }),
    meth("ToString", "", "string", [](Call& c) { return Value(token(c).text()); }),
};

constexpr value::TypeDef rows[] = {
    {.full_name = KESTRUN_LANGUAGE "Parser", .flags = value::TypeFlags::Static, .members = parser_members},
    {.full_name = KESTRUN_LANGUAGE "Token", .members = token_members},
};
#undef KESTRUN_OUTPUTS
#undef KESTRUN_LANGUAGE

} // namespace

std::span<const value::TypeDef> parser_types() { return rows; }

} // namespace kestrun::engine
