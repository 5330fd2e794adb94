// System.IO.Path's arithmetic on texts, for Unix and for Windows; both are compiled on every platform. file_path.hpp has the system's own.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::value {

template <bool Windows>
struct PathRules
{
    static constexpr char separator = Windows ? '\\' : '/';
    static constexpr bool is_separator(char c) noexcept { return c == '/' || (Windows && c == '\\'); }
    static bool ends_in_separator(std::string_view path) noexcept { return !path.empty() && is_separator(path.back()); }

    /// Bytes of the path that are its root: "/" of "/a"; "C:\", "C:", "\", "\\server\share" and "\\?\C:\" on Windows.
    static size_t root_length(std::string_view path) noexcept;
    static bool is_rooted(std::string_view path) noexcept { return root_length(path) > 0; }
    /// Says where it is without the current folder or drive.
    static bool is_fully_qualified(std::string_view path) noexcept;

    /// "." and ".." resolved, doubled separators removed, Windows' separators made '\'; relative to `base`, which is fully qualified. A
    /// separator at the end stays.
    static std::string full(std::string_view path, std::string_view base);
    static std::string_view file_name(std::string_view path) noexcept;
    /// Nothing for a root or an empty path.
    static std::optional<std::string> folder(std::string_view path);
    /// With the dot; empty without one.
    static std::string_view extension(std::string_view path) noexcept;
    static std::string combine(std::string_view a, std::string_view b);
    /// Of two full paths; `to` itself when there is no way.
    static std::string relative(std::string_view from, std::string_view to);
};

extern template struct PathRules<false>;
extern template struct PathRules<true>;

} // namespace kestrun::value
