#include "cmdlets/utility/clixml.hpp"
#include "base/platform.hpp"
#include "cmdlets/security/secure_text.hpp"
#include "value/call_depth.hpp"
#include <pugixml.hpp>
#include <unordered_map>

namespace kestrun::cmdlets {

namespace {

struct Primitive
{
    const char* element;
    const char* type; // full name
};
constexpr Primitive primitives[] = {
    {"S", "System.String"},    {"C", "System.Char"},     {"B", "System.Boolean"},       {"DT", "System.DateTime"},
    {"TS", "System.TimeSpan"}, {"By", "System.Byte"},    {"SB", "System.SByte"},        {"U16", "System.UInt16"},
    {"I16", "System.Int16"},   {"U32", "System.UInt32"}, {"I32", "System.Int32"},       {"U64", "System.UInt64"},
    {"I64", "System.Int64"},   {"Sg", "System.Single"},  {"Db", "System.Double"},       {"D", "System.Decimal"},
    {"G", "System.Guid"},      {"URI", "System.Uri"},    {"Version", "System.Version"}, {"SBK", "System.Management.Automation.ScriptBlock"},
    {"BA", "System.Byte[]"},
};

/// Control characters and the like as _xHHHH_; so is an underscore that would look like one.
std::string escaped(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool control = c < 0x20;
        const bool looks = c == '_' && i + 1 < text.size() && (text[i + 1] == 'x' || text[i + 1] == 'X');
        if (control || looks) {
            constexpr char digits[] = "0123456789ABCDEF";
            out += std::string("_x00") + digits[c >> 4] + digits[c & 15] + "_";
            continue;
        }
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += text[i];
        }
    }
    return out;
}

std::string unescaped(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool coded = text[i] == '_' && i + 6 < text.size() && (text[i + 1] == 'x' || text[i + 1] == 'X') && text[i + 6] == '_';
        if (!coded) {
            out += text[i];
            continue;
        }
        const std::string digits(text.substr(i + 2, 4));
        const char16_t unit = static_cast<char16_t>(std::strtoul(digits.c_str(), nullptr, 16));
        out += value::String::from_utf16(std::u16string(1, unit))->view();
        i += 6;
    }
    return out;
}

std::string base64_text(const Value& bytes)
{
    std::vector<Value> args{bytes};
    return value::to_text(value::invoke_static(value::native_type("System.Convert"), Name("ToBase64String"), args));
}

/// P1DT2H3M4.5S (XML Schema's duration).
std::string duration_text(int64_t ticks)
{
    if (ticks == 0) return "PT0S";
    std::string out = ticks < 0 ? "-P" : "P";
    auto left = static_cast<uint64_t>(ticks < 0 ? -ticks : ticks);
    const uint64_t second = 10'000'000, day = 86'400 * second;
    if (left >= day) out += std::to_string(left / day) + "D";
    left %= day;
    if (left == 0) return out;
    out += "T";
    if (left >= 3600 * second) out += std::to_string(left / (3600 * second)) + "H";
    left %= 3600 * second;
    if (left >= 60 * second) out += std::to_string(left / (60 * second)) + "M";
    left %= 60 * second;
    if (left == 0) return out;
    out += std::to_string(left / second);
    if (uint64_t fraction = left % second) {
        std::string digits = std::to_string(second + fraction).substr(1);
        while (digits.back() == '0') digits.pop_back();
        out += "." + digits;
    }
    return out + "S";
}

int64_t parse_duration(std::string_view text)
{
    const bool negative = !text.empty() && text.front() == '-';
    int64_t ticks = 0;
    double number = 0;
    double scale = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (scale > 0) {
                number += (c - '0') * scale;
                scale /= 10;
            } else {
                number = number * 10 + (c - '0');
            }
            continue;
        }
        if (c == '.') {
            scale = 0.1;
            continue;
        }
        const double unit = c == 'D' ? 864e9 : c == 'H' ? 36e9 : c == 'M' ? 6e8 : c == 'S' ? 1e7 : 0;
        ticks += static_cast<int64_t>(number * unit + 0.5);
        number = scale = 0;
    }
    return negative ? -ticks : ticks;
}

class Writer
{
public:
    explicit Writer(int depth) : depth_(depth) {}
    std::string out;

    void write(const Value& raw, const std::string& name, int level, int indent)
    {
        value::check_call_depth();
        const Value& item = value::unwrap(raw);
        if (item.is_null()) return line(indent, "<Nil" + attribute(name) + " />");
        if (simple(item, name, indent)) return;
        if (level > depth_) return line(indent, "<S" + attribute(name) + ">" + escaped(value::to_text(item)) + "</S>");
        object(item, name, level, indent);
    }

private:
    void line(int indent, const std::string& text) { out += std::string(static_cast<size_t>(indent) * 2, ' ') + text + base::new_line; }
    static std::string attribute(const std::string& name) { return name.empty() ? std::string() : " N=\"" + escaped(name) + "\""; }

