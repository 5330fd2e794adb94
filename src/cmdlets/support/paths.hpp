// Paths of PowerShell's providers: drives (Env:, Variable:, Function:, Alias:, FileSystem), wildcards, joining and splitting.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

/// A path taken apart: drive in lower case ("env", "variable", "function", "alias"), or empty for the file system.
struct DrivePath
{
    std::string drive;
    std::string path; // behind the colon, without a leading slash
};
/// Files have no drive: "/x", "x", "Temp:/x" are file-system paths.
DrivePath split_drive(std::string_view path);

std::string join_path(std::string_view parent, std::string_view child);
/// Without "." and ".." segments, doubled slashes and a slash at the end.
std::string normalize_path(std::string_view path);
std::string parent_path(std::string_view path);
std::string leaf_name(std::string_view path);

/// Absolute paths of what exists and matches; sorted. A pattern without wildcards gives one path when it exists. Hidden names (a leading
/// dot) match only when asked for or when the pattern starts with a dot.
std::vector<std::string> expand_path(Context& context, std::string_view pattern, bool hidden = false);
/// One path as it stands, absolute; empty when it does not exist.
std::string existing_path(Context& context, std::string_view literal);
bool path_exists(const std::string& absolute); // a dangling link exists
bool is_folder(const std::string& absolute);
/// Names in a folder, sorted as PowerShell lists them. Throws ScriptError on failure.
struct FolderEntry
{
    std::string name;
    bool folder;
    bool link;
    bool hidden;
};
/// By its name on Unix, by its attribute on Windows.
bool is_hidden(const std::string& absolute);
std::vector<FolderEntry> list_folder(const std::string& absolute);

/// FileInfo or DirectoryInfo with the provider's note properties (PSPath, PSParentPath, PSChildName, PSIsContainer, ...).
Value file_item(const std::string& absolute);
Value file_item(const std::string& absolute, bool folder);
/// System.Management.Automation.PathInfo.
Value make_path_info(Context& context, const std::string& path, std::string_view drive = {});

/// "Cannot find path '...' because it does not exist." Non-terminating.
Ref<ErrorRecord> path_not_found(std::string_view path, std::string_view id = "PathNotFound");

/// Whole file as bytes. errno through `error` (0: fine). Runs off the event loop.
std::string read_file(const std::string& path, int& error);
/// Creates, truncates or appends. 0 or errno.
int write_file(const std::string& path, std::string_view bytes, bool append);
/// An error of the system as PowerShell shows it for file commands: UnauthorizedAccessException, IOException, ... with texts of .NET.
Ref<ErrorRecord> file_error(int code, const std::string& path, std::string_view id, ErrorCategory category);

} // namespace kestrun::cmdlets
