#include "syntax_test_support.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

TEST(ParserTest, OperatorsBindAsTheirPrecedenceSays)
{
    const ParsedScript script = parse_text("1 + 2 * 3 -eq 7 -and 1, 2 -f 3");
    ASSERT_FALSE(script.has_errors());
    const auto* all = find<BinaryExpressionAst>(*script.root());
    ASSERT_EQ(all->op, TokenKind::And);
    const auto* equals = as<BinaryExpressionAst>(all->left);
    ASSERT_EQ(equals->op, TokenKind::Ieq);
    EXPECT_EQ(as<BinaryExpressionAst>(equals->left)->op, TokenKind::Plus);
    const auto* format = as<BinaryExpressionAst>(all->right);
    ASSERT_EQ(format->op, TokenKind::Format);
    EXPECT_TRUE(is<ArrayLiteralAst>(format->left));
}

TEST(ParserTest, EqualPrecedenceGroupsToTheLeft)
{
    EXPECT_EQ(shape_of("1 - 2 - 3"), "Binary(Binary(Constant, Constant), Constant)");
    EXPECT_EQ(shape_of("1 ?? 2 ?? 3"), "Binary(Binary(Constant, Constant), Constant)");
    EXPECT_EQ(shape_of("$a ? 1 : $b ? 2 : 3"), "Ternary(Variable, Constant, Ternary(Variable, Constant, Constant))");
}

TEST(ParserTest, AssignmentsNest)
{
    EXPECT_EQ(shape_of("$a = $b = 5"), "Assignment(Variable, Assignment(Variable, Command(Constant)))");
    EXPECT_EQ(shape_of("$a, $b = 1, 2"), "Assignment(ArrayLiteral(Variable, Variable), Command(ArrayLiteral(Constant, Constant)))");
    EXPECT_EQ(shape_of("$x = if (1) { 2 }"),
              "Assignment(Variable, If(Pipeline(Command(Constant)), StatementBlock(Pipeline(Command(Constant)))))");
}

TEST(ParserTest, MembersIndexesAndCallsTouchTheirTarget)
{
    EXPECT_EQ(shape_of("$a.b[0].c(1)"), "InvokeMember(Index(Member(Variable, StringConstant), Constant), StringConstant, Constant)");
    EXPECT_EQ(shape_of("[int]::MaxValue"), "Member(Type, StringConstant)");
    EXPECT_EQ(shape_of("[int]'5'"), "Convert(TypeConstraint, StringConstant)");
    EXPECT_EQ(shape_of("$a.Where{ $_ }"),
              "InvokeMember(Variable, StringConstant, ScriptBlock(ScriptBlock(NamedBlock(Pipeline(Command(Variable))))))");
    const ParsedScript script = parse_text("$a.b[int, string](1)");
    const auto* call = find<InvokeMemberExpressionAst>(*script.root());
    ASSERT_NE(call, nullptr);
    ASSERT_EQ(call->generic_type_arguments.size(), 2U);
    EXPECT_EQ(call->generic_type_arguments[1]->full_name, "string");
}

TEST(ParserTest, CommandsTakeWordsParametersAndValues)
{
    const ParsedScript script = parse_text("& 'copy' -From:a -Force a.txt, $b (1) { 2 } @c -- -x > out.txt 2>&1");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const auto* command = find<CommandAst>(*script.root());
    EXPECT_EQ(command->invocation_operator, TokenKind::Ampersand);
    ASSERT_EQ(command->command_elements.size(), 9U);
    const auto* from = as<CommandParameterAst>(command->command_elements[1]);
    EXPECT_EQ(from->parameter_name, "From");
    EXPECT_TRUE(is<StringConstantExpressionAst>(from->argument));
    EXPECT_EQ(as<CommandParameterAst>(command->command_elements[2])->argument, nullptr);
    EXPECT_TRUE(is<ArrayLiteralAst>(command->command_elements[3]));
    EXPECT_TRUE(as<VariableExpressionAst>(command->command_elements[6])->splatted);
    EXPECT_EQ(as<StringConstantExpressionAst>(command->command_elements[8])->value, "-x");
    ASSERT_EQ(command->redirections.size(), 2U);
    EXPECT_EQ(as<MergingRedirectionAst>(command->redirections[1])->from_stream, RedirectionStream::Error);
}

