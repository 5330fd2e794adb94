#include "cmdlets/utility/json_tree.hpp"
#include "base/text.hpp"
#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace kestrun::cmdlets {

namespace {

constexpr int most_levels = 1000;

class Parser
{
public:
    Parser(std::string_view text, const JsonSyntax& syntax) : text_(text), syntax_(syntax) {}

    std::optional<JsonNode> whole()
    {
        JsonNode node;
        if (!value(node, 0) || !blanks() || at_ != text_.size()) return std::nullopt;
        return node;
    }
    size_t at() const { return at_; }

private:
    bool blanks()
    {
        for (;;) {
            while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
            if (at_ + 1 >= text_.size() || text_[at_] != '/' || !syntax_.comments) return true;
            if (text_[at_ + 1] == '/') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_[at_ + 1] == '*') {
                const size_t end = text_.find("*/", at_ + 2);
                if (end == std::string_view::npos) return false;
                at_ = end + 2;
            } else {
                return false;
            }
        }
    }
    bool take(char c)
    {
        if (!blanks() || at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view wanted)
    {
        if (text_.substr(at_, wanted.size()) != wanted) return false;
        at_ += wanted.size();
        return true;
    }

    /// value = object | array | string | number | "true" | "false" | "null"
    bool value(JsonNode& node, int level)
    {
        if (!blanks() || at_ == text_.size() || level > most_levels) return false;
        node.begin = at_;
        const bool ok = value_here(node, level);
        node.end = at_;
        return ok;
    }
    bool value_here(JsonNode& node, int level)
    {
        switch (text_[at_]) {
        case '{': return object(node, level);
        case '[': return array(node, level);
        case '"': node.kind = JsonNode::Kind::String; return string(node.text);
        case 't': node.kind = JsonNode::Kind::True; return word("true");
        case 'f': node.kind = JsonNode::Kind::False; return word("false");
        case 'n': node.kind = JsonNode::Kind::Null; return word("null");
        default: return number(node);
        }
    }

    bool object(JsonNode& node, int level)
    {
        node.kind = JsonNode::Kind::Object;
        ++at_;
        if (take('}')) return true;
        for (;;) {
            std::string key;
            JsonNode member;
            if (!blanks() || at_ == text_.size() || text_[at_] != '"' || !string(key) || !take(':') || !value(member, level + 1))
                return false;
            if (!syntax_.keep_repeated) std::erase_if(node.members, [&](const auto& known) { return known.name == key; });
            node.members.emplace_back(std::move(key), std::move(member));
            if (take('}')) return true;
            if (!take(',')) return false;
            if (syntax_.trailing_commas && take('}')) return true;
        }
    }

    bool array(JsonNode& node, int level)
    {
        node.kind = JsonNode::Kind::Array;
        ++at_;
        if (take(']')) return true;
        for (;;) {
            if (!value(node.items.emplace_back(), level + 1)) return false;
            if (take(']')) return true;
            if (!take(',')) return false;
            if (syntax_.trailing_commas && take(']')) return true;
        }
    }

    std::optional<uint32_t> hex4()
    {
        uint32_t unit = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            if (at_ == text_.size()) return std::nullopt;
            const char c = text_[at_];
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) return std::nullopt;
            unit = unit << 4 | static_cast<uint32_t>(digit);
        }
        return unit;
    }

    bool string(std::string& out)
    {
        ++at_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c != '\\') {
                out += c;
                continue;
            }
            if (at_ == text_.size()) return false;
            switch (text_[at_++]) {
            case '"': out += '"'; break;
            case '\\': out += '\\'; break;
            case '/': out += '/'; break;
            case 'b': out += '\b'; break;
            case 'f': out += '\f'; break;
            case 'n': out += '\n'; break;
            case 'r': out += '\r'; break;
            case 't': out += '\t'; break;
            case 'u': {
                std::optional<uint32_t> unit = hex4();
                if (!unit) return false;
                if (*unit >= 0xD800 && *unit < 0xDC00 && word("\\u")) {
                    const std::optional<uint32_t> low = hex4();
                    if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
                    unit = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
                }
                base::append_utf8(out, static_cast<char32_t>(*unit));
                break;
            }
            default: return false;
            }
        }
        return false;
    }

    bool digits()
    {
        const size_t start = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        return at_ > start;
    }

    /// number = [ "-" ] ( "0" | digit1-9 digits ) [ "." digits ] [ ("e" | "E") [ "+" | "-" ] digits ]
    bool number(JsonNode& node)
    {
        const size_t start = at_;
        if (text_[at_] == '-') ++at_;
        const bool zero = at_ < text_.size() && text_[at_] == '0';
        if (!digits() || (zero && at_ - start > (text_[start] == '-' ? 2U : 1U))) return false;
        if (at_ < text_.size() && text_[at_] == '.') {
            ++at_;
            if (!digits()) return false;
        }
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
            ++at_;
            if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
            if (!digits()) return false;
        }
        node.kind = JsonNode::Kind::Number;
        node.text = text_.substr(start, at_ - start);
        return true;
    }

    std::string_view text_;
    JsonSyntax syntax_;
    size_t at_ = 0;
};

