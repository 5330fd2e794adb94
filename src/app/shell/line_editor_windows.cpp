// Windows' consoles edit lines and keep a history themselves: arrows, F7 and F8 work as in every program there.
#include "app/shell/line_editor.hpp"
#include "app/standard_input.hpp"
#include "base/system.hpp"
#include "base/task.hpp"

namespace kestrun::app {

struct LineEditor::State
{
};

// Completion and the history of earlier sessions would need an editor of our own.
LineEditor::LineEditor(Complete) : state_(std::make_unique<State>()) {}
LineEditor::~LineEditor() = default;
void LineEditor::remember(const std::string&) {}

LineEditor::Result LineEditor::read(const std::string& prompt)
{
    base::sys::write(1, prompt.data(), prompt.size());
    std::string text;
    while (true) {
        char buffer[4096];
        ssize_t count = 0;
        int error = 0;
        try {
            count = read_standard_input(buffer, sizeof buffer);
            error = errno;
        } catch (const base::Cancelled& cancelled) {
            return {cancelled.reason() == base::CancelReason::interrupted ? End::Interrupted : End::Closed, {}};
        }
        if (count < 0) return {error == EINTR ? End::Interrupted : End::Closed, {}};
        if (count == 0) return {text.empty() ? End::Closed : End::Line, std::move(text)};
        text.append(buffer, static_cast<size_t>(count));
        if (!text.ends_with('\n')) continue;
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        return {End::Line, std::move(text)};
    }
}

} // namespace kestrun::app
