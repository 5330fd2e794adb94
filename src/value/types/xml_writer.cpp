// System.Xml.XmlWriter with XmlWriterSettings, and XmlTextWriter.
#include "base/platform.hpp"
#include "value/encoding.hpp"
#include "value/file_path.hpp"
#include "value/operators.hpp"
#include "value/string_builder.hpp"
#include "value/text_io.hpp"
#include "value/types/extra_types.hpp"
#include "value/types/native.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

constexpr const char* writer_name = "System.Xml.XmlWriter";

class Settings final : public Object
{
public:
    const Type& type() const override { return native_type("System.Xml.XmlWriterSettings"); }
    void trace(Tracer& tracer) const override { tracer.visit(encoding); }
    bool indent = false, omit_declaration = false, close_output = false, attributes_on_lines = false;
    std::string indent_chars = "  ", new_line = base::new_line;
    int64_t conformance = 2; // ConformanceLevel: Auto 0, Fragment 1, Document 2
    Value encoding;
};

class Writer final : public Object
{
public:
    Writer(const Type& type, Ref<TextWriter> target, Ref<Settings> given, bool owns)
        : settings(std::move(given)), type_(&type), target_(std::move(target)), owns_(owns)
    {
    }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override { tracer.visit(target_); }

    void start_document(std::string_view standalone)
    {
        if (begun_) throw_state("Start", "Prolog");
        begun_ = true;
        if (settings->omit_declaration || settings->conformance == 1) return;
        const std::string_view name = target_->builder() ? "utf-16" : target_->encoding() ? target_->encoding()->web_name() : "utf-8";
        put("<?xml version=\"1.0\" encoding=\"" + std::string(name) + "\"" +
            (standalone.empty() ? std::string() : " standalone=\"" + std::string(standalone) + "\"") + "?>");
        wrote_ = true;
    }
    void start_element(std::string_view prefix, std::string_view local, std::string_view ns)
    {
        begin_child();
        std::string name = prefix.empty() ? std::string(local) : std::string(prefix) + ":" + std::string(local);
        put("<" + name);
        const std::string inherited = stack_.empty() ? std::string() : stack_.back().ns;
        if (!prefix.empty() && !ns.empty())
            declared_ = "xmlns:" + std::string(prefix) + "=\"" + escape(ns, true) + "\"";
        else if (prefix.empty() && given_ns_ && ns != inherited)
            declared_ = "xmlns=\"" + escape(ns, true) + "\"";
        else
            declared_.clear();
        stack_.push_back({name, given_ns_ ? std::string(ns) : inherited, false, false});
        open_ = true;
    }
    void set_given_namespace(bool given) { given_ns_ = given; }
    void attribute(std::string_view name, std::string_view value)
    {
        if (!open_)
            throw_native("System.InvalidOperationException",
                         "Token StartAttribute in state Element Content would result in an invalid XML document.");
        put(" " + std::string(name) + "=\"" + escape(value, true) + "\"");
    }
    void end_element(bool full)
    {
        if (stack_.empty()) throw_native("System.InvalidOperationException", "There was no XML start tag open.");
        const Level level = stack_.back();
        stack_.pop_back();
        if (open_ && !full) {
            write_declared();
            put(" />");
            open_ = false;
        } else {
            close_tag();
            if (settings->indent && level.has_children && !level.has_text) line(stack_.size());
            put("</" + level.name + ">");
        }
    }
    void text(std::string_view content)
    {
        if (in_attribute_) {
            attribute_text_ += content;
            return;
        }
        auto_start();
        close_tag();
        if (!stack_.empty()) stack_.back().has_text = true;
        put(escape(content, false));
    }
    void raw(std::string_view content)
    {
        auto_start();
        close_tag();
        if (!stack_.empty()) stack_.back().has_text = true;
        put(std::string(content));
    }
    void node(std::string content, bool mixes)
    {
        if (mixes) {
            raw(content);
            return;
        }
        begin_child();
        put(std::move(content));
    }
    void start_attribute(std::string name)
    {
        in_attribute_ = true;
        attribute_name_ = std::move(name);
        attribute_text_.clear();
    }
    void end_attribute()
    {
        if (!in_attribute_) return;
        in_attribute_ = false;
        attribute(attribute_name_, attribute_text_);
    }
    void end_document()
    {
        while (!stack_.empty()) end_element(false);
    }
    void flush() { target_->flush(); }
    void close()
    {
        if (closed_) return;
        end_document();
        closed_ = true;
        target_->flush();
        if (owns_ || settings->close_output) target_->close();
    }
    std::string_view state() const
    {
        return closed_ ? "Closed" : !begun_ ? "Start" : open_ ? "Element" : stack_.empty() ? "Prolog" : "Content";
    }
    Ref<Settings> settings;

private:
    struct Level
    {
        std::string name, ns;
        bool has_children, has_text;
    };
    [[noreturn]] static void throw_state(std::string_view token, std::string_view where)
    {
        throw_native("System.InvalidOperationException", "Token " + std::string(token) + "Document in state " + std::string(where) +
                                                             " would result in an invalid XML document.");
    }
    void auto_start()
    {
        end_attribute();
        if (!begun_) start_document({});
    }
    void begin_child()
    {
        auto_start();
        close_tag();
        if (settings->indent && wrote_ && !(!stack_.empty() && stack_.back().has_text)) line(stack_.size());
        if (!stack_.empty()) stack_.back().has_children = true;
        wrote_ = true;
    }
    void write_declared()
    {
        if (!declared_.empty()) put(" " + declared_);
        declared_.clear();
    }
    void close_tag()
    {
        end_attribute();
        if (!open_) return;
        write_declared();
        put(">");
        open_ = false;
    }
    void line(size_t depth)
    {
        std::string out = settings->new_line;
        for (size_t i = 0; i < depth; ++i) out += settings->indent_chars;
        put(std::move(out));
    }
    std::string escape(std::string_view content, bool in_attribute) const
    {
        std::string out;
        for (const char ch : content) {
            switch (ch) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += in_attribute ? "&quot;" : "\""; break;
            case '\n': out += in_attribute ? "&#xA;" : settings->new_line; break;
            case '\r': out += in_attribute ? "&#xD;" : ""; break;
            case '\t': out += in_attribute ? "&#x9;" : "\t"; break;
            default: out += ch;
            }
        }
        return out;
    }
    void put(std::string content)
    {
        if (closed_) throw_native("System.InvalidOperationException", "The XmlWriter is closed or in error state.");
        target_->write(content);
    }

    const Type* type_;
    Ref<TextWriter> target_;
    bool owns_;
    bool begun_ = false, wrote_ = false, open_ = false, closed_ = false, given_ns_ = false, in_attribute_ = false;
    std::string declared_, attribute_name_, attribute_text_;
    std::vector<Level> stack_;
};

