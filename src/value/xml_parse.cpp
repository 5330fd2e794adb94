// The parser of XML 1.0 (fifth edition), with the texts of .NET's XmlException. External entities and DTDs are not read: a document type is
// kept as it stands, its entities are unknown.
#include "base/text.hpp"
#include "value/error.hpp"
#include "value/xml.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

constexpr int max_depth = 2000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_name_start(char32_t c)
{
    return c == '_' || c == ':' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c != 0x37E);
}

bool is_name_char(char32_t c) { return is_name_start(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xB7; }

class Parser
{
public:
    Parser(XmlDocument& document, std::string_view text, XmlSource source) : document_(document), text_(text), source_(source)
    {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }
    /// document := declaration? misc* doctype? misc* element misc*
    void parse_document();
    /// content of an element, to the end of the text
    void parse_fragment(XmlNode& parent) { parse_content(parent, true); }

private:
    XmlDocument& document_;
    std::string_view text_;
    XmlSource source_;
    size_t at_ = 0;
    size_t open_ = 0;      // the '<' of the start tag that is read
    bool at_root_ = false; // it is the document's element
    int depth_ = 0;

    bool ended() const { return at_ >= text_.size(); }
    bool starts(std::string_view token) const { return text_.substr(at_).starts_with(token); }
    void skip_space()
    {
        while (!ended() && is_space(text_[at_])) ++at_;
    }
    void position(size_t at, size_t& line, size_t& column) const;
    [[noreturn]] void fail(std::string message, size_t at) const;
    [[noreturn]] void fail(std::string message) const { fail(std::move(message), at_); }
    std::string_view name();
    std::string decode(std::string_view raw, size_t start, bool attribute);
    void parse_content(XmlNode& parent, bool to_end);
    void parse_element(XmlNode& parent);
    void parse_attributes(const XmlNode& parent, XmlNode& element);
    void parse_markup(XmlNode& parent);
    void parse_doctype();
    void parse_instruction(XmlNode& parent);
    std::string_view until(std::string_view end, const char* what);
    void add(XmlNode& parent, XmlNode* node)
    {
        parent.children.push_back(node);
        node->parent = &parent;
    }
};

void Parser::position(size_t at, size_t& line, size_t& column) const
{
    line =
        1 + static_cast<size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at, text_.size())), '\n'));
    const size_t start = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
    const size_t begin = start == std::string_view::npos ? 0 : start + 1;
    column = base::utf16_length(text_.substr(begin, std::min(at, text_.size()) - begin)) + 1;
}

constexpr const char* root_invalid = "Data at the root level is invalid.";

/// Names of the open elements, the innermost first.
std::string not_closed(const XmlNode& parent, const XmlNode* element)
{
    std::string names = element->name;
    for (const XmlNode* up = &parent; up && up->kind == XmlKind::Element; up = up->parent) names += ", " + up->name;
    return "Unexpected end of file has occurred. The following elements are not closed: " + names + ".";
}

/// Without a place.
[[noreturn]] void refuse(const char* message)
{
    ScriptError error(make<ErrorRecord>(make_exception("System.Xml.XmlException", message), "XmlException", ErrorCategory::NotSpecified));
    error.from_native = true;
    throw error;
}

void Parser::fail(std::string message, size_t at) const
{
    size_t line = 0, column = 0;
    position(at, line, column);
    message += " Line " + std::to_string(line) + ", position " + std::to_string(column) + ".";
    auto exception = make_exception("System.Xml.XmlException", std::move(message));
    exception->properties().emplace_back("LineNumber", Value(static_cast<int32_t>(line)));
    exception->properties().emplace_back("LinePosition", Value(static_cast<int32_t>(column)));
    ScriptError error(make<ErrorRecord>(exception, "XmlException", ErrorCategory::NotSpecified));
    error.from_native = true;
    throw error;
}

