// -Path, -LiteralPath, -Filter, -Include, -Exclude of the item commands.
#pragma once
#include "cmdlets/management/item_drives.hpp"
#include "cmdlets/support/paths.hpp"

namespace kestrun::cmdlets {

/// Indices of these parameters in a command's table; -1: the command has none.
struct PathParameters
{
    int path = 0, literal = 1, filter = 2, include = 3, exclude = 4, force = 5;
};

/// What a path of an item command stands for: a file or an item of a drive.
struct ItemTarget
{
    std::string path; // absolute; of drives "Env:NAME"
    DrivePath drive;
    std::optional<DriveItem> item; // of drives
    bool is_file() const { return drive.drive.empty(); }
};

class ItemCommand : public Cmdlet
{
protected:
    explicit ItemCommand(PathParameters parameters = {}) : at_(parameters) {}
    bool given(int parameter) const { return parameter >= 0 && has(static_cast<size_t>(parameter)); }
    bool set(int parameter) const { return parameter >= 0 && flag(static_cast<size_t>(parameter)); }
    /// Passes -Filter, -Include and -Exclude.
    bool selected(std::string_view leaf) const;
    /// Existing items; writes PathNotFound for those that are missing. `id` of that error.
    std::vector<ItemTarget> targets(std::string_view id = "PathNotFound");
    std::vector<ItemTarget> targets_of(const std::string& path, bool literal, std::string_view id = "PathNotFound");
    /// Written paths.
    std::vector<std::string> written() const;
    bool literal() const { return given(at_.literal); }
    PathParameters at_;
};

// The usual first parameters of item commands.
#define KESTRUN_ITEM_PATHS                                                                                                                 \
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},                                              \
        {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},       \
        {.name = "Filter", .type = "string"}, {.name = "Include", .type = "string[]"}, {.name = "Exclude", .type = "string[]"},            \
        {.name = "Force", .type = "switch"},                                                                                               \
    {                                                                                                                                      \
        .name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName                                                       \
    }

} // namespace kestrun::cmdlets
