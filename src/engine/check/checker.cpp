#include "engine/check/checker.hpp"
#include "base/system_path.hpp"
#include "engine/check/check_walk.hpp"
#include "engine/class_definition.hpp"
#include "engine/module_loader.hpp"
#include "value/operators.hpp"
#include <algorithm>
#include <filesystem>
#include <set>

namespace kestrun::engine {

namespace fs = std::filesystem;

namespace {

/// What a manifest says its module is made of.
std::vector<std::string> manifest_files(const ScriptFacts& manifest)
{
    std::vector<std::string> files;
    const auto visit = [&](const auto& self, const syntax::Ast& node) -> void {
        if (const auto* table = syntax::as<syntax::HashtableAst>(&node)) {
            for (const syntax::KeyValuePair& pair : table->key_value_pairs) {
                const auto key = manifest.static_text(pair.key);
                if (!key) continue;
                for (const char* wanted : {"RootModule", "ModuleToProcess", "NestedModules", "ScriptsToProcess"})
                    if (base::ascii_iequals(*key, wanted)) add_texts(manifest, pair.value, files);
            }
            return;
        }
        syntax::for_each_child(node, [&](const syntax::Ast& child) { self(self, child); });
    };
    visit(visit, *manifest.script.root());
    return files;
}

Finding make_finding(const ScriptFacts& facts, syntax::Extent extent, Finding::Kind kind, std::string_view name, std::string message)
{
    const syntax::Position at = facts.script.source()->position(extent.start);
    return {facts.path, at.line, at.column, kind, std::string(name), std::move(message), {}};
}

} // namespace

void Checker::add_file(const std::string& path)
{
    read(fs::absolute(base::sys::path(path)).lexically_normal().string(), read_script_file(path), true);
}

void Checker::add_text(std::string text, std::string path) { read(path, std::move(text), true); }

void Checker::read(const std::string& path, std::string text, bool asked)
{
    // A work list, not recursion: files may load each other in long chains.
    std::vector<std::pair<std::string, std::string>> waiting{{path, std::move(text)}};
    bool first = true;
    while (!waiting.empty()) {
        auto [name, content] = std::move(waiting.back());
        waiting.pop_back();
        File& file = files_[name];
        file.asked |= first && asked;
        first = false;
        if (file.facts) continue;
        const KnownTypes types(session_);
        file.facts = std::make_unique<ScriptFacts>(std::move(content), name, &types);
        follow_loads(file);
        for (const std::string& load : file.loads) {
            if (files_.contains(load)) continue;
            try {
                waiting.emplace_back(load, read_script_file(load));
            } catch (const value::ScriptError&) {
                file.blind = true;
            }
        }
    }
}

std::string Checker::resolve(const ScriptFacts& facts, const Load& load) const
{
    std::error_code ec;
    const fs::path folder = base::sys::path(facts.path).parent_path();
    if (load.module) return find_module_file(session_, load.name, folder.string());
    std::string name = load.name;
    std::replace(name.begin(), name.end(), '\\', '/');
    for (const fs::path& from : {folder, base::sys::path(session_.directory)}) {
        const fs::path path = (from / base::sys::path(name)).lexically_normal();
        if (fs::is_regular_file(path, ec)) return fs::absolute(path, ec).string();
        if (fs::is_regular_file(base::sys::path(path.string() + ".ps1"), ec)) return fs::absolute(path, ec).string() + ".ps1";
    }
    return {};
}

void Checker::follow_loads(File& file)
{
    const ScriptFacts& facts = *file.facts;
    std::error_code ec;
    const auto add = [&](const std::string& path) {
        const std::string extension = base::sys::path(path).extension().string();
        if (extension == ".ps1" || extension == ".psm1" || extension == ".psd1") file.loads.push_back(path);
    };
    const auto spot = [&](const Load& load) {
        if (!file.blind)
            blind_spots_.push_back(make_finding(facts, load.extent, Finding::Kind::Module, facts.script.source()->slice(load.extent),
                                                "what is loaded here is known only when the script runs"));
        file.blind = true;
    };
    const bool manifest = facts.path.ends_with(".psd1");
    if (manifest) {
        for (const std::string& name : manifest_files(facts)) {
            Load load;
            load.name = name;
            load.module = true;
            if (const std::string path = resolve(facts, load); !path.empty())
                add(fs::absolute(base::sys::path(path), ec).lexically_normal().string());
        }
        return;
    }
    for (const Load& load : facts.loads) {
        if (load.name.empty() || value::has_wildcards(load.name)) {
            spot(load);
            continue;
        }
        if (load.module && is_builtin_module(load.name)) continue;
        const bool a_path = load.name.find_first_of("/\\") != std::string::npos || load.name.ends_with(".ps1");
        if (!load.module && !a_path) continue; // `. name` runs a command in this scope
        const std::string path = resolve(facts, load);
        const bool made_here = facts.written_files.contains(load.name.substr(load.name.find_last_of("/\\") + 1));
        if (path.empty() && load.module && !load.optional && !made_here) {
            file.missing.push_back(
                make_finding(facts, load.extent, Finding::Kind::Module, load.name, "the module '" + load.name + "' is not found."));
        } else if (path.empty()) {
            spot(load);
        } else {
            const std::string whole = fs::absolute(base::sys::path(path), ec).lexically_normal().string();
            add(whole);
            if (!load.prefix.empty()) file.prefixes[whole] = load.prefix;
        }
    }
    if (facts.defines_unseen) file.blind = true;
}

std::vector<Finding> Checker::run()
{
    std::vector<Finding> findings;
    for (auto& [path, file] : files_)
        if (file.asked) check(file, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    return findings;
}

void Checker::check(File& file, std::vector<Finding>& findings)
{
    const ScriptFacts& facts = *file.facts;
    bool broken = false;
    for (const syntax::ParseError& error : facts.script.errors()) {
        // What types there are is said below, with the nearest name.
        if (error.error_id == "TypeNotFound" || error.error_id == "CustomAttributeTypeNotFound") continue;
        broken = true;
        findings.push_back(make_finding(facts, error.extent, Finding::Kind::ParseError, error.error_id, error.message));
    }
    if (broken) return; // the tree of what does not parse says little
    findings.insert(findings.end(), file.missing.begin(), file.missing.end());

    // All that is connected by loads, either way: a file that is dot-sourced may use what its loader defines.
    CheckWalk::Sight sight;
    std::set<std::string> seen;
    NameMap<std::string> prefixes;
    bool blind = false;
    std::vector<std::string> waiting{facts.path};
    while (!waiting.empty()) {
        const std::string path = waiting.back();
        waiting.pop_back();
        const auto found = files_.find(path);
        if (found == files_.end() || !found->second.facts || !seen.insert(path).second) continue;
        sight.push_back(found->second.facts.get());
        blind |= found->second.blind;
        for (const auto& [name, prefix] : found->second.prefixes) prefixes[name] = prefix;
        for (const std::string& load : found->second.loads) waiting.push_back(load);
        for (const auto& [name, other] : files_)
            if (std::find(other.loads.begin(), other.loads.end(), path) != other.loads.end()) waiting.push_back(name);
    }
    CheckWalk(session_, options_, sight, prefixes, blind, findings).walk(*facts.script.root());
}

} // namespace kestrun::engine
