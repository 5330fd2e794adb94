#include "value/convert.hpp"
#include "value/date_parse.hpp"
#include <cstdlib>
#include <gtest/gtest.h>

namespace kestrun::value {
namespace {

std::string date(std::string_view text, unsigned styles = date_style::AdjustToUniversal)
{
    Value out;
    std::string error;
    return parse_date(text, styles, out, error) ? to_text(out) : error;
}
std::string span(std::string_view text)
{
    Value out;
    std::string error;
    return parse_time_span(text, out, error) ? to_text(out) : error;
}

TEST(ParseDate, TheUsualForms)
{
    const std::pair<const char*, const char*> cases[] = {
        {"2024-03-05", "03/05/2024 00:00:00"},
        {"2024-03-05 14:07:09", "03/05/2024 14:07:09"},
        {"2024-03-05T14:07:09.1234567", "03/05/2024 14:07:09"},
        {"2024-03-05T14:07:09Z", "03/05/2024 14:07:09"},
        {"2024-03-05T14:07:09+02:00", "03/05/2024 12:07:09"},
        {"2024/3/5", "03/05/2024 00:00:00"},
        {"3/5/2024", "03/05/2024 00:00:00"},
        {"3/5/24 2:07 PM", "03/05/2024 14:07:00"},
        {"03-05-2024 12:00 AM", "03/05/2024 00:00:00"},
        {"March 5, 2024", "03/05/2024 00:00:00"},
        {"5 March 2024", "03/05/2024 00:00:00"},
        {"5-Mar-2024 1pm", "03/05/2024 13:00:00"},
        {"Tue, 05 Mar 2024 14:07:09 GMT", "03/05/2024 14:07:09"},
        {"Tuesday, March 5, 2024 2:07:09 PM", "03/05/2024 14:07:09"},
        {"March 2024", "03/01/2024 00:00:00"},
        {"2024-03", "03/01/2024 00:00:00"},
        {"3/5/49", "03/05/2049 00:00:00"},
        {"3/5/50", "03/05/1950 00:00:00"},
        {"0001-01-01", "01/01/0001 00:00:00"},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(date(text), expected) << text;
}

TEST(ParseDate, Refuses)
{
    EXPECT_EQ(date("not a date"),
              "The string 'not a date' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.");
    EXPECT_EQ(date("2024-03-05 at noon"),
              "The string '2024-03-05 at noon' was not recognized as a valid DateTime. There is an unknown word starting at index '11'.");
    EXPECT_EQ(date("5"), "String '5' was not recognized as a valid DateTime.");
    EXPECT_EQ(date(""), "String '' was not recognized as a valid DateTime.");
    EXPECT_EQ(date("2024-02-30"), "String '2024-02-30' was not recognized as a valid DateTime.");
    EXPECT_EQ(
        date("2024-03-05 25:00"),
        "The DateTime represented by the string '2024-03-05 25:00' is not supported in calendar 'System.Globalization.GregorianCalendar'.");
    EXPECT_EQ(date("Mon, 05 Mar 2024 14:07:09 GMT"),
              "String 'Mon, 05 Mar 2024 14:07:09 GMT' was not recognized as a valid DateTime because the day of week was incorrect.");
}

TEST(ParseTimeSpan, Forms)
{
    EXPECT_EQ(span("01:02:03"), "01:02:03");
    EXPECT_EQ(span("1.00:00:00"), "1.00:00:00");
    EXPECT_EQ(span("5"), "5.00:00:00");
    EXPECT_EQ(span("-1:30"), "-01:30:00");
    EXPECT_EQ(span("1:2:3.5"), "01:02:03.5000000");
    EXPECT_EQ(span("1:2:3:4"), "1.02:03:04");
    EXPECT_EQ(span("25:00:00"), "25.00:00:00");
    EXPECT_EQ(span("10675199.02:48:05.4775807"), "10675199.02:48:05.4775807");
    EXPECT_EQ(span("-10675199.02:48:05.4775808"), "-10675199.02:48:05.4775808");
    EXPECT_EQ(span("x"), "String 'x' was not recognized as a valid TimeSpan.");
    EXPECT_EQ(span("1:60"), "The TimeSpan string '1:60' could not be parsed because at least one of the numeric components is out of range "
                            "or contains too many digits.");
}

} // namespace
} // namespace kestrun::value
