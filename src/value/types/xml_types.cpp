// System.Xml: XmlNode and its kinds, lists of nodes, XmlNamespaceManager.
#include "base/platform.hpp"
#include "value/file_path.hpp"
#include "value/item_collection.hpp"
#include "value/stream.hpp"
#include "value/text_io.hpp"
#include "value/types/all_types.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/native.hpp"
#include "value/xml.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

XmlObject& own(const Call& c) { return self<XmlObject>(c); }
XmlNode& node(const Call& c) { return own(c).node(); }
XmlDocument& document(const Call& c) { return *own(c).document(); }

Value node_list(std::string_view type, const std::vector<XmlNode*>& nodes)
{
    std::vector<Value> items;
    for (XmlNode* one : nodes) items.push_back(xml_value(one));
    return Value(make<ItemCollection>(native_type(type), std::move(items)));
}

XmlNode& node_arg(const Call& c, size_t i, std::string_view parameter) { return object_arg<XmlObject>(c, i, parameter).node(); }

bool has_children(XmlKind kind) { return kind == XmlKind::Element || kind == XmlKind::Document || kind == XmlKind::Fragment; }

Value node_value(Call& c) { return has_children(node(c).kind) ? Value() : Value(node(c).value); }

Value set_node_value(Call& c)
{
    if (has_children(node(c).kind)) {
        throw_native("System.InvalidOperationException",
                     "Cannot set a value on node type '" + std::string(node(c).kind == XmlKind::Element ? "Element" : "Document") + "'.");
    }
    node(c).value = text(c, 0);
    document(c).changed();
    return nothing();
}

void drop_children(XmlNode& parent)
{
    for (XmlNode* child : parent.children) child->parent = nullptr;
    parent.children.clear();
    parent.document->changed();
}

Value set_inner_text(Call& c)
{
    XmlNode& target = node(c);
    if (!has_children(target.kind)) return set_node_value(c);
    drop_children(target);
    target.empty_tag = false;
    if (!text(c, 0).empty()) document(c).insert(target, 0, *document(c).make(XmlKind::Text, "#text", std::string(text(c, 0))));
    return nothing();
}

Value set_inner_xml(Call& c)
{
    if (node(c).kind == XmlKind::Document)
        load_xml(document(c), text(c, 0));
    else
        load_inner_xml(node(c), text(c, 0));
    return nothing();
}

Value sibling(Call& c, int step)
{
    const XmlNode* parent = node(c).parent;
    if (!parent || node(c).kind == XmlKind::Attribute) return {};
    const auto at = static_cast<std::ptrdiff_t>(node(c).index()) + step;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(parent->children.size())) return {};
    return xml_value(parent->children[static_cast<size_t>(at)]);
}

/// The prefixes of an XmlNamespaceManager.
class NamespaceManager final : public Object
{
public:
    const Type& type() const override { return native_type("System.Xml.XmlNamespaceManager"); }
    XmlPrefixes prefixes;
};

const XmlPrefixes* prefixes_arg(const Call& c)
{
    const auto* manager = c.args.size() > 1 ? c.args[1].as<NamespaceManager>() : nullptr;
    return manager ? &manager->prefixes : nullptr;
}

Value select_nodes(Call& c)
{
    require(c, 0, "xpath");
    return node_list("System.Xml.XPath.XPathNodeList", select_xml(node(c), text(c, 0), prefixes_arg(c)));
}

Value select_single(Call& c)
{
    require(c, 0, "xpath");
    const auto found = select_xml(node(c), text(c, 0), prefixes_arg(c));
    return found.empty() ? Value() : xml_value(found[0]);
}

Value append_child(Call& c)
{
    XmlNode& child = node_arg(c, 0, "newChild");
    document(c).insert(node(c), node(c).children.size(), child);
    return c.args[0];
}

Value prepend_child(Call& c)
{
    document(c).insert(node(c), 0, node_arg(c, 0, "newChild"));
    return c.args[0];
}

Value insert_beside(Call& c, bool after)
{
    XmlNode& child = node_arg(c, 0, "newChild");
    if (is_null(c, 1)) return after ? prepend_child(c) : append_child(c);
    XmlNode& reference = node_arg(c, 1, "refChild");
    if (reference.parent != &node(c)) throw_native("System.ArgumentException", "The reference node is not a child of this node.");
    document(c).insert(node(c), reference.index() + (after ? 1 : 0), child);
    return c.args[0];
}

