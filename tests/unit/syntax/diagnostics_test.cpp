#include "syntax_test_support.hpp"

#include "syntax/diagnostics.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

TEST(DiagnosticsTest, TextsAreThoseOfPowerShell)
{
    const auto message = [](std::string_view text) { return parse_text(text).errors().at(0).message; };
    EXPECT_EQ(message("if (1"), "Missing closing ')' after expression in 'if' statement.");
    EXPECT_EQ(message("$x = 1 2"), "Unexpected token '2' in expression or statement.");
    EXPECT_EQ(message("@{ a = 1; A = 2 }"), "Duplicate keys 'A' are not allowed in hash literals.");
    // PowerShell formats a text only when there is something to fill in.
    EXPECT_EQ(message("\"${a"), "${{variable}} reference starting is missing the closing '}}'.");
    EXPECT_EQ(message("5 = 1"),
              "The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept "
              "assignments, such as a variable or a property.");
}

TEST(DiagnosticsTest, KnowsWhatMoreInputCouldMend)
{
    for (const char* text : {"if (1", "{", "foo |", "'a", "@'\na", "$x =", "1 +", "function f", "foo &&", "@{ a = 1", "$(", "<# a"}) {
        const ParsedScript script = parse_text(text);
        ASSERT_TRUE(script.has_errors()) << text;
        bool incomplete = false;
        for (const ParseError& error : script.errors()) incomplete = incomplete || error.incomplete_input;
        EXPECT_TRUE(incomplete) << text;
    }
    for (const char* text : {"foo )", "$x = 1 2", "5 = 1", "if { }", "try { }; 1"}) {
        const ParsedScript script = parse_text(text);
        for (const ParseError& error : script.errors()) EXPECT_FALSE(error.incomplete_input) << text;
    }
}

TEST(DiagnosticsTest, TheSameErrorIsReportedOnce)
{
    Diagnostics diagnostics;
    diagnostics.report(ErrorId::UnexpectedToken, {1, 2}, {"a"});
    diagnostics.report(ErrorId::UnexpectedToken, {1, 2}, {"b"});
    diagnostics.report(ErrorId::UnexpectedToken, {1, 3}, {"c"});
    const std::vector<ParseError> errors = diagnostics.take();
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0].message, "Unexpected token 'a' in expression or statement.");
}

} // namespace
} // namespace kestrun::syntax::testing
