#include "log/registry.hpp"
#include "script_server.hpp"

#include "base/line_ends.hpp"
#include "base/scheduler.hpp"
#include "io/listener.hpp"
#include "log/sinks.hpp"
#include <algorithm>

namespace kestrun::kr {

namespace {

/// Lines of the default logger while it lives.
class LogCapture
{
public:
    explicit LogCapture(log::Level minimum = log::Level::Information)
    {
        auto sink = std::make_unique<log::MemorySink>();
        sink_ = sink.get();
        log::LoggerConfiguration configuration;
        configuration.minimum_level(minimum);
        configuration.add_sink(std::move(sink));
        log::register_logger("capture", configuration.create(), true);
    }
    ~LogCapture() { log::close_all_loggers(); }
    std::vector<std::string> lines() const { return sink_->messages(); }
    std::vector<log::Event> events() const { return sink_->events(); }
    bool has(std::string_view part) const
    {
        const auto all = lines();
        return std::any_of(all.begin(), all.end(), [&](const std::string& line) { return line.find(part) != std::string::npos; });
    }

private:
    log::MemorySink* sink_;
};

TEST(ScriptRoute, AnswersWithText)
{
    ScriptServer server("Add-KrMapRoute -Pattern /pipe { Write-KrTextResponse -InputObject 'Hello over named pipe' -StatusCode 200 }");
    const Answer answer = server.get("/pipe");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "Hello over named pipe");
    EXPECT_EQ(answer.type, "text/plain; charset=utf-8");
}

TEST(ScriptRoute, TheLastAnswerWinsWholly)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { Write-KrJsonResponse @{ a = 1 } -StatusCode 201; Write-KrTextResponse 'b' "
                        "-ContentType text/markdown }");
    const Answer answer = server.get("/x");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "b");
    EXPECT_EQ(answer.type, "text/markdown; charset=utf-8");
}

TEST(ScriptRoute, TextIsWhatToStringGives)
{
    ScriptServer server(R"(
Add-KrMapRoute -Pattern /table { Write-KrTextResponse @{ a = 1 } }
Add-KrMapRoute -Pattern /array { 1, 2 | Write-KrTextResponse }
Add-KrMapRoute -Pattern /object { Write-KrTextResponse ([pscustomobject]@{ Name = 'Bob'; Age = 7 }) }
Add-KrMapRoute -Pattern /bool { Write-KrTextResponse $true }
)");
    EXPECT_EQ(server.get("/table").body, "System.Collections.Hashtable");
    EXPECT_EQ(server.get("/array").body, "System.Object[]");
    EXPECT_EQ(server.get("/object").body, "@{Name=Bob; Age=7}");
    EXPECT_EQ(server.get("/bool").body, "True");
}

TEST(ScriptRoute, ACultureIsSetForOneRequest)
{
    ScriptServer server(R"(
Add-KrMapRoute -Pattern /german { [cultureinfo]::CurrentCulture = 'de-DE'; Start-Sleep -Milliseconds 5; Write-KrTextResponse ('{0:N1}' -f 1234.5) }
Add-KrMapRoute -Pattern /plain { Write-KrTextResponse ('{0:N1}' -f 1234.5) }
)");
    EXPECT_EQ(server.get("/german").body, "1.234,5");
    EXPECT_EQ(server.get("/plain").body, "1,234.5");
}

TEST(ScriptRoute, JsonKeepsCollections)
{
    ScriptServer server("Add-KrMapRoute -Pattern /one { Write-KrJsonResponse @(1) -Compress }\n"
                        "Add-KrMapRoute -Pattern /none { Write-KrJsonResponse @() -Compress }\n"
                        "Add-KrMapRoute -Pattern /table { Write-KrJsonResponse ([ordered]@{ Ab = 1; list = @(1, 'x') }) }");
    EXPECT_EQ(server.get("/one").body, "[1]");
    EXPECT_EQ(server.get("/none").body, "[]");
    const Answer table = server.get("/table");
    EXPECT_EQ(table.body, base::with_new_lines("{\n  \"Ab\": 1,\n  \"list\": [\n    1,\n    \"x\"\n  ]\n}"));
    EXPECT_EQ(table.type, "application/json; charset=utf-8");
}

TEST(ScriptRoute, StatusAndRedirect)
{
    ScriptServer server("Add-KrMapRoute -Pattern /gone { Write-KrStatusResponse 410 }\nAdd-KrMapRoute -Pattern /there { "
                        "Write-KrRedirectResponse '/here?x=1' }");
    const Answer gone = server.get("/gone");
    EXPECT_EQ(gone.status, 410);
    EXPECT_EQ(gone.body, "");
    EXPECT_EQ(gone.type, "");
    const Answer redirect = server.get("/there");
    EXPECT_EQ(redirect.status, 302);
    EXPECT_EQ(redirect.headers.value_or("Location"), "/here?x=1");
}

