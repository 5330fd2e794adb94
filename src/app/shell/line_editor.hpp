// Reading a line at a terminal, with editing, history and completion: by libedit, on Windows by the console itself. No other file knows
// them.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::app {

/// What Tab offers for the text before the cursor.
struct EditCompletion
{
    size_t index = 0; // of what is replaced, up to the cursor; bytes
    struct Item
    {
        std::string text, shown;
    };
    std::vector<Item> items;
};

/// One a terminal. Waits on the running task's scheduler, so that servers and jobs go on beside the prompt.
class LineEditor
{
public:
    using Complete = std::function<EditCompletion(std::string_view before_cursor)>;

    explicit LineEditor(Complete complete);
    ~LineEditor();
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;

    enum class End
    {
        Line,        // Enter
        Interrupted, // Ctrl+C
        Closed,      // Ctrl+D on an empty line (Windows: Ctrl+Z and Enter), or the terminal is gone
    };
    struct Result
    {
        End end;
        std::string text; // without its line end
    };
    /// The prompt may hold colours (escape sequences) but no line ends.
    Result read(const std::string& prompt);
    /// Adds to what the arrow keys bring back; nothing on Windows, whose console keeps that itself.
    void remember(const std::string& entry);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kestrun::app
