#include "app/shell/completion_step.hpp"
#include "app/shell/history_file.hpp"
#include "app/shell/line_editor.hpp"
#include "base/scheduler.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <histedit.h>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace kestrun::app {

struct LineEditor::State
{
    Complete complete;
    EditLine* editor = nullptr;
    History* history = nullptr;
    std::string prompt; // with the escape sequences marked
    bool interrupted = false;

    static State& of(EditLine* editor)
    {
        void* data = nullptr;
        el_get(editor, EL_CLIENTDATA, &data);
        return *static_cast<State*>(data);
    }
    // What libedit calls. Nothing may be thrown through C.
    static char* show_prompt(EditLine* editor) { return of(editor).prompt.data(); }
    static int read_character(EditLine* editor, wchar_t* out) noexcept;
    static unsigned char complete_word(EditLine* editor, int) noexcept;
    int read_byte() noexcept;
};

namespace {

constexpr char escape_mark = '\1'; // around what takes no room on the screen

/// With the escape sequences marked.
std::string marked(std::string_view prompt)
{
    std::string out;
    for (size_t i = 0; i < prompt.size(); ++i) {
        if (prompt[i] != '\x1b') {
            out += prompt[i];
            continue;
        }
        const size_t start = i++;
        if (i < prompt.size() && prompt[i] == '[')
            while (++i < prompt.size() && !(prompt[i] >= '@' && prompt[i] <= '~')) {
            }
        else if (i < prompt.size() && prompt[i] == ']') // a title, up to BEL or ESC backslash
            while (++i < prompt.size() && prompt[i] != '\a' && prompt[i - 1] != '\x1b') {
            }
        out += escape_mark;
        out += prompt.substr(start, i - start + 1);
        out += escape_mark;
    }
    return out;
}

/// Below the line.
void list_items(const std::vector<EditCompletion::Item>& items)
{
    winsize size{};
    const size_t width = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    const std::string text = "\n" + completion_list(items, width);
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

} // namespace

/// The byte, 0x100 at the end, -1 when there is none.
int LineEditor::State::read_byte() noexcept
{
    while (true) {
        try {
            base::current_scheduler().wait_fd(STDIN_FILENO, base::FdEvent::readable, base::Deadline::never());
        } catch (const base::Cancelled& cancelled) {
            interrupted = cancelled.reason() == base::CancelReason::interrupted;
            return interrupted ? -1 : 0x100;
        } catch (const std::system_error&) {
            // Not something to wait for: read() waits.
        }
        unsigned char byte = 0;
        const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
        if (count == 1) return byte;
        if (count == 0) return 0x100;
        if (errno != EINTR && errno != EAGAIN) return 0x100;
    }
}

int LineEditor::State::read_character(EditLine* editor, wchar_t* out) noexcept
{
    State& self = of(editor);
    std::string bytes;
    while (true) {
        const int byte = self.read_byte();
        if (byte == 0x100) return 0;
        if (byte < 0) {
            errno = EINTR;
            return -1;
        }
        bytes += static_cast<char>(byte);
        const auto lead = static_cast<unsigned char>(bytes[0]);
        const size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (bytes.size() < length) continue;
        size_t at = 0;
        *out = static_cast<wchar_t>(base::decode_utf8(bytes, at));
        return 1;
    }
}

unsigned char LineEditor::State::complete_word(EditLine* editor, int) noexcept
{
    State& self = of(editor);
    const LineInfo* line = el_line(editor);
    const std::string before(line->buffer, static_cast<size_t>(line->cursor - line->buffer));
    EditCompletion completion;
    try {
        completion = self.complete(before);
    } catch (const base::Cancelled&) {
        self.interrupted = true; // seen by the next read
        return CC_ERROR;
    } catch (const std::exception&) {
        return CC_ERROR;
    }
    const CompletionStep step = completion_step(completion, before);
    switch (step.kind) {
    case CompletionStep::Kind::Nothing: return CC_ERROR;
    case CompletionStep::Kind::Done: return CC_NORM;
    case CompletionStep::Kind::List: list_items(completion.items); return CC_REDISPLAY;
    case CompletionStep::Kind::Replace: break;
    }
    el_deletestr(editor, static_cast<int>(characters(std::string_view(before).substr(completion.index))));
    return el_insertstr(editor, step.text.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
}

LineEditor::LineEditor(Complete complete) : state_(std::make_unique<State>())
{
    // libedit takes characters apart by the locale; nothing else of ours asks for it.
    if (!std::setlocale(LC_CTYPE, "C.UTF-8")) std::setlocale(LC_CTYPE, "en_US.UTF-8");
    state_->complete = std::move(complete);
    EditLine* const editor = el_init("kestrun", stdin, stdout, stderr);
    if (!editor) throw std::runtime_error("the terminal cannot be used: is TERM set to what it is?");
    state_->editor = editor;
    state_->history = history_init();
    HistEvent event;
    ::history(state_->history, &event, H_SETSIZE, static_cast<int>(HistoryFile::max_entries));
    ::history(state_->history, &event, H_SETUNIQUE, 1);
    el_set(editor, EL_CLIENTDATA, state_.get());
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_HIST, ::history, state_->history);
    el_set(editor, EL_GETCFN, State::read_character);
    el_set(editor, EL_PROMPT_ESC, State::show_prompt, escape_mark);
    el_set(editor, EL_ADDFN, "complete-word", "Completes the word before the cursor", State::complete_word);
    constexpr std::array bindings = {
        std::pair("^I", "complete-word"),           std::pair("^R", "em-inc-search-prev"), std::pair("^W", "ed-delete-prev-word"),
        std::pair("\\e[3~", "ed-delete-next-char"), std::pair("\\e[1~", "ed-move-to-beg"), std::pair("\\e[4~", "ed-move-to-end"),
        std::pair("\\e[H", "ed-move-to-beg"),       std::pair("\\e[F", "ed-move-to-end"),  std::pair("\\e[1;5D", "ed-prev-word"),
        std::pair("\\e[1;5C", "em-next-word"),
    };
    for (const auto& [key, command] : bindings) el_set(editor, EL_BIND, key, command, nullptr);
}

LineEditor::~LineEditor()
{
    el_end(state_->editor);
    history_end(state_->history);
}

LineEditor::Result LineEditor::read(const std::string& prompt)
{
    state_->prompt = marked(prompt);
    state_->interrupted = false;
    el_resize(state_->editor);
    int count = 0;
    const char* const line = el_gets(state_->editor, &count);
    if (state_->interrupted) {
        el_reset(state_->editor);
        return {End::Interrupted, {}};
    }
    if (!line || count <= 0) return {End::Closed, {}};
    std::string text(line, static_cast<size_t>(count));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return {End::Line, std::move(text)};
}

void LineEditor::remember(const std::string& entry)
{
    HistEvent event;
    ::history(state_->history, &event, H_ENTER, entry.c_str());
}

} // namespace kestrun::app
