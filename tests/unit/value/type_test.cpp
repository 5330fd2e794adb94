#include "value/error.hpp"
#include "value/registry.hpp"
#include "value/string.hpp"
#include "value/type.hpp"
#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace kestrun::value {
namespace {

const Type& type_named(std::string_view name)
{
    const Type* type = find_type(name);
    EXPECT_NE(type, nullptr) << name;
    return type ? *type : types::object();
}

TEST(Type, NamesAreFoundInEverySpelling)
{
    EXPECT_EQ(find_type("int"), &types::int32());
    EXPECT_EQ(find_type("System.Int32"), &types::int32());
    EXPECT_EQ(find_type("iNT32"), &types::int32());
    EXPECT_EQ(find_type("collections.hashtable"), &types::hashtable());
    EXPECT_EQ(find_type("System.Int32, mscorlib"), &types::int32());
    EXPECT_EQ(find_type("nosuchtype"), nullptr);
    const std::string spaces[] = {"System.Collections"};
    EXPECT_EQ(find_type("ArrayList"), nullptr);
    EXPECT_EQ(find_type("ArrayList", spaces), &types::array_list());
}

TEST(Type, ArraysAndGenerics)
{
    const Type& ints = type_named("int[]");
    EXPECT_EQ(&ints, &array_of(types::int32()));
    EXPECT_EQ(ints.full_name(), "System.Int32[]");
    EXPECT_EQ(ints.display_name(), "int[]");
    const Type& list = type_named("System.Collections.Generic.List[int]");
    EXPECT_EQ(list.full_name(), "System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib, Version=10.0.0.0, "
                                "Culture=neutral, PublicKeyToken=7cec85d7bea7798e]]");
    EXPECT_EQ(list.name(), "List`1");
    EXPECT_EQ(list.display_name(), "System.Collections.Generic.List[int]");
    EXPECT_EQ(list.dotnet_name(), "System.Collections.Generic.List`1[System.Int32]");
    EXPECT_EQ(&list, &type_named("Collections.Generic.List`1[[System.Int32]]"));
    const Type& nested = type_named("System.Collections.Generic.Dictionary[string,System.Collections.Generic.List[int[]]]");
    EXPECT_EQ(nested.dotnet_name(),
              "System.Collections.Generic.Dictionary`2[System.String,System.Collections.Generic.List`1[System.Int32[]]]");
    EXPECT_EQ(find_type("System.Collections.Generic.List[int,int]"), nullptr);
    EXPECT_EQ(find_type("System.Collections.Generic.List[int"), nullptr);
    EXPECT_EQ(type_named("int[,]").rank(), 2U);
    EXPECT_EQ(type_named("int[,]").full_name(), "System.Int32[,]");
}

TEST(Type, Assignability)
{
    EXPECT_TRUE(types::int32().is_assignable_to(types::object()));
    EXPECT_TRUE(types::hashtable().is_assignable_to(type_named("System.Collections.IDictionary")));
    EXPECT_TRUE(types::hashtable().is_assignable_to(type_named("System.Collections.IEnumerable")));
    EXPECT_TRUE(type_named("string[]").is_assignable_to(type_named("object[]")));
    EXPECT_FALSE(type_named("int[]").is_assignable_to(type_named("object[]")));
    EXPECT_TRUE(type_named("int[]").is_assignable_to(type_named("System.Collections.Generic.IEnumerable[int]")));
    EXPECT_TRUE(type_named("string[]").is_assignable_to(type_named("System.Collections.Generic.IEnumerable[object]")));
    EXPECT_FALSE(types::object().is_assignable_to(types::string()));
}

TEST(Type, MembersAreFoundWithoutCaseAndParsed)
{
    const MemberGroup* add = type_named("System.Collections.Generic.List[int]").instance_member(Name("aDD"));
    ASSERT_NE(add, nullptr);
    ASSERT_EQ(add->overloads.size(), 1U);
    EXPECT_EQ(add->overloads[0]->parameters[0].type, &types::int32());
    EXPECT_EQ(add->overloads[0]->definition, "void Add(int item)");
    EXPECT_EQ(type_named("System.Collections.Generic.List[int]").instance_member(Name("nope")), nullptr);
    EXPECT_NE(types::int32().instance_member(Name("GetType")), nullptr);
}

TEST(Type, Definitions)
{
    const MemberGroup* get = type_named("System.Collections.Generic.Dictionary[string,int]").instance_member(Name("TryGetValue"));
    ASSERT_NE(get, nullptr);
    EXPECT_EQ(get->overloads[0]->definition, "bool TryGetValue(string key, [ref] int value)");
    const MemberGroup* item = types::hashtable().instance_member(Name("Item"));
    ASSERT_NE(item, nullptr);
    EXPECT_EQ(item->overloads[0]->definition, "System.Object Item(System.Object key) {get;set;}");
}

// The tables are data: this reads every row, as scripts would do one by one.
TEST(Type, EveryRowParsesAndNamesKnownTypes)
{
    std::set<std::string> unknown;
    for (const TypeDef* row : native_type_rows()) {
        const Type* type = TypeRegistry::get().by_full_name(row->full_name);
        ASSERT_NE(type, nullptr) << row->full_name;
        if (row->base && *row->base && !has(row->flags, TypeFlags::GenericDefinition)) {
            EXPECT_NE(TypeRegistry::get().resolve(row->base, *type), nullptr) << row->full_name << " : " << row->base;
        }
        for (const MemberDef& member : row->members) {
            const Method method = parse_member(member, *type);
            EXPECT_FALSE(method.name.empty()) << row->full_name;
            EXPECT_NE(method.fn, nullptr) << row->full_name << "." << method.name;
            for (const Parameter& parameter : method.parameters)
                EXPECT_FALSE(parameter.name.empty()) << row->full_name << "." << method.definition;
            if (has(type->flags(), TypeFlags::GenericDefinition)) continue;
            if (!method.result && member.kind != MemberKind::Constructor)
                unknown.insert(row->full_name + std::string(".") + member.name + " -> " + member.result);
            for (const Parameter& parameter : method.parameters) {
                if (!parameter.type) unknown.insert(row->full_name + std::string(".") + member.name + "(" + member.signature + ")");
            }
        }
    }
    for (const std::string& line : unknown) ADD_FAILURE() << "unknown type in " << line;
}

TEST(Type, RunTimeTypes)
{
    Method method;
    method.name = "Twice";
    method.kind = MemberKind::Method;
    Parameter& parameter = method.parameters.emplace_back();
    parameter.name = "x";
    parameter.type = &types::int32();
    method.fn = [](Call& call) { return Value(call.args[0].as_int32() * 2); };
    TypeBuilder builder("TestShape", nullptr, TypeFlags::None);
    const Type& base = builder.member(method).build();
    const Type& derived = TypeBuilder("TestSquare", &base, TypeFlags::None).build();
    EXPECT_NE(derived.instance_member(Name("twice")), nullptr);
    EXPECT_NE(base.instance_member(Name("TWICE")), nullptr);
    EXPECT_NE(derived.instance_member(Name("ToString")), nullptr);
    EXPECT_TRUE(derived.is_assignable_to(base));
    const Type& colors = TypeBuilder("TestColors", nullptr, TypeFlags::Enum).enum_member("Red", 1).enum_member("Blue", 2).build();
    EXPECT_EQ(&enum_type(colors.enum_index()), &colors);
    EXPECT_TRUE(colors.is_value_type());
    EXPECT_EQ(&type_of(Value::enumeration(colors.enum_index(), 2)), &colors);
}

TEST(Type, NearestNames)
{
    EXPECT_EQ(nearest_type_name("strng"), "string");
    EXPECT_EQ(nearest_type_name("System.Collections.Hashtabel"), "System.Collections.Hashtable");
    EXPECT_EQ(nearest_type_name("qqqqqqqq"), "");
}

TEST(Type, LookupsAreSafeAcrossThreads)
{
    std::vector<std::thread> threads;
    std::vector<const MemberGroup*> found(4);
    for (size_t t = 0; t < found.size(); ++t) {
        threads.emplace_back([&found, t] {
            const Type* type = find_type("System.Collections.Generic.List[System.Collections.Generic.List[datetime]]");
            found[t] = type->instance_member(Name("AddRange"));
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const MemberGroup* group : found) EXPECT_EQ(group, found[0]);
    EXPECT_NE(found[0], nullptr);
}

} // namespace
} // namespace kestrun::value
