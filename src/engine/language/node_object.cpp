// Objects of the tree, their extents and errors; what all nodes have.
#include "engine/language/node_object.hpp"
#include "base/text.hpp"
#include "engine/module_loader.hpp"
#include "syntax/ast_children.hpp"
#include "value/types/tuple.hpp"

namespace kestrun::engine {

namespace language {

namespace {

class ExtentObject final : public value::Object
{
public:
    ExtentObject(std::shared_ptr<const syntax::SourceText> of, syntax::Extent at) : source(std::move(of)), extent(at) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type(KESTRUN_LANGUAGE "InternalScriptExtent");
        return type;
    }
    std::shared_ptr<const syntax::SourceText> source;
    syntax::Extent extent;
};

class PositionObject final : public value::Object
{
public:
    PositionObject(std::shared_ptr<const syntax::SourceText> of, uint32_t at) : source(std::move(of)), offset(at) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type(KESTRUN_LANGUAGE "InternalScriptPosition");
        return type;
    }
    std::shared_ptr<const syntax::SourceText> source;
    uint32_t offset;
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
        static const value::Type& type = value::native_type(KESTRUN_LANGUAGE "ParseError");
        return type;
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(extent); }
    std::string id, message;
    Value extent;
    bool incomplete = false;
};

class TypeNameObject final : public value::Object
{
public:
    TypeNameObject(std::shared_ptr<const Unit> of, const syntax::TypeName& what) : unit(std::move(of)), name(&what) {}
    const value::Type& type() const override
    {
        return value::native_type(name->kind == syntax::TypeNameKind::Array     ? KESTRUN_LANGUAGE "ArrayTypeName"
                                  : name->kind == syntax::TypeNameKind::Generic ? KESTRUN_LANGUAGE "GenericTypeName"
                                                                                : KESTRUN_LANGUAGE "TypeName");
    }
    std::shared_ptr<const Unit> unit;
    const syntax::TypeName* name;
};

class PathObject final : public value::Object
{
public:
    PathObject(std::shared_ptr<const Unit> of, const syntax::VariablePath& what) : unit(std::move(of)), path(what) {}
    const value::Type& type() const override
    {
        static const value::Type& type = value::native_type("System.Management.Automation.VariablePath");
        return type;
    }
    std::shared_ptr<const Unit> unit;
    syntax::VariablePath path;
};

/// .NET counts in UTF-16 units.
int32_t units_before(const syntax::SourceText& source, uint32_t offset)
{
    const std::string_view text = source.text();
    const size_t inside = std::min<size_t>(offset, text.size());
    return static_cast<int32_t>(base::utf16_length(text.substr(0, inside)) + (offset - inside));
}

Value position(const Call& c, bool end, bool column)
{
    const auto& extent = self<ExtentObject>(c);
    const syntax::Position at = extent.source->position(end ? extent.extent.end : extent.extent.start);
    return Value(static_cast<int32_t>(column ? at.column : at.line));
}
Value offset(const Call& c, bool end)
{
    const auto& extent = self<ExtentObject>(c);
    return Value(units_before(*extent.source, end ? extent.extent.end : extent.extent.start));
}
Value script_position(const Call& c, bool end)
{
    const auto& extent = self<ExtentObject>(c);
    return Value(value::make<PositionObject>(extent.source, end ? extent.extent.end : extent.extent.start));
}
Value file_of(const syntax::SourceText& source) { return source.file().empty() ? Value() : Value(source.file()); }
Value extent_text(Call& c)
{
    const auto& e = self<ExtentObject>(c);
    return Value(e.source->slice(e.extent));
}

