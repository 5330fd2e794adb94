#include "engine/native_command.hpp"
#include "base/environment.hpp"
#include "base/platform.hpp"
#include "engine/child_process.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"
#include <cstdio>
#include <optional>
#include <stdexcept>

namespace kestrun::engine {

namespace {

/// Runs a program: its output lines are the objects, its input is the pipeline's text.
class NativeProcessor final : public Processor
{
public:
    NativeProcessor(SessionImpl& session, Ref<CommandInfo> command, Frame& caller, Sink& out, const Streams& streams, const CallInfo& call)
        : session_(session), command_(std::move(command)), caller_(caller), out_(out), streams_(streams), call_(call)
    {
    }
    void prepare(Arguments& arguments)
    {
        for (size_t i = 0; i < arguments.size(); ++i) {
            const Argument& a = arguments[i];
            if (a.written == "--%") { // the rest of the line as it stands
                for (size_t k = i + 1; k < arguments.size(); ++k) split_verbatim(value::to_text(arguments[k].value));
                return;
            }
            const bool bare = !a.written.empty() && !a.splatted;
            if (bare && !a.is_named() &&
                (a.written == "~" || a.written.starts_with("~/") || (base::sys::on_windows && a.written.starts_with("~\\")))) {
                arguments_.push_back(value::to_text(session_.get_variable("HOME")) + std::string(a.written.substr(1)));
            } else if (bare && a.value.is_array() && a.written.find(',') != std::string_view::npos &&
                       a.written.find_first_of(" \t\n$(@'\"") == std::string_view::npos) {
                arguments_.emplace_back(a.written); // 1,2,3
            } else if (a.is_named()) {
                std::string text = a.written.empty() ? "-" + std::string(a.name) : std::string(a.written);
                if (a.has_value && a.written.empty()) text += ":" + value::to_text(a.value);
                arguments_.push_back(std::move(text));
            } else if (value::is_enumerable(a.value)) {
                for (const Value& item : value::elements(a.value)) arguments_.push_back(value::to_text(item));
            } else if (!a.value.is_null()) {
                const bool number = !a.written.empty() && (a.value.is_integral() || a.value.is_real());
                arguments_.push_back(number && a.written.front() != '$' && a.written.front() != '(' ? std::string(a.written)
                                                                                                    : value::to_text(a.value));
            }
        }
    }
    /// What stands behind --%: words between blanks, quotes and all, with %NAME% for environment variables.
    void split_verbatim(const std::string& text)
    {
        std::string word;
        for (const char c : text + ' ') {
            if (c != ' ' && c != '\t') {
                word += c;
            } else if (!word.empty()) {
                arguments_.push_back(expand_environment(word));
                word.clear();
            }
        }
    }
    static std::string expand_environment(const std::string& text)
    {
        std::string out;
        for (size_t at = 0; at < text.size();) {
            const size_t end = text[at] == '%' ? text.find('%', at + 1) : std::string::npos;
            const auto known = end == std::string::npos ? std::nullopt : base::environment_variable(text.substr(at + 1, end - at - 1));
            out += known ? *known : std::string(1, text[at]);
            at = known ? end + 1 : at + 1;
        }
        return out;
    }
    void begin() override { launch(); }
    void process(Value item) override
    {
        if (!program_->takes_input() || item.is_null()) return;
        std::string text = value::to_text(item);
        text += base::new_line;
        pending_input_ += text;
        pump(false);
    }
    void process_none() override {}
    void end() override
    {
        pump(true);
        finish();
    }

private:
    void launch()
    {
        try {
            program_.emplace(command_->definition, arguments_, session_.directory, expects_input);
        } catch (const std::runtime_error& error) {
            value::throw_runtime("NativeCommandFailed", "Program '" + command_->name + "' failed to run: " + error.what(),
                                 ErrorCategory::ResourceUnavailable, Value(command_->name),
                                 "System.Management.Automation.ApplicationFailedException");
        }
    }