Value remove_child(Call& c)
{
    XmlNode& child = node_arg(c, 0, "oldChild");
    if (child.parent != &node(c)) throw_native("System.ArgumentException", "The node to be removed is not a child of this node.");
    document(c).remove(child);
    return c.args[0];
}

Value replace_child(Call& c)
{
    XmlNode &fresh = node_arg(c, 0, "newChild"), &old = node_arg(c, 1, "oldChild");
    if (old.parent != &node(c)) throw_native("System.ArgumentException", "The node to be removed is not a child of this node.");
    const size_t at = old.index();
    document(c).remove(old);
    document(c).insert(node(c), at, fresh);
    return c.args[1];
}

Value remove_all(Call& c)
{
    drop_children(node(c));
    for (XmlNode* attribute : node(c).attributes) attribute->parent = nullptr;
    node(c).attributes.clear();
    return nothing();
}

Value clone_node(Call& c) { return xml_value(document(c).import(node(c), c.args.empty() || flag(c, 0))); }

void collect(const XmlNode& from, std::string_view name, std::vector<XmlNode*>& out)
{
    for (XmlNode* child : from.children) {
        if (child->kind != XmlKind::Element) continue;
        if (name == "*" || child->name == name) out.push_back(child);
        collect(*child, name, out);
    }
}

Value elements_by_name(Call& c)
{
    std::vector<XmlNode*> found;
    collect(node(c), text(c, 0), found);
    return node_list("System.Xml.XmlElementList", found);
}

Value own_children(Call& c) { return node_list("System.Xml.XmlChildNodes", node(c).children); }

/// Attributes by position and by name; enumerates them.
class Attributes final : public Object, public Enumerable
{
public:
    explicit Attributes(Ref<XmlObject> of) : owner(std::move(of)) {}
    const Type& type() const override { return native_type("System.Xml.XmlAttributeCollection"); }
    void trace(Tracer& tracer) const override { tracer.visit(owner); }
    std::unique_ptr<Enumerator> enumerate() const override
    {
        std::vector<Value> items;
        for (XmlNode* attribute : owner->node().attributes) items.push_back(xml_value(attribute));
        return enumerate_values(std::move(items));
    }
    std::optional<size_t> known_size() const override { return owner->node().attributes.size(); }
    Ref<XmlObject> owner;
};

Attributes& attributes(const Call& c) { return self<Attributes>(c); }

Value attribute_at(Call& c)
{
    XmlNode& element = attributes(c).owner->node();
    if (c.args[0].is_string()) return xml_value(element.attribute(text(c, 0)));
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= element.attributes.size()) {
        throw_native("System.IndexOutOfRangeException", "The index being passed in is out of range.");
    }
    return xml_value(element.attributes[static_cast<size_t>(at)]);
}

void put_attribute(XmlNode& element, XmlNode& attribute)
{
    if (attribute.parent && attribute.parent != &element) {
        throw_native("System.InvalidOperationException", "The 'Attribute' node cannot be inserted: it belongs to another element.");
    }
    if (XmlNode* old = element.attribute(attribute.name); old && old != &attribute) element.document->remove(*old);
    if (!attribute.parent) {
        element.attributes.push_back(&attribute);
        attribute.parent = &element;
    }
    element.document->changed();
}

Value append_attribute(Call& c)
{
    put_attribute(attributes(c).owner->node(), node_arg(c, 0, "node"));
    return c.args[0];
}

Value remove_named(Call& c)
{
    XmlNode* found = attributes(c).owner->node().attribute(text(c, 0));
    if (!found) return {};
    attributes(c).owner->document()->remove(*found);
    return xml_value(found);
}

constexpr const char* any_node = "System.Xml.XmlNode";

