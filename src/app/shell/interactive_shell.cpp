#include "app/shell/interactive_shell.hpp"
#include "app/shell/history_file.hpp"
#include "app/shell/line_editor.hpp"
#include "app/shell/profile.hpp"
#include "base/scheduler.hpp"
#include "base/task.hpp"
#include "cmdlets/completion/completion.hpp"
#include "cmdlets/core/history.hpp"
#include "engine/session_host.hpp"
#include "kr/error_hint.hpp"
#include <algorithm>
#include <filesystem>

namespace kestrun::app {

namespace {

using engine::RunResult;
using engine::SessionImpl;

/// Keeps what the user's last command left in $? from the prompt's own commands.
class Untouched
{
public:
    explicit Untouched(SessionImpl& session)
        : session_(session), ok_(session.last_ok), exit_code_(session.get_variable("global:LASTEXITCODE")),
          known_(session.has_variable("global:LASTEXITCODE"))
    {
    }
    Untouched(const Untouched&) = delete;
    Untouched& operator=(const Untouched&) = delete;
    ~Untouched()
    {
        session_.last_ok = ok_;
        if (known_) session_.set_variable("global:LASTEXITCODE", exit_code_);
    }

private:
    SessionImpl& session_;
    bool ok_;
    engine::Value exit_code_;
    bool known_;
};

/// What the function `prompt` writes; "PS>" when it fails or writes nothing.
std::string prompt_text(SessionImpl& session)
{
    const Untouched keep(session);
    engine::Collector collector;
    engine::ScriptOptions options;
    options.new_scope = false;
    std::string text;
    try {
        session.run("prompt", {}, options, &collector);
        for (const engine::Value& item : collector.items) text += value::to_text(item);
    } catch (const base::Cancelled&) {
        base::current_task().cancel_state().clear();
    }
    return text.empty() ? "PS>" : text;
}

/// The whole of it parses, or more lines would not help.
bool is_complete(std::string_view text)
{
    const auto parsed = syntax::parse(std::make_shared<const syntax::SourceText>(std::string(text)));
    return std::none_of(parsed.errors().begin(), parsed.errors().end(),
                        [](const syntax::ParseError& error) { return error.incomplete_input; });
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

class Shell
{
public:
    Shell(SessionImpl& session, ConsoleHost& host)
        : session_(session), host_(host), file_(HistoryFile::default_path()),
          editor_([this](std::string_view before) { return complete(before); })
    {
        for (const std::string& entry : file_.load()) editor_.remember(entry);
    }

    int run()
    {
        while (true) {
            std::optional<std::string> input = read_input();
            if (!input) {
                host_.write_line("");
                return 0;
            }
            if (is_blank(*input)) continue;
            engine::SessionHost::of(session_).transcribe_input(prompt_, *input);
            editor_.remember(*input);
            file_.append(*input);
            if (const std::optional<int> status = execute(*input)) return *status;
        }
    }

private:
    /// A whole statement, on one line or more; nothing at the end of the input.
    std::optional<std::string> read_input()
    {
        lines_.clear();
        std::string prompt = prompt_ = prompt_text(session_);
        while (true) {
            // Only the last line of the prompt is the editor's.
            if (const size_t end = prompt.rfind('\n'); end != std::string::npos && lines_.empty()) {
                host_.write(prompt.substr(0, end + 1));
                prompt.erase(0, end + 1);
            }
            host_.flush();
            const LineEditor::Result line = editor_.read(prompt);
            if (line.end == LineEditor::End::Closed) return std::nullopt;
            if (line.end == LineEditor::End::Interrupted) {
                base::current_task().cancel_state().clear();
                host_.write_line("^C");
                lines_.clear();
                prompt = prompt_text(session_);
                continue;
            }
            const bool leaves = !lines_.empty() && line.text.empty(); // an empty line ends what does not end by itself
            lines_ += (lines_.empty() ? "" : "\n") + line.text;
            if (leaves || is_complete(lines_)) return std::move(lines_);
            prompt = ">> ";
        }
    }

    /// The exit status when the input was `exit`.
    std::optional<int> execute(const std::string& input)
    {
        engine::ScriptOptions options;
        options.new_scope = false;
        cmdlets::HistoryRecord record{input, "Completed", now(), {}};
        const auto note = [&](const char* status) {
            record.status = status;
            record.end = now();
            cmdlets::add_history(session_, record);
        };
        try {
            const RunResult result = session_.run(input, {}, options, nullptr);
            host_.flush();
            note(result.error ? "Failed" : "Completed");
            if (result.exited) return result.exit_code & 0xFF;
            if (result.error) {
                if (const std::string hint = kr::error_hint(*result.error); !hint.empty())
                    host_.write_error_line(std::string_view(hint).substr(1));
                session_.last_ok = false;
            }
        } catch (const base::Cancelled& cancelled) {
            if (cancelled.reason() != base::CancelReason::interrupted) throw;
            base::current_task().cancel_state().clear();
            session_.stop_requested.store(false);
            session_.last_ok = false;
            note("Stopped");
            host_.write_line("");
        }
        return std::nullopt;
    }

    static engine::Value now() { return value::get_static_property(value::types::date_time(), value::Name("Now")); }

    EditCompletion complete(std::string_view before)
    {
        const Untouched keep(session_);
        const std::string text = lines_.empty() ? std::string(before) : lines_ + "\n" + std::string(before);
        const size_t shift = text.size() - before.size();
        // The tables of completion ask the running session.
        value::ConversionHost* const saved = value::conversion_host();
        value::set_conversion_host(&session_);
        const cmdlets::Completion found = cmdlets::complete_input(session_, session_.scope(), text, text.size());
        value::set_conversion_host(saved);
        EditCompletion out;
        if (found.matches.empty() || found.index < shift) return out;
        out.index = found.index - shift;
        for (const cmdlets::Match& match : found.matches) out.items.push_back({match.text, match.list_text});
        return out;
    }

    SessionImpl& session_;
    ConsoleHost& host_;
    HistoryFile file_;
    std::string prompt_; // before the first line
    std::string lines_;  // of the statement that is being typed
    LineEditor editor_;
};

} // namespace

void run_profiles(SessionImpl& session)
{
    for (const ProfileFile& profile : profile_files()) {
        std::error_code ec;
        if (!std::filesystem::is_regular_file(profile.path, ec)) continue;
        std::string quoted;
        for (const char c : profile.path) quoted += c == '\'' ? "''" : std::string(1, c);
        engine::ScriptOptions options;
        options.new_scope = false;
        session.run(". '" + quoted + "'", {}, options, nullptr);
    }
}

int run_shell(SessionImpl& session, ConsoleHost& host) { return Shell(session, host).run(); }

} // namespace kestrun::app