    /// Moves what can be moved; when `all`, until the program has closed its output.
    void pump(bool all)
    {
        ChildProcess& program = *program_;
        if (all && pending_input_.empty()) program.close_input();
        while (true) {
            bool moved = program.write_input(pending_input_);
            if (all && pending_input_.empty()) program.close_input();
            moved |= read_from(ProgramOutput::Standard, output_text_);
            moved |= read_from(ProgramOutput::Error, error_text_);
            if (!all && (pending_input_.size() < 65536 || !program.takes_input())) return;
            if (!program.is_open(ProgramOutput::Standard) && !program.is_open(ProgramOutput::Error)) return;
            if (!moved) program.wait();
        }
    }
    bool read_from(ProgramOutput output, std::string& text)
    {
        bool moved = false;
        const bool was_open = program_->is_open(output);
        while (program_->read(output, text)) {
            lines(text, output == ProgramOutput::Error, false);
            moved = true;
        }
        if (was_open && !program_->is_open(output)) {
            lines(text, output == ProgramOutput::Error, true);
            moved = true;
        }
        return moved;
    }
    void lines(std::string& text, bool is_error, bool last)
    {
        size_t start = 0;
        for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', start)) {
            emit(std::string_view(text).substr(start, at - start - (at > start && text[at - 1] == '\r' ? 1 : 0)), is_error);
            start = at + 1;
        }
        text.erase(0, start);
        if (last && !text.empty()) {
            emit(text, is_error);
            text.clear();
        }
    }
    void emit(std::string_view line, bool is_error)
    {
        if (!is_error) return out_.push(Value(line));
        Sink* sink = streams_.sinks[static_cast<size_t>(Stream::Error)];
        if (!sink) return session_.host().write_error_line(line);
        Ref<ErrorRecord> record = value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.RemoteException", std::string(line)),
            first_error_ ? "NativeCommandError" : "NativeCommandErrorMessage", ErrorCategory::NotSpecified, Value(line));
        first_error_ = false;
        record->command = command_->name;
        session_.complete_at(*record, caller_, call_);
        sink->push(Value(record));
    }
    void finish()
    {
        const int pid = program_->id();
        const int code = program_->wait_for_end();
        session_.global->assign(Symbol("LASTEXITCODE"), Value(code));
        had_errors = code != 0;
        if (code == 0) return;
        session_.last_ok = false;
        bool found = false;
        const Value strict = session_.lookup(*caller_.scope, Symbol("PSNativeCommandUseErrorActionPreference"), found);
        if (!found || !value::to_bool(strict)) return;
        Ref<ErrorRecord> record = value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.NativeCommandExitException",
                                  "Program \"" + command_->name + "\" ended with non-zero exit code: " + std::to_string(code) + " (0x" +
                                      hex(code) + ")."),
            "ProgramExitedWithNonZeroCode", ErrorCategory::NotSpecified, Value(command_->name));
        record->exception->properties().emplace_back("ExitCode", Value(code));
        record->exception->properties().emplace_back("ProcessId", Value(static_cast<int32_t>(pid)));
        session_.complete_at(*record, caller_, call_);
        throw value::ScriptError{record};
    }
    static std::string hex(int code)
    {
        char text[16];
        std::snprintf(text, sizeof text, "%02X", static_cast<unsigned>(code));
        return text;
    }

    SessionImpl& session_;
    Ref<CommandInfo> command_;
    Frame& caller_;
    Sink& out_;
    const Streams& streams_;
    CallInfo call_;
    std::vector<std::string> arguments_;
    std::optional<ChildProcess> program_;
    std::string output_text_, error_text_, pending_input_;
    bool first_error_ = true;
};

} // namespace

std::unique_ptr<Processor> make_native_processor(SessionImpl& session, const Ref<CommandInfo>& command, Arguments& arguments, Frame& caller,
                                                 Sink& out, const Streams& streams, const CallInfo& call)
{
    auto processor = std::make_unique<NativeProcessor>(session, command, caller, out, streams, call);
    processor->prepare(arguments);
    return processor;
}

} // namespace kestrun::engine
