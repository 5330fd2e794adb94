#include "engine/session_host.hpp"
#include "base/calendar.hpp"
#include "base/line_ends.hpp"
#include <fmt/format.h>

namespace kestrun::engine {

namespace {

class SilentHost final : public Host
{
public:
    void write(std::string_view, int, int) override {}
    void write_error_line(std::string_view) override {}
    void write_stream_line(Stream, std::string_view) override {}
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }
    int width() const override { return 0; } // no display
};

constexpr std::string_view rule = "**********************\n";

/// Colours are the terminal's; the file gets the text alone.
std::string without_escapes(std::string_view text)
{
    std::string plain;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\x1b' || at + 1 == text.size() || text[at + 1] != '[') {
            plain += text[at];
            continue;
        }
        for (at += 2; at < text.size() && (text[at] < '@' || text[at] > '~');) ++at;
    }
    return plain;
}

void put(const TranscriptFile& to, std::string_view text)
{
    const std::string lines = base::with_new_lines(std::string(text));
    std::fwrite(lines.data(), 1, lines.size(), to.file.get());
    std::fflush(to.file.get()); // others read along
}

} // namespace

std::string_view stream_label(Stream stream)
{
    switch (stream) {
    case Stream::Warning: return "WARNING: ";
    case Stream::Verbose: return "VERBOSE: ";
    case Stream::Debug: return "DEBUG: ";
    default: return {};
    }
}

std::string transcript_time()
{
    const int64_t utc = base::utc_now_ticks();
    const base::DateParts now = base::date_parts(utc + base::local_offset_minutes(utc) * base::ticks_per_minute);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", now.year, now.month, now.day, now.hour, now.minute, now.second);
}

SessionHost::SessionHost(Host* inner) : inner_(inner)
{
    static SilentHost silent;
    if (!inner_) inner_ = &silent;
}

SessionHost::~SessionHost() { stop_all_transcripts(); }

void SessionHost::write(std::string_view text, int foreground, int background)
{
    inner_->write(text, foreground, background);
    transcribe(text);
}

void SessionHost::write_line(std::string_view text)
{
    inner_->write_line(text);
    transcribe_line(text);
}

void SessionHost::write_error_line(std::string_view text)
{
    inner_->write_error_line(text);
    transcribe_line(text);
}

void SessionHost::write_stream_line(Stream stream, std::string_view text)
{
    inner_->write_stream_line(stream, text);
    if (transcribing()) transcribe_line(std::string(stream_label(stream)).append(text));
}

void SessionHost::write_progress(std::string_view activity, std::string_view status, int percent)
{
    inner_->write_progress(activity, status, percent);
}

std::optional<std::string> SessionHost::read_line(std::string_view prompt, bool secret)
{
    std::optional<std::string> line = inner_->read_line(prompt, secret);
    if (transcribing()) transcribe_line(std::string(prompt) + (line && !secret ? *line : std::string()));
    return line;
}

int SessionHost::width() const
{
    const int width = inner_->width();
    return width == 0 && transcribing() ? Host::width() : width;
}

void SessionHost::start_transcript(TranscriptFile file, std::string_view header)
{
    put(file, header);
    files_.push_back(std::move(file));
}

std::optional<std::string> SessionHost::stop_transcript()
{
    if (files_.empty()) return std::nullopt;
    const TranscriptFile last = std::move(files_.back());
    files_.pop_back();
    put(last, std::string(rule) + "PowerShell transcript end\nEnd time: " + transcript_time() + "\n" + std::string(rule));
    return last.path;
}

void SessionHost::stop_all_transcripts()
{
    while (stop_transcript()) {
    }
}

void SessionHost::transcribe(std::string_view text)
{
    if (!transcribing()) return;
    const std::string plain = without_escapes(text);
    for (const TranscriptFile& file : files_) put(file, plain);
}

void SessionHost::transcribe_line(std::string_view text)
{
    if (transcribing()) transcribe(std::string(text) + "\n");
}

void SessionHost::transcribe_input(std::string_view prompt, std::string_view input)
{
    error_shown_ = false;
    if (!transcribing()) return;
    const std::string line = without_escapes(prompt) + std::string(input) + "\n";
    for (const TranscriptFile& file : files_) {
        if (file.invocation_header) put(file, std::string(rule) + "Command start time: " + transcript_time() + "\n" + std::string(rule));
        put(file, line);
    }
}

void SessionHost::transcribe_terminating_error(std::string_view command, std::string_view message)
{
    if (!transcribing()) return;
    std::string line = error_shown_ ? ">> TerminatingError(" : "PS>TerminatingError(";
    error_shown_ = true;
    transcribe_line(line.append(command).append("): \"").append(message).append("\""));
}

} // namespace kestrun::engine