constexpr MemberDef node_members[] = {
    prop("Name", "string", [](Call& c) { return Value(node(c).name); }),
    prop("LocalName", "string", [](Call& c) { return Value(node(c).local_name()); }),
    prop("NamespaceURI", "string", [](Call& c) { return Value(node(c).namespace_uri()); }),
    prop("Prefix", "string", [](Call& c) { return Value(node(c).prefix()); }),
    prop("NodeType", "System.Xml.XmlNodeType",
         [](Call& c) { return enum_value("System.Xml.XmlNodeType", static_cast<int64_t>(node(c).kind)); }),
    prop("ParentNode", any_node, [](Call& c) { return node(c).kind == XmlKind::Attribute ? Value() : xml_value(node(c).parent); }),
    prop("OwnerDocument", "System.Xml.XmlDocument",
         [](Call& c) { return node(c).kind == XmlKind::Document ? Value() : xml_value(&document(c).root()); }),
    prop("Attributes", "System.Xml.XmlAttributeCollection",
         [](Call& c) { return node(c).kind == XmlKind::Element ? Value(make<Attributes>(Ref<XmlObject>(&own(c)))) : Value(); }),
    prop(
        "InnerXml", "string", [](Call& c) { return Value(inner_xml(node(c))); }, set_inner_xml),
    prop(
        "InnerText", "string", [](Call& c) { return Value(node(c).inner_text()); }, set_inner_text),
    prop("OuterXml", "string", [](Call& c) { return Value(outer_xml(node(c))); }),
    prop("NextSibling", any_node, [](Call& c) { return sibling(c, 1); }),
    prop("PreviousSibling", any_node, [](Call& c) { return sibling(c, -1); }),
    prop("Value", "string", node_value, set_node_value),
    prop("ChildNodes", "System.Xml.XmlNodeList", own_children),
    prop("FirstChild", any_node, [](Call& c) { return node(c).children.empty() ? Value() : xml_value(node(c).children.front()); }),
    prop("LastChild", any_node, [](Call& c) { return node(c).children.empty() ? Value() : xml_value(node(c).children.back()); }),
    prop("HasChildNodes", "bool", [](Call& c) { return Value(!node(c).children.empty()); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(false); }),
    prop("BaseURI", "string", [](Call&) { return Value(""); }),
    meth("SelectNodes", "string xpath", "System.Xml.XmlNodeList", select_nodes),
    meth("SelectNodes", "string xpath, System.Xml.XmlNamespaceManager nsmgr", "System.Xml.XmlNodeList", select_nodes),
    meth("SelectSingleNode", "string xpath", any_node, select_single),
    meth("SelectSingleNode", "string xpath, System.Xml.XmlNamespaceManager nsmgr", any_node, select_single),
    meth("AppendChild", "System.Xml.XmlNode newChild", any_node, append_child),
    meth("PrependChild", "System.Xml.XmlNode newChild", any_node, prepend_child),
    meth("InsertBefore", "System.Xml.XmlNode newChild, System.Xml.XmlNode refChild", any_node,
         [](Call& c) { return insert_beside(c, false); }),
    meth("InsertAfter", "System.Xml.XmlNode newChild, System.Xml.XmlNode refChild", any_node,
         [](Call& c) { return insert_beside(c, true); }),
    meth("RemoveChild", "System.Xml.XmlNode oldChild", any_node, remove_child),
    meth("ReplaceChild", "System.Xml.XmlNode newChild, System.Xml.XmlNode oldChild", any_node, replace_child),
    meth("RemoveAll", "", "void", remove_all),
    meth("CloneNode", "bool deep", any_node, clone_node),
    meth("Clone", "", any_node, clone_node),
    meth("Normalize", "", "void", [](Call&) { return nothing(); }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(own_children(c)); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(own(c).equals(c.args[0])); }),
    // PowerShell's type data give XML nodes a ToString of their own; as a text a node is its type's name.
    meth("ToString", "", "string", [](Call& c) { return Value(node(c).kind == XmlKind::Document ? node(c).name : node(c).local_name()); }),
};

Value get_attribute(Call& c)
{
    const XmlNode* found = node(c).attribute(text(c, 0));
    return Value(found ? found->value : std::string());
}

Value set_attribute(Call& c)
{
    const std::string name(text(c, 0));
    if (name.empty()) throw_argument("System.ArgumentException", "The attribute local name cannot be empty.", "localName");
    const std::string value(text(c, c.args.size() - 1));
    XmlNode* found = node(c).attribute(name);
    if (!found) {
        found = document(c).make(XmlKind::Attribute, name);
        if (c.args.size() == 3) found->space = text(c, 1);
        put_attribute(node(c), *found);
    }
    found->value = value;
    document(c).changed();
    return c.args.size() == 3 ? Value(value) : nothing();
}

Value remove_attribute(Call& c)
{
    if (XmlNode* found = node(c).attribute(text(c, 0))) document(c).remove(*found);
    return nothing();
}

