#include "syntax_test_support.hpp"

#include "syntax/chars.hpp"
#include "syntax/type_resolver.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

// What the real parser says of a thousand scripts: tests/conformance/README.md.
namespace kestrun::syntax::testing {
namespace {

struct Case
{
    std::string name;
    std::string script;
    /// The PARSE lines, as "Id line:column".
    std::vector<std::string> errors;
};

std::filesystem::path cases_folder()
{
    // The compiler may have been given a relative path, and the tests may run anywhere below the project.
    namespace fs = std::filesystem;
    std::vector<fs::path> starts{fs::path(__FILE__).parent_path(), fs::current_path()};
    std::error_code error;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error) starts.push_back(program.parent_path());
    for (fs::path at : starts) {
        for (at = fs::absolute(at); at != at.root_path(); at = at.parent_path()) {
            if (fs::exists(at / "tests/conformance")) return at / "tests/conformance";
        }
    }
    return "tests/conformance";
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

void read_cases(const std::filesystem::path& file, std::vector<Case>& cases)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    bool in_script = false;
    for (const std::string& line : lines_of(text.str())) {
        if (line.starts_with("=== ")) {
            cases.push_back({file.filename().string() + ": " + line.substr(4), {}, {}});
            in_script = true;
        } else if (in_script && line == "---") {
            if (!cases.back().script.empty()) cases.back().script.pop_back();
            in_script = false;
        } else if (in_script) {
            cases.back().script += line + "\n";
        } else if (line.starts_with("PARSE|")) {
            const std::size_t bar = line.find('|', 6);
            cases.back().errors.push_back(line.substr(6, bar - 6) + " " + line.substr(bar + 1));
        }
    }
}

std::vector<Case> all_cases()
{
    std::vector<Case> cases;
    for (const char* area : {"expressions", "statements", "cmdlets", "types", "format"}) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(cases_folder() / area)) {
            if (entry.path().extension() == ".txt") files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) read_cases(file, cases);
    }
    return cases;
}

/// The few types that the cases with parse errors name.
class FewTypes : public TypeResolver
{
public:
    bool type_exists(std::string_view name, std::size_t) const override
    {
        for (const std::string_view known : {"int", "string", "object", "bool", "void", "System.IDisposable", "ref", "byte"}) {
            if (equals_ignore_case(name, known)) return true;
        }
        return false;
    }
    bool attribute_exists(std::string_view name) const override { return name != "Nope"; }
    bool derives_from(std::string_view name, std::string_view base) const override { return equals_ignore_case(name, base); }
    std::string_view full_name(std::string_view name) const override { return name; }
};

TEST(ConformanceTest, ThereAreCases) { EXPECT_GT(all_cases().size(), 1500U); }

TEST(ConformanceTest, ErrorsAreThoseOfPowerShell)
{
    const FewTypes types;
    ParseOptions options;
    options.types = &types;
    int compared = 0;
    for (const Case& test : all_cases()) {
        if (test.errors.empty()) continue;
        // A class needs its base types while parsing; other type errors come from types that only the engine knows.
        const bool about_types = test.errors[0].starts_with("TypeNotFound") || test.errors[0].starts_with("CustomAttributeTypeNotFound");
        const ParsedScript script = parse_text(test.script, about_types ? options : ParseOptions{});
        EXPECT_EQ(errors_of(script), test.errors) << test.name << "\n" << test.script;
        ++compared;
    }
    EXPECT_GT(compared, 300);
}

TEST(ConformanceTest, EverythingElseParses)
{
    for (const Case& test : all_cases()) {
        if (!test.errors.empty()) continue;
        EXPECT_EQ(errors_of(test.script), std::vector<std::string>{}) << test.name << "\n" << test.script;
    }
}

// Extents nest, and parents are set, in every tree.
void check_tree(const Ast& node, std::string_view text, const std::string& name)
{
    EXPECT_LE(node.extent.start, node.extent.end) << name;
    EXPECT_LE(node.extent.end, text.size()) << name;
    for_each_child(node, [&](const Ast& child) {
        EXPECT_EQ(child.parent, &node) << name << " " << name_of(child.kind);
        check_tree(child, text, name);
    });
}

TEST(ConformanceTest, TreesAreWellFormed)
{
    for (const Case& test : all_cases()) {
        if (!test.errors.empty()) continue;
        const ParsedScript script = parse_text(test.script);
        ASSERT_NE(script.root(), nullptr);
        EXPECT_EQ(script.root()->parent, nullptr);
        check_tree(*script.root(), script.source()->text(), test.name);
    }
}

} // namespace
} // namespace kestrun::syntax::testing
