#include "cmdlets/utility/markdown_inline.hpp"
#include "base/text.hpp"
#include <cstring>
#include <vector>

namespace kestrun::cmdlets {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_punctuation(char c) { return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~'); }

struct Entity
{
    const char* name;
    const char* text;
};
constexpr Entity entities[] = {
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", "\xC2\xA0"}, {"copy", "©"},
    {"reg", "®"},    {"trade", "™"},  {"hellip", "…"}, {"mdash", "—"},  {"ndash", "–"},  {"lsquo", "‘"},       {"rsquo", "’"},
    {"ldquo", "“"},  {"rdquo", "”"},  {"laquo", "«"},  {"raquo", "»"},  {"bull", "•"},   {"middot", "·"},      {"deg", "°"},
    {"plusmn", "±"}, {"times", "×"},  {"divide", "÷"}, {"frac12", "½"}, {"euro", "€"},   {"pound", "£"},       {"yen", "¥"},
    {"cent", "¢"},   {"sect", "§"},   {"para", "¶"},   {"larr", "←"},   {"rarr", "→"},   {"uarr", "↑"},        {"darr", "↓"},
    {"harr", "↔"},   {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},   {"Ouml", "Ö"},        {"Uuml", "Ü"},
    {"szlig", "ß"},  {"eacute", "é"}, {"egrave", "è"}, {"agrave", "à"}, {"ccedil", "ç"}, {"ntilde", "ñ"},      {"infin", "∞"},
};

/// "&name;", "&#10;", "&#x41;" at the front of the text: what it stands for, and how long it is.
std::string entity_text(std::string_view text, size_t& length)
{
    const size_t end = text.find(';');
    if (end == std::string_view::npos || end < 2 || end > 32) return {};
    const std::string name(text.substr(1, end - 1));
    length = end + 1;
    if (name[0] == '#') {
        char* rest = nullptr;
        const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
        const unsigned long code = std::strtoul(name.c_str() + (hex ? 2 : 1), &rest, hex ? 16 : 10);
        if (*rest || name.size() < (hex ? 3U : 2U)) return {};
        std::string out;
        base::append_utf8(out, code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? U'\uFFFD' : static_cast<char32_t>(code));
        return out;
    }
    for (const Entity& entity : entities)
        if (name == entity.name) return entity.text;
    return {};
}

/// Escapes and entities resolved.
std::string literal_text(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        size_t length = 0;
        if (text[i] == '\\' && i + 1 < text.size() && is_punctuation(text[i + 1])) {
            out += text[++i];
        } else if (std::string found; text[i] == '&' && !(found = entity_text(text.substr(i), length)).empty()) {
            out += found;
            i += length - 1;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string url_text(std::string_view url)
{
    std::string out;
    for (const char c : url) {
        if (static_cast<unsigned char>(c) > 0x7E || c <= ' ' || std::strchr("\"<>\\`{|}[]", c)) {
            constexpr const char* digits = "0123456789ABCDEF";
            out += {'%', digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]};
        } else {
            out += c;
        }
    }
    return html_escape(out);
}

std::string title_attribute(const MarkdownLink& link) { return link.title.empty() ? "" : " title=\"" + html_escape(link.title) + "\""; }

/// A piece of the result. Runs of * _ ~ stay open until it is known what they are.
struct Piece
{
    std::string html;
    char delimiter = 0;
    size_t count = 0;
    bool opens = false, closes = false;
};

class InlineParser
{
public:
    InlineParser(std::string_view text, const MarkdownReferences& references) : text_(text), references_(references) {}

    std::string html()
    {
        while (at_ < text_.size()) one();
        match_delimiters(0);
        std::string out;
        for (Piece& piece : pieces_) out += piece.delimiter ? std::string(piece.count, piece.delimiter) : piece.html;
        return out;
    }

private:
    struct Bracket
    {
        size_t piece;
        size_t text; // position behind the bracket
        bool image;
    };

    void add(std::string html) { pieces_.push_back({std::move(html), 0, 0, false, false}); }

    void one()
    {
        const char c = text_[at_];
        switch (c) {
        case '\\': return escape();
        case '`': return code();
        case '*':
        case '_':
        case '~': return delimiters(c);
        case '[': return open_bracket(false);
        case ']': return close_bracket();
        case '!':
            if (at_ + 1 < text_.size() && text_[at_ + 1] == '[') return open_bracket(true);
            break;
        case '<': return angle();
        case '&': return entity();
        case '\n': return line_end();
        case 'h':
            if (bare_link()) return;
            break;
        default: break;
        }
        add(html_escape(text_.substr(at_++, 1)));
    }

    void escape()
    {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') {
            add("<br />\n");
            ++at_;
        } else if (at_ < text_.size() && is_punctuation(text_[at_])) {
            add(html_escape(text_.substr(at_++, 1)));
        } else {
            add("\\");
        }
    }

    void line_end()
    {
        size_t blanks = 0;
        while (!pieces_.empty() && pieces_.back().html == " ") {
            pieces_.pop_back();
            ++blanks;
        }
        add(blanks >= 2 ? "<br />\n" : "\n");
        for (++at_; at_ < text_.size() && text_[at_] == ' ';) ++at_;
    }

    void code()
    {
        size_t ticks = 0;
        while (at_ + ticks < text_.size() && text_[at_ + ticks] == '`') ++ticks;
        for (size_t end = at_ + ticks; (end = text_.find('`', end)) != std::string_view::npos;) {
            size_t closing = 0;
            while (end + closing < text_.size() && text_[end + closing] == '`') ++closing;
            if (closing == ticks) {
                std::string content(text_.substr(at_ + ticks, end - at_ - ticks));
                for (char& each : content)
                    if (each == '\n') each = ' ';
                if (content.size() > 2 && content.front() == ' ' && content.back() == ' ' &&
                    content.find_first_not_of(' ') != std::string::npos)
                    content = content.substr(1, content.size() - 2);
                add("<code>" + html_escape(content) + "</code>");
                at_ = end + closing;
                return;
            }
            end += closing;
        }
        add(std::string(ticks, '`'));
        at_ += ticks;
    }

    /// CommonMark's left- and right-flanking runs.
    void delimiters(char c)
    {
        const size_t start = at_;
        while (at_ < text_.size() && text_[at_] == c) ++at_;
        const char before = start > 0 ? text_[start - 1] : '\n', after = at_ < text_.size() ? text_[at_] : '\n';
        const bool left = !is_blank(after) && (!is_punctuation(after) || is_blank(before) || is_punctuation(before));
        const bool right = !is_blank(before) && (!is_punctuation(before) || is_blank(after) || is_punctuation(after));
        Piece run{"", c, at_ - start, left, right};
        if (c == '_') {
            run.opens = left && (!right || is_punctuation(before));
            run.closes = right && (!left || is_punctuation(after));
        }
        if (c == '~' && run.count < 2) {
            add(std::string(run.count, '~'));
            return;
        }
        pieces_.push_back(run);
    }

    void match_delimiters(size_t from)
    {
        for (size_t closer = from; closer < pieces_.size(); ++closer) {
            if (!pieces_[closer].delimiter || !pieces_[closer].closes) continue;
            for (size_t opener = closer; opener-- > from;) {
                Piece &open = pieces_[opener], &close = pieces_[closer];
                if (open.delimiter != close.delimiter || !open.opens || open.count == 0) continue;
                if ((open.closes || close.opens) && (open.count + close.count) % 3 == 0 && open.count % 3 != 0) continue;
                const size_t used = open.delimiter == '~' || (open.count >= 2 && close.count >= 2) ? 2 : 1;
                const char* tag = open.delimiter == '~' ? "del" : used == 2 ? "strong" : "em";
                open.count -= used;
                close.count -= used;
                wrap(opener, closer, tag);
                closer += pieces_[closer + 2].count > 0 ? 1 : 2; // two pieces were put in
                break;
            }
        }
        for (size_t i = from; i < pieces_.size(); ++i) {
            if (!pieces_[i].delimiter) continue;
            pieces_[i].html = std::string(pieces_[i].count, pieces_[i].delimiter);
            pieces_[i].delimiter = 0;
        }
    }
    /// What stands between the runs gets the tag; runs in between are text.
    void wrap(size_t opener, size_t closer, const std::string& tag)
    {
        for (size_t i = opener + 1; i < closer; ++i) {
            if (!pieces_[i].delimiter) continue;
            pieces_[i].html = std::string(pieces_[i].count, pieces_[i].delimiter);
            pieces_[i].delimiter = 0;
        }
        pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(closer), Piece{"</" + tag + ">", 0, 0, false, false});
        pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(opener) + 1, Piece{"<" + tag + ">", 0, 0, false, false});
    }

