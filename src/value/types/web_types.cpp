// System.Net.WebUtility, System.Web.HttpUtility, NameValueCollection.
#include "value/call_guard.hpp"
#include "value/name_values.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include "value/uri.hpp"
#include <algorithm>

namespace kestrun::value {

NameValueCollection::Entry* NameValueCollection::find_entry(const std::optional<std::string>& name)
{
    for (Entry& entry : entries_) {
        if (entry.name.has_value() == name.has_value() && (!name || equals_ignore_case(*entry.name, *name))) return &entry;
    }
    return nullptr;
}

const NameValueCollection::Entry* NameValueCollection::find(std::string_view name) const
{
    return const_cast<NameValueCollection*>(this)->find_entry(std::string(name));
}

void NameValueCollection::add(const std::optional<std::string>& name, const std::string& value)
{
    if (Entry* entry = find_entry(name))
        entry->values.push_back(value);
    else
        entries_.push_back({name, {value}});
}

void NameValueCollection::set(const std::optional<std::string>& name, const std::string& value)
{
    if (Entry* entry = find_entry(name))
        entry->values = {value};
    else
        entries_.push_back({name, {value}});
}

bool NameValueCollection::remove(std::string_view name)
{
    return std::erase_if(entries_, [&](const Entry& entry) { return entry.name && equals_ignore_case(*entry.name, name); }) > 0;
}

std::unique_ptr<Enumerator> NameValueCollection::enumerate() const
{
    class Names final : public Enumerator
    {
    public:
        explicit Names(Ref<const NameValueCollection> of) : of_(std::move(of)) {}
        bool next(Value& item) override
        {
            const CallGuard guard(*of_);
            if (at_ >= of_->entries().size()) return false;
            const auto& name = of_->entries()[at_++].name;
            item = name ? Value(*name) : Value();
            return true;
        }

    private:
        Ref<const NameValueCollection> of_;
        size_t at_ = 0;
    };
    return std::make_unique<Names>(Ref<const NameValueCollection>(this));
}

std::string NameValueCollection::text() const
{
    if (type_->full_name() != "System.Web.HttpQSCollection") return type_->full_name();
    std::string out;
    for (const Entry& entry : entries_) {
        for (const std::string& value : entry.values) {
            if (!out.empty()) out += '&';
            if (entry.name) out += form_encode(*entry.name, "-_.!*()", false) + "=";
            out += form_encode(value, "-_.!*()", false);
        }
    }
    return out;
}

Ref<NameValueCollection> parse_query(std::string_view query)
{
    auto result = make<NameValueCollection>(native_type("System.Web.HttpQSCollection"));
    if (query.starts_with('?')) query.remove_prefix(1);
    while (!query.empty()) {
        const size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            result->add(std::nullopt, form_decode(pair));
        else
            result->add(form_decode(pair.substr(0, equals)), form_decode(pair.substr(equals + 1)));
    }
    return result;
}

namespace {

NameValueCollection& own(const Call& c) { return self<NameValueCollection>(c); }

std::optional<std::string> name_arg(const Call& c, size_t i)
{
    return is_null(c, i) ? std::nullopt : std::optional<std::string>(text(c, i));
}

Value joined(const NameValueCollection::Entry* entry)
{
    if (!entry) return {};
    std::string out;
    for (size_t i = 0; i < entry->values.size(); ++i) out.append(i > 0 ? "," : "").append(entry->values[i]);
    return Value(out);
}

const NameValueCollection::Entry* entry_arg(const Call& c)
{
    if (!c.args[0].is_int32()) {
        if (!is_null(c, 0)) return own(c).find(text(c, 0));
        for (const auto& entry : own(c).entries()) {
            if (!entry.name) return &entry;
        }
        return nullptr;
    }
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= own(c).entries().size()) throw_index();
    return &own(c).entries()[static_cast<size_t>(at)];
}

Value get(Call& c) { return joined(entry_arg(c)); }

Value get_values(Call& c)
{
    const auto* entry = entry_arg(c);
    if (!entry) return {};
    std::vector<Value> items;
    for (const std::string& value : entry->values) items.emplace_back(value);
    return string_array(std::move(items));
}

Value all_keys(Call& c)
{
    std::vector<Value> items;
    for (const auto& entry : own(c).entries()) items.push_back(entry.name ? Value(*entry.name) : Value());
    return string_array(std::move(items));
}

Value set(Call& c)
{
    own(c).set(name_arg(c, 0), std::string(text(c, 1)));
    return nothing();
}

Value add_all(Call& c)
{
    for (const auto& entry : object_arg<NameValueCollection>(c, 0, "c").entries()) {
        for (const std::string& value : entry.values) own(c).add(entry.name, value);
    }
    return nothing();
}

Value get_key(Call& c)
{
    const auto* entry = entry_arg(c);
    return entry->name ? Value(*entry->name) : Value();
}

Value new_collection(Call& c)
{
    auto collection = make<NameValueCollection>(c.type);
    if (!c.args.empty()) {
        if (const auto* from = c.args[0].as<NameValueCollection>()) {
            for (const auto& entry : from->entries()) {
                for (const std::string& value : entry.values) collection->add(entry.name, value);
            }
        }
    }
    return Value(collection);
}

constexpr MemberDef collection_members[] = {
    ctor("", new_collection),
    ctor("System.Collections.Specialized.NameValueCollection col", new_collection),
    ctor("int capacity", new_collection),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).entries().size())); }),
    prop("AllKeys", "string[]", all_keys),
    prop("Keys", "System.Collections.Specialized.NameObjectCollectionBase+KeysCollection", all_keys),
    indexer("Item", "int index", "string", get),
    indexer("Item", "string name", "string", get, set),
    meth("Add", "string name, string value", "void",
         [](Call& c) { return own(c).add(name_arg(c, 0), std::string(text(c, 1))), nothing(); }),
    meth("Add", "System.Collections.Specialized.NameValueCollection c", "void", add_all),
    meth("Set", "string name, string value", "void", set),
    meth("Get", "int index", "string", get),
    meth("Get", "string name", "string", get),
    meth("GetValues", "int index", "string[]", get_values),
    meth("GetValues", "string name", "string[]", get_values),
    meth("GetKey", "int index", "string", get_key),
    meth("HasKeys", "", "bool",
         [](Call& c) {
             const auto& entries = own(c).entries();
             return Value(std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.name.has_value(); }));
         }),
    meth("Remove", "string name", "void", [](Call& c) { return own(c).remove(text(c, 0)), nothing(); }),
    meth("Clear", "", "void", [](Call& c) { return own(c).clear(), nothing(); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),
};

