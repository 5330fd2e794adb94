#include "engine/check/checker.hpp"
#include "engine/engine_types.hpp"
#include "value/error.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace kestrun::engine {
namespace {

constexpr ParameterDef thing_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .aliases = "N"},
    {.name = "Count", .type = "int"},
    {.name = "Colour", .type = "string"},
};
constexpr ParameterDef rest_parameters[] = {{.name = "Rest", .type = "object[]", .flags = P::FromRemaining}};
constexpr ParameterDef object_parameters[] = {{.name = "TypeName", .type = "string", .position = 0}};
constexpr CmdletDef rows[] = {
    {.name = "Get-Thing", .parameters = thing_parameters, .aliases = "gth"},
    {.name = "Write-Rest", .parameters = rest_parameters},
    {.name = "New-Object", .parameters = object_parameters},
};
constexpr CmdletTable table{"Test.Things", rows};

class CheckerTest : public testing::Test
{
protected:
    CheckerTest()
    {
        register_engine_types();
        static const bool once = (register_cmdlets(table), true);
        (void)once;
        session = Session::create({});
    }
    /// "line:column kind name suggestion|..." of a text.
    std::string check(const std::string& text, const std::string& path = "/nowhere/test.ps1")
    {
        static constexpr const char* planned[] = {"Add-Planned"};
        CheckOptions options;
        options.planned_commands = planned;
        options.variables["Context"] = "System.Text.StringBuilder";
        Checker checker(static_cast<SessionImpl&>(*session), std::move(options));
        checker.add_text(text, path);
        std::string out;
        for (const Finding& f : checker.run()) {
            if (!out.empty()) out += "|";
            out += std::to_string(f.line) + ":" + std::to_string(f.column) + " " + kind_name(f.kind) + " " + f.name;
            if (!f.suggestion.empty()) out += " " + f.suggestion;
        }
        spots = checker.blind_spots().size();
        return out;
    }
    std::unique_ptr<Session> session;
    size_t spots = 0;
};

TEST_F(CheckerTest, ListsUnknownCommands)
{
    EXPECT_EQ(check("Get-Thnig\nif ($a) { Xyzzy-Plugh }"), "1:1 command Get-Thnig Get-Thing|2:11 command Xyzzy-Plugh");
    EXPECT_EQ(check("Get-Thing; gth; & 'Get-Thing'; & $x; ./local.ps1; /bin/none; Test.Things\\Get-Thing; Other\\Get-It"), "");
    EXPECT_EQ(check("\"$(Get-Thin)\"; 'Get-Thin'"), "1:4 command Get-Thin Get-Thing");
    EXPECT_EQ(check("Add-Planned -X 1"), "1:1 command Add-Planned");
}

TEST_F(CheckerTest, KnowsWhatTheScriptDefines)
{
    EXPECT_EQ(check("late; function late {}; filter keep {}; 1 | keep; Set-Alias al late; al; New-Alias -Name am -Value late; am"),
              "1:51 command Set-Alias|1:74 command New-Alias");
    EXPECT_EQ(check("function f { [Alias('g')] param() }; g; function global:h {}; h; $function:i = {}; i"), "");
    EXPECT_EQ(check("if (Get-Command gone -ErrorAction Ignore) { gone }"), "1:5 command Get-Command");
}

TEST_F(CheckerTest, ChecksParameters)
{
    EXPECT_EQ(check("Get-Thing -Nam x -Cuont 1 -ea Stop -N y -Verbose"), "1:18 parameter Cuont -Count");
    EXPECT_EQ(check("Get-Thing -Co 1"), "1:11 parameter Co");
    EXPECT_EQ(check("Get-Thing @splat x -- -Cuont; Write-Rest -anything"), "");
    EXPECT_EQ(check("function f { [CmdletBinding()] param([Alias('Q')]$Name) }; f -Nam 1 -q 2 -Debug -Nome 3; f -WhatIf"),
              "1:81 parameter Nome -Name|1:92 parameter WhatIf");
    EXPECT_EQ(check("function s { param($a) }; s -b 1; function d { [CmdletBinding()] param() dynamicparam {} }; d -x 1"), "");
}

TEST_F(CheckerTest, ChecksTypes)
{
    EXPECT_EQ(check("[strng]$x = 1; [int[]]$y; [System.Collections.Generic.List[strin]]::new()"),
              "1:2 type strng string|1:60 type strin string");
    EXPECT_EQ(check("class A {}; [A]::new(); [A[]]$a; enum E { x }; [E]::x; using namespace System.Text"), // that is a parse error
              "1:56 parse-error UsingMustBeAtStartOfScript");
    EXPECT_EQ(check("using namespace System.Text\n[StringBuilder]::new(); [ordered]@{}; $x -is 'nope'; $x -as [int]"), "2:46 type nope");
    EXPECT_EQ(check("New-Object System.Nope; New-Object -TypeName System.Text.StringBuilder"), "1:12 type System.Nope System.Type");
    EXPECT_EQ(check("[Parametr()]$x = 1; [ValidateSet('a')]$y = 'a'"), "1:2 type Parametr Parameter");
}

