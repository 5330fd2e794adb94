#include "server/route_constraint.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace kestrun::server;

namespace {

struct Case
{
    const char* constraint;
    std::vector<std::string> accepted;
    std::vector<std::string> refused;
};

TEST(RouteConstraint, AcceptsWhatTheOriginalAccepts)
{
    const std::vector<Case> cases{
        {"int", {"5", "-5", "+5", "05", "2147483647", "-2147483648"}, {"99999999999", "2147483648", "1.5", "a", "", "5a", " 5", "+-5"}},
        {"long", {"99999999999", "-9223372036854775808"}, {"9223372036854775808", "x"}},
        {"alpha", {"abc", "ABC", ""}, {"a1", "\xc3\xa9", "a-b"}},
        {"bool", {"true", "True", "FALSE"}, {"1", "yes", ""}},
        {"guid",
         {"12345678-1234-1234-1234-1234567890ab", "123456781234123412341234567890ab", "{12345678-1234-1234-1234-1234567890AB}",
          "(12345678-1234-1234-1234-1234567890AB)"},
         {"12345678-1234-1234-1234-1234567890a", "12345678+1234-1234-1234-1234567890ab", "g2345678-1234-1234-1234-1234567890ab", ""}},
        {"min(5)", {"5", "6"}, {"4", "x"}},
        {"max(5)", {"5", "-1"}, {"6"}},
        {"range(2,4)", {"2", "3", "4"}, {"1", "5"}},
        {"length(3)", {"abc", "\xc3\xa9\xc3\xa9\xc3\xa9"}, {"ab", "abcd"}},
        {"length(2,3)", {"ab", "abc"}, {"a", "abcd"}},
        {"minlength(2)", {"ab", "abc"}, {"a"}},
        {"maxlength(2)", {"", "ab"}, {"abc"}},
        {"regex(^[a-c]+\\d$)", {"abc1", "ABC1"}, {"abd1", "abc"}},
        {"datetime",
         {"2024-01-02", "2024-01-02T03:04:05", "2024-01-02 03:04", "1-2-2024", "2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05+02:00"},
         {"2024-13-01", "2024-02-30", "x", "", "2024-01-02T25:00", "20240102"}},
        {"decimal", {"1", "1.5", "-1.5", ".5", "1."}, {"1e5", "a", "", ".", "-"}},
        {"double", {"1.5", "1e5", "-1.5E-3", "NaN"}, {"1e", "a"}},
        {"float", {"1.5"}, {"x"}},
        {"required", {"x"}, {""}},
        {"file", {"a.txt", "dir.d/a.b"}, {"a", "dir.d/a", "a."}},
        {"nonfile", {"a", "dir.d/a", "a."}, {"a.txt"}},
    };
    for (const Case& each : cases) {
        const RouteConstraint constraint = RouteConstraint::parse(each.constraint);
        for (const std::string& value : each.accepted)
            EXPECT_TRUE(constraint.accepts(value)) << each.constraint << " should accept '" << value << "'";
        for (const std::string& value : each.refused)
            EXPECT_FALSE(constraint.accepts(value)) << each.constraint << " should refuse '" << value << "'";
    }
}

TEST(RouteConstraint, ErrorsSayWhatIsWrong)
{
    const auto message = [](std::string_view text) -> std::string {
        try {
            (void)RouteConstraint::parse(text);
        } catch (const RouteError& error) {
            return error.what();
        }
        return "no error";
    };
    EXPECT_NE(message("integer").find("'integer' is not known; there are int, long"), std::string::npos);
    EXPECT_NE(message("min").find("needs arguments"), std::string::npos);
    EXPECT_NE(message("min(x)").find("whole numbers"), std::string::npos);
    EXPECT_NE(message("range(1)").find("takes 2"), std::string::npos);
    EXPECT_NE(message("range(5,1)").find("empty"), std::string::npos);
    EXPECT_NE(message("int(5)").find("no arguments"), std::string::npos);
    EXPECT_NE(message("regex([)").find("not valid"), std::string::npos);
    EXPECT_NE(message("min(5").find("closing"), std::string::npos);
    EXPECT_EQ(RouteConstraint::parse("INT").text(), "int");
}

TEST(RouteConstraint, AnExplodingExpressionDoesNotMatchAndDoesNotHang)
{
    EXPECT_FALSE(RouteConstraint::parse("regex(^(a+)+$)").accepts(std::string(60, 'a') + "!"));
}

} // namespace
