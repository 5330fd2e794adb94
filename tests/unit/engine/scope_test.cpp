#include "engine/command.hpp"
#include "engine/scope.hpp"
#include "value/error.hpp"
#include <gtest/gtest.h>

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

} // namespace
} // namespace kestrun::engine