std::string_view Parser::name()
{
    const size_t start = at_;
    size_t next = at_;
    while (next < text_.size()) {
        size_t after = next;
        const char32_t c = base::decode_utf8(text_, after);
        if (!(next == start ? is_name_start(c) : is_name_char(c))) break;
        next = after;
    }
    if (next == start) {
        if (ended()) fail("Unexpected end of file has occurred.");
        size_t after = at_;
        const char32_t c = base::decode_utf8(text_, after);
        char code[16];
        std::snprintf(code, sizeof code, "0x%02X", static_cast<unsigned>(c));
        fail("Name cannot begin with the '" + std::string(text_.substr(at_, after - at_)) + "' character, hexadecimal value " + code + ".");
    }
    at_ = next;
    return text_.substr(start, next - start);
}

/// Character data or an attribute's value: line ends become LF, references are replaced. start: where raw stands, for messages.
std::string Parser::decode(std::string_view raw, size_t start, bool attribute)
{
    std::string out;
    out.reserve(raw.size());
    for (size_t i = 0; i < raw.size(); ++i) {
        const char c = raw[i];
        if (c == '\r') {
            if (i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
            out += attribute ? ' ' : '\n';
        } else if (attribute && (c == '\n' || c == '\t')) {
            out += ' ';
        } else if (c != '&') {
            out += c;
        } else {
            const size_t end = raw.find(';', i);
            const std::string_view reference = end == std::string_view::npos ? std::string_view() : raw.substr(i + 1, end - i - 1);
            if (reference.empty()) {
                fail("An error occurred while parsing EntityName.", start + i + 1);
            } else if (reference[0] == '#') {
                const bool hex = reference.size() > 1 && reference[1] == 'x';
                char32_t code = 0;
                for (const char d : reference.substr(hex ? 2 : 1)) {
                    const char lower = base::ascii_lower(d);
                    const int digit = base::ascii_is_digit(d) ? d - '0' : hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
                    if (digit < 0)
                        fail("Invalid syntax for a " + std::string(hex ? "hexadecimal" : "decimal") + " numeric entity reference.",
                             start + i);
                    code = std::min<char32_t>(code * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
                }
                const bool allowed =
                    code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) || (code >= 0xE000 && code < 0x110000);
                if (!allowed) fail("'" + std::string(reference) + "' is an invalid character.", start + i + 1);
                base::append_utf8(out, code);
            } else if (reference == "lt") {
                out += '<';
            } else if (reference == "gt") {
                out += '>';
            } else if (reference == "amp") {
                out += '&';
            } else if (reference == "quot") {
                out += '"';
            } else if (reference == "apos") {
                out += '\'';
            } else {
                fail("Reference to undeclared entity '" + std::string(reference) + "'.", start + i + 1);
            }
            i = end;
        }
    }
    return out;
}

std::string_view Parser::until(std::string_view end, const char* what)
{
    const size_t begin = at_;
    const size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) {
        at_ = text_.size();
        if (end.size() == 1) fail("There is an unclosed literal string.");
        if (end == "?>") fail("Unexpected end of file has occurred.");
        fail(std::string("Unexpected end of file while parsing ") + what + " has occurred.", begin);
    }
    const std::string_view inside = text_.substr(at_, found - at_);
    at_ = found + end.size();
    return inside;
}

/// attribute := name S? '=' S? ('"' value '"' | "'" value "'")
void Parser::parse_attributes(const XmlNode& parent, XmlNode& element)
{
    for (;;) {
        const bool space = !ended() && is_space(text_[at_]);
        skip_space();
        if (ended()) {
            if (!space && at_root_) fail(root_invalid, open_);
            fail(space ? not_closed(parent, &element) : "Unexpected end of file while parsing Name has occurred.");
        }
        if (text_[at_] == '>' || text_[at_] == '/' || text_[at_] == '?') return;
        const size_t start = at_;
        if (!space) fail("'" + std::string(1, text_[at_]) + "' is an unexpected token. Expecting white space.");
        const std::string key(name());
        if (ended()) fail("Unexpected end of file while parsing Name has occurred.");
        skip_space();
        if (ended() || text_[at_] != '=') {
            fail("'" + std::string(ended() ? "" : std::string(1, text_[at_])) + "' is an unexpected token. The expected token is '='.");
        }
        ++at_;
        skip_space();
        if (ended()) fail("Unexpected end of file has occurred.");
        if (ended() || (text_[at_] != '"' && text_[at_] != '\'')) {
            fail("'" + std::string(ended() ? "" : std::string(1, text_[at_])) +
                 "' is an unexpected token. The expected token is '\"' or '''.");
        }
        const char quote = text_[at_++];
        const size_t begin = at_;
        const std::string_view raw = until({&quote, 1}, "attribute value");
        if (const size_t less = raw.find('<'); less != std::string_view::npos) {
            fail("'<', hexadecimal value 0x3C, is an invalid attribute character.", begin + less);
        }
        if (element.attribute(key)) fail("'" + key + "' is a duplicate attribute name.", start);
        XmlNode* attribute = document_.make(XmlKind::Attribute, key, decode(raw, begin, true));
        attribute->parent = &element;
        element.attributes.push_back(attribute);
    }
}

