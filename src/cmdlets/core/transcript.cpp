// Start-Transcript, Stop-Transcript: a file that gets what the host shows. The session's host keeps it (engine/session_host.hpp).
#include "base/process_facts.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "engine/session_host.hpp"
#include "value/crypto.hpp"
#include "value/environment.hpp"
#include <cerrno>
#include <filesystem>

namespace kestrun::cmdlets {

namespace {

using engine::SessionHost;

constexpr std::string_view rule = "**********************\n";
constexpr const char* invalid_operation = "System.Management.Automation.PSInvalidOperationException";

enum : size_t
{
    TPath,
    TLiteralPath,
    TOutputDirectory,
    TAppend,
    TForce,
    TNoClobber,
    TInvocationHeader,
    TMinimalHeader,
};
constexpr ParameterDef start_parameters[] = {
    {.name = "Path", .type = "string", .sets = "ByPath@0", .help = "The file; without it one in the home folder, named by the time."},
    {.name = "LiteralPath", .type = "string", .sets = "ByLiteralPath@0", .aliases = "PSPath,LP"},
    {.name = "OutputDirectory", .type = "string", .sets = "ByOutputDirectory@0", .help = "The folder of a file named by the time."},
    {.name = "Append", .type = "switch", .help = "Keeps what is in the file."},
    {.name = "Force", .type = "switch", .help = "Writes to a read-only file."},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite", .help = "Fails when the file exists."},
    {.name = "IncludeInvocationHeader", .type = "switch", .help = "Adds the time before each command typed at the prompt."},
    {.name = "UseMinimalHeader", .type = "switch", .help = "A header with the time only."},
};

/// PowerShell_transcript.MACHINE.RANDOM.TIME.txt
std::string generated_name()
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_";
    std::string random;
    for (const char byte : value::random_bytes(8)) random += letters[static_cast<unsigned char>(byte) % letters.size()];
    return "PowerShell_transcript." + value::machine_name() + "." + random + "." + engine::transcript_time() + ".txt";
}

std::string command_line()
{
    std::string words;
    for (const std::string& word : base::program_arguments()) words += (words.empty() ? "" : " ") + word;
    return words;
}

std::string version_lines(Context& context)
{
    std::string lines;
    const Value table = context.get_variable("PSVersionTable");
    auto* versions = as_dictionary(table);
    if (!versions) return lines;
    for (const auto& entry : versions->snapshot()) {
        std::string text;
        for (const Value& part : value::is_enumerable(entry.value) ? value::elements(entry.value) : std::vector<Value>{entry.value})
            text += (text.empty() ? "" : ", ") + value::to_text(part);
        lines += value::to_text(entry.key) + ": " + text + "\n";
    }
    return lines;
}

std::string system_release()
{
    return base::sys::on_windows ? "Microsoft Windows NT " + base::kernel_release() + ".0" : "Unix " + base::kernel_release();
}

std::string header(Context& context, bool minimal)
{
    std::string text = std::string(rule) + "PowerShell transcript start\nStart time: " + engine::transcript_time() + "\n";
    if (!minimal) {
        const std::string machine = value::machine_name();
        const std::string user = machine + "\\" + value::user_name();
        text += "Username: " + user + "\nRunAs User: " + user + "\nConfiguration Name: \nMachine: " + machine + " (" + system_release() +
                ")\nHost Application: " + command_line() + "\nProcess ID: " + std::to_string(base::sys::getpid()) + "\n" +
                version_lines(context);
    }
    return text.append(rule);
}

/// A message that has the file's path as a property.
Value message_about(std::string_view what, const std::string& path)
{
    return with_note_property(Value("Transcript " + std::string(what) + ", output file is " + path), "Path", Value(path));
}

struct StartTranscript final : Cmdlet
{
    void begin() override
    {
        const std::string given = given_path();
        const std::string path = place(given);
        if (!should_process(path, "Start-Transcript")) return;
        std::error_code ignored;
        if (std::filesystem::is_directory(base::sys::path(path), ignored)) cannot_start("File path " + path + " resolves to a directory.");
        if (path_exists(path)) check_existing(path);
        std::filesystem::create_directories(base::sys::path(parent_path(path)),
                                            ignored); // what is wrong with it shows when the file is opened
        engine::TranscriptFile file{path, {}, flag(TInvocationHeader)};
        file.file.reset(base::sys::fopen(path.c_str(), flag(TAppend) ? "ae" : "we"));
        if (!file.file) cannot_start(file_error(errno, path, "", ErrorCategory::InvalidOperation)->exception->message());
        SessionHost::of(context()).start_transcript(std::move(file), header(context(), flag(TMinimalHeader)));
        write(message_about("started", given));
    }

private:
    /// As the message names it: not resolved yet.
    std::string given_path()
    {
        if (has(TLiteralPath)) return text(TLiteralPath);
        if (has(TOutputDirectory)) return join_path(text(TOutputDirectory), generated_name());
        const std::string path = has(TPath) ? text(TPath) : value::to_text(context().get_variable("global:TRANSCRIPT"));
        return path.empty() ? join_path(value::home_folder(), generated_name()) : path;
    }
    std::string place(const std::string& path)
    {
        if (!has(TPath) || path.find_first_of("*?[") == std::string::npos) return file_path(path);
        const std::vector<std::string> found = expand_path(context(), file_path(path));
        if (found.size() > 1)
            fail("MultipleFilesNotSupported",
                 "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files.",
                 ErrorCategory::InvalidArgument, {}, invalid_operation);
        if (found.empty())
            cannot_start("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')");
        return found.front();
    }
    std::string file_path(const std::string& path)
    {
        const DrivePath taken_apart = split_drive(path);
        if (taken_apart.drive.empty()) return context().resolve_path(path);
        std::string provider = taken_apart.drive == "env" ? "environment" : taken_apart.drive;
        provider.front() = static_cast<char>(provider.front() - 'a' + 'A');
        fail("ReadWriteFileNotFileSystemProvider", "The current provider (Microsoft.PowerShell.Core\\" + provider + ") cannot open a file.",
             ErrorCategory::InvalidArgument, {}, invalid_operation);
    }
    void check_existing(const std::string& path)
    {
        if (flag(TNoClobber) && !flag(TAppend))
            fail("NoClobber", "File " + path + " already exists and NoClobber was specified.", ErrorCategory::ResourceExists, Value(path),
                 "System.UnauthorizedAccessException");
        base::sys::Stat state;
        if (base::sys::stat(path.c_str(), &state) != 0 || (state.st_mode & S_IWUSR)) return;
        if (!flag(TForce))
            fail("FileReadOnly",
                 "File " + path +
                     " is read-only. Cannot write to this file. \"Start-Transcript -Force\" will clear the read-only attribute.",
                 ErrorCategory::InvalidArgument, Value(path), "System.ArgumentException");
        base::sys::chmod(path.c_str(), (state.st_mode & 07777) | S_IWUSR);
    }
    [[noreturn]] void cannot_start(const std::string& reason)
    {
        fail("CannotStartTranscription", "Transcription cannot be started due to the error: " + reason, ErrorCategory::InvalidOperation, {},
             invalid_operation);
    }
};

struct StopTranscript final : Cmdlet
{
    void begin() override
    {
        if (!should_process("", "Stop-Transcript")) return;
        const std::optional<std::string> path = SessionHost::of(context()).stop_transcript();
        if (!path)
            fail("InvalidOperation", "An error occurred stopping transcription: The host is not currently transcribing.",
                 ErrorCategory::InvalidOperation, {}, invalid_operation);
        write(message_about("stopped", *path));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Start-Transcript",
     .synopsis = "Keeps what the session shows in a text file, too.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartTranscript>,
     .default_set = "ByPath",
     .output = "string",
     .flags = C::ShouldProcess,
     .examples = "Start-Transcript -Path ./run.log -Append\n./nightly.ps1\nStop-Transcript"},
    {.name = "Stop-Transcript",
     .synopsis = "Ends the transcript that was started last.",
     .make = make_cmdlet<StopTranscript>,
     .output = "string",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable transcript_table{"Microsoft.PowerShell.Host", rows};

} // namespace kestrun::cmdlets
