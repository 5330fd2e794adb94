// Members of blocks, statements, commands, functions, types and attributes of the tree.
#include "engine/language/node_object.hpp"

namespace kestrun::engine::language {

namespace {

using namespace syntax;

template <typename T>
Value clauses(const Call& c, const T& list, const char* first)
{
    std::vector<std::pair<const Ast*, const Ast*>> pairs;
    for (const auto& clause : list) pairs.emplace_back(clause.condition, clause.body);
    return pair_list(c, pairs, first, "StatementBlockAst");
}

Value text_or_null(std::string_view text) { return text.empty() ? Value() : Value(text); }

Value type_of_parameter(Call& c)
{
    for (const auto* attribute : node_of<ParameterAst>(c).attributes)
        if (attribute->kind == AstKind::TypeConstraint) return static_type(attribute->type_name);
    return value::type_value(value::types::object());
}

Value command_name(Call& c)
{
    const auto* name = as<StringConstantExpressionAst>(static_cast<const Ast*>(node_of<CommandAst>(c).command_elements[0]));
    return name ? Value(name->value) : Value();
}

Value script_block(Call& c)
{
    const AstObject& object = self<AstObject>(c);
    std::string_view text = object.unit->script.source()->slice(object.node->extent);
    if (object.node->parent && text.size() >= 2 && text.front() == '{') text = text.substr(1, text.size() - 2);
    return Value(running_session().parse(text, object.unit->script.source()->file()));
}

/// ScriptRequirements, as far as #requires says something.
Value requirements(Call& c)
{
    const ScriptRequirements* found = node_of<ScriptBlockAst>(c).script_requirements;
    if (!found) return {};
    auto object = value::make<value::PSCustomObject>();
    const auto version = [](std::string_view text) {
        return text.empty() ? Value() : value::convert(Value(text), value::types::version());
    };
    object->set("RequiredPSVersion", version(found->required_ps_version));
    std::vector<Value> editions, modules;
    for (const std::string_view edition : found->required_ps_editions) editions.emplace_back(edition);
    for (const ModuleRequirement& module : found->required_modules) {
        auto row = value::make<value::PSCustomObject>();
        row->set("Name", Value(module.name));
        row->set("Guid", text_or_null(module.guid));
        row->set("Version", version(module.version));
        row->set("MaximumVersion", text_or_null(module.maximum_version));
        row->set("RequiredVersion", version(module.required_version));
        modules.emplace_back(row);
    }
    object->set("RequiredPSEditions", value::make_array(std::move(editions)));
    object->set("RequiredModules", value::make_array(std::move(modules)));
    object->set("IsElevationRequired", Value(found->is_elevation_required));
    return Value(object);
}

#define CHILD(member, type, node_type, field)                                                                                              \
    prop(member, KESTRUN_LANGUAGE type, [](Call& c) { return child(c, node_of<node_type>(c).field); })
#define LIST(member, element, node_type, field)                                                                                            \
    prop(member, "object", [](Call& c) { return children(c, node_of<node_type>(c).field, element); })
#define FLAG(member, node_type, expression)                                                                                                \
    prop(member, "bool", [](Call& c) {                                                                                                     \
        const auto& n = node_of<node_type>(c);                                                                                             \
        return Value(expression);                                                                                                          \
    })
#define KIND(member, node_type, field)                                                                                                     \
    prop(member, KESTRUN_LANGUAGE "TokenKind", [](Call& c) { return token_kind(node_of<node_type>(c).field); })

constexpr MemberDef block_members[] = {
    LIST("UsingStatements", "UsingStatementAst", ScriptBlockAst, using_statements),
    LIST("Attributes", "AttributeAst", ScriptBlockAst, attributes),
    CHILD("ParamBlock", "ParamBlockAst", ScriptBlockAst, param_block),
    CHILD("BeginBlock", "NamedBlockAst", ScriptBlockAst, begin_block),
    CHILD("ProcessBlock", "NamedBlockAst", ScriptBlockAst, process_block),
    CHILD("EndBlock", "NamedBlockAst", ScriptBlockAst, end_block),
    CHILD("CleanBlock", "NamedBlockAst", ScriptBlockAst, clean_block),
    CHILD("DynamicParamBlock", "NamedBlockAst", ScriptBlockAst, dynamic_param_block),
    prop("ScriptRequirements", "object", requirements),
    meth("GetScriptBlock", "", "scriptblock", script_block),
};
constexpr MemberDef param_block_members[] = {
    LIST("Attributes", "AttributeAst", ParamBlockAst, attributes),
    LIST("Parameters", "ParameterAst", ParamBlockAst, parameters),
};
constexpr MemberDef named_block_members[] = {
    FLAG("Unnamed", NamedBlockAst, n.unnamed),
    KIND("BlockKind", NamedBlockAst, block_kind),
    LIST("Statements", "StatementAst", NamedBlockAst, statements),
    LIST("Traps", "TrapStatementAst", NamedBlockAst, traps),
};
constexpr MemberDef statement_block_members[] = {
    LIST("Statements", "StatementAst", StatementBlockAst, statements),
    LIST("Traps", "TrapStatementAst", StatementBlockAst, traps),
};
constexpr MemberDef parameter_members[] = {
    LIST("Attributes", "AttributeBaseAst", ParameterAst, attributes),
    CHILD("Name", "VariableExpressionAst", ParameterAst, name),
    CHILD("DefaultValue", "ExpressionAst", ParameterAst, default_value),
    prop("StaticType", "type", type_of_parameter),
};
constexpr MemberDef named_argument_members[] = {
    prop("ArgumentName", "string", [](Call& c) { return Value(node_of<NamedAttributeArgumentAst>(c).argument_name); }),
    CHILD("Argument", "ExpressionAst", NamedAttributeArgumentAst, argument),
    FLAG("ExpressionOmitted", NamedAttributeArgumentAst, n.expression_omitted),
};
constexpr MemberDef catch_members[] = {
    LIST("CatchTypes", "TypeConstraintAst", CatchClauseAst, catch_types),
    FLAG("IsCatchAll", CatchClauseAst, n.catch_types.empty()),
    CHILD("Body", "StatementBlockAst", CatchClauseAst, body),
};
constexpr MemberDef attribute_base_members[] = {
    prop("TypeName", KESTRUN_LANGUAGE "ITypeName",
         [](Call& c) { return make_type_name(self<AstObject>(c).unit, node_of<AttributeBaseAst>(c).type_name); }),
};
constexpr MemberDef attribute_members[] = {
    LIST("PositionalArguments", "ExpressionAst", AttributeAst, positional_arguments),
    LIST("NamedArguments", "NamedAttributeArgumentAst", AttributeAst, named_arguments),
};
constexpr MemberDef member_members[] = {
    prop("Name", "string", [](Call& c) { return Value(node_of<MemberAst>(c).name); }),
    LIST("Attributes", "AttributeAst", MemberAst, attributes),
    FLAG("IsStatic", MemberAst, n.is_static),
    FLAG("IsHidden", MemberAst, n.is_hidden),
    FLAG("IsPublic", MemberAst, !n.is_hidden),
};
constexpr MemberDef property_members[] = {
    CHILD("PropertyType", "TypeConstraintAst", PropertyMemberAst, property_type),
    CHILD("InitialValue", "ExpressionAst", PropertyMemberAst, initial_value),
};
constexpr MemberDef method_members[] = {
    CHILD("ReturnType", "TypeConstraintAst", FunctionMemberAst, return_type),
    LIST("Parameters", "ParameterAst", FunctionMemberAst, parameters),
    CHILD("Body", "ScriptBlockAst", FunctionMemberAst, body),
    FLAG("IsConstructor", FunctionMemberAst, n.is_constructor),
};
constexpr MemberDef type_members[] = {
    prop("Name", "string", [](Call& c) { return Value(node_of<TypeDefinitionAst>(c).name); }),
    LIST("Attributes", "AttributeAst", TypeDefinitionAst, attributes),
    LIST("BaseTypes", "TypeConstraintAst", TypeDefinitionAst, base_types),
    LIST("Members", "MemberAst", TypeDefinitionAst, members),
    FLAG("IsClass", TypeDefinitionAst, n.is_class()),
    FLAG("IsEnum", TypeDefinitionAst, n.is_enum()),
    FLAG("IsInterface", TypeDefinitionAst, n.type_attributes == TypeAttributes::Interface),
};
constexpr MemberDef using_members[] = {
    prop("UsingStatementKind", KESTRUN_LANGUAGE "UsingStatementKind",
         [](Call& c) {
             return language_enum("UsingStatementKind", static_cast<int64_t>(node_of<UsingStatementAst>(c).using_statement_kind));
         }),
    CHILD("Name", "StringConstantExpressionAst", UsingStatementAst, name),
    CHILD("Alias", "StringConstantExpressionAst", UsingStatementAst, alias),
    CHILD("ModuleSpecification", "HashtableAst", UsingStatementAst, module_specification),
};
constexpr MemberDef function_members[] = {
    FLAG("IsFilter", FunctionDefinitionAst, n.is_filter),
    FLAG("IsWorkflow", FunctionDefinitionAst, n.is_workflow),
    prop("Name", "string", [](Call& c) { return Value(node_of<FunctionDefinitionAst>(c).name); }),
    prop("Parameters", "object",
         [](Call& c) {
             const auto& function = node_of<FunctionDefinitionAst>(c);
             return function.has_parameter_list ? children(c, function.parameters, "ParameterAst") : Value();
         }),
    CHILD("Body", "ScriptBlockAst", FunctionDefinitionAst, body),
};
constexpr MemberDef if_members[] = {
    prop("Clauses", "object", [](Call& c) { return clauses(c, node_of<IfStatementAst>(c).clauses, "PipelineBaseAst"); }),
    CHILD("ElseClause", "StatementBlockAst", IfStatementAst, else_clause),
};
constexpr MemberDef data_members[] = {
    prop("Variable", "string", [](Call& c) { return text_or_null(node_of<DataStatementAst>(c).variable); }),
    LIST("CommandsAllowed", "ExpressionAst", DataStatementAst, commands_allowed),
    CHILD("Body", "StatementBlockAst", DataStatementAst, body),
};
constexpr MemberDef try_members[] = {
    CHILD("Body", "StatementBlockAst", TryStatementAst, body),
    LIST("CatchClauses", "CatchClauseAst", TryStatementAst, catch_clauses),
    CHILD("Finally", "StatementBlockAst", TryStatementAst, finally),
};
constexpr MemberDef trap_members[] = {
    CHILD("TrapType", "TypeConstraintAst", TrapStatementAst, trap_type),
    CHILD("Body", "StatementBlockAst", TrapStatementAst, body),
};
constexpr MemberDef break_members[] = {CHILD("Label", "ExpressionAst", BreakStatementAst, label)};
constexpr MemberDef continue_members[] = {CHILD("Label", "ExpressionAst", ContinueStatementAst, label)};
constexpr MemberDef return_members[] = {CHILD("Pipeline", "PipelineBaseAst", ReturnStatementAst, pipeline)};
constexpr MemberDef exit_members[] = {CHILD("Pipeline", "PipelineBaseAst", ExitStatementAst, pipeline)};
constexpr MemberDef throw_members[] = {
    CHILD("Pipeline", "PipelineBaseAst", ThrowStatementAst, pipeline),
    FLAG("IsRethrow", ThrowStatementAst, n.is_rethrow),
};
constexpr MemberDef labeled_members[] = {
    prop("Label", "string", [](Call& c) { return text_or_null(node_of<LabeledStatementAst>(c).label); }),
    CHILD("Condition", "PipelineBaseAst", LabeledStatementAst, condition),
};
constexpr MemberDef loop_members[] = {CHILD("Body", "StatementBlockAst", LoopStatementAst, body)};
constexpr MemberDef switch_members[] = {
    prop("Flags", KESTRUN_LANGUAGE "SwitchFlags",
         [](Call& c) {
             const syntax::SwitchFlags& f = node_of<SwitchStatementAst>(c).flags;
             return language_enum("SwitchFlags", (f.file ? 1 : 0) | (f.regex ? 2 : 0) | (f.wildcard ? 4 : 0) | (f.exact ? 8 : 0) |
                                                     (f.case_sensitive ? 16 : 0) | (f.parallel ? 32 : 0));
         }),
    prop("Clauses", "object", [](Call& c) { return clauses(c, node_of<SwitchStatementAst>(c).clauses, "ExpressionAst"); }),
    CHILD("Default", "StatementBlockAst", SwitchStatementAst, default_clause),
};
constexpr MemberDef foreach_members[] = {
    CHILD("Variable", "VariableExpressionAst", ForEachStatementAst, variable),
    CHILD("ThrottleLimit", "ExpressionAst", ForEachStatementAst, throttle_limit),
};
constexpr MemberDef for_members[] = {
    CHILD("Initializer", "PipelineBaseAst", ForStatementAst, initializer),
    CHILD("Iterator", "PipelineBaseAst", ForStatementAst, iterator),
};
constexpr MemberDef error_statement_members[] = {LIST("NestedAst", "Ast", ErrorStatementAst, nested_ast)};
constexpr MemberDef assignment_members[] = {
    CHILD("Left", "ExpressionAst", AssignmentStatementAst, left),
    KIND("Operator", AssignmentStatementAst, op),
    // The one command of a plain pipeline stands for it.
    prop("Right", KESTRUN_LANGUAGE "StatementAst",
         [](Call& c) {
             const Ast* right = node_of<AssignmentStatementAst>(c).right;
             const auto* pipeline = as<PipelineAst>(right);
             if (pipeline && pipeline->pipeline_elements.size() == 1 && !pipeline->background) right = pipeline->pipeline_elements[0];
             return child(c, right);
         }),
    prop("ErrorPosition", KESTRUN_LANGUAGE "IScriptExtent",
         [](Call& c) { return extent_of(c, node_of<AssignmentStatementAst>(c).error_position); }),
};
constexpr MemberDef chain_members[] = {
    CHILD("LhsPipelineChain", "ChainableAst", PipelineChainAst, lhs_pipeline_chain),
    CHILD("RhsPipeline", "PipelineAst", PipelineChainAst, rhs_pipeline),
    KIND("Operator", PipelineChainAst, op),
    FLAG("Background", PipelineChainAst, n.background),
};
constexpr MemberDef pipeline_members[] = {
    LIST("PipelineElements", "CommandBaseAst", PipelineAst, pipeline_elements),
    FLAG("Background", PipelineAst, n.background),
};
constexpr MemberDef redirection_members[] = {
    prop("FromStream", KESTRUN_LANGUAGE "RedirectionStream",
         [](Call& c) { return language_enum("RedirectionStream", static_cast<int64_t>(node_of<RedirectionAst>(c).from_stream)); }),
};
constexpr MemberDef merging_members[] = {
    prop("ToStream", KESTRUN_LANGUAGE "RedirectionStream",
         [](Call& c) { return language_enum("RedirectionStream", static_cast<int64_t>(node_of<MergingRedirectionAst>(c).to_stream)); }),
};
constexpr MemberDef file_members[] = {
    CHILD("Location", "ExpressionAst", FileRedirectionAst, location),
    FLAG("Append", FileRedirectionAst, n.append),
};
constexpr MemberDef command_base_members[] = {LIST("Redirections", "RedirectionAst", CommandBaseAst, redirections)};
constexpr MemberDef command_members[] = {
    LIST("CommandElements", "CommandElementAst", CommandAst, command_elements),
    KIND("InvocationOperator", CommandAst, invocation_operator),
    meth("GetCommandName", "", "string", command_name),
};
constexpr MemberDef command_expression_members[] = {CHILD("Expression", "ExpressionAst", CommandExpressionAst, expression)};

#undef CHILD
#undef LIST
#undef FLAG
#undef KIND

constexpr value::EnumMember redirection_streams[] = {{"All", 0},     {"Output", 1}, {"Error", 2},      {"Warning", 3},
                                                     {"Verbose", 4}, {"Debug", 5},  {"Information", 6}};
constexpr value::EnumMember switch_flags[] = {{"None", 0},  {"File", 1},           {"Regex", 2},    {"Wildcard", 4},
                                              {"Exact", 8}, {"CaseSensitive", 16}, {"Parallel", 32}};
constexpr value::EnumMember using_kinds[] = {{"Assembly", 0}, {"Command", 1}, {"Module", 2}, {"Namespace", 3}, {"Type", 4}};

constexpr value::TypeFlags enum_flags = value::TypeFlags::Enum | value::TypeFlags::ValueType | value::TypeFlags::Sealed;
constexpr TypeDef enum_rows[] = {
    {.full_name = KESTRUN_LANGUAGE "RedirectionStream", .base = "System.Enum", .flags = enum_flags, .enum_members = redirection_streams},
    {.full_name = KESTRUN_LANGUAGE "SwitchFlags",
     .base = "System.Enum",
     .flags = enum_flags | value::TypeFlags::FlagsEnum,
     .enum_members = switch_flags},
    {.full_name = KESTRUN_LANGUAGE "UsingStatementKind", .base = "System.Enum", .flags = enum_flags, .enum_members = using_kinds},
};

#define NODE(name, base_name, list)                                                                                                        \
    {                                                                                                                                      \
        .full_name = KESTRUN_LANGUAGE name "Ast", .base = KESTRUN_LANGUAGE base_name, .members = list                                      \
    }
constexpr TypeDef rows[] = {
    NODE("ScriptBlock", "Ast", block_members),
    NODE("ParamBlock", "Ast", param_block_members),
    NODE("NamedBlock", "Ast", named_block_members),
    NODE("StatementBlock", "Ast", statement_block_members),
    NODE("Parameter", "Ast", parameter_members),
    NODE("NamedAttributeArgument", "Ast", named_argument_members),
    NODE("CatchClause", "Ast", catch_members),
    NODE("AttributeBase", "Ast", attribute_base_members),
    NODE("Attribute", "AttributeBaseAst", attribute_members),
    NODE("TypeConstraint", "AttributeBaseAst", {}),
    NODE("Member", "Ast", member_members),
    NODE("PropertyMember", "MemberAst", property_members),
    NODE("FunctionMember", "MemberAst", method_members),
    NODE("Redirection", "Ast", redirection_members),
    NODE("MergingRedirection", "RedirectionAst", merging_members),
    NODE("FileRedirection", "RedirectionAst", file_members),
    NODE("Statement", "Ast", {}),
    NODE("TypeDefinition", "StatementAst", type_members),
    NODE("UsingStatement", "StatementAst", using_members),
    NODE("FunctionDefinition", "StatementAst", function_members),
    NODE("IfStatement", "StatementAst", if_members),
    NODE("DataStatement", "StatementAst", data_members),
    NODE("TryStatement", "StatementAst", try_members),
    NODE("TrapStatement", "StatementAst", trap_members),
    NODE("BreakStatement", "StatementAst", break_members),
    NODE("ContinueStatement", "StatementAst", continue_members),
    NODE("ReturnStatement", "StatementAst", return_members),
    NODE("ExitStatement", "StatementAst", exit_members),
    NODE("ThrowStatement", "StatementAst", throw_members),
    NODE("BlockStatement", "StatementAst", {}),
    NODE("LabeledStatement", "StatementAst", labeled_members),
    NODE("SwitchStatement", "LabeledStatementAst", switch_members),
    NODE("LoopStatement", "LabeledStatementAst", loop_members),
    NODE("ForEachStatement", "LoopStatementAst", foreach_members),
    NODE("ForStatement", "LoopStatementAst", for_members),
    NODE("DoWhileStatement", "LoopStatementAst", {}),
    NODE("DoUntilStatement", "LoopStatementAst", {}),
    NODE("WhileStatement", "LoopStatementAst", {}),
    NODE("PipelineBase", "StatementAst", {}),
    NODE("ErrorStatement", "PipelineBaseAst", error_statement_members),
    NODE("AssignmentStatement", "PipelineBaseAst", assignment_members),
    NODE("Chainable", "PipelineBaseAst", {}),
    NODE("PipelineChain", "ChainableAst", chain_members),
    NODE("Pipeline", "ChainableAst", pipeline_members),
    NODE("CommandBase", "StatementAst", command_base_members),
    NODE("Command", "CommandBaseAst", command_members),
    NODE("CommandExpression", "CommandBaseAst", command_expression_members),
};
#undef NODE

} // namespace

void register_statement_types()
{
    value::register_types(enum_rows);
    value::register_types(rows);
}

} // namespace kestrun::engine::language