Value set_attribute_node(Call& c)
{
    XmlNode* old = node(c).attribute(node_arg(c, 0, "newAttr").name);
    put_attribute(node(c), node_arg(c, 0, "newAttr"));
    return old == &node_arg(c, 0, "newAttr") ? Value() : xml_value(old);
}

constexpr MemberDef element_members[] = {
    prop(
        "IsEmpty", "bool", [](Call& c) { return Value(node(c).children.empty() && node(c).empty_tag); },
        [](Call& c) {
            if (flag(c, 0)) drop_children(node(c));
            node(c).empty_tag = flag(c, 0);
            return nothing();
        }),
    prop("HasAttributes", "bool", [](Call& c) { return Value(!node(c).attributes.empty()); }),
    meth("GetAttribute", "string name", "string", get_attribute),
    meth("SetAttribute", "string name, string value", "void", set_attribute),
    meth("SetAttribute", "string localName, string namespaceURI, string value", "string", set_attribute),
    meth("HasAttribute", "string name", "bool", [](Call& c) { return Value(node(c).attribute(text(c, 0)) != nullptr); }),
    meth("RemoveAttribute", "string name", "void", remove_attribute),
    meth("GetAttributeNode", "string name", "System.Xml.XmlAttribute", [](Call& c) { return xml_value(node(c).attribute(text(c, 0))); }),
    meth("SetAttributeNode", "System.Xml.XmlAttribute newAttr", "System.Xml.XmlAttribute", set_attribute_node),
    meth("RemoveAllAttributes", "", "void",
         [](Call& c) {
             for (XmlNode* attribute : node(c).attributes) attribute->parent = nullptr;
             node(c).attributes.clear();
             document(c).changed();
             return nothing();
         }),
    meth("GetElementsByTagName", "string name", "System.Xml.XmlNodeList", elements_by_name),
};

constexpr MemberDef attribute_members[] = {
    prop("OwnerElement", "System.Xml.XmlElement", [](Call& c) { return xml_value(node(c).parent); }),
    prop("Specified", "bool", [](Call&) { return Value(true); }),
};

constexpr MemberDef text_members[] = {
    prop("Data", "string", node_value, set_node_value),
    prop("Length", "int", [](Call& c) { return Value(static_cast<int32_t>(base::utf16_length(node(c).value))); }),
};

/// version="..." and its kin inside a declaration.
Value declaration_part(const Call& c, std::string_view name)
{
    const std::string& all = node(c).value;
    const size_t at = all.find(std::string(name) + "=");
    if (at == std::string::npos) return Value("");
    const size_t quote = at + name.size() + 1;
    const size_t end = all.find(all[quote], quote + 1);
    return Value(std::string_view(all).substr(quote + 1, end - quote - 1));
}

constexpr MemberDef declaration_members[] = {
    prop("Version", "string", [](Call& c) { return declaration_part(c, "version"); }),
    prop("Encoding", "string", [](Call& c) { return declaration_part(c, "encoding"); }),
    prop("Standalone", "string", [](Call& c) { return declaration_part(c, "standalone"); }),
};

// --- documents ---

std::string qualified(const Call& c)
{
    const std::string name(text(c, 0));
    if (name.empty())
        throw_argument("System.ArgumentException", "The local name for elements or attributes cannot be null or an empty string.", "");
    for (const char ch : name) {
        if (std::string_view(" \t\r\n<>&\"'=/!?").find(ch) != std::string_view::npos) {
            char code[8];
            std::snprintf(code, sizeof code, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(ch)));
            throw_native("System.Xml.XmlException",
                         "The '" + std::string(1, ch) + "' character, hexadecimal value " + code + ", cannot be included in a name.");
        }
    }
    return name;
}

Value create_named(Call& c, XmlKind kind)
{
    std::string name = qualified(c);
    if (c.args.size() == 3) name = text(c, 0).empty() ? std::string(text(c, 1)) : name + ":" + std::string(text(c, 1));
    XmlNode* made = document(c).make(kind, std::move(name));
    if (c.args.size() > 1) made->space = text(c, c.args.size() - 1);
    return xml_value(made);
}

template <XmlKind Kind>
Value create_text(Call& c)
{
    static constexpr std::string_view names[] = {"#text", "#cdata-section", "#comment"};
    const size_t which = Kind == XmlKind::Text ? 0 : Kind == XmlKind::CData ? 1 : 2;
    return xml_value(document(c).make(Kind, std::string(names[which]), std::string(text(c, 0))));
}

