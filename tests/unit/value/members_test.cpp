#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/reference.hpp"
#include "value/string.hpp"
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

class Box final : public Reference
{
public:
    Value get() const override { return value; }
    void set(const Value& given) override { value = given; }
    Value value;
};

template <typename Function>
Ref<ErrorRecord> error_of(Function function)
{
    try {
        function();
    } catch (const ScriptError& error) {
        return error.record;
    }
    ADD_FAILURE() << "no error";
    return make<ErrorRecord>(make_exception("System.Exception", ""), "", ErrorCategory::NotSpecified);
}

Value call(const Value& value, std::string_view name, std::vector<Value> args = {}) { return invoke_method(value, Name(name), args); }
Value call_static(std::string_view type, std::string_view name, std::vector<Value> args)
{
    return invoke_static(*find_type(type), Name(name), args);
}
Value list_of(std::string_view type, std::vector<Value> items) { return Value(make<List>(*find_type(type), std::move(items))); }

TEST(Members, PropertiesIgnoreCase)
{
    EXPECT_EQ(get_property(Value("abc"), Name("LENGTH")).as_int32(), 3);
    EXPECT_EQ(get_property(make_array({Value(1), Value(2)}), Name("count")).as_int32(), 2);
    EXPECT_EQ(get_property(Value(5), Name("Count")).as_int32(), 1);
    EXPECT_EQ(get_property(Value(), Name("Count")).as_int32(), 0);
    EXPECT_TRUE(get_property(Value(5), Name("nope")).is_null());
    EXPECT_FALSE(find_property(Value(5), Name("nope")).has_value());
}

TEST(Members, DictionaryKeysWinOverProperties)
{
    auto table = make<Dictionary>();
    table->set("Count", Value("mine"));
    EXPECT_EQ(text_of(get_property(Value(table), Name("count"))), "mine");
    set_property(Value(table), Name("new"), Value(4));
    EXPECT_EQ(table->find("NEW")->as_int32(), 4);
}

TEST(Members, EnumerationCollectsFromTheElements)
{
    std::vector<Value> items;
    for (int i = 0; i < 3; ++i) {
        auto object = make<PSCustomObject>();
        object->set("n", Value(i));
        items.emplace_back(object);
    }
    const Value all = make_array(items);
    EXPECT_EQ(elements(get_property(all, Name("n"))).size(), 3U);
    EXPECT_EQ(elements(get_property(all, Name("missing"))).size(), 3U); // custom objects lack it as null
    EXPECT_TRUE(get_property(make_array({Value(1), Value(2)}), Name("missing")).is_null());
    EXPECT_EQ(elements(get_property(make_array({all, items[0]}), Name("n"))).size(), 4U);
    const auto record = error_of([&] { set_property(all, Name("n"), Value(1)); });
    EXPECT_EQ(record->error_id, "PropertyAssignmentException");
}

TEST(Members, AnArrayThatHoldsItselfEnds)
{
    const Value array = make_array({Value()});
    array.as_array().set(0, array);
    EXPECT_TRUE(get_property(array, Name("missing")).is_null());
    array.as_array().set(0, Value());
}

TEST(Members, ErrorsOfMissingThings)
{
    EXPECT_EQ(error_of([] { call(Value("abc"), "NoSuch"); })->exception->message(),
              "Method invocation failed because [System.String] does not contain a method named 'NoSuch'.");
    EXPECT_EQ(error_of([] { call(Value(), "ToString"); })->error_id, "InvokeMethodOnNull");
    EXPECT_EQ(error_of([] { set_property(Value(), Name("x"), Value(1)); })->error_id, "PropertyNotFound");
    EXPECT_EQ(error_of([] { set_property(Value("abc"), Name("Length"), Value(1)); })->exception->message(),
              "'Length' is a ReadOnly property.");
}