    void open_bracket(bool image)
    {
        add(image ? "![" : "[");
        at_ += image ? 2 : 1;
        brackets_.push_back({pieces_.size() - 1, at_, image});
    }

    void close_bracket()
    {
        const size_t close = at_++;
        if (brackets_.empty()) return add("]");
        const Bracket bracket = brackets_.back();
        brackets_.pop_back();
        MarkdownLink link;
        if (!link_target(bracket, close, link)) return add("]");
        match_delimiters(bracket.piece + 1);
        std::string content;
        for (size_t i = bracket.piece + 1; i < pieces_.size(); ++i) content += pieces_[i].html;
        pieces_.resize(bracket.piece);
        if (bracket.image) {
            add("<img src=\"" + url_text(link.url) + "\" alt=\"" + html_escape(html_plain_text(content)) + "\"" + title_attribute(link) +
                " />");
        } else {
            add("<a href=\"" + url_text(link.url) + "\"" + title_attribute(link) + ">" + content + "</a>");
            std::erase_if(brackets_, [](const Bracket& each) { return !each.image; }); // no links in links
        }
    }
    bool link_target(const Bracket& bracket, size_t close, MarkdownLink& link)
    {
        if (at_ < text_.size() && text_[at_] == '(') {
            size_t at = at_ + 1;
            if (markdown_destination(text_, at, link) && at < text_.size() && text_[at] == ')') {
                at_ = at + 1;
                return true;
            }
        }
        std::string_view label = text_.substr(bracket.text, close - bracket.text);
        size_t after = at_;
        if (at_ < text_.size() && text_[at_] == '[') {
            const size_t end = text_.find(']', at_);
            if (end != std::string_view::npos) {
                if (end > at_ + 1) label = text_.substr(at_ + 1, end - at_ - 1);
                after = end + 1;
            }
        }
        const auto known = references_.find(markdown_label(label));
        if (known == references_.end()) return false;
        link = known->second;
        at_ = after;
        return true;
    }

