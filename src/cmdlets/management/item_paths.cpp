#include "cmdlets/management/item_paths.hpp"

namespace kestrun::cmdlets {

bool ItemCommand::selected(std::string_view leaf) const
{
    if (given(at_.filter) && !value::wildcard_match(text(static_cast<size_t>(at_.filter)), leaf, false)) return false;
    if (given(at_.include) && !matches_any(texts(static_cast<size_t>(at_.include)), leaf)) return false;
    return !given(at_.exclude) || !matches_any(texts(static_cast<size_t>(at_.exclude)), leaf);
}

std::vector<std::string> ItemCommand::written() const { return texts(static_cast<size_t>(literal() ? at_.literal : at_.path)); }

std::vector<ItemTarget> ItemCommand::targets_of(const std::string& path, bool as_it_stands, std::string_view id)
{
    std::vector<ItemTarget> out;
    const DrivePath drive = split_drive(path);
    if (!drive.drive.empty()) {
        for (DriveItem& item : find_drive_items(context(), drive.drive, drive.path)) {
            if (selected(item.name)) out.push_back({drive_name(drive.drive) + ":" + item.name, {drive.drive, item.name}, std::move(item)});
        }
        if (out.empty() && !value::has_wildcards(path) && !drive.path.empty()) {
            write_error(path_not_found(drive_name(drive.drive) + ":/" + drive.path, id));
        }
        return out;
    }
    std::vector<std::string> found;
    if (as_it_stands) {
        std::string absolute = existing_path(context(), path);
        if (!absolute.empty()) found.push_back(std::move(absolute));
    } else {
        found = expand_path(context(), path, set(at_.force));
    }
    if (found.empty() && (as_it_stands || !value::has_wildcards(path)))
        write_error(path_not_found(as_it_stands ? path : context().resolve_path(path), id));
    for (std::string& file : found) {
        if (selected(leaf_name(file))) out.push_back({std::move(file), {}, std::nullopt});
    }
    return out;
}

std::vector<ItemTarget> ItemCommand::targets(std::string_view id)
{
    std::vector<ItemTarget> out;
    for (const std::string& path : written()) {
        for (ItemTarget& target : targets_of(path, literal(), id)) out.push_back(std::move(target));
    }
    return out;
}

} // namespace kestrun::cmdlets