TEST(Members, ExceptionsOfNativeMembersAreWrapped)
{
    auto table = make<Dictionary>();
    table->set("a", Value(1));
    const auto record = error_of([&] { call(Value(table), "Add", {Value("A"), Value(1)}); });
    EXPECT_EQ(record->error_id, "ArgumentException");
    EXPECT_EQ(record->exception->type().full_name(), "System.Management.Automation.MethodInvocationException");
    EXPECT_EQ(record->exception->message(), "Exception calling \"Add\" with \"2\" argument(s): \"Item has already been added. Key in "
                                            "dictionary: 'a'  Key being added: 'A'\"");
    EXPECT_EQ(record->exception->inner()->type().full_name(), "System.ArgumentException");
}

TEST(Members, ReferencesAreWrittenBack)
{
    const Value table = construct(*find_type("System.Collections.Generic.Dictionary[string,int]"), {});
    table.as<Dictionary>()->set("a", Value(5));
    auto box = make<Box>();
    EXPECT_TRUE(call(table, "TryGetValue", {Value("a"), Value(box)}).as_bool());
    EXPECT_EQ(box->value.as_int32(), 5);
    EXPECT_FALSE(call(table, "TryGetValue", {Value("b"), Value(box)}).as_bool());
    EXPECT_EQ(box->value.as_int32(), 0);
    EXPECT_EQ(error_of([&] { call(table, "TryGetValue", {Value("b"), Value(3)}); })->error_id, "NonRefArgumentToRefParameterMsg");
}

TEST(Overloads, FollowPowerShellsRanking)
{
    const auto name_of_abs = [](Value argument) { return type_of(call_static("math", "Abs", {std::move(argument)})).name(); };
    EXPECT_EQ(name_of_abs(Value(-5)), "Int32");
    EXPECT_EQ(name_of_abs(Value(-5.5)), "Double");
    EXPECT_EQ(name_of_abs(Value(int64_t{-5})), "Int64");
    EXPECT_EQ(name_of_abs(Value("-5")), "Double");
    EXPECT_EQ(name_of_abs(Value::integer(Tag::Byte, 5)), "Int16");
    EXPECT_EQ(name_of_abs(Value::integer(Tag::UInt32, 5)), "Int64");
    EXPECT_EQ(name_of_abs(Value::uint64(5)), "Decimal");
    EXPECT_EQ(name_of_abs(Value()), "Double");
    EXPECT_EQ(type_of(call_static("math", "Max", {Value(1), Value(2.5)})).name(), "Int32");
    EXPECT_EQ(type_of(call_static("math", "Max", {Value(1.0), Value(2)})).name(), "Double");
    EXPECT_EQ(type_of(call_static("math", "Max", {Value(1), Value(int64_t{2})})).name(), "Int32");
    EXPECT_EQ(type_of(call_static("math", "Max", {Value("1"), Value("2")})).name(), "Double");
    EXPECT_EQ(type_of(call_static("math", "Max", {Value(true), Value(300)})).name(), "Int32");
    EXPECT_EQ(type_of(call_static("math", "Round", {Value(5)})).name(), "Decimal");
    EXPECT_EQ(type_of(call_static("math", "Round", {Value("2.5")})).name(), "Double");
    EXPECT_EQ(type_of(call_static("math", "Clamp", {Value(5.5), Value(1), Value(3)})).name(), "Int32");
}

TEST(Overloads, ACastNamesTheParameterType)
{
    const Type* casts[] = {nullptr, &types::int64()};
    Value args[] = {Value(1), Value(int64_t{2})};
    EXPECT_EQ(type_of(invoke_static(*find_type("math"), Name("Max"), args, CallDetails{{}, casts})).name(), "Int64");
    const Type* text = &types::string();
    const Value empty = invoke_static(types::array(), Name("Empty"), {}, CallDetails{std::span(&text, 1), {}});
    EXPECT_EQ(type_of(empty).full_name(), "System.String[]");
}

