#include "app/shell/completion_step.hpp"

#include <gtest/gtest.h>

namespace kestrun::app {
namespace {

using Kind = CompletionStep::Kind;

EditCompletion completion(size_t index, std::initializer_list<const char*> texts)
{
    EditCompletion out{index, {}};
    for (const char* text : texts) out.items.push_back({text, text});
    return out;
}

TEST(CompletionStep, ExtendsTheWordAsFarAsAllAgree)
{
    EXPECT_EQ(completion_step({}, "x").kind, Kind::Nothing);
    EXPECT_EQ(completion_step(completion(9, {"a"}), "x").kind, Kind::Nothing) << "beyond the cursor";
    CompletionStep step = completion_step(completion(0, {"Get-Date"}), "get-d");
    EXPECT_EQ(step.kind, Kind::Replace);
    EXPECT_EQ(step.text, "Get-Date");
    EXPECT_EQ(completion_step(completion(0, {"Get-Date"}), "Get-Date").kind, Kind::Done);
    step = completion_step(completion(4, {"Get-Verb", "get-VerbX"}), "1 | g");
    EXPECT_EQ(step.kind, Kind::Replace);
    EXPECT_EQ(step.text, "Get-Verb");
    EXPECT_EQ(completion_step(completion(0, {"Get-A", "Get-B"}), "Get-").kind, Kind::List);
    EXPECT_EQ(completion_step(completion(0, {"\xc3\xa4", "\xc3\xb6"}), "").kind, Kind::List) << "half a character is nothing in common";
}

TEST(CompletionStep, ListsInColumns)
{
    EXPECT_EQ(completion_list(completion(0, {"one", "two", "three"}).items, 80), "one    two    three\n");
    EXPECT_EQ(completion_list(completion(0, {"one", "two", "three"}).items, 14), "one    three\ntwo\n");
    EXPECT_EQ(completion_list(completion(0, {"one", "two"}).items, 1), "one\ntwo\n");
    std::vector<EditCompletion::Item> many(203, {"x", "x"});
    EXPECT_TRUE(completion_list(many, 80).ends_with("... 3 more\n"));
}

} // namespace
} // namespace kestrun::app