    /// <http://x>, <a@b>, or a tag.
    void angle()
    {
        const size_t end = text_.find('>', at_);
        if (end == std::string_view::npos) {
            add("&lt;");
            ++at_;
            return;
        }
        const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
        const bool address = inside.find_first_of(" \t\n<") == std::string_view::npos;
        const size_t colon = inside.find(':'), at_sign = inside.find('@');
        if (address && colon != std::string_view::npos && colon >= 2 && is_alnum(inside[0])) {
            add("<a href=\"" + url_text(inside) + "\">" + html_escape(inside) + "</a>");
        } else if (address && at_sign != std::string_view::npos && at_sign > 0 && at_sign + 1 < inside.size()) {
            add("<a href=\"mailto:" + url_text(inside) + "\">" + html_escape(inside) + "</a>");
        } else if (!inside.empty() && (is_alnum(inside[0]) || inside[0] == '/' || inside[0] == '!' || inside[0] == '?')) {
            add(std::string(text_.substr(at_, end - at_ + 1)));
        } else {
            add("&lt;");
            ++at_;
            return;
        }
        at_ = end + 1;
    }

    void entity()
    {
        size_t length = 0;
        const std::string found = entity_text(text_.substr(at_), length);
        if (found.empty()) {
            add("&amp;");
            ++at_;
            return;
        }
        add(html_escape(found));
        at_ += length;
    }

    bool bare_link()
    {
        const std::string_view rest = text_.substr(at_);
        if ((!rest.starts_with("http://") && !rest.starts_with("https://")) || (at_ > 0 && is_alnum(text_[at_ - 1])) || !brackets_.empty())
            return false;
        size_t end = rest.find_first_of(" \t\n<");
        if (end == std::string_view::npos) end = rest.size();
        while (end > 0 && std::strchr("?!.,:*_~'\")", rest[end - 1])) --end;
        const std::string_view url = rest.substr(0, end);
        if (url.size() <= url.find("//") + 2) return false;
        add("<a href=\"" + url_text(url) + "\">" + html_escape(url) + "</a>");
        at_ += end;
        return true;
    }

    std::string_view text_;
    const MarkdownReferences& references_;
    size_t at_ = 0;
    std::vector<Piece> pieces_;
    std::vector<Bracket> brackets_;
};

} // namespace

std::string html_escape(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string html_plain_text(std::string_view html)
{
    std::string out;
    for (size_t i = 0; i < html.size(); ++i) {
        const size_t end = html[i] == '<' ? html.find('>', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += html[i];
            continue;
        }
        const std::string_view tag = html.substr(i, end - i);
        const size_t alt = tag.find(" alt=\"");
        if (alt != std::string_view::npos) out += tag.substr(alt + 6, tag.find('"', alt + 6) - alt - 6);
        i = end;
    }
    return literal_text(out);
}

std::string markdown_label(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (is_blank(c)) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool markdown_destination(std::string_view text, size_t& at, MarkdownLink& link)
{
    const auto blanks = [&] {
        while (at < text.size() && is_blank(text[at])) ++at;
    };
    blanks();
    if (at < text.size() && text[at] == '<') {
        const size_t end = text.find('>', at);
        if (end == std::string_view::npos) return false;
        link.url = literal_text(text.substr(at + 1, end - at - 1));
        at = end + 1;
    } else {
        const size_t start = at;
        for (int depth = 0; at < text.size() && !is_blank(text[at]); ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) {
                ++at;
            } else if (text[at] == '(') {
                ++depth;
            } else if (text[at] == ')' && depth-- == 0) {
                break;
            }
        }
        link.url = literal_text(text.substr(start, at - start));
    }
    const size_t before = at;
    blanks();
    if (at == before || at >= text.size() || (text[at] != '"' && text[at] != '\'' && text[at] != '(')) return true;
    const char close = text[at] == '(' ? ')' : text[at];
    const size_t end = text.find(close, at + 1);
    if (end == std::string_view::npos) return false;
    link.title = literal_text(text.substr(at + 1, end - at - 1));
    at = end + 1;
    blanks();
    return true;
}

std::string markdown_inline(std::string_view text, const MarkdownReferences& references) { return InlineParser(text, references).html(); }

} // namespace kestrun::cmdlets
