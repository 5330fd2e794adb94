// System.Text.RegularExpressions. A group's Captures hold its last capture only: the matcher keeps no others.
#include "value/item_collection.hpp"
#include "value/regex_object.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/native.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

constexpr std::string_view group_name = "System.Text.RegularExpressions.Group";
constexpr std::string_view options_name = "System.Text.RegularExpressions.RegexOptions";

const RegexRef& program(const Call& c) { return self<RegexObject>(c).program(); }

/// The expression of a static call (input, pattern[, ..., options]) or of the object.
RegexRef program_of(const Call& c)
{
    if (c.self.as<RegexObject>()) return program(c);
    require(c, 1, "pattern");
    unsigned options = 0;
    for (const Value& arg : c.args) {
        if (arg.tag() == Tag::Enum) options = static_cast<unsigned>(arg.as_int64());
    }
    return compile_regex(text(c, 1), options);
}

Ref<String> input_of(const Call& c)
{
    require(c, 0, "input");
    return Ref<String>(&c.args[0].as_string());
}

/// Byte offset of a UTF-16 start index; throws when it is outside.
size_t start_of(const String& input, int32_t index)
{
    if (index < 0 || static_cast<uint32_t>(index) > input.length()) {
        throw_range("Start index cannot be less than 0 or greater than input length.", "startat");
    }
    return byte_offset(input, static_cast<uint32_t>(index));
}

size_t start_arg(const Call& c, const String& input, size_t i)
{
    return c.self.as<RegexObject>() && i < c.args.size() && c.args[i].is_int32() ? start_of(input, i32(c, i)) : 0;
}

Value match_value(const RegexRef& regex, const Ref<String>& input, std::vector<RegexSpan> groups)
{
    return Value(make<RegexMatch>(regex, input, std::move(groups)));
}

Value first_match(const RegexRef& regex, const Ref<String>& input, size_t from)
{
    std::vector<RegexSpan> groups;
    if (from == std::string_view::npos || !regex_search(*regex, input->view(), from, groups)) groups.clear();
    return match_value(regex, input, std::move(groups));
}

Value is_match(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    std::vector<RegexSpan> groups;
    return Value(regex_search(*regex, input->view(), start_arg(c, *input, 1), groups));
}

Value match(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    if (c.self.as<RegexObject>() && c.args.size() == 3) { // (input, beginning, length): only that part is seen
        const int32_t begin = i32(c, 1), length = i32(c, 2);
        if (begin < 0 || static_cast<uint32_t>(begin) > input->length()) {
            throw_range("Start index cannot be less than 0 or greater than input length.", "beginning");
        }
        if (length < 0 || static_cast<uint32_t>(begin) + static_cast<uint32_t>(length) > input->length()) {
            throw_range("Length cannot be less than 0 or exceed input length.", "length");
        }
        const size_t first = byte_offset(*input, static_cast<uint32_t>(begin));
        const size_t last = byte_offset(*input, static_cast<uint32_t>(begin + length));
        std::vector<RegexSpan> groups;
        if (!regex_search(*regex, input->view().substr(first, last - first), 0, groups)) groups.clear();
        for (RegexSpan& span : groups) {
            if (!span.success()) continue;
            span.begin += first;
            span.end += first;
        }
        return match_value(regex, input, std::move(groups));
    }
    return first_match(regex, input, start_arg(c, *input, 1));
}

std::vector<Value> all_matches(const RegexRef& regex, const Ref<String>& input, size_t from)
{
    std::vector<Value> items;
    std::vector<RegexSpan> groups;
    while (from != std::string_view::npos && regex_search(*regex, input->view(), from, groups)) {
        items.push_back(match_value(regex, input, groups));
        from = regex_next(input->view(), groups[0]);
    }
    return items;
}

Value matches(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    return Value(make<ItemCollection>(native_type("System.Text.RegularExpressions.MatchCollection"),
                                      all_matches(regex, input, start_arg(c, *input, 1))));
}

