#include "cmdlets/utility/json_schema.hpp"
#include "value/error.hpp"
#include "value/regex.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace kestrun::cmdlets {

namespace {

using Kind = JsonNode::Kind;

constexpr int most_depth = 200; // of schemas inside each other: a $ref may lead to itself

/// What a schema found out about one place of the document. `details` are its subschemas, in the order of its keywords.
struct Outcome
{
    bool valid = true;
    std::string location;
    std::vector<std::string> errors;
    std::vector<Outcome> details;
    std::set<std::string> properties; // evaluated, for unevaluatedProperties
    size_t items = 0;                 // evaluated from the front, for unevaluatedItems
    std::set<size_t> contained;
};

bool is_integer(const JsonNode& node)
{
    const double number = node.number();
    return node.is(Kind::Number) && std::isfinite(number) && number == std::floor(number);
}

const char* kind_name(const JsonNode& node)
{
    switch (node.kind) {
    case Kind::Null: return "null";
    case Kind::False:
    case Kind::True: return "boolean";
    case Kind::Number: return is_integer(node) ? "integer" : "number";
    case Kind::String: return "string";
    case Kind::Array: return "array";
    case Kind::Object: break;
    }
    return "object";
}

bool has_type(const JsonNode& node, std::string_view type)
{
    const std::string_view own = kind_name(node);
    return own == type || (type == "number" && own == "integer");
}

std::string pointer_part(std::string_view key)
{
    std::string out = "/";
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

bool matches(std::string_view pattern, std::string_view text)
{
    std::vector<value::RegexSpan> groups;
    return value::regex_search(*value::compile_regex(pattern, value::regex_option::None), text, 0, groups);
}

std::string number_text(const JsonNode& node) { return node.text; }

class Validator
{
public:
    Validator(const JsonNode& root, const SchemaSource& source) : source_(source)
    {
        documents_.push_back({"", &root});
        collect(root, "");
    }

    Outcome check(const JsonNode& schema, const JsonNode& root, const JsonNode& node, const std::string& location, int depth = 0)
    {
        Outcome out;
        out.location = location;
        if (depth > most_depth) throw UnresolvedSchema("the schema refers to itself");
        if (schema.is(Kind::True)) return out;
        if (schema.is(Kind::False)) {
            fail(out, "All values fail against the false schema");
            return out;
        }
        const Place place{schema, root, node, location, depth};
        reference(place, out);
        any_value(place, out);
        if (node.is(Kind::Number)) number(place, out);
        if (node.is(Kind::String)) string(place, out);
        if (node.is(Kind::Array)) array(place, out);
        if (node.is(Kind::Object)) object(place, out);
        combined(place, out);
        if (node.is(Kind::Object)) unevaluated_properties(place, out);
        if (node.is(Kind::Array)) unevaluated_items(place, out);
        return out;
    }

private:
    struct Place
    {
        const JsonNode& schema;
        const JsonNode& root; // the document that the schema stands in
        const JsonNode& node;
        const std::string& location;
        int depth;
    };

    static void fail(Outcome& out, std::string message)
    {
        out.valid = false;
        out.errors.push_back(std::move(message));
    }

    /// Checks a subschema, keeps what it says, and takes over what it evaluated. Whether it fails the parent is the caller's decision.
    bool sub(const Place& place, Outcome& out, const JsonNode& schema, const JsonNode& node, const std::string& location)
    {
        Outcome detail = check(schema, place.root, node, location, place.depth + 1);
        const bool valid = detail.valid;
        if (valid && &node == &place.node) merge(detail, out);
        out.details.push_back(std::move(detail));
        return valid;
    }
    static void merge(const Outcome& from, Outcome& into)
    {
        into.properties.insert(from.properties.begin(), from.properties.end());
        into.items = std::max(into.items, from.items);
        into.contained.insert(from.contained.begin(), from.contained.end());
    }

    // --- $ref ---

    void collect(const JsonNode& schema, const std::string& base)
    {
        std::string here = base;
        for (const char* key : {"$id", "$anchor", "$dynamicAnchor"}) {
            const JsonNode* name = schema.find(key);
            if (!name || !name->is(Kind::String)) continue;
            if (std::string_view(key) == "$id") here = name->text;
            anchors_.emplace(std::string_view(key) == "$id" ? name->text : here + "#" + name->text, &schema);
            anchors_.emplace(std::string_view(key) == "$id" ? name->text : "#" + name->text, &schema);
        }
        for (const auto& [name, member] : schema.members) collect(member, here);
        for (const JsonNode& item : schema.items) collect(item, here);
    }

    void reference(const Place& place, Outcome& out)
    {
        for (const char* key : {"$ref", "$dynamicRef", "$recursiveRef"}) {
            const JsonNode* target = place.schema.find(key);
            if (!target || !target->is(Kind::String)) continue;
            const auto [schema, root] = resolve(target->text, place.root);
            Outcome detail = check(*schema, *root, place.node, place.location, place.depth + 1);
            if (!detail.valid) out.valid = false;
            merge(detail, out);
            out.details.push_back(std::move(detail));
        }
    }

    std::pair<const JsonNode*, const JsonNode*> resolve(const std::string& reference, const JsonNode& root)
    {
        const size_t hash = reference.find('#');
        const std::string document = reference.substr(0, hash);
        const std::string fragment = hash == std::string::npos ? "" : reference.substr(hash + 1);
        if (const auto known = anchors_.find(reference); known != anchors_.end()) return {known->second, &root};
        const JsonNode* base = document.empty() ? &root : this->document(document);
        if (fragment.empty()) return {base, base};
        if (fragment.front() != '/') {
            const auto anchor = anchors_.find("#" + fragment);
            if (anchor != anchors_.end()) return {anchor->second, base};
            throw UnresolvedSchema(reference);
        }
        const JsonNode* at = base;
        for (size_t from = 1; at && from <= fragment.size();) {
            const size_t end = std::min(fragment.find('/', from), fragment.size());
            at = step(*at, unescaped(fragment.substr(from, end - from)));
            from = end + 1;
        }
        if (!at) throw UnresolvedSchema(reference);
        return {at, base};
    }
    const JsonNode* document(const std::string& url)
    {
        if (const auto known = anchors_.find(url); known != anchors_.end()) return known->second;
        for (const auto& [name, node] : documents_)
            if (name == url) return node;
        const std::optional<std::string> text = source_ ? source_(url) : std::nullopt;
        std::optional<JsonNode> parsed = text ? parse_json_tree(*text) : std::nullopt;
        if (!parsed) throw UnresolvedSchema(url);
        fetched_.push_back(std::make_unique<JsonNode>(std::move(*parsed)));
        documents_.push_back({url, fetched_.back().get()});
        return fetched_.back().get();
    }
    static const JsonNode* step(const JsonNode& node, const std::string& key)
    {
        if (!node.is(Kind::Array)) return node.find(key);
        if (key.empty() || key.find_first_not_of("0123456789") != std::string::npos) return nullptr;
        const size_t at = std::strtoul(key.c_str(), nullptr, 10);
        return at < node.items.size() ? &node.items[at] : nullptr;
    }
    static std::string unescaped(const std::string& part)
    {
        std::string out;
        for (size_t i = 0; i < part.size(); ++i) {
            if (part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1')) {
                out += part[++i] == '0' ? '~' : '/';
            } else if (part[i] == '%' && i + 2 < part.size()) {
                out += static_cast<char>(std::strtol(part.substr(i + 1, 2).c_str(), nullptr, 16));
                i += 2;
            } else {
                out += part[i];
            }
        }
        return out;
    }

    // --- values of any kind ---

    void any_value(const Place& place, Outcome& out)
    {
        if (const JsonNode* type = place.schema.find("type")) {
            std::vector<std::string> types;
            if (type->is(Kind::String)) types.push_back(type->text);
            for (const JsonNode& item : type->items) types.push_back(item.text);
            std::string list;
            bool fits = false;
            for (const std::string& each : types) {
                list += (list.empty() ? "" : ", ") + each;
                fits |= has_type(place.node, each);
            }
            if (!fits) fail(out, std::string("Value is \"") + kind_name(place.node) + "\" but should be \"" + list + "\"");
        }
        if (const JsonNode* values = place.schema.find("enum")) {
            if (std::find(values->items.begin(), values->items.end(), place.node) == values->items.end())
                fail(out, "Value should match one of the values specified by the enum");
        }
        if (const JsonNode* constant = place.schema.find("const")) {
            if (!(*constant == place.node)) fail(out, "Expected " + json_string_text(json_tree_text(*constant)));
        }
    }

    static void number(const Place& place, Outcome& out)
    {
        const double own = place.node.number();
        const auto rule = [&](const char* key, const char* words, auto&& holds) {
            const JsonNode* limit = place.schema.find(key);
            if (limit && limit->is(Kind::Number) && !holds(limit->number()))
                fail(out, number_text(place.node) + " should be " + words + " " + number_text(*limit));
        };
        rule("minimum", "at least", [&](double limit) { return own >= limit; });
        rule("maximum", "at most", [&](double limit) { return own <= limit; });
        rule("exclusiveMinimum", "greater than", [&](double limit) { return own > limit; });
        rule("exclusiveMaximum", "less than", [&](double limit) { return own < limit; });
        rule("multipleOf", "a multiple of", [&](double limit) {
            const double quotient = own / limit;
            return std::abs(quotient - std::round(quotient)) < 1e-9;
        });
    }

    static void string(const Place& place, Outcome& out)
    {
        const auto length = [&] { // in characters, not UTF-16 units
            return static_cast<double>(std::count_if(place.node.text.begin(), place.node.text.end(),
                                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
        };
        const JsonNode* least = place.schema.find("minLength");
        if (least && length() < least->number()) fail(out, "Value should be at least " + least->text + " characters");
        const JsonNode* most = place.schema.find("maxLength");
        if (most && length() > most->number()) fail(out, "Value should be at most " + most->text + " characters");
        const JsonNode* pattern = place.schema.find("pattern");
        if (pattern && !matches(pattern->text, place.node.text))
            fail(out, "The string value is not a match for the indicated regular expression");
    }

    // --- arrays ---

    void array(const Place& place, Outcome& out)
    {
        const std::vector<JsonNode>& own = place.node.items;
        const auto size = static_cast<double>(own.size());
        const JsonNode* least = place.schema.find("minItems");
        if (least && size < least->number()) fail(out, "Value should have at least " + least->text + " items");
        const JsonNode* most = place.schema.find("maxItems");
        if (most && size > most->number()) fail(out, "Value should have at most " + most->text + " items");
        if (const JsonNode* unique = place.schema.find("uniqueItems"); unique && unique->is(Kind::True)) unique_items(place, out);
        size_t from = 0;
        for (const char* key : {"prefixItems", "items"}) {
            const JsonNode* list = place.schema.find(key);
            if (list && list->is(Kind::Array)) from = prefix_items(place, out, *list);
        }
        const JsonNode* rest = place.schema.find("items");
        if (rest && rest->is(Kind::Array)) rest = place.schema.find("additionalItems");
        if (rest) {
            for (size_t i = from; i < own.size(); ++i)
                if (!sub(place, out, *rest, own[i], place.location + "/" + std::to_string(i))) out.valid = false;
            out.items = own.size();
        }
        if (const JsonNode* contains = place.schema.find("contains")) contains_item(place, out, *contains);
    }
    size_t prefix_items(const Place& place, Outcome& out, const JsonNode& list)
    {
        const size_t count = std::min(list.items.size(), place.node.items.size());
        for (size_t i = 0; i < count; ++i)
            if (!sub(place, out, list.items[i], place.node.items[i], place.location + "/" + std::to_string(i))) out.valid = false;
        out.items = std::max(out.items, count);
        return count;
    }
    static void unique_items(const Place& place, Outcome& out)
    {
        std::string pairs;
        const std::vector<JsonNode>& own = place.node.items;
        for (size_t i = 0; i < own.size(); ++i) {
            for (size_t j = i + 1; j < own.size(); ++j)
                if (own[i] == own[j]) pairs += (pairs.empty() ? "(" : ", (") + std::to_string(i) + ", " + std::to_string(j) + ")";
        }
        if (!pairs.empty()) fail(out, "Found duplicates at the following index pairs: \"" + pairs + "\"");
    }
    void contains_item(const Place& place, Outcome& out, const JsonNode& schema)
    {
        size_t found = 0;
        for (size_t i = 0; i < place.node.items.size(); ++i) {
            if (!sub(place, out, schema, place.node.items[i], place.location + "/" + std::to_string(i))) continue;
            ++found;
            out.contained.insert(i);
        }
        const JsonNode* least = place.schema.find("minContains");
        if (found == 0 && !(least && least->number() == 0)) fail(out, "Value should contain at least 1 matching items");
    }

    // --- objects ---

    void object(const Place& place, Outcome& out)
    {
        const auto count = static_cast<double>(place.node.members.size());
        const JsonNode* least = place.schema.find("minProperties");
        if (least && count < least->number()) fail(out, "Value should have at least " + least->text + " properties");
        const JsonNode* most = place.schema.find("maxProperties");
        if (most && count > most->number()) fail(out, "Value should have at most " + most->text + " properties");
        required(place, out);
        properties(place, out);
        if (const JsonNode* names = place.schema.find("propertyNames")) {
            for (const auto& [name, member] : place.node.members) {
                JsonNode text;
                text.kind = Kind::String;
                text.text = name;
                if (!sub(place, out, *names, text, place.location + pointer_part(name))) out.valid = false;
            }
        }
        dependencies(place, out);
    }
    static void required(const Place& place, Outcome& out)
    {
        const JsonNode* names = place.schema.find("required");
        if (!names) return;
        JsonNode missing;
        missing.kind = Kind::Array;
        for (const JsonNode& name : names->items)
            if (!place.node.find(name.text)) missing.items.push_back(name);
        if (!missing.items.empty()) fail(out, "Required properties " + json_tree_text(missing) + " are not present");
    }
    void properties(const Place& place, Outcome& out)
    {
        std::set<std::string> known;
        const auto one = [&](const JsonNode& schema, const std::string& name, const JsonNode& member) {
            known.insert(name);
            if (!sub(place, out, schema, member, place.location + pointer_part(name))) out.valid = false;
        };
        if (const JsonNode* table = place.schema.find("properties")) {
            for (const auto& [name, schema] : table->members)
                if (const JsonNode* member = place.node.find(name)) one(schema, name, *member);
        }
        if (const JsonNode* table = place.schema.find("patternProperties")) {
            for (const auto& [pattern, schema] : table->members)
                for (const auto& [name, member] : place.node.members)
                    if (matches(pattern, name)) one(schema, name, member);
        }
        if (const JsonNode* rest = place.schema.find("additionalProperties")) {
            const std::set<std::string> before = known;
            for (const auto& [name, member] : place.node.members)
                if (!before.contains(name)) one(*rest, name, member);
        }
        out.properties.insert(known.begin(), known.end());
    }
    void dependencies(const Place& place, Outcome& out)
    {
        JsonNode missing, failed;
        missing.kind = Kind::Object;
        failed.kind = Kind::Array;
        for (const char* key : {"dependentRequired", "dependentSchemas", "dependencies"}) {
            const JsonNode* table = place.schema.find(key);
            if (!table) continue;
            for (const auto& [name, rule] : table->members) {
                if (!place.node.find(name)) continue;
                if (!rule.is(Kind::Array)) {
                    if (sub(place, out, rule, place.node, place.location)) continue;
                    failed.items.emplace_back().kind = Kind::String;
                    failed.items.back().text = name;
                    continue;
                }
                JsonNode absent;
                absent.kind = Kind::Array;
                for (const JsonNode& wanted : rule.items)
                    if (!place.node.find(wanted.text)) absent.items.push_back(wanted);
                if (!absent.items.empty()) missing.members.emplace_back(name, std::move(absent));
            }
        }
        if (!missing.members.empty()) fail(out, "Some required property dependencies are missing: " + json_tree_text(missing));
        if (!failed.items.empty()) fail(out, "Some properties failed their dependent schemas: " + json_tree_text(failed));
    }

    // --- allOf, anyOf, oneOf, not, if ---

    void combined(const Place& place, Outcome& out)
    {
        const auto count_valid = [&](const JsonNode& list) {
            size_t valid = 0;
            for (const JsonNode& schema : list.items) valid += sub(place, out, schema, place.node, place.location) ? 1 : 0;
            return valid;
        };
        if (const JsonNode* all = place.schema.find("allOf"); all && count_valid(*all) < all->items.size()) out.valid = false;
        if (const JsonNode* any = place.schema.find("anyOf"); any && count_valid(*any) == 0) out.valid = false;
        if (const JsonNode* one = place.schema.find("oneOf")) {
            const size_t valid = count_valid(*one);
            if (valid != 1) fail(out, "Expected 1 matching subschema but found " + std::to_string(valid));
        }
        if (const JsonNode* no = place.schema.find("not"); no && check(*no, place.root, place.node, place.location, place.depth + 1).valid)
            out.valid = false;
        if (const JsonNode* condition = place.schema.find("if")) {
            const JsonNode* branch = place.schema.find(sub(place, out, *condition, place.node, place.location) ? "then" : "else");
            if (branch && !sub(place, out, *branch, place.node, place.location)) out.valid = false;
        }
    }

    void unevaluated_properties(const Place& place, Outcome& out)
    {
        const JsonNode* schema = place.schema.find("unevaluatedProperties");
        if (!schema) return;
        const std::set<std::string> before = out.properties;
        for (const auto& [name, member] : place.node.members) {
            if (before.contains(name)) continue;
            if (!sub(place, out, *schema, member, place.location + pointer_part(name))) out.valid = false;
            out.properties.insert(name);
        }
    }
    void unevaluated_items(const Place& place, Outcome& out)
    {
        const JsonNode* schema = place.schema.find("unevaluatedItems");
        if (!schema) return;
        for (size_t i = out.items; i < place.node.items.size(); ++i) {
            if (out.contained.contains(i)) continue;
            if (!sub(place, out, *schema, place.node.items[i], place.location + "/" + std::to_string(i))) out.valid = false;
        }
        out.items = place.node.items.size();
    }

    const SchemaSource& source_;
    std::vector<std::pair<std::string, const JsonNode*>> documents_;
    std::vector<std::unique_ptr<JsonNode>> fetched_;
    std::map<std::string, const JsonNode*> anchors_; // $id and $anchor
};

bool all_schemas(const JsonNode& list) { return std::all_of(list.items.begin(), list.items.end(), is_json_schema); }

bool is_name_list(const JsonNode& node)
{
    return node.is(Kind::Array) &&
           std::all_of(node.items.begin(), node.items.end(), [](const JsonNode& item) { return item.is(Kind::String); });
}

/// The value of a keyword is of the kind that the keyword asks for.
bool is_keyword_value(std::string_view key, const JsonNode& node)
{
    const auto among = [&](std::initializer_list<std::string_view> keys) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    if (key == "type") return node.is(Kind::String) || is_name_list(node);
    if (key == "required") return is_name_list(node);
    if (key == "pattern" || key == "$ref") return node.is(Kind::String);
    if (among({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
               "minProperties", "maxProperties", "minContains", "maxContains"}))
        return node.is(Kind::Number);
    if (key == "uniqueItems") return node.is(Kind::True) || node.is(Kind::False);
    if (among({"not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "additionalItems", "unevaluatedItems",
               "unevaluatedProperties"}))
        return is_json_schema(node);
    if (key == "items") return node.is(Kind::Array) ? all_schemas(node) : is_json_schema(node);
    if (among({"allOf", "anyOf", "oneOf", "prefixItems"})) return node.is(Kind::Array) && all_schemas(node);
    if (key == "enum") return node.is(Kind::Array);
    if (among({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}))
        return node.is(Kind::Object) &&
               std::all_of(node.members.begin(), node.members.end(), [](const auto& member) { return is_json_schema(member.value); });
    return true;
}

} // namespace

bool is_json_schema(const JsonNode& schema)
{
    if (schema.is(Kind::True) || schema.is(Kind::False)) return true;
    return schema.is(Kind::Object) && std::all_of(schema.members.begin(), schema.members.end(),
                                                  [](const auto& member) { return is_keyword_value(member.name, member.value); });
}

SchemaResult validate_json(const JsonNode& document, const JsonNode& schema, const SchemaSource& source)
{
    Validator validator(schema, source);
    const Outcome outcome = validator.check(schema, schema, document, "");
    SchemaResult result;
    result.valid = outcome.valid;
    if (outcome.valid) return result;
    for (const std::string& error : outcome.errors) result.errors.push_back({error, outcome.location});
    for (const Outcome& detail : outcome.details)
        for (const std::string& error : detail.errors) result.errors.push_back({error, detail.location});
    return result;
}

} // namespace kestrun::cmdlets
