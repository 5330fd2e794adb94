// value := object | array | string | number | true | false | null | NaN | Infinity | -Infinity | undefined; what Newtonsoft's reader takes
// beyond RFC 8259 (comments, single quotes, bare names, trailing commas, hexadecimal numbers) is taken here too.
#include "base/text.hpp"
#include "cmdlets/utility/json.hpp"
#include "value/big_integer.hpp"
#include "value/call_depth.hpp"
#include <charconv>
#include <limits>

namespace kestrun::cmdlets {

namespace {

class JsonReader
{
public:
    JsonReader(std::string_view text, const FromJsonOptions& options) : text_(text), options_(options) {}

    Value read()
    {
        skip();
        if (at_ == text_.size()) return {};
        Value result = value(1);
        skip();
        if (at_ < text_.size())
            fail("Additional text encountered after finished reading JSON content: " + std::string(1, text_[at_]) + ".");
        return result;
    }

private:
    // --- errors ---

    [[noreturn]] static void fail_plain(const std::string& what)
    {
        throw ScriptError(
            value::make<ErrorRecord>(value::make_exception("System.ArgumentException", "Conversion from JSON failed with error: " + what),
                                     "System.ArgumentException", ErrorCategory::NotSpecified));
    }

    [[noreturn]] void fail(const std::string& what)
    {
        // Lines count from the first character on: before it there is none.
        size_t line = at_ == 0 ? 0 : 1, column = 0;
        for (size_t i = 0; i < at_ && i < text_.size(); ++i) {
            ++column;
            if (text_[i] == '\n') {
                ++line;
                column = 0;
            }
        }
        fail_plain(what + " Path '" + path_text() + "', line " + std::to_string(line) + ", position " + std::to_string(column) + ".");
    }

    std::string path_text() const
    {
        std::string path;
        for (const Step& step : path_) {
            if (step.index >= 0) {
                path += "[" + std::to_string(step.index) + "]";
            } else if (step.index == step_name && step.name.find_first_of(". '/\"[]()\t\n\r\f\b\\") != std::string::npos) {
                path += "['" + step.name + "']";
            } else if (step.index == step_name && !step.name.empty()) {
                path += (path.empty() ? "" : ".") + step.name;
            }
        }
        return path;
    }

    [[noreturn]] void unexpected()
    {
        if (at_ >= text_.size()) unexpected_end();
        fail("Unexpected character encountered while parsing value: " + std::string(text_.substr(at_, 1)) + ".");
    }

    [[noreturn]] void unexpected_end()
    {
        if (objects_ == 0) fail_plain("Unexpected end when reading token. Path ''.");
        fail("Unexpected end when deserializing object.");
    }

    /// A bracket that closes what another kind opened.
    [[noreturn]] void wrong_end(const char* token, const char* container)
    {
        path_.pop_back();
        ++at_;
        fail(std::string("JsonToken ") + token + " is not valid for closing JsonType " + container + ".");
    }

    // --- characters ---

