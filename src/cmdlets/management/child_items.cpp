// Get-Item and Get-ChildItem.
#include "base/system.hpp"
#include "cmdlets/management/item_paths.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr ParameterDef item_parameters[] = {KESTRUN_ITEM_PATHS,
                                            {.name = "Stream", .type = "string[]", .flags = base::sys::on_windows ? P::None : P::Hidden}};
struct GetItem final : ItemCommand
{
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            if (target.is_file() && is_hidden(target.path) && !flag(static_cast<size_t>(at_.force))) {
                write_error("ItemNotFound", "Could not find item " + target.path + ".", ErrorCategory::ObjectNotFound, Value(target.path),
                            "System.IO.IOException");
                continue;
            }
            write(target.is_file() ? file_item(target.path) : target.item->item);
        }
    }
};

enum : size_t
{
    PPath,
    PLiteral,
    PFilter,
    PInclude,
    PExclude,
    PRecurse,
    PDepth,
    PForce,
    PName,
    PAttributes,
    PFollow,
    PDirectory,
    PFile,
    PHidden,
    PReadOnly,
    PSystem,
};
constexpr ParameterDef child_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Items@0|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralItems!", .aliases = "PSPath,LP"},
    {.name = "Filter", .type = "string", .position = 1, .help = "Case counts, as the file system has it."},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Recurse", .type = "switch", .aliases = "s,r"},
    {.name = "Depth", .type = "uint", .help = "Levels of folders to go down; implies -Recurse."},
    {.name = "Force", .type = "switch", .help = "Hidden items too."},
    {.name = "Name", .type = "switch", .help = "Names only, relative to the path."},
    {.name = "Attributes", .type = "string"},
    {.name = "FollowSymlink", .type = "switch"},
    {.name = "Directory", .type = "switch", .aliases = "ad"},
    {.name = "File", .type = "switch", .aliases = "af"},
    {.name = "Hidden", .type = "switch", .aliases = "ah,h"},
    {.name = "ReadOnly", .type = "switch", .aliases = "ar"},
    {.name = "System", .type = "switch", .aliases = "as"},
};
struct GetChildItem final : ItemCommand
{
    GetChildItem() : ItemCommand(PathParameters{PPath, PLiteral, PFilter, PInclude, PExclude, PForce}) {}

    void process() override
    {
        recurse_ = flag(PRecurse) || has(PDepth);
        depth_ = has(PDepth) ? number(PDepth) : INT64_MAX;
        read_kind();
        std::vector<std::string> paths = has(PPath) || has(PLiteral) ? written() : std::vector<std::string>{"."};
        for (const std::string& path : paths) list_path(path.empty() ? "." : path);
    }

private:
    void read_kind()
    {
        folders_ = !flag(PFile);
        files_ = !flag(PDirectory);
        for (const std::string& name : split(text(PAttributes), ',')) {
            const std::string attribute = trim(name);
            if (equals_ci(attribute, "Directory")) files_ = false;
            if (equals_ci(attribute, "!Directory")) folders_ = false;
            if (equals_ci(attribute, "Hidden")) only_hidden_ = true;
        }
        only_hidden_ = only_hidden_ || flag(PHidden);
        hidden_ = only_hidden_ || flag(PForce);
    }

