// A line at a Windows console, which lets the person edit it and brings back earlier ones by itself (arrow keys, F7, F8). It stops at Tab
// and hands over what is typed so far (ReadConsole, CONSOLE_READCONSOLE_CONTROL): that is where completion comes in.
#pragma once
#include "app/shell/line_editor.hpp"
#include "io/system_windows.hpp"

namespace kestrun::app {

/// The console as the editor sees it; tests stand in for it.
class ConsoleDevice
{
public:
    virtual ~ConsoleDevice() = default;

    /// ReadConsoleW() of the input: blocks the thread. `control.nInitialChars` units of the buffer are on the screen already. Gives the
    /// error number; a read that Ctrl+C broke off is ERROR_OPERATION_ABORTED.
    virtual DWORD read(wchar_t* buffer, DWORD size, DWORD& units, CONSOLE_READCONSOLE_CONTROL& control) = 0;
    /// UTF-8 with escape sequences.
    virtual void write(const std::string& text) = 0;
    virtual size_t width() = 0;

    static ConsoleDevice& standard();
};

class ConsoleEditor
{
public:
    ConsoleEditor(LineEditor::Complete complete, ConsoleDevice& device) : complete_(std::move(complete)), device_(device) {}

    /// As LineEditor::read(). A thread of the pool waits, so that servers and jobs go on.
    LineEditor::Result read(const std::string& prompt);

private:
    /// The new text of the line, which is on the screen then.
    std::string at_tab(const std::string& prompt, std::string before);

    LineEditor::Complete complete_;
    ConsoleDevice& device_;
};

} // namespace kestrun::app