TEST(Overloads, Problems)
{
    EXPECT_EQ(error_of([] { call_static("math", "Abs", {Value(true)}); })->exception->message(),
              "Multiple ambiguous overloads found for \"Abs\" and the argument count: \"1\".");
    EXPECT_EQ(error_of([] {
                  call(Value("abc"), "Substring", {Value(1), Value(2), Value(3)});
              })->exception->message(),
              "Cannot find an overload for \"Substring\" and the argument count: \"3\".");
    EXPECT_EQ(error_of([] { call(Value("abc"), "Substring", {Value("x")}); })->error_id, "MethodArgumentConversionInvalidCastArgument");
    EXPECT_EQ(error_of([] { construct(*find_type("math"), {}); })->error_id, "MethodCountCouldNotFindBest");
}

TEST(Overloads, TextAndParams)
{
    EXPECT_EQ(text_of(call_static("string", "Join", {Value(","), make_array({Value(1), Value(2)})})), "1,2");
    EXPECT_EQ(text_of(call_static("string", "Concat", {Value("a"), Value(1), Value("c")})), "a1c");
    EXPECT_EQ(text_of(call_static("string", "Format", {Value("{0}{1}"), Value(1), Value(2)})), "12");
    EXPECT_EQ(text_of(call_static("string", "Format", {Value("{0}{1}"), make_array({Value(1), Value(2)})})), "12");
    EXPECT_EQ(call(Value("a, b"), "Split", {Value(", ")}).as_array().size(), 2U);
    EXPECT_EQ(call(Value("a,b;c"), "Split", {make_array({Value(","), Value(";")})}).as_array().size(), 1U); // the text ", ;"
}

TEST(Index, ArraysTextsAndDictionaries)
{
    const Value array = make_array({Value(1), Value(2), Value(3)});
    const auto at = [](const Value& value, Value index) { return get_index(value, std::span<const Value>(&index, 1)); };
    EXPECT_EQ(at(array, Value(-1)).as_int32(), 3);
    EXPECT_TRUE(at(array, Value(3)).is_null());
    EXPECT_TRUE(at(array, Value("x")).is_null());
    EXPECT_EQ(at(array, Value("1")).as_int32(), 2);
    EXPECT_EQ(at(array, make_array({Value(0), Value(9)})).as_array().size(), 1U);
    EXPECT_EQ(at(Value("abc"), Value(-1)).as_char(), u'c');
    EXPECT_EQ(at(Value(5), Value(0)).as_int32(), 5);
    EXPECT_TRUE(at(Value(5), Value(1)).is_null());
    EXPECT_EQ(error_of([&] { at(array, Value()); })->error_id, "NullArrayIndex");
    EXPECT_EQ(error_of([&] { at(Value(), Value(0)); })->error_id, "NullArray");
    const auto set = [](const Value& value, Value index, Value assigned) { set_index(value, std::span<const Value>(&index, 1), assigned); };
    EXPECT_EQ(error_of([&] { set(array, Value(3), Value(0)); })->error_id, "System.IndexOutOfRangeException");
    EXPECT_EQ(error_of([&] { set(Value("abc"), Value(0), Value(0)); })->error_id, "CannotIndex");
    EXPECT_EQ(error_of([&] { set(array, make_array({Value(0), Value(1)}), Value(0)); })->error_id, "ConvertToFinalInvalidCastException");
    const Value two[] = {Value(0), Value(1)};
    EXPECT_EQ(error_of([&] { set_index(array, two, Value(0)); })->error_id, "ArraySliceAssignmentFailed");
    set(array, Value(-1), Value("z"));
    EXPECT_EQ(text_of(array.as_array().items()[2]), "z");
}

TEST(Index, TwoDimensions)
{
    Value lengths[] = {Value(2), Value(3)};
    const Value grid = construct(*find_type("int[,]"), lengths);
    const Value at[] = {Value(1), Value(2)};
    set_index(grid, at, Value("7"));
    EXPECT_EQ(get_index(grid, at).as_int32(), 7);
    const Value outside[] = {Value(5), Value(5)};
    EXPECT_TRUE(get_index(grid, outside).is_null());
    EXPECT_EQ(error_of([&] { set_index(grid, outside, Value(1)); })->error_id, "System.IndexOutOfRangeException");
    EXPECT_EQ(get_property(grid, Name("Rank")).as_int32(), 2);
    EXPECT_EQ(call(grid, "GetLength", {Value(1)}).as_int32(), 3);
}

