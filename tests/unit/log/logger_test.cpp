#include "log/logger.hpp"

#include "base/fiber_local.hpp"
#include "log/registry.hpp"
#include "log/sinks.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

namespace kestrun::log {
namespace {

/// A sink whose events outlive the logger that owns it.
struct Recorder
{
    MemorySink* sink = nullptr;
    std::shared_ptr<Logger> logger;

    explicit Recorder(LoggerConfiguration configuration = {}, Level sink_minimum = Level::Verbose,
                      std::shared_ptr<LevelSwitch> level = nullptr)
    {
        auto memory = std::make_unique<MemorySink>();
        sink = memory.get();
        configuration.add_sink(std::move(memory), sink_minimum, std::move(level));
        logger = configuration.create();
    }
};

TEST(Logger, WritesFromItsMinimumLevelOn)
{
    Recorder r;
    r.logger->write(Level::Debug, "hidden");
    r.logger->write(Level::Information, "shown {N}", 1);
    r.logger->write(Level::Fatal, "shown too");
    EXPECT_EQ(r.sink->messages(), (std::vector<std::string>{"shown 1", "shown too"}));
    EXPECT_EQ(r.logger->level_switch(), nullptr);
}

TEST(Logger, DoesNotLookAtArgumentsOfHiddenEvents)
{
    struct Touchy final : Formattable
    {
        PropertyValue capture(Capture) const override { throw std::logic_error("captured"); }
    };
    Recorder r;
    r.logger->write(Level::Debug, "{A}", Touchy());
    EXPECT_TRUE(r.sink->messages().empty());
}

TEST(Logger, FollowsItsSwitch)
{
    LoggerConfiguration configuration;
    const auto level = std::make_shared<LevelSwitch>(Level::Error);
    configuration.level_switch(level);
    Recorder r(std::move(configuration));
    EXPECT_FALSE(r.logger->is_enabled(Level::Warning));
    r.logger->level_switch()->set_minimum(Level::Verbose);
    EXPECT_TRUE(r.logger->is_enabled(Level::Verbose));
    EXPECT_EQ(level->minimum(), Level::Verbose);
}

TEST(Logger, FollowsTheLevelsOfItsSinks)
{
    const auto level = std::make_shared<LevelSwitch>(Level::Warning);
    Recorder restricted({}, Level::Error);
    Recorder switched({}, Level::Verbose, level);
    for (Recorder* r : {&restricted, &switched}) {
        r->logger->write(Level::Warning, "w");
        r->logger->write(Level::Error, "e");
    }
    level->set_minimum(Level::Information);
    switched.logger->write(Level::Information, "i");
    EXPECT_EQ(restricted.sink->messages(), (std::vector<std::string>{"e"}));
    EXPECT_EQ(switched.sink->messages(), (std::vector<std::string>{"w", "e", "i"}));
}

TEST(Logger, AddsPropertiesOfEnrichersButKeepsThoseOfTheMessage)
{
    LoggerConfiguration configuration;
    configuration.add_enricher(enrich_property("App", "demo"))
        .add_enricher(enrich_property("N", 99))
        .add_enricher(enrich_process_id())
        .add_enricher(enrich_process_name())
        .add_enricher(enrich_environment(true, true))
        .add_enricher(enrich_exception_detail())
        .add_enricher(enrich_from_context());
    Recorder r(std::move(configuration));
    {
        const ContextScope outer({"Request", 1});
        const ContextScope inner({"Request", 2});
        const Failure failure{"text", "", Structure{"", {{"Type", "System.Exception"}}}};
        r.logger->write_failure(Level::Error, failure, "m {N}", 1);
    }
    r.logger->write(Level::Information, "later");
    const std::vector<Event> events = r.sink->events();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(render_message(events[0]), "m 1");
    EXPECT_EQ(*events[0].find("App")->as_string(), "demo");
    EXPECT_EQ(std::get<Integer>(events[0].find("Request")->storage()).number, 2);
    EXPECT_EQ(std::get<Integer>(events[0].find("N")->storage()).number, 1);
    for (const char* name : {"ProcessId", "ProcessName", "MachineName", "EnvironmentUserName", "ExceptionDetail"})
        EXPECT_NE(events[0].find(name), nullptr) << name;
    EXPECT_EQ(events[1].find("Request"), nullptr);
    EXPECT_EQ(events[1].find("ExceptionDetail"), nullptr);
}

TEST(ContextScope, BelongsToItsFiber)
{
    LoggerConfiguration configuration;
    configuration.add_enricher(enrich_from_context());
    Recorder r(std::move(configuration));
    const ContextScope scope({"A", 1});
    base::FiberSlots other;
    base::swap_fiber_slots(other); // what a loop does around a fiber
    r.logger->write(Level::Information, "in another fiber");
    base::swap_fiber_slots(other);
    r.logger->write(Level::Information, "in this one");
    EXPECT_EQ(r.sink->events()[0].find("A"), nullptr);
    EXPECT_NE(r.sink->events()[1].find("A"), nullptr);
}

TEST(Logger, IsSilentAfterItWasClosed)
{
    Recorder r;
    r.logger->write(Level::Information, "before");
    r.logger->close();
    r.logger->close();
    r.logger->write(Level::Fatal, "after");
    EXPECT_FALSE(r.logger->is_enabled(Level::Fatal));
    EXPECT_EQ(r.sink->messages(), (std::vector<std::string>{"before"}));
}

TEST(Logger, GoesOnWhenASinkThrows)
{
    struct Failing final : Sink
    {
        void emit(const Event&) override { throw std::runtime_error("expected by this test"); }
    };
    LoggerConfiguration configuration;
    configuration.add_sink(std::make_unique<Failing>());
    Recorder r(std::move(configuration));
    r.logger->write(Level::Information, "a");
    r.logger->write(Level::Information, "b");
    EXPECT_EQ(r.sink->messages().size(), 2u);
}

TEST(Logger, TakesEventsFromManyThreads)
{
    LoggerConfiguration configuration;
    configuration.level_switch(std::make_shared<LevelSwitch>());
    configuration.add_enricher(enrich_property("App", "demo"));
    Recorder r(std::move(configuration));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&r, t] {
            for (int i = 0; i < 1000; ++i) {
                r.logger->write(Level::Information, "thread {T} line {I:0000}", t, i);
                if (i % 100 == 0) r.logger->level_switch()->set_minimum(i % 200 == 0 ? Level::Information : Level::Debug);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(r.sink->messages().size(), 4000u);
}

class Registry : public testing::Test
{
protected:
    void TearDown() override { close_all_loggers(); }
};

TEST_F(Registry, FindsLoggersByNameWithoutCase)
{
    Recorder r;
    register_logger("Main", r.logger);
    EXPECT_EQ(find_logger("MAIN"), r.logger);
    EXPECT_TRUE(has_logger("main"));
    EXPECT_EQ(logger_names(), (std::vector<std::string>{"Main"}));
    EXPECT_EQ(default_logger(), nullptr);
}

TEST_F(Registry, NamesTheLoggersThereAreWhenOneIsUnknown)
{
    EXPECT_EQ(get_logger("x").error(), "There is no logger named 'x'; none is registered (Register-KrLogger registers one).");
    Recorder a;
    Recorder b;
    register_logger("a", a.logger);
    register_logger("b", b.logger);
    EXPECT_EQ(get_logger("x").error(), "There is no logger named 'x'. Registered: a, b.");
    EXPECT_EQ(set_default_logger("x").error(), "There is no logger named 'x'. Registered: a, b.");
    EXPECT_EQ(get_logger("b").value(), b.logger);
}

TEST_F(Registry, ReplacesALoggerAtOnce)
{
    Recorder old;
    Recorder fresh;
    register_logger("m", old.logger, true);
    write(Level::Information, "one");
    register_logger("M", fresh.logger);
    EXPECT_TRUE(old.logger->closed());
    EXPECT_EQ(default_logger(), fresh.logger); // the default stays the default under its name
    write(Level::Information, "two");
    EXPECT_EQ(old.sink->messages(), (std::vector<std::string>{"one"}));
    EXPECT_EQ(fresh.sink->messages(), (std::vector<std::string>{"two"}));
}

TEST_F(Registry, ClosesOneOrAll)
{
    Recorder a;
    Recorder b;
    register_logger("a", a.logger, true);
    register_logger("b", b.logger);
    EXPECT_FALSE(close_logger("c"));
    EXPECT_TRUE(close_logger(*b.logger));
    EXPECT_TRUE(b.logger->closed());
    EXPECT_TRUE(set_default_logger("A").has_value());
    EXPECT_EQ(default_logger_name(), "a");
    close_default_logger();
    EXPECT_TRUE(a.logger->closed());
    EXPECT_EQ(default_logger(), nullptr);
    write(Level::Fatal, "to nobody");
    EXPECT_TRUE(logger_names().empty());
}

TEST_F(Registry, ShowsANewDefaultToAllThreads)
{
    std::atomic<bool> stop{false};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&stop] {
            while (!stop) write(Level::Information, "tick");
        });
    std::vector<std::unique_ptr<Recorder>> recorders;
    for (int i = 0; i < 50; ++i) {
        recorders.push_back(std::make_unique<Recorder>());
        register_logger("r", recorders.back()->logger, true);
        std::this_thread::yield();
    }
    while (recorders.back()->sink->messages().empty()) std::this_thread::yield();
    stop = true;
    for (std::thread& thread : readers) thread.join();
    EXPECT_TRUE(recorders.front()->logger->closed());
}

} // namespace
} // namespace kestrun::log
