// Copy-Item, Move-Item, Rename-Item.
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "cmdlets/management/item_paths.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>
#include <cerrno>

namespace kestrun::cmdlets {

namespace {

int copy_file(const std::string& from, const std::string& to)
{
    int error = 0;
    const std::string bytes = read_file(from, error);
    if (error) return error;
    if (const int failed = write_file(to, bytes, false)) return failed;
    base::sys::Stat facts;
    if (base::sys::stat(from.c_str(), &facts) == 0) {
        base::sys::chmod(to.c_str(), facts.st_mode & 07777);
        const timespec times[2] = {facts.st_atim, facts.st_mtim};
        base::sys::utimensat(AT_FDCWD, to.c_str(), times, 0);
    }
    return 0;
}

/// Where an item goes: into the destination when that is a folder, else to that name.
std::string target_of(const std::string& source, const std::string& destination)
{
    return is_folder(destination) ? join_path(destination, leaf_name(source)) : destination;
}

// --- Copy-Item ---

enum : size_t
{
    CPath,
    CLiteral,
    CDestination,
    CContainer,
    CForce,
    CFilter,
    CInclude,
    CExclude,
    CRecurse,
    CPassThru,
    CCredential,
};
constexpr ParameterDef copy_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Destination", .type = "string", .position = 1, .flags = P::FromPipelineByName},
    {.name = "Container", .type = "switch", .default_text = "True"},
    {.name = "Force", .type = "switch"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "Recurse", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
constexpr PathParameters copy_paths{CPath, CLiteral, CFilter, CInclude, CExclude, CForce};

struct CopyItem final : ItemCommand
{
    CopyItem() : ItemCommand(copy_paths) {}
    void process() override
    {
        const std::string destination = context().resolve_path(text(CDestination, "."));
        for (const ItemTarget& target : targets()) {
            if (!target.is_file()) {
                const DrivePath to = split_drive(text(CDestination));
                if (should_process("Item: " + target.path + " Destination: " + text(CDestination), "Copy Item")) {
                    set_drive_item(context(), target.drive.drive, to.drive.empty() ? text(CDestination) : to.path, target.item->content);
                }
                continue;
            }
            if (is_folder(target.path))
                copy_folder(target.path, destination);
            else
                copy_one(target.path, target_of(target.path, destination));
        }
    }

private:
    void report(int error, const std::string& path, const char* id = "CopyFileInfoItemIOError")
    {
        write_error(file_error(error, path, error == EACCES || error == EPERM ? "CopyFileInfoItemUnauthorizedAccessError" : id,
                               error == EACCES || error == EPERM ? ErrorCategory::PermissionDenied : ErrorCategory::WriteError));
    }

    void copy_one(const std::string& from, const std::string& to)
    {
        if (from == to) {
            write_error("CopyError", "Cannot overwrite the item " + from + " with itself.", ErrorCategory::WriteError, Value(from),
                        "System.IO.IOException");
            return;
        }
        if (!should_process("Item: " + from + " Destination: " + to, "Copy File")) return;
        if (flag(CForce) && path_exists(to)) base::sys::chmod(to.c_str(), 0644);
        if (const int error = copy_file(from, to)) return report(error, error == ENOENT ? to : from);
        if (flag(CPassThru)) write(file_item(to, false));
    }

    void copy_folder(const std::string& from, const std::string& destination)
    {
        const std::string to = target_of(from, destination);
        if (to == from || to.rfind(from + base::path_separator, 0) == 0) {
            write_error("CopyError", "Cannot overwrite the item " + from + " with itself.", ErrorCategory::WriteError, Value(from),
                        "System.IO.IOException");
            return;
        }
        if (!should_process("Item: " + from + " Destination: " + to, "Copy Directory")) return;
        // -Container:$false: what is in the folder, without the folder.
        copy_into(from, has(CContainer) && !flag(CContainer) ? destination : to);
    }

    void copy_into(const std::string& from, const std::string& to)
    {
        if (!is_folder(to) && base::sys::mkdir(to.c_str(), 0777) != 0) return report(errno, to, "CopyDirectoryInfoItemIOError");
        if (flag(CPassThru)) write(file_item(to, true));
        if (!flag(CRecurse)) return;
        for (const FolderEntry& entry : list_folder(from)) {
            const std::string source = from + base::path_separator + entry.name, target = to + base::path_separator + entry.name;
            if (entry.folder)
                copy_into(source, target);
            else if (selected(entry.name)) {
                if (const int error = copy_file(source, target))
                    report(error, target);
                else if (flag(CPassThru))
                    write(file_item(target, false));
            }
        }
    }
};

// --- Move-Item ---

enum : size_t
{
    MPath,
    MLiteral,
    MDestination,
    MForce,
    MFilter,
    MInclude,
    MExclude,
    MPassThru,
    MCredential,
};
constexpr ParameterDef move_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Destination", .type = "string", .position = 1, .flags = P::FromPipelineByName},
    {.name = "Force", .type = "switch"},
    {.name = "Filter", .type = "string"},
    {.name = "Include", .type = "string[]"},
    {.name = "Exclude", .type = "string[]"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
constexpr PathParameters move_paths{MPath, MLiteral, MFilter, MInclude, MExclude, MForce};

/// Copies and deletes across file systems.
int move_path(const std::string& from, const std::string& to)
{
    if (base::sys::rename(from.c_str(), to.c_str()) == 0) return 0;
    if (errno != EXDEV) return errno;
    if (!is_folder(from)) {
        const int error = copy_file(from, to);
        return error ? error : base::sys::unlink(from.c_str()) == 0 ? 0 : errno;
    }
    if (base::sys::mkdir(to.c_str(), 0777) != 0 && errno != EEXIST) return errno;
    for (const FolderEntry& entry : list_folder(from)) {
        if (const int error = move_path(from + base::path_separator + entry.name, to + base::path_separator + entry.name)) return error;
    }
    return base::sys::rmdir(from.c_str()) == 0 ? 0 : errno;
}

struct MoveItem final : ItemCommand
{
    MoveItem() : ItemCommand(move_paths) {}
    void process() override
    {
        const std::string destination = context().resolve_path(text(MDestination, "."));
        for (const ItemTarget& target : targets()) {
            if (!target.is_file()) {
                const DrivePath to = split_drive(text(MDestination));
                set_drive_item(context(), target.drive.drive, to.drive.empty() ? text(MDestination) : to.path, target.item->content);
                remove_drive_item(context(), target.drive.drive, target.drive.path);
                continue;
            }
            move(target.path, target_of(target.path, destination));
        }
    }

private:
    void move(const std::string& from, const std::string& to)
    {
        const bool folder = is_folder(from);
        if (!should_process("Item: " + from + " Destination: " + to, folder ? "Move Directory" : "Move File")) return;
        const char* id = folder ? "MoveDirectoryItemIOError" : "MoveFileInfoItemIOError";
        if (path_exists(to) && from != to && !flag(MForce)) {
            write_error(id,
                        folder ? "Cannot create '" + to + "' because a file or directory with the same name already exists."
                               : "The file '" + to + "' already exists.",
                        ErrorCategory::WriteError, Value(from), "System.IO.IOException");
            return;
        }
        const int error = base::run_blocking([&] { return move_path(from, to); });
        if (error)
            write_error(file_error(error, to, id, ErrorCategory::WriteError));
        else if (flag(MPassThru))
            write(file_item(to));
    }
};

// --- Rename-Item ---

enum : size_t
{
    RPath,
    RLiteral,
    RNewName,
    RForce,
    RPassThru,
    RCredential,
};
constexpr ParameterDef rename_parameters[] = {
    {.name = "Path", .type = "string", .flags = P::FromPipelineByName, .sets = "ByPath@0!|"},
    {.name = "LiteralPath", .type = "string", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "NewName", .type = "string", .position = 1, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Force", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};
struct RenameItem final : ItemCommand
{
    RenameItem() : ItemCommand(PathParameters{RPath, RLiteral, -1, -1, -1, RForce}) {}
    void process() override
    {
        const std::string name = text(RNewName);
        const std::vector<ItemTarget> found = targets();
        if (found.size() > 1) {
            fail("Argument", "Cannot rename multiple items because the path '" + written().front() + "' resolves to multiple items.",
                 ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
        }
        for (const ItemTarget& target : found) {
            if (!target.is_file()) {
                set_drive_item(context(), target.drive.drive, name, target.item->content);
                remove_drive_item(context(), target.drive.drive, target.drive.path);
                continue;
            }
            rename(target.path, name);
        }
    }

private:
    void rename(const std::string& from, const std::string& name)
    {
        const std::string parent = parent_path(from);
        const std::string to = std::none_of(name.begin(), name.end(), base::is_path_separator)
                                   ? join_path(parent, name)
                                   : normalize_path(context().resolve_path(name));
        if (parent_path(to) != parent) {
            write_error("Argument", "Cannot rename the specified target, because it represents a path or device name.",
                        ErrorCategory::InvalidArgument, Value(name), "System.Management.Automation.PSArgumentException");
            return;
        }
        if (!should_process("Item: " + from + " Destination: " + to, is_folder(from) ? "Rename Directory" : "Rename File")) return;
        if (path_exists(to) && from != to) {
            write_error("RenameItemIOError", "The file '" + to + "' already exists.", ErrorCategory::WriteError, Value(from),
                        "System.IO.IOException");
            return;
        }
        if (base::sys::rename(from.c_str(), to.c_str()) != 0) {
            write_error(file_error(errno, from, "RenameItemIOError", ErrorCategory::WriteError));
            return;
        }
        if (flag(RPassThru)) write(file_item(to));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Copy-Item",
     .synopsis = "Copies items.",
     .parameters = copy_parameters,
     .make = make_cmdlet<CopyItem>,
     .aliases = "cpi,copy,cp",
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Move-Item",
     .synopsis = "Moves items.",
     .parameters = move_parameters,
     .make = make_cmdlet<MoveItem>,
     .aliases = "mi,move,mv",
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Rename-Item",
     .synopsis = "Gives an item another name.",
     .parameters = rename_parameters,
     .make = make_cmdlet<RenameItem>,
     .aliases = "rni,ren",
     .default_set = "ByPath",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable move_items_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
