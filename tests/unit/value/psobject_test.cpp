#include "value/members.hpp"
#include "value/psobject.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

TEST(PSCustomObject, ObjectsOfOneLiteralShareAShape)
{
    auto shape =
        make<Shape>(std::vector<Shape::Property>{{String::make("a"), hash_ignore_case("a")}, {String::make("B"), hash_ignore_case("B")}});
    auto x = make<PSCustomObject>(shape, std::vector<Value>{Value(1), Value(2)});
    auto y = make<PSCustomObject>(shape, std::vector<Value>{Value(3), Value(4)});
    EXPECT_EQ(x->shape().id(), y->shape().id());
    x->set("A", Value(9));
    EXPECT_EQ(x->shape().id(), y->shape().id());
    x->set("c", Value(5));
    EXPECT_NE(x->shape().id(), y->shape().id());
    EXPECT_EQ(y->find("c"), nullptr);
    EXPECT_EQ(x->find("b")->as_int32(), 2);
    EXPECT_EQ(y->find("a")->as_int32(), 3);
    const uint64_t before = x->shape().id();
    EXPECT_TRUE(x->remove(Name("A")));
    EXPECT_NE(x->shape().id(), before);
    EXPECT_EQ(x->find("b")->as_int32(), 2);
    EXPECT_EQ(x->find("a"), nullptr);
}

TEST(PSCustomObject, ManyPropertiesAreIndexed)
{
    PSCustomObject object;
    for (int i = 0; i < 100; ++i) object.set("Property" + std::to_string(i), Value(i));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(object.find("PROPERTY" + std::to_string(i))->as_int32(), i);
    EXPECT_EQ(object.find("Property100"), nullptr);
}

TEST(PSCustomObject, TypeNames)
{
    auto object = make<PSCustomObject>();
    EXPECT_EQ(ps_type_names(Value(object)), (std::vector<std::string>{"System.Management.Automation.PSCustomObject", "System.Object"}));
    object->insert_type_name(0, "My.Type");
    EXPECT_EQ(ps_type_names(Value(object)).front(), "My.Type");
    EXPECT_EQ(ps_type_names(Value("x")), (std::vector<std::string>{"System.String", "System.Object"}));
}

TEST(AttachedMembers, GoWithTheirObject)
{
    const Value value(make<PSWrapper>(Value(5)));
    attach_member(value, make<PSMember>(PSMemberKind::NoteProperty, "Note", Value("text")));
    EXPECT_EQ(text_of(get_property(value, Name("note"))), "text");
    set_property(value, Name("NOTE"), Value(3));
    EXPECT_EQ(get_property(value, Name("note")).as_int32(), 3);
    EXPECT_TRUE(unwrap(value).is_int32());
    const std::vector<MemberInfo> members = list_members(value);
    ASSERT_FALSE(members.empty());
    EXPECT_EQ(members[0].definition, "int Note=3");
}

} // namespace
} // namespace kestrun::value
