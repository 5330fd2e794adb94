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
    std::string text;               // of a string: decoded; of a number: as written
    std::size_t begin = 0, end = 0; // bytes of the text it was read from
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
    bool keep_repeated = false;   // members of one name all stay, the last one is found
};
/// Nothing when the text is no JSON (RFC 8259), or nested deeper than 1000 levels.
/// *failed_at: the byte that does not fit.
std::optional<JsonNode> parse_json_tree(std::string_view text, const JsonSyntax& syntax = {}, std::size_t* failed_at = nullptr);
/// The shortest text; `"`, `<`, `>`, `&`, `'`, `+` and non-ASCII characters of strings as \uXXXX, as .NET writes them.
std::string json_tree_text(const JsonNode& node);
std::string json_string_text(std::string_view text);

} // namespace kestrun::cmdlets
