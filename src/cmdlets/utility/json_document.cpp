#include "cmdlets/utility/json_document.hpp"
#include "cmdlets/utility/json_tree.hpp"
#include "value/array.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

using value::Call;
using value::MemberDef;
using value::MemberKind;
using value::throw_native;
using Kind = JsonNode::Kind;

constexpr const char* document_name = "System.Text.Json.JsonDocument";
constexpr const char* element_name = "System.Text.Json.JsonElement";
constexpr const char* property_name = "System.Text.Json.JsonProperty";
constexpr const char* kind_name = "System.Text.Json.JsonValueKind";

struct JsonText
{
    std::string text;
    JsonNode root;
};

class JsonElement final : public value::Object, public value::Textual
{
public:
    JsonElement() = default;
    JsonElement(std::shared_ptr<const JsonText> of, const JsonNode& here) : text_(std::move(of)), node_(&here) {}
    const value::Type& type() const override { return value::native_type(element_name); }
    /// Null: an element of no document.
    const JsonNode* node() const { return node_; }
    std::string raw() const { return node_ ? text_->text.substr(node_->begin, node_->end - node_->begin) : std::string(); }
    std::string text() const override
    {
        if (!node_ || node_->is(Kind::Null)) return {};
        if (node_->is(Kind::String)) return node_->text;
        if (node_->is(Kind::True)) return "True";
        if (node_->is(Kind::False)) return "False";
        return raw();
    }
    Value child(const JsonNode& node) const { return Value(value::make<JsonElement>(text_, node)); }

private:
    std::shared_ptr<const JsonText> text_;
    const JsonNode* node_ = nullptr;
};

class JsonProperty final : public value::Object, public value::Textual
{
public:
    JsonProperty(std::string called, Value what) : name(std::move(called)), value(std::move(what)) {}
    const value::Type& type() const override { return value::native_type(property_name); }
    void trace(value::Tracer& tracer) const override { tracer.visit(value); }
    std::string text() const override { return json_string_text(name) + ":" + value.as<JsonElement>()->raw(); }
    std::string name;
    Value value;
};

class JsonDocument final : public value::Object
{
public:
    explicit JsonDocument(std::shared_ptr<const JsonText> of) : text(std::move(of)) {}
    const value::Type& type() const override { return value::native_type(document_name); }
    std::shared_ptr<const JsonText> text; // null: disposed of
};

/// Line and byte, as System.Text.Json tells places.
std::string place_of(std::string_view text, size_t at)
{
    const std::string_view before = text.substr(0, at);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const size_t start = before.rfind('\n');
    return "LineNumber: " + std::to_string(lines) +
           " | BytePositionInLine: " + std::to_string(start == std::string_view::npos ? at : at - start - 1) + ".";
}

std::shared_ptr<const JsonText> parse(std::string text)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    size_t failed_at = 0;
    std::optional<JsonNode> root = parse_json_tree(text, {.keep_repeated = true}, &failed_at);
    if (!root) {
        const bool nothing = text.find_first_not_of(" \t\r\n") == std::string::npos;
        const std::string what = nothing
                                     ? "The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, "
                                       "when isFinalBlock is true."
                                 : failed_at < text.size() ? "'" + std::string(1, text[failed_at]) + "' is invalid here."
                                                           : "Expected more JSON, but instead reached end of data.";
        throw_native("System.Text.Json.JsonReaderException", what + " " + place_of(text, failed_at));
    }
    auto made = std::make_shared<JsonText>();
    made->text = std::move(text);
    made->root = std::move(*root);
    return made;
}

// --- elements ---

JsonElement& self(const Call& call) { return *static_cast<JsonElement*>(call.self.object()); }

const char* kind_text(const JsonNode* node)
{
    if (!node) return "Undefined";
    switch (node->kind) {
    case Kind::Null: return "Null";
    case Kind::False: return "False";
    case Kind::True: return "True";
    case Kind::Number: return "Number";
    case Kind::String: return "String";
    case Kind::Array: return "Array";
    default: return "Object";
    }
}

const JsonNode& node_of(const Call& call, Kind wanted, const char* wanted_text)
{
    const JsonNode* node = self(call).node();
    if (node && node->is(wanted)) return *node;
    throw_native("System.InvalidOperationException", std::string("The requested operation requires an element of type '") + wanted_text +
                                                         "', but the target element has type '" + kind_text(node) + "'.");
}

const value::Type& type_named(const char* name) { return *value::find_type(name); }

