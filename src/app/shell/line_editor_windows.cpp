// Windows' consoles edit lines and keep a history themselves.
#include "app/shell/console_editor_windows.hpp"

namespace kestrun::app {

struct LineEditor::State
{
    ConsoleEditor editor;
};

LineEditor::LineEditor(Complete complete)
    : state_(std::make_unique<State>(State{ConsoleEditor(std::move(complete), ConsoleDevice::standard())}))
{
}

LineEditor::~LineEditor() = default;
void LineEditor::remember(const std::string&) {}
LineEditor::Result LineEditor::read(const std::string& prompt) { return state_->editor.read(prompt); }

} // namespace kestrun::app
