#include "base/platform.hpp"
#include "cmdlets/utility/json.hpp"
#include "value/type_data.hpp"
#include <array>
#include <charconv>
#include <cmath>

namespace kestrun::cmdlets {

namespace {

class JsonWriter
{
public:
    JsonWriter(const JsonOptions& options, bool* truncated) : options_(options), truncated_(truncated) {}

    void write(const Value& raw, int depth)
    {
        const Value& item = value::unwrap(raw);
        if (has_own_members(raw, item)) {
            with_members(raw, item, depth);
            return;
        }
        write_bare(item, depth);
    }
    std::string out;

private:
    /// Without the members scripts gave it.
    void write_bare(const Value& item, int depth)
    {
        switch (item.tag()) {
        case Tag::Null:
        case Tag::Void: out += "null"; return;
        case Tag::Bool: out += item.as_bool() ? "true" : "false"; return;
        case Tag::String: text(value::text_of(item)); return;
        case Tag::Char: text(value::to_text(item)); return;
        case Tag::Double: real(item.as_double(), false); return;
        case Tag::Single: real(item.as_double(), true); return;
        case Tag::UInt64: integer(item.as_uint64()); return;
        case Tag::DateTime: text(value::format_value(item, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK")); return;
        case Tag::DateTimeOffset: text(value::format_value(item, "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz")); return;
        case Tag::Enum:
            if (options_.enums_as_strings)
                text(value::enum_text(item));
            else
                integer(item.as_int64());
            return;
        case Tag::TimeSpan: object(item, depth); return;
        case Tag::Array:
        case Tag::Object: compound(item, depth); return;
        default: integer(item.as_int64()); return;
        }
    }

    /// Numbers, collections and the like that scripts gave members; texts and dates stay what they are.
    static bool has_own_members(const Value& raw, const Value& item)
    {
        if (item.is_string() || item.tag() == Tag::DateTime || item.tag() == Tag::DateTimeOffset) return false;
        if (raw.as<value::PSWrapper>()) return value::attached_members(*raw.object()) != nullptr; // not a number written as an argument
        return item.is_array() && item.object()->has_flag(value::Object::Members);
    }

    void with_members(const Value& raw, const Value& item, int depth)
    {
        members(depth, [&](auto&& member) {
            member("value", item, true);
            for (const auto& attached : value::attached_members(*raw.object())->members) {
                if (attached->kind() < value::PSMemberKind::ScriptMethod)
                    member(attached->name(), value::member_value(*attached, raw), false);
            }
        });
    }

    template <typename T>
    void integer(T number)
    {
        std::array<char, 24> buffer;
        const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
        out.append(buffer.data(), end);
    }

    void real(double number, bool single)
    {
        if (!std::isfinite(number)) {
            text(std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
            return;
        }
        const std::string digits = value::format_value(single ? Value::single(static_cast<float>(number)) : Value(number), "R");
        out += digits;
        if (digits.find_first_of(".Ee") == std::string::npos) out += ".0";
    }

    void escape_unit(unsigned unit)
    {
        constexpr char hex[] = "0123456789abcdef";
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) out += hex[(unit >> shift) & 15U];
    }

    bool plain(unsigned char c) const
    {
        if (c < 0x20 || c == '"' || c == '\\') return false;
        if (c >= 0x80) return options_.escape != JsonEscape::NonAscii && c != 0xc2 && c != 0xe2;
        return options_.escape != JsonEscape::Html || (c != '<' && c != '>' && c != '&' && c != '\'');
    }

    void text(std::string_view s)
    {
        out += '"';
        for (size_t i = 0; i < s.size();) {
            size_t run = i;
            while (run < s.size() && plain(static_cast<unsigned char>(s[run]))) ++run;
            out += s.substr(i, run - i);
            i = run;
            if (i < s.size()) i += escaped(s.substr(i));
        }
        out += '"';
    }

    /// Writes the first character of the text, escaped when it must be; returns its bytes.
    size_t escaped(std::string_view s)
    {
        const auto c = static_cast<unsigned char>(s[0]);
        if (c < 0x80) {
            switch (c) {
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            case '\\': out += "\\\\"; break;
            case '"': out += options_.escape == JsonEscape::Html ? "\\u0022" : "\\\""; break;
            default: escape_unit(c);
            }
            return 1;
        }
        const size_t bytes = std::min<size_t>(c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2, s.size());
        uint32_t code = bytes == 4 ? c & 7U : bytes == 3 ? c & 15U : c & 31U;
        for (size_t i = 1; i < bytes; ++i) code = (code << 6) | (static_cast<unsigned char>(s[i]) & 63U);
        // Next line, line and paragraph separators end lines in JavaScript.
        const bool must = options_.escape == JsonEscape::NonAscii || code == 0x85 || code == 0x2028 || code == 0x2029;
        if (!must) {
            out += s.substr(0, bytes);
        } else if (code >= 0x10000) {
            escape_unit(0xd800 + ((code - 0x10000) >> 10));
            escape_unit(0xdc00 + ((code - 0x10000) & 0x3ff));
        } else {
            escape_unit(code);
        }
        return bytes;
    }

    void line(int indent)
    {
        if (options_.compress) return;
        out += base::new_line;
        out.append(static_cast<size_t>(indent) * 2, ' ');
    }

    bool simple_object(const Value& item)
    {
        const value::Type& type = item.object()->type();
        const std::string& name = type.full_name();
        if (&type == &value::types::decimal()) {
            const std::string digits = value::to_text(item);
            out += digits;
            if (digits.find('.') == std::string::npos) out += ".0";
            return true;
        }
        if (name == "System.DBNull") {
            out += "null";
            return true;
        }
        if (&type == &value::types::big_integer()) {
            out += value::to_text(item);
            return true;
        }
        if (&type == &value::types::guid() || &type == &value::types::uri() || name == "System.Management.Automation.SemanticVersion" ||
            name == "System.DateOnly" || name == "System.TimeOnly") {
            text(name == "System.Uri" ? property_text(item, "OriginalString") : value::to_text(item));
            return true;
        }
        return false;
    }

    void compound(const Value& item, int depth)
    {
        if (item.tag() == Tag::Object && simple_object(item)) return;
        if (depth > options_.depth) {
            if (truncated_) *truncated_ = true;
            const std::string& type = value::type_of(item).full_name();
            text(type.starts_with("System.Xml.Xml") ? type : value::to_text(item));
            return;
        }
        if (const value::Dictionary* dictionary = as_dictionary(item)) {
            members(depth, [&](auto&& member) {
                for (const auto& entry : dictionary->entries()) {
                    if (entry.key.is_void()) continue;
                    if (!entry.key.is_string()) bad_key(*dictionary);
                    member(value::text_of(entry.key), entry.value, false);
                }
                if (!item.object()->has_flag(value::Object::Members)) return;
                for (const auto& attached : value::attached_members(*item.object())->members) {
                    if (attached->kind() < value::PSMemberKind::ScriptMethod)
                        member(attached->name(), value::member_value(*attached, item), false);
                }
            });
            return;
        }
        if (item.is_array() || value::is_enumerable(item)) {
            array(item, depth);
            return;
        }
        if (item.object()->type().full_name().starts_with("System.Xml.Xml")) { // a node is a list of its children
            const Value children = property_of(item, "ChildNodes");
            array(children.is_null() ? value::make_array({}) : value::make_array(value::elements(children)), depth);
            return;
        }
        object(item, depth);
    }

    [[noreturn]] static void bad_key(const value::Dictionary& dictionary)
    {
        throw ScriptError(value::make<ErrorRecord>(
            value::make_exception("System.InvalidOperationException",
                                  "The type '" + dictionary.type().full_name() +
                                      "' is not supported for serialization or deserialization of a dictionary. Keys must be strings."),
            "NonStringKeyInDictionary", ErrorCategory::InvalidOperation));
    }

    void array(const Value& items, int depth)
    {
        out += '[';
        bool any = false;
        const auto one = [&](const Value& item) {
            if (any) out += ',';
            any = true;
            line(depth + 1);
            write(item, depth + 1);
        };
        if (items.is_array() && items.as<value::Array>()) {
            for (const Value& item : items.as_array().items()) one(item);
        } else {
            const auto walk = value::enumerate(items);
            Value item;
            while (walk->next(item)) one(item);
        }
        if (any) line(depth);
        out += ']';
    }

    template <typename Walk>
    void members(int depth, Walk&& walk)
    {
        out += '{';
        bool any = false;
        walk([&](std::string_view name, const Value& item, bool bare) {
            if (any) out += ',';
            any = true;
            line(depth + 1);
            text(name);
            out += options_.compress ? ":" : ": ";
            if (bare)
                write_bare(item, depth + 1);
            else
                write(item, depth + 1);
        });
        if (any) line(depth);
        out += '}';
    }

    void object(const Value& item, int depth)
    {
        if (depth > options_.depth) {
            if (truncated_) *truncated_ = true;
            text(value::to_text(item));
            return;
        }
        members(depth, [&](auto&& member) {
            if (const value::PSCustomObject* custom = as_custom_object(item)) {
                const value::PSCustomObject::Properties properties(*custom);
                for (size_t i = 0; i < properties.size(); ++i) custom_slot(item, properties, i, member);
                for (const Ref<value::PSMember>& extended : value::extended_members(item))
                    if (extended->kind() < value::PSMemberKind::ScriptMethod && !custom->has(Name(extended->name())))
                        member(extended->name(), property_of(item, extended->name()), false);
                return;
            }
            if (item.tag() == Tag::Object && value::type_of(item).script_class()) {
                // Hidden members of classes are data too.
                for (const value::MemberGroup* group : value::type_of(item).members(false)) {
                    if (group->is_property) member(group->name, property_of(item, group->name), false);
                }
                return;
            }
            for (const std::string& name : value::property_names(item)) {
                Value found;
                try {
                    found = property_of(item, name);
                } catch (const ScriptError&) {
                    // A getter that throws is written as null, as PowerShell does.
                }
                member(name, found, false);
            }
        });
    }

    template <typename Member>
    void custom_slot(const Value& item, const value::PSCustomObject::Properties& properties, size_t i, Member& member)
    {
        const std::string_view name = properties.name(i);
        const Value& slot = properties.slot(i);
        const auto* special = slot.tag() == Tag::Object ? slot.as<value::PSMember>() : nullptr;
        if (!special) {
            member(name, slot, false);
        } else if (special->kind() < value::PSMemberKind::ScriptMethod) {
            member(name, property_of(item, name), false);
        }
    }

    const JsonOptions& options_;
    bool* truncated_;
};

} // namespace

std::string to_json(const Value& value, const JsonOptions& options, bool* truncated)
{
    JsonWriter writer(options, truncated);
    writer.write(value, 0);
    return std::move(writer.out);
}

} // namespace kestrun::cmdlets