Writer& own(const Call& c) { return self<Writer>(c); }
Settings& settings(const Call& c) { return self<Settings>(c); }

/// A TextWriter over what the first argument is: a writer, a builder, a stream or a file's path.
Ref<TextWriter> target_of(const Call& c, const Settings& how, bool& owns)
{
    require(c, 0, "output");
    owns = false;
    if (auto* writer = c.args[0].as<TextWriter>()) return Ref<TextWriter>(writer);
    if (auto* builder = c.args[0].as<StringBuilder>()) return make<TextWriter>(Ref<StringBuilder>(builder));
    const Ref<Encoding> encoding =
        how.encoding.as<Encoding>() ? Ref<Encoding>(how.encoding.as<Encoding>()) : make<Encoding>(EncodingKind::Utf8, true);
    if (auto* stream = c.args[0].as<Stream>()) return make<TextWriter>(Ref<Stream>(stream), encoding, true);
    owns = true;
    return make<TextWriter>(Ref<Stream>(make<FileStream>(full_path(text(c, 0)), 2, 2).get()), encoding, false);
}

Value create(Call& c)
{
    Ref<Settings> how = make<Settings>();
    if (c.args.size() > 1 && c.args[1].as<Settings>()) how = Ref<Settings>(c.args[1].as<Settings>());
    bool owns = false;
    Ref<TextWriter> target = target_of(c, *how, owns);
    return Value(make<Writer>(native_type("System.Xml.XmlWellFormedWriter"), target, how, owns));
}

Value new_text_writer(Call& c)
{
    Ref<Settings> how = make<Settings>();
    how->close_output = true;
    how->omit_declaration = false;
    if (c.args.size() > 1) how->encoding = c.args[1];
    bool owns = false;
    Ref<TextWriter> target = target_of(c, *how, owns);
    auto made = make<Writer>(c.type, target, how, true);
    return Value(made);
}

