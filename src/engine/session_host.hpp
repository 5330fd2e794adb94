// The host as a session sees it: the program's host (or none), with the transcripts that are running in between.
#pragma once
#include "engine/context.hpp"
#include <cstdio>
#include <memory>

namespace kestrun::engine {

/// "WARNING: ", "VERBOSE: ", "DEBUG: ": what stands before the lines of a stream; "" for the others.
std::string_view stream_label(Stream stream);

/// A file that a transcript is written to, from its header to its footer.
struct TranscriptFile
{
    struct Close
    {
        void operator()(std::FILE* open) const { std::fclose(open); }
    };
    std::string path;
    std::unique_ptr<std::FILE, Close> file;
    bool invocation_header = false; // the time before each input at the prompt
};

/// Every session has one. It passes everything on, and keeps in the transcripts what passes.
class SessionHost final : public Host
{
public:
    explicit SessionHost(Host* inner); // null: nothing is shown; else it must outlive this
    ~SessionHost() override;
    SessionHost(const SessionHost&) = delete;
    SessionHost& operator=(const SessionHost&) = delete;
    static SessionHost& of(Context& context) { return static_cast<SessionHost&>(context.host()); }
    Host& inner() const { return *inner_; }

    void write(std::string_view text, int foreground, int background) override;
    void write_line(std::string_view text) override;
    void write_error_line(std::string_view text) override;
    void write_stream_line(Stream stream, std::string_view text) override;
    void write_progress(std::string_view activity, std::string_view status, int percent) override;
    std::optional<std::string> read_line(std::string_view prompt, bool secret) override;
    int width() const override;
    int height() const override { return inner_->height(); }
    bool is_interactive() const override { return inner_->is_interactive(); }
    bool supports_color() const override { return inner_->supports_color(); }
    std::string name() const override { return inner_->name(); }

    bool transcribing() const { return !files_.empty(); }
    void start_transcript(TranscriptFile file, std::string_view header);
    /// Ends the transcript that was started last and gives its path; nothing when there is none.
    std::optional<std::string> stop_transcript();
    void stop_all_transcripts();
    /// Text that did not pass here: it was redirected, or is what the user typed.
    void transcribe(std::string_view text);
    void transcribe_line(std::string_view text);
    /// An input line at the prompt.
    void transcribe_input(std::string_view prompt, std::string_view input);
    /// An error that ends a command, whether it is caught or not.
    void transcribe_terminating_error(std::string_view command, std::string_view message);

private:
    Host* inner_;
    std::vector<TranscriptFile> files_;
    bool error_shown_ = false; // since the last input
};

/// Now, as transcripts write it: yyyyMMddHHmmss.
std::string transcript_time();

} // namespace kestrun::engine
