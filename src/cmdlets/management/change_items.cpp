// New-Item, Remove-Item, Set-Item, Clear-Item, Invoke-Item.
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "cmdlets/management/item_paths.hpp"
#include "cmdlets/tables.hpp"
#include "engine/choice_prompt.hpp"
#include "value/convert.hpp"
#include "value/file_path.hpp"
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

// --- New-Item ---

enum : size_t
{
    NPath,
    NName,
    NType,
    NValue,
    NForce,
    NCredential,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "pathSet@0!,nameSet@0"},
    {.name = "Name", .type = "string", .flags = P::FromPipelineByName | P::AllowNull | P::AllowEmptyString, .sets = "nameSet!"},
    {.name = "ItemType",
     .type = "string",
     .flags = P::FromPipelineByName,
     .aliases = "Type",
     .help = "File, Directory, SymbolicLink, HardLink."},
    {.name = "Value", .flags = P::FromPipeline | P::FromPipelineByName, .aliases = "Target"},
    {.name = "Force", .type = "switch", .help = "Makes missing folders and replaces files."},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};

int make_folders(const std::string& path)
{
    for (size_t at = value::Paths::root_length(path) + 1; at <= path.size(); ++at) {
        if (at < path.size() && !base::is_path_separator(path[at])) continue;
        const std::string part = path.substr(0, at);
        if (base::sys::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) return errno;
    }
    return is_folder(path) ? 0 : ENOTDIR;
}

struct NewItem final : Cmdlet
{
    void process() override
    {
        std::vector<std::string> paths = texts(NPath);
        if (paths.empty()) paths.emplace_back(".");
        for (const std::string& path : paths) make(has(NName) ? join_path(path, text(NName)) : path);
    }

private:
    void make(const std::string& written)
    {
        const DrivePath drive = split_drive(written);
        if (!drive.drive.empty()) {
            make_drive_item(written, drive);
            return;
        }
        const std::string path = normalize_path(context().resolve_path(written));
        const std::string type = text(NType, "File");
        const auto is = [&](const char* name) { return !type.empty() && starts_with_ci(name, type); };
        if (is("Directory") || is("Container"))
            make_folder(path);
        else if (is("File"))
            make_file(path);
        else if (is("SymbolicLink") || is("Junction") || is("HardLink"))
            make_link(path, is("HardLink"));
        else
            write_error(
                "Argument",
                "The type is not a known type for the file system. Only \"file\",\"directory\" or \"symboliclink\" can be specified.",
                ErrorCategory::InvalidArgument, Value(path), "System.Management.Automation.PSArgumentException");
    }

    void make_drive_item(const std::string& written, const DrivePath& drive)
    {
        if (!flag(NForce) && !find_drive_items(context(), drive.drive, drive.path).empty()) {
            write_error("Argument", "The item at path '" + drive.path + "' already exists.", ErrorCategory::InvalidArgument,
                        Value(drive.path), "System.Management.Automation.PSArgumentException");
            return;
        }
        if (!should_process("Item: " + drive.path, "New Item")) return;
        set_drive_item(context(), drive.drive, drive.path, arg(NValue));
        for (const DriveItem& item : find_drive_items(context(), drive.drive, drive.path)) write(item.item);
        (void)written;
    }

    void io_error(int code, const std::string& path, std::string_view id = "NewItemIOError")
    {
        write_error(file_error(code, path, id, ErrorCategory::WriteError));
    }

    void make_folder(const std::string& path)
    {
        if (!should_process("Destination: " + path, "Create Directory")) return;
        if (path_exists(path)) {
            if (!flag(NForce) || !is_folder(path)) {
                write_error("DirectoryExist", "An item with the specified name " + path + " already exists.", ErrorCategory::ResourceExists,
                            Value(path), "System.IO.IOException");
                return;
            }
        } else if (const int error = make_folders(path)) {
            return io_error(error, path, "CreateDirectoryIOError");
        }
        write(file_item(path, true));
    }