    void skip()
    {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                ++at_;
            } else if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*')) {
                comment();
            } else if (static_cast<unsigned char>(c) == 0xef && text_.substr(at_, 3) == "\xEF\xBB\xBF") {
                at_ += 3;
            } else {
                return;
            }
        }
    }

    void comment()
    {
        if (text_[at_ + 1] == '/') {
            at_ = std::min(text_.find('\n', at_), text_.size());
            return;
        }
        const size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
            at_ = text_.size();
            fail("Unexpected end while parsing comment.");
        }
        at_ = end + 2;
    }

    bool take(char c)
    {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool take_word(std::string_view word)
    {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }
    /// A word that can be nothing else once it has begun.
    void expect_word(std::string_view word, const char* kind)
    {
        for (const char c : word) {
            if (!take(c)) fail(std::string("Error parsing ") + kind + " value.");
        }
    }

    // --- values ---

    Value value(int depth)
    {
        if (at_ >= text_.size()) unexpected();
        switch (text_[at_]) {
        case '{': return object(depth);
        case '[': return array(depth);
        case '"':
        case '\'': return text_value();
        case 't': expect_word("true", "boolean"); return Value(true);
        case 'f': expect_word("false", "boolean"); return Value(false);
        case 'n':
            if (at_ + 1 < text_.size() && text_[at_ + 1] != 'u') break;
            expect_word("null", "null");
            return {};
        case 'u':
            if (take_word("undefined")) return {};
            break;
        case 'N':
            if (take_word("NaN")) return Value(std::numeric_limits<double>::quiet_NaN());
            break;
        case 'I':
            if (take_word("Infinity")) return Value(std::numeric_limits<double>::infinity());
            break;
        default:
            if (text_[at_] == '-' && take_word("-Infinity")) return Value(-std::numeric_limits<double>::infinity());
            if (text_[at_] == '-' || text_[at_] == '.' || (text_[at_] >= '0' && text_[at_] <= '9')) return number();
        }
        unexpected();
    }

    Value number()
    {
        const size_t from = at_;
        const size_t digits = from + (text_[from] == '-' ? 1 : 0);
        if (text_.substr(digits, 2) == "0x" || text_.substr(digits, 2) == "0X") return hexadecimal(from, digits);
        while (at_ < text_.size() && std::string_view("0123456789+-.eE").find(text_[at_]) != std::string_view::npos) ++at_;
        const std::string_view written = text_.substr(from, at_ - from);
        const char* end = written.data() + written.size();
        if (written.find_first_of(".eE") == std::string_view::npos) {
            int64_t integer = 0;
            const bool octal = written.size() > 1 && written.front() == '0';
            const auto [stop, error] = std::from_chars(written.data(), end, integer, octal ? 8 : 10);
            if (error == std::errc() && stop == end) return Value(integer);
            value::BigInteger big;
            if (error == std::errc::result_out_of_range && stop == end && value::parse_big_integer(written, big))
                return value::big_integer_value(std::move(big));
        } else {
            double real = 0;
            const auto [stop, error] = std::from_chars(written.data(), end, real);
            if (stop == end && error == std::errc()) return Value(real);
            if (stop == end)
                return Value(written.front() == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity());
        }
        fail("Input string '" + std::string(written) + "' is not a valid number.");
    }

    Value hexadecimal(size_t from, size_t digits)
    {
        uint64_t number = 0;
        const auto [end, error] = std::from_chars(text_.data() + digits + 2, text_.data() + text_.size(), number, 16);
        if (error != std::errc() || end == text_.data() + digits + 2) unexpected();
        at_ = static_cast<size_t>(end - text_.data());
        const auto signed_number = static_cast<int64_t>(number);
        return Value(text_[from] == '-' ? -signed_number : signed_number);
    }

    uint32_t unit()
    {
        uint32_t code = 0;
        const std::string_view digits = text_.substr(at_, 4);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4)
            fail("Invalid Unicode escape sequence: \\u" + std::string(digits) + ".");
        at_ += 4;
        return code;
    }

    void escape(std::string& out)
    {
        if (at_ >= text_.size()) fail("Unterminated string. Expected delimiter: \".");
        const char c = text_[at_++];
        switch (c) {
        case 'b': out += '\b'; return;
        case 'f': out += '\f'; return;
        case 'n': out += '\n'; return;
        case 'r': out += '\r'; return;
        case 't': out += '\t'; return;
        case '"':
        case '\'':
        case '\\':
        case '/': out += c; return;
        case 'u': {
            uint32_t code = unit();
            if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u") {
                at_ += 2;
                const uint32_t low = unit();
                if (low >= 0xdc00 && low < 0xe000) {
                    base::append_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
                    return;
                }
                base::append_utf8(out, code);
                code = low;
            }
            base::append_utf8(out, code);
            return;
        }
        default: fail("Bad JSON escape sequence: \\" + std::string(1, c) + ".");
        }
    }

    /// string := " chars " | ' chars '. A view into the text when nothing in it is escaped, else into `buffer`.
    std::string_view string(std::string& buffer)
    {
        const char quote = text_[at_++];
        const size_t from = at_;
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\') ++at_;
        if (at_ < text_.size() && text_[at_] == quote) return text_.substr(from, at_++ - from);
        buffer.assign(text_.substr(from, at_ - from));
        while (at_ < text_.size() && text_[at_] != quote) {
            if (text_[at_] == '\\') {
                ++at_;
                escape(buffer);
            } else {
                buffer += text_[at_++];
            }
        }
        if (at_ >= text_.size()) fail(std::string("Unterminated string. Expected delimiter: ") + quote + ".");
        ++at_;
        return buffer;
    }

    Value text_value()
    {
        std::string buffer;
        const std::string_view found = string(buffer);
        if (options_.dates != JsonDates::String && found.size() >= 8) {
            if (std::optional<Value> date = json_date(found, options_.dates)) return std::move(*date);
        }
        return Value(found);
    }

    void deeper(int depth)
    {
        value::check_call_depth();
        if (depth > options_.depth) {
            fail("The reader's MaxDepth of " + std::to_string(options_.depth) + " has been exceeded.");
        }
    }

    // array := '[' (value (',' value)* ','?)? ']'
    Value array(int depth)
    {
        ++at_;
        deeper(depth);
        std::vector<Value> items;
        path_.emplace_back();
        while (true) {
            skip();
            if (take(']')) break;
            if (at_ < text_.size() && text_[at_] == ',') { // nothing between commas
                items.emplace_back();
                ++at_;
                continue;
            }
            // Until a plain value is read the path names the one before.
            if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '[')) path_.back().index = static_cast<int>(items.size());
            items.push_back(value(depth + 1));
            path_.back().index = static_cast<int>(items.size()) - 1;
            skip();
            if (take(',')) continue;
            if (take(']')) break;
            if (at_ >= text_.size()) {
                if (objects_ > 0) unexpected_end();
                break; // an array may lack its end
            }
            if (text_[at_] == '}') wrong_end("EndObject", "Array");
            fail("After parsing a value an unexpected character was encountered: " + std::string(text_.substr(at_, 1)) + ".");
        }
        path_.pop_back();
        return value::make_array(std::move(items));
    }

    // key := string | bare name
    std::string_view key(std::string& buffer)
    {
        if (at_ >= text_.size()) fail("Unexpected end when reading JSON.");
        if (text_[at_] == '"' || text_[at_] == '\'') return string(buffer);
        const size_t from = at_;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
            if (!letter) break;
            ++at_;
        }
        if (at_ == from) fail("Invalid property identifier character: " + std::string(text_.substr(at_, 1)) + ".");
        return text_.substr(from, at_ - from);
    }

    // object := '{' (key ':' value (',' key ':' value)* ','?)? '}'
    template <typename Member>
    void members(int depth, Member&& member)
    {
        ++at_;
        deeper(depth);
        std::string buffer;
        path_.emplace_back();
        ++objects_;
        while (true) {
            skip();
            if (take('}')) break;
            buffer.clear();
            const std::string name(key(buffer));
            skip();
            if (!take(':')) {
                const std::string got = at_ < text_.size() ? std::string(text_.substr(at_, 1)) : std::string(1, '\0');
                fail("Invalid character after parsing property name. Expected ':' but got: " + got + ".");
            }
            path_.back() = {name, step_name};
            skip();
            member(name, value(depth + 1));
            skip();
            if (take(',')) continue;
            if (take('}')) break;
            if (at_ >= text_.size()) unexpected();
            if (text_[at_] == ']') wrong_end("EndArray", "Object");
            fail("After parsing a value an unexpected character was encountered: " + std::string(text_.substr(at_, 1)) + ".");
        }
        path_.pop_back();
        --objects_;
    }

    Value object(int depth)
    {
        if (options_.as_hashtable) {
            static const value::Type& type = value::native_type("System.Management.Automation.OrderedHashtable");
            auto table = value::make<value::Dictionary>(type, value::KeyComparer::CaseSensitive);
            members(depth, [&](const std::string& name, Value item) { table->set(std::string_view(name), item); });
            return Value(table);
        }
        std::vector<value::Shape::Property> names;
        std::vector<Value> slots;
        // Objects in an array mostly have the same names: as long as they follow the shape seen last at this depth, it is used again.
        if (shapes_.size() <= static_cast<size_t>(depth)) shapes_.resize(static_cast<size_t>(depth) + 1);
        const Ref<value::Shape> guess = shapes_[static_cast<size_t>(depth)];
        bool follows = static_cast<bool>(guess);
        members(depth, [&](const std::string& name, Value item) {
            const size_t i = slots.size();
            if (follows && i < guess->size() && guess->names()[i].name->view() == name) {
                slots.push_back(std::move(item));
                return;
            }
            if (follows) {
                names.assign(guess->names().begin(), guess->names().begin() + static_cast<std::ptrdiff_t>(i));
                follows = false;
            }
            add(names, slots, name, std::move(item));
        });
        if (!follows || slots.size() != guess->size()) {
            if (follows) names.assign(guess->names().begin(), guess->names().begin() + static_cast<std::ptrdiff_t>(slots.size()));
            shapes_[static_cast<size_t>(depth)] = value::make<value::Shape>(std::move(names));
        }
        return Value(value::make<value::PSCustomObject>(shapes_[static_cast<size_t>(depth)], std::move(slots)));
    }

    [[noreturn]] static void bad_key(const char* id, std::string message)
    {
        throw ScriptError(value::make<ErrorRecord>(value::make_exception("System.InvalidOperationException", std::move(message)), id,
                                                   ErrorCategory::InvalidOperation));
    }

    static void add(std::vector<value::Shape::Property>& names, std::vector<Value>& slots, const std::string& name, Value item)
    {
        if (name.empty()) {
            bad_key("EmptyKeyInJsonString", "The provided JSON includes a property whose name is an empty string, this is only supported "
                                            "using the -AsHashTable switch.");
        }
        const uint32_t hash = value::hash_ignore_case(name);
        for (size_t i = 0; i < names.size(); ++i) {
            if (names[i].hash != hash || !equals_ci(names[i].name->view(), name)) continue;
            if (names[i].name->view() == name) {
                slots[i] = std::move(item); // the last of equal keys counts
                return;
            }
            bad_key("KeysWithDifferentCasingInJsonString", "Cannot convert the JSON string because it contains keys with different casing. "
                                                           "Please use the -AsHashTable switch instead. The key that was "
                                                           "attempted to be added to the existing key '" +
                                                               std::string(names[i].name->view()) + "' was '" + name + "'.");
        }
        names.push_back({value::String::make(name), hash});
        slots.push_back(std::move(item));
    }

    std::string_view text_;
    const FromJsonOptions& options_;
    size_t at_ = 0;
    static constexpr int step_name = -2; // Step::index of a member
    struct Step
    {
        std::string name;
        int index = -1; // of an array's element; -1: none read yet
    };
    std::vector<Step> path_;
    int objects_ = 0;                       // that are open
    std::vector<Ref<value::Shape>> shapes_; // by depth
};