/// The right side of an assignment is the command itself when its pipeline has one only: that pipeline is not shown.
bool is_shown(const Ast& node)
{
    const auto* pipeline = syntax::as<syntax::PipelineAst>(&node);
    if (!pipeline || pipeline->pipeline_elements.size() != 1 || pipeline->background) return true;
    const auto* assignment = syntax::as<syntax::AssignmentStatementAst>(static_cast<const Ast*>(node.parent));
    return !assignment || assignment->right != &node;
}
const Ast* shown_parent(const Ast& node)
{
    const Ast* parent = node.parent;
    return parent && !is_shown(*parent) ? parent->parent : parent;
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
        if (is_shown(node)) ask(node);
        syntax::for_each_child(node, [this](Ast& inner) {
            // The block of a block expression or of a function is nested; the function itself is not.
            const bool block = inner.kind == AstKind::ScriptBlock && inner.parent;
            if (!block || nested) (*this)(inner);
        });
    }
    void ask(const Ast& node)
    {
        Value item = make_ast(unit, &node);
        ScriptOptions options;
        options.arguments.push_back(item);
        options.variables.emplace_back("_", item);
        if (value::to_bool(running_session().Context::invoke(predicate, options))) found.push_back(std::move(item));
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

std::string text_of(const AstObject& object) { return std::string(object.unit->script.source()->slice(object.node->extent)); }

/// The value of what needs no running: constants, lists and tables of them.
Value safe_value(Call& c)
{
    const AstObject& object = self<AstObject>(c);
    const std::string text = text_of(object);
    if (!is_data_node(*object.node)) {
        value::throw_native(
            "System.InvalidOperationException",
            "Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: " + text + ".");
    }
    if (const auto* string = syntax::as<syntax::StringConstantExpressionAst>(object.node)) return Value(string->value);
    SessionImpl& session = running_session();
    const Ref<ScriptBlock> block = session.parse(text, {});
    return session.Context::invoke(*block, {});
}

constexpr MemberDef extent_members[] = {
    prop("File", "string", [](Call& c) { return file_of(*self<ExtentObject>(c).source); }),
    prop("StartScriptPosition", "System.Management.Automation.Language.IScriptPosition", [](Call& c) { return script_position(c, false); }),
    prop("EndScriptPosition", "System.Management.Automation.Language.IScriptPosition", [](Call& c) { return script_position(c, true); }),
    prop("StartLineNumber", "int", [](Call& c) { return position(c, false, false); }),
    prop("StartColumnNumber", "int", [](Call& c) { return position(c, false, true); }),
    prop("EndLineNumber", "int", [](Call& c) { return position(c, true, false); }),
    prop("EndColumnNumber", "int", [](Call& c) { return position(c, true, true); }),
    prop("Text", "string", extent_text),
    prop("StartOffset", "int", [](Call& c) { return offset(c, false); }),
    prop("EndOffset", "int", [](Call& c) { return offset(c, true); }),
    meth("ToString", "", "string", extent_text),
};
constexpr MemberDef position_members[] = {
    prop("File", "string", [](Call& c) { return file_of(*self<PositionObject>(c).source); }),
    prop("LineNumber", "int",
         [](Call& c) {
             const auto& p = self<PositionObject>(c);
             return Value(static_cast<int32_t>(p.source->position(p.offset).line));
         }),
    prop("ColumnNumber", "int",
         [](Call& c) {
             const auto& p = self<PositionObject>(c);
             return Value(static_cast<int32_t>(p.source->position(p.offset).column));
         }),
    prop("Offset", "int", [](Call& c) { return Value(units_before(*self<PositionObject>(c).source, self<PositionObject>(c).offset)); }),
    prop("Line", "string",
         [](Call& c) {
             const auto& p = self<PositionObject>(c);
             return Value(p.source->line(p.source->position(p.offset).line));
         }),
    meth("GetFullScript", "", "string", [](Call& c) { return Value(self<PositionObject>(c).source->text()); }),
};
constexpr MemberDef error_members[] = {
    prop("Extent", KESTRUN_LANGUAGE "IScriptExtent", [](Call& c) { return self<ParseErrorObject>(c).extent; }),
    prop("ErrorId", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).id); }),
    prop("Message", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).message); }),
    prop("IncompleteInput", "bool", [](Call& c) { return Value(self<ParseErrorObject>(c).incomplete); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<ParseErrorObject>(c).message); }),
};
constexpr MemberDef ast_members[] = {
    prop("Extent", KESTRUN_LANGUAGE "IScriptExtent", [](Call& c) { return extent_of(c, self<AstObject>(c).node->extent); }),
    prop("Parent", KESTRUN_LANGUAGE "Ast", [](Call& c) { return child(c, shown_parent(*self<AstObject>(c).node)); }),
    meth("Copy", "", KESTRUN_LANGUAGE "Ast", [](Call& c) { return child(c, self<AstObject>(c).node); }),
    meth("FindAll", "object predicate, bool searchNestedScriptBlocks", "object", [](Call& c) { return find_nodes(c, false); }),
    meth("Find", "object predicate, bool searchNestedScriptBlocks", KESTRUN_LANGUAGE "Ast", [](Call& c) { return find_nodes(c, true); }),
    meth("SafeGetValue", "", "object", safe_value),
    meth("ToString", "", "string", [](Call& c) { return Value(text_of(self<AstObject>(c))); }),
};
constexpr MemberDef path_members[] = {
    prop("UserPath", "string", [](Call& c) { return Value(self<PathObject>(c).path.user_path); }),
    prop("IsGlobal", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Global); }),
    prop("IsLocal", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Local); }),
    prop("IsPrivate", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Private); }),
    prop("IsScript", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Script); }),
    prop("IsUnqualified", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Unqualified); }),
    prop("IsUnscopedVariable", "bool", [](Call& c) { return Value(self<PathObject>(c).path.scope == syntax::VariableScope::Unqualified); }),
    prop("IsVariable", "bool", [](Call& c) { return Value(self<PathObject>(c).path.is_variable()); }),
    prop("IsDriveQualified", "bool", [](Call& c) { return Value(!self<PathObject>(c).path.is_variable()); }),
    prop("DriveName", "string",
         [](Call& c) {
             const auto& drive = self<PathObject>(c).path.drive_name;
             return drive.empty() ? Value() : Value(drive);
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<PathObject>(c).path.user_path); }),
};
constexpr MemberDef type_name_members[] = {
    prop("FullName", "string", [](Call& c) { return Value(self<TypeNameObject>(c).name->full_name); }),
    prop("Name", "string", [](Call& c) { return Value(self<TypeNameObject>(c).name->name); }),
    prop("AssemblyName", "string",
         [](Call& c) {
             const auto& assembly = self<TypeNameObject>(c).name->assembly_name;
             return assembly.empty() ? Value() : Value(assembly);
         }),
    prop("IsArray", "bool", [](Call& c) { return Value(self<TypeNameObject>(c).name->kind == syntax::TypeNameKind::Array); }),
    prop("IsGeneric", "bool", [](Call& c) { return Value(self<TypeNameObject>(c).name->kind == syntax::TypeNameKind::Generic); }),
    prop("Extent", KESTRUN_LANGUAGE "IScriptExtent",
         [](Call& c) {
             const auto& name = self<TypeNameObject>(c);
             return make_script_extent(name.unit->script.source(), name.name->extent);
         }),
    prop("ElementType", KESTRUN_LANGUAGE "ITypeName",
         [](Call& c) {
             const auto& name = self<TypeNameObject>(c);
             return make_type_name(name.unit, name.name->kind == syntax::TypeNameKind::Array ? name.name->element : nullptr);
         }),
    prop("TypeName", KESTRUN_LANGUAGE "ITypeName",
         [](Call& c) {
             const auto& name = self<TypeNameObject>(c);
             return make_type_name(name.unit, name.name->kind == syntax::TypeNameKind::Generic ? name.name->element : nullptr);
         }),
    prop("GenericArguments", "object",
         [](Call& c) {
             const auto& name = self<TypeNameObject>(c);
             std::vector<Value> items;
             for (const syntax::TypeName* argument : name.name->generic_arguments) items.push_back(make_type_name(name.unit, argument));
             return value::make_array(std::move(items));
         }),
    meth("GetReflectionType", "", "type",
         [](Call& c) {
             const value::Type* type = running_session().find_type(self<TypeNameObject>(c).name->full_name);
             return type ? value::type_value(*type) : Value();
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<TypeNameObject>(c).name->full_name); }),
};