std::string last(const Call& c) { return c.args.empty() ? std::string() : std::string(text(c, c.args.size() - 1)); }

Value start_element(Call& c)
{
    own(c).set_given_namespace(c.args.size() > 1 && !c.args.back().is_null());
    if (c.args.size() == 3)
        own(c).start_element(text(c, 0), text(c, 1), text(c, 2));
    else
        own(c).start_element({}, text(c, 0), c.args.size() > 1 ? text(c, 1) : std::string_view());
    return nothing();
}

Value element_string(Call& c)
{
    own(c).set_given_namespace(c.args.size() == 3);
    own(c).start_element({}, text(c, 0), c.args.size() == 3 ? text(c, 1) : std::string_view());
    const std::string content = last(c);
    if (!content.empty()) own(c).text(content);
    own(c).end_element(false);
    return nothing();
}

Value attribute_string(Call& c)
{
    std::string name(text(c, 0));
    if (c.args.size() == 4 && !text(c, 0).empty()) name += ":" + std::string(text(c, 1));
    if (c.args.size() == 4 && text(c, 0).empty()) name = text(c, 1);
    own(c).attribute(name, last(c));
    return nothing();
}

Value write_value(Call& c)
{
    const Value& value = c.args[0];
    if (value.is_bool())
        own(c).text(value.as_bool() ? "true" : "false");
    else if (value.tag() == Tag::DateTime)
        own(c).text(format_value(value, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"));
    else
        own(c).text(to_text(value));
    return nothing();
}

#define KESTRUN_SETTING(NAME, FIELD)                                                                                                       \
    prop(                                                                                                                                  \
        NAME, "bool", [](Call& c) { return Value(settings(c).FIELD); }, [](Call& c) { return settings(c).FIELD = flag(c, 0), nothing(); })

constexpr MemberDef settings_members[] = {
    ctor("", [](Call&) { return Value(make<Settings>()); }),
    KESTRUN_SETTING("Indent", indent),
    KESTRUN_SETTING("OmitXmlDeclaration", omit_declaration),
    KESTRUN_SETTING("CloseOutput", close_output),
    KESTRUN_SETTING("NewLineOnAttributes", attributes_on_lines),
    prop(
        "IndentChars", "string", [](Call& c) { return Value(settings(c).indent_chars); },
        [](Call& c) { return settings(c).indent_chars = text(c, 0), nothing(); }),
    prop(
        "NewLineChars", "string", [](Call& c) { return Value(settings(c).new_line); },
        [](Call& c) { return settings(c).new_line = text(c, 0), nothing(); }),
    prop(
        "Encoding", "System.Text.Encoding",
        [](Call& c) { return settings(c).encoding.is_null() ? Value(make<Encoding>(EncodingKind::Utf8, true)) : settings(c).encoding; },
        [](Call& c) { return settings(c).encoding = c.args[0], nothing(); }),
    prop(
        "ConformanceLevel", "System.Xml.ConformanceLevel",
        [](Call& c) { return enum_value("System.Xml.ConformanceLevel", settings(c).conformance); },
        [](Call& c) { return settings(c).conformance = c.args[0].as_int64(), nothing(); }),
};
#undef KESTRUN_SETTING

constexpr MemberDef writer_members[] = {
    smeth("Create", "System.IO.TextWriter output", writer_name, create),
    smeth("Create", "System.IO.TextWriter output, System.Xml.XmlWriterSettings settings", writer_name, create),
    smeth("Create", "System.Text.StringBuilder output", writer_name, create),
    smeth("Create", "System.Text.StringBuilder output, System.Xml.XmlWriterSettings settings", writer_name, create),
    smeth("Create", "System.IO.Stream output", writer_name, create),
    smeth("Create", "System.IO.Stream output, System.Xml.XmlWriterSettings settings", writer_name, create),
    smeth("Create", "string outputFileName", writer_name, create),
    smeth("Create", "string outputFileName, System.Xml.XmlWriterSettings settings", writer_name, create),
    prop("Settings", "System.Xml.XmlWriterSettings", [](Call& c) { return Value(own(c).settings); }),
    meth("WriteStartDocument", "", "void", [](Call& c) { return own(c).start_document({}), nothing(); }),
    meth("WriteStartDocument", "bool standalone", "void",
         [](Call& c) { return own(c).start_document(flag(c, 0) ? "yes" : "no"), nothing(); }),
    meth("WriteEndDocument", "", "void", [](Call& c) { return own(c).end_document(), nothing(); }),
    meth("WriteStartElement", "string localName", "void", start_element),
    meth("WriteStartElement", "string localName, string ns", "void", start_element),
    meth("WriteStartElement", "string prefix, string localName, string ns", "void", start_element),
    meth("WriteEndElement", "", "void", [](Call& c) { return own(c).end_element(false), nothing(); }),
    meth("WriteFullEndElement", "", "void", [](Call& c) { return own(c).end_element(true), nothing(); }),
    meth("WriteElementString", "string localName, string value", "void", element_string),
    meth("WriteElementString", "string localName, string ns, string value", "void", element_string),
    meth("WriteAttributeString", "string localName, string value", "void", attribute_string),
    meth("WriteAttributeString", "string localName, string ns, string value", "void", attribute_string),
    meth("WriteAttributeString", "string prefix, string localName, string ns, string value", "void", attribute_string),
    meth("WriteStartAttribute", "string localName", "void",
         [](Call& c) { return own(c).start_attribute(std::string(text(c, 0))), nothing(); }),
    meth("WriteEndAttribute", "", "void", [](Call& c) { return own(c).end_attribute(), nothing(); }),
    meth("WriteString", "string text", "void", [](Call& c) { return own(c).text(text(c, 0)), nothing(); }),
    meth("WriteValue", "System.Object value", "void", write_value),
    meth("WriteRaw", "string data", "void", [](Call& c) { return own(c).raw(text(c, 0)), nothing(); }),
    meth("WriteCData", "string text", "void",
         [](Call& c) { return own(c).node("<![CDATA[" + std::string(text(c, 0)) + "]]>", true), nothing(); }),
    meth("WriteComment", "string text", "void",
         [](Call& c) { return own(c).node("<!--" + std::string(text(c, 0)) + "-->", false), nothing(); }),
    meth("WriteProcessingInstruction", "string name, string text", "void",
         [](Call& c) { return own(c).node("<?" + std::string(text(c, 0)) + " " + std::string(text(c, 1)) + "?>", false), nothing(); }),
    meth("WriteDocType", "string name, string pubid, string sysid, string subset", "void",
         [](Call& c) { return own(c).node("<!DOCTYPE " + std::string(text(c, 0)) + ">", false), nothing(); }),
    meth("Flush", "", "void", [](Call& c) { return own(c).flush(), nothing(); }),
    meth("Close", "", "void", [](Call& c) { return own(c).close(), nothing(); }),
    meth("Dispose", "", "void", [](Call& c) { return own(c).close(), nothing(); }),
};

constexpr MemberDef text_writer_members[] = {
    ctor("System.IO.TextWriter w", new_text_writer),
    ctor("System.IO.Stream w, System.Text.Encoding encoding", new_text_writer),
    ctor("string filename, System.Text.Encoding encoding", new_text_writer),
    prop(
        "Formatting", "System.Xml.Formatting", [](Call& c) { return enum_value("System.Xml.Formatting", own(c).settings->indent ? 1 : 0); },
        [](Call& c) { return own(c).settings->indent = c.args[0].as_int64() == 1, nothing(); }),
    prop(
        "Indentation", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).settings->indent_chars.size())); },
        [](Call& c) {
            return own(c).settings->indent_chars = std::string(static_cast<size_t>(std::clamp(i32(c, 0), 0, 100)), ' '), nothing();
        }),
};

constexpr TypeDef table[] = {
    {"System.Xml.XmlWriterSettings", "System.Object", TypeFlags::Sealed, "", "", settings_members},
    {writer_name, "System.Object", TypeFlags::Abstract, "", "System.IDisposable", writer_members},
    {"System.Xml.XmlWellFormedWriter", writer_name, TypeFlags::Sealed},
    {"System.Xml.XmlTextWriter", writer_name, TypeFlags::None, "", "", text_writer_members},
};

} // namespace

std::span<const TypeDef> xml_writer_types() { return table; }

} // namespace kestrun::value