TEST_F(CheckerTest, ChecksMembersWhenTheTypeIsSure)
{
    EXPECT_EQ(check("[int]::MaxValu; [System.DayOfWeek]::Friday; [int]::Parse('1')"), "1:8 member MaxValu MaxValue");
    EXPECT_EQ(check("'abc'.Lenght; 'abc'.Length; 'abc'.Count; 'abc'.PSObject; 'abc'.Where({1})"), "1:7 member Lenght Length");
    EXPECT_EQ(check("$b = [System.Text.StringBuilder]::new(); $b.Apend(1); $b.Append(1).Apend(2)"),
              "1:45 member Apend Append|1:68 member Apend Append");
    EXPECT_EQ(check("$b = [System.Text.StringBuilder]::new(); $b = Get-Thing; $b.Apend(1)"), "");
    EXPECT_EQ(check("param([string]$s, $t, [System.Exception]$e) $s.Nope; $t.Nope; $e.MayBeDerived; $_.Nope; @{}.key"), "1:48 member Nope");
    EXPECT_EQ(check("class A { [int]$Size; static [int] Make() { return 1 } }; [A]::new().Sise; [A]::Mak(); [A]::new().GetType()"),
              "1:70 member Sise Size|1:81 member Mak Make");
    EXPECT_EQ(check("class A : System.Exception {}; [A]::new().Message; [A]::new().Nope"), "1:63 member Nope");
    EXPECT_EQ(check("$Context.Apend(1)"), "1:10 member Apend Append");
    EXPECT_EQ(check("foreach ($s in 1) { $s.Nope }; $s = 'a'; [ref]$r; $r = 'a'; $r.Nope"), "");
}

TEST_F(CheckerTest, ListsParseErrorsAndNothingElseThen)
{
    EXPECT_EQ(check("Xyzzy-Plugh\nif ("), "2:5 parse-error IfStatementMissingCondition");
}

TEST_F(CheckerTest, FollowsWhatIsLoaded)
{
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("kr-check-" + std::to_string(::getpid()));
    fs::create_directories(folder / "lib");
    std::ofstream(folder / "lib" / "a.ps1") << "function Get-A {}\n. $PSScriptRoot/b.ps1";
    std::ofstream(folder / "lib" / "b.ps1") << "function Get-B {}";
    const std::string script = (folder / "main.ps1").string();
    EXPECT_EQ(check(". $PSScriptRoot/lib/a.ps1; Get-A; Get-B; Get-C", script), "1:42 command Get-C Get-A");
    EXPECT_EQ(check("$lib = Join-Path $PSScriptRoot 'lib'\n. (Join-Path $lib a.ps1); . \"$lib/b.ps1\"; Get-A; Get-B", script),
              "1:8 command Join-Path|2:4 command Join-Path");
    EXPECT_EQ(spots, 0U);
    EXPECT_EQ(check(". $unknown; Get-C -x", script), "");
    EXPECT_EQ(spots, 1U);
    fs::remove_all(folder);
}

TEST_F(CheckerTest, TakesAnyText)
{
    const std::string text =
        "using namespace System.Text\nfunction f { [CmdletBinding()] param([Parameter(Mandatory)][string]$a = 'x') $a.Foo }\n"
        "class A : B { [int]$x = 1; [void] M([string]$s) { $this.x = $s.y } }\n. (Join-Path $PSScriptRoot \"a$(1 + 2)b\") -x:$y\n"
        "$a, [int]$b = 1; foreach ($i in @(1)) { try { [A]::new().M().N } catch [E] { } } switch ($x) { 1 { New-Object A } }";
    for (size_t end = 0; end <= text.size(); ++end) check(text.substr(0, end));
    for (size_t start = 0; start < text.size(); ++start) check(text.substr(start));
}

TEST(Finding, IsALineOrAnObject)
{
    const Finding finding{"a b.ps1", 2, 3, Finding::Kind::Type, "x\"y", "'x\"y' is not a known type.", "xy"};
    EXPECT_EQ(finding_line(finding), "a b.ps1:2:3: type: 'x\"y' is not a known type. Did you mean 'xy'?");
    EXPECT_EQ(finding_json(finding), R"({"file":"a b.ps1","line":2,"column":3,"kind":"type","name":"x\"y",)"
                                     R"("message":"'x\"y' is not a known type.","suggestion":"xy"})");
}

} // namespace
} // namespace kestrun::engine
