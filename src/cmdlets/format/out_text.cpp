// Out-String, Out-File, Tee-Object.
#include "cmdlets/format/formatter.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

// --- Out-String ---

enum : size_t
{
    SInput,
    SStream,
    SWidth,
    SNoNewline,
};
constexpr ParameterDef string_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Stream", .type = "switch", .sets = "StreamFormatting", .help = "A text for each line."},
    {.name = "Width", .type = "int", .validate = "range:2,2147483647"},
    {.name = "NoNewline", .type = "switch", .sets = "NoNewLineFormatting"},
};
struct OutString final : Cmdlet
{
    void begin() override
    {
        const bool color = color_in_text(context());
        const PrintOptions options =
            has(SWidth) ? PrintOptions{static_cast<int>(number(SWidth)), color} : host_print_options(context(), color);
        formatter_ = std::make_unique<Formatter>(context(), options, [this](std::string_view line) { take(line); });
    }
    void process() override
    {
        if (has(SInput)) formatter_->push(arg(SInput));
    }
    void end() override
    {
        formatter_->finish();
        if (!flag(SStream)) write(Value(text_));
    }

private:
    void take(std::string_view line)
    {
        if (flag(SStream)) {
            write(Value(line));
            return;
        }
        text_ += line;
        if (!flag(SNoNewline)) text_ += formatter_->line_end();
    }
    std::unique_ptr<Formatter> formatter_;
    std::string text_;
};

/// Lines to a file, in an encoding, written in pieces.
class FileWriter
{
public:
    FileWriter(std::string path, TextEncoding encoding, bool append) : path_(std::move(path)), encoding_(encoding)
    {
        const bool fresh = !append || !path_exists(path_);
        error_ = write_file(path_, fresh ? encoding_mark(encoding) : std::string_view(), append);
    }
    void add(std::string_view text)
    {
        buffer_ += encode_text(text, encoding_);
        if (buffer_.size() > flush_at) flush();
    }
    void flush()
    {
        if (error_ == 0 && !buffer_.empty()) error_ = write_file(path_, buffer_, true);
        buffer_.clear();
    }
    int error() const { return error_; }
    const std::string& path() const { return path_; }

private:
    static constexpr size_t flush_at = 1 << 18;
    std::string path_;
    TextEncoding encoding_;
    std::string buffer_;
    int error_ = 0;
};

// --- Out-File ---

