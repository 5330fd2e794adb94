#include "engine/ast_objects.hpp"
#include "engine/type_rows.hpp"
#include "syntax/ast_children.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

using syntax::Ast;
using syntax::AstKind;
using value::Call;
using value::MemberDef;
using value::TypeDef;

namespace {

class ExtentObject final : public value::Object
{
public:
    ExtentObject(std::shared_ptr<const syntax::SourceText> of, syntax::Extent at) : source(std::move(of)), extent(at) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.Language.InternalScriptExtent");
        return type;
    }
    std::shared_ptr<const syntax::SourceText> source;
    syntax::Extent extent;
};

class ParseErrorObject final : public value::Object
{
public:
    ParseErrorObject(std::string_view called, std::string text, Value where)
        : id(called), message(std::move(text)), extent(std::move(where))
    {
    }
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.Language.ParseError");
        return type;
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(extent); }
    std::string id, message;
    Value extent;
    bool incomplete = false;
};

class AstObject final : public value::Object
{
public:
    AstObject(std::shared_ptr<const Unit> of, const Ast& what) : unit(std::move(of)), node(&what) {}
    const value::Type& type() const override
    {
        return value::native_type("System.Management.Automation.Language." + std::string(syntax::name_of(node->kind)));
    }
    std::shared_ptr<const Unit> unit;
    const Ast* node;
};

template <typename T>
const T& node_of(const Call& c)
{
    return syntax::cast<T>(*self<AstObject>(c).node);
}
Value child(const Call& c, const Ast* node) { return make_ast(self<AstObject>(c).unit, node); }
template <typename T>
Value children(const Call& c, const T& nodes, const char* element)
{
    std::vector<Value> items;
    for (const auto* node : nodes) items.push_back(child(c, node));
    const value::Type* collection = value::find_type(
        std::string("System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.Language.") + element + "]");
    if (!collection) return value::make_array(std::move(items));
    return Value(value::make<value::List>(*collection, std::move(items)));
}

std::string text_of(const AstObject& object)
{
    const auto& source = *object.unit->script.source();
    return std::string(source.slice(object.node->extent));
}

/// Nodes in the order of the source for which the predicate holds; nested script blocks only when asked for.
struct Search
{
    const std::shared_ptr<const Unit>& unit;
    ScriptBlock& predicate;
    bool nested;
    bool first_only;
    std::vector<Value> found;

    void operator()(const Ast& node)
    {
        if (first_only && !found.empty()) return;
        Value item = make_ast(unit, &node);
        ScriptOptions options;
        options.arguments.push_back(item);
        options.variables.emplace_back("_", item);
        if (value::to_bool(running_session().Context::invoke(predicate, options))) found.push_back(std::move(item));
        descend(node);
    }
    void descend(const Ast& node)
    {
        syntax::for_each_child(node, [this](Ast& inner) {
            const bool block = inner.kind == AstKind::ScriptBlockExpression || inner.kind == AstKind::FunctionDefinition;
            if (block && !nested) return;
            (*this)(inner);
        });
    }
};

Value find_nodes(Call& c, bool first_only)
{
    auto* block = c.args[0].as<ScriptBlock>();
    if (!block) value::throw_argument("System.ArgumentNullException", "Value cannot be null.", "predicate");
    const auto& object = self<AstObject>(c);
    Search search{object.unit, *block, value::to_bool(c.args[1]), first_only, {}};
    search(*object.node);
    if (first_only) return search.found.empty() ? Value() : search.found.front();
    return value::make_array(std::move(search.found));
}

Value position(const Call& c, bool end, bool column)
{
    const auto& extent = self<ExtentObject>(c);
    const syntax::Position at = extent.source->position(end ? extent.extent.end : extent.extent.start);
    return Value(static_cast<int32_t>(column ? at.column : at.line));
}

Value type_of_parameter(Call& c)
{
    for (const auto* attribute : node_of<syntax::ParameterAst>(c).attributes) {
        if (attribute->kind != AstKind::TypeConstraint) continue;
        if (const value::Type* type = running_session().find_type(attribute->type_name->full_name))
            return Value(const_cast<value::Type*>(type));
    }
    return Value(const_cast<value::Type*>(&value::types::object()));
}

Value command_name(Call& c)
{
    const auto* name =
        syntax::as<syntax::StringConstantExpressionAst>(static_cast<const Ast*>(node_of<syntax::CommandAst>(c).command_elements[0]));
    return name ? Value(name->value) : Value();
}