Value create_declaration(Call& c)
{
    if (text(c, 0) != "1.0")
        throw_native("System.ArgumentException", "Wrong XML version information. The XML must match production \"VersionInfo ::= S "
                                                 "'version' Eq (\"'\" VersionNum \"'\" | '\"' VersionNum '\"')\".");
    std::string value = "version=\"1.0\"";
    if (!text(c, 1).empty()) value.append(" encoding=\"").append(text(c, 1)).append("\"");
    if (!text(c, 2).empty()) value.append(" standalone=\"").append(text(c, 2)).append("\"");
    return xml_value(document(c).make(XmlKind::Declaration, "xml", std::move(value)));
}

Value import_node(Call& c) { return xml_value(document(c).import(node_arg(c, 0, "node"), flag(c, 1))); }

std::string declared_encoding(const XmlDocument& doc)
{
    for (const XmlNode* child : doc.root().children) {
        if (child->kind != XmlKind::Declaration) continue;
        const size_t at = child->value.find("encoding=");
        if (at == std::string::npos) return {};
        const size_t quote = at + 9;
        return child->value.substr(quote + 1, child->value.find(child->value[quote], quote + 1) - quote - 1);
    }
    return {};
}

Value load(Call& c)
{
    if (auto* reader = c.args[0].as<TextReader>()) {
        load_xml(document(c), reader->read_to_end());
        return nothing();
    }
    std::string bytes;
    if (auto* stream = c.args[0].as<Stream>()) {
        bytes = stream->read_all();
    } else {
        require(c, 0, "filename");
        bytes = read_file(full_path(text(c, 0)));
    }
    // By byte order mark, else by the declaration, else UTF-8.
    Ref<Encoding> encoding = utf8_encoding();
    const std::string_view head = std::string_view(bytes).substr(0, 200);
    if (const size_t at = head.find("encoding="); head.starts_with("<?xml") && at != std::string_view::npos && at < head.find("?>")) {
        const size_t end = head.find(head[at + 9], at + 10);
        if (end != std::string_view::npos) {
            if (auto named = find_encoding(head.substr(at + 10, end - at - 10))) encoding = named;
        }
    }
    load_xml(document(c), decode_file(bytes, *encoding));
    return nothing();
}

/// A writer's encoding takes the place of the declared one.
std::string saved_text(const XmlDocument& doc, std::string_view encoding)
{
    std::string out = outer_xml(doc.root(), doc.preserve_whitespace ? XmlLayout::Plain : XmlLayout::Indented);
    if (encoding.empty()) return out;
    const std::string declaration = "<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?>";
    if (!out.starts_with("<?xml ")) return declaration + base::new_line + out;
    return declaration + out.substr(out.find("?>") + 2);
}

Value save(Call& c)
{
    const XmlDocument& doc = document(c);
    if (auto* writer = c.args[0].as<TextWriter>()) {
        writer->write(saved_text(doc, writer->encoding() ? writer->encoding()->web_name() : std::string_view("utf-16")));
        return nothing();
    }
    const std::string name = declared_encoding(doc);
    Ref<Encoding> encoding = name.empty() ? utf8_encoding() : find_encoding(name);
    if (!encoding) throw_argument("System.ArgumentException", "'" + name + "' is not a supported encoding name.", "name");
    const std::string bytes = std::string(encoding->preamble()) + encoding->encode(saved_text(doc, ""));
    if (auto* stream = c.args[0].as<Stream>()) {
        stream->write(bytes);
    } else {
        require(c, 0, "filename");
        write_file(full_path(text(c, 0)), bytes);
    }
    return nothing();
}

class NameTable final : public Object
{
public:
    const Type& type() const override { return native_type("System.Xml.NameTable"); }
};
Value by_id(Call&) { return {}; } // without a DTD no attribute is an ID