constexpr TypeDef rows[] = {
    {.full_name = KESTRUN_LANGUAGE "InternalScriptExtent", .members = extent_members},
    {.full_name = KESTRUN_LANGUAGE "InternalScriptPosition", .members = position_members},
    {.full_name = KESTRUN_LANGUAGE "ParseError", .members = error_members},
    {.full_name = KESTRUN_LANGUAGE "Ast", .flags = value::TypeFlags::Abstract, .members = ast_members},
    {.full_name = KESTRUN_LANGUAGE "TypeName", .members = type_name_members},
    {.full_name = KESTRUN_LANGUAGE "ArrayTypeName", .members = type_name_members},
    {.full_name = KESTRUN_LANGUAGE "GenericTypeName", .members = type_name_members},
    {.full_name = "System.Management.Automation.VariablePath", .members = path_members},
};

} // namespace

const value::Type& AstObject::type() const { return value::native_type(KESTRUN_LANGUAGE + std::string(syntax::name_of(node->kind))); }

Value node_list(const std::shared_ptr<const Unit>& unit, const std::vector<const Ast*>& nodes, const char* element)
{
    std::vector<Value> items;
    for (const Ast* node : nodes) items.push_back(make_ast(unit, node));
    const value::Type* collection =
        value::find_type("System.Collections.ObjectModel.ReadOnlyCollection[" + std::string(KESTRUN_LANGUAGE) + element + "]");
    if (!collection) return value::make_array(std::move(items));
    return Value(value::make<value::List>(*collection, std::move(items)));
}