Value constant_value(Call& c)
{
    const syntax::ConstantValue& v = node_of<syntax::ConstantExpressionAst>(c).value;
    switch (v.kind) {
    case syntax::ConstantKind::Boolean: return Value(v.integer != 0);
    case syntax::ConstantKind::Double: return Value(v.real);
    case syntax::ConstantKind::Int64: return Value(v.integer);
    default: return Value(static_cast<int32_t>(v.integer));
    }
}

/// VariablePath and TypeName are no nodes of their own: they show the node they belong to.
class NamePart final : public value::Object
{
public:
    NamePart(const char* type_name, std::shared_ptr<const Unit> of, const Ast& what)
        : unit(std::move(of)), node(&what), type_(value::native_type(type_name))
    {
    }
    const value::Type& type() const override { return type_; }
    std::shared_ptr<const Unit> unit;
    const Ast* node;

private:
    const value::Type& type_;
};

Value variable_path(Call& c)
{
    const auto& object = self<AstObject>(c);
    return Value(value::make<NamePart>("System.Management.Automation.VariablePath", object.unit, *object.node));
}
Value type_name(Call& c)
{
    const auto& object = self<AstObject>(c);
    return Value(value::make<NamePart>("System.Management.Automation.Language.TypeName", object.unit, *object.node));
}
const syntax::VariablePath& path_of(const Call& c)
{
    return syntax::cast<syntax::VariableExpressionAst>(*self<NamePart>(c).node).variable_path;
}
const syntax::TypeName* name_of_type(const Call& c)
{
    const Ast& node = *self<NamePart>(c).node;
    if (const auto* expression = syntax::as<syntax::TypeExpressionAst>(&node)) return expression->type_name;
    return static_cast<const syntax::AttributeBaseAst&>(node).type_name;
}

