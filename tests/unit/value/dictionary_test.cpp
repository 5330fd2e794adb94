#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <gtest/gtest.h>
#include <optional>

namespace kestrun::value {
namespace {

std::string keys_of(const Dictionary& dictionary)
{
    std::string keys;
    for (const Dictionary::Entry& entry : dictionary.snapshot()) keys += std::string(text_of(entry.key)) + " ";
    return keys;
}

TEST(Dictionary, HashtableKeysIgnoreCase)
{
    Dictionary table;
    table.set("Key", Value(1));
    table.set(Value("KEY"), Value(2));
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.find("kEy")->as_int32(), 2);
    EXPECT_EQ(keys_of(table), "Key ");
}

TEST(Dictionary, NumbersOfOtherTypesAreOtherKeys)
{
    Dictionary table;
    table.set(Value(1), Value("int"));
    table.set(Value(int64_t{1}), Value("long"));
    table.set(Value(1.0), Value("double"));
    table.set(Value("1"), Value("text"));
    EXPECT_EQ(table.size(), 4U);
    EXPECT_EQ(text_of(*table.find(Value(int64_t{1}))), "long");
}

TEST(Dictionary, GrowsShrinksAndKeepsOrder)
{
    Dictionary table;
    for (int i = 0; i < 1000; ++i) table.set("k" + std::to_string(i), Value(i));
    for (int i = 0; i < 1000; i += 2) EXPECT_TRUE(table.remove(Value("k" + std::to_string(i))));
    EXPECT_EQ(table.size(), 500U);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(table.find("k" + std::to_string(i)) != nullptr, i % 2 == 1) << i;
    for (int i = 0; i < 1000; i += 2) table.set("k" + std::to_string(i), Value(-i));
    EXPECT_EQ(table.size(), 1000U);
    EXPECT_EQ(table.find("k998")->as_int32(), -998);
    EXPECT_EQ(table.find("k999")->as_int32(), 999);
    table.clear();
    EXPECT_EQ(table.size(), 0U);
    EXPECT_EQ(table.find("k1"), nullptr);
}

TEST(Dictionary, AddingAndRemovingForeverDoesNotGrow)
{
    Dictionary table;
    for (int i = 0; i < 20; ++i) table.set("fixed" + std::to_string(i), Value(i));
    for (int i = 0; i < 100000; ++i) {
        table.set("k" + std::to_string(i), Value(i));
        table.remove(Value("k" + std::to_string(i)));
    }
    EXPECT_EQ(table.size(), 20U);
    EXPECT_LT(table.entries().size(), 256U);
}

TEST(Dictionary, OrderedInsertsAndRemovesByPosition)
{
    Dictionary table(types::ordered_dictionary(), KeyComparer::IgnoreCase);
    table.set("b", Value(2));
    table.set("c", Value(3));
    table.insert(0, Value("a"), Value(1));
    EXPECT_EQ(keys_of(table), "a b c ");
    EXPECT_EQ(table.entry_at(2)->value.as_int32(), 3);
    table.remove_at(1);
    EXPECT_EQ(keys_of(table), "a c ");
    EXPECT_EQ(table.find("c")->as_int32(), 3);
    EXPECT_EQ(table.entry_at(2), nullptr);
    EXPECT_THROW(table.remove_at(2), ScriptError);
    EXPECT_THROW(table.insert(0, Value("A"), Value()), ScriptError);
}

TEST(Dictionary, AddRefusesAKeyThatExists)
{
    Dictionary table;
    table.add(Value("a"), Value(1));
    try {
        table.add(Value("A"), Value(2));
        FAIL();
    } catch (const ScriptError& error) {
        EXPECT_EQ(error.record->exception->message(), "Item has already been added. Key in dictionary: 'a'  Key being added: 'A'");
        EXPECT_EQ(error.record->exception->type().full_name(), "System.ArgumentException");
    }
    EXPECT_THROW(table.set(Value(), Value(1)), ScriptError);
}

TEST(Dictionary, GenericTypesConvertKeysAndValues)
{
    const Type* type = find_type("System.Collections.Generic.Dictionary[string,int]");
    ASSERT_NE(type, nullptr);
    Dictionary table(*type, KeyComparer::CaseSensitive);
    table.set(Value("a"), Value("7"));
    EXPECT_TRUE(table.find("a")->is_int32());
    EXPECT_EQ(table.find("A"), nullptr);
    EXPECT_THROW(table.set(Value("b"), Value("x")), ScriptError);
}

TEST(Dictionary, SortedTypesKeepKeyOrder)
{
    const Type* type = find_type("System.Collections.Generic.SortedDictionary[string,int]");
    ASSERT_NE(type, nullptr);
    Dictionary table(*type, KeyComparer::CaseSensitive);
    for (const char* key : {"m", "a", "z", "b"}) table.set(Value(key), Value(1));
    EXPECT_EQ(keys_of(table), "a b m z ");
    EXPECT_NE(table.find(Value("z")), nullptr);
    table.remove(Value("b"));
    EXPECT_EQ(keys_of(table), "a m z ");
    EXPECT_EQ(table.find(Value("b")), nullptr);
}

// .NET's Dictionary<K,V> enumerates by place, and a place that became free last is taken first.
TEST(Dictionary, TakesFreePlacesAsDotNetDoes)
{
    const Type* const args[] = {&types::int32(), &types::int32()};
    Dictionary dictionary(*instantiate(types::dictionary(), args), KeyComparer::CaseSensitive);
    std::vector<std::optional<int32_t>> places; // the model: keys by place
    std::vector<size_t> free_places;
    uint32_t state = 7;
    for (int step = 0; step < 20000; ++step) {
        state = state * 1664525 + 1013904223;
        const auto key = static_cast<int32_t>(state >> 16) % 64;
        const auto at = std::find(places.begin(), places.end(), std::optional<int32_t>(key));
        if (at == places.end()) {
            dictionary.add(Value(key), Value(step));
            if (free_places.empty()) {
                places.emplace_back(key);
            } else {
                places[free_places.back()] = key;
                free_places.pop_back();
            }
        } else if ((state >> 8 & 1) != 0) {
            ASSERT_TRUE(dictionary.remove(Value(key)));
            at->reset();
            free_places.push_back(static_cast<size_t>(at - places.begin()));
        } else {
            ASSERT_NE(dictionary.find(Value(key)), nullptr);
        }
        if (step % 500 != 0) continue;
        std::vector<int32_t> expected, actual;
        for (const auto& place : places)
            if (place) expected.push_back(*place);
        for (const auto& entry : dictionary.snapshot()) actual.push_back(entry.key.as_int32());
        ASSERT_EQ(actual, expected) << "step " << step;
    }
}

} // namespace
} // namespace kestrun::value