constexpr MemberDef document_members[] = {
    ctor("", [](Call&) { return new_xml_document(); }),
    prop("DocumentElement", "System.Xml.XmlElement", [](Call& c) { return xml_value(document(c).element()); }),
    prop(
        "PreserveWhitespace", "bool", [](Call& c) { return Value(document(c).preserve_whitespace); },
        [](Call& c) { return document(c).preserve_whitespace = flag(c, 0), nothing(); }),
    prop("DocumentType", "System.Xml.XmlDocumentType",
         [](Call& c) {
             for (XmlNode* child : document(c).root().children) {
                 if (child->kind == XmlKind::DocumentType) return xml_value(child);
             }
             return Value();
         }),
    prop("NameTable", "System.Xml.XmlNameTable", [](Call&) { return Value(make<NameTable>()); }),
    prop(
        "XmlResolver", "System.Object", [](Call&) { return Value(); }, [](Call&) { return nothing(); }),
    meth("LoadXml", "string xml", "void", [](Call& c) { return load_xml(document(c), text(c, 0)), nothing(); }),
    meth("Load", "string filename", "void", load),
    meth("Load", "System.IO.Stream inStream", "void", load),
    meth("Load", "System.IO.TextReader txtReader", "void", load),
    meth("Save", "string filename", "void", save),
    meth("Save", "System.IO.Stream outStream", "void", save),
    meth("Save", "System.IO.TextWriter writer", "void", save),
    meth("CreateElement", "string name", "System.Xml.XmlElement", [](Call& c) { return create_named(c, XmlKind::Element); }),
    meth("CreateElement", "string qualifiedName, string namespaceURI", "System.Xml.XmlElement",
         [](Call& c) { return create_named(c, XmlKind::Element); }),
    meth("CreateElement", "string prefix, string localName, string namespaceURI", "System.Xml.XmlElement",
         [](Call& c) { return create_named(c, XmlKind::Element); }),
    meth("CreateAttribute", "string name", "System.Xml.XmlAttribute", [](Call& c) { return create_named(c, XmlKind::Attribute); }),
    meth("CreateAttribute", "string qualifiedName, string namespaceURI", "System.Xml.XmlAttribute",
         [](Call& c) { return create_named(c, XmlKind::Attribute); }),
    meth("CreateTextNode", "string text", "System.Xml.XmlText", create_text<XmlKind::Text>),
    meth("CreateCDataSection", "string data", "System.Xml.XmlCDataSection", create_text<XmlKind::CData>),
    meth("CreateComment", "string data", "System.Xml.XmlComment", create_text<XmlKind::Comment>),
    meth("CreateXmlDeclaration", "string version, string encoding, string standalone", "System.Xml.XmlDeclaration", create_declaration),
    meth("CreateProcessingInstruction", "string target, string data", "System.Xml.XmlProcessingInstruction",
         [](Call& c) { return xml_value(document(c).make(XmlKind::Instruction, std::string(text(c, 0)), std::string(text(c, 1)))); }),
    meth("CreateDocumentFragment", "", "System.Xml.XmlDocumentFragment",
         [](Call& c) { return xml_value(document(c).make(XmlKind::Fragment, "#document-fragment")); }),
    meth("ImportNode", "System.Xml.XmlNode node, bool deep", any_node, import_node),
    meth("GetElementsByTagName", "string name", "System.Xml.XmlNodeList", elements_by_name),
    meth("GetElementById", "string elementId", "System.Xml.XmlElement", by_id),
};

const ItemCollection& list(const Call& c) { return self<ItemCollection>(c); }

Value item_at(Call& c)
{
    const int32_t at = i32(c, 0);
    return at < 0 || static_cast<size_t>(at) >= list(c).size() ? Value() : list(c).at(static_cast<size_t>(at));
}

constexpr MemberDef list_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(list(c).size())); }),
    indexer("ItemOf", "int i", any_node, item_at),
    meth("Item", "int index", any_node, item_at),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr MemberDef attributes_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(attributes(c).owner->node().attributes.size())); }),
    indexer("ItemOf", "int i", "System.Xml.XmlAttribute", attribute_at),
    indexer("ItemOf", "string name", "System.Xml.XmlAttribute", attribute_at),
    indexer("Item", "int i", "System.Xml.XmlAttribute", attribute_at),
    indexer("Item", "string name", "System.Xml.XmlAttribute", attribute_at),
    meth("GetNamedItem", "string name", any_node, attribute_at),
    meth("SetNamedItem", "System.Xml.XmlNode node", any_node, append_attribute),
    meth("RemoveNamedItem", "string name", any_node, remove_named),
    meth("Append", "System.Xml.XmlAttribute node", "System.Xml.XmlAttribute", append_attribute),
    meth("Prepend", "System.Xml.XmlAttribute node", "System.Xml.XmlAttribute", append_attribute),
    meth("Remove", "System.Xml.XmlAttribute node", "System.Xml.XmlAttribute",
         [](Call& c) { return attributes(c).owner->document()->remove(node_arg(c, 0, "node")), c.args[0]; }),
    meth("RemoveAt", "int i", "System.Xml.XmlAttribute",
         [](Call& c) {
             const Value removed = attribute_at(c);
             attributes(c).owner->document()->remove(removed.as<XmlObject>()->node());
             return removed;
         }),
    meth("RemoveAll", "", "void",
         [](Call& c) {
             XmlNode& element = attributes(c).owner->node();
             while (!element.attributes.empty()) attributes(c).owner->document()->remove(*element.attributes.back());
             return nothing();
         }),
};