Value count(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    return Value(static_cast<int32_t>(all_matches(regex, input, 0).size()));
}

/// Replace(input[, pattern], replacement or evaluator[, count[, startat]]) of objects, options last of statics.
Value replace(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    const bool instance = c.self.as<RegexObject>() != nullptr;
    const size_t at = instance ? 1 : 2;
    require(c, at, "replacement");
    const int limit = instance && c.args.size() > 2 ? i32(c, 2) : -1;
    if (limit < -1) throw_range("Count cannot be less than -1.", "count");
    const size_t from = instance && c.args.size() > 3 ? start_of(*input, i32(c, 3)) : 0;
    const Value& with = c.args[at];
    if (with.is_string()) return Value(regex_replace(*regex, input->view(), text(with), limit, from));
    return Value(regex_replace(*regex, input->view(), limit, from, [&](std::string& out, const std::vector<RegexSpan>& groups) {
        const Value result = call_delegate(with, {match_value(regex, input, groups)});
        if (!result.is_null()) out += to_text(result);
    }));
}

Value split(Call& c)
{
    const RegexRef regex = program_of(c);
    const Ref<String> input = input_of(c);
    const bool instance = c.self.as<RegexObject>() != nullptr;
    const int limit = instance && c.args.size() > 1 ? i32(c, 1) : 0;
    if (limit < 0) throw_range("Count cannot be less than -1.", "count");
    const size_t from = instance && c.args.size() > 2 ? start_of(*input, i32(c, 2)) : 0;
    std::vector<Value> parts;
    for (const std::string_view part : regex_split(*regex, input->view(), limit, from)) parts.emplace_back(part);
    return string_array(std::move(parts));
}

Value construct(Call& c)
{
    require(c, 0, "pattern");
    const auto options = c.args.size() > 1 ? static_cast<unsigned>(enum_arg(c, 1)) : 0u;
    return Value(make<RegexObject>(compile_regex(text(c, 0), options)));
}

Value group_names(Call& c)
{
    std::vector<Value> names;
    for (size_t i = 0; i < program(c)->group_count(); ++i) names.emplace_back(program(c)->group_name(i));
    return string_array(std::move(names));
}

Value group_numbers(Call& c)
{
    std::vector<Value> numbers;
    for (size_t i = 0; i < program(c)->group_count(); ++i) numbers.emplace_back(program(c)->group_number(i));
    return typed_array(types::int32(), std::move(numbers));
}

Value name_from_number(Call& c)
{
    for (size_t i = 0; i < program(c)->group_count(); ++i) {
        if (program(c)->group_number(i) == i32(c, 0)) return Value(program(c)->group_name(i));
    }
    return Value("");
}

Value number_from_name(Call& c)
{
    require(c, 0, "name");
    const int index = program(c)->group_index(text(c, 0));
    return Value(index < 0 ? -1 : program(c)->group_number(static_cast<size_t>(index)));
}

#define KESTRUN_REGEX_STATIC(NAME, RESULT, FN)                                                                                             \
    smeth(NAME, "string input, string pattern", RESULT, FN),                                                                               \
        smeth(NAME, "string input, string pattern, System.Text.RegularExpressions.RegexOptions options", RESULT, FN),                      \
        smeth(NAME, "string input, string pattern, System.Text.RegularExpressions.RegexOptions options, timespan matchTimeout", RESULT,    \
              FN)

constexpr const char* evaluator = "string input, System.Text.RegularExpressions.MatchEvaluator evaluator";

