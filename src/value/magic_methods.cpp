// .ForEach() and .Where(), which every value has (about_Arrays: "Methods of arrays").
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/invoke.hpp"
#include "value/members.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

constexpr std::string_view argument_exception = "System.ArgumentException";

// What both methods return: Collection<PSObject>.
Value collection(std::vector<Value> items)
{
    static const Type& type = [&]() -> const Type& {
        const Type* element = &types::ps_object();
        return *instantiate(native_type("System.Collections.ObjectModel.Collection`1"), std::span<const Type* const>(&element, 1));
    }();
    return Value(make<List>(type, std::move(items)));
}

bool is_script(const Value& value) { return value.is_heap() && &type_of(value) == &types::script_block(); }

void append_flat(std::vector<Value>& out, Value result)
{
    if (result.is_void()) return;
    if (is_enumerable(result)) {
        for (Value& part : elements(result)) out.push_back(std::move(part));
    } else {
        out.push_back(std::move(result));
    }
}

Value run(const Value& script, const Value& item, std::span<Value> args)
{
    return conversion_host()->call_with_item(*script.object(), item, args);
}

[[noreturn]] void throw_member(std::string_view id, std::string message)
{
    throw_runtime(id, std::move(message), ErrorCategory::InvalidOperation, {}, "System.InvalidOperationException");
}

// ForEach('Name', args): a method is called, a property read, or written when there is an argument.
void for_member(const Value& item, const Value& member, std::span<Value> args, std::vector<Value>& out)
{
    const std::string text = to_text(member);
    const Name name(text);
    if (item.is_null()) return;
    const MemberGroup* group = type_of(unwrap(item)).instance_member(name);
    const Ref<PSMember> attached = attached_member(item, name);
    const bool is_method = (attached && attached->kind() == PSMemberKind::ScriptMethod) || (!attached && group && !group->is_property);
    if (is_method && !find_property(item, name)) return append_flat(out, invoke_method(item, name, args));
    if (args.size() > 1) {
        throw_member("ForEachPropertyReferenceBadNumArgs",
                     "The property '" + text + "' takes one value at most, but " + std::to_string(args.size()) + " were given.");
    }
    if (args.size() == 1) return set_property(item, name, args[0]);
    const std::optional<Value> value = find_property(item, name);
    if (!value) {
        missing_property(name);
        return;
    }
    append_flat(out, *value);
}

Value for_each(const Value& value, std::span<Value> args)
{
    if (args.empty())
        throw_runtime("MethodCountCouldNotFindBest", "Cannot find an overload for \"ForEach\" and the argument count: \"0\".",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.MethodException");
    std::vector<Value> out;
    const std::unique_ptr<Enumerator> items = enumerate(value);
    const std::span<Value> rest = args.subspan(1);
    const auto* type = args[0].as<Type>();
    for (Value item; items->next(item);) {
        if (is_script(args[0]))
            append_flat(out, run(args[0], item, rest));
        else if (type)
            out.push_back(convert(item, *type));
        else
            for_member(item, args[0], rest, out);
    }
    return collection(std::move(out));
}

enum class WhereMode : uint8_t
{
    Default,
    First,
    Last,
    SkipUntil,
    Until,
    Split
};

WhereMode where_mode(const Value& value)
{
    static constexpr std::string_view names[] = {"Default", "First", "Last", "SkipUntil", "Until", "Split"};
    if (value.tag() == Tag::Enum || value.is_integral()) {
        const int64_t number = value.as_int64();
        if (number >= 0 && number < 6) return static_cast<WhereMode>(number);
    }
    const std::string text = to_text(value);
    for (size_t i = 0; i < std::size(names); ++i) {
        if (equals_ignore_case(names[i], text)) return static_cast<WhereMode>(i);
    }
    return static_cast<WhereMode>(convert(value, native_type("System.Management.Automation.WhereOperatorSelectionMode")).as_int64());
}

// The elements of the first mode's part; `rest` gets the others (Split).
struct WhereRun
{
    const Value& script;
    WhereMode mode;
    size_t limit; // 0: no limit
    std::vector<Value> taken;
    std::vector<Value> rest;
    bool seen = false; // SkipUntil, Until: the condition has held

    bool test(const Value& item) const { return to_bool(run(script, item, {})); }
    // False when no further element matters.
    bool take(const Value& item)
    {
        switch (mode) {
        case WhereMode::Default:
        case WhereMode::First:
            if (test(item)) taken.push_back(item);
            return !(limit > 0 && taken.size() >= limit);
        case WhereMode::Last:
            if (test(item)) taken.push_back(item);
            return true;
        case WhereMode::SkipUntil:
            seen = seen || test(item);
            if (seen) taken.push_back(item);
            return !(limit > 0 && taken.size() >= limit);
        case WhereMode::Until:
            if (test(item)) return false;
            taken.push_back(item);
            return !(limit > 0 && taken.size() >= limit);
        case WhereMode::Split: {
            const bool first = !(limit > 0 && taken.size() >= limit) && test(item);
            (first ? taken : rest).push_back(item);
            return true;
        }
        }
        return false;
    }
};

Value where(const Value& value, std::span<Value> args)
{
    if (args.empty() || args.size() > 3)
        throw_runtime("MethodCountCouldNotFindBest",
                      "Cannot find an overload for \"Where\" and the argument count: \"" + std::to_string(args.size()) + "\".",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.MethodException");
    if (!is_script(args[0]))
        throw_runtime("MethodArgumentConversionInvalidCastArgument",
                      "Cannot convert argument \"expression\", with value: \"" + to_text(args[0]) + "\", for \"Where\" to type \"" +
                          types::script_block().full_name() + "\".",
                      ErrorCategory::NotSpecified, {}, "System.Management.Automation.MethodException");
    const WhereMode mode = args.size() > 1 ? where_mode(args[1]) : WhereMode::Default;
    const int32_t count = args.size() > 2 ? to_int32(args[2]) : 0;
    if (count < 0)
        throw_runtime("NumberToReturnMustBeGreaterThanZero", "The number of items to return must be greater than zero.",
                      ErrorCategory::InvalidOperation, {}, argument_exception);
    WhereRun state{args[0], mode, static_cast<size_t>(count), {}, {}};
    if (mode == WhereMode::First && count == 0) state.limit = 1;
    const std::unique_ptr<Enumerator> items = enumerate(value);
    for (Value item; items->next(item);) {
        if (!state.take(item)) break;
    }
    if (mode == WhereMode::Last) {
        const size_t keep = count == 0 ? 1 : static_cast<size_t>(count);
        if (state.taken.size() > keep) state.taken.erase(state.taken.begin(), state.taken.end() - static_cast<std::ptrdiff_t>(keep));
    }
    if (mode != WhereMode::Split) return collection(std::move(state.taken));
    return make_array({collection(std::move(state.taken)), collection(std::move(state.rest))});
}

} // namespace

bool invoke_magic(const Value& value, const Name& name, std::span<Value> args, Value& result)
{
    static const Symbol for_each_name("ForEach");
    static const Symbol where_name("Where");
    if (name.equals("ForEach", for_each_name.hash())) {
        result = for_each(value, args);
        return true;
    }
    if (name.equals("Where", where_name.hash())) {
        result = where(value, args);
        return true;
    }
    return false;
}

} // namespace kestrun::value
