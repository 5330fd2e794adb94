// `kestrun check`: what in a script is unknown or not supported, found without running it. Nothing is reported that is not sure: a name
// that some file of the script may define, a member of a value whose type only a run knows, are left alone.
#pragma once
#include "engine/check/finding.hpp"
#include "engine/check/script_facts.hpp"
#include "engine/session_impl.hpp"
#include <memory>
#include <span>
#include <tuple>

namespace kestrun::engine {

struct CheckOptions
{
    /// Commands of the original Kestrun; those that no table has are reported as not supported yet.
    std::span<const char* const> planned_commands{};
    /// Why there is no such command, as a sentence; null for names it knows nothing of.
    const char* (*reason_for_absence)(std::string_view command) = nullptr;
    /// Variables that the program sets in routes, and their types.
    NameMap<std::string> variables;
};

/// Checks one file after the other; what they load is read once. Lives as long as the session at most; on its fiber.
class Checker
{
public:
    Checker(SessionImpl& session, CheckOptions options) : session_(session), options_(std::move(options)) {}

    /// Reads the file and those it loads. Throws ScriptError when it cannot be read.
    void add_file(const std::string& path);
    /// As add_file, for a text that is not (yet) in a file.
    void add_text(std::string text, std::string path);
    /// What is to report about all the added files, by file and position.
    std::vector<Finding> run();
    /// Loads that only a run can resolve: unknown commands of these files are not reported.
    const std::vector<Finding>& blind_spots() const { return blind_spots_; }

private:
    struct File
    {
        std::unique_ptr<ScriptFacts> facts;
        std::vector<std::string> loads; // absolute paths
        NameMap<std::string> prefixes;  // of imported files
        bool asked = false;             // report on it
        bool blind = false;             // loads something unknown
        std::vector<Finding> missing;   // modules that are not there
    };

    void read(const std::string& path, std::string text, bool asked);
    void follow_loads(File& file);
    std::string resolve(const ScriptFacts& facts, const Load& load) const;
    void check(File& file, std::vector<Finding>& findings);

    SessionImpl& session_;
    CheckOptions options_;
    std::map<std::string, File> files_;
    std::vector<Finding> blind_spots_;
};

} // namespace kestrun::engine