constexpr MemberDef regex_members[] = {
    ctor("string pattern", construct),
    ctor("string pattern, System.Text.RegularExpressions.RegexOptions options", construct),
    ctor("string pattern, System.Text.RegularExpressions.RegexOptions options, timespan matchTimeout", construct),
    prop("Options", "System.Text.RegularExpressions.RegexOptions", [](Call& c) { return enum_value(options_name, program(c)->options()); }),
    prop("RightToLeft", "bool", [](Call& c) { return Value((program(c)->options() & regex_option::RightToLeft) != 0); }),
    prop("MatchTimeout", "timespan", [](Call&) { return Value::time_span(-10000); }),
    sprop("InfiniteMatchTimeout", "timespan", [](Call&) { return Value::time_span(-10000); }),
    smeth("Escape", "string str", "string", [](Call& c) { return require(c, 0, "str"), Value(regex_escape(text(c, 0))); }),
    smeth("Unescape", "string str", "string", [](Call& c) { return require(c, 0, "str"), Value(regex_unescape(text(c, 0))); }),
    KESTRUN_REGEX_STATIC("Count", "int", count),
    KESTRUN_REGEX_STATIC("IsMatch", "bool", is_match),
    KESTRUN_REGEX_STATIC("Match", "System.Text.RegularExpressions.Match", match),
    KESTRUN_REGEX_STATIC("Matches", "System.Text.RegularExpressions.MatchCollection", matches),
    KESTRUN_REGEX_STATIC("Split", "string[]", split),
    meth("Count", "string input", "int", count),
    meth("IsMatch", "string input", "bool", is_match),
    meth("IsMatch", "string input, int startat", "bool", is_match),
    meth("Match", "string input", "System.Text.RegularExpressions.Match", match),
    meth("Match", "string input, int startat", "System.Text.RegularExpressions.Match", match),
    meth("Match", "string input, int beginning, int length", "System.Text.RegularExpressions.Match", match),
    meth("Matches", "string input", "System.Text.RegularExpressions.MatchCollection", matches),
    meth("Matches", "string input, int startat", "System.Text.RegularExpressions.MatchCollection", matches),
    smeth("Replace", "string input, string pattern, string replacement", "string", replace),
    smeth("Replace", "string input, string pattern, string replacement, System.Text.RegularExpressions.RegexOptions options", "string",
          replace),
    smeth("Replace",
          "string input, string pattern, string replacement, System.Text.RegularExpressions.RegexOptions options, timespan matchTimeout",
          "string", replace),
    smeth("Replace", "string input, string pattern, System.Text.RegularExpressions.MatchEvaluator evaluator", "string", replace),
    smeth("Replace",
          "string input, string pattern, System.Text.RegularExpressions.MatchEvaluator evaluator, "
          "System.Text.RegularExpressions.RegexOptions options",
          "string", replace),
    meth("Replace", "string input, string replacement", "string", replace),
    meth("Replace", "string input, string replacement, int count", "string", replace),
    meth("Replace", "string input, string replacement, int count, int startat", "string", replace),
    meth("Replace", evaluator, "string", replace),
    meth("Replace", "string input, System.Text.RegularExpressions.MatchEvaluator evaluator, int count", "string", replace),
    meth("Replace", "string input, System.Text.RegularExpressions.MatchEvaluator evaluator, int count, int startat", "string", replace),
    meth("Split", "string input", "string[]", split),
    meth("Split", "string input, int count", "string[]", split),
    meth("Split", "string input, int count, int startat", "string[]", split),
    meth("GetGroupNames", "", "string[]", group_names),
    meth("GetGroupNumbers", "", "int[]", group_numbers),
    meth("GroupNameFromNumber", "int i", "string", name_from_number),
    meth("GroupNumberFromName", "string name", "int", number_from_name),
    meth("ToString", "", "string", [](Call& c) { return Value(program(c)->pattern()); }),
};
#undef KESTRUN_REGEX_STATIC

RegexMatch& own(const Call& c) { return self<RegexMatch>(c); }

Value captures(Call& c)
{
    std::vector<Value> items;
    if (own(c).success()) items.push_back(c.self); // a group is its own last capture
    return Value(make<ItemCollection>(native_type("System.Text.RegularExpressions.CaptureCollection"), std::move(items)));
}

