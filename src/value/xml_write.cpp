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
        out_ += '<';
        out_ += node.name;
        // A namespace given by code needs its declaration unless an ancestor has it.
        const std::string_view space = node.space;
        if (!space.empty()) {
            const std::string name = node.prefix().empty() ? "xmlns" : "xmlns:" + std::string(node.prefix());
            bool declared = node.attribute(name) != nullptr;
            for (const XmlNode* up = node.parent; up && !declared; up = up->parent) {
                if (const XmlNode* found = up->attribute(name)) {
                    declared = found->value == space;
                    break;
                }
                declared = up->space == space && up->prefix() == node.prefix();
            }
            if (!declared) {
                out_ += ' ';
                attribute(name, space);
            }
        }
        for (const XmlNode* a : node.attributes) {
            out_ += ' ';
            attribute(a->name, a->value);
        }
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
