#include "base/environment.hpp"
#include "base/system.hpp"
#include "log/line_writer.hpp"
#include "log/sinks.hpp"

#include <array>

namespace kestrun::log {

namespace {

/// Standard output and error have one writer each, shared by all console sinks, so that their lines do not mix.
const std::shared_ptr<LineWriter>& standard_writer(int descriptor)
{
    struct Writers
    {
        std::array<std::shared_ptr<LineWriter>, 2> of;
        Writers()
        {
            for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
                base::sys::Stat info = {};
                const bool file = base::sys::fstat(fd, &info) == 0 && (S_ISREG(info.st_mode) || S_ISBLK(info.st_mode));
                const auto target = file ? LineWriter::Target::file : LineWriter::Target::reader;
                of[fd == STDOUT_FILENO ? 0 : 1] =
                    std::make_shared<LineWriter>(fd, target, false, fd == STDOUT_FILENO ? "standard output" : "standard error");
            }
        }
    };
    static Writers* const writers = new Writers; // never destroyed: threads may log until the process ends
    return writers->of[descriptor == STDOUT_FILENO ? 0 : 1];
}

bool wants_colours(int descriptor)
{
    if (!base::environment_text("NO_COLOR").empty() || base::environment_text("TERM") == "dumb") return false;
    return base::sys::isatty(descriptor) == 1;
}

const Theme& theme_for(int descriptor, const Theme* wanted)
{
    if (!wants_colours(descriptor)) return no_theme();
    return wanted != nullptr ? *wanted : literate_theme(base::environment_text("TERM"));
}

class ConsoleSink final : public Sink
{
public:
    ConsoleSink(std::unique_ptr<Formatter> formatter, ConsoleOptions options)
        : formatter_(std::move(formatter)), error_from_(options.standard_error_from), out_theme_(theme_for(STDOUT_FILENO, options.theme)),
          error_theme_(theme_for(STDERR_FILENO, options.theme))
    {
    }

    void emit(const Event& event) override
    {
        const bool error = error_from_ && event.level >= *error_from_;
        std::string line;
        line.reserve(160);
        formatter_->format(line, event, error ? error_theme_ : out_theme_);
        standard_writer(error ? STDERR_FILENO : STDOUT_FILENO)->write(line, is_deferred() && event.level < Level::Error);
    }

    void flush() override
    {
        standard_writer(STDOUT_FILENO)->flush();
        if (error_from_) standard_writer(STDERR_FILENO)->flush();
    }

private:
    std::unique_ptr<Formatter> formatter_;
    std::optional<Level> error_from_;
    const Theme& out_theme_;
    const Theme& error_theme_;
};

} // namespace

std::unique_ptr<Sink> console_sink(std::unique_ptr<Formatter> formatter, ConsoleOptions options)
{
    return std::make_unique<ConsoleSink>(std::move(formatter), options);
}

} // namespace kestrun::log