TEST(ScriptRoute, NegotiatesBetweenTextAndJson)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { Write-KrResponse ([ordered]@{ Ab = 1 }) }");
    http::ClientRequest request = server.request("/x");
    EXPECT_EQ(server.send(request).type, "text/plain; charset=utf-8");
    request.headers.set("Accept", "application/problem+json");
    EXPECT_EQ(server.send(request).body, base::with_new_lines("{\n  \"Ab\": 1\n}"));
}

TEST(ScriptRoute, SeesTheRequest)
{
    ScriptServer server(R"(Add-KrMapRoute -Verbs Get, Post -Pattern '/u/{id}' {
    Write-KrJsonResponse -Compress ([ordered]@{
        method = $Context.Request.Method; path = $Context.Request.Path; query = $Context.Request.Query['a']; id = $Context.Request.RouteValues['id']
        header = $Context.Request.Headers['x-test']; cookie = $Context.Request.Cookies['c']; body = $Context.Request.Body
        q = (Get-KrRequestQuery a); missing = (Get-KrRequestQuery none); int = (Get-KrRequestRouteParam id -AsInt); h = (Get-KrRequestHeader X-TEST); k = (Get-KrRequestCookie c) }) })");
    http::ClientRequest request = server.request("/u/7?a=1&a=3", "POST");
    request.headers.add("X-Test", "yes");
    request.headers.add("Cookie", "c=v%201");
    request.text = "body text";
    request.has_body = true;
    EXPECT_EQ(
        server.send(request).body,
        R"({"method":"POST","path":"/u/7","query":"1,3","id":"7","header":"yes","cookie":"v 1","body":"body text","q":"1,3","missing":null,"int":7,"h":"yes","k":"v 1"})");
}

TEST(ScriptRoute, ParsesBodiesByType)
{
    ScriptServer server("Add-KrMapRoute -Verbs Post -Pattern /json { Write-KrTextResponse ((Get-KrRequestBody).a + 1) }\n"
                        "Add-KrMapRoute -Verbs Post -Pattern /form { Write-KrTextResponse (Get-KrRequestForm)['x'] }\n"
                        "Add-KrMapRoute -Verbs Post -Pattern /raw { Write-KrTextResponse (Get-KrRequestBody -Raw) }");
    http::ClientRequest request = server.request("/json", "POST");
    request.text = R"({"a": 4})";
    request.headers.set("Content-Type", "application/json; charset=utf-8");
    EXPECT_EQ(server.send(request).body, "5");
    request = server.request("/form", "POST");
    request.text = "x=a+b%21&y=2";
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    EXPECT_EQ(server.send(request).body, "a b!");
    request = server.request("/raw", "POST");
    request.text = "\xff\x41";
    EXPECT_EQ(server.send(request).body, "\xEF\xBF\xBD\x41");
}

TEST(ScriptRoute, SetsTheResponseThroughContext)
{
    ScriptServer server(R"(
Add-KrMapRoute -Pattern /status { $Context.Response.StatusCode = 207; $Context.Response.Headers['X-A'] = 'b'; $Context.Response.Headers.Add('X-C', 'd') }
Add-KrMapRoute -Pattern /body { $Context.Response.ContentType = 'text/html'; $Context.Response.Body = '<p>é</p>' }
Add-KrMapRoute -Pattern /split { Write-KrTextResponse x; $Context.Response.Headers['X-A'] = "b`r`nSet-Cookie: c=d" }
)");
    const Answer status = server.get("/status");
    EXPECT_EQ(status.status, 207);
    EXPECT_EQ(status.headers.value_or("x-a"), "b");
    EXPECT_EQ(status.headers.value_or("x-c"), "d");
    const Answer body = server.get("/body");
    EXPECT_EQ(body.type, "text/html; charset=utf-8");
    EXPECT_EQ(body.body, "<p>é</p>");
    const LogCapture log;
    const Answer split = server.get("/split");
    EXPECT_EQ(split.status, 500);
    EXPECT_EQ(split.body, "");
    EXPECT_FALSE(split.headers.contains("Set-Cookie"));
    EXPECT_TRUE(log.has("Error applying KestrunResponse to HttpResponse"));
}

TEST(ScriptRoute, DropsPipelineOutput)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { 'text'; return 5 }");
    const Answer answer = server.get("/x");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.type, "");
}

TEST(ScriptRoute, LogsWhatItShows)
{
    ScriptServer server(
        "Add-KrMapRoute -Pattern /x { Write-Host 'shown'; Write-Warning 'careful'; Write-Verbose 'not enabled'; Write-KrTextResponse ok }");
    const LogCapture log;
    EXPECT_EQ(server.get("/x").body, "ok");
    EXPECT_TRUE(log.has("⚠️[Warning]\n\tcareful\nℹ️[Info]\n\tshown"));
    EXPECT_FALSE(log.has("not enabled"));
}

