#include "value/array.hpp"
#include "value/cycles.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/psobject.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

// Counts how many of its kind live; a leaf that cycles drag along.
struct Witness final : Object
{
    explicit Witness(int& alive) : alive_(alive) { ++alive_; }
    ~Witness() override { --alive_; }
    const Type& type() const override { return types::object(); }
    int& alive_;
};

Ref<Dictionary> table_with(Witness* witness)
{
    auto table = make<Dictionary>();
    table->set("witness", Value(witness));
    return table;
}

TEST(Cycles, AnUnreachableCycleIsFreed)
{
    collect_cycles();
    int alive = 0;
    {
        auto a = table_with(new Witness(alive));
        auto b = table_with(new Witness(alive));
        a->set("other", Value(b));
        b->set("other", Value(a));
    }
    EXPECT_EQ(alive, 2);
    EXPECT_GE(collect_cycles(), 2U);
    EXPECT_EQ(alive, 0);
}

TEST(Cycles, AReachableCycleStays)
{
    collect_cycles();
    int alive = 0;
    auto a = table_with(new Witness(alive));
    {
        auto b = table_with(new Witness(alive));
        a->set("other", Value(b));
        b->set("other", Value(a));
    }
    EXPECT_EQ(collect_cycles(), 0U);
    EXPECT_EQ(alive, 2);
    EXPECT_NE(a->find("other"), nullptr);
    a->remove(Value("other"));
    collect_cycles();
    EXPECT_EQ(alive, 1);
}

TEST(Cycles, WhatACycleReachesButOthersHoldStays)
{
    collect_cycles();
    int alive = 0;
    const Value kept = make_array({Value(make<Witness>(alive))});
    {
        auto object = make<PSCustomObject>();
        object->set("self", Value(object));
        object->set("kept", kept);
    }
    collect_cycles();
    EXPECT_EQ(alive, 1);
    EXPECT_EQ(kept.object()->use_count(), 1U);
}

TEST(Cycles, AnErrorAndItsRecordAreACycle)
{
    collect_cycles();
    const uint64_t before = cycle_statistics().freed;
    for (int i = 0; i < 10; ++i) {
        try {
            throw_runtime("Some", "message");
        } catch (const ScriptError&) {
        }
    }
    collect_cycles();
    EXPECT_GE(cycle_statistics().freed - before, 20U);
}

TEST(Cycles, ACollectionIsDueAfterManyCandidates)
{
    collect_cycles();
    const uint64_t before = cycle_statistics().collections;
    for (int i = 0; i < 50000; ++i) {
        auto object = make<PSCustomObject>();
        object->set("self", Value(object));
        object = {};
        collect_cycles_if_due();
    }
    EXPECT_GT(cycle_statistics().collections, before);
    collect_cycles();
}

TEST(Cycles, SharedObjectsAreLeftOut)
{
    collect_cycles();
    auto object = make<PSCustomObject>();
    const Value extra(object);
    share(*object);
    object = {};
    EXPECT_EQ(collect_cycles(), 0U);
    EXPECT_EQ(extra.object()->use_count(), 1U);
}

TEST(Cycles, ACandidateThatDiesLeavesTheBuffer)
{
    for (int i = 0; i < 1000; ++i) {
        const Value a = make_array({Value(i)});
        {
            const Value b = a;
        } // a becomes a candidate here
    }
    EXPECT_EQ(collect_cycles(), 0U);
}

} // namespace
} // namespace kestrun::value
