#include "cmdlets/support/common.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

value::Dictionary* as_dictionary(const Value& value) { return value::unwrap(value).as<value::Dictionary>(); }

value::Dictionary* as_hashtable(const Value& value)
{
    value::Dictionary* dictionary = as_dictionary(value);
    return dictionary && dictionary->type().is_assignable_to(value::types::hashtable()) ? dictionary : nullptr;
}

value::PSCustomObject* as_custom_object(const Value& value)
{
    return value.tag() == Tag::Object ? value.as<value::PSCustomObject>() : nullptr;
}

ScriptBlock* as_script_block(const Value& value) { return value.tag() == Tag::Object ? value.as<ScriptBlock>() : nullptr; }

bool is_file_system_info(const Value& value)
{
    if (value.tag() != Tag::Object) return false;
    const std::string& name = value.object()->type().full_name();
    return name == "System.IO.FileInfo" || name == "System.IO.DirectoryInfo";
}

Value with_note_property(const Value& value, std::string_view name, const Value& note)
{
    if (value::PSCustomObject* custom = as_custom_object(value)) {
        custom->set(name, note);
        return value;
    }
    Value target = value;
    if (value.tag() != Tag::Object && value.tag() != Tag::Array) target = Value(value::make<value::PSWrapper>(value));
    value::AttachedMembers& attached = value::ensure_attached_members(*target.object());
    for (auto& member : attached.members) {
        if (!equals_ci(member->name(), name)) continue;
        member = value::make<value::PSMember>(value::PSMemberKind::NoteProperty, std::string(name), note);
        return target;
    }
    attached.members.push_back(value::make<value::PSMember>(value::PSMemberKind::NoteProperty, std::string(name), note));
    return target;
}

void insert_type_name(const Value& value, std::string name)
{
    if (value::PSCustomObject* custom = as_custom_object(value)) {
        custom->insert_type_name(0, std::move(name));
        return;
    }
    if (!value.is_heap()) return;
    value::AttachedMembers& attached = value::ensure_attached_members(*value.object());
    attached.type_names.insert(attached.type_names.begin(), std::move(name));
}

bool has_type_name(const Value& value, std::string_view name)
{
    for (const std::string& own : value::ps_type_names(value)) {
        if (equals_ci(own, name)) return true;
    }
    return false;
}

Value make_object(std::initializer_list<std::pair<std::string_view, Value>> properties)
{
    auto object = value::make<value::PSCustomObject>();
    for (const auto& [name, item] : properties) object->set(name, item);
    return Value(object);
}

Value property_of(const Value& value, std::string_view name)
{
    if (value.is_null()) return {};
    return value::find_property(value, Name(name)).value_or(Value());
}

std::string property_text(const Value& value, std::string_view name)
{
    const Value found = property_of(value, name);
    return found.is_null() ? std::string() : value::to_text(found);
}

bool equals_ci(std::string_view a, std::string_view b) { return a.size() == b.size() && value::equals_ignore_case(a, b); }

bool starts_with_ci(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && value::equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

bool contains_ci(std::string_view text, std::string_view part) { return lower(text).find(lower(part)) != std::string::npos; }

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

std::string trim(std::string_view text)
{
    const char* blanks = " \t\r\n\v\f";
    const size_t from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(blanks) - from + 1));
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    size_t from = 0;
    while (true) {
        const size_t at = text.find(separator, from);
        parts.emplace_back(text.substr(from, at == std::string_view::npos ? at : at - from));
        if (at == std::string_view::npos) return parts;
        from = at + 1;
    }
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    size_t from = 0;
    while (from < text.size()) {
        const size_t at = std::min(text.find_first_of("\r\n", from), text.size());
        lines.push_back(text.substr(from, at - from));
        from = at + (text.substr(at, 2) == "\r\n" ? 2 : 1);
    }
    return lines;
}

std::string replace_all(std::string text, std::string_view what, std::string_view with)
{
    if (what.empty()) return text;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
    return text;
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view text)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return value::wildcard_match(pattern, text); });
}

bool is_numeric(const Value& value)
{
    const Value& base = value::unwrap(value);
    if (base.is_integral() || base.is_real()) return true;
    if (base.tag() != Tag::Object) return false;
    const value::Type& type = base.object()->type();
    return &type == &value::types::decimal() || &type == &value::types::big_integer();
}

Value enum_value(std::string_view type, int64_t number) { return Value::enumeration(value::native_type(type).enum_index(), number); }

int64_t integral(const Value& value)
{
    const Value& base = value::unwrap(value);
    if (base.is_integral() || base.tag() == Tag::Enum || base.is_bool()) return base.as_int64();
    return value::to_int64(base);
}

Value error_value(const Ref<ErrorRecord>& record) { return Value(record); }

} // namespace kestrun::cmdlets
