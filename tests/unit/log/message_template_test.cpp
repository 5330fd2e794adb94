#include "event_maker.hpp"

#include <gtest/gtest.h>

namespace kestrun::log {
namespace {

using test::make_event;
using test::message;

std::string names(const Event& event)
{
    std::string text;
    for (const Property& property : event.properties) {
        text += property.name;
        text += ' ';
    }
    return text;
}

TEST(MessageTemplate, FillsHolesInOrder)
{
    EXPECT_EQ(message("{A}-{B}", {1, "two"}), "1-two");
    EXPECT_EQ(message("{A}-{A}", {1, 2}), "2-2"); // the last of a name wins
    EXPECT_EQ(message("no holes"), "no holes");
    EXPECT_EQ(message(""), "");
}

TEST(MessageTemplate, FillsPositions)
{
    EXPECT_EQ(message("{0}-{1}-{0}", {"p", "q"}), "p-q-p");
    EXPECT_EQ(message("{1}{0}", {"p", "q"}), "qp");
    EXPECT_EQ(message("{0}-{Name}", {"p", "q"}), "p-q"); // mixed: all are names
    EXPECT_EQ(message("{1}-{Name}", {"p", "q"}), "p-q");
    EXPECT_EQ(message("{0}-{7}", {"p", "q"}), "p-{7}");
    EXPECT_EQ(message("{99999999999}", {"p"}), "p"); // no position: too large
}

TEST(MessageTemplate, KeepsSurplusArgumentsAsProperties)
{
    const Event event = make_event(Level::Information, "{A}", {1, 2, 3});
    EXPECT_EQ(names(event), "A __1 __2 ");
    EXPECT_EQ(names(make_event(Level::Information, "{1}", {1, 2, 3})), "1 __0 __2 ");
    EXPECT_EQ(names(make_event(Level::Information, "none", {1})), "__0 ");
}

TEST(MessageTemplate, LeavesHolesWithoutArgumentAsText)
{
    EXPECT_EQ(message("{A}-{B}", {"only"}), "only-{B}");
    EXPECT_EQ(message("{A} and {@B,5:x}"), "{A} and {@B,5:x}");
}

TEST(MessageTemplate, UnescapesDoubledBraces)
{
    EXPECT_EQ(message("a {{b}} {C}", {"c"}), "a {b} c");
    EXPECT_EQ(message("{{{A}}}", {1}), "{1}");
    EXPECT_EQ(message("}} } {{"), "} } {");
    EXPECT_EQ(message("{{A}}", {1}), "{A}");
}

TEST(MessageTemplate, TakesWhatIsNoHoleAsText)
{
    for (const char* text :
         {"{ }", "{a b}", "{A!}", "abc {A", "{", "{}", "{:x}", "{@}", "{A,}", "{A,0}", "{A,x}", "{A,-}", "{A,5-}", "{A<b}", "{A:x|y}"})
        EXPECT_EQ(message(text, {1}), text);
    EXPECT_EQ(message("{A {B} {C}", {1}), "{A {B} 1");
}

TEST(MessageTemplate, Aligns)
{
    EXPECT_EQ(message("[{A,10}] [{B,-10}]", {"right", "left"}), "[     right] [left      ]");
    EXPECT_EQ(message("[{A,3}]", {"longer"}), "[longer]");
    EXPECT_EQ(message("[{A,8:0.0}]", {1.25}), "[     1.3]");
    EXPECT_EQ(message("[{A,4}]", {"\u00e9\U0001F600"}), "[ \u00e9\U0001F600]"); // in UTF-16 units
}

TEST(MessageTemplate, LimitsTheWidthThatATemplateMayAskFor) { EXPECT_LT(message("{A,999999999}", {1}).size(), 20'000u); }

TEST(MessageTemplate, IsParsedOnce)
{
    EXPECT_EQ(message_template("cached {A}").get(), message_template("cached {A}").get());
    const std::string long_text(5000, 'x');
    EXPECT_EQ(message_template(long_text)->text(), long_text);
}

class Probe final : public Formattable
{
public:
    PropertyValue capture(Capture how) const override
    {
        switch (how) {
        case Capture::Default: return "default";
        case Capture::Destructure: return Structure{"Probe", {{"P", 1}, {"Q", "q"}}};
        case Capture::Stringify: return "string";
        }
        return {};
    }
};

TEST(MessageTemplate, TellsObjectsHowTheyAreWanted)
{
    const Probe probe;
    EXPECT_EQ(message("{A} {@B} {$C}", {probe, probe, probe}), R"(default {"P": 1, "Q": "q", "$type": "Probe"} string)");
}

TEST(MessageTemplate, StringifiesPlainValues)
{
    const Event event = make_event(Level::Information, "{$A}", {5});
    ASSERT_NE(event.find("A")->as_string(), nullptr);
    EXPECT_EQ(*event.find("A")->as_string(), "5");
}

} // namespace
} // namespace kestrun::log