    void list_path(const std::string& path)
    {
        const DrivePath drive = split_drive(path);
        if (!drive.drive.empty()) {
            for (const ItemTarget& target : targets_of(path, has(PLiteral))) {
                if (flag(PName))
                    write(Value(target.item->name));
                else
                    write(target.item->item);
            }
            return;
        }
        // dir *.log -Recurse: the pattern holds in every folder.
        const std::string leaf = leaf_name(path);
        if (recurse_ && !has(PLiteral) && value::has_wildcards(leaf)) {
            if (leaf != "*") leaf_pattern_ = leaf;
            const std::string parent = parent_path(path);
            list_folder_at(context().resolve_path(parent.empty() ? "." : parent), "", 0);
            leaf_pattern_.clear();
            return;
        }
        const bool wild = !has(PLiteral) && value::has_wildcards(path);
        std::vector<std::string> found;
        if (has(PLiteral)) {
            std::string absolute = existing_path(context(), path);
            if (!absolute.empty()) found.push_back(std::move(absolute));
        } else {
            found = expand_path(context(), path, hidden_);
        }
        if (!wild && recurse_ && !has(PLiteral) && (found.empty() || !is_folder(found.front()))) {
            // dir name -Recurse: what is called so in any folder below.
            const std::string parent = parent_path(path);
            const std::string folder = context().resolve_path(parent.empty() ? "." : parent);
            if (!is_folder(folder)) return write_error(path_not_found(folder + base::path_separator));
            leaf_pattern_ = leaf;
            list_folder_at(folder, "", 0);
            leaf_pattern_.clear();
            return;
        }
        if (found.empty() && !wild) write_error(path_not_found(context().resolve_path(path)));
        if (found.empty() && wild) {
            const std::string parent = parent_path(path);
            if (!parent.empty() && !value::has_wildcards(parent) && !is_folder(context().resolve_path(parent)))
                write_error(path_not_found(context().resolve_path(parent)));
        }
        for (const std::string& absolute : found) {
            const bool folder = is_folder(absolute);
            if (!folder || (wild && !recurse_)) {
                emit(absolute, leaf_name(absolute), folder, is_hidden(absolute));
                continue;
            }
            if (wild) emit(absolute, leaf_name(absolute), true, is_hidden(absolute));
            if (!recurse_ && has(PInclude) && !wild) continue; // as in PowerShell: -Include looks at the path itself
            list_folder_at(absolute, "", 0);
        }
    }

    void list_folder_at(const std::string& folder, const std::string& relative, int64_t level)
    {
        std::vector<FolderEntry> entries;
        try {
            entries = list_folder(folder);
        } catch (const ScriptError& error) {
            write_error(error.record);
            return;
        }
        const std::string prefix = folder.ends_with(base::path_separator) ? folder : folder + base::path_separator;
        const auto enter = [&](const FolderEntry& entry) {
            if (!recurse_ || level >= depth_ || !entry.folder || (entry.hidden && !hidden_)) return;
            if (entry.link && !flag(PFollow)) return;
            list_folder_at(prefix + entry.name, relative + entry.name + base::path_separator, level + 1);
        };
        // Looking for names goes down at once; listing gives a folder before what is in its folders.
        const bool searches = !leaf_pattern_.empty() || has(PInclude) || has(PExclude);
        for (const bool folders : {true, false}) {
            for (const FolderEntry& entry : entries) {
                if (entry.folder != folders) continue;
                emit(prefix + entry.name, relative + entry.name, entry.folder, entry.hidden);
                if (searches) enter(entry);
            }
        }
        if (searches) return;
        for (const FolderEntry& entry : entries) enter(entry);
    }

    void emit(const std::string& absolute, const std::string& relative, bool folder, bool is_hidden)
    {
        if (folder ? !folders_ : !files_) return;
        const std::string leaf = leaf_name(absolute);
        if (only_hidden_ ? !is_hidden : is_hidden && !hidden_) return;
        if (!leaf_pattern_.empty() && !value::wildcard_match(leaf_pattern_, leaf)) return;
        if (!selected(leaf)) return;
        if (flag(PReadOnly)) {
            base::sys::Stat facts;
            if (base::sys::stat(absolute.c_str(), &facts) != 0 || (facts.st_mode & 0222)) return;
        }
        if (flag(PSystem)) return; // no file has that attribute here
        if (flag(PName))
            write(Value(relative));
        else
            write(file_item(absolute, folder));
    }

    bool recurse_ = false, folders_ = true, files_ = true, hidden_ = false, only_hidden_ = false;
    int64_t depth_ = 0;
    std::string leaf_pattern_;
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Item",
     .synopsis = "Gives the items at paths.",
     .parameters = item_parameters,
     .make = make_cmdlet<GetItem>,
     .aliases = "gi",
     .default_set = "Path"},
    {.name = "Get-ChildItem",
     .synopsis = "Lists what is in folders.",
     .parameters = child_parameters,
     .make = make_cmdlet<GetChildItem>,
     .aliases = "gci,dir,ls",
     .default_set = "Items",
     .output = "System.IO.FileInfo,System.IO.DirectoryInfo"},
};

} // namespace

constinit const CmdletTable child_items_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