    bool simple(const Value& item, const std::string& name, int indent)
    {
        const std::string& type = value::type_of(item).full_name();
        for (const Primitive& primitive : primitives) {
            if (type != primitive.type) continue;
            std::string text;
            const std::string_view element = primitive.element;
            if (element == "DT")
                text = value::format_value(item, "o");
            else if (element == "TS")
                text = duration_text(item.as_int64());
            else if (element == "B")
                text = item.as_bool() ? "true" : "false";
            else if (element == "C")
                text = std::to_string(static_cast<int>(item.as_char()));
            else if (element == "BA")
                text = base64_text(item);
            else if (element == "Db" || element == "Sg")
                text = value::format_value(item, "R");
            else
                text = value::to_text(item);
            line(indent, "<" + std::string(element) + attribute(name) + ">" + escaped(text) + "</" + std::string(element) + ">");
            return true;
        }
        return false;
    }

    void types(const Value& item, int indent)
    {
        const std::vector<std::string> names = value::ps_type_names(item);
        std::string key;
        for (const std::string& type : names) key += type + "\n";
        const auto [found, fresh] = type_refs_.emplace(key, type_refs_.size());
        if (!fresh) return line(indent, "<TNRef RefId=\"" + std::to_string(found->second) + "\" />");
        line(indent, "<TN RefId=\"" + std::to_string(found->second) + "\">");
        for (const std::string& type : names) line(indent + 1, "<T>" + escaped(type) + "</T>");
        line(indent, "</TN>");
    }

    void object(const Value& item, const std::string& name, int level, int indent)
    {
        line(indent, "<Obj" + attribute(name) + " RefId=\"" + std::to_string(next_++) + "\">");
        if (item.tag() == Tag::Enum) {
            types(item, indent + 1);
            line(indent + 1, "<ToString>" + escaped(value::enum_text(item)) + "</ToString>");
            line(indent + 1, "<I32>" + std::to_string(item.as_int64()) + "</I32>");
        } else if (const value::Dictionary* dictionary = as_dictionary(item)) {
            types(item, indent + 1);
            line(indent + 1, "<DCT>");
            for (const auto& entry : dictionary->entries()) {
                if (entry.key.is_void()) continue;
                line(indent + 2, "<En>");
                write(entry.key, "Key", level + 1, indent + 3);
                write(entry.value, "Value", level + 1, indent + 3);
                line(indent + 2, "</En>");
            }
            line(indent + 1, "</DCT>");
        } else if (item.is_array() || value::is_enumerable(item)) {
            types(item, indent + 1);
            line(indent + 1, "<LST>");
            for (const Value& element : value::elements(item)) write(element, "", level + 1, indent + 2);
            line(indent + 1, "</LST>");
        } else {
            properties(item, level, indent);
        }
        line(indent, "</Obj>");
    }

    void properties(const Value& item, int level, int indent)
    {
        const bool custom = as_custom_object(item) != nullptr;
        types(item, indent + 1);
        if (!custom) line(indent + 1, "<ToString>" + escaped(value::to_text(item)) + "</ToString>");
        const char* element = custom ? "MS" : "Props";
        line(indent + 1, std::string("<") + element + ">");
        for (const std::string& property : value::property_names(item)) {
            Value found;
            try {
                found = property_of(item, property);
            } catch (const ScriptError&) {
                continue; // a getter that throws has no value to keep
            }
            write(found, property, level + 1, indent + 2);
        }
        line(indent + 1, std::string("</") + element + ">");
    }

    int depth_;
    size_t next_ = 0;
    std::unordered_map<std::string, size_t> type_refs_;
};

class Reader
{
public:
    Value read(const pugi::xml_node& node)
    {
        value::check_call_depth();
        const std::string_view element = node.name();
        if (element == "Nil") return {};
        if (element == "Ref") return refs_[node.attribute("RefId").value()];
        if (element == "SS") {
            const std::optional<std::string> plain = decrypt_text(node.text().get(), "");
            return make_secure(plain.value_or(""));
        }
        if (element == "Obj") return object(node);
        const std::string text = unescaped(node.text().get());
        for (const Primitive& primitive : primitives) {
            if (element != primitive.element) continue;
            if (element == "S") return Value(text);
            if (element == "B") return Value(text == "true");
            if (element == "C") return Value(static_cast<char16_t>(std::strtoul(text.c_str(), nullptr, 10)));
            if (element == "BA") {
                std::vector<Value> args{Value(text)};
                return value::invoke_static(value::native_type("System.Convert"), Name("FromBase64String"), args);
            }
            if (element == "TS") return Value::time_span(parse_duration(text));
            if (element == "SBK") return Value(text);
            return value::convert(Value(text), value::native_type(primitive.type));
        }
        return Value(text);
    }

private:
    std::vector<std::string> type_names(const pugi::xml_node& node)
    {
        if (const pugi::xml_node reference = node.child("TNRef")) return types_[reference.attribute("RefId").value()];
        std::vector<std::string> names;
        const pugi::xml_node own = node.child("TN");
        for (const pugi::xml_node& type : own.children("T")) names.push_back(unescaped(type.text().get()));
        if (own) types_[own.attribute("RefId").value()] = names;
        return names;
    }

