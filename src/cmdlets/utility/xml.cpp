// ConvertTo-Xml, Select-Xml.
#include "value/xml.hpp"
#include "base/line_ends.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "value/call_depth.hpp"

namespace kestrun::cmdlets {

namespace {

std::string xml_text(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        default: out += c;
        }
    }
    return out;
}
std::string xml_attribute(std::string_view text) { return replace_all(xml_text(text), "\"", "&quot;"); }

// --- ConvertTo-Xml ---

enum : size_t
{
    TDepth,
    TInput,
    TNoType,
    TAs,
};
constexpr ParameterDef to_parameters[] = {
    {.name = "Depth", .type = "int", .validate = "range:1,2147483647", .default_text = "1"},
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowNull},
    {.name = "NoTypeInformation", .type = "switch"},
    {.name = "As", .type = "string", .validate = "set:Stream,String,Document"},
};

class XmlWriter
{
public:
    XmlWriter(int depth, bool types) : depth_(depth), types_(types) {}
    std::string out;

    void object(const Value& item)
    {
        if (item.is_null()) {
            out += "  <Object />\n";
            return;
        }
        open("Object", item, "", 1);
        body(item, "Object", 1, 0);
    }

private:
    static bool simple(const Value& item)
    {
        const Value& base = value::unwrap(item);
        if (base.is_null() || base.tag() < Tag::Array) return true;
        if (base.tag() != Tag::Object) return false;
        const value::Type& type = base.object()->type();
        return &type == &value::types::decimal() || &type == &value::types::big_integer() || &type == &value::types::guid() ||
               &type == &value::types::uri() || &type == &value::types::version() || as_script_block(base);
    }

    void indent(int level) { out.append(static_cast<size_t>(level) * 2, ' '); }

    void open(const char* element, const Value& item, const std::string& name, int level)
    {
        indent(level);
        out += std::string("<") + element;
        if (!name.empty()) out += " Name=\"" + xml_attribute(name) + "\"";
        if (types_ && !item.is_null()) out += " Type=\"" + xml_attribute(value::type_of(value::unwrap(item)).full_name()) + "\"";
    }

    void body(const Value& item, const char* element, int level, int depth)
    {
        value::check_call_depth();
        const std::string close = std::string("</") + element + ">\n";
        if (simple(item)) {
            const std::string text = value::to_text(item);
            out += text.empty() ? " />\n" : ">" + xml_text(text) + close;
            return;
        }
        if (depth >= depth_) {
            out += ">" + xml_text(value::to_text(item)) + close;
            return;
        }
        out += ">\n";
        if (const value::Dictionary* dictionary = as_dictionary(item)) {
            for (const auto& entry : dictionary->entries()) {
                if (entry.key.is_void()) continue;
                property("Property", "Key", entry.key, level + 1, depth + 1);
                property("Property", "Value", entry.value, level + 1, depth + 1);
            }
        } else if (value::is_enumerable(item)) {
            for (const Value& element_item : value::elements(item)) property("Property", "", element_item, level + 1, depth + 1);
        } else {
            for (const std::string& name : value::property_names(item))
                property("Property", name, property_of(item, name), level + 1, depth + 1);
        }
        indent(level);
        out += close;
    }

    void property(const char* element, const std::string& name, const Value& item, int level, int depth)
    {
        open(element, item, name, level);
        if (item.is_null())
            out += " />\n";
        else
            body(item, element, level, depth);
    }

    int depth_;
    bool types_;
};

