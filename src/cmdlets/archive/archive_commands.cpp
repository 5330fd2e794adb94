#include "cmdlets/archive/archive_commands.hpp"
#include "cmdlets/support/paths.hpp"
#include "value/zip_archive.hpp"
#include <algorithm>
#include <filesystem>

namespace kestrun::cmdlets {

namespace {

using value::ZipArchive;
using value::ZipEntry;
using value::ZipMode;

class ArchiveCommand : public Cmdlet
{
protected:
    /// Absolute paths of -Path, with wildcards, or of -LiteralPath. What does not exist ends the command.
    std::vector<std::string> existing(size_t path, size_t literal)
    {
        std::vector<std::string> found;
        const bool as_written = has(literal);
        for (const std::string& each : texts(as_written ? literal : path)) {
            std::vector<std::string> matches;
            if (!as_written)
                matches = expand_path(context(), each);
            else if (const std::string one = existing_path(context(), each); !one.empty())
                matches.push_back(one);
            if (matches.empty()) not_found(each);
            found.insert(found.end(), matches.begin(), matches.end());
        }
        return found;
    }
    [[noreturn]] void not_found(const std::string& path)
    {
        fail("ArchiveCmdletPathNotFound", "The path '" + path + "' either does not exist or is not a valid file system path.",
             ErrorCategory::InvalidArgument, Value(path), "System.InvalidOperationException");
    }
    void check_extension(const std::string& path)
    {
        if (path.ends_with(".zip")) return;
        const size_t dot = leaf_name(path).rfind('.');
        const std::string extension = dot == std::string::npos ? std::string() : leaf_name(path).substr(dot);
        fail("NotSupportedArchiveFileExtension",
             extension + " is not a supported archive file format. .zip is the only supported archive file format.",
             ErrorCategory::InvalidArgument, Value(extension), "System.IO.IOException");
    }
};

enum : size_t
{
    CPath,
    CLiteral,
    CDestination,
    CLevel,
    CUpdate,
    CForce,
    CPassThru,
};
constexpr ParameterDef compress_parameters[] = {
    {.name = "Path",
     .type = "string[]",
     .flags = P::FromPipeline | P::FromPipelineByName | P::NotNullOrEmpty,
     .sets = "Path@0!,PathWithUpdate@0!,PathWithForce@0!",
     .help = "Files and folders that go into the archive."},
    {.name = "LiteralPath",
     .type = "string[]",
     .flags = P::FromPipelineByName | P::NotNullOrEmpty,
     .sets = "LiteralPath!,LiteralPathWithUpdate!,LiteralPathWithForce!",
     .aliases = "PSPath",
     .help = "Files and folders, their names as they are written."},
    {.name = "DestinationPath", .type = "string", .position = 1, .flags = P::Mandatory | P::NotNullOrEmpty, .help = "The archive."},
    {.name = "CompressionLevel",
     .type = "string",
     .validate = "set:Optimal,NoCompression,Fastest",
     .default_text = "Optimal",
     .help = "How hard to try to make it small."},
    {.name = "Update",
     .type = "switch",
     .sets = "PathWithUpdate!,LiteralPathWithUpdate!",
     .help = "Replaces and adds files in an archive."},
    {.name = "Force", .type = "switch", .sets = "PathWithForce!,LiteralPathWithForce!", .help = "Replaces an archive."},
    {.name = "PassThru", .type = "switch", .help = "Writes the archive's file."},
};

struct CompressArchive final : ArchiveCommand
{
    void process() override
    {
        for (std::string& path : existing(CPath, CLiteral)) paths_.push_back(std::move(path));
    }
    void end() override
    {
        std::string target = context().resolve_path(text(CDestination));
        if (leaf_name(target).find('.') == std::string::npos) target += ".zip";
        check_extension(target);
        const bool there = path_exists(target);
        if (there && !flag(CUpdate) && !flag(CForce))
            fail("ArchiveFileExists",
                 "The archive file " + target +
                     " already exists. Use the -Update parameter to update the existing archive file or use the -Force parameter to "
                     "overwrite the existing archive file.",
                 ErrorCategory::InvalidArgument, Value(target), "System.IO.IOException");
        if (!should_process(target, "Compress-Archive")) return;
        if (there && flag(CForce)) std::filesystem::remove(target);
        const Ref<ZipArchive> archive = value::open_zip_file(target, there && flag(CUpdate) ? ZipMode::Update : ZipMode::Create);
        for (const std::string& path : paths_) add(*archive, path);
        archive->close();
        if (flag(CPassThru)) write(file_item(target));
    }

private:
    void add(ZipArchive& archive, const std::string& path)
    {
        const int level = equals_ci(text(CLevel), "Fastest") ? 1 : equals_ci(text(CLevel), "NoCompression") ? 0 : 6;
        const std::string name = leaf_name(path);
        const bool folder = is_folder(path);
        if (archive.mode() == ZipMode::Update) {
            const std::vector<Ref<ZipEntry>> entries = archive.entries();
            for (const Ref<ZipEntry>& old : entries)
                if (folder ? replaced_by(*old, path, name + "/") : old->name == name) archive.remove(*old);
        }
        if (folder)
            value::add_zip_folder(archive, path, name + "/", level);
        else
            value::add_zip_file(archive, path, name, level);
    }
    /// True for an entry that stands for a file of the folder, which is added anew.
    static bool replaced_by(const ZipEntry& entry, const std::string& folder, const std::string& prefix)
    {
        return entry.name.starts_with(prefix) && path_exists(folder + "/" + entry.name.substr(prefix.size()));
    }
    std::vector<std::string> paths_;
};

enum : size_t
{
    EPath,
    ELiteral,
    EDestination,
    EForce,
    EPassThru,
};
constexpr ParameterDef expand_parameters[] = {
    {.name = "Path",
     .type = "string",
     .flags = P::FromPipeline | P::FromPipelineByName | P::NotNullOrEmpty,
     .sets = "Path@0!",
     .help = "The archive."},
    {.name = "LiteralPath",
     .type = "string",
     .flags = P::FromPipelineByName | P::NotNullOrEmpty,
     .sets = "LiteralPath!",
     .aliases = "PSPath",
     .help = "The archive, its name as it is written."},
    {.name = "DestinationPath",
     .type = "string",
     .position = 1,
     .flags = P::NotNullOrEmpty,
     .help = "The folder the files go to; by default one named as the archive."},
    {.name = "Force", .type = "switch", .help = "Replaces files."},
    {.name = "PassThru", .type = "switch", .help = "Writes what was made."},
};

struct ExpandArchive final : ArchiveCommand
{
    void process() override
    {
        const std::vector<std::string> found = existing(EPath, ELiteral);
        if (found.size() != 1) not_found(text(has(ELiteral) ? ELiteral : EPath));
        const std::string& path = found.front();
        check_extension(path);
        std::string folder = has(EDestination)
                                 ? context().resolve_path(text(EDestination))
                                 : join_path(context().current_directory(), leaf_name(path).substr(0, leaf_name(path).size() - 4));
        if (!should_process(path, "Expand-Archive")) return;
        const Ref<ZipArchive> archive = value::open_zip_file(path, ZipMode::Read);
        std::filesystem::create_directories(folder);
        for (const Ref<ZipEntry>& entry : archive->entries()) expand(*entry, path, folder);
        archive->close();
    }

private:
    void expand(const ZipEntry& entry, const std::string& archive, const std::string& folder)
    {
        const std::string target = value::zip_target(entry, folder);
        if (!entry.leaf().empty() && !flag(EForce) && path_exists(target)) {
            auto record = value::make<ErrorRecord>(
                value::make_exception("System.IO.IOException",
                                      "Failed to create file '" + target + "' while expanding the archive file '" + archive +
                                          "' contents as the file '" + target +
                                          "' already exists. Use the -Force parameter if you want to overwrite the existing directory '" +
                                          target + "' contents when expanding the archive file."),
                "ExpandArchiveFileExists", ErrorCategory::InvalidArgument, Value(target));
            record->command = "ExpandArchiveHelper";
            record->command_class = "ExpandArchiveHelper";
            write_error(record);
            return;
        }
        value::extract_zip_entry(entry, target, flag(EForce));
        if (flag(EPassThru)) write(file_item(target));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Compress-Archive",
     .synopsis = "Puts files and folders into a zip archive.",
     .parameters = compress_parameters,
     .make = make_cmdlet<CompressArchive>,
     .default_set = "Path",
     .class_name = "Compress-Archive",
     .flags = C::ShouldProcess},
    {.name = "Expand-Archive",
     .synopsis = "Takes files and folders out of a zip archive.",
     .parameters = expand_parameters,
     .make = make_cmdlet<ExpandArchive>,
     .default_set = "Path",
     .class_name = "Expand-Archive",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable archive_table{"Microsoft.PowerShell.Archive", rows};

} // namespace kestrun::cmdlets
