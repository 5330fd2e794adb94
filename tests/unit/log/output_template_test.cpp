#include "base/line_ends.hpp"
#include "event_maker.hpp"

#include <gtest/gtest.h>

namespace kestrun::log {
namespace {

using base::with_new_lines;
using test::format;
using test::make_event;

Event with_failure(std::string text, std::string record = {})
{
    Event event = make_event(Level::Error, "went wrong");
    event.failure = Failure{std::move(text), std::move(record), {}};
    return event;
}

TEST(OutputTemplate, HasTheDefaultsOfConsoleAndFile)
{
    Event event = make_event(Level::Information, "Named pipe listener active {Pipe}", {"kestrun.demo.pipe"});
    EXPECT_EQ(format(console_output_template, event), with_new_lines("[08:13:45 INF] Named pipe listener active kestrun.demo.pipe\n"));
    event.level = Level::Verbose;
    EXPECT_EQ(format(file_output_template, event),
              with_new_lines("2026-11-23 08:13:45.616 +00:00 [VRB] Named pipe listener active kestrun.demo.pipe\n"));
    event.offset_minutes = 330;
    EXPECT_EQ(format(file_output_template, event),
              with_new_lines("2026-11-23 13:43:45.616 +05:30 [VRB] Named pipe listener active kestrun.demo.pipe\n"));
    EXPECT_EQ(format("{UtcTimestamp:o}", event), "2026-11-23T08:13:45.6161508Z");
}

TEST(OutputTemplate, WritesFailuresOnLinesOfTheirOwn)
{
    const Event event = with_failure("System.Exception: bad\n ---> System.Exception: inner\n   at <ScriptBlock>, a.ps1: line 3");
    EXPECT_EQ(format(console_output_template, event),
              with_new_lines(
                  "[08:13:45 ERR] went wrong\nSystem.Exception: bad\n ---> System.Exception: inner\n   at <ScriptBlock>, a.ps1: line 3\n"));
    EXPECT_EQ(format("{ErrorRecord}|{Exception}", with_failure("ex", "record")), with_new_lines("record\n|ex\n"));
    EXPECT_EQ(format("{ErrorRecord}|{Exception}", make_event(Level::Error, "x")), "|");
}

TEST(OutputTemplate, ShowsPropertiesByName)
{
    Event event = make_event(Level::Information, "m {Used}", {1});
    event.add_if_absent({"Ctx", "ctxval"});
    EXPECT_EQ(format("{Ctx}|{Ctx:u}|{Missing}|{Ctx,-8}|{Used:000}", event), "ctxval|CTXVAL||ctxval  |001");
    EXPECT_EQ(format("{Level,-11:t3}|{Level,5:u3}|{Level}", event), "Inf        |  INF|Information");
}

TEST(OutputTemplate, CollectsTheOtherProperties)
{
    Event event = make_event(Level::Information, "m {Used}", {1});
    event.add_if_absent({"Ctx", "ctxval"});
    event.add_if_absent({"Shown", 2});
    EXPECT_EQ(format("{Shown} {Properties}", event), R"(2 {Ctx="ctxval"})");
    EXPECT_EQ(format("{Shown} {Properties:j}", event), R"(2 {"Ctx": "ctxval"})");
    EXPECT_EQ(format("{Properties}", make_event(Level::Information, "x")), "{}");
}

// The pieces of a line and their colours on a terminal of eight colours.
TEST(OutputTemplate, ColoursPieces)
{
    const Theme& theme = literate_theme("xterm");
    Event event = make_event(Level::Warning, "v {A} {B} {C} {D}", {"s", 5, true, nullptr});
    EXPECT_EQ(
        format("[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}", event, theme),
        with_new_lines("\033[30m[\033[39;49m\033[37m08:13:45\033[39;49m\033[30m \033[39;49m\033[33mWRN\033[39;49m\033[30m] \033[39;49m"
                       "\033[37mv \033[39;49m\033[36ms\033[39;49m\033[37m \033[39;49m\033[35m5\033[39;49m\033[37m \033[39;49m"
                       "\033[34mTrue\033[39;49m\033[37m \033[39;49m\033[34mnull\033[39;49m\n"));
    event.level = Level::Fatal;
    EXPECT_EQ(format("{Level:u3}", event, theme), "\033[37m\033[41mFTL\033[39;49m");
    EXPECT_EQ(format("{Level,5:u3}", event, theme), "  \033[37m\033[41mFTL\033[39;49m"); // colours have no width
}

TEST(OutputTemplate, KeepsEscapeSequencesOfValuesFromTerminals)
{
    const Event event = make_event(Level::Information, "{A}", {"x\033]0;owned\007y\n"});
    EXPECT_EQ(format("{Message:lj}", event, literate_theme("xterm")), "\033[36mx\\x1B]0;owned\\x07y\n\033[39;49m");
    EXPECT_EQ(format("{Message:lj}", event), "x\033]0;owned\007y\n");
}

TEST(OutputTemplate, WritesWellFormedText)
{
    EXPECT_EQ(format("{Message:lj}", make_event(Level::Information, "{A}", {"a\xff\xed\xa0\x80z"})), "a\uFFFD\uFFFDz");
}

TEST(Theme, IsChosenByNameAndTerminal)
{
    EXPECT_EQ(find_theme("none", "xterm"), &no_theme());
    EXPECT_EQ(find_theme("LITERATE", "xterm"), &literate_theme("xterm"));
    EXPECT_NE(&literate_theme("xterm-256color"), &literate_theme("xterm"));
    EXPECT_NE(find_theme("Grayscale", ""), nullptr);
    EXPECT_EQ(find_theme("Sixteen", ""), nullptr);
}

TEST(JsonFormatter, WritesALineForMachines)
{
    const auto json = [](const Event& event, bool message = false) {
        std::string out;
        JsonFormatter(message).format(out, event, no_theme());
        return out;
    };
    EXPECT_EQ(
        json(make_event(Level::Information, "plain")),
        with_new_lines("{\"Timestamp\":\"2026-11-23T08:13:45.6161508+00:00\",\"Level\":\"Information\",\"MessageTemplate\":\"plain\"}\n"));
    Event event = make_event(Level::Error, "{G:000} {H} {G,6:0.0} {@O}", {7, "a\"b", 7, PropertyValue(Structure{"T", {{"x", 1}}})});
    event.failure = Failure{"System.Exception: bad", "", {}};
    EXPECT_EQ(json(event),
              with_new_lines(
                  "{\"Timestamp\":\"2026-11-23T08:13:45.6161508+00:00\",\"Level\":\"Error\","
                  "\"MessageTemplate\":\"{G:000} {H} {G,6:0.0} {@O}\",\"Exception\":\"System.Exception: bad\","
                  "\"Properties\":{\"G\":7,\"H\":\"a\\\"b\",\"O\":{\"x\":1,\"_typeTag\":\"T\"}},"
                  "\"Renderings\":{\"G\":[{\"Format\":\"000\",\"Rendering\":\"007\"},{\"Format\":\"0.0\",\"Rendering\":\"   7.0\"}]}}\n"));
    EXPECT_NE(json(make_event(Level::Information, "{A}!", {1}), true).find(R"("RenderedMessage":"1!")"), std::string::npos);
}

} // namespace
} // namespace kestrun::log
