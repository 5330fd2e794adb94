#include "syntax_test_support.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

/// "Kind text" of each token.
std::vector<std::string> tokens_of(std::string_view text)
{
    ParseOptions options;
    options.keep_tokens = true;
    const ParsedScript script = parse_text(text, options);
    std::vector<std::string> result;
    for (const Token& token : script.tokens()) {
        result.push_back(std::string(name_of(token.kind)) + " " + std::string(script.source()->slice(token.extent)));
    }
    return result;
}

using Tokens = std::vector<std::string>;

TEST(LexerTest, TheSameCharactersAreWordsInACommandAndOperatorsInAnExpression)
{
    EXPECT_EQ(tokens_of("copy a+b"), (Tokens{"Identifier copy", "Generic a+b"}));
    EXPECT_EQ(tokens_of("$a+$b"), (Tokens{"Variable $a", "Plus +", "Variable $b"}));
    EXPECT_EQ(tokens_of("foo -5 5 .5 -a"), (Tokens{"Identifier foo", "Generic -5", "Number 5", "Number .5", "Parameter -a"}));
    EXPECT_EQ(tokens_of("5 -eq5"), (Tokens{"Number 5", "Ieq -eq", "Number 5"}));
}

TEST(LexerTest, VariablesEndWherePowerShellEndsThem)
{
    EXPECT_EQ(tokens_of("$a:b"), (Tokens{"Variable $a:b"}));
    EXPECT_EQ(tokens_of("$a::b"), (Tokens{"Variable $a", "ColonColon ::", "Identifier b"}));
    EXPECT_EQ(tokens_of("$a?.b"), (Tokens{"Variable $a?", "Dot .", "Identifier b"}));
    EXPECT_EQ(tokens_of("${a}?.b"), (Tokens{"Variable ${a}", "QuestionDot ?.", "Identifier b"}));
    EXPECT_EQ(tokens_of("foo $a/b ${a b}"), (Tokens{"Identifier foo", "Generic $a/b", "Variable ${a b}"}));
    EXPECT_EQ(tokens_of("foo $$ $? $^ @a"), (Tokens{"Identifier foo", "Variable $$", "Variable $?", "Variable $^", "SplattedVariable @a"}));
}

TEST(LexerTest, NumbersThatGoOnAreWords)
{
    EXPECT_EQ(tokens_of("12abc"), (Tokens{"Generic 12abc"}));
    EXPECT_EQ(tokens_of("1kb"), (Tokens{"Number 1kb"}));
    EXPECT_EQ(tokens_of("1..5"), (Tokens{"Number 1", "DotDot ..", "Number 5"}));
    EXPECT_EQ(tokens_of("$a ?1:2"), (Tokens{"Variable $a", "QuestionMark ?", "Number 1", "Colon :", "Number 2"}));
    EXPECT_EQ(tokens_of("$a = 1?2:3"), (Tokens{"Variable $a", "Equals =", "Generic 1?2:3"}));
}

TEST(LexerTest, Redirections)
{
    EXPECT_EQ(tokens_of("foo 2>&1 3>>x *>y >z"), (Tokens{"Identifier foo", "Redirection 2>&1", "Redirection 3>>", "Identifier x",
                                                         "Redirection *>", "Identifier y", "Redirection >", "Identifier z"}));
    EXPECT_EQ(tokens_of("foo a>b"), (Tokens{"Identifier foo", "Generic a>b"}));
}

TEST(LexerTest, TypographicQuotesAndDashes)
{
    EXPECT_EQ(tokens_of("“a”"), (Tokens{"StringExpandable “a”"}));
    EXPECT_EQ(tokens_of("‘a’"), (Tokens{"StringLiteral ‘a’"}));
    EXPECT_EQ(tokens_of("1 – 2"), (Tokens{"Number 1", "Minus –", "Number 2"}));
    EXPECT_EQ(tokens_of("1 –eq 2"), (Tokens{"Number 1", "Ieq –eq", "Number 2"}));
}

TEST(LexerTest, LinesGoOnAfterABacktickAndBeforeAPipe)
{
    EXPECT_EQ(tokens_of("foo `\n  bar"), (Tokens{"Identifier foo", "Identifier bar"}));
    EXPECT_EQ(shape_of("1\n  | foo\n# note\n  | bar"), shape_of("1 | foo | bar"));
}

