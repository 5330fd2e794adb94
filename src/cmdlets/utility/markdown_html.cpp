#include "cmdlets/utility/markdown_html.hpp"
#include "base/text.hpp"
#include "cmdlets/utility/markdown_inline.hpp"
#include <algorithm>
#include <set>
#include <vector>

namespace kestrun::cmdlets {

namespace {

using Lines = std::vector<std::string>;

constexpr int most_levels = 64; // of quotes and lists inside each other

size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }
bool is_empty(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }
std::string_view trimmed(std::string_view text)
{
    const size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

/// "***", "- - -": three or more of one kind.
bool is_rule(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (indent_of(line) > 3 || text.empty() || (text[0] != '*' && text[0] != '-' && text[0] != '_')) return false;
    size_t count = 0;
    for (const char c : text) {
        if (c == text[0])
            ++count;
        else if (c != ' ' && c != '\t')
            return false;
    }
    return count >= 3;
}

int heading_level(std::string_view line)
{
    const size_t start = indent_of(line);
    size_t end = start;
    while (end < line.size() && line[end] == '#') ++end;
    const size_t level = end - start;
    return start <= 3 && level >= 1 && level <= 6 && (end == line.size() || line[end] == ' ' || line[end] == '\t') ? static_cast<int>(level)
                                                                                                                   : 0;
}

struct Fence
{
    char mark = 0;
    size_t length = 0, indent = 0;
    std::string language;
};
Fence fence_of(std::string_view line)
{
    Fence fence;
    fence.indent = indent_of(line);
    const std::string_view rest = line.substr(fence.indent);
    if (fence.indent > 3 || rest.empty() || (rest[0] != '`' && rest[0] != '~')) return {};
    while (fence.length < rest.size() && rest[fence.length] == rest[0]) ++fence.length;
    const std::string_view info = trimmed(rest.substr(fence.length));
    if (fence.length < 3 || (rest[0] == '`' && info.find('`') != std::string_view::npos)) return {};
    fence.mark = rest[0];
    fence.language = info.substr(0, info.find(' '));
    return fence;
}

struct Marker
{
    bool found = false, ordered = false;
    char kind = 0;      // - * + . )
    size_t content = 0; // column of the item's content
    long start = 1;
};
Marker marker_of(std::string_view line)
{
    Marker marker;
    const size_t start = indent_of(line);
    if (start > 3 || start == line.size() || is_rule(line)) return marker;
    size_t at = start;
    if (line[at] == '-' || line[at] == '*' || line[at] == '+') {
        marker.kind = line[at++];
    } else {
        while (at < line.size() && line[at] >= '0' && line[at] <= '9') ++at;
        if (at == start || at - start > 9 || at == line.size() || (line[at] != '.' && line[at] != ')')) return marker;
        marker.ordered = true;
        marker.start = std::strtol(std::string(line.substr(start, at - start)).c_str(), nullptr, 10);
        marker.kind = line[at++];
    }
    if (at < line.size() && line[at] != ' ' && line[at] != '\t') return marker;
    size_t blanks = 0;
    while (at + blanks < line.size() && line[at + blanks] == ' ') ++blanks;
    marker.content = at + (blanks == 0 || blanks > 4 || at + blanks == line.size() ? 1 : blanks);
    marker.found = true;
    return marker;
}

bool starts_block(std::string_view line)
{
    if (is_rule(line) || heading_level(line) || fence_of(line).mark) return true;
    const size_t start = indent_of(line);
    if (start > 3) return false;
    if (line[start] == '>') return true;
    const Marker marker = marker_of(line);
    return marker.found && (!marker.ordered || marker.start == 1) && !is_empty(line.substr(std::min(marker.content, line.size())));
}

bool is_html_block(std::string_view line)
{
    const std::string_view text = line.substr(indent_of(line));
    if (text.size() < 3 || text[0] != '<') return false;
    if (text.starts_with("<!--") || text.starts_with("<?") || text.starts_with("<!")) return true;
    size_t end = text[1] == '/' ? 2 : 1;
    const size_t start = end;
    while (end < text.size() && ((text[end] | 32) >= 'a' && (text[end] | 32) <= 'z')) ++end;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    std::string name(text.substr(start, end - start));
    for (char& c : name) c = static_cast<char>(c | 32);
    static const std::set<std::string> names{
        "address", "article", "aside", "base", "blockquote", "body", "center", "details", "dialog", "div",    "dl",       "fieldset",
        "footer",  "form",    "h1",    "h2",   "h3",         "h4",   "h5",     "h6",      "head",   "header", "hr",       "html",
        "iframe",  "li",      "link",  "main", "menu",       "nav",  "ol",     "p",       "pre",    "script", "section",  "style",
        "summary", "table",   "tbody", "td",   "tfoot",      "th",   "thead",  "title",   "tr",     "ul",     "textarea", "template"};
    return names.contains(name);
}

/// The cells of a table's row.
std::vector<std::string> row_cells(std::string_view line)
{
    std::string_view text = trimmed(line);
    if (text.starts_with('|')) text.remove_prefix(1);
    if (text.ends_with('|') && !text.ends_with("\\|")) text.remove_suffix(1);
    std::vector<std::string> cells(1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '|')
            cells.back() += text[++i];
        else if (text[i] == '|')
            cells.emplace_back();
        else
            cells.back() += text[i];
    }
    for (std::string& cell : cells) cell = trimmed(cell);
    return cells;
}

/// Alignments of a line such as "|:--|--:|"; empty when it is none.
std::vector<std::string> alignments(std::string_view line)
{
    if (line.find('|') == std::string_view::npos && line.find(':') == std::string_view::npos) return {};
    std::vector<std::string> out;
    for (const std::string& cell : row_cells(line)) {
        if (cell.empty() || cell.find_first_not_of(":-") != std::string::npos || cell.find('-') == std::string::npos) return {};
        const bool left = cell.front() == ':', right = cell.back() == ':';
        out.push_back(left && right ? "center" : left ? "left" : right ? "right" : "");
    }
    return out;
}

class Document
{
public:
    std::string html(std::string_view markdown)
    {
        Lines lines;
        for (size_t at = 0; at <= markdown.size();) {
            const size_t end = std::min(markdown.find('\n', at), markdown.size());
            std::string line(markdown.substr(at, end - at));
            if (!line.empty() && line.back() == '\r') line.pop_back();
            for (size_t tab; (tab = line.find('\t')) != std::string::npos && is_empty(line.substr(0, tab));)
                line.replace(tab, 1, 4 - tab % 4, ' ');
            lines.push_back(std::move(line));
            at = end + 1;
        }
        collect_references(lines);
        return blocks(lines, false, 0);
    }

private:
    /// [label]: url "title"; taken out of the lines.
    void collect_references(Lines& lines)
    {
        bool fenced = false;
        for (std::string& line : lines) {
            if (fence_of(line).mark) fenced = !fenced;
            const size_t start = indent_of(line), close = line.find("]:");
            if (fenced || start > 3 || start == line.size() || line[start] != '[' || close == std::string::npos) continue;
            MarkdownLink link;
            size_t at = close + 2;
            if (!markdown_destination(line, at, link) || link.url.empty() || at < line.size()) continue;
            references_.emplace(markdown_label(std::string_view(line).substr(start + 1, close - start - 1)), link);
            line.clear();
        }
    }