    void make_file(const std::string& path)
    {
        if (!should_process("Destination: " + path, "Create File")) return;
        if (path_exists(path) && !flag(NForce)) return io_error(EEXIST, path);
        if (flag(NForce)) {
            if (const int error = make_folders(parent_path(path))) return io_error(error, path);
        }
        // An array is not written out: its own ToString() is what goes into the file.
        const std::string content =
            has(NValue) && !arg(NValue).is_null()
                ? (value::is_enumerable(arg(NValue)) ? value::dotnet_text(arg(NValue)) : value::to_text(arg(NValue)))
                : std::string();
        if (const int error = write_file(path, content, false)) return io_error(error, path);
        write(file_item(path, false));
    }

    void make_link(const std::string& path, bool hard)
    {
        if (!has(NValue)) {
            write_error("Argument",
                        "Cannot process argument because the value of argument \"Value\" is not valid. Change the value of the \"Value\" "
                        "argument and run the "
                        "operation again.",
                        ErrorCategory::InvalidArgument, Value(path), "System.Management.Automation.PSArgumentException");
            return;
        }
        const std::string target = value::to_text(arg(NValue));
        if (!should_process("Destination: " + path, hard ? "Create Hard Link" : "Create Symbolic Link")) return;
        if (path_exists(path) && flag(NForce)) base::sys::unlink(path.c_str());
        if (hard && !path_exists(context().resolve_path(target))) {
            write_error("ItemNotFound", "Could not find item " + context().resolve_path(target) + ".", ErrorCategory::ObjectNotFound,
                        Value(target), "System.Management.Automation.ItemNotFoundException");
            return;
        }
        const int result =
            hard ? base::sys::link(context().resolve_path(target).c_str(), path.c_str()) : base::sys::symlink(target.c_str(), path.c_str());
        if (result != 0) return io_error(errno, path);
        write(file_item(path));
    }
};

// --- Remove-Item ---

enum : size_t
{
    RPath,
    RLiteral,
    RFilter,
    RInclude,
    RExclude,
    RForce,
    RCredential,
    RRecurse,
    RStream,
};
constexpr ParameterDef remove_parameters[] = {
    KESTRUN_ITEM_PATHS,
    {.name = "Recurse", .type = "switch"},
    {.name = "Stream", .type = "string[]", .flags = base::sys::on_windows ? P::None : P::Hidden},
};

/// Depth first; links are removed, not followed.
int remove_tree(const std::string& path)
{
    base::sys::Stat facts;
    if (base::sys::lstat(path.c_str(), &facts) != 0) return errno;
    // Windows refuses to remove what is read-only; whether it may be was asked before.
    if (base::sys::on_windows && S_ISREG(facts.st_mode) && (facts.st_mode & 0222) == 0) base::sys::chmod(path.c_str(), 0666);
    if (!S_ISDIR(facts.st_mode)) return base::sys::unlink(path.c_str()) == 0 ? 0 : errno;
    if (base::sys::DIR* folder = base::sys::opendir(path.c_str())) {
        std::vector<std::string> names;
        while (const base::sys::dirent* entry = base::sys::readdir(folder)) {
            const std::string name = entry->d_name;
            if (name != "." && name != "..") names.push_back(name);
        }
        base::sys::closedir(folder);
        for (const std::string& name : names) {
            if (const int error = remove_tree(path + base::path_separator + name)) return error;
        }
    } else {
        return errno;
    }
    return base::sys::rmdir(path.c_str()) == 0 ? 0 : errno;
}

struct RemoveItem final : ItemCommand
{
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            if (!target.is_file()) {
                if (should_process("Item: " + target.drive.path, "Remove Item"))
                    remove_drive_item(context(), target.drive.drive, target.drive.path);
                continue;
            }
            remove(target.path);
        }
        // -Recurse -Include: matches below the path as well.
        if (flag(RRecurse) && has(RInclude)) {
            for (const std::string& path : written()) {
                const std::string root = context().resolve_path(path);
                if (is_folder(root)) remove_below(root);
            }
        }
    }

