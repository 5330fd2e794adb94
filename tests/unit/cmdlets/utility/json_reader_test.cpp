#include "cmdlets/register.hpp"
#include "cmdlets/utility/json.hpp"
#include <gtest/gtest.h>

namespace kestrun::cmdlets {
namespace {

class JsonReaderTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        static const bool once = (register_all_cmdlets(), true);
        (void)once;
    }
    static std::string failure(std::string_view text, const FromJsonOptions& options = {})
    {
        try {
            from_json(text, options);
        } catch (const ScriptError& error) {
            return error.record->error_id + ": " + error.record->exception->message();
        }
        return "no error";
    }
};

TEST_F(JsonReaderTest, ReadsNumbersByTheirSpelling)
{
    EXPECT_EQ(from_json("1").tag(), Tag::Int64);
    EXPECT_EQ(from_json("-7").as_int64(), -7);
    EXPECT_EQ(from_json("1.0").tag(), Tag::Double);
    EXPECT_DOUBLE_EQ(from_json("1e3").as_double(), 1000);
    EXPECT_EQ(value::type_of(from_json("12345678901234567890123")).full_name(), "System.Numerics.BigInteger");
}

TEST_F(JsonReaderTest, TextWithoutAnythingIsNull)
{
    EXPECT_TRUE(from_json("").is_null());
    EXPECT_TRUE(from_json(" \n ").is_null());
    EXPECT_TRUE(from_json("null").is_null());
}

TEST_F(JsonReaderTest, ObjectsOfOneKindShareTheirShape)
{
    const Value list = from_json(R"([{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6},{"a":7}])");
    const auto& items = list.as_array().items();
    const auto shape = [&](size_t i) { return as_custom_object(items[i])->shape().id(); };
    EXPECT_EQ(shape(0), shape(1));
    EXPECT_NE(shape(1), shape(2));
    EXPECT_EQ(value::to_int64(property_of(items[1], "b")), 4);
    EXPECT_EQ(value::to_int64(property_of(items[2], "a")), 6);
    EXPECT_EQ(as_custom_object(items[3])->slots().size(), 1U);
}

TEST_F(JsonReaderTest, TakesWhatPowerShellTakesBeyondTheStandard)
{
    const Value object = from_json("{ /* c */ 'a': 1, // end\n b: [1,2,], }");
    EXPECT_EQ(value::to_int64(property_of(object, "a")), 1);
    EXPECT_EQ(property_of(object, "b").as_array().size(), 2U);
}

TEST_F(JsonReaderTest, DecodesEscapes) { EXPECT_EQ(value::to_text(from_json(R"("a\u00e9\n\ud83d\ude00")")), "aé\n😀"); }

TEST_F(JsonReaderTest, NamesTheErrorAndItsPlace)
{
    EXPECT_EQ(failure("{\"a\":"),
              "System.ArgumentException: Conversion from JSON failed with error: Unexpected end when deserializing object. "
              "Path 'a', line 1, position 5.");
    EXPECT_NE(failure("[1 2]").find("After parsing a value"), std::string::npos);
    EXPECT_NE(failure("nope").find("Unexpected character"), std::string::npos);
    EXPECT_EQ(failure("{\"k\":1,\"K\":2}").substr(0, 36), "KeysWithDifferentCasingInJsonString:");
    EXPECT_EQ(failure("{\"\":1}").substr(0, 20), "EmptyKeyInJsonString");
}

TEST_F(JsonReaderTest, DepthIsLimited)
{
    FromJsonOptions options;
    options.depth = 2;
    EXPECT_EQ(failure(R"({"a":{"b":1}})", options), "no error");
    EXPECT_NE(failure(R"({"a":{"b":{"c":1}}})", options).find("MaxDepth"), std::string::npos);
    EXPECT_NE(failure(std::string(5000, '[')).find("MaxDepth"), std::string::npos);
}

TEST_F(JsonReaderTest, HashtablesKeepKeysThatDifferInCase)
{
    FromJsonOptions options;
    options.as_hashtable = true;
    const Value table = from_json(R"({"k":1,"K":2})", options);
    EXPECT_EQ(as_dictionary(table)->size(), 2U);
}

TEST_F(JsonReaderTest, DatesBecomeDateTime)
{
    EXPECT_EQ(from_json("\"2024-05-06T07:08:09Z\"").tag(), Tag::DateTime);
    EXPECT_EQ(from_json("\"2024-05-06\"").tag(), Tag::String);
    FromJsonOptions options;
    options.dates = JsonDates::String;
    EXPECT_EQ(from_json("\"2024-05-06T07:08:09Z\"", options).tag(), Tag::String);
}

} // namespace
} // namespace kestrun::cmdlets