    std::string inline_html(std::string_view text) const { return markdown_inline(text, references_); }

    std::string blocks(const Lines& lines, bool tight, int level)
    {
        std::string out;
        for (size_t at = 0; at < lines.size();) {
            const std::string& line = lines[at];
            if (is_empty(line)) {
                ++at;
            } else if (indent_of(line) >= 4) {
                out += indented_code(lines, at);
            } else if (const Fence fence = fence_of(line); fence.mark) {
                out += fenced_code(lines, at, fence);
            } else if (const int heading = heading_level(line)) {
                out += heading_html(line, heading);
                ++at;
            } else if (is_rule(line)) {
                out += "<hr />\n";
                ++at;
            } else if (line[indent_of(line)] == '>' && level < most_levels) {
                out += quote(lines, at, level);
            } else if (const Marker marker = marker_of(line); marker.found && level < most_levels) {
                out += list(lines, at, marker, level);
            } else if (is_html_block(line)) {
                while (at < lines.size() && !is_empty(lines[at])) out += lines[at++] + "\n";
            } else if (at + 1 < lines.size() && row_cells(line).size() == alignments(lines[at + 1]).size()) {
                out += table(lines, at);
            } else {
                out += paragraph(lines, at, tight);
            }
        }
        return out;
    }

    static std::string indented_code(const Lines& lines, size_t& at)
    {
        std::string code, blank;
        for (; at < lines.size() && (is_empty(lines[at]) || indent_of(lines[at]) >= 4); ++at) {
            if (is_empty(lines[at])) {
                blank += (lines[at].size() > 4 ? lines[at].substr(4) : "") + "\n";
                continue;
            }
            code += blank + lines[at].substr(4) + "\n";
            blank.clear();
        }
        return "<pre><code>" + html_escape(code) + "</code></pre>\n";
    }

