#include "kr/error_hint.hpp"
#include "script_server.hpp"

namespace kestrun::kr {

namespace {

std::string hint_of(const std::string& script)
{
    register_once();
    const auto session = engine::Session::create({});
    const engine::RunResult result = session->run("$ErrorActionPreference = 'Stop'\n" + script, {}, {});
    return result.error ? error_hint(*result.error) : "no error";
}

TEST(ErrorHint, NamesTheNearestCommand) { EXPECT_EQ(hint_of("Add-KrMapRut"), "\nDid you mean 'Add-KrMapRoute'?"); }

TEST(ErrorHint, SaysWhyACommandOfPowerShellIsNotThere)
{
    EXPECT_TRUE(hint_of("enter-pssession server").starts_with("\nRemoting: ")) << hint_of("enter-pssession server");
    EXPECT_TRUE(hint_of("Get-Acl /tmp").starts_with("\nAccess control lists are Windows only."));
}

TEST(ErrorHint, NamesTheNearestParameter)
{
    EXPECT_EQ(hint_of("Add-KrMapRoute -Patern /x { 1 }"), "\nDid you mean '-Pattern'?");
    EXPECT_TRUE(hint_of("Get-KrServer -Zzzzzzzz").starts_with("\nParameters of Get-KrServer: -Server"));
}

TEST(ErrorHint, NamesTheNearestType) { EXPECT_EQ(hint_of("[System.Text.StringBulder]"), "\nDid you mean 'System.Text.StringBuilder'?"); }

TEST(ErrorHint, KeepsSilentAboutWhatIsNearToNothing)
{
    EXPECT_EQ(hint_of("Xyzzy-Plugh"), "");
    EXPECT_EQ(hint_of("throw 'x'"), "");
}

} // namespace

} // namespace kestrun::kr