TEST(ParserTest, ChainsAndBackground)
{
    const ParsedScript script = parse_text("a && b || c | d &");
    ASSERT_FALSE(script.has_errors());
    const auto* chain = find<PipelineChainAst>(*script.root());
    ASSERT_NE(chain, nullptr);
    EXPECT_EQ(chain->op, TokenKind::OrOr);
    EXPECT_TRUE(chain->background);
    EXPECT_EQ(as<PipelineChainAst>(chain->lhs_pipeline_chain)->op, TokenKind::AndAnd);
    EXPECT_EQ(chain->rhs_pipeline->pipeline_elements.size(), 2U);
}

TEST(ParserTest, ScriptsHaveParametersAndBlocks)
{
    const ParsedScript script =
        parse_text("using namespace System.IO\n[CmdletBinding()]param([Parameter(Mandatory, Position = 0)][string[]]$Name = 'x')\n"
                   "begin { 1 } process { 2 } end { 3 } clean { 4 }");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const ScriptBlockAst& root = *script.root();
    EXPECT_EQ(root.using_statements[0]->name->value, "System.IO");
    ASSERT_EQ(root.param_block->parameters.size(), 1U);
    EXPECT_EQ(root.param_block->attributes[0]->type_name->full_name, "CmdletBinding");
    const ParameterAst& name = *root.param_block->parameters[0];
    EXPECT_EQ(name.name->variable_path.name, "Name");
    EXPECT_EQ(name.attributes[1]->type_name->full_name, "string[]");
    const auto* attribute = as<AttributeAst>(name.attributes[0]);
    ASSERT_EQ(attribute->named_arguments.size(), 2U);
    EXPECT_TRUE(attribute->named_arguments[0]->expression_omitted);
    EXPECT_EQ(attribute->named_arguments[1]->argument_name, "Position");
    for (const NamedBlockAst* block : {root.begin_block, root.process_block, root.end_block, root.clean_block}) ASSERT_NE(block, nullptr);
    EXPECT_EQ(root.clean_block->block_kind, TokenKind::Clean);
}

TEST(ParserTest, FunctionsAndFilters)
{
    const ParsedScript script = parse_text("function Get-It($a, [int]$b = 5) { $a }\nfilter half { $_ / 2 }");
    ASSERT_FALSE(script.has_errors());
    const auto* function = as<FunctionDefinitionAst>(script.root()->end_block->statements[0]);
    EXPECT_EQ(function->name, "Get-It");
    EXPECT_EQ(function->parameters.size(), 2U);
    const auto* filter = as<FunctionDefinitionAst>(script.root()->end_block->statements[1]);
    EXPECT_TRUE(filter->is_filter);
    EXPECT_NE(filter->body->process_block, nullptr);
    EXPECT_EQ(filter->body->end_block, nullptr);
}

TEST(ParserTest, LoopsAndSwitchesCarryTheirLabels)
{
    const ParsedScript script = parse_text(":outer foreach ($i in 1..3) { :inner while (1) { break outer } }\n"
                                           "switch -Regex -CaseSensitive ('a') { 'a' { 1 } { $_ } { 2 } default { 3 } }");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const auto* loop = find<ForEachStatementAst>(*script.root());
    EXPECT_EQ(loop->label, "outer");
    EXPECT_EQ(loop->variable->variable_path.name, "i");
    EXPECT_EQ(find<WhileStatementAst>(*loop)->label, "inner");
    EXPECT_EQ(as<StringConstantExpressionAst>(find<BreakStatementAst>(*loop)->label)->value, "outer");
    const auto* choice = find<SwitchStatementAst>(*script.root());
    EXPECT_TRUE(choice->flags.regex && choice->flags.case_sensitive && !choice->flags.wildcard);
    EXPECT_EQ(choice->clauses.size(), 2U);
    EXPECT_NE(choice->default_clause, nullptr);
}

TEST(ParserTest, TryTrapAndThrow)
{
    const ParsedScript script =
        parse_text("trap [System.Exception] { continue }\ntry { throw 'x' } catch [A], [B.C] { 1 } catch { throw } finally { 2 }");
    ASSERT_FALSE(script.has_errors());
    ASSERT_EQ(script.root()->end_block->traps.size(), 1U);
    EXPECT_EQ(script.root()->end_block->traps[0]->trap_type->type_name->full_name, "System.Exception");
    const auto* statement = find<TryStatementAst>(*script.root());
    ASSERT_EQ(statement->catch_clauses.size(), 2U);
    EXPECT_EQ(statement->catch_clauses[0]->catch_types[1]->type_name->full_name, "B.C");
    EXPECT_TRUE(statement->catch_clauses[1]->catch_types.empty());
    EXPECT_FALSE(find<ThrowStatementAst>(*statement->body)->is_rethrow);
    EXPECT_TRUE(find<ThrowStatementAst>(*statement->catch_clauses[1])->is_rethrow);
}