    static std::string fenced_code(const Lines& lines, size_t& at, const Fence& fence)
    {
        std::string code;
        for (++at; at < lines.size(); ++at) {
            const Fence end = fence_of(lines[at]);
            if (end.mark == fence.mark && end.length >= fence.length && end.language.empty()) break;
            if (at + 1 == lines.size() && lines[at].empty()) break; // the end of the text
            code += lines[at].substr(std::min(fence.indent, indent_of(lines[at]))) + "\n";
        }
        ++at;
        const std::string kind = fence.language.empty() ? "" : " class=\"language-" + html_escape(fence.language) + "\"";
        return "<pre><code" + kind + ">" + html_escape(code) + "</code></pre>\n";
    }

    std::string heading_html(std::string_view line, int level)
    {
        std::string_view text = trimmed(line.substr(indent_of(line) + static_cast<size_t>(level)));
        const size_t last = text.find_last_not_of('#');
        if (last == std::string_view::npos)
            text = {};
        else if (last + 1 < text.size() && text[last] == ' ')
            text = trimmed(text.substr(0, last));
        return heading(text, level);
    }
    std::string heading(std::string_view text, int level)
    {
        const std::string content = inline_html(text), tag = "h" + std::to_string(level);
        return "<" + tag + " id=\"" + heading_id(html_plain_text(content)) + "\">" + content + "</" + tag + ">\n";
    }
    /// Letters and digits in lower case from the first letter on, words joined by "-".
    std::string heading_id(std::string_view text)
    {
        std::string id;
        bool started = false;
        for (const char16_t unit : base::to_utf16(text)) {
            const char32_t c = plain_letter(unit);
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            started |= letter;
            if (!started) continue;
            if (letter || (c >= '0' && c <= '9') || c == '_' || c == '.')
                id += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
            else if ((c == ' ' || c == '-') && !id.empty() && id.back() != '-')
                id += '-';
        }
        while (!id.empty() && (id.back() == '-' || id.back() == '.' || id.back() == '_')) id.pop_back();
        if (id.empty()) id = "section";
        const std::string base = id;
        for (int i = 1; !ids_.insert(id).second; ++i) id = base + "-" + std::to_string(i);
        return id;
    }
    /// A letter of Latin-1 without its accent.
    static char32_t plain_letter(char16_t unit)
    {
        static constexpr std::string_view upper = "AAAAAAACEEEEIIIIDNOOOOO OUUUUY  ", lower = "aaaaaaaceeeeiiiidnooooo ouuuuy y";
        if (unit >= 0xC0 && unit < 0xE0) return static_cast<char32_t>(upper[unit - 0xC0]);
        if (unit >= 0xE0 && unit <= 0xFF) return static_cast<char32_t>(lower[unit - 0xE0]);
        return unit;
    }

    std::string quote(const Lines& lines, size_t& at, int level)
    {
        Lines inside;
        for (; at < lines.size() && !is_empty(lines[at]); ++at) {
            const size_t start = indent_of(lines[at]);
            if (start <= 3 && lines[at][start] == '>') {
                std::string rest = lines[at].substr(start + 1);
                if (rest.starts_with(' ')) rest.erase(0, 1);
                inside.push_back(std::move(rest));
            } else if (!inside.empty() && !is_empty(inside.back()) && !starts_block(lines[at])) {
                inside.push_back(lines[at]); // a paragraph goes on without the mark
            } else {
                break;
            }
        }
        return "<blockquote>\n" + blocks(inside, false, level + 1) + "</blockquote>\n";
    }