void append_unit(std::string& out, uint32_t unit)
{
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\u%04X", unit);
    out += escape;
}

} // namespace

const JsonNode* JsonNode::find(std::string_view key) const
{
    for (size_t i = members.size(); i-- > 0;)
        if (members[i].name == key) return &members[i].value;
    return nullptr;
}

double JsonNode::number() const { return std::strtod(text.c_str(), nullptr); }

bool operator==(const JsonNode& a, const JsonNode& b)
{
    if (a.kind != b.kind) return false;
    if (a.is(JsonNode::Kind::Number)) return a.text == b.text || a.number() == b.number();
    if (a.is(JsonNode::Kind::Object)) {
        return a.members.size() == b.members.size() && std::all_of(a.members.begin(), a.members.end(), [&](const auto& member) {
                   const JsonNode* other = b.find(member.name);
                   return other && *other == member.value;
               });
    }
    return a.text == b.text && a.items == b.items;
}

std::optional<JsonNode> parse_json_tree(std::string_view text, const JsonSyntax& syntax, size_t* failed_at)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Parser parser(text, syntax);
    std::optional<JsonNode> node = parser.whole();
    if (!node && failed_at) *failed_at = parser.at();
    return node;
}

std::string json_string_text(std::string_view text)
{
    std::string out = "\"";
    for (const char16_t unit : base::to_utf16(text)) {
        const bool escaped = unit < 0x20 || unit > 0x7E || unit == '"' || unit == '<' || unit == '>' || unit == '&' || unit == '\'' ||
                             unit == '+' || unit == '`';
        if (unit == '\\')
            out += "\\\\";
        else if (unit == '\n')
            out += "\\n";
        else if (unit == '\r')
            out += "\\r";
        else if (unit == '\t')
            out += "\\t";
        else if (escaped)
            append_unit(out, unit);
        else
            out += static_cast<char>(unit);
    }
    return out + "\"";
}

std::string json_tree_text(const JsonNode& node)
{
    switch (node.kind) {
    case JsonNode::Kind::Null: return "null";
    case JsonNode::Kind::False: return "false";
    case JsonNode::Kind::True: return "true";
    case JsonNode::Kind::Number: return node.text;
    case JsonNode::Kind::String: return json_string_text(node.text);
    case JsonNode::Kind::Array: {
        std::string out;
        for (const JsonNode& item : node.items) out += (out.empty() ? "" : ",") + json_tree_text(item);
        return "[" + out + "]";
    }
    case JsonNode::Kind::Object: break;
    }
    std::string out;
    for (const auto& [name, member] : node.members) out += (out.empty() ? "" : ",") + json_string_text(name) + ":" + json_tree_text(member);
    return "{" + out + "}";
}

} // namespace kestrun::cmdlets
