#include "value/types/collection_helpers.hpp"
#include "value/delegate.hpp"
#include "value/dictionary_key.hpp"
#include "value/operators.hpp"
#include "value/sort.hpp"
#include "value/types/comparers.hpp"

namespace kestrun::value {

int compare_default(const Value& a, const Value& b)
{
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null() ? 0 : a.is_null() ? -1 : 1;
    if (&type_of(a) != &type_of(b)) {
        throw_argument("System.ArgumentException", "Object must be of type " + type_of(a).name() + ".", "");
    }
    if (a.is_string()) return compare_culture(text_of(a), text_of(b), false);
    if (!a.is_heap()) return compare(a, b, true);
    if (const auto* comparable = a.as<Comparable>()) {
        if (const std::optional<int> order = comparable->compare(b)) return *order;
    }
    static const Symbol name("CompareTo");
    const MemberGroup* group = type_of(a).instance_member(name);
    if (!group || group->is_property) throw_argument("System.ArgumentException", "At least one object must implement IComparable.", "");
    Value argument = b;
    return to_int32(invoke_method(a, name, std::span<Value>(&argument, 1)));
}

Comparison comparison_of(const Value& comparer)
{
    if (comparer.is_null()) return compare_default;
    if (const auto* text_comparer = comparer.as<StringComparer>())
        return [text_comparer](const Value& a, const Value& b) { return text_comparer->compare(a, b); };
    if (&type_of(comparer) == &types::script_block() || comparer.as<DelegateObject>())
        return [comparer](const Value& a, const Value& b) { return to_int32(call_delegate(comparer, {a, b})); };
    return [comparer](const Value& a, const Value& b) {
        static const Symbol name("Compare");
        Value args[] = {a, b};
        return to_int32(invoke_method(comparer, name, args));
    };
}

bool equals_default(const Value& a, const Value& b)
{
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
    if (detail::key_equals(a, b, KeyComparer::CaseSensitive)) return true;
    if (!a.is_heap() || a.is_string() || a.is_array() || a.as<Comparable>()) return false;
    static const Symbol name("Equals"); // of a script class
    const MemberGroup* group = type_of(a).instance_member(name);
    if (!group || group->overloads.empty() || !group->overloads[0]->script) return false;
    Value argument = b;
    return to_bool(invoke_method(a, name, std::span<Value>(&argument, 1)));
}

void sort_values(std::vector<Value>& items, const Comparison& comparison)
{
    try {
        stable_merge_sort(items, [&](const Value& a, const Value& b) { return comparison(a, b) < 0; });
    } catch (const ScriptError& error) {
        Ref<ExceptionObject> exception =
            make_exception("System.InvalidOperationException", "Failed to compare two elements in the array.", error.record->exception);
        ScriptError outer(make<ErrorRecord>(exception, exception->type().full_name(), ErrorCategory::OperationStopped));
        outer.from_native = true;
        throw outer;
    }
}

void check_range(int32_t index, int32_t count, size_t size)
{
    if (index < 0 || count < 0) {
        const char* parameter = index < 0 ? "index" : "count";
        throw_range(std::string(parameter) + " ('" + std::to_string(index < 0 ? index : count) +
                        "') must be a non-negative value. (Parameter '" + parameter + "')\nActual value was " +
                        std::to_string(index < 0 ? index : count) + ".",
                    "");
    }
    if (static_cast<size_t>(index) + static_cast<size_t>(count) > size)
        throw_argument("System.ArgumentException",
                       "Offset and length were out of bounds for the array or count is greater than the number of elements from index to "
                       "the end of the source collection.",
                       "");
}

std::vector<Value> items_arg(const Call& c, size_t i, std::string_view parameter)
{
    require(c, i, parameter);
    return elements(c.args[i]);
}

void copy_into(const std::vector<Value>& items, Sequence& target, int64_t at)
{
    if (at < 0) throw_range("Non-negative number required.", "arrayIndex");
    if (static_cast<size_t>(at) + items.size() > target.size())
        throw_argument("System.ArgumentException",
                       "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.",
                       "destinationArray");
    for (size_t i = 0; i < items.size(); ++i) target.set(static_cast<size_t>(at) + i, items[i]);
}

bool call_predicate(const Value& predicate, const Value& item) { return to_bool(call_delegate(predicate, {item})); }

int32_t index_of(const std::vector<Value>& items, const Value& wanted, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < items.size(); ++i) {
        if (equals_default(items[i], wanted)) return static_cast<int32_t>(i);
    }
    return -1;
}

int32_t binary_search(const std::vector<Value>& items, const Value& wanted, const Comparison& comparison)
{
    size_t low = 0;
    size_t high = items.size();
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = comparison(items[middle], wanted);
        if (order == 0) return static_cast<int32_t>(middle);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ~static_cast<int32_t>(low);
}

} // namespace kestrun::value