/// element := '<' name attribute* S? ('/>' | '>' content '</' name S? '>')
void Parser::parse_element(XmlNode& parent)
{
    if (++depth_ > max_depth) fail("The document nests elements too deep.");
    at_root_ = parent.kind == XmlKind::Document;
    open_ = at_++;
    const size_t start = at_;
    if (ended() && at_root_) fail(root_invalid, open_);
    XmlNode* element = document_.make(XmlKind::Element, std::string(name()));
    parse_attributes(parent, *element);
    const bool bare = text_[at_ - 1] != '"' && text_[at_ - 1] != '\'';
    add(parent, element);
    const std::string_view prefix = element->prefix();
    if (!prefix.empty() && prefix != "xml" && element->namespace_uri().empty()) {
        fail("'" + std::string(prefix) + "' is an undeclared prefix.", start);
    }
    if (text_[at_] == '/') {
        ++at_;
        if (ended()) {
            if (at_root_) fail(root_invalid, open_);
            fail("Unexpected end of file while parsing > has occurred.", at_ - 1);
        }
        if (text_[at_] != '>')
            fail("'" + std::string(ended() ? "" : std::string(1, text_[at_])) + "' is an unexpected token. The expected token is '>'.");
        ++at_;
    } else {
        ++at_;
        element->empty_tag = false;
        // A start tag without attributes that ends the document is no start tag to .NET's reader.
        if (ended() && at_root_ && bare) fail(root_invalid, open_);
        parse_content(*element, false);
        if (ended()) fail(not_closed(parent, element));
        at_ += 2;
        const size_t end_start = at_;
        const std::string_view end_name = name();
        if (end_name != element->name) {
            size_t line = 0, column = 0;
            position(start, line, column);
            fail("The '" + element->name + "' start tag on line " + std::to_string(line) + " position " + std::to_string(column) +
                     " does not match the end tag of '" + std::string(end_name) + "'.",
                 end_start);
        }
        skip_space();
        if (ended()) fail(not_closed(parent, element));
        if (text_[at_] != '>') fail("'" + std::string(1, text_[at_]) + "' is an unexpected token. The expected token is '>'.");
        ++at_;
    }
    --depth_;
}

/// instruction := '<?' name (S text)? '?>'
void Parser::parse_instruction(XmlNode& parent)
{
    const size_t start = at_;
    at_ += 2;
    const std::string target(name());
    std::string_view data = until("?>", "PI");
    while (!data.empty() && is_space(data.front())) data.remove_prefix(1);
    if (base::ascii_iequals(target, "xml")) {
        if (start != 0 || parent.kind != XmlKind::Document) {
            fail(
                "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are "
                "allowed to appear before it.",
                start + 2);
        }
        while (!data.empty() && is_space(data.back())) data.remove_suffix(1);
        add(parent, document_.make(XmlKind::Declaration, "xml", std::string(data)));
        return;
    }
    add(parent, document_.make(XmlKind::Instruction, target, std::string(data)));
}