constexpr MemberDef extent_members[] = {
    prop("File", "string",
         [](Call& c) {
             const auto& f = self<ExtentObject>(c).source->file();
             return f.empty() ? Value() : Value(f);
         }),
    prop("StartLineNumber", "int", [](Call& c) { return position(c, false, false); }),
    prop("StartColumnNumber", "int", [](Call& c) { return position(c, false, true); }),
    prop("EndLineNumber", "int", [](Call& c) { return position(c, true, false); }),
    prop("EndColumnNumber", "int", [](Call& c) { return position(c, true, true); }),
    prop("StartOffset", "int", [](Call& c) { return Value(static_cast<int32_t>(self<ExtentObject>(c).extent.start)); }),
    prop("EndOffset", "int", [](Call& c) { return Value(static_cast<int32_t>(self<ExtentObject>(c).extent.end)); }),
    prop("Text", "string",
         [](Call& c) {
             const auto& e = self<ExtentObject>(c);
             return Value(e.source->slice(e.extent));
         }),
    meth("ToString", "", "string",
         [](Call& c) {
             const auto& e = self<ExtentObject>(c);
             return Value(e.source->slice(e.extent));
         }),
};
constexpr MemberDef error_members[] = {
    prop("Extent", "object", [](Call& c) { return self<ParseErrorObject>(c).extent; }),
    prop("ErrorId", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).id); }),
    prop("Message", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).message); }),
    prop("IncompleteInput", "bool", [](Call& c) { return Value(self<ParseErrorObject>(c).incomplete); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).message); }),
};
constexpr MemberDef ast_members[] = {
    prop("Extent", "object",
         [](Call& c) {
             const auto& a = self<AstObject>(c);
             return make_script_extent(a.unit->script.source(), a.node->extent);
         }),
    prop("Parent", "System.Management.Automation.Language.Ast", [](Call& c) { return child(c, self<AstObject>(c).node->parent); }),
    meth("FindAll", "object predicate, bool searchNestedScriptBlocks", "object", [](Call& c) { return find_nodes(c, false); }),
    meth("Find", "object predicate, bool searchNestedScriptBlocks", "object", [](Call& c) { return find_nodes(c, true); }),
    meth("ToString", "", "string", [](Call& c) { return Value(text_of(self<AstObject>(c))); }),
};
constexpr MemberDef block_members[] = {
    prop("ParamBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).param_block); }),
    prop("DynamicParamBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).dynamic_param_block); }),
    prop("BeginBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).begin_block); }),
    prop("ProcessBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).process_block); }),
    prop("EndBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).end_block); }),
    prop("CleanBlock", "object", [](Call& c) { return child(c, node_of<syntax::ScriptBlockAst>(c).clean_block); }),
};
constexpr MemberDef param_block_members[] = {
    prop("Parameters", "object", [](Call& c) { return children(c, node_of<syntax::ParamBlockAst>(c).parameters, "ParameterAst"); }),
    prop("Attributes", "object", [](Call& c) { return children(c, node_of<syntax::ParamBlockAst>(c).attributes, "AttributeAst"); }),
};
constexpr MemberDef parameter_members[] = {
    prop("Name", "object", [](Call& c) { return child(c, node_of<syntax::ParameterAst>(c).name); }),
    prop("DefaultValue", "object", [](Call& c) { return child(c, node_of<syntax::ParameterAst>(c).default_value); }),
    prop("Attributes", "object", [](Call& c) { return children(c, node_of<syntax::ParameterAst>(c).attributes, "AttributeBaseAst"); }),
    prop("StaticType", "type", type_of_parameter),
};
constexpr MemberDef variable_members[] = {
    prop("VariablePath", "object", variable_path),
    prop("Splatted", "bool", [](Call& c) { return Value(node_of<syntax::VariableExpressionAst>(c).splatted); }),
};
constexpr MemberDef function_members[] = {
    prop("Name", "string", [](Call& c) { return Value(node_of<syntax::FunctionDefinitionAst>(c).name); }),
    prop("Body", "object", [](Call& c) { return child(c, node_of<syntax::FunctionDefinitionAst>(c).body); }),
    prop("Parameters", "object", [](Call& c) { return children(c, node_of<syntax::FunctionDefinitionAst>(c).parameters, "ParameterAst"); }),
    prop("IsFilter", "bool", [](Call& c) { return Value(node_of<syntax::FunctionDefinitionAst>(c).is_filter); }),
};
constexpr MemberDef named_block_members[] = {
    prop("Statements", "object", [](Call& c) { return children(c, node_of<syntax::NamedBlockAst>(c).statements, "StatementAst"); }),
    prop("Unnamed", "bool", [](Call& c) { return Value(node_of<syntax::NamedBlockAst>(c).unnamed); }),
};
constexpr MemberDef pipeline_members[] = {
    prop("PipelineElements", "object",
         [](Call& c) { return children(c, node_of<syntax::PipelineAst>(c).pipeline_elements, "CommandBaseAst"); }),
};
constexpr MemberDef command_members[] = {
    prop("CommandElements", "object",
         [](Call& c) { return children(c, node_of<syntax::CommandAst>(c).command_elements, "CommandElementAst"); }),
    meth("GetCommandName", "", "string", command_name),
};
constexpr MemberDef command_parameter_members[] = {
    prop("ParameterName", "string", [](Call& c) { return Value(node_of<syntax::CommandParameterAst>(c).parameter_name); }),
    prop("Argument", "object", [](Call& c) { return child(c, node_of<syntax::CommandParameterAst>(c).argument); }),
};
constexpr MemberDef command_expression_members[] = {
    prop("Expression", "object", [](Call& c) { return child(c, node_of<syntax::CommandExpressionAst>(c).expression); }),
};
constexpr MemberDef assignment_members[] = {
    prop("Left", "object", [](Call& c) { return child(c, node_of<syntax::AssignmentStatementAst>(c).left); }),
    prop("Right", "object", [](Call& c) { return child(c, node_of<syntax::AssignmentStatementAst>(c).right); }),
};
constexpr MemberDef string_members[] = {
    prop("Value", "string", [](Call& c) { return Value(node_of<syntax::StringConstantExpressionAst>(c).value); }),
};
constexpr MemberDef constant_members[] = {prop("Value", "object", constant_value)};
constexpr MemberDef attribute_members[] = {
    prop("TypeName", "object", type_name),
    prop("PositionalArguments", "object",
         [](Call& c) { return children(c, node_of<syntax::AttributeAst>(c).positional_arguments, "ExpressionAst"); }),
    prop("NamedArguments", "object",
         [](Call& c) { return children(c, node_of<syntax::AttributeAst>(c).named_arguments, "NamedAttributeArgumentAst"); }),
};
constexpr MemberDef named_argument_members[] = {
    prop("ArgumentName", "string", [](Call& c) { return Value(node_of<syntax::NamedAttributeArgumentAst>(c).argument_name); }),
    prop("Argument", "object", [](Call& c) { return child(c, node_of<syntax::NamedAttributeArgumentAst>(c).argument); }),
    prop("ExpressionOmitted", "bool", [](Call& c) { return Value(node_of<syntax::NamedAttributeArgumentAst>(c).expression_omitted); }),
};
constexpr MemberDef typed_members[] = {prop("TypeName", "object", type_name)};
constexpr MemberDef path_members[] = {
    prop("UserPath", "string", [](Call& c) { return Value(path_of(c).user_path); }),
    prop("DriveName", "string", [](Call& c) { return path_of(c).drive_name.empty() ? Value() : Value(path_of(c).drive_name); }),
    prop("IsVariable", "bool", [](Call& c) { return Value(path_of(c).is_variable()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(path_of(c).user_path); }),
};
constexpr MemberDef type_name_members[] = {
    prop("Name", "string", [](Call& c) { return Value(name_of_type(c)->name); }),
    prop("FullName", "string", [](Call& c) { return Value(name_of_type(c)->full_name); }),
    meth("ToString", "", "string", [](Call& c) { return Value(name_of_type(c)->full_name); }),
};

constexpr std::span<const MemberDef> members_of(AstKind kind)
{
    switch (kind) {
    case AstKind::ScriptBlock: return block_members;
    case AstKind::ParamBlock: return param_block_members;
    case AstKind::Parameter: return parameter_members;
    case AstKind::VariableExpression: return variable_members;
    case AstKind::FunctionDefinition: return function_members;
    case AstKind::NamedBlock: return named_block_members;
    case AstKind::Pipeline: return pipeline_members;
    case AstKind::Command: return command_members;
    case AstKind::CommandParameter: return command_parameter_members;
    case AstKind::CommandExpression: return command_expression_members;
    case AstKind::AssignmentStatement: return assignment_members;
    case AstKind::StringConstantExpression: return string_members;
    case AstKind::ConstantExpression: return constant_members;
    case AstKind::Attribute: return attribute_members;
    case AstKind::NamedAttributeArgument: return named_argument_members;
    case AstKind::TypeConstraint:
    case AstKind::TypeExpression: return typed_members;
    default: return {};
    }
}

#define KESTRUN_LANGUAGE "System.Management.Automation.Language."
#define KESTRUN_AST_ROW(name)                                                                                                              \
    {.full_name = KESTRUN_LANGUAGE #name "Ast", .base = KESTRUN_LANGUAGE "Ast", .members = members_of(AstKind::name)},
constexpr TypeDef node_rows[] = {KESTRUN_AST_KINDS(KESTRUN_AST_ROW)};
#undef KESTRUN_AST_ROW

constexpr TypeDef rows[] = {
    {.full_name = KESTRUN_LANGUAGE "InternalScriptExtent", .members = extent_members},
    {.full_name = KESTRUN_LANGUAGE "ParseError", .members = error_members},
    {.full_name = KESTRUN_LANGUAGE "Ast", .flags = value::TypeFlags::Abstract, .members = ast_members},
    {.full_name = KESTRUN_LANGUAGE "TypeName", .members = type_name_members},
    {.full_name = "System.Management.Automation.VariablePath", .members = path_members},
};
#undef KESTRUN_LANGUAGE

} // namespace

Value make_script_extent(const std::shared_ptr<const syntax::SourceText>& source, syntax::Extent extent)
{
    return Value(value::make<ExtentObject>(source, extent));
}

Value make_parse_errors(const syntax::ParsedScript& script)
{
    std::vector<Value> items;
    for (const syntax::ParseError& error : script.errors()) {
        auto object = value::make<ParseErrorObject>(error.error_id, error.message, make_script_extent(script.source(), error.extent));
        object->incomplete = error.incomplete_input;
        items.emplace_back(std::move(object));
    }
    return value::make_array(std::move(items));
}

Value make_ast(const std::shared_ptr<const Unit>& unit, const syntax::Ast* node)
{
    return node ? Value(value::make<AstObject>(unit, *node)) : Value();
}

void register_ast_types()
{
    value::register_types(rows);
    value::register_types(node_rows);
    value::register_types(parser_types());
}

} // namespace kestrun::engine
