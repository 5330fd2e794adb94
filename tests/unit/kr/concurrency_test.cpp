// Several loops run the same routes at once: what scripts share must stay whole. Most useful under ThreadSanitizer.

#include "script_server.hpp"

#include <thread>

namespace kestrun::kr {

namespace {

TEST(Concurrency, RoutesOnSeveralLoopsShareTheirConfiguration)
{
    ScriptServer server(R"script(
Add-KrMapRoute -Pattern '/work/{id}' {
    $local = @{ id = [int](Get-KrRequestRouteParam id); list = $list + 1 }
    $table["key$($local.id)"] = $local.id
    $null = $list -join ','
    $text = Format-It $local.id
    if ($local.id % 7 -eq 0) { try { throw 'seven' } catch { $text += '!' } }
    if ($local.id % 11 -eq 0) { Start-Sleep -Milliseconds 1 }
    $Context.Response.Headers['X-Id'] = "$($local.id)"
    Write-KrTextResponse "$text $($local.list.Count)"
}
Add-KrMapRoute -Pattern /count { Write-KrTextResponse $table.Count }
)script",
                        "$table = @{}; $list = @(1, 2, 3)\nfunction Format-It { param($n) \"<{0:000}>\" -f $n }\nclass Counter { [int]$n; "
                        "[int] Next() { return ++$this.n } }",
                        3);
    constexpr int clients = 6, requests = 150;
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            http::Client own;
            for (int i = 0; i < requests; ++i) {
                const int id = client * requests + i;
                http::ClientResponse response = own.send(server.request("/work/" + std::to_string(id)));
                char expected[32];
                std::snprintf(expected, sizeof expected, "<%03d>%s 4", id, id % 7 == 0 ? "!" : "");
                if (response.head.headers.value_or("X-Id") != std::to_string(id) || response.body->read_all() != expected) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(server.get("/count").body, std::to_string(clients * requests));
}

} // namespace

} // namespace kestrun::kr
