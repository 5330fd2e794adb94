// XML nodes as text, as XmlNode.OuterXml and XmlDocument.Save write them.
#include "base/platform.hpp"
#include "value/xml.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

void escape(std::string& out, std::string_view text, bool attribute)
{
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += attribute ? "&quot;" : "\""; break;
        case '\r': out += "&#xD;"; break;
        case '\n': out += attribute ? "&#xA;" : "\n"; break;
        case '\t': out += attribute ? "&#x9;" : "\t"; break;
        default: out += c;
        }
    }
}

class Writer
{
public:
    explicit Writer(XmlLayout layout) : indented_(layout == XmlLayout::Indented) {}
    std::string take() { return std::move(out_); }

    void write(const XmlNode& node, int level)
    {
        switch (node.kind) {
        case XmlKind::Document:
        case XmlKind::Fragment: children(node, level, false); break;
        case XmlKind::Element: element(node, level); break;
        case XmlKind::Attribute: attribute(node.name, node.value); break;
        case XmlKind::Text: escape(out_, node.value, false); break;
        case XmlKind::Whitespace: out_ += node.value; break;
        case XmlKind::CData: out_ += "<![CDATA[" + node.value + "]]>"; break;
        case XmlKind::Comment: out_ += "<!--" + node.value + "-->"; break;
        case XmlKind::Instruction:
        case XmlKind::Declaration: out_ += "<?" + node.name + (node.value.empty() ? "" : " " + node.value) + "?>"; break;
        case XmlKind::DocumentType: out_ += node.value; break;
        }
    }

    /// Elements whose content is text are left as they are: white space would change them.
    void children(const XmlNode& node, int level, bool inside)
    {
        const bool mixed = std::any_of(node.children.begin(), node.children.end(), [](const XmlNode* child) {
            return child->kind == XmlKind::Text || child->kind == XmlKind::CData || child->kind == XmlKind::Whitespace;
        });
        const bool saved = indented_;
        if (mixed) indented_ = false;
        bool first = true;
        for (const XmlNode* child : node.children) {
            if (indented_ && (inside || !first)) new_line(level);
            first = false;
            write(*child, level);
        }
        if (indented_ && inside && !node.children.empty()) new_line(level - 1);
        indented_ = saved;
    }

private:
    std::string out_;
    bool indented_;
    std::vector<std::pair<std::string, std::string>> declared_; // prefixes and namespaces where the text ends now

    void new_line(int level)
    {
        out_ += base::new_line;
        out_.append(static_cast<size_t>(level) * 2, ' ');
    }

    void attribute(std::string_view name, std::string_view value)
    {
        out_.append(name).append("=\"");
        escape(out_, value, true);
        out_ += '"';
    }

    void element(const XmlNode& node, int level)
    {
        const size_t outside = declared_.size();
        out_ += '<';
        out_ += node.name;
        for (const XmlNode* a : node.attributes) {
            out_ += ' ';
            attribute(a->name, a->value);
            if (a->name == "xmlns")
                declared_.emplace_back("", a->value);
            else if (a->name.starts_with("xmlns:"))
                declared_.emplace_back(a->name.substr(6), a->value);
        }
        declare(node.prefix(), node.space.empty() ? node.namespace_uri() : std::string_view(node.space));
        for (const XmlNode* a : node.attributes)
            if (!a->prefix().empty() && a->prefix() != "xmlns") declare(a->prefix(), a->namespace_uri());
        body(node, level);
        declared_.resize(outside);
    }

    /// A namespace that nothing written so far declares: code gave it to the node, or an ancestor that is not written has it.
    void declare(std::string_view prefix, std::string_view space)
    {
        if (space.empty() || prefix == "xml") return;
        const auto known = std::find_if(declared_.rbegin(), declared_.rend(), [&](const auto& pair) { return pair.first == prefix; });
        if (known != declared_.rend() && known->second == space) return;
        out_ += ' ';
        attribute(prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix), space);
        declared_.emplace_back(prefix, space);
    }

    void body(const XmlNode& node, int level)
    {
        if (node.children.empty() && node.empty_tag) {
            out_ += " />";
            return;
        }
        out_ += '>';
        children(node, level + 1, true);
        out_.append("</").append(node.name).append(">");
    }
};

} // namespace

std::string outer_xml(const XmlNode& node, XmlLayout layout)
{
    Writer writer(layout);
    writer.write(node, 0);
    return writer.take();
}

std::string inner_xml(const XmlNode& node)
{
    Writer writer(XmlLayout::Plain);
    writer.children(node, 0, false);
    return writer.take();
}

} // namespace kestrun::value