/// '<!--' ... '-->' | '<![CDATA[' ... ']]>'
void Parser::parse_markup(XmlNode& parent)
{
    if (starts("<!--")) {
        at_ += 4;
        const size_t start = at_;
        const std::string_view text = until("-->", "Comment");
        if (const size_t dashes = text.find("--"); dashes != std::string_view::npos) {
            fail("An XML comment cannot contain '--', and '-' cannot be the last character.", start + dashes);
        }
        add(parent, document_.make(XmlKind::Comment, "#comment", std::string(text)));
    } else if (starts("<![CDATA[") && parent.kind != XmlKind::Document) {
        at_ += 9;
        add(parent, document_.make(XmlKind::CData, "#cdata-section", std::string(until("]]>", "CDATA"))));
    } else {
        fail("Expected DTD markup was not found.", at_ + 2);
    }
}

/// '<!DOCTYPE' ... '>' with brackets inside
void Parser::parse_doctype()
{
    const size_t start = at_;
    at_ += 9;
    skip_space();
    const std::string root(name());
    int brackets = 0;
    char quote = 0;
    for (; !ended(); ++at_) {
        const char c = text_[at_];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            ++brackets;
        } else if (c == ']') {
            --brackets;
        } else if (c == '>' && brackets == 0) {
            break;
        }
    }
    if (ended()) fail("Unexpected end of file while parsing DOCTYPE has occurred.");
    ++at_;
    add(document_.root(), document_.make(XmlKind::DocumentType, root, std::string(text_.substr(start, at_ - start))));
}

/// content := (text | element | reference | CDATA | instruction | comment)*
void Parser::parse_content(XmlNode& parent, bool to_end)
{
    while (!ended()) {
        if (text_[at_] != '<') {
            const size_t start = at_;
            at_ = std::min(text_.find('<', at_), text_.size());
            const std::string_view raw = text_.substr(start, at_ - start);
            if (const size_t end = raw.find("]]>"); end != std::string_view::npos)
                fail("']]>' is not allowed in character data.", start + end);
            const bool blank = std::all_of(raw.begin(), raw.end(), is_space);
            if (!blank)
                add(parent, document_.make(XmlKind::Text, "#text", decode(raw, start, false)));
            else if (document_.preserve_whitespace)
                add(parent, document_.make(XmlKind::Whitespace, "#whitespace", decode(raw, start, false)));
        } else if (starts("</")) {
            if (to_end) fail("Unexpected end tag.", at_ + 2);
            return;
        } else if (starts("<?")) {
            parse_instruction(parent);
        } else if (starts("<!")) {
            parse_markup(parent);
        } else {
            parse_element(parent);
        }
    }
}

void Parser::parse_document()
{
    XmlNode& root = document_.root();
    while (!ended()) {
        skip_space();
        if (ended()) break;
        if (text_[at_] != '<') {
            if (source_ == XmlSource::Cast)
                refuse(
                    "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.");
            fail(root_invalid);
        }
        if (starts("<?")) {
            parse_instruction(root);
        } else if (starts("<!DOCTYPE")) {
            parse_doctype();
        } else if (starts("<!")) {
            parse_markup(root);
        } else if (starts("</")) {
            fail("Unexpected end tag.", at_ + 2);
        } else {
            if (document_.element()) {
                if (source_ == XmlSource::Cast) refuse("This document already has a 'DocumentElement' node.");
                fail("There are multiple root elements.", at_ + 1);
            }
            parse_element(root);
        }
    }
    if (!document_.element() && source_ == XmlSource::Text) refuse("Root element is missing.");
}

} // namespace

void load_xml(XmlDocument& document, std::string_view text, XmlSource source)
{
    XmlNode& root = document.root();
    const std::vector<XmlNode*> before = std::move(root.children);
    root.children.clear();
    try {
        Parser(document, text, source).parse_document();
    } catch (...) {
        root.children = before;
        throw;
    }
    for (XmlNode* node : before) node->parent = nullptr;
    document.changed();
}

void load_inner_xml(XmlNode& element, std::string_view text)
{
    const std::vector<XmlNode*> before = std::move(element.children);
    element.children.clear();
    try {
        Parser(*element.document, text, XmlSource::Text).parse_fragment(element);
    } catch (...) {
        element.children = before;
        throw;
    }
    for (XmlNode* node : before) node->parent = nullptr;
    if (!element.children.empty()) element.empty_tag = false;
    element.document->changed();
}

} // namespace kestrun::value