struct ConvertToXml final : Cmdlet
{
    void begin() override { writer_ = std::make_unique<XmlWriter>(static_cast<int>(number(TDepth, 1)), !flag(TNoType)); }
    void process() override
    {
        if (!has(TInput)) return;
        const size_t before = writer_->out.size();
        writer_->object(arg(TInput));
        if (equals_ci(text(TAs), "Stream")) {
            if (before == 0) {
                write(Value("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
                write(Value("<Objects>"));
            }
            std::string piece = writer_->out.substr(before);
            if (!piece.empty() && piece.back() == '\n') piece.pop_back();
            piece = replace_all(piece, "\n  ", "\n");
            if (piece.starts_with("  ")) piece.erase(0, 2);
            write(Value(base::with_new_lines(std::move(piece))));
        }
    }
    void end() override
    {
        const std::string form = text(TAs, "Document");
        if (equals_ci(form, "Stream")) {
            write(Value("</Objects>"));
            return;
        }
        const std::string whole = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Objects>\n" + writer_->out + "</Objects>";
        if (equals_ci(form, "String"))
            write(Value(base::with_new_lines(whole)));
        else
            write(value::convert(Value(whole), value::types::xml_document()));
    }

private:
    std::unique_ptr<XmlWriter> writer_;
};

// --- Select-Xml ---

enum : size_t
{
    SXPath,
    SXml,
    SContent,
    SPath,
    SLiteral,
    SNamespace,
};
constexpr ParameterDef select_parameters[] = {
    {.name = "XPath", .type = "string", .position = 0, .flags = P::Mandatory},
    {.name = "Xml", .type = "object[]:System.Xml.XmlNode[]", .flags = P::FromPipelineByName, .sets = "Xml@1!|", .aliases = "Node"},
    {.name = "Content", .type = "string[]", .sets = "Content!|"},
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@1!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Namespace", .type = "hashtable"},
};
struct SelectXml final : Cmdlet
{
    void process() override
    {
        if (has(SXml)) {
            for (const Value& node : value::elements(arg(SXml))) select(node, "InputStream");
            return;
        }
        if (has(SContent)) {
            for (const std::string& content : texts(SContent)) parse(content, "InputStream");
            return;
        }
        for (const std::string& path : texts(has(SLiteral) ? SLiteral : SPath)) {
            const std::vector<std::string> found =
                has(SLiteral) ? std::vector<std::string>{context().resolve_path(path)} : expand_path(context(), path);
            if (found.empty()) write_error(path_not_found(context().resolve_path(path)));
            for (const std::string& file : found) {
                int error = 0;
                const std::string bytes = read_file(file, error);
                if (error)
                    write_error(file_error(error, file, "ProcessingFile", ErrorCategory::ReadError));
                else
                    parse(decode_text(bytes), file);
            }
        }
    }

private:
    void parse(const std::string& content, const std::string& path)
    {
        try {
            select(value::convert(Value(content), value::types::xml_document()), path);
        } catch (const ScriptError& error) {
            write_error(error.record);
        }
    }
    void select(const Value& node, const std::string& path)
    {
        std::vector<Value> args{arg(SXPath)};
        if (has(SNamespace)) args.push_back(namespaces(node));
        const Value nodes = value::invoke_method(node, Name("SelectNodes"), args);
        for (const Value& found : value::elements(nodes)) {
            write(make_data("Microsoft.PowerShell.Commands.SelectXmlInfo", {found, Value(path), arg(SXPath)}, [](const DataObject& match) {
                const auto* xml = match.slot(0).as<value::XmlObject>();
                return xml ? xml->node().inner_text() : value::to_text(match.slot(0));
            }));
        }
    }
    Value namespaces(const Value& node)
    {
        std::vector<Value> args{property_of(node, "NameTable")};
        Value manager = value::construct(value::native_type("System.Xml.XmlNamespaceManager"), args);
        for (const auto& entry : as_dictionary(arg(SNamespace))->entries()) {
            if (entry.key.is_void()) continue;
            std::vector<Value> pair{Value(value::to_text(entry.key)), Value(value::to_text(entry.value))};
            value::invoke_method(manager, Name("AddNamespace"), pair);
        }
        return manager;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertTo-Xml", .synopsis = "Writes objects as XML.", .parameters = to_parameters, .make = make_cmdlet<ConvertToXml>},
    {.name = "Select-Xml",
     .synopsis = "Finds nodes in XML.",
     .parameters = select_parameters,
     .make = make_cmdlet<SelectXml>,
     .default_set = "Xml"},
};

} // namespace

constinit const CmdletTable xml_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