TEST(ScriptRoute, ThrowIsAnErrorWithoutInternals)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { Write-KrTextResponse 'lost'; throw 'secret' }");
    const LogCapture log;
    http::ClientRequest request = server.request("/x");
    const Answer text = server.send(request);
    EXPECT_EQ(text.status, 500);
    EXPECT_TRUE(text.body.starts_with("Status: 500 (Internal Server Error)\nError: An internal server error occurred.\nTime: "))
        << text.body;
    EXPECT_EQ(text.body.find("secret"), std::string::npos);
    request.headers.set("Accept", "text/html, application/yaml");
    EXPECT_TRUE(server.send(request).body.starts_with("Error: An internal server error occurred.\nDetails:\n"));
    request.headers.set("Accept", "application/xhtml+xml");
    const Answer xml = server.send(request);
    EXPECT_EQ(xml.type, "application/xml; charset=utf-8");
    EXPECT_TRUE(xml.body.starts_with("<Response>\n  <Error>An internal server error occurred.</Error>\n"));
    ASSERT_TRUE(log.has("PowerShell script failed - Write-KrTextResponse 'lost'; throw"));
    const auto events = log.events();
    const auto failed = std::find_if(events.begin(), events.end(), [](const log::Event& event) { return event.failure.has_value(); });
    ASSERT_NE(failed, events.end());
    EXPECT_EQ(failed->level, log::Level::Error);
    EXPECT_NE(failed->failure->text.find("secret"), std::string::npos);
    EXPECT_NE(failed->failure->text.find("test.ps1:6"), std::string::npos) << failed->failure->text;
}

TEST(ScriptRoute, ErrorsThatDoNotEndItLeaveAnAnswerAlone)
{
    ScriptServer server(R"(
Add-KrMapRoute -Pattern /answered { Write-Error 'oops'; Write-KrTextResponse 'answered' }
Add-KrMapRoute -Pattern /silent { Write-Error 'oops' }
Add-KrMapRoute -Pattern /hidden { Write-Error 'unseen' -ErrorAction SilentlyContinue; try { throw 'caught' } catch { } }
)");
    const LogCapture log;
    EXPECT_EQ(server.get("/answered").body, "answered");
    EXPECT_TRUE(log.has("oops"));
    const Answer silent = server.get("/silent");
    EXPECT_EQ(silent.status, 500);
    EXPECT_EQ(silent.body.find("oops"), std::string::npos);
    EXPECT_EQ(server.get("/hidden").status, 200);
    EXPECT_FALSE(log.has("unseen"));
    EXPECT_FALSE(log.has("caught"));
}

TEST(ScriptRoute, ExitEndsTheRouteOnly)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { Write-KrTextResponse 'before'; exit 3; Write-KrTextResponse 'after' }");
    EXPECT_EQ(server.get("/x").body, "before");
    EXPECT_EQ(server.get("/x").body, "before");
}

TEST(ScriptRoute, EveryRequestStartsClean)
{
    ScriptServer server(R"script(Add-KrMapRoute -Pattern /x {
    $num++; $global:total++; $table.n++
    function Local { 'x' }
    Set-StrictMode -Version 3
    try { $undefined | Out-Null; $strict = 0 } catch { $strict = 1 }
    Write-Error 'kept for this request only' -ErrorAction SilentlyContinue
    Write-KrTextResponse "$num $total $($table.n) $($Error.Count)"
}
Add-KrMapRoute -Pattern /clean { $undefined | Out-Null; Write-KrTextResponse "$($Error.Count) $(@(Get-Command Local -ErrorAction SilentlyContinue).Count) $name" })script",
                        "$num = 5; $total = 10; $table = @{ n = 0 }; $name = 'captured'");
    EXPECT_EQ(server.get("/x").body, "6 11 1 2");
    EXPECT_EQ(server.get("/x").body, "6 11 2 2"); // the hashtable is shared, the variables are not
    EXPECT_EQ(server.get("/clean").body, "0 0 captured");
}

TEST(ScriptRoute, SeesWhatTheConfigurationCaptured)
{
    ScriptServer server(
        "Add-KrMapRoute -Pattern /x { Write-KrTextResponse \"$(Get-Greeting) $list.Count $($list.Count) $late\" }\n$late = 'too late'\n"
        "Add-KrMapRoute -Pattern /args -Arguments @{ n = 5; s = 'five' } { Write-KrTextResponse \"$($n + 1) $s\" }",
        "function Get-Greeting { \"hi $who\" }\n$who = 'you'\n$list = @(1)");
    EXPECT_EQ(server.get("/x").body, "hi you 1.Count 1 ");
    EXPECT_EQ(server.get("/args").body, "6 five");
}

