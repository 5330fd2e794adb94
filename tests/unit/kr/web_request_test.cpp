#include "script_server.hpp"

#include <filesystem>
#include <fstream>

namespace kestrun::kr {

namespace {

constexpr const char* routes = R"script(
Add-KrMapRoute -Pattern /text { Write-KrTextResponse 'text' }
Add-KrMapRoute -Pattern /json { Write-KrJsonResponse @{ a = @(1, 2) } }
Add-KrMapRoute -Pattern /gone { Write-KrStatusResponse 410 }
Add-KrMapRoute -Pattern /loop { Write-KrRedirectResponse '/loop' }
Add-KrMapRoute -Pattern /there { Write-KrRedirectResponse '/text' }
Add-KrMapRoute -Pattern /cookie { $Context.HttpContext.Response.Cookies.Append('c1', 'v 1'); Write-KrTextResponse "$($Context.Request.Cookies['c1'])" }
Add-KrMapRoute -Verbs Post, Put -Pattern /echo { Write-KrTextResponse "$($Context.Request.Method) $($Context.Request.ContentType) $($Context.Request.Body)" }
Add-KrMapRoute -Pattern /headers { Write-KrTextResponse "$($Context.Request.Headers['User-Agent'])|$($Context.Request.Headers['Accept'])|$($Context.Request.Headers['X-A'])|$($Context.Request.Authorization)" }
Add-KrMapRoute -Pattern /slow { Start-Sleep 5 }
)script";

class WebRequest : public testing::Test
{
protected:
    /// What a script writes that has $p, the pipe's name.
    std::string run(const std::string& script)
    {
        TestHost host;
        const auto session = make_session(host);
        session->context().set_variable("global:p", Value(server_.name));
        session->run(script, {}, {});
        if (host.output.ends_with('\n')) host.output.pop_back();
        return host.output + host.errors;
    }
    ScriptServer server_{routes};
};

TEST_F(WebRequest, GivesStatusHeadersAndContent)
{
    EXPECT_EQ(run("$r = Invoke-KrWebRequest -NamedPipeName $p -Path /text; \"$($r.StatusCode) $($r.StatusDescription) "
                  "$($r.Headers['content-type']) $($r.Content) $($r.RawContentLength)\""),
              "200 OK text/plain; charset=utf-8 text 4");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path gone).StatusCode"), "410");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /none -Method GET).StatusDescription"), "Not Found");
}

TEST_F(WebRequest, ParsesJsonUnlessToldNotTo)
{
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /json).Content.a -join '+'"), "1+2");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /json -AsString).Content.GetType().Name"), "String");
}

TEST_F(WebRequest, FollowsRedirectsAsFarAsAllowed)
{
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /there).Content"), "text");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /there -DisallowAutoRedirect).StatusCode"), "302");
    EXPECT_NE(run("Invoke-KrWebRequest -NamedPipeName $p -Path /loop -MaximumRedirection 3").find("redirect"), std::string::npos);
}

TEST_F(WebRequest, KeepsCookiesInASession)
{
    EXPECT_EQ(run("$null = Invoke-KrWebRequest -NamedPipeName $p -Path /cookie -SessionVariable s; (Invoke-KrWebRequest -NamedPipeName $p "
                  "-Path /cookie -WebSession $s).Content"),
              "v 1");
    EXPECT_EQ(
        run("$null = Invoke-KrWebRequest -NamedPipeName $p -Path /cookie; (Invoke-KrWebRequest -NamedPipeName $p -Path /cookie).Content"),
        "");
}

TEST_F(WebRequest, SendsBodies)
{
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method POST -Body 'abc' -ContentType text/csv).Content"),
              "POST text/csv abc");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method put -Body @{ a = 1 }).Content"),
              "PUT application/json; charset=utf-8 {\"a\":1}");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method POST -Body ([ordered]@{ a = 'x y'; b = 2 }) -ContentType "
                  "application/x-www-form-urlencoded).Content"),
              "POST application/x-www-form-urlencoded a=x+y&b=2");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method POST -Body ([byte[]](65, 66))).Content"),
              "POST application/octet-stream AB");
}

TEST_F(WebRequest, SendsHeaders)
{
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /headers).Content"), "PowerShell/7 Kestrun-InvokeKrWebRequest|*/*||");
    EXPECT_EQ(
        run("(Invoke-KrWebRequest -NamedPipeName $p -Path /headers -UserAgent me -Accept text/plain -Headers @{ 'X-A' = 'b' }).Content"),
        "me|text/plain|b|");
    EXPECT_EQ(run("$c = [pscredential]::new('u', (ConvertTo-SecureString 'pw' -AsPlainText -Force)); (Invoke-KrWebRequest -NamedPipeName "
                  "$p -Path /headers -Credential $c).Content"),
              "PowerShell/7 Kestrun-InvokeKrWebRequest|*/*||Basic dTpwdw==");
}

TEST_F(WebRequest, ReadsAndWritesFiles)
{
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("kr.web." + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "in") << "from a file";
    const std::string in = (folder / "in").string(), out = (folder / "out").string();
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method POST -InFile '" + in + "').Content"),
              "POST application/octet-stream from a file");
    EXPECT_EQ(run("Invoke-KrWebRequest -NamedPipeName $p -Path /text -OutFile '" + out + "'; Get-Content '" + out + "'"), "text");
    EXPECT_EQ(run("(Invoke-KrWebRequest -NamedPipeName $p -Path /text -OutFile '" + out + "' -PassThru).StatusCode"), "200");
    EXPECT_NE(run("Invoke-KrWebRequest -NamedPipeName $p -Path /echo -Method POST -InFile '" + in + ".none'").find("No such file"),
              std::string::npos);
    std::filesystem::remove_all(folder);
}

TEST_F(WebRequest, TimesOutWithThePipesName)
{
    const std::string shown = run("Invoke-KrWebRequest -NamedPipeName $p -Path /slow -TimeoutSec 1");
    EXPECT_NE(shown.find("timed out"), std::string::npos) << shown;
    EXPECT_NE(shown.find(server_.name), std::string::npos) << shown;
}

TEST_F(WebRequest, RefusesWhatItCannotDo)
{
    EXPECT_NE(run("Invoke-KrWebRequest -NamedPipeName $p -UseDefaultCredentials").find("not supported"), std::string::npos);
    EXPECT_NE(run("Invoke-KrWebRequest -Uri http://localhost/ -Proxy ftp://x").find("not the URL of a proxy"), std::string::npos);
    EXPECT_NE(run("Invoke-KrWebRequest -NamedPipeName $p -Headers @{ 'a b' = 'c' }").find("a b"), std::string::npos);
}

} // namespace

} // namespace kestrun::kr