TEST(ParserTest, Classes)
{
    const ParsedScript script =
        parse_text("class P : Q, R { [int]$A = 1; static hidden [string]$B\n P([int]$a) : base($a, 2) { $this.A = $a }\n"
                   " [int] Get([string]$x) { return 1 } static [void] S() { } }\nenum E { A = 1; B }");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const auto* type = find<TypeDefinitionAst>(*script.root());
    EXPECT_EQ(type->name, "P");
    ASSERT_EQ(type->base_types.size(), 2U);
    ASSERT_EQ(type->members.size(), 5U);
    const auto* b = as<PropertyMemberAst>(type->members[1]);
    EXPECT_TRUE(b->is_static && b->is_hidden);
    const auto* constructor = as<FunctionMemberAst>(type->members[2]);
    EXPECT_TRUE(constructor->is_constructor);
    const auto* call = find<BaseCtorInvokeMemberExpressionAst>(*constructor->body);
    ASSERT_NE(call, nullptr);
    EXPECT_EQ(call->arguments.size(), 2U);
    EXPECT_EQ(as<FunctionMemberAst>(type->members[3])->return_type->type_name->full_name, "int");
    const auto* list = as<TypeDefinitionAst>(script.root()->end_block->statements[1]);
    EXPECT_TRUE(list->is_enum());
    EXPECT_EQ(list->members[1]->name, "B");
}

TEST(ParserTest, TypeNames)
{
    const auto full_name = [](std::string_view text) {
        const ParsedScript script = parse_text(text);
        return script.has_errors() ? errors_of(script)[0] : std::string(find<TypeExpressionAst>(*script.root())->type_name->full_name);
    };
    EXPECT_EQ(full_name("[int]"), "int");
    EXPECT_EQ(full_name("[System.Int32[ , ]]"), "System.Int32[,]");
    EXPECT_EQ(full_name("[int[][]]"), "int[][]");
    EXPECT_EQ(full_name("[Dictionary[string, List[int[]]]]"), "Dictionary[string,List[int[]]]");
    EXPECT_EQ(full_name("[A, B, Version=1]"), "A,B, Version=1");
    EXPECT_EQ(full_name("[List[[A, B]]]"), "List[[A,B]]");
}

TEST(ParserTest, Requirements)
{
    const ParsedScript script =
        parse_text("#requires -Version 7.2 -Modules Foo, @{ ModuleName = 'Bar'; ModuleVersion = '1.2' }\n#Requires -PSEdition Core\n"
                   "#requires -RunAsAdministrator\n1");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const ScriptRequirements* requirements = script.root()->script_requirements;
    ASSERT_NE(requirements, nullptr);
    EXPECT_EQ(requirements->required_ps_version, "7.2");
    ASSERT_EQ(requirements->required_modules.size(), 2U);
    EXPECT_EQ(requirements->required_modules[1].name, "Bar");
    EXPECT_EQ(requirements->required_modules[1].version, "1.2");
    EXPECT_EQ(requirements->required_ps_editions[0], "Core");
    EXPECT_TRUE(requirements->is_elevation_required);
}

TEST(ParserTest, UsingVariables)
{
    EXPECT_EQ(shape_of("$using:a.b"), "Using(Member(Variable, StringConstant))");
    EXPECT_EQ(shape_of("\"$using:a.b\""), "ExpandableString(Using(Variable))");
}

TEST(ParserTest, TheTreeOutlivesAMoveOfTheScript)
{
    ParsedScript first = parse_text("\"a$b\" + 'it''s'");
    const ScriptBlockAst* root = first.root();
    const ParsedScript second = std::move(first);
    EXPECT_EQ(second.root(), root);
    EXPECT_EQ(find<StringConstantExpressionAst>(*second.root())->value, "it's");
}

TEST(ParserTest, MembersOutsideOfAClassAreErrorsOnly)
{
    const ParsedScript script =
        parse_text("class A { A([string]$s) { $this.Log = 1 } }\n"
                   "class B : A { B() : base('b') { } }ring]$Log; A([string]$s) { $this.Log = 2 } }\n"
                   "class B : A { B() : base('b') { $this.Log +=ss B : A { B() ' B' } B([int]$n) : base(1) { } }\n");
    EXPECT_NE(script.root(), nullptr);
    EXPECT_TRUE(script.has_errors());
}

} // namespace
} // namespace kestrun::syntax::testing
