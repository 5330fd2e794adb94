// JSON as it stands: for validation, where ConvertFrom-Json's objects have lost what matters (key order, how a number was written).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun::cmdlets {

struct JsonNode
{
    enum class Kind : unsigned char
    {
        Null,
        False,
        True,
        Number,
        String,
        Array,
        Object,
    };
    Kind kind = Kind::Null;
    std::string text; // of a string: decoded; of a number: as written
    std::vector<JsonNode> items;
    struct Member;
    std::vector<Member> members; // in order; of a repeated key the last counts

    [[nodiscard]] const JsonNode* find(std::string_view key) const;
    [[nodiscard]] double number() const;
    [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
};
struct JsonNode::Member
{
    Member(std::string key, JsonNode node) : name(std::move(key)), value(std::move(node)) {}
    std::string name;
    JsonNode value;
};
bool operator==(const JsonNode& a, const JsonNode& b);

struct JsonSyntax
{
    bool comments = false;        // are passed over
    bool trailing_commas = false; // are allowed
};
/// Nothing when the text is no JSON (RFC 8259), or nested deeper than 1000 levels.
std::optional<JsonNode> parse_json_tree(std::string_view text, const JsonSyntax& syntax = {});
/// The shortest text; `"`, `<`, `>`, `&`, `'`, `+` and non-ASCII characters of strings as \uXXXX, as .NET writes them.
std::string json_tree_text(const JsonNode& node);
std::string json_string_text(std::string_view text);

} // namespace kestrun::cmdlets
