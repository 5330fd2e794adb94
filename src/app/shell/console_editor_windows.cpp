#include "app/shell/console_editor_windows.hpp"
#include "app/shell/completion_step.hpp"
#include "base/console.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "base/task.hpp"
#include <algorithm>

namespace kestrun::app {

namespace {

// A console hands over no more than this at once; a longer line comes in pieces.
constexpr DWORD most_units = 8192;
constexpr const char* erase_below = "\x1b[J";

class Standard final : public ConsoleDevice
{
    DWORD read(wchar_t* buffer, DWORD size, DWORD& units, CONSOLE_READCONSOLE_CONTROL& control) override
    {
        ::SetLastError(0);
        if (!::ReadConsoleW(::GetStdHandle(STD_INPUT_HANDLE), buffer, size, &units, &control)) return ::GetLastError();
        return units == 0 ? ::GetLastError() : 0;
    }
    void write(const std::string& text) override { base::sys::write(1, text.data(), text.size()); }
    size_t width() override
    {
        const auto size = base::console_size(1);
        return size && size->columns > 0 ? static_cast<size_t>(size->columns) : 80;
    }
};

} // namespace

ConsoleDevice& ConsoleDevice::standard()
{
    static Standard instance;
    return instance;
}

LineEditor::Result ConsoleEditor::read(const std::string& prompt)
{
    using End = LineEditor::End;
    device_.write(prompt);
    std::wstring line; // what the console has handed over; after Tab what the next read begins with
    DWORD initial = 0;
    while (true) {
        std::wstring buffer = line.substr(line.size() - initial);
        line.resize(line.size() - initial);
        buffer.resize(most_units + initial);
        CONSOLE_READCONSOLE_CONTROL control{};
        control.nLength = sizeof control;
        control.nInitialChars = initial;
        control.dwCtrlWakeupMask = 1U << '\t';
        DWORD units = 0;
        DWORD error = 0;
        try {
            base::run_blocking([&] { error = device_.read(buffer.data(), static_cast<DWORD>(buffer.size()), units, control); });
        } catch (const base::Cancelled& cancelled) {
            return {cancelled.reason() == base::CancelReason::interrupted ? End::Interrupted : End::Closed, {}};
        }
        if (error == ERROR_OPERATION_ABORTED) return {End::Interrupted, {}};
        if (error != 0 || units == 0) return {End::Closed, {}};
        buffer.resize(std::min<size_t>(units, buffer.size()));
        initial = 0;
        // The key stands where the cursor was. What was behind it is dropped, as by cmd.exe.
        if (const size_t tab = buffer.find(L'\t'); tab != std::wstring::npos) {
            line = base::sys::to_wide(at_tab(prompt, base::sys::from_wide(line + buffer.substr(0, tab))));
            initial = static_cast<DWORD>(line.size());
            continue;
        }
        line += buffer;
        if (line.starts_with(L'\x1a')) return {End::Closed, {}};
        if (!line.ends_with(L'\n')) continue;
        while (line.ends_with(L'\n') || line.ends_with(L'\r')) line.pop_back();
        return {End::Line, base::sys::from_wide(line)};
    }
}

std::string ConsoleEditor::at_tab(const std::string& prompt, std::string before)
{
    EditCompletion found;
    try {
        found = complete_(before);
    } catch (const base::Cancelled&) {
        base::current_task().cancel_state().clear(); // Ctrl+C meanwhile: the line stays as it is
    } catch (const std::exception&) {
        // Nothing is offered.
    }
    const CompletionStep step = completion_step(found, before);
    switch (step.kind) {
    case CompletionStep::Kind::Nothing:
    case CompletionStep::Kind::Done: device_.write(erase_below); return before;
    case CompletionStep::Kind::List:
        device_.write(erase_below + ("\n" + completion_list(found.items, device_.width())) + prompt + before);
        return before;
    case CompletionStep::Kind::Replace: break;
    }
    const std::string line = before.substr(0, found.index) + step.text;
    // The console has broken the line where it likes: only what is added can be written in place.
    if (line.starts_with(before))
        device_.write(erase_below + line.substr(before.size()));
    else
        device_.write(erase_below + ("\n" + prompt) + line);
    return line;
}

} // namespace kestrun::app
