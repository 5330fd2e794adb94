// The prompt over a console that types what the test wants: Wine without a display has no console.
#include "app/shell/console_editor_windows.hpp"

#include <deque>
#include <gtest/gtest.h>

namespace kestrun::app {
namespace {

using End = LineEditor::End;

// Answers as Windows' console does: the line so far, then at Tab the key where the cursor is and what stands behind it.
class FakeConsole final : public ConsoleDevice
{
public:
    struct Step
    {
        std::wstring typed; // after what was there
        wchar_t key = L'\r';
        std::wstring behind = {}; // the cursor
    };

    DWORD read(wchar_t* buffer, DWORD size, DWORD& units, CONSOLE_READCONSOLE_CONTROL& control) override
    {
        EXPECT_EQ(control.nLength, sizeof control);
        EXPECT_EQ(control.dwCtrlWakeupMask, 1U << 9) << "Tab";
        EXPECT_LT(control.nInitialChars, size);
        initials.push_back(std::wstring(buffer, control.nInitialChars));
        if (steps.empty()) return ERROR_INVALID_HANDLE;
        Step step = steps.front();
        steps.pop_front();
        if (step.key == L'\x3') {
            units = 0;
            return ERROR_OPERATION_ABORTED;
        }
        std::wstring line = initials.back() + step.typed;
        if (step.key == L'\t') line += L"\t" + step.behind;
        if (step.key == L'\r') line += L"\r\n";
        EXPECT_LE(line.size(), size);
        line.copy(buffer, line.size());
        units = static_cast<DWORD>(line.size());
        return 0;
    }
    void write(const std::string& text) override { screen += text; }
    size_t width() override { return 40; }

    std::deque<Step> steps;
    std::vector<std::wstring> initials;
    std::string screen;
};

EditCompletion commands(std::string_view before)
{
    EditCompletion found;
    found.index = before.rfind(' ') == std::string_view::npos ? 0 : before.rfind(' ') + 1;
    const std::string_view word = before.substr(found.index);
    for (const char* name : {"Get-Date", "Get-Verb", "Gr\xc3\xbc\xc3\x9f"})
        if (_strnicmp(name, word.data(), word.size()) == 0) found.items.push_back({name, name});
    return found;
}

class Prompt : public testing::Test
{
protected:
    LineEditor::Result read() { return ConsoleEditor(commands, console_).read("PS> "); }
    FakeConsole console_;
};

TEST_F(Prompt, GivesTheLineInUtf8WithoutItsEnd)
{
    console_.steps = {{L"'gr\u00fcn \U0001F600'"}};
    LineEditor::Result line = read();
    EXPECT_EQ(line.end, End::Line);
    EXPECT_EQ(line.text, "'gr\xc3\xbcn \xf0\x9f\x98\x80'");
    EXPECT_EQ(console_.screen, "PS> ");
    console_.steps = {{L""}};
    EXPECT_EQ(read().text, "");
}

TEST_F(Prompt, TabCompletesInPlaceWhereTheTextGoesOn)
{
    console_.steps = {{L"1 | Get-D", L'\t'}, {L" -Year 1"}};
    LineEditor::Result line = read();
    EXPECT_EQ(line.text, "1 | Get-Date -Year 1");
    EXPECT_EQ(console_.screen, "PS> \x1b[Jate");
    ASSERT_EQ(console_.initials.size(), 2u);
    EXPECT_EQ(console_.initials[1], L"1 | Get-Date") << "the console goes on from there";
}

TEST_F(Prompt, TabWritesTheLineAnewWhereItChanges)
{
    console_.steps = {{L"gr\u00fc", L'\t'}, {L"e"}};
    EXPECT_EQ(read().text, "Gr\xc3\xbc\xc3\x9f"
                           "e");
    EXPECT_EQ(console_.screen, "PS> \x1b[J\nPS> Gr\xc3\xbc\xc3\x9f");
}

TEST_F(Prompt, TabListsWhatThereIs)
{
    console_.steps = {{L"Get-", L'\t'}, {L"V", L'\t'}, {L""}};
    EXPECT_EQ(read().text, "Get-Verb");
    EXPECT_EQ(console_.screen, "PS> \x1b[J\nGet-Date  Get-Verb\nPS> Get-\x1b[J"
                               "erb");
    EXPECT_EQ(console_.initials[1], L"Get-");
}

TEST_F(Prompt, TabWithoutCompletionsLeavesTheLine)
{
    console_.steps = {{L"xyz", L'\t'}, {L"Get-Date", L'\t'}, {L""}};
    EXPECT_EQ(read().text, "xyzGet-Date");
    EXPECT_EQ(console_.screen, "PS> \x1b[J\x1b[J");
}

TEST_F(Prompt, TabInTheMiddleDropsWhatIsBehind)
{
    console_.steps = {{L"Get-D", L'\t', L"xyz"}, {L""}};
    EXPECT_EQ(read().text, "Get-Date");
    EXPECT_EQ(console_.screen, "PS> \x1b[Jate");
}

TEST_F(Prompt, CtrlCAndCtrlZ)
{
    console_.steps = {{L"abc", L'\x3'}};
    EXPECT_EQ(read().end, End::Interrupted);
    console_.steps = {{L"\x1a"}};
    EXPECT_EQ(read().end, End::Closed);
    EXPECT_EQ(read().end, End::Closed) << "the console is gone";
}

// The console gives a long line in pieces.
TEST_F(Prompt, LongLinesArePutTogether)
{
    console_.steps = {{std::wstring(8192, L'a'), L'\0'}, {std::wstring(5000, L'b')}};
    EXPECT_EQ(read().text, std::string(8192, 'a') + std::string(5000, 'b'));
    EXPECT_EQ(console_.initials[1], L"");
}

} // namespace
} // namespace kestrun::app