enum : size_t
{
    FPath,
    FLiteral,
    FEncoding,
    FAppend,
    FForce,
    FNoClobber,
    FWidth,
    FNoNewline,
    FInput,
};
constexpr ParameterDef file_parameters[] = {
    {.name = "FilePath", .type = "string", .sets = "ByPath@0!", .aliases = "Path"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Encoding", .type = "object:System.Text.Encoding", .position = 1},
    {.name = "Append", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite"},
    {.name = "Width", .type = "int", .validate = "range:2,2147483647"},
    {.name = "NoNewline", .type = "switch"},
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
};
struct OutFile final : Cmdlet
{
    void begin() override
    {
        const std::string written = text(has(FLiteral) ? FLiteral : FPath);
        std::string path = context().resolve_path(written);
        if (!has(FLiteral) && value::has_wildcards(written)) {
            const std::vector<std::string> found = expand_path(context(), written);
            if (found.empty()) {
                fail("FileOpenFailure", "Unable to find the specified file.", ErrorCategory::OpenError, {},
                     "System.IO.FileNotFoundException");
            }
            path = found.front();
        }
        if (flag(FNoClobber) && !flag(FAppend) && path_exists(path)) {
            fail("NoClobber", "The file '" + path + "' already exists.", ErrorCategory::ResourceExists, Value(path),
                 "System.IO.IOException");
        }
        if (!should_process(path, "Output to File")) return;
        file_ = std::make_unique<FileWriter>(path, has(FEncoding) ? parse_encoding(arg(FEncoding)) : TextEncoding::Utf8, flag(FAppend));
        check();
        // Files have no width of their own: nothing is cut unless asked for.
        const bool color = color_in_text(context());
        const PrintOptions options =
            has(FWidth) ? PrintOptions{static_cast<int>(number(FWidth)), color} : host_print_options(context(), color);
        formatter_ = std::make_unique<Formatter>(context(), options, [this](std::string_view line) {
            file_->add(line);
            if (!flag(FNoNewline)) file_->add(formatter_->line_end());
        });
    }
    void process() override
    {
        if (formatter_ && has(FInput)) formatter_->push(arg(FInput));
    }
    void end() override
    {
        if (!formatter_) return;
        formatter_->finish();
        file_->flush();
        check();
    }

private:
    void check()
    {
        if (file_->error() == 0) return;
        const Ref<ErrorRecord> error = file_error(file_->error(), file_->path(), "FileOpenFailure", ErrorCategory::OpenError);
        throw ScriptError(error);
    }
    std::unique_ptr<FileWriter> file_;
    std::unique_ptr<Formatter> formatter_;
};

// --- Tee-Object ---

enum : size_t
{
    TInput,
    TPath,
    TLiteral,
    TAppend,
    TEncoding,
    TVariable,
};
constexpr ParameterDef tee_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "FilePath", .type = "string", .sets = "File@0!", .aliases = "Path"},
    {.name = "LiteralPath", .type = "string", .sets = "LiteralFile!", .aliases = "PSPath,LP"},
    {.name = "Append", .type = "switch", .sets = "File"},
    {.name = "Encoding", .type = "object:System.Text.Encoding", .sets = "File,LiteralFile"},
    {.name = "Variable", .type = "string", .sets = "Variable!", .help = "Keeps the objects in a variable."},
};
struct TeeObject final : Cmdlet
{
    void begin() override
    {
        if (has(TVariable)) {
            return;
        }
        file_ = std::make_unique<FileWriter>(context().resolve_path(text(has(TLiteral) ? TLiteral : TPath)),
                                             has(TEncoding) ? parse_encoding(arg(TEncoding)) : TextEncoding::Utf8, flag(TAppend));
        if (file_->error()) throw ScriptError(file_error(file_->error(), file_->path(), "FileOpenFailure", ErrorCategory::OpenError));
        formatter_ = std::make_unique<Formatter>(context(), host_print_options(context(), false), [this](std::string_view line) {
            file_->add(line);
            file_->add(formatter_->line_end());
        });
    }
    void process() override
    {
        if (!has(TInput)) return;
        const Value item = arg(TInput);
        if (formatter_)
            formatter_->push(item);
        else
            kept_.push_back(item);
        write(item);
    }
    void end() override
    {
        if (!formatter_) {
            context().set_variable(text(TVariable), kept_.empty()       ? Value()
                                                    : kept_.size() == 1 ? kept_.front()
                                                                        : value::make_array(std::move(kept_)));
            return;
        }
        formatter_->finish();
        file_->flush();
    }

private:
    std::unique_ptr<FileWriter> file_;
    std::unique_ptr<Formatter> formatter_;
    std::vector<Value> kept_;
};

constexpr CmdletDef rows[] = {
    {.name = "Out-String",
     .synopsis = "Gives what the display would show, as text.",
     .parameters = string_parameters,
     .make = make_cmdlet<OutString>,
     .aliases = "",
     .default_set = "NoNewLineFormatting"},
    {.name = "Out-File",
     .synopsis = "Writes what the display would show to a file.",
     .parameters = file_parameters,
     .make = make_cmdlet<OutFile>,
     .default_set = "ByPath",
     .flags = C::ShouldProcess},
    {.name = "Tee-Object",
     .synopsis = "Keeps objects in a file or a variable and passes them on.",
     .parameters = tee_parameters,
     .make = make_cmdlet<TeeObject>,
     .aliases = "tee",
     .default_set = "File"},
};

} // namespace

constinit const CmdletTable out_text_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
