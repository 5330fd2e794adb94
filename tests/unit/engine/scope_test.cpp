#include "engine/command.hpp"
#include "engine/scope.hpp"
#include "value/error.hpp"
#include <deque>
#include <gtest/gtest.h>
#include <vector>

namespace kestrun::engine {
namespace {

TEST(Scope, ASlotThatWasNeverAssignedDoesNotHideTheOuterVariable)
{
    const Symbol name("scopeTestA");
    Scope outer(nullptr, Scope::Kind::Global, nullptr, nullptr);
    outer.assign(name, Value(1));
    const Layout layout({Symbol("_"), name});
    Value slots[] = {Value::unset(), Value::unset()};
    Scope inner(&outer, Scope::Kind::Local, &layout, slots);
    ASSERT_NE(inner.find(name), nullptr);
    EXPECT_EQ(read(*inner.find(name)).as_int32(), 1);
    inner.assign(name, Value(2));
    EXPECT_EQ(read(*inner.find(name)).as_int32(), 2);
    EXPECT_EQ(read(*outer.find(name)).as_int32(), 1);
}

TEST(Scope, PrivateVariablesAreNotSeenFromInside)
{
    const Symbol name("scopeTestPrivate");
    Scope outer(nullptr, Scope::Kind::Global, nullptr, nullptr);
    outer.assign(name, Value(1));
    outer.cell(name).options |= VarPrivate;
    Scope inner(&outer, Scope::Kind::Local, nullptr, nullptr);
    EXPECT_EQ(inner.find(name), nullptr);
    EXPECT_NE(outer.find(name), nullptr);
}

TEST(Scope, ReadOnlyVariablesRefuseAssignmentAndConstantsRemoval)
{
    const Symbol name("scopeTestConstant");
    Scope scope(nullptr, Scope::Kind::Global, nullptr, nullptr);
    scope.assign(name, Value(1));
    scope.cell(name).options |= VarConstant;
    EXPECT_THROW(scope.assign(name, Value(2)), value::ScriptError);
    EXPECT_THROW(scope.remove(name), value::ScriptError);
    EXPECT_EQ(read(*scope.find(name)).as_int32(), 1);
}

TEST(Scope, TypedVariablesConvert)
{
    const Symbol name("scopeTestTyped");
    Scope scope(nullptr, Scope::Kind::Global, nullptr, nullptr);
    scope.cell(name).constraint = &value::types::int32();
    scope.assign(name, Value("42"));
    EXPECT_TRUE(read(*scope.find(name)).is_int32());
    EXPECT_THROW(scope.assign(name, Value("no number")), value::ScriptError);
    EXPECT_EQ(read(*scope.find(name)).as_int32(), 42);
}

TEST(Scope, WhatNamesMeanIsInDoubtAfterAChange)
{
    const Symbol name("scopeTestCommand");
    Scope scope(nullptr, Scope::Kind::Global, nullptr, nullptr);
    const uint64_t before = Scope::command_epoch();
    scope.define_function(name, value::make<CommandInfo>(CommandType::Function, "scopeTestCommand"));
    const uint64_t defined = Scope::command_epoch();
    EXPECT_NE(defined, before);
    {
        Scope inner(&scope, Scope::Kind::Local, nullptr, nullptr);
        EXPECT_EQ(inner.commands, &scope);
    }
    EXPECT_EQ(Scope::command_epoch(), defined); // a scope without commands comes and goes
    {
        Scope inner(&scope, Scope::Kind::Local, nullptr, nullptr);
        inner.define_alias(name, value::make<CommandInfo>(CommandType::Alias, "scopeTestCommand"));
        EXPECT_EQ(inner.commands, &inner);
    }
    const uint64_t left = Scope::command_epoch();
    EXPECT_GT(left, defined + 1); // defined, and gone again
    scope.remove_function(name);
    EXPECT_NE(Scope::command_epoch(), left);
}

/// A chain of scopes as deep recursion makes it: each with the slots of a layout, the first being the global one.
struct Recursion
{
    explicit Recursion(size_t depth, const Layout& of) : layout(of), slots(depth * of.size(), Value::unset())
    {
        for (size_t i = 0; i < depth; ++i) {
            Scope* up = scopes.empty() ? nullptr : &scopes.back();
            scopes.emplace_back(up, up ? Scope::Kind::Local : Scope::Kind::Global, up ? &of : nullptr,
                                up ? &slots[i * of.size()] : nullptr);
        }
    }
    const Layout& layout;
    std::vector<Value> slots;
    std::deque<Scope> scopes;
};

TEST(Scope, DeepLookUpsSeeVariablesThatAreMadeInBetween)
{
    const Symbol slot("scopeTestDeepSlot"), free("scopeTestDeepFree");
    const Layout layout({slot});
    Recursion chain(1000, layout);
    Scope& global = chain.scopes.front();
    Scope& inner = chain.scopes.back();
    EXPECT_EQ(inner.find(free), nullptr);
    global.assign(free, Value(1));
    EXPECT_EQ(inner.find(free), global.find_here(free));
    // By name, in a scope that is no landing, in one that is, and in the one next to it.
    for (const size_t at : {300U, 320U, 321U, 999U}) {
        Scope& between = chain.scopes[at];
        between.assign(free, Value(2));
        EXPECT_EQ(inner.find(free), between.find_here(free)) << at;
    }
    for (const size_t at : {999U, 321U, 320U, 300U}) {
        EXPECT_EQ(inner.find(free), chain.scopes[at].find_here(free)) << at;
        chain.scopes[at].remove(free);
    }
    EXPECT_EQ(inner.find(free), global.find_here(free));
    // A slot is set without anybody being told.
    global.assign(slot, Value(3));
    EXPECT_EQ(inner.find(slot), global.find_here(slot));
    chain.slots[500] = Value(4);
    EXPECT_EQ(read(*inner.find(slot)).as_int32(), 4);
    chain.slots[500] = Value::unset();
    EXPECT_EQ(inner.find(slot), global.find_here(slot));
}

TEST(Scope, DeepLookUpsSkipPrivateVariablesOnly)
{
    const Symbol name("scopeTestDeepPrivate");
    const Layout layout({Symbol("scopeTestDeepOther")});
    Recursion chain(500, layout);
    chain.scopes.front().assign(name, Value(1));
    EXPECT_EQ(read(*chain.scopes.back().find(name)).as_int32(), 1);
    chain.scopes[250].cell(name).options |= VarPrivate;
    EXPECT_EQ(read(*chain.scopes.back().find(name)).as_int32(), 1);
    chain.scopes[250].cell(name).options &= static_cast<uint8_t>(~VarPrivate);
    chain.scopes[250].assign(name, Value(2));
    EXPECT_EQ(read(*chain.scopes.back().find(name)).as_int32(), 2);
}

TEST(Scope, StrictnessAndTheScriptScopeAreInheritedFromAfar)
{
    const Layout layout({Symbol("scopeTestDeepStrict")});
    Recursion chain(500, layout);
    Scope& inner = chain.scopes.back();
    EXPECT_EQ(inner.strictness(), 0);
    chain.scopes[100].set_strictness(2);
    EXPECT_EQ(inner.strictness(), 2);
    EXPECT_EQ(chain.scopes[99].strictness(), 0);
    chain.scopes[400].set_strictness(0);
    EXPECT_EQ(inner.strictness(), 0);
    EXPECT_EQ(chain.scopes[300].strictness(), 2);
    EXPECT_EQ(&inner.script_scope(), &chain.scopes.front());
    EXPECT_EQ(&inner.script_scope(), &chain.scopes.front());
    Scope script(&inner, Scope::Kind::Script, nullptr, nullptr);
    Scope within(&script, Scope::Kind::Local, nullptr, nullptr);
    EXPECT_EQ(&within.script_scope(), &script);
}

} // namespace
} // namespace kestrun::engine