TEST(ScriptRoute, DefinitionCommandsDoNotExistInside)
{
    ScriptServer server(
        "Add-KrMapRoute -Pattern /x { try { Add-KrMapRoute -Pattern /y { 1 } } catch { Write-KrTextResponse $_.FullyQualifiedErrorId } }");
    EXPECT_EQ(server.get("/x").body, "CommandNotFoundException");
    EXPECT_EQ(server.get("/y").status, 404);
}

TEST(ScriptRoute, TimeOutEndsALoopAndTheServerLivesOn)
{
    ScriptServer server("Add-KrMapRoute -Pattern /loop { while ($true) { } }\nAdd-KrMapRoute -Pattern /sleep { Start-Sleep 60 "
                        "}\nAdd-KrMapRoute -Pattern /ok { Write-KrTextResponse ok }",
                        "Set-KrServerLimit -RequestTimeoutSeconds 0.2");
    EXPECT_EQ(server.get("/loop").status, 503);
    EXPECT_EQ(server.get("/sleep").status, 503);
    EXPECT_EQ(server.get("/ok").body, "ok");
}

TEST(ScriptRoute, AClientThatGoesEndsItsScript)
{
    ScriptServer server("Add-KrMapRoute -Pattern /loop { while ($true) { } }\nAdd-KrMapRoute -Pattern /sleep { Start-Sleep 60 }");
    const auto host = servers::find(server.name);
    for (const std::string_view target : {"/loop", "/sleep"}) {
        auto stream = io::connect_pipe(server.name, base::Deadline::after(std::chrono::seconds(10)));
        ASSERT_TRUE(stream);
        ASSERT_TRUE((*stream)->write_all("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n", base::Deadline::never()));
        base::sleep_for(std::chrono::milliseconds(100));
        EXPECT_EQ(host->server().connection_count(), 1U);
        stream->reset();
        for (int i = 0; i < 1000 && host->server().connection_count() != 0; ++i) base::sleep_for(std::chrono::milliseconds(5));
        EXPECT_EQ(host->server().connection_count(), 0U) << target;
    }
}

TEST(ScriptRoute, WritesCookies)
{
    ScriptServer server(
        "Add-KrMapRoute -Pattern /x { $Context.Response.Cookies.Append('a', 'v 1;é'); "
        "$Context.Response.Cookies.Append('b', '2', @{ HttpOnly = $true; SameSite = 'Lax'; MaxAge = [timespan]'00:01:00' }); "
        "$Context.Response.Cookies.Delete('c') }");
    const Answer answer = server.get("/x");
    std::vector<std::string> cookies;
    for (const http::HeaderField& field : answer.headers)
        if (field.name == "Set-Cookie") cookies.emplace_back(field.value);
    ASSERT_EQ(cookies.size(), 3U);
    EXPECT_EQ(cookies[0], "a=v%201%3B%C3%A9; path=/");
    EXPECT_EQ(cookies[1], "b=2; max-age=60; path=/; samesite=lax; httponly");
    EXPECT_TRUE(cookies[2].starts_with("c=; expires=Thu, 01 Jan 1970 00:00:00 GMT")) << cookies[2];
}

TEST(ScriptRoute, RequestLineNamesItsParts)
{
    ScriptServer server("Add-KrMapRoute -Pattern /x { Write-KrTextResponse 'thirteen char' }");
    const LogCapture log;
    server.get("/x?y=1");
    for (int i = 0; i < 200 && !log.has("Request finished"); ++i) base::sleep_for(std::chrono::milliseconds(5));
    const auto events = log.events();
    ASSERT_FALSE(events.empty());
    EXPECT_TRUE(log::render_message(events.back())
                    .starts_with("Request finished HTTP/1.1 GET http://localhost/x?y=1 - 200 13 text/plain; charset=utf-8 "));
    ASSERT_TRUE(events.back().find("StatusCode"));
    EXPECT_EQ(std::get<log::Integer>(events.back().find("StatusCode")->storage()).number, 200);
}

TEST(ScriptRoute, LimitsBodies)
{
    ScriptServer server("Add-KrMapRoute -Verbs Post -Pattern /x { Write-KrTextResponse (Get-KrRequestBody).Length }",
                        "Set-KrServerLimit -MaxRequestBodySize 10");
    http::ClientRequest request = server.request("/x", "POST");
    request.text = "0123456789";
    EXPECT_EQ(server.send(request).body, "10");
    request.text = "0123456789a";
    EXPECT_EQ(server.send(request).status, 413);
}

} // namespace

} // namespace kestrun::kr