/// yyyy-MM-ddTHH:mm:ss[.f+][Z|+hh:mm|-hh:mm]
bool looks_like_date(std::string_view text)
{
    constexpr std::string_view shape = "0000-00-00T00:00:00";
    for (size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    }
    size_t i = shape.size();
    if (i < text.size() && text[i] == '.') {
        const size_t from = ++i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        if (i == from) return false;
    }
    if (i == text.size()) return true;
    if (text[i] == 'Z') return i + 1 == text.size();
    if (text[i] != '+' && text[i] != '-') return false;
    const std::string_view zone = text.substr(i + 1);
    return (zone.size() == 5 && zone[2] == ':') || zone.size() == 4 || zone.size() == 2;
}

} // namespace

namespace {

/// "/Date(1704164645000)/": milliseconds since 1970.
std::optional<Value> epoch_date(std::string_view text)
{
    if (!text.starts_with("/Date(") || !text.ends_with(")/")) return std::nullopt;
    int64_t milliseconds = 0;
    const char* const end = text.data() + text.size() - 2;
    const auto [stop, error] = std::from_chars(text.data() + 6, end, milliseconds);
    constexpr int64_t epoch_ticks = 621355968000000000, most = 253402300799999;
    if (error != std::errc() || stop != end || milliseconds > most || milliseconds < -most / 4) return std::nullopt;
    return Value::date_time(epoch_ticks + milliseconds * 10000, value::DateKind::Utc);
}

} // namespace

