// Sessions from the outside: what an embedding program does with them. The language itself is tested by tests/conformance.
#include "engine/engine_types.hpp"
#include "engine/session.hpp"
#include "value/convert.hpp"
#include "value/cycles.hpp"
#include "value/error.hpp"
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace kestrun::engine {
namespace {

class SessionTest : public testing::Test
{
protected:
    SessionTest()
    {
        register_engine_types();
        session = Session::create({});
    }
    std::string run(std::string_view text, const ScriptOptions& options = {})
    {
        Collector collector;
        result = session->run(text, {}, options, &collector);
        std::string out;
        for (const Value& item : collector.items) out += (out.empty() ? "" : "|") + value::to_text(item);
        return out;
    }
    std::unique_ptr<Session> session;
    RunResult result;
};

TEST_F(SessionTest, RunsAScriptWithArguments)
{
    ScriptOptions options;
    options.arguments = {Value(2)};
    options.named = {{"Text", Value("ab")}};
    EXPECT_EQ(run("param([int]$Times, [string]$Text) $Text * $Times", options), "abab");
    EXPECT_TRUE(result.ok);
}

TEST_F(SessionTest, ReportsWhereAScriptDoesNotParse)
{
    EXPECT_EQ(run("'ran'\nif ("), "");
    EXPECT_FALSE(result.ok);
    ASSERT_TRUE(result.error);
    EXPECT_NE(result.error->exception->message().find(":2 char:"), std::string::npos) << result.error->exception->message();
}

TEST_F(SessionTest, ThrowEndsTheScriptWithItsError)
{
    EXPECT_EQ(run("'before'; throw 'as asked'; 'after'"), "before");
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->exception->message(), "as asked");
    EXPECT_EQ(result.exit_code, 1);
}

TEST_F(SessionTest, ExitGivesTheCode)
{
    run("exit 7");
    EXPECT_TRUE(result.exited);
    EXPECT_EQ(result.exit_code, 7);
}

TEST_F(SessionTest, ErrorsWithoutAHandlerDoNotEndTheScript)
{
    EXPECT_EQ(run("$a = 1 / 0; 'went on'"), "went on");
    EXPECT_FALSE(result.error);
}

TEST_F(SessionTest, DeepRecursionIsAnErrorAndNotACrash)
{
    EXPECT_EQ(run("function f { f } try { f } catch { $_.FullyQualifiedErrorId }"), "CallDepthOverflow");
}

TEST_F(SessionTest, CyclesAreFreedWhileAScriptRuns)
{
    const uint64_t before = value::cycle_statistics().freed;
    run("foreach ($i in 1..20000) { $h = @{}; $h.self = $h }");
    EXPECT_GT(value::cycle_statistics().freed - before, 15000U);
}

TEST_F(SessionTest, AFunctionDefinedAnewBetweenRunsIsTheNewOne)
{
    ScriptOptions dotted;
    dotted.new_scope = false;
    run("function f { 'first' }; function g { f }", dotted);
    EXPECT_EQ(run("g; g"), "first|first");
    run("function f { 'second' }", dotted);
    EXPECT_EQ(run("g; g"), "second|second");
}

TEST_F(SessionTest, ASnapshotStartsOthersFromTheSameVariablesAndFunctions)
{
    ScriptOptions dotted;
    dotted.new_scope = false;
    run("$shared = @{ n = 1 }; $number = 5; function double($x) { 2 * $x }; $secret = 'x'", dotted);
    const std::vector<std::string> exclude{"sec*"};
    SessionOptions options;
    options.snapshot = session->capture(exclude);
    const auto read = [&](std::string_view text) {
        const auto other = Session::create(options);
        Collector collector;
        other->run(text, {}, {}, &collector);
        return collector.items.empty() ? std::string() : value::to_text(collector.items.back());
    };
    EXPECT_EQ(read("double $number"), "10");
    EXPECT_EQ(read("$number = 6; $number"), "6");
    EXPECT_EQ(read("$number"), "5");
    EXPECT_EQ(read("$shared.n++; $shared.n"), "2");
    EXPECT_EQ(read("$shared.n"), "2");
    EXPECT_EQ(read("\"[$secret]\""), "[]");
}

TEST_F(SessionTest, SessionsOfOneSnapshotRunOnSeveralThreads)
{
    ScriptOptions dotted;
    dotted.new_scope = false;
    run("$list = @(1..10); function total { $s = 0; foreach ($i in $list) { $s += $i }; $s }", dotted);
    SessionOptions options;
    options.snapshot = session->capture({});
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                const auto other = Session::create(options);
                Collector collector;
                other->run("total", {}, {}, &collector);
                if (collector.items.size() == 1 && collector.items[0].as_int32() == 55) ++right;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 200);
}

TEST_F(SessionTest, StopEndsALoopFromAnotherThread)
{
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        session->stop();
    });
    EXPECT_EQ(run("while ($true) { }"), "");
    stopper.join();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->fully_qualified_id(), "PipelineStopped");
}

} // namespace
} // namespace kestrun::engine
