#include "app/shell/history_file.hpp"
#include "base/environment.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "base/text.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace kestrun::app {

namespace {

std::string encoded(std::string_view entry)
{
    std::string line;
    for (const char c : entry) {
        if (c == '\r') continue;
        if (c == '\n') line += '`';
        line += c;
    }
    return line + "\n";
}

std::vector<std::string> read_entries(const std::string& path)
{
    std::vector<std::string> entries;
    std::ifstream file(base::sys::path(path), std::ios::binary);
    std::string line, entry;
    while (std::getline(file, line)) {
        if (!line.empty() && line.back() == '`') {
            entry += line.substr(0, line.size() - 1) + "\n";
            continue;
        }
        entries.push_back(entry + line);
        entry.clear();
    }
    return entries;
}

bool write_whole(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = base::sys::write(descriptor, text.data(), text.size());
        if (count <= 0) return false;
        text.remove_prefix(static_cast<size_t>(count));
    }
    return true;
}

} // namespace

std::string HistoryFile::default_path()
{
    if constexpr (base::sys::on_windows) {
        const std::string data = base::environment_text("LOCALAPPDATA");
        return data.empty() ? data : data + "\\kestrun\\history";
    }
    const std::string state = base::environment_text("XDG_STATE_HOME");
    if (state.starts_with('/')) return state + "/kestrun/history";
    const std::string home = base::environment_text("HOME");
    return home.empty() ? home : home + "/.local/state/kestrun/history";
}

bool HistoryFile::looks_secret(std::string_view entry)
{
    std::string lower(entry);
    for (char& c : lower) c = base::ascii_lower(c);
    for (const char* word : {"password", "asplaintext", "token", "apikey", "secret", "passphrase"})
        if (lower.find(word) != std::string::npos) return true;
    return false;
}

std::vector<std::string> HistoryFile::load() const
{
    if (path_.empty()) return {};
    std::vector<std::string> entries = read_entries(path_);
    const bool grown = entries.size() >= 2 * max_entries;
    if (entries.size() > max_entries) entries.erase(entries.begin(), entries.end() - max_entries);
    if (grown) {
        const std::string fresh = path_ + ".new";
        const int descriptor = base::sys::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (descriptor >= 0) {
            std::string text;
            for (const std::string& entry : entries) text += encoded(entry);
            const bool whole = write_whole(descriptor, text);
            base::sys::close(descriptor);
            std::error_code ec;
            if (whole)
                std::filesystem::rename(base::sys::path(fresh), base::sys::path(path_), ec);
            else
                std::filesystem::remove(base::sys::path(fresh), ec);
        }
    }
    return entries;
}

void HistoryFile::append(std::string_view entry) const
{
    if (path_.empty() || entry.empty() || looks_secret(entry)) return;
    std::error_code ec;
    const std::filesystem::path folder = base::sys::path(path_).parent_path();
    if (!std::filesystem::exists(folder, ec)) {
        std::filesystem::create_directories(folder, ec);
        base::sys::chmod(folder.string().c_str(), S_IRWXU);
    }
    const int descriptor = base::sys::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return; // a history that cannot be kept is no error of the user
    base::sys::fchmod(descriptor, S_IRUSR | S_IWUSR);
    write_whole(descriptor, encoded(entry));
    base::sys::close(descriptor);
}

} // namespace kestrun::app