/// The number in a type's range and form, without a fraction where the type has none.
template <const char* const& Name>
std::optional<Value> number_as(const JsonNode& node)
{
    static const value::Type& type = type_named(Name);
    const bool real = &type == &value::types::real() || std::string_view(Name) == "single" || std::string_view(Name) == "decimal";
    if (!real && node.text.find_first_of(".eE") != std::string::npos) return std::nullopt;
    return value::try_convert(Value(node.text), type);
}
template <const char* const& Name>
Value get_number(Call& call)
{
    const std::optional<Value> number = number_as<Name>(node_of(call, Kind::Number, "Number"));
    if (!number) throw_native("System.FormatException", "One of the identified items was in an invalid format.");
    return *number;
}
template <const char* const& Name>
Value try_get_number(Call& call)
{
    const std::optional<Value> number = number_as<Name>(node_of(call, Kind::Number, "Number"));
    call.args[0] = number ? *number : Value(0);
    return Value(number.has_value());
}
template <const char* const& Name>
Value get_parsed(Call& call)
{
    static const value::Type& type = type_named(Name);
    const std::optional<Value> made = value::try_convert(Value(node_of(call, Kind::String, "String").text), type);
    if (!made) throw_native("System.FormatException", "The JSON value is not in a supported " + type.name() + " format.");
    return *made;
}

constexpr const char* int_type = "int";
constexpr const char* long_type = "long";
constexpr const char* short_type = "short";
constexpr const char* byte_type = "byte";
constexpr const char* uint_type = "uint";
constexpr const char* ulong_type = "ulong";
constexpr const char* double_type = "double";
constexpr const char* single_type = "single";
constexpr const char* decimal_type = "decimal";
constexpr const char* date_type = "datetime";
constexpr const char* offset_type = "System.DateTimeOffset";
constexpr const char* guid_type = "guid";

Value get_string(Call& call)
{
    const JsonNode* node = self(call).node();
    if (node && node->is(Kind::Null)) return {};
    return Value(node_of(call, Kind::String, "String").text);
}

Value get_boolean(Call& call)
{
    const JsonNode* node = self(call).node();
    if (node && node->is(Kind::True)) return Value(true);
    if (node && node->is(Kind::False)) return Value(false);
    throw_native("System.InvalidOperationException",
                 std::string("The requested operation requires an element of type 'Boolean', but the target element has type '") +
                     kind_text(node) + "'.");
}

Value get_property(Call& call)
{
    const JsonNode* found = node_of(call, Kind::Object, "Object").find(value::to_text(call.arg(0)));
    if (!found) throw_native("System.Collections.Generic.KeyNotFoundException", "The given key was not present in the dictionary.");
    return self(call).child(*found);
}

Value try_get_property(Call& call)
{
    const JsonNode* found = node_of(call, Kind::Object, "Object").find(value::to_text(call.arg(0)));
    call.args[1] = found ? self(call).child(*found) : Value(value::make<JsonElement>());
    return Value(found != nullptr);
}

Value item_at(Call& call)
{
    const JsonNode& array = node_of(call, Kind::Array, "Array");
    const int64_t at = call.arg(0).as_int64();
    if (at < 0 || at >= static_cast<int64_t>(array.items.size()))
        throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
    return self(call).child(array.items[static_cast<size_t>(at)]);
}

Value enumerate_array(Call& call)
{
    std::vector<Value> items;
    for (const JsonNode& item : node_of(call, Kind::Array, "Array").items) items.push_back(self(call).child(item));
    return value::make_array(std::move(items));
}

Value enumerate_object(Call& call)
{
    std::vector<Value> items;
    for (const JsonNode::Member& member : node_of(call, Kind::Object, "Object").members)
        items.emplace_back(value::make<JsonProperty>(member.name, self(call).child(member.value)));
    return value::make_array(std::move(items));
}

constexpr MemberDef method(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, MemberKind::Method, signature, result, fn};
}

