#include "kr/log_value.hpp"
#include "log/registry.hpp"
#include "log/sinks.hpp"
#include "script_server.hpp"

namespace kestrun::kr {

namespace {

/// What Write-KrLog makes of a template and values, as the console shows it.
std::string rendered(const std::string& arguments)
{
    register_once();
    TestHost host;
    const auto session = make_session(host);
    const engine::RunResult result = session->run("Write-KrLog -Level Information -PassThru " + arguments, {}, {});
    EXPECT_FALSE(result.error) << host.errors;
    if (host.output.ends_with('\n')) host.output.pop_back();
    return host.output;
}

TEST(LogValue, FillsHolesAsTheOriginalDoes)
{
    EXPECT_EQ(rendered("'{A}-{A}' -Values 1, 2"), "2-2");
    EXPECT_EQ(rendered("'{0}-{1}-{0}' -Values p, q"), "p-q-p");
    EXPECT_EQ(rendered("'{A}-{B}' -Values only"), "only-{B}");
    EXPECT_EQ(rendered("'{A}'"), "{A}");
    EXPECT_EQ(rendered("'a {{b}} {C}' -Values c"), "a {b} c");
    EXPECT_EQ(rendered("'{N:000} {D:F2} {X:X4}' -Values 7, 3.14159, 255"), "007 3.14 00FF");
    EXPECT_EQ(rendered("'[{A,10}] [{B,-10}]' -Values right, left"), "[     right] [left      ]");
}

TEST(LogValue, ShowsValues)
{
    EXPECT_EQ(rendered("'{A}' -Values $null, 1"), "null");
    EXPECT_EQ(rendered("'{A} {B}' -Values $true, ([datetime]'2024-01-02 03:04:05')"), "True 01/02/2024 03:04:05");
    EXPECT_EQ(rendered("'{A}' -Values (, @('x', 'y'))"), "[\"x\", \"y\"]");
    EXPECT_EQ(rendered("'{A} {B}' -Values @(1, 2), 12.340d"), "[1, 2] 12.340");
    EXPECT_EQ(rendered("'{A} {B}' -Values ([pscustomobject]@{ P = 1; Q = 'q' }), 1"), "@{P=1; Q=q} 1");
    EXPECT_EQ(rendered("'{A} {B}' -Values ([ordered]@{ k = 'v'; n = 1 }), 1"), "[\"[k, v]\", \"[n, 1]\"] 1");
}

TEST(LogValue, TakesObjectsApartWhenAsked)
{
    EXPECT_EQ(rendered("'{@A} {B}' -Values ([pscustomobject]@{ P = 1; Q = 'q' }), 1"), "{\"P\": 1, \"Q\": \"q\"} 1");
    EXPECT_EQ(rendered("'{@A} {B}' -Values @{ k = 'v' }, 1"), "[{\"Key\": \"k\", \"Value\": \"v\", \"$type\": \"DictionaryEntry\"}] 1");
    EXPECT_EQ(rendered("'{$A} {B}' -Values ([version]'1.2'), 1"), "1.2 1");
}

TEST(LogValue, BoundsCyclesAndSizes)
{
    EXPECT_NE(rendered("'{@A} {B}' -Values (& { $h = @{}; $h.self = $h; $h }), 1").size(), 0U);
    const value::Value deep = [] {
        value::Value inner(1);
        for (int i = 0; i < 100; ++i) inner = value::make_array({inner});
        return inner;
    }();
    EXPECT_FALSE(log_value(deep, log::Capture::Destructure).is_null());
}

TEST(WriteKrLog, UnknownLoggerIsAnErrorThatNamesThoseThereAre)
{
    register_once();
    log::LoggerConfiguration configuration;
    log::register_logger("audit", configuration.create());
    TestHost host;
    const auto session = make_session(host);
    const engine::RunResult result = session->run("Write-KrLog -Level Error -Message x -LoggerName adit", {}, {});
    log::close_all_loggers();
    ASSERT_TRUE(result.error);
    EXPECT_NE(host.errors.find("audit"), std::string::npos) << host.errors;
}

} // namespace

} // namespace kestrun::kr
