#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/object.hpp"
#include "value/string.hpp"
#include <gtest/gtest.h>
#include <thread>

namespace kestrun::value {
namespace {

struct Counted final : Object
{
    explicit Counted(int& alive) : alive_(alive) { ++alive_; }
    ~Counted() override { --alive_; }
    const Type& type() const override { return types::object(); }
    int& alive_;
};

TEST(Object, IsFreedWithItsLastReference)
{
    int alive = 0;
    {
        Value a(make<Counted>(alive));
        const Value b = a;
        EXPECT_EQ(alive, 1);
        EXPECT_EQ(a.object()->use_count(), 2U);
        a = Value();
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Object, SharingReachesEverything)
{
    auto inner = make<Dictionary>();
    inner->set("key", Value("text that is long enough"));
    const Value outer = make_array({Value(inner), Value(5)});
    share(outer);
    EXPECT_TRUE(outer.object()->has_flag(Object::Shared));
    EXPECT_TRUE(inner->has_flag(Object::Shared));
    EXPECT_TRUE(inner->find("key")->object()->has_flag(Object::Shared));
}

TEST(Object, CountsOfSharedObjectsAreAtomic)
{
    int alive = 0;
    {
        const Value shared(make<Counted>(alive));
        share(shared);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&shared] {
                for (int i = 0; i < 20000; ++i) {
                    const Value copy = shared;
                    const Value again = copy;
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(shared.object()->use_count(), 1U);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Object, ALongChainIsFreedWithoutDeepRecursion)
{
    Value chain;
    for (int i = 0; i < 1'000'000; ++i) chain = make_array({std::move(chain)});
    chain = Value();
}

TEST(Object, SharedContainersTakeConcurrentChanges)
{
    auto list = make<List>(types::array_list());
    auto table = make<Dictionary>();
    share(*list);
    share(*table);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 2000; ++i) {
                list->add(Value(i));
                table->set(Value("k" + std::to_string(t) + "." + std::to_string(i)), Value("v" + std::to_string(i)));
                (void)table->get("k0.1");
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(list->size(), 8000U);
    EXPECT_EQ(table->size(), 8000U);
}

} // namespace
} // namespace kestrun::value
