#include "syntax_test_support.hpp"

#include <ctime>
#include <functional>
#include <gtest/gtest.h>

namespace kestrun::syntax::testing {
namespace {

std::string repeat(std::string_view text, std::size_t count)
{
    std::string result;
    result.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) result.append(text);
    return result;
}

bool too_complicated(const ParsedScript& script)
{
    for (const ParseError& error : script.errors()) {
        if (error.error_id == "ScriptTooComplicated") return true;
    }
    return false;
}

TEST(LimitsTest, DeepNestingIsAnErrorAndNoCrash)
{
    for (const char* open : {"(",
                             "{",
                             "@(",
                             "$(",
                             "@{a=",
                             "[a[",
                             "if(1){",
                             "-not ",
                             "-",
                             "!",
                             "[int]",
                             "$a[",
                             "$a.b(",
                             "\"$(",
                             ",",
                             "$a=",
                             "while(1){",
                             "& {",
                             "function f{",
                             "class C { F(){",
                             "try{",
                             "switch(1){1{",
                             "$x ? ",
                             "1,(",
                             "[A(",

                             "{param($a=",
                             "\"${a}$(\"$(",
                             "[List[",
                             "[a](",
                             "@(foo (",
                             "trap {",
                             "do {",
                             "for(;;){",
                             ". {",
                             "$x ?"
                             "?= ",
                             "1 | % {"}) {
        const ParsedScript script = parse_text(repeat(open, 20000));
        EXPECT_NE(script.root(), nullptr);
        EXPECT_TRUE(too_complicated(script)) << open;
    }
}

TEST(LimitsTest, OrdinaryNestingIsFine)
{
    EXPECT_EQ(errors_of(repeat("(", 60) + "1" + repeat(")", 60)), std::vector<std::string>{});
    EXPECT_EQ(errors_of(repeat("@{a=", 60) + "1" + repeat("}", 60)), std::vector<std::string>{});
    EXPECT_EQ(errors_of(repeat("if(1){", 60) + repeat("}", 60)), std::vector<std::string>{});
    EXPECT_EQ(errors_of("$x = 1" + repeat(" + 1", 1000)), std::vector<std::string>{});
    EXPECT_EQ(errors_of("$x" + repeat(".a", 1000)), std::vector<std::string>{});
    EXPECT_EQ(errors_of("if(1){}" + repeat("elseif(1){}", 1000)), std::vector<std::string>{});
}

TEST(LimitsTest, ALongChainIsHigherThanTheTreeMayBe)
{
    EXPECT_TRUE(too_complicated(parse_text("1" + repeat(" + 1", 20000))));
    EXPECT_TRUE(too_complicated(parse_text("$x" + repeat(".a", 20000))));
    EXPECT_EQ(errors_of("1" + repeat(",1", 20000)), std::vector<std::string>{});
}

/// How much longer eight times the text takes. Processor time: other programs may run beside this one.
double growth(const std::function<std::string(std::size_t)>& text)
{
    const auto seconds = [](const std::string& script) {
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const std::clock_t start = std::clock();
            parse_text(script);
            best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        return best;
    };
    return seconds(text(24000)) / std::max(seconds(text(3000)), 2e-4);
}

TEST(LimitsTest, TimeIsLinearOnHostileText)
{
#if defined(_WIN32)
    GTEST_SKIP() << "std::clock() tells the time of the wall clock there, whatever else runs";
#endif
    for (const char* piece :
         {"'",          "\"",     "$(",       "\"$(",    "\"$(\"\"",      "@'\n",    "@\"\n",     "<#",        "#\n",    "`",
          "${",         "$a.b[c", "$a.b[",    "[a,",     "1 2\n",         ") ",      "} ",        "; ",        "\n",     "| ",
          "@{a ",       "&&",     "2>&1 ",    "\n|",     "\n#",           "@{a=1\n", "try{}",     "function ", "using ", "class C{",
          "'a' ",       "a\"b",   "a$(b",     "[Foo()]", "#requires a\n", "\"`u{",   "<# #>",     "$a ",       "-foo ",  "1 -foo ",
          "{",          "foo;",   "if(1){} ", "param(",  "$x=1\n",        ":a ",     "[int]$x\n", "0x",        "1e",     "$x.\n",
          "switch(1){", "@{a=@(", "``",       "(1)",     "\"\"",          "@a ",     "x{1}",      "[a({",      "{[a(",   "[a(){"}) {
        EXPECT_LT(growth([piece](std::size_t n) { return repeat(piece, n); }), 32) << piece;
    }
}

TEST(LimitsTest, TheLimitsCanBeSet)
{
    ParseOptions options;
    options.max_depth = 50;
    EXPECT_TRUE(too_complicated(parse_text(repeat("(", 30) + "1" + repeat(")", 30), options)));
    options = {};
    options.max_tree_height = 20;
    EXPECT_TRUE(too_complicated(parse_text("1" + repeat(" + 1", 30), options)));
}

} // namespace
} // namespace kestrun::syntax::testing
