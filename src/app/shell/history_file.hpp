// The lines of earlier sessions, in a file of the user's own.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::app {

/// An entry a line; the line ends within an entry are written as a grave accent before the end of the line, as PowerShell's history has
/// them. Sessions that run side by side append to the same file.
class HistoryFile
{
public:
    static constexpr size_t max_entries = 4096;

    explicit HistoryFile(std::string path) : path_(std::move(path)) {}
    /// $XDG_STATE_HOME/kestrun/history, by default in ~/.local/state; empty when there is no home.
    static std::string default_path();

    /// The newest entries, oldest first. Cuts a file that has grown to twice the limit. A file that cannot be read has none.
    std::vector<std::string> load() const;
    /// Creates file and folder when they are missing, readable by the user alone. What looks like a secret is not written.
    void append(std::string_view entry) const;

    /// Names a password, a token, or text that becomes a secret.
    static bool looks_secret(std::string_view entry);

private:
    std::string path_;
};

} // namespace kestrun::app