TEST(Lists, ChangeAndEnumerate)
{
    const Value list = list_of("System.Collections.Generic.List[int]", {});
    call(list, "Add", {Value("5")});
    EXPECT_TRUE(get_index(list, std::vector<Value>{Value(0)}).is_int32());
    const auto record = error_of([&] { call(list, "Add", {Value("x")}); });
    EXPECT_EQ(record->exception->message(),
              "Cannot convert argument \"item\", with value: \"x\", for \"Add\" to type \"System.Int32\": \"Cannot convert value \"x\" to "
              "type \"System.Int32\". Error: \"The input string 'x' was not in a correct format.\"\"");
    call(list, "AddRange", {Value(make<Array>(types::int32(), std::vector<Value>{Value(3), Value(4)}))});
    EXPECT_EQ(get_property(list, Name("Count")).as_int32(), 3);
    call(list, "Sort");
    EXPECT_EQ(to_text(list), "3 4 5");
    call(list, "Reverse");
    EXPECT_EQ(to_text(list), "5 4 3");
    EXPECT_EQ(call(list, "IndexOf", {Value(4)}).as_int32(), 1);
    const auto items = enumerate(list);
    Value item;
    ASSERT_TRUE(items->next(item));
    call(list, "RemoveAt", {Value(0)});
    EXPECT_EQ(error_of([&] { items->next(item); })->exception->message(),
              "Collection was modified; enumeration operation may not execute.");
}

TEST(Arrays, AreOfFixedSize)
{
    const auto record = error_of([] { call(make_array({Value(1)}), "Add", {Value(3)}); });
    EXPECT_EQ(record->error_id, "NotSupportedException");
    const Value array = make_array({Value(3), Value(1), Value(2)});
    call_static("array", "Sort", {array});
    EXPECT_EQ(to_text(array), "1 2 3");
    EXPECT_EQ(call_static("array", "IndexOf", {array, Value(2)}).as_int32(), 1);
    EXPECT_EQ(error_of([] {
                  call_static("array", "Sort", {make_array({Value(1), Value("x")})});
              })->exception->message(),
              "Exception calling \"Sort\" with \"1\" argument(s): \"Failed to compare two elements in the array.\"");
}

TEST(PSObject, PropertiesListReadAndChange)
{
    auto object = make<PSCustomObject>();
    object->set("b", Value(1));
    object->set("a", Value("x"));
    const Value value(object);
    const Value properties = get_property(get_property(value, Name("PSObject")), Name("Properties"));
    EXPECT_EQ(to_text(get_property(properties, Name("Name"))), "b a");
    const Value a = get_index(properties, std::vector<Value>{Value("A")});
    EXPECT_EQ(text_of(get_property(a, Name("Value"))), "x");
    EXPECT_EQ(to_text(a), "string a=x");
    set_property(a, Name("Value"), Value(7));
    EXPECT_EQ(object->find("a")->as_int32(), 7);
    EXPECT_TRUE(get_index(properties, std::vector<Value>{Value("zz")}).is_null());
    call(properties, "Remove", {Value("b")});
    EXPECT_EQ(object->shape().size(), 1U);
    call(properties, "Add", {Value(make<PSMember>(PSMemberKind::NoteProperty, "c", Value(3)))});
    EXPECT_EQ(object->find("c")->as_int32(), 3);
    const Value names = get_property(value, Name("PSTypeNames"));
    call(names, "Insert", {Value(0), Value("My.Type")});
    EXPECT_EQ(ps_type_names(value).front(), "My.Type");
    const Value length =
        get_index(get_property(get_property(Value("abc"), Name("psobject")), Name("properties")), std::vector<Value>{Value("Length")});
    EXPECT_EQ(to_text(length), "int Length {get;}");
}

} // namespace
} // namespace kestrun::value