constexpr MemberDef capture_members[] = {
    prop("Index", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).index())); }),
    prop("Length", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).length())); }),
    prop("Value", "string", [](Call& c) { return Value(own(c).value()); }),
    prop("ValueSpan", "System.ReadOnlySpan[char]", [](Call&) { return Value(); }), // scripts cannot hold spans
    meth("ToString", "", "string", [](Call& c) { return Value(own(c).value()); }),
};

constexpr MemberDef group_members[] = {
    prop("Success", "bool", [](Call& c) { return Value(own(c).success()); }),
    prop("Name", "string",
         [](Call& c) {
             const RegexRef& regex = own(c).program();
             return Value(regex && own(c).group() < regex->group_count() ? regex->group_name(own(c).group()) : "0");
         }),
    prop("Captures", "System.Text.RegularExpressions.CaptureCollection", captures),
};

/// Groups by number and by name; enumerates as the groups in .NET's order.
class GroupCollection final : public Object, public Enumerable
{
public:
    explicit GroupCollection(Ref<RegexMatch> of) : match(std::move(of)) {}
    const Type& type() const override { return native_type("System.Text.RegularExpressions.GroupCollection"); }
    void trace(Tracer& tracer) const override { tracer.visit(match); }
    size_t size() const { return match->groups().empty() ? 1 : match->groups().size(); }
    Value at(size_t index) const
    {
        if (index == 0) return Value(match);
        return Value(make<RegexMatch>(match->program(), match->input(), match->groups(), index, &native_type(group_name)));
    }
    std::vector<Value> all() const
    {
        std::vector<Value> items;
        for (size_t i = 0; i < size(); ++i) items.push_back(at(i));
        return items;
    }
    std::unique_ptr<Enumerator> enumerate() const override { return enumerate_values(all()); }
    std::optional<size_t> known_size() const override { return size(); }
    Ref<RegexMatch> match;
};

GroupCollection& groups(const Call& c) { return self<GroupCollection>(c); }

/// The group of a number or name; one that did not take part when there is none.
Value group_at(Call& c)
{
    const auto& collection = groups(c);
    const RegexRef& regex = collection.match->program();
    if (!collection.match->groups().empty() && regex) {
        int index = -1;
        if (c.args[0].is_string()) {
            index = regex->group_index(text(c, 0));
        } else {
            for (size_t i = 0; i < regex->group_count() && index < 0; ++i) {
                if (regex->group_number(i) == i32(c, 0)) index = static_cast<int>(i);
            }
        }
        if (index >= 0) return collection.at(static_cast<size_t>(index));
    } else if (c.args[0].is_int32() && i32(c, 0) == 0) {
        return collection.at(0);
    }
    return Value(make<RegexMatch>(regex, collection.match->input(), std::vector<RegexSpan>(), 0, &native_type(group_name)));
}

Value group_keys(Call& c)
{
    std::vector<Value> names;
    const RegexRef& regex = groups(c).match->program();
    for (size_t i = 0; regex && i < groups(c).size(); ++i) names.emplace_back(regex->group_name(i));
    return string_array(std::move(names));
}

bool has_group(const Call& c, size_t i)
{
    const RegexRef& regex = groups(c).match->program();
    return regex && !groups(c).match->groups().empty() && regex->group_index(text(c, i)) >= 0;
}

Value try_get(Call& c)
{
    const bool found = has_group(c, 0);
    c.args[1] = found ? group_at(c) : Value();
    return Value(found);
}