    Value object(const pugi::xml_node& node)
    {
        const std::vector<std::string> types = type_names(node);
        const std::string first = types.empty() ? "" : types.front();
        Value made;
        if (const pugi::xml_node table = node.child("DCT")) {
            const bool ordered = first.find("OrderedDictionary") != std::string::npos;
            auto dictionary = ordered ? value::make<value::Dictionary>(value::types::ordered_dictionary(), value::KeyComparer::IgnoreCase)
                                      : value::make<value::Dictionary>();
            made = Value(dictionary);
            refs_[node.attribute("RefId").value()] = made;
            for (const pugi::xml_node& entry : table.children("En")) {
                Value key, item;
                for (const pugi::xml_node& part : entry.children())
                    (std::string_view(part.attribute("N").value()) == "Key" ? key : item) = read(part);
                dictionary->set(key, item);
            }
        } else if (pugi::xml_node list = node.child("LST"); list || node.child("IE") || node.child("QUE") || node.child("STK")) {
            if (!list) list = node.child("IE") ? node.child("IE") : node.child("QUE") ? node.child("QUE") : node.child("STK");
            std::vector<Value> items;
            for (const pugi::xml_node& child : list.children()) items.push_back(read(child));
            const bool growing = first.find("ArrayList") != std::string::npos || first.find("Collections.Generic") != std::string::npos;
            made = growing ? Value(value::make<value::List>(value::types::array_list(), std::move(items)))
                           : value::make_array(std::move(items));
        } else {
            made = properties(node, types);
        }
        refs_[node.attribute("RefId").value()] = made;
        return made;
    }

    Value properties(const pugi::xml_node& node, const std::vector<std::string>& types)
    {
        // An enum is kept by its number.
        for (const pugi::xml_node& child : node.children()) {
            if (std::string_view(child.name()) == "I32" && node.child("ToString")) {
                if (const value::Type* type = types.empty() ? nullptr : value::find_type(types.front()); type && type->is_enum())
                    return value::convert(read(child), *type);
                return read(child);
            }
        }
        auto object = value::make<value::PSCustomObject>();
        refs_[node.attribute("RefId").value()] = Value(object);
        for (const char* group : {"Props", "MS"}) {
            for (const pugi::xml_node& child : node.child(group).children())
                object->set(unescaped(child.attribute("N").value()), read(child));
        }
        std::vector<std::string> names;
        for (const std::string& name : types) names.push_back(name.starts_with("Deserialized.") ? name : "Deserialized." + name);
        if (!names.empty()) object->set_type_names(std::move(names));
        return Value(object);
    }

    std::unordered_map<std::string, Value> refs_;
    std::unordered_map<std::string, std::vector<std::string>> types_;
};

} // namespace

std::string to_clixml(const std::vector<Value>& items, int depth)
{
    Writer writer(depth);
    writer.out = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">" + std::string(base::new_line);
    for (const Value& item : items) writer.write(item, "", 1, 1);
    return writer.out + "</Objs>";
}

std::vector<Value> from_clixml(const std::string& text)
{
    pugi::xml_document document;
    const pugi::xml_parse_result result =
        document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    const pugi::xml_node root = document.child("Objs");
    if (!result || !root) {
        throw ScriptError(value::make<ErrorRecord>(
            value::make_exception("System.Xml.XmlException", result ? "The CLIXML has no element Objs."
                                                                    : std::string("The CLIXML cannot be read: ") + result.description()),
            "XmlException", ErrorCategory::InvalidData));
    }
    std::vector<Value> items;
    Reader reader;
    for (const pugi::xml_node& child : root.children()) {
        if (child.type() == pugi::node_element) items.push_back(reader.read(child));
    }
    return items;
}

// --- PSSerializer ---

namespace {

Value serialize(value::Call& c)
{
    const int depth = c.args.size() > 1 ? value::to_int32(c.args[1]) : 2;
    if (depth < 1) value::throw_native("System.ArgumentException", "The depth of the serialization must be 1 or more. (Parameter 'depth')");
    return Value(to_clixml({c.args[0]}, depth));
}
Value deserialize(value::Call& c)
{
    std::vector<Value> items = from_clixml(value::to_text(c.args[0]));
    return items.size() == 1 ? items.front() : value::make_array(std::move(items));
}
Value deserialize_list(value::Call& c) { return value::make_array(from_clixml(value::to_text(c.args[0]))); }

constexpr value::MemberDef serializer_members[] = {
    {"Serialize", value::MemberKind::StaticMethod, "System.Object source", "string", serialize},
    {"Serialize", value::MemberKind::StaticMethod, "System.Object source, int depth", "string", serialize},
    {"Deserialize", value::MemberKind::StaticMethod, "string source", "System.Object", deserialize},
    {"DeserializeAsList", value::MemberKind::StaticMethod, "string source", "System.Object[]", deserialize_list},
};
constexpr value::TypeDef serializer_types[] = {
    {.full_name = "System.Management.Automation.PSSerializer", .members = serializer_members},
};

} // namespace

std::span<const value::TypeDef> clixml_types() { return serializer_types; }

} // namespace kestrun::cmdlets
