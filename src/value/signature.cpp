// Reads the signatures of table rows: "string value, params object[] args, out int result, char paddingChar = ' '".
#include "value/registry.hpp"
#include "value/string.hpp"
#include <charconv>
#include <cstdlib>

namespace kestrun::value {

namespace {

bool take_word(std::string_view& text, std::string_view word)
{
    if (text.size() <= word.size() || !text.starts_with(word) || text[word.size()] != ' ') return false;
    text = trimmed(text.substr(word.size()));
    return true;
}

// The type reaches to the first blank outside of brackets.
size_t end_of_type(std::string_view text)
{
    int depth = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '[' || c == '<') ++depth;
        if (c == ']' || c == '>') --depth;
        if (c == ' ' && depth == 0) return i;
    }
    return text.size();
}

Value enum_default(std::string_view text, const Type& type)
{
    const std::string_view name = text.substr(text.rfind('.') + 1);
    for (const Type::EnumName& member : type.enum_names()) {
        if (member.name == name) return Value::enumeration(type.enum_index(), member.value);
    }
    return Value::enumeration(type.enum_index(), 0);
}

Value default_of(const Type& type)
{
    switch (type.tag()) {
    case Tag::Bool: return false;
    case Tag::Single: return Value::single(0);
    case Tag::Double: return 0.0;
    case Tag::DateTime: return Value::date_time(0, DateKind::Unspecified);
    case Tag::TimeSpan: return Value::time_span(0);
    case Tag::DateTimeOffset: return Value::date_time_offset(0, 0);
    case Tag::Enum: return Value::enumeration(type.enum_index(), 0);
    default: return type.tag() >= Tag::Char && type.tag() <= Tag::UInt64 ? Value::integer(type.tag(), 0) : Value();
    }
}

// default-value: null | true | false | default | number | 'c' | "text" | Type.Member
Value parse_default(std::string_view text, const Type* type)
{
    if (text == "null") return {};
    if (text == "true") return true;
    if (text == "false") return false;
    if (text == "default") return type ? default_of(*type) : Value();
    if (text.size() >= 2 && text.front() == '"') return Value(text.substr(1, text.size() - 2));
    if (text.size() >= 3 && text.front() == '\'') return Value(static_cast<char16_t>(static_cast<unsigned char>(text[1])));
    if (type && type->is_enum()) return enum_default(text, *type);
    const Tag tag = type ? type->tag() : Tag::Int32;
    if (tag == Tag::Double) return std::strtod(std::string(text).c_str(), nullptr);
    if (tag == Tag::Single) return Value::single(std::strtof(std::string(text).c_str(), nullptr));
    int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return Value::integer(tag >= Tag::Char && tag <= Tag::UInt64 ? tag : Tag::Int32, number);
}

Parameter parse_parameter(std::string_view text, const Type& declaring)
{
    Parameter parameter;
    for (bool more = true; more;) {
        more = true;
        if (take_word(text, "params") || take_word(text, "Params"))
            parameter.params = true;
        else if (take_word(text, "out") || take_word(text, "ref") || take_word(text, "[ref]"))
            parameter.by_ref = true;
        else
            more = take_word(text, "in") || take_word(text, "this");
    }
    const size_t type_end = end_of_type(text);
    parameter.type = TypeRegistry::get().resolve(text.substr(0, type_end), declaring);
    text = trimmed(text.substr(type_end));
    const size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
        parameter.optional = true;
        parameter.default_value = parse_default(trimmed(text.substr(equals + 1)), parameter.type);
        text = trimmed(text.substr(0, equals));
    }
    parameter.name = text;
    return parameter;
}

std::string type_text(const Type* type, std::string_view written) { return type ? type->display_name() : std::string(written); }

std::string written_type(std::string_view parameter)
{
    for (bool more = true; more;) {
        more = false;
        for (const char* word : {"params", "Params", "out", "ref", "[ref]", "in", "this"}) more = more || take_word(parameter, word);
    }
    return std::string(parameter.substr(0, end_of_type(parameter)));
}

std::string parameter_definition(const Parameter& parameter, std::string_view text)
{
    std::string out;
    if (parameter.params) out += "Params ";
    if (parameter.by_ref) out += "[ref] ";
    out += type_text(parameter.type, written_type(text));
    out += ' ';
    out += parameter.name;
    const size_t equals = parameter.optional ? text.rfind(" = ") : std::string_view::npos;
    if (equals != std::string_view::npos) out += text.substr(equals);
    return out;
}

bool is_static(MemberKind kind) { return kind == MemberKind::StaticMethod || kind == MemberKind::StaticProperty; }

} // namespace

Method parse_member(const MemberDef& row, const Type& declaring)
{
    Method method;
    method.name = row.name;
    method.kind = row.kind;
    method.fn = row.get;
    method.setter = row.set;
    method.declaring = &declaring;
    const std::string_view result = row.result ? row.result : "void";
    method.result = TypeRegistry::get().resolve(result, declaring);
    std::string parameters;
    for (const std::string_view text : split_outside_brackets(row.signature ? row.signature : "")) {
        method.parameters.push_back(parse_parameter(text, declaring));
        if (!parameters.empty()) parameters += ", ";
        parameters += parameter_definition(method.parameters.back(), text);
    }
    const std::string type = row.kind == MemberKind::Constructor ? declaring.display_name() : type_text(method.result, result);
    const std::string name = row.kind == MemberKind::Constructor ? "new" : row.name;
    method.definition = (is_static(row.kind) ? "static " : "") + type + " " + name;
    const bool property = row.kind == MemberKind::Property || row.kind == MemberKind::StaticProperty;
    if (!property || !method.parameters.empty()) method.definition += "(" + parameters + ")";
    if (property) method.definition += row.set ? " {get;set;}" : " {get;}";
    return method;
}

} // namespace kestrun::value