constexpr MemberDef group_collection_members[] = {
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(groups(c).size())); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(true); }),
    prop("Keys", "System.Collections.Generic.IEnumerable[string]", group_keys),
    prop("Values", "System.Collections.Generic.IEnumerable[System.Text.RegularExpressions.Group]",
         [](Call& c) { return typed_array(native_type(group_name), groups(c).all()); }),
    indexer("Item", "int groupnum", "System.Text.RegularExpressions.Group", group_at),
    indexer("Item", "string groupname", "System.Text.RegularExpressions.Group", group_at),
    meth("ContainsKey", "string key", "bool", [](Call& c) { return Value(has_group(c, 0)); }),
    meth("TryGetValue", "string key, out System.Text.RegularExpressions.Group value", "bool", try_get),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

Value next_match(Call& c)
{
    if (!own(c).success()) return c.self;
    return first_match(own(c).program(), own(c).input(), regex_next(own(c).input()->view(), own(c).groups()[0]));
}

Value result(Call& c)
{
    require(c, 0, "replacement");
    if (!own(c).success()) throw_native("System.NotSupportedException", "Result cannot be called on a failed Match.");
    std::string out;
    expand_replacement(out, text(c, 0), *own(c).program(), own(c).input()->view(), own(c).groups());
    return Value(out);
}

Value empty_match(Call&) { return match_value(nullptr, String::make(""), {}); }

constexpr MemberDef match_members[] = {
    prop("Groups", "System.Text.RegularExpressions.GroupCollection",
         [](Call& c) { return Value(make<GroupCollection>(Ref<RegexMatch>(&own(c)))); }),
    sprop("Empty", "System.Text.RegularExpressions.Match", empty_match),
    meth("NextMatch", "", "System.Text.RegularExpressions.Match", next_match),
    meth("Result", "string replacement", "string", result),
};

const ItemCollection& items(const Call& c) { return self<ItemCollection>(c); }

Value copy_items(Call& c)
{
    copy_into(items(c).items(), object_arg<Sequence>(c, 0, "array"), i32(c, 1));
    return nothing();
}

#define KESTRUN_ITEM_ROWS                                                                                                                  \
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(items(c).size())); }),                                            \
        prop("IsReadOnly", "bool", [](Call&) { return Value(true); }), prop("IsSynchronized", "bool", [](Call&) { return Value(false); }), \
        prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),                                                                 \
        meth("CopyTo", "array array, int arrayIndex", "void", copy_items),                                                                 \
        meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); })

Value item_at(Call& c)
{
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= items(c).size()) {
        throw_range("Specified argument was out of the range of valid values.", "i");
    }
    return items(c).at(static_cast<size_t>(at));
}

constexpr MemberDef match_collection_members[] = {KESTRUN_ITEM_ROWS,
                                                  indexer("Item", "int i", "System.Text.RegularExpressions.Match", item_at)};
constexpr MemberDef capture_collection_members[] = {KESTRUN_ITEM_ROWS,
                                                    indexer("Item", "int i", "System.Text.RegularExpressions.Capture", item_at)};
#undef KESTRUN_ITEM_ROWS

constexpr const char* list = "System.Collections.IList";

constexpr TypeDef table[] = {
    {"System.Text.RegularExpressions.Regex", "System.Object", TypeFlags::None, "regex", "", regex_members},
    {"System.Text.RegularExpressions.Capture", "System.Object", TypeFlags::None, "", "", capture_members},
    {"System.Text.RegularExpressions.Group", "System.Text.RegularExpressions.Capture", TypeFlags::None, "", "", group_members},
    {"System.Text.RegularExpressions.Match", "System.Text.RegularExpressions.Group", TypeFlags::None, "", "", match_members},
    {"System.Text.RegularExpressions.GroupCollection", "System.Object", TypeFlags::None, "", "System.Collections.ICollection",
     group_collection_members},
    {"System.Text.RegularExpressions.MatchCollection", "System.Object", TypeFlags::None, "", list, match_collection_members},
    {"System.Text.RegularExpressions.CaptureCollection", "System.Object", TypeFlags::None, "", list, capture_collection_members},
};

} // namespace

std::span<const TypeDef> regex_types_types() { return table; }

} // namespace kestrun::value