private:
    /// -Recurse was not given for a folder that is not empty: the user decides.
    bool may_remove_children(const std::string& path)
    {
        const std::string question = "The item at " + path +
                                     " has children and the Recurse parameter was not specified. If you continue, all children will be "
                                     "removed with the item. Are you sure you want to continue?";
        return engine::confirm_action(context().host(), "Confirm", question, remove_children_);
    }
    engine::Confirmation remove_children_ = engine::Confirmation::Ask;

    void remove_below(const std::string& folder)
    {
        for (const FolderEntry& entry : list_folder(folder)) {
            const std::string path = folder + base::path_separator + entry.name;
            if (selected(entry.name))
                remove(path);
            else if (entry.folder && !entry.link)
                remove_below(path);
        }
    }

    void remove(const std::string& path)
    {
        base::sys::Stat facts;
        if (base::sys::lstat(path.c_str(), &facts) != 0) return;
        const bool folder = S_ISDIR(facts.st_mode);
        const std::string current = context().current_directory();
        if (folder && (current == path || current.rfind(path + base::path_separator, 0) == 0)) {
            write_error("InvalidOperation", "Cannot remove the item at '" + path + "' because it is in use.",
                        ErrorCategory::InvalidOperation, Value(path), "System.Management.Automation.PSInvalidOperationException");
            return;
        }
        if (folder && !flag(RRecurse) && !list_folder(path).empty()) {
            if (!may_remove_children(path)) return;
        }
        if (!should_process(path, folder ? "Remove Directory" : "Remove File")) return;
        if (!folder && !S_ISLNK(facts.st_mode) && (facts.st_mode & 0222U) == 0 && !flag(RForce)) {
            write_error("RemoveFileSystemItemUnAuthorizedAccess",
                        "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only.",
                        ErrorCategory::PermissionDenied, Value(path), "System.IO.IOException");
            return;
        }
        const int error = base::run_blocking([&] { return remove_tree(path); });
        if (error) write_error(file_error(error, path, "RemoveFileSystemItemUnAuthorizedAccess", ErrorCategory::PermissionDenied));
    }
};

// --- Set-Item, Clear-Item, Invoke-Item ---

enum : size_t
{
    SValue = 7,
    SPassThru,
};
constexpr ParameterDef set_parameters[] = {
    KESTRUN_ITEM_PATHS,
    {.name = "Value", .position = 1, .flags = P::FromPipeline | P::FromPipelineByName},
    {.name = "PassThru", .type = "switch"},
};
struct SetItem final : ItemCommand
{
    void process() override
    {
        for (const std::string& path : written()) {
            const DrivePath drive = split_drive(path);
            if (drive.drive.empty()) {
                write_error("NotSupported", "Provider operation stopped because the provider does not support this operation.",
                            ErrorCategory::NotImplemented, Value(path), "System.Management.Automation.PSNotSupportedException");
                continue;
            }
            if (!should_process("Item: " + drive.path + " Value: " + value::to_text(arg(SValue)), "Set Item")) continue;
            set_drive_item(context(), drive.drive, drive.path, arg(SValue));
            if (!flag(SPassThru)) continue;
            for (const DriveItem& item : find_drive_items(context(), drive.drive, drive.path)) write(item.item);
        }
    }
};
constexpr ParameterDef clear_parameters[] = {KESTRUN_ITEM_PATHS};
struct ClearItem final : ItemCommand
{
    void process() override
    {
        for (const ItemTarget& target : targets()) {
            if (target.is_file()) {
                write_error("NotSupported", "Provider operation stopped because the provider does not support this operation.",
                            ErrorCategory::NotImplemented, Value(target.path), "System.Management.Automation.PSNotSupportedException");
                continue;
            }
            if (should_process("Item: " + target.drive.path, "Clear Item"))
                set_drive_item(context(), target.drive.drive, target.drive.path, Value());
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "New-Item",
     .synopsis = "Makes a file, a folder, a link or an item of a drive.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewItem>,
     .aliases = "ni",
     .default_set = "pathSet",
     .flags = C::ShouldProcess},
    {.name = "Remove-Item",
     .synopsis = "Deletes items.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveItem>,
     .aliases = "ri,rm,rmdir,del,erase,rd",
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Set-Item",
     .synopsis = "Changes the value of an item of a drive.",
     .parameters = set_parameters,
     .make = make_cmdlet<SetItem>,
     .aliases = "si",
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Clear-Item",
     .synopsis = "Empties an item of a drive.",
     .parameters = clear_parameters,
     .make = make_cmdlet<ClearItem>,
     .aliases = "cli",
     .default_set = "Path",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable change_items_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