NamespaceManager& manager(const Call& c) { return self<NamespaceManager>(c); }

Value add_namespace(Call& c)
{
    const std::string prefix(text(c, 0));
    auto& prefixes = manager(c).prefixes;
    std::erase_if(prefixes, [&](const auto& pair) { return pair.first == prefix; });
    prefixes.emplace_back(prefix, std::string(text(c, 1)));
    return nothing();
}

Value look_up(Call& c, bool by_prefix)
{
    for (const auto& [prefix, space] : manager(c).prefixes) {
        if ((by_prefix ? prefix : space) == text(c, 0)) return Value(by_prefix ? space : prefix);
    }
    return {};
}

constexpr MemberDef manager_members[] = {
    ctor("System.Object nameTable", [](Call&) { return Value(make<NamespaceManager>()); }),
    meth("AddNamespace", "string prefix, string uri", "void", add_namespace),
    meth("RemoveNamespace", "string prefix, string uri", "void",
         [](Call& c) {
             const std::string prefix(text(c, 0));
             std::erase_if(manager(c).prefixes, [&](const auto& pair) { return pair.first == prefix; });
             return nothing();
         }),
    meth("HasNamespace", "string prefix", "bool", [](Call& c) { return Value(!look_up(c, true).is_null()); }),
    meth("LookupNamespace", "string prefix", "string", [](Call& c) { return look_up(c, true); }),
    meth("LookupPrefix", "string uri", "string", [](Call& c) { return look_up(c, false); }),
};

constexpr MemberDef table_members[] = {ctor("", [](Call&) { return Value(make<NameTable>()); })};

constexpr const char* cloneable = "System.ICloneable,System.Collections.IEnumerable";
constexpr const char* linked = "System.Xml.XmlLinkedNode";
constexpr const char* data = "System.Xml.XmlCharacterData";
constexpr const char* nodes = "System.Xml.XmlNodeList";

constexpr TypeDef table[] = {
    {any_node, "System.Object", TypeFlags::Abstract | TypeFlags::LockedTogether, "", cloneable, node_members},
    {linked, any_node, TypeFlags::Abstract},
    {"System.Xml.XmlElement", linked, TypeFlags::None, "", "", element_members},
    {"System.Xml.XmlAttribute", any_node, TypeFlags::None, "", "", attribute_members},
    {data, linked, TypeFlags::Abstract, "", "", text_members},
    {"System.Xml.XmlText", data},
    {"System.Xml.XmlCDataSection", data},
    {"System.Xml.XmlComment", data},
    {"System.Xml.XmlWhitespace", data},
    {"System.Xml.XmlProcessingInstruction", linked, TypeFlags::None, "", "", text_members},
    {"System.Xml.XmlDeclaration", linked, TypeFlags::None, "", "", declaration_members},
    {"System.Xml.XmlDocumentType", linked},
    {"System.Xml.XmlDocumentFragment", any_node},
    {"System.Xml.XmlDocument", any_node, TypeFlags::None, "xml", "", document_members},
    {nodes, "System.Object", TypeFlags::Abstract, "", "System.Collections.IEnumerable", list_members},
    {"System.Xml.XmlChildNodes", nodes},
    {"System.Xml.XmlElementList", nodes},
    {"System.Xml.XPath.XPathNodeList", nodes},
    {"System.Xml.XmlAttributeCollection", "System.Object", TypeFlags::Sealed, "", "System.Collections.ICollection", attributes_members},
    {"System.Xml.XmlNamespaceManager", "System.Object", TypeFlags::None, "", "", manager_members},
    {"System.Xml.XmlNameTable", "System.Object", TypeFlags::Abstract},
    {"System.Xml.NameTable", "System.Xml.XmlNameTable", TypeFlags::None, "", "", table_members},
};

} // namespace

std::span<const TypeDef> xml_types_types() { return table; }

} // namespace kestrun::value
