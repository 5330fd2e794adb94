// XML documents: a tree of nodes that belong to their document, the objects scripts hold for them, XPath.
//
// Nodes live as long as their document: a wrapper (XmlObject) keeps the document, removed nodes stay in it. Two wrappers of one node are
// equal. Reading from several threads is safe, changing is not, as in .NET.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kestrun::value {

class XmlDocument;
class Encoding;

/// System.Xml.XmlNodeType.
enum class XmlKind : uint8_t
{
    Element = 1,
    Attribute = 2,
    Text = 3,
    CData = 4,
    Instruction = 7,
    Comment = 8,
    Document = 9,
    DocumentType = 10,
    Fragment = 11,
    Whitespace = 13,
    Declaration = 17,
};

struct XmlNode
{
    XmlKind kind;
    std::string name;  // with prefix; "#text", "#comment", ... for nodes without one
    std::string value; // of attributes, texts, comments, ...
    std::string space; // namespace given when it was made by code; empty: looked up
    XmlNode* parent = nullptr;
    std::vector<XmlNode*> attributes;
    std::vector<XmlNode*> children;
    bool empty_tag = true; // <a/> rather than <a></a>
    XmlDocument* document = nullptr;

    std::string_view local_name() const;
    std::string_view prefix() const;
    /// The namespace its prefix stands for here.
    std::string_view namespace_uri() const;
    std::string inner_text() const;
    const XmlNode* attribute(std::string_view wanted) const;
    XmlNode* attribute(std::string_view wanted);
    size_t index() const; // among its parent's children
    bool contains(const XmlNode* other) const;
};

/// The nodes of one document, shared by the wrappers.
class XmlDocument final : public Object
{
public:
    XmlDocument();
    const Type& type() const override { return types::xml_document(); }
    XmlNode& root() { return *root_; }
    const XmlNode& root() const { return *root_; }
    XmlNode* element() const; // the document element or null
    XmlNode* make(XmlKind kind, std::string name, std::string value = {});
    /// A copy for this document, of a node of any.
    XmlNode* import(const XmlNode& node, bool deep);
    /// Puts a node among the children of another; takes it out of where it was. Throws what XmlNode.AppendChild throws.
    void insert(XmlNode& parent, size_t at, XmlNode& node);
    void remove(XmlNode& node);
    /// Counts changes: XPath keeps its own view until the next one.
    void changed();
    bool preserve_whitespace = false;

private:
    friend class XmlSearch;
    std::vector<std::unique_ptr<XmlNode>> nodes_;
    XmlNode* root_;
    std::shared_ptr<void> view_; // XPath's
    mutable std::mutex view_mutex_;
};

/// What a script holds: a node and its document.
class XmlObject final : public Object, public DynamicMembers, public Textual, public Comparable
{
public:
    XmlObject(Ref<XmlDocument> document, XmlNode& node) : document_(std::move(document)), node_(&node) {}
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(document_); }
    XmlNode& node() const { return *node_; }
    const Ref<XmlDocument>& document() const { return document_; }
    // PowerShell's adapter: attributes, then children, by local name.
    std::optional<Value> find_property(const Name& name) const override;
    bool set_property(const Name& name, const Value& value) override;
    std::vector<std::string> property_names() const override;
    std::string text() const override;
    bool equals(const Value& other) const override;
    uint32_t hash() const override { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(node_) >> 4); }

private:
    Ref<XmlDocument> document_;
    XmlNode* node_;
};

/// Null for a null node.
Value xml_value(XmlNode* node);
/// An empty document; its value is an XmlObject of the root.
Value new_xml_document();
enum class XmlSource : uint8_t
{
    Text, // LoadXml: a document with its element
    Cast, // [xml]'...': may have no element, and has other error texts
};
/// Replaces the document's content. Throws System.Xml.XmlException with .NET's texts.
void load_xml(XmlDocument& document, std::string_view text, XmlSource source = XmlSource::Text);
/// Children of an element from text (InnerXml).
void load_inner_xml(XmlNode& element, std::string_view text);
Value parse_xml(std::string_view text);

enum class XmlLayout : uint8_t
{
    Plain,    // OuterXml
    Indented, // Save: two blanks, elements with text are left as they are
};
std::string outer_xml(const XmlNode& node, XmlLayout layout = XmlLayout::Plain);
std::string inner_xml(const XmlNode& node);

/// Prefix and namespace pairs of an XmlNamespaceManager.
using XmlPrefixes = std::vector<std::pair<std::string, std::string>>;
/// Throws System.Xml.XPath.XPathException.
std::vector<XmlNode*> select_xml(const XmlNode& context, std::string_view xpath, const XmlPrefixes* prefixes);

} // namespace kestrun::value
