// XPath 1.0 by pugixml: it searches a copy of the tree that is made for the first query and kept until the document changes. In the copy a
// node with a namespace is called nsN:name, N counting the document's namespaces; queries have their prefixes rewritten to match.
#include "base/text.hpp"
#include "value/error.hpp"
#include "value/xml.hpp"
#include <algorithm>
#include <pugixml.hpp>
#include <unordered_map>

namespace kestrun::value {

class XmlSearch
{
public:
    explicit XmlSearch(const XmlDocument& document)
    {
        nodes_[tree_.hash_value()] = const_cast<XmlNode*>(&document.root());
        copies_[&document.root()] = tree_;
        copy_children(document.root(), tree_);
    }
    static std::shared_ptr<XmlSearch> of(XmlDocument& document)
    {
        const std::lock_guard lock(document.view_mutex_);
        if (!document.view_) document.view_ = std::make_shared<XmlSearch>(document);
        return std::static_pointer_cast<XmlSearch>(document.view_);
    }
    std::vector<XmlNode*> select(const XmlNode& context, std::string_view xpath, const XmlPrefixes* prefixes) const;

private:
    pugi::xml_document tree_;
    std::unordered_map<size_t, XmlNode*> nodes_; // by pugi's hash
    std::unordered_map<size_t, XmlNode*> attributes_;
    std::unordered_map<const XmlNode*, pugi::xml_node> copies_;
    std::vector<std::string> spaces_;

    size_t space_number(std::string_view space)
    {
        const auto found = std::find(spaces_.begin(), spaces_.end(), space);
        if (found != spaces_.end()) return static_cast<size_t>(found - spaces_.begin());
        spaces_.emplace_back(space);
        return spaces_.size() - 1;
    }
    std::string copy_name(const XmlNode& node)
    {
        const std::string_view space = node.namespace_uri();
        if (space.empty()) return std::string(node.local_name());
        return "ns" + std::to_string(space_number(space)) + ":" + std::string(node.local_name());
    }
    void copy_children(const XmlNode& from, pugi::xml_node to);
    std::string rewrite(std::string_view xpath, const XmlPrefixes* prefixes) const;
};

void XmlSearch::copy_children(const XmlNode& from, pugi::xml_node to)
{
    for (XmlNode* child : from.children) {
        pugi::xml_node copy;
        switch (child->kind) {
        case XmlKind::Element:
            copy = to.append_child(copy_name(*child).c_str());
            for (XmlNode* attribute : child->attributes) {
                if (attribute->name == "xmlns" || attribute->prefix() == "xmlns") continue; // no attributes to XPath
                pugi::xml_attribute made = copy.append_attribute(copy_name(*attribute).c_str());
                made.set_value(attribute->value.c_str());
                attributes_[made.hash_value()] = attribute;
            }
            break;
        case XmlKind::Text:
        case XmlKind::Whitespace:
            copy = to.append_child(pugi::node_pcdata);
            copy.set_value(child->value.c_str());
            break;
        case XmlKind::CData:
            copy = to.append_child(pugi::node_cdata);
            copy.set_value(child->value.c_str());
            break;
        case XmlKind::Comment:
            copy = to.append_child(pugi::node_comment);
            copy.set_value(child->value.c_str());
            break;
        case XmlKind::Instruction:
            copy = to.append_child(pugi::node_pi);
            copy.set_name(child->name.c_str());
            copy.set_value(child->value.c_str());
            break;
        default: continue;
        }
        nodes_[copy.hash_value()] = child;
        copies_[child] = copy;
        copy_children(*child, copy);
    }
}

[[noreturn]] void throw_xpath(std::string message) { throw_native("System.Xml.XPath.XPathException", std::move(message)); }

/// prefix:name and prefix:* outside of literals get the copy's prefix.
std::string XmlSearch::rewrite(std::string_view xpath, const XmlPrefixes* prefixes) const
{
    std::string out;
    const auto is_name = [](char c) {
        return base::ascii_is_letter(c) || base::ascii_is_digit(c) || c == '_' || c == '-' || c == '.' || (c & 0x80);
    };
    for (size_t i = 0; i < xpath.size();) {
        const char c = xpath[i];
        if (c == '"' || c == '\'') {
            const size_t end = std::min(xpath.find(c, i + 1), xpath.size() - 1);
            out += xpath.substr(i, end - i + 1);
            i = end + 1;
        } else if (base::ascii_is_letter(c) || c == '_' || (c & 0x80)) {
            size_t end = i;
            while (end < xpath.size() && is_name(xpath[end])) ++end;
            const std::string_view word = xpath.substr(i, end - i);
            const bool prefix = end + 1 < xpath.size() && xpath[end] == ':' && xpath[end + 1] != ':';
            if (!prefix) {
                out += word;
                i = end;
                continue;
            }
            const std::string* space = nullptr;
            static const std::string xml_space = "http://www.w3.org/XML/1998/namespace";
            if (word == "xml") space = &xml_space;
            for (size_t k = 0; prefixes && k < prefixes->size(); ++k) {
                if ((*prefixes)[k].first == word) space = &(*prefixes)[k].second;
            }
            if (!space) {
                throw_xpath(prefixes
                                ? "Namespace prefix '" + std::string(word) + "' is not defined."
                                : "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.");
            }
            const auto found = std::find(spaces_.begin(), spaces_.end(), *space);
            // An unknown namespace has no nodes: a prefix that nothing has.
            out += found == spaces_.end() ? "none" : "ns" + std::to_string(found - spaces_.begin());
            out += ':';
            i = end + 1;
        } else {
            out += c;
            ++i;
        }
    }
    return out;
}

std::vector<XmlNode*> XmlSearch::select(const XmlNode& context, std::string_view xpath, const XmlPrefixes* prefixes) const
{
    const std::string query = rewrite(xpath, prefixes);
    const auto start = copies_.find(&context);
    if (start == copies_.end()) return {}; // a node that was taken out of the document
    std::vector<XmlNode*> found;
    try {
        pugi::xpath_query compiled(query.c_str());
        if (compiled.return_type() != pugi::xpath_type_node_set) throw_xpath("Expression must evaluate to a node-set.");
        pugi::xpath_node_set set = compiled.evaluate_node_set(start->second);
        set.sort();
        for (const pugi::xpath_node& hit : set) {
            const auto& table = hit.attribute() ? attributes_ : nodes_;
            const auto node = table.find(hit.attribute() ? hit.attribute().hash_value() : hit.node().hash_value());
            if (node != table.end()) found.push_back(node->second);
        }
    } catch (const pugi::xpath_exception&) {
        throw_xpath("'" + std::string(xpath) + "' has an invalid token.");
    }
    return found;
}

std::vector<XmlNode*> select_xml(const XmlNode& context, std::string_view xpath, const XmlPrefixes* prefixes)
{
    return XmlSearch::of(*context.document)->select(context, xpath, prefixes);
}

} // namespace kestrun::value
