// Scripts at the console: standard output and error, colours on terminals only, lines from standard input.
#pragma once
#include "engine/context.hpp"

namespace kestrun::app {

/// Writes whole lines at once, in the order in which scripts and loggers write them.
class ConsoleHost final : public engine::Host
{
public:
    explicit ConsoleHost(bool interactive);
    ~ConsoleHost() override;
    ConsoleHost(const ConsoleHost&) = delete;
    ConsoleHost& operator=(const ConsoleHost&) = delete;

    void write(std::string_view text, int foreground = -1, int background = -1) override;
    void write_line(std::string_view text) override;
    void write_error_line(std::string_view text) override;
    void write_stream_line(engine::Stream stream, std::string_view text) override;
    std::optional<std::string> read_line(std::string_view prompt, bool secret) override;
    int width() const override;
    int height() const override;
    bool is_interactive() const override { return interactive_; }
    bool supports_color() const override { return colour_out_; }

    /// What was written without a line end so far.
    void flush();

private:
    void put(std::string_view text, std::string_view colour);
    std::optional<std::string> read_masked();
    bool read_more();

    bool interactive_;
    bool colour_out_;
    bool colour_error_;
    std::string pending_; // a line that has no end yet
    std::string input_;   // read, not yet asked for
    bool input_ended_ = false;
};

} // namespace kestrun::app
