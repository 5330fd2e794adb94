#include "value/xml.hpp"
#include "value/array.hpp"
#include "value/call_guard.hpp"
#include "value/error.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

std::string_view XmlNode::local_name() const
{
    const std::string_view whole(name);
    const size_t colon = whole.find(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::string_view XmlNode::prefix() const
{
    const size_t colon = name.find(':');
    return colon == std::string::npos ? std::string_view() : std::string_view(name).substr(0, colon);
}

std::string_view XmlNode::namespace_uri() const
{
    if (!space.empty()) return space;
    if (kind != XmlKind::Element && kind != XmlKind::Attribute) return {};
    const std::string_view own = prefix();
    if (own == "xml") return "http://www.w3.org/XML/1998/namespace";
    if (name == "xmlns" || own == "xmlns") return "http://www.w3.org/2000/xmlns/";
    if (kind == XmlKind::Attribute && own.empty()) return {};
    const std::string declaration = own.empty() ? "xmlns" : "xmlns:" + std::string(own);
    for (const XmlNode* node = kind == XmlKind::Attribute ? parent : this; node; node = node->parent) {
        if (const XmlNode* found = node->attribute(declaration)) return found->value;
        if (!node->space.empty() && node->prefix() == own) return node->space;
    }
    return {};
}

std::string XmlNode::inner_text() const
{
    if (kind != XmlKind::Element && kind != XmlKind::Document && kind != XmlKind::Fragment) return value;
    std::string text;
    for (const XmlNode* child : children) {
        if (child->kind != XmlKind::Comment && child->kind != XmlKind::Instruction && child->kind != XmlKind::Declaration) {
            text += child->inner_text();
        }
    }
    return text;
}

const XmlNode* XmlNode::attribute(std::string_view wanted) const
{
    for (const XmlNode* attribute : attributes) {
        if (attribute->name == wanted) return attribute;
    }
    return nullptr;
}

XmlNode* XmlNode::attribute(std::string_view wanted) { return const_cast<XmlNode*>(std::as_const(*this).attribute(wanted)); }

size_t XmlNode::index() const
{
    const auto& list = kind == XmlKind::Attribute ? parent->attributes : parent->children;
    return static_cast<size_t>(std::find(list.begin(), list.end(), this) - list.begin());
}

bool XmlNode::contains(const XmlNode* other) const
{
    for (; other; other = other->parent) {
        if (other == this) return true;
    }
    return false;
}

XmlDocument::XmlDocument() : root_(make(XmlKind::Document, "#document")) {}

XmlNode* XmlDocument::element() const
{
    for (XmlNode* child : root_->children) {
        if (child->kind == XmlKind::Element) return child;
    }
    return nullptr;
}

XmlNode* XmlDocument::make(XmlKind kind, std::string name, std::string value)
{
    auto node = std::make_unique<XmlNode>();
    node->kind = kind;
    node->name = std::move(name);
    node->value = std::move(value);
    node->document = this;
    nodes_.push_back(std::move(node));
    return nodes_.back().get();
}

XmlNode* XmlDocument::import(const XmlNode& from, bool deep)
{
    XmlNode* copy = make(from.kind, from.name, from.value);
    copy->space = from.space;
    copy->empty_tag = from.empty_tag && (deep || from.children.empty());
    for (const XmlNode* attribute : from.attributes) {
        copy->attributes.push_back(import(*attribute, true));
        copy->attributes.back()->parent = copy;
    }
    if (!deep) return copy;
    for (const XmlNode* child : from.children) {
        copy->children.push_back(import(*child, true));
        copy->children.back()->parent = copy;
    }
    return copy;
}

void XmlDocument::changed()
{
    const std::lock_guard lock(view_mutex_);
    view_.reset();
}

void XmlDocument::insert(XmlNode& parent, size_t at, XmlNode& node)
{
    if (node.document != this) {
        throw_native("System.ArgumentException", "The node to be inserted is from a different document context.");
    }
    if (node.contains(&parent)) {
        throw_native("System.ArgumentException", "Cannot insert a node or any ancestor of that node as a child of itself.");
    }
    const bool holds_children = parent.kind == XmlKind::Element || parent.kind == XmlKind::Document || parent.kind == XmlKind::Fragment;
    if (!holds_children) {
        throw_native("System.InvalidOperationException", "The current node cannot contain other nodes.");
    }
    const bool text = node.kind == XmlKind::Text || node.kind == XmlKind::CData;
    if (node.kind == XmlKind::Attribute || node.kind == XmlKind::Document || (parent.kind == XmlKind::Document && text)) {
        throw_native(
            "System.InvalidOperationException",
            "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.");
    }
    if (parent.kind == XmlKind::Document && node.kind == XmlKind::Element && element() && element() != &node) {
        throw_native("System.InvalidOperationException", "This document already has a 'DocumentElement' node.");
    }
    if (node.kind == XmlKind::Fragment) {
        const std::vector<XmlNode*> moved = node.children;
        for (XmlNode* child : moved) insert(parent, at++, *child);
        return;
    }
    if (node.parent) {
        const bool before = node.parent == &parent && node.index() < at;
        remove(node);
        if (before) --at;
    }
    parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(std::min(at, parent.children.size())), &node);
    node.parent = &parent;
    parent.empty_tag = false;
    changed();
}

void XmlDocument::remove(XmlNode& node)
{
    if (!node.parent) return;
    auto& list = node.kind == XmlKind::Attribute ? node.parent->attributes : node.parent->children;
    list.erase(std::find(list.begin(), list.end(), &node));
    node.parent = nullptr;
    changed();
}

Value xml_value(XmlNode* node)
{
    if (!node) return {};
    const auto made = make<XmlObject>(Ref<XmlDocument>(node->document), *node);
    if (node->document->has_flag(Object::Shared)) share(*made);
    return Value(made);
}

Value new_xml_document()
{
    auto document = make<XmlDocument>();
    return xml_value(&document->root());
}

Value parse_xml(std::string_view text)
{
    auto document = make<XmlDocument>();
    load_xml(*document, text);
    return xml_value(&document->root());
}

const Type& XmlObject::type() const
{
    switch (node_->kind) {
    case XmlKind::Element: return native_type("System.Xml.XmlElement");
    case XmlKind::Attribute: return native_type("System.Xml.XmlAttribute");
    case XmlKind::Text: return native_type("System.Xml.XmlText");
    case XmlKind::CData: return native_type("System.Xml.XmlCDataSection");
    case XmlKind::Instruction: return native_type("System.Xml.XmlProcessingInstruction");
    case XmlKind::Comment: return native_type("System.Xml.XmlComment");
    case XmlKind::DocumentType: return native_type("System.Xml.XmlDocumentType");
    case XmlKind::Fragment: return native_type("System.Xml.XmlDocumentFragment");
    case XmlKind::Whitespace: return native_type("System.Xml.XmlWhitespace");
    case XmlKind::Declaration: return native_type("System.Xml.XmlDeclaration");
    case XmlKind::Document: break;
    }
    return types::xml_document();
}

bool XmlObject::equals(const Value& other) const
{
    const auto* object = other.as<XmlObject>();
    return object && object->node_ == node_;
}

std::string XmlObject::text() const { return type().full_name(); }

namespace {

/// What `$parent.name` gives for a node: its text where it has nothing but text, else the node.
Value adapted(XmlNode* node)
{
    switch (node->kind) {
    case XmlKind::Element:
        if (!node->attributes.empty()) return xml_value(node);
        if (node->children.empty()) return Value("");
        if (node->children.size() == 1 && node->children[0]->kind == XmlKind::Text) return Value(node->children[0]->value);
        return xml_value(node);
    default: return Value(node->value);
    }
}

bool is_named(const XmlNode& node, const Name& name)
{
    return node.kind != XmlKind::Whitespace && equals_ignore_case(node.local_name(), name.text);
}

std::vector<XmlNode*> named(const XmlNode& node, const Name& name)
{
    std::vector<XmlNode*> found;
    for (XmlNode* attribute : node.attributes) {
        if (is_named(*attribute, name)) found.push_back(attribute);
    }
    for (XmlNode* child : node.children) {
        if (is_named(*child, name)) found.push_back(child);
    }
    return found;
}

[[noreturn]] void throw_restriction(std::string_view id, const Name& name)
{
    throw_runtime(id, "Cannot set \"" + std::string(name.text) + "\" because only strings can be used as values to set XmlNode properties.",
                  ErrorCategory::NotSpecified, {}, "System.Management.Automation.SetValueException");
}

} // namespace

std::optional<Value> XmlObject::find_property(const Name& name) const
{
    const CallGuard guard(*this);
    const std::vector<XmlNode*> found = named(*node_, name);
    if (found.empty()) return std::nullopt;
    if (found.size() == 1) return adapted(found[0]);
    std::vector<Value> values;
    for (XmlNode* node : found) values.push_back(adapted(node));
    return make_array(std::move(values));
}

bool XmlObject::set_property(const Name& name, const Value& value)
{
    const CallGuard guard(*this);
    const std::vector<XmlNode*> found = named(*node_, name);
    if (found.empty()) return false;
    if (!value.is_string()) throw_restriction("XmlNodeSetShouldBeAString", name);
    if (found.size() > 1) throw_restriction("XmlNodeSetRestrictionsMoreThanOneNode", name);
    XmlNode& node = *found[0];
    if (node.kind != XmlKind::Element) {
        node.value = text_of(value);
    } else {
        if (node.children.size() > 1 || (node.children.size() == 1 && node.children[0]->kind != XmlKind::Text)) {
            throw_restriction("XmlNodeSetRestrictionsUnknownNodeType", name);
        }
        if (node.children.empty())
            document_->insert(node, 0, *document_->make(XmlKind::Text, "#text", std::string(text_of(value))));
        else
            node.children[0]->value = text_of(value);
    }
    document_->changed();
    return true;
}

std::vector<std::string> XmlObject::property_names() const
{
    const CallGuard guard(*this);
    std::vector<std::string> names;
    const auto add = [&](const XmlNode& node) {
        const std::string_view name = node.local_name();
        const bool known = std::any_of(names.begin(), names.end(), [&](const std::string& n) { return equals_ignore_case(n, name); });
        if (!known && node.kind != XmlKind::Whitespace) names.emplace_back(name);
    };
    for (const XmlNode* attribute : node_->attributes) add(*attribute);
    for (const XmlNode* child : node_->children) add(*child);
    return names;
}

} // namespace kestrun::value