    struct Item
    {
        Lines lines;
    };
    std::string list(const Lines& lines, size_t& at, const Marker& first, int level)
    {
        std::vector<Item> items;
        bool loose = false, blank = false;
        size_t content = first.content;
        for (; at < lines.size(); ++at) {
            const std::string& line = lines[at];
            if (is_empty(line)) {
                blank = true;
                if (!items.empty()) items.back().lines.emplace_back();
                continue;
            }
            if (!items.empty() && indent_of(line) >= content) {
                if (blank && !in_sublist(items.back().lines)) loose = true;
                items.back().lines.push_back(line.substr(content));
            } else if (const Marker next = marker_of(line); next.found && next.kind == first.kind && next.ordered == first.ordered) {
                if (blank && !items.empty()) loose = true;
                content = next.content;
                items.push_back({{line.size() > content ? line.substr(content) : ""}});
            } else if (!blank && !starts_block(line) && !items.empty()) {
                items.back().lines.push_back(line.substr(indent_of(line)));
            } else {
                break;
            }
            blank = false;
        }
        return list_html(items, first, loose, level);
    }
    static bool in_sublist(const Lines& lines)
    {
        for (auto line = lines.rbegin(); line != lines.rend(); ++line)
            if (!is_empty(*line)) return indent_of(*line) >= 2 || marker_of(*line).found;
        return false;
    }
    std::string list_html(std::vector<Item>& items, const Marker& first, bool loose, int level)
    {
        std::string out;
        bool tasks = false;
        for (Item& item : items) {
            while (!item.lines.empty() && is_empty(item.lines.back())) item.lines.pop_back();
            std::string box;
            if (!item.lines.empty()) {
                std::string& text = item.lines.front();
                const bool done = text.starts_with("[x] ") || text.starts_with("[X] ");
                if (done || text.starts_with("[ ] ")) {
                    tasks = true;
                    box = std::string("<input disabled=\"disabled\" type=\"checkbox\"") + (done ? " checked=\"checked\"" : "") + " /> ";
                    text.erase(0, 4);
                }
            }
            std::string inside = box + blocks(item.lines, !loose, level + 1);
            if (!loose && inside.ends_with('\n') && !inside.ends_with(">\n")) inside.pop_back();
            if (!loose && inside.ends_with('\n') && is_single_line(item.lines)) inside.pop_back();
            out += (box.empty() ? "<li>" : "<li class=\"task-list-item\">") + inside + "</li>\n";
        }
        const std::string tag = first.ordered ? "ol" : "ul";
        const std::string start = first.ordered && first.start != 1 ? " start=\"" + std::to_string(first.start) + "\"" : "";
        return "<" + tag + (tasks ? " class=\"contains-task-list\"" : "") + start + ">\n" + out + "</" + tag + ">\n";
    }
    /// True when the item is one paragraph.
    static bool is_single_line(const Lines& lines)
    {
        return std::none_of(lines.begin(), lines.end(), [](const std::string& line) { return is_empty(line) || starts_block(line); });
    }

    std::string table(const Lines& lines, size_t& at)
    {
        const std::vector<std::string> heads = row_cells(lines[at]), align = alignments(lines[at + 1]);
        const auto row = [&](const std::vector<std::string>& cells, const char* tag) {
            std::string out = "<tr>\n";
            for (size_t i = 0; i < align.size(); ++i) {
                const std::string style = align[i].empty() ? "" : " style=\"text-align: " + align[i] + ";\"";
                out += std::string("<") + tag + style + ">" + (i < cells.size() ? inline_html(cells[i]) : "") + "</" + tag + ">\n";
            }
            return out + "</tr>\n";
        };
        std::string out = "<table>\n<thead>\n" + row(heads, "th") + "</thead>\n";
        std::string body;
        for (at += 2; at < lines.size() && !is_empty(lines[at]) && !starts_block(lines[at]); ++at) body += row(row_cells(lines[at]), "td");
        if (!body.empty()) out += "<tbody>\n" + body + "</tbody>\n";
        return out + "</table>\n";
    }

    std::string paragraph(const Lines& lines, size_t& at, bool tight)
    {
        std::string text;
        for (; at < lines.size() && !is_empty(lines[at]); ++at) {
            const std::string_view line = trimmed(lines[at]);
            if (!text.empty()) {
                // Underlined: a heading.
                if (line.find_first_not_of('=') == std::string_view::npos) return ++at, heading(text, 1);
                if (line.find_first_not_of('-') == std::string_view::npos) return ++at, heading(text, 2);
                if (starts_block(lines[at])) break;
                text += "\n";
            }
            text += lines[at].substr(indent_of(lines[at]));
        }
        while (!text.empty() && text.back() == ' ') text.pop_back();
        const std::string content = inline_html(text);
        return tight ? content + "\n" : "<p>" + content + "</p>\n";
    }

    MarkdownReferences references_;
    std::set<std::string> ids_;
};

} // namespace

std::string markdown_to_html(std::string_view markdown) { return Document().html(markdown); }

std::string markdown_to_terminal(std::string_view markdown)
{
    // From the HTML: what a terminal cannot show goes.
    const std::string html = markdown_to_html(markdown);
    std::string out;
    for (size_t at = 0; at < html.size();) {
        const size_t end = std::min(html.find('\n', at), html.size());
        const std::string_view line = std::string_view(html).substr(at, end - at);
        const std::string plain = html_plain_text(line);
        if (line.starts_with("<li>")) out += "- ";
        if (!plain.empty() || line.starts_with("<pre>")) out += plain + "\n";
        if (line.ends_with("</p>") || line.ends_with("</pre>") || (line.starts_with("<h") && line.size() > 3 && line[3] == ' '))
            out += "\n";
        at = end + 1;
    }
    if (out.ends_with("\n\n") && !html.starts_with("<h")) out.pop_back();
    return out;
}

} // namespace kestrun::cmdlets
