#include "kr/web/html_elements.hpp"
#include "kr/type_rows.hpp"
#include "value/array.hpp"

namespace kestrun::kr {

namespace {

constexpr const char* collection_name = "Microsoft.PowerShell.Commands.WebCmdletElementCollection";

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool ends_name(char c) { return is_space(c) || c == '"' || c == '\'' || c == '>' || c == '/' || c == '='; }

size_t find_ci(std::string_view text, std::string_view what, size_t from)
{
    for (; from + what.size() <= text.size(); ++from)
        if (equals_ci(text.substr(from, what.size()), what)) return from;
    return std::string_view::npos;
}

/// name, name=value, name="value", name='value'
void add_attributes(value::PSCustomObject& element, std::string_view tag)
{
    size_t at = 0;
    while (at < tag.size()) {
        while (at < tag.size() && ends_name(tag[at])) ++at;
        const size_t start = at;
        while (at < tag.size() && !ends_name(tag[at])) ++at;
        const std::string_view name = tag.substr(start, at - start);
        if (name.empty()) return;
        size_t next = at;
        while (next < tag.size() && is_space(tag[next])) ++next;
        Value value;
        if (next < tag.size() && tag[next] == '=') {
            ++next;
            while (next < tag.size() && is_space(tag[next])) ++next;
            const bool quoted = next < tag.size() && (tag[next] == '"' || tag[next] == '\'');
            const size_t begin = quoted ? next + 1 : next;
            size_t end = begin;
            while (end < tag.size() && (quoted ? tag[end] != tag[next] : !is_space(tag[end]) && tag[end] != '>')) ++end;
            value = Value(tag.substr(begin, end - begin));
            at = std::min(tag.size(), quoted ? end + 1 : end);
        }
        if (!element.find(name)) element.set(name, value);
    }
}

Value element_of(std::string_view outer, std::string_view tag_name, std::string_view attributes)
{
    auto element = value::make<value::PSCustomObject>();
    std::string upper(tag_name);
    for (char& c : upper) c = base::ascii_upper(c);
    element->set("outerHTML", Value(outer));
    element->set("tagName", Value(upper));
    add_attributes(*element, attributes);
    return Value(element);
}

const std::vector<Value>& items(value::Call& call) { return static_cast<value::List*>(call.self.object())->items(); }

Value find_by(value::Call& call, std::initializer_list<const char*> attributes)
{
    const std::string wanted = value::to_text(call.arg(0));
    for (const char* attribute : attributes) {
        for (const Value& item : items(call)) {
            const auto found = value::find_property(item, Name(attribute));
            if (found && equals_ci(value::to_text(*found), wanted)) return item;
        }
    }
    return {};
}

constexpr value::MemberDef members[] = {
    property("Count", "int", [](value::Call& call) { return Value(static_cast<int32_t>(items(call).size())); }),
    method("Find", "string nameOrId", "psobject",
           [](value::Call& call) {
               return find_by(call, {"id", "name"});
           }),
    method("FindById", "string id", "psobject", [](value::Call& call) { return find_by(call, {"id"}); }),
    method("FindByName", "string name", "psobject", [](value::Call& call) { return find_by(call, {"name"}); }),
};
constexpr value::TypeDef rows[] = {
    {.full_name = collection_name, .interfaces = "System.Collections.IList", .members = members},
};

} // namespace

Value html_elements(std::string_view page, std::string_view tag)
{
    const std::string open = "<" + std::string(tag);
    std::vector<Value> found;
    for (size_t at = 0; (at = find_ci(page, open, at)) != std::string_view::npos;) {
        const size_t after = at + open.size();
        const size_t close = page.find('>', after);
        if (close == std::string_view::npos) break;
        if (!is_space(page[after])) { // another tag, or one without attributes
            at = after;
            continue;
        }
        size_t end = close + 1;
        if (tag == "a") {
            const size_t closing = find_ci(page, "</a>", end);
            if (closing == std::string_view::npos) break;
            end = closing + 4;
        }
        found.push_back(element_of(page.substr(at, end - at), tag, page.substr(after, close - after)));
        at = end;
    }
    auto list = value::make<value::List>(value::native_type(collection_name), std::move(found));
    list->make_read_only();
    return Value(list);
}

std::span<const value::TypeDef> html_types() { return rows; }

} // namespace kestrun::kr
