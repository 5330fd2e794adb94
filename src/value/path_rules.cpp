#include "value/path_rules.hpp"
#include "base/text.hpp"
#include <algorithm>
#include <vector>

namespace kestrun::value {
namespace {

template <bool Windows>
size_t next_separator(std::string_view path, size_t from)
{
    while (from < path.size() && !PathRules<Windows>::is_separator(path[from])) ++from;
    return from;
}

/// "." is nothing, ".." takes the part before.
template <bool Windows>
std::vector<std::string_view> parts_of(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const size_t end = next_separator<Windows>(path, 0);
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (part.empty() || part == ".") continue;
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty())
            parts.pop_back();
    }
    return parts;
}

bool has_drive(std::string_view path) noexcept { return path.size() >= 2 && path[1] == ':' && base::ascii_is_letter(path[0]); }

bool is_device(std::string_view path) noexcept
{
    using Rules = PathRules<true>;
    return path.size() >= 4 && Rules::is_separator(path[0]) && Rules::is_separator(path[1]) && (path[2] == '?' || path[2] == '.') &&
           Rules::is_separator(path[3]);
}

/// "\\server\share": the separator after the share is no part of it.
size_t share_length(std::string_view path, size_t from) noexcept
{
    const size_t server = next_separator<true>(path, from);
    return next_separator<true>(path, std::min(server + 1, path.size()));
}

size_t windows_root_length(std::string_view path) noexcept
{
    using Rules = PathRules<true>;
    if (is_device(path)) {
        const std::string_view rest = path.substr(4);
        if (rest.size() >= 4 && base::ascii_iequals(rest.substr(0, 3), "UNC") && Rules::is_separator(rest[3])) return share_length(path, 8);
        return std::min(next_separator<true>(path, 4) + 1, path.size());
    }
    if (path.size() >= 2 && Rules::is_separator(path[0]) && Rules::is_separator(path[1])) return share_length(path, 2);
    if (has_drive(path)) return path.size() > 2 && Rules::is_separator(path[2]) ? 3 : 2;
    return !path.empty() && Rules::is_separator(path[0]) ? 1 : 0;
}

/// What Windows leaves out at the end of a name.
std::string_view without_end(std::string_view part)
{
    while (!part.empty() && (part.back() == '.' || part.back() == ' ')) part.remove_suffix(1);
    return part;
}

std::string with_backslashes(std::string_view path)
{
    std::string out(path);
    std::replace(out.begin(), out.end(), '/', '\\');
    return out;
}

std::string windows_full(std::string_view path, std::string_view base)
{
    using Rules = PathRules<true>;
    if (path.starts_with("\\\\?\\")) return std::string(path); // taken as it stands
    std::string whole;
    if (Rules::is_fully_qualified(path)) {
        whole = path;
    } else if (!path.empty() && Rules::is_separator(path[0])) {
        whole = std::string(base.substr(0, Rules::root_length(base))).append(path);
    } else if (has_drive(path)) {
        const bool same = has_drive(base) && base::ascii_lower(path[0]) == base::ascii_lower(base[0]);
        whole = (same ? std::string(base) : std::string(path.substr(0, 2))).append("\\").append(path.substr(2));
    } else {
        whole = std::string(base).append("\\").append(path);
    }
    const size_t root = Rules::root_length(whole);
    std::string out = with_backslashes(std::string_view(whole).substr(0, root));
    auto parts = parts_of<true>(std::string_view(whole).substr(root));
    const bool folder = Rules::ends_in_separator(path);
    if (!parts.empty() && !folder) parts.back() = without_end(parts.back());
    for (const std::string_view part : parts) {
        if (!out.ends_with('\\')) out += '\\';
        out += part;
    }
    if (folder && !out.ends_with('\\')) out += '\\';
    return out;
}

std::string unix_full(std::string_view path, std::string_view base)
{
    const std::string whole = path.starts_with('/') ? std::string(path) : std::string(base) + "/" + std::string(path);
    std::string out;
    for (const std::string_view part : parts_of<false>(whole)) out.append("/").append(part);
    if (out.empty()) return "/";
    if (path.ends_with('/')) out += '/';
    return out;
}

template <bool Windows>
bool same_part(std::string_view a, std::string_view b)
{
    return Windows ? base::ascii_iequals(a, b) : a == b;
}

} // namespace

template <bool Windows>
size_t PathRules<Windows>::root_length(std::string_view path) noexcept
{
    if constexpr (Windows) return windows_root_length(path);
    return path.starts_with('/') ? 1 : 0;
}

template <bool Windows>
bool PathRules<Windows>::is_fully_qualified(std::string_view path) noexcept
{
    if constexpr (Windows) {
        if (path.size() >= 2 && is_separator(path[0])) return is_separator(path[1]) || path[1] == '?';
        return path.size() >= 3 && has_drive(path) && is_separator(path[2]);
    }
    return path.starts_with('/');
}

template <bool Windows>
std::string PathRules<Windows>::full(std::string_view path, std::string_view base)
{
    if constexpr (Windows) return windows_full(path, base);
    return unix_full(path, base);
}

template <bool Windows>
std::string_view PathRules<Windows>::file_name(std::string_view path) noexcept
{
    const size_t root = Windows ? root_length(path) : 0;
    size_t start = path.size();
    while (start > root && !is_separator(path[start - 1])) --start;
    return path.substr(start);
}

template <bool Windows>
std::optional<std::string> PathRules<Windows>::folder(std::string_view path)
{
    const size_t root = root_length(path);
    if (path.empty() || std::all_of(path.begin() + static_cast<ptrdiff_t>(root), path.end(), is_separator)) return std::nullopt;
    size_t end = path.size();
    while (end > root && !is_separator(path[end - 1])) --end;
    while (end > root && is_separator(path[end - 1])) --end;
    std::string out; // doubled separators become one
    for (size_t i = 0; i < end; ++i) {
        const bool divides = is_separator(path[i]);
        if (divides && i >= std::max<size_t>(root, 1) && is_separator(path[i - 1])) continue;
        out += divides ? separator : path[i];
    }
    return out;
}

template <bool Windows>
std::string_view PathRules<Windows>::extension(std::string_view path) noexcept
{
    const std::string_view name = file_name(path);
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot + 1 == name.size() ? std::string_view() : name.substr(dot);
}

template <bool Windows>
std::string PathRules<Windows>::combine(std::string_view a, std::string_view b)
{
    if (b.empty()) return std::string(a);
    if (a.empty() || is_rooted(b)) return std::string(b);
    std::string out(a);
    if (!ends_in_separator(a) && !(Windows && a.ends_with(':'))) out += separator;
    return out.append(b);
}

template <bool Windows>
std::string PathRules<Windows>::relative(std::string_view from, std::string_view to)
{
    const size_t root_from = root_length(from), root_to = root_length(to);
    if (!same_part<Windows>(from.substr(0, root_from), to.substr(0, root_to))) return std::string(to);
    const auto a = parts_of<Windows>(from.substr(root_from)), b = parts_of<Windows>(to.substr(root_to));
    size_t same = 0;
    while (same < a.size() && same < b.size() && same_part<Windows>(a[same], b[same])) ++same;
    std::string out;
    const auto add = [&out](std::string_view part) {
        if (!out.empty()) out += separator;
        out += part;
    };
    for (size_t i = same; i < a.size(); ++i) add("..");
    for (size_t i = same; i < b.size(); ++i) add(b[i]);
    if (out.empty()) return ".";
    if (ends_in_separator(to) && to.size() > root_to) out += separator;
    return out;
}

template struct PathRules<false>;
template struct PathRules<true>;

} // namespace kestrun::value
