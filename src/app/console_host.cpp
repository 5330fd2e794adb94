#include "app/console_host.hpp"
#include "app/standard_input.hpp"
#include "base/console.hpp"
#include "base/environment.hpp"
#include "base/line_ends.hpp"
#include "base/system.hpp"
#include "engine/session_host.hpp"
#include "log/sinks.hpp"
#include "log/writable.hpp"
#include <array>
#include <cerrno>
#include <cstdlib>

namespace kestrun::app {

namespace {

bool wants_colour(int descriptor)
{
    if (base::sys::isatty(descriptor) != 1) return false;
    const auto terminal = base::environment_variable("TERM");
    return base::environment_text("NO_COLOR").empty() && (terminal ? *terminal != "dumb" : base::sys::on_windows);
}

/// Everything, whatever it takes; a reader that is gone is no error of the script.
void write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = base::sys::write(descriptor, text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<size_t>(count));
        } else if (errno == EAGAIN) {
            log::is_writable(descriptor, 1000);
        } else if (errno != EINTR) {
            return;
        }
    }
}

/// Escape sequences of the sixteen ConsoleColors, in their order.
constexpr std::array<const char*, 16> foregrounds = {"30", "34", "32", "36", "31", "35", "33", "37",
                                                     "90", "94", "92", "96", "91", "95", "93", "97"};

std::string colour_sequence(int foreground, int background)
{
    std::string sequence;
    const auto add = [&](int colour, int shift) {
        if (colour < 0 || colour > 15) return;
        if (!sequence.empty()) sequence += ';';
        sequence += std::to_string(std::atoi(foregrounds[static_cast<size_t>(colour)]) + shift);
    };
    add(foreground, 0);
    add(background, 10);
    return sequence.empty() ? sequence : "\x1b[" + sequence + "m";
}

constexpr std::string_view reset = "\x1b[0m";

} // namespace

ConsoleHost::ConsoleHost(bool interactive)
    : interactive_(interactive && base::sys::isatty(STDIN_FILENO) == 1), colour_out_(wants_colour(STDOUT_FILENO)),
      colour_error_(wants_colour(STDERR_FILENO))
{
}

ConsoleHost::~ConsoleHost() { flush(); }

void ConsoleHost::flush()
{
    if (pending_.empty()) return;
    log::flush_deferred(); // log lines that came before this one
    write_all(STDOUT_FILENO, pending_);
    pending_.clear();
}

void ConsoleHost::put(std::string_view text, std::string_view colour)
{
    if (colour.empty())
        pending_ += text;
    else
        pending_.append(colour).append(text).append(reset);
    if (pending_.back() == '\n' || pending_.size() > 32 * 1024 || base::sys::isatty(STDOUT_FILENO) == 1) flush();
}

void ConsoleHost::write(std::string_view text, int foreground, int background)
{
    if (text.empty()) return;
    const std::string colour = colour_out_ ? colour_sequence(foreground, background) : std::string();
    if (!colour.empty() && text.back() == '\n') {
        text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
        if (!text.empty()) pending_.append(colour).append(text).append(reset);
        return put(base::new_line, {});
    }
    put(text, colour);
}

void ConsoleHost::write_line(std::string_view text)
{
    pending_ += text;
    put(text.ends_with('\r') ? "\n" : base::new_line, {}); // a line of a text that brings its ends along
}

void ConsoleHost::write_error_line(std::string_view text)
{
    flush();
    log::flush_deferred();
    std::string line;
    if (colour_error_)
        line.append("\x1b[31;1m").append(text).append(reset);
    else
        line = text;
    line += '\n';
    line = base::with_new_lines(std::move(line));
    write_all(STDERR_FILENO, line);
}

void ConsoleHost::write_stream_line(engine::Stream stream, std::string_view text)
{
    const std::string_view label = engine::stream_label(stream);
    const std::string line = std::string(label).append(text);
    if (!colour_out_ || label.empty()) return write_line(line);
    pending_.append("\x1b[33;1m").append(line).append(reset);
    put(base::new_line, {});
}

std::optional<std::string> ConsoleHost::read_line(std::string_view prompt, bool secret)
{
    if (base::sys::isatty(STDIN_FILENO) == 1) {
        if (!interactive_) return std::nullopt;
        pending_ += prompt;
    }
    flush();
    if (secret && base::sys::isatty(STDIN_FILENO) == 1) return read_masked();
    while (true) {
        const size_t end = input_.find('\n');
        if (end != std::string::npos || (input_ended_ && !input_.empty())) {
            std::string line = input_.substr(0, end);
            input_.erase(0, end == std::string::npos ? end : end + 1);
            if (!line.empty() && line.back() == '\r') line.pop_back();
            return line;
        }
        if (!read_more()) return std::nullopt;
    }
}

/// Waits for input; false at its end.
bool ConsoleHost::read_more()
{
    if (input_ended_) {
        // A terminal goes on after Ctrl+D.
        if (base::sys::isatty(STDIN_FILENO) == 1) input_ended_ = false;
        return false;
    }
    std::array<char, 4096> buffer;
    const ssize_t count = read_standard_input(buffer.data(), buffer.size());
    if (count > 0)
        input_.append(buffer.data(), static_cast<size_t>(count));
    else if (count == 0 || (errno != EINTR && errno != EAGAIN))
        input_ended_ = true;
    return true;
}

/// A star for each character.
std::optional<std::string> ConsoleHost::read_masked()
{
    const base::RawKeys keys;
    std::string line;
    const auto erase = [&] {
        while (!line.empty() && (line.back() & 0xC0) == 0x80) line.pop_back();
        if (line.empty()) return false;
        line.pop_back();
        write_all(STDOUT_FILENO, "\b \b");
        return true;
    };
    while (true) {
        while (input_.empty()) {
            if (!read_more()) return std::nullopt;
        }
        const char key = input_.front();
        input_.erase(0, 1);
        if (key == '\n' || key == '\r') {
            write_all(STDOUT_FILENO, base::new_line);
            return line;
        }
        if (key == 0x7F || key == '\b') {
            erase();
        } else if (key == 0x15) { // Ctrl+U
            while (erase()) {
            }
        } else if (key == 0x04 && line.empty()) { // Ctrl+D
            write_all(STDOUT_FILENO, base::new_line);
            return std::nullopt;
        } else if (static_cast<unsigned char>(key) >= 0x20) {
            line += key;
            if ((key & 0xC0) != 0x80) write_all(STDOUT_FILENO, "*");
        }
    }
}

int ConsoleHost::height() const
{
    const auto size = base::console_size(STDOUT_FILENO);
    return size && size->rows > 0 ? size->rows : 50;
}

int ConsoleHost::width() const
{
    const auto size = base::console_size(STDOUT_FILENO);
    return size ? size->columns : 120;
}

} // namespace kestrun::app