constexpr std::string_view form_safe = "-_.!*()";

template <std::string (*F)(std::string_view)>
Value apply(Call& c)
{
    return is_null(c, 0) ? Value() : Value(F(text(c, 0)));
}

template <bool Upper>
Value url_encode(Call& c)
{
    return is_null(c, 0) ? Value() : Value(form_encode(text(c, 0), form_safe, Upper));
}

Value url_encode_bytes(Call& c)
{
    std::string storage;
    std::string out;
    for (const char byte : bytes_arg(c, 0, "value", storage)) {
        if (static_cast<unsigned char>(byte) < 0x80) {
            out += form_encode({&byte, 1}, form_safe, true);
        } else {
            char escaped[4];
            std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
            out += escaped;
        }
    }
    return make_bytes(std::move(out));
}

constexpr MemberDef web_members[] = {
    smeth("HtmlEncode", "string value", "string", apply<html_encode>),
    smeth("HtmlDecode", "string value", "string", apply<html_decode>),
    smeth("UrlEncode", "string value", "string", url_encode<true>),
    smeth("UrlDecode", "string encodedValue", "string", apply<form_decode>),
    smeth("UrlEncodeToBytes", "byte[] value, int offset, int count", "byte[]", url_encode_bytes),
};

/// Characters that end a script or an attribute are written as \u00XX.
std::string script_encode(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t start = i;
        const char32_t c = next_char(text, i);
        switch (c) {
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        default:
            if (c < ' ' || c == '\'' || c == '<' || c == '>' || c == '&' || c == 0x85 || c == 0x2028 || c == 0x2029) {
                char escaped[8];
                std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
                out += escaped;
            } else {
                out += text.substr(start, i - start);
            }
        }
    }
    return out;
}

Value javascript(Call& c)
{
    const std::string encoded = script_encode(text(c, 0));
    return Value(c.args.size() > 1 && flag(c, 1) ? "\"" + encoded + "\"" : encoded);
}

std::string attribute_encode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else
            out += c;
    }
    return out;
}

/// %XX in lower case of what may not stand in a path, up to the query.
std::string path_encode(std::string_view text)
{
    std::string out;
    const size_t query = std::min(text.find('?'), text.size());
    for (const char c : text.substr(0, query)) {
        if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F) {
            char escaped[4];
            std::snprintf(escaped, sizeof escaped, "%%%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += escaped;
        } else {
            out += c;
        }
    }
    return out.append(text.substr(query));
}

constexpr MemberDef http_members[] = {
    smeth("HtmlEncode", "string s", "string", apply<html_encode>),
    smeth("HtmlDecode", "string s", "string", apply<html_decode>),
    smeth("HtmlAttributeEncode", "string s", "string", apply<attribute_encode>),
    smeth("UrlEncode", "string str", "string", url_encode<false>),
    smeth("UrlEncode", "string str, System.Text.Encoding e", "string", url_encode<false>),
    smeth("UrlDecode", "string str", "string", apply<form_decode>),
    smeth("UrlDecode", "string str, System.Text.Encoding e", "string", apply<form_decode>),
    smeth("UrlPathEncode", "string str", "string", apply<path_encode>),
    smeth("JavaScriptStringEncode", "string value", "string", javascript),
    smeth("JavaScriptStringEncode", "string value, bool addDoubleQuotes", "string", javascript),
    smeth("ParseQueryString", "string query", "System.Collections.Specialized.NameValueCollection",
          [](Call& c) { return require(c, 0, "query"), Value(parse_query(text(c, 0))); }),
};

constexpr TypeDef table[] = {
    {"System.Net.WebUtility", "System.Object", TypeFlags::Static, "", "", web_members},
    {"System.Web.HttpUtility", "System.Object", TypeFlags::Static, "", "", http_members},
    {"System.Collections.Specialized.NameObjectCollectionBase", "System.Object", TypeFlags::Abstract, "", "System.Collections.ICollection"},
    {"System.Collections.Specialized.NameValueCollection", "System.Collections.Specialized.NameObjectCollectionBase", TypeFlags::Locked, "",
     "", collection_members},
    {"System.Web.HttpQSCollection", "System.Collections.Specialized.NameValueCollection"},
};

} // namespace

std::span<const TypeDef> web_types_types() { return table; }

} // namespace kestrun::value