TEST(LexerTest, VerbatimArgumentsReachToThePipe)
{
    EXPECT_EQ(tokens_of("foo --% a \"b | c\" $d | e"),
              (Tokens{"Identifier foo", "Generic --%", "Generic a \"b | c\" $d ", "Pipe |", "Identifier e"}));
}

TEST(LexerTest, CommentsAreKept)
{
    const ParsedScript script = parse_text("# one\nfoo #two\n<# three\n#>\n\"$(1 <# four #>)\" a#b");
    std::vector<std::string> comments;
    for (const Extent comment : script.comments()) comments.emplace_back(script.source()->slice(comment));
    EXPECT_EQ(comments, (std::vector<std::string>{"# one", "#two", "<# three\n#>", "<# four #>"}));
}

/// The value of the one string in the text.
std::string string_value(std::string_view text)
{
    const ParsedScript script = parse_text(text);
    EXPECT_FALSE(script.has_errors()) << text;
    const auto* constant = find<StringConstantExpressionAst>(*script.root());
    return constant == nullptr ? "(none)" : std::string(constant->value);
}

TEST(LexerTest, StringEscapes)
{
    EXPECT_EQ(string_value("'it''s'"), "it's");
    EXPECT_EQ(string_value("'a`n$b'"), "a`n$b");
    EXPECT_EQ(string_value("\"a\"\"b\""), "a\"b");
    EXPECT_EQ(string_value("\"`t`n`r`a`b`f`v`e`q`$x`\"\""), "\t\n\r\a\b\f\v\x1bq$x\"");
    EXPECT_EQ(string_value("\"`0\""), std::string(1, '\0'));
    EXPECT_EQ(string_value("\"`u{41}`u{1F600}\""), "A😀");
    EXPECT_EQ(string_value("\"cost: 5$\""), "cost: 5$");
}

TEST(LexerTest, HereStrings)
{
    EXPECT_EQ(string_value("@'\na 'b' $c\n\n'@"), "a 'b' $c\n");
    EXPECT_EQ(string_value("@\"\r\na `$b \"c\"\r\n\"@"), "a $b \"c\"");
    EXPECT_EQ(string_value("@'\n'@"), "");
    EXPECT_EQ(errors_of("@'\na\n  '@"), (std::vector<std::string>{"WhitespaceBeforeHereStringFooter 3:3"}));
}

TEST(LexerTest, ExpandableStringsComeInParts)
{
    const ParsedScript script = parse_text("\"a $x.y ${b}$(1 + 2)`n$env:P end\"");
    ASSERT_FALSE(script.has_errors());
    const auto* string = find<ExpandableStringExpressionAst>(*script.root());
    ASSERT_NE(string, nullptr);
    EXPECT_EQ(std::vector<std::string>(string->literal_parts.begin(), string->literal_parts.end()),
              (std::vector<std::string>{"a ", ".y ", "", "\n", " end"}));
    ASSERT_EQ(string->nested_expressions.size(), 4U);
    EXPECT_TRUE(is<VariableExpressionAst>(string->nested_expressions[0]));
    EXPECT_TRUE(is<SubExpressionAst>(string->nested_expressions[2]));
    EXPECT_EQ(shape(*string->nested_expressions[2]), "Sub(StatementBlock(Pipeline(Command(Binary(Constant, Constant)))))");
    const auto* environment = as<VariableExpressionAst>(string->nested_expressions[3]);
    ASSERT_NE(environment, nullptr);
    EXPECT_EQ(environment->variable_path.drive_name, "env");
    EXPECT_EQ(environment->variable_path.name, "P");
}

TEST(LexerTest, DoubledQuotesInASubexpressionOfAStringCountAsOne)
{
    const ParsedScript script = parse_text("\"x $(\"\"a$(1)\"\") y\"");
    ASSERT_FALSE(script.has_errors()) << errors_of(script)[0];
    const auto* inner = find<SubExpressionAst>(*script.root());
    ASSERT_NE(inner, nullptr);
    EXPECT_NE(find<ExpandableStringExpressionAst>(*inner), nullptr);
}

TEST(LexerTest, InvalidUtf8IsReadByteByByte)
{
    EXPECT_EQ(errors_of("'\xff\xfe'"), std::vector<std::string>{});
    EXPECT_EQ(errors_of("foo \xc3"), std::vector<std::string>{});
    EXPECT_EQ(errors_of("\"\xe2\x82\""), std::vector<std::string>{});
}

} // namespace
} // namespace kestrun::syntax::testing
