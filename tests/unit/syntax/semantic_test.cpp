#include "syntax_test_support.hpp"

#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

using Errors = std::vector<std::string>;

TEST(SemanticTest, MethodsSeeTheirOwnVariablesOnly)
{
    const auto in_method = [](const std::string& body) { return errors_of("class C {\nF() {\n" + body + "\n} }"); };
    EXPECT_EQ(in_method("$a"), (Errors{"VariableNotLocal 3:1"}));
    EXPECT_EQ(in_method("$a = 1; $a; $A"), Errors{});
    EXPECT_EQ(in_method("if ($true) { $a = 1 }; $a"), (Errors{"VariableNotLocal 3:24"}));
    EXPECT_EQ(in_method("if ($true) { $a = 1 } else { $a = 2 }; $a"), Errors{});
    EXPECT_EQ(in_method("while ($true) { $a = 1 }; $a"), (Errors{"VariableNotLocal 3:27"}));
    EXPECT_EQ(in_method("do { $a = 1 } until ($a); $a"), Errors{});
    EXPECT_EQ(in_method("foreach ($i in 1..2) { $i; $foreach }; $i"), Errors{});
    EXPECT_EQ(in_method("try { $a = 1 } catch { }; $a"), (Errors{"VariableNotLocal 3:27"}));
    EXPECT_EQ(in_method("$global:a; $env:b; { $c }; $_; $PSScriptRoot"), Errors{});
}

TEST(SemanticTest, AllPathsOfAMethodReturn)
{
    const auto method = [](const std::string& body) { return errors_of("class C { [int] F() { " + body + " } }"); };
    const Errors missing{"MethodHasCodePathNotReturn 1:17"};
    EXPECT_EQ(method("return 1"), Errors{});
    EXPECT_EQ(method("throw 'x'"), Errors{});
    EXPECT_EQ(method(""), missing);
    EXPECT_EQ(method("if (1) { return 1 }"), missing);
    EXPECT_EQ(method("for (;;) { }"), Errors{});
    EXPECT_EQ(method("for (;;) { break }"), missing);
    EXPECT_EQ(method("while ($true) { return 1 }"), missing);
    EXPECT_EQ(method("do { return 1 } while (1)"), Errors{});
    EXPECT_EQ(method("try { return 1 } finally { }"), Errors{});
    EXPECT_EQ(method("try { return 1 } catch { }"), missing);
    EXPECT_EQ(method("switch (1) { 1 { return 1 } default { return 2 } }"), missing);
}

TEST(SemanticTest, ErrorsOfSyntaxComeBeforeErrorsOfMeaning)
{
    EXPECT_EQ(errors_of("5 = 1; $x = 1 2"), (Errors{"UnexpectedToken 1:15", "InvalidLeftHandSide 1:1"}));
}

TEST(SemanticTest, UnknownTypesAreNoErrorsWithoutAResolver) { EXPECT_EQ(errors_of("class C : No.Such { [Nor.This]$x }"), Errors{}); }

TEST(SemanticTest, DataSections)
{
    EXPECT_EQ(errors_of("data { @{ a = 1; b = 'x', 2; c = -1 + 2 } }"), Errors{});
    EXPECT_EQ(errors_of("data -SupportedCommand Foo { Foo }"), Errors{});
    EXPECT_EQ(errors_of("data { $x.y }"),
              (Errors{"PropertyReferenceNotSupportedInDataSection 1:8", "VariableReferenceNotSupportedInDataSection 1:8"}));
}

} // namespace
} // namespace kestrun::syntax::testing