std::optional<Value> json_date(std::string_view text, JsonDates kind)
{
    if (std::optional<Value> date = epoch_date(text)) return date;
    if (text.size() < 19 || !looks_like_date(text)) return std::nullopt;
    const bool zoned = text.back() == 'Z' || text.find_first_of("+-", 19) != std::string_view::npos;
    if (kind == JsonDates::Offset) return value::try_convert(Value(text), value::types::date_time_offset());
    std::optional<Value> offset;
    if (zoned) offset = value::try_convert(Value(text), value::types::date_time_offset());
    if (zoned && !offset) return std::nullopt;
    const auto method = [](const Value& target, const char* name) { return value::invoke_method(target, Name(name), {}); };
    if (zoned) {
        const bool utc = kind == JsonDates::Utc || (kind == JsonDates::Default && text.back() == 'Z');
        return property_of(*offset, utc ? "UtcDateTime" : "LocalDateTime");
    }
    std::optional<Value> date = value::try_convert(Value(text), value::types::date_time());
    if (!date || date->tag() != Tag::DateTime) return std::nullopt;
    if (kind == JsonDates::Utc) return method(Value::date_time(date->as_int64(), value::DateKind::Unspecified), "ToUniversalTime");
    return Value::date_time(date->as_int64(), kind == JsonDates::Local ? value::DateKind::Local : value::DateKind::Unspecified);
}

Value from_json(std::string_view text, const FromJsonOptions& options) { return JsonReader(text, options).read(); }

} // namespace kestrun::cmdlets