Value pair_list(const Call& c, const std::vector<std::pair<const Ast*, const Ast*>>& pairs, const char* first, const char* second)
{
    const std::string tuple_name = "System.Tuple[" + std::string(KESTRUN_LANGUAGE) + first + "," + KESTRUN_LANGUAGE + second + "]";
    const value::Type* tuple = value::find_type(tuple_name);
    const value::Type* collection = value::find_type("System.Collections.ObjectModel.ReadOnlyCollection[" + tuple_name + "]");
    std::vector<Value> items;
    for (const auto& [one, other] : pairs) {
        std::vector<Value> parts{child(c, one), child(c, other)};
        items.push_back(tuple ? Value(value::make<value::TupleObject>(*tuple, std::move(parts))) : value::value_tuple(std::move(parts)));
    }
    if (!collection) return value::make_array(std::move(items));
    return Value(value::make<value::List>(*collection, std::move(items)));
}

Value language_enum(const char* name, int64_t number)
{
    return Value::enumeration(value::native_type(KESTRUN_LANGUAGE + std::string(name)).enum_index(), number);
}

Value extent_of(const Call& c, syntax::Extent extent) { return make_script_extent(self<AstObject>(c).unit->script.source(), extent); }

Value make_type_name(const std::shared_ptr<const Unit>& unit, const syntax::TypeName* name)
{
    return name ? Value(value::make<TypeNameObject>(unit, *name)) : Value();
}

Value make_variable_path(const std::shared_ptr<const Unit>& unit, const syntax::VariablePath& path)
{
    return Value(value::make<PathObject>(unit, path));
}

Value static_type(const syntax::TypeName* name)
{
    const value::Type* type = name ? running_session().find_type(name->full_name) : nullptr;
    return value::type_value(type ? *type : value::types::object());
}

} // namespace language

Value make_script_extent(const std::shared_ptr<const syntax::SourceText>& source, syntax::Extent extent)
{
    return Value(value::make<language::ExtentObject>(source, extent));
}

Value make_parse_errors(const std::shared_ptr<const syntax::SourceText>& source, std::span<const syntax::ParseError> errors)
{
    std::vector<Value> items;
    for (const syntax::ParseError& error : errors) {
        auto object = value::make<language::ParseErrorObject>(error.error_id, error.message, make_script_extent(source, error.extent));
        object->incomplete = error.incomplete_input;
        items.emplace_back(std::move(object));
    }
    return Value(value::make<value::Array>(value::native_type(KESTRUN_LANGUAGE "ParseError"), std::move(items)));
}

Value make_parse_error(const syntax::ParsedScript& script, std::string_view id, std::string message)
{
    std::vector<Value> items;
    items.emplace_back(value::make<language::ParseErrorObject>(id, std::move(message), make_script_extent(script.source(), {})));
    return Value(value::make<value::Array>(value::native_type(KESTRUN_LANGUAGE "ParseError"), std::move(items)));
}

Value make_ast(const std::shared_ptr<const Unit>& unit, const syntax::Ast* node)
{
    return node ? Value(value::make<language::AstObject>(unit, *node)) : Value();
}

void register_ast_types()
{
    value::register_types(language::rows);
    language::register_statement_types();
    language::register_expression_types();
    language::register_parser_types();
}

} // namespace kestrun::engine