constexpr MemberDef element_members[] = {
    {"new", MemberKind::Constructor, "", "", [](Call&) { return Value(value::make<JsonElement>()); }},
    {"ValueKind", MemberKind::Property, "", kind_name,
     [](Call& call) { return value::convert(Value(kind_text(self(call).node())), value::native_type(kind_name)); }},
    {"Item", MemberKind::Property, "int index", element_name, item_at},
    method("GetProperty", "string propertyName", element_name, get_property),
    method("TryGetProperty", "string propertyName, out System.Text.Json.JsonElement value", "bool", try_get_property),
    method("GetString", "", "string", get_string),
    method("GetBoolean", "", "bool", get_boolean),
    method("GetInt32", "", "int", get_number<int_type>),
    method("GetInt64", "", "long", get_number<long_type>),
    method("GetInt16", "", "short", get_number<short_type>),
    method("GetByte", "", "byte", get_number<byte_type>),
    method("GetUInt32", "", "uint", get_number<uint_type>),
    method("GetUInt64", "", "ulong", get_number<ulong_type>),
    method("GetDouble", "", "double", get_number<double_type>),
    method("GetSingle", "", "single", get_number<single_type>),
    method("GetDecimal", "", "decimal", get_number<decimal_type>),
    method("TryGetInt32", "out int value", "bool", try_get_number<int_type>),
    method("TryGetInt64", "out long value", "bool", try_get_number<long_type>),
    method("TryGetDouble", "out double value", "bool", try_get_number<double_type>),
    method("TryGetDecimal", "out decimal value", "bool", try_get_number<decimal_type>),
    method("GetDateTime", "", "datetime", get_parsed<date_type>),
    method("GetDateTimeOffset", "", "System.DateTimeOffset", get_parsed<offset_type>),
    method("GetGuid", "", "guid", get_parsed<guid_type>),
    method("GetArrayLength", "", "int",
           [](Call& call) { return Value(static_cast<int32_t>(node_of(call, Kind::Array, "Array").items.size())); }),
    method("GetPropertyCount", "", "int",
           [](Call& call) { return Value(static_cast<int32_t>(node_of(call, Kind::Object, "Object").members.size())); }),
    method("EnumerateArray", "", "System.Text.Json.JsonElement[]", enumerate_array),
    method("EnumerateObject", "", "System.Text.Json.JsonProperty[]", enumerate_object),
    method("GetRawText", "", "string", [](Call& call) { return Value(self(call).raw()); }),
    method("Clone", "", element_name, [](Call& call) { return call.self; }),
    method("ToString", "", "string", [](Call& call) { return Value(self(call).text()); }),
};

JsonProperty& property(const Call& call) { return *static_cast<JsonProperty*>(call.self.object()); }
constexpr MemberDef property_members[] = {
    {"Value", MemberKind::Property, "", element_name, [](Call& call) { return property(call).value; }},
    {"Name", MemberKind::Property, "", "string", [](Call& call) { return Value(property(call).name); }},
    method("NameEquals", "string text", "bool", [](Call& call) { return Value(property(call).name == value::to_text(call.arg(0))); }),
    method("ToString", "", "string", [](Call& call) { return Value(property(call).text()); }),
};

// --- documents ---

JsonDocument& document(const Call& call) { return *static_cast<JsonDocument*>(call.self.object()); }

constexpr MemberDef document_members[] = {
    {"Parse", MemberKind::StaticMethod, "string json", document_name,
     [](Call& call) { return Value(value::make<JsonDocument>(parse(value::to_text(call.arg(0))))); }},
    {"RootElement", MemberKind::Property, "", element_name,
     [](Call& call) {
         const auto& text = document(call).text;
         if (!text)
             throw_native("System.ObjectDisposedException",
                          "Cannot access a disposed object.\nObject name: 'System.Text.Json.JsonDocument'.");
         return Value(value::make<JsonElement>(text, text->root));
     }},
    method("Dispose", "", "void",
           [](Call& call) {
               document(call).text = nullptr;
               return Value::nothing();
           }),
};

// --- serializer ---

void write_json(std::string& out, const Value& given, int level)
{
    constexpr int most_levels = 64; // JsonSerializerOptions.MaxDepth
    if (level > most_levels)
        throw_native("System.Text.Json.JsonException",
                     "A possible object cycle was detected. This can either be due to a cycle or if the object depth is larger than the "
                     "maximum allowed depth of 64.");
    const Value& item = value::unwrap(given);
    if (item.is_null()) {
        out += "null";
    } else if (item.is_bool()) {
        out += item.as_bool() ? "true" : "false";
    } else if (const auto* element = item.as<JsonElement>()) {
        out += element->node() ? element->raw() : "null";
    } else if (is_numeric(item)) {
        out += value::to_text(item);
    } else if (item.tag() == Tag::Enum) {
        out += std::to_string(item.as_int64());
    } else if (item.tag() == Tag::DateTime) {
        out += '"' + value::format_value(item, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK") + '"';
    } else if (auto* table = item.as<value::Dictionary>()) {
        out += '{';
        bool first = true;
        for (const auto& entry : table->entries()) {
            if (entry.key.is_void()) continue;
            out += (first ? "" : ",") + json_string_text(value::to_text(entry.key)) + ":";
            write_json(out, entry.value, level + 1);
            first = false;
        }
        out += '}';
    } else if (!item.is_string() && value::is_enumerable(item)) {
        out += '[';
        bool first = true;
        for (const Value& each : value::elements(item)) {
            if (!first) out += ',';
            write_json(out, each, level + 1);
            first = false;
        }
        out += ']';
    } else if (item.tag() == Tag::Object && item.object()->type().script_class()) {
        out += '{';
        bool first = true;
        for (const std::string& name : value::property_names(item)) {
            out += (first ? "" : ",") + json_string_text(name) + ":";
            write_json(out, value::get_property(item, Name(std::string_view(name))), level + 1);
            first = false;
        }
        out += '}';
    } else {
        out += json_string_text(value::to_text(item));
    }
}

Value serialize(Call& call)
{
    std::string out;
    write_json(out, call.arg(0), 0);
    return Value(out);
}

/// Objects become tables, whose members are elements until the wanted type says more.
Value plain(const std::shared_ptr<const JsonText>& text, const JsonNode& node)
{
    switch (node.kind) {
    case Kind::Null: return {};
    case Kind::False: return Value(false);
    case Kind::True: return Value(true);
    case Kind::String: return Value(node.text);
    case Kind::Number: {
        const Value number(node.text);
        if (node.text.find_first_of(".eE") == std::string::npos)
            if (const auto whole = value::try_convert(number, type_named(long_type))) return *whole;
        return value::convert(number, value::types::real());
    }
    case Kind::Array: {
        std::vector<Value> items;
        for (const JsonNode& item : node.items) items.push_back(plain(text, item));
        return value::make_array(std::move(items));
    }
    default: {
        auto table = value::make<value::Dictionary>();
        for (const JsonNode::Member& member : node.members) table->set(Value(member.name), plain(text, member.value));
        return Value(table);
    }
    }
}

Value deserialize(Call& call)
{
    const std::shared_ptr<const JsonText> text = parse(value::to_text(call.arg(0)));
    const auto* wanted = call.arg(1).as<value::Type>();
    if (!wanted) throw_native("System.ArgumentNullException", "Value cannot be null. (Parameter 'returnType')");
    const JsonNode& root = text->root;
    const auto element = [&](const JsonNode& node) { return Value(value::make<JsonElement>(text, node)); };
    if (root.is(Kind::Null)) return {};
    if (wanted == &value::types::object() || wanted->full_name() == element_name) return element(root);
    if (wanted == &value::types::hashtable() && root.is(Kind::Object)) {
        auto table = value::make<value::Dictionary>();
        for (const JsonNode::Member& member : root.members) table->set(Value(member.name), element(member.value));
        return Value(table);
    }
    const Value read = plain(text, root);
    const bool fits = wanted == &value::types::string()    ? root.is(Kind::String)
                      : wanted == &value::types::boolean() ? read.is_bool()
                      : wanted->is_value_type() && root.is(Kind::String)
                          ? wanted->full_name() == "System.DateTime" || wanted->full_name() == "System.Guid" ||
                                wanted->full_name() == "System.DateTimeOffset" || wanted->full_name() == "System.TimeSpan"
                          : true;
    if (fits && read.as<value::Dictionary>() && wanted->generic_definition()) {
        Value made = value::construct(*wanted, {});
        if (made.as<value::Dictionary>()) {
            for (const auto& entry : read.as<value::Dictionary>()->entries())
                if (!entry.key.is_void()) value::set_index(made, std::span<const Value>(&entry.key, 1), entry.value);
            return made;
        }
    }
    const std::optional<Value> made = fits ? value::try_convert(read, *wanted) : std::nullopt;
    if (!made)
        throw_native("System.Text.Json.JsonException",
                     "The JSON value could not be converted to " + wanted->full_name() + ". Path: $ | " + place_of(text->text, root.end));
    return *made;
}

constexpr MemberDef serializer_members[] = {
    {"Serialize", MemberKind::StaticMethod, "System.Object value, type inputType", "string", serialize},
    {"Deserialize", MemberKind::StaticMethod, "string json, type returnType", "System.Object", deserialize},
};

constexpr value::TypeDef types[] = {
    {.full_name = document_name, .interfaces = "System.IDisposable", .members = document_members},
    {.full_name = element_name, .base = "System.ValueType", .flags = value::TypeFlags::Sealed, .members = element_members},
    {.full_name = property_name, .base = "System.ValueType", .flags = value::TypeFlags::Sealed, .members = property_members},
    {.full_name = "System.Text.Json.JsonSerializer", .flags = value::TypeFlags::Static, .members = serializer_members},
    {.full_name = "System.Text.Json.JsonReaderException", .base = "System.Text.Json.JsonException"},
};

} // namespace

std::span<const value::TypeDef> json_document_types() { return types; }

} // namespace kestrun::cmdlets
