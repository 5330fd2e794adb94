// $value[index], read and written.
#include "value/array.hpp"
#include "value/call_depth.hpp"
#include "value/call_guard.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/invoke.hpp"
#include "value/members.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

[[noreturn]] void throw_null_index() { throw_runtime("NullArrayIndex", "Index operation failed; the array index evaluated to null."); }

[[noreturn]] void throw_bounds() { throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array."); }

bool strict(int version)
{
    ConversionHost* host = conversion_host();
    return host && host->strict_mode(version);
}

// An index as PowerShell reads it: the number, or nothing when text does not name one.
std::optional<int64_t> index_number(const Value& index)
{
    if (index.is_int32()) return index.as_int32();
    if (index.is_null()) throw_null_index();
    try {
        return to_int32(index);
    } catch (const ScriptError&) {
        if (index.is_string() && !strict(3)) return std::nullopt;
        throw;
    }
}

// Position of an index that may count from the end; nothing outside.
std::optional<size_t> position(int64_t index, size_t size)
{
    if (index < 0) index += static_cast<int64_t>(size);
    if (index < 0 || static_cast<uint64_t>(index) >= size) return std::nullopt;
    return static_cast<size_t>(index);
}

// Indices that are a collection ask for a slice.
bool is_slice(std::span<const Value> indices) { return indices.size() == 1 && indices[0].is_heap() && is_enumerable(indices[0]); }

Value at_sequence(const Sequence& sequence, const Value& index)
{
    const std::optional<int64_t> number = index_number(index);
    if (!number) return {};
    if (const auto at = position(*number, sequence.size())) return sequence.at(*at);
    if (strict(3)) {
        if (dynamic_cast<const List*>(&sequence))
            throw_argument("System.ArgumentOutOfRangeException",
                           "Index was out of range. Must be non-negative and less than the size of the collection.", "index");
        throw_bounds();
    }
    return {};
}

Value at_string(const String& text, const Value& index)
{
    const std::optional<int64_t> number = index_number(index);
    if (!number) return {};
    if (const auto at = position(*number, text.length())) return Value(text.unit(static_cast<uint32_t>(*at)));
    if (strict(3)) throw_bounds();
    return {};
}

// A slice leaves out what is outside.
Value slice(const Value& value, const Value& indices)
{
    check_call_depth(); // an array of indices may hold itself
    std::vector<Value> items;
    for (const Value& index : elements(indices)) {
        if (const auto* sequence = value.as<Sequence>()) {
            if (index.is_heap() && is_enumerable(index)) (void)convert(index, types::int32()); // PowerShell's error
            const std::optional<int64_t> number = index_number(index);
            const auto at = number ? position(*number, sequence->size()) : std::nullopt;
            if (at) items.push_back(sequence->at(*at));
        } else if (value.is_string()) {
            const std::optional<int64_t> number = index_number(index);
            const auto at = number ? position(*number, value.as_string().length()) : std::nullopt;
            if (at) items.push_back(Value(value.as_string().unit(static_cast<uint32_t>(*at))));
        } else {
            const Value one[] = {index};
            items.push_back(get_index(value, one));
        }
    }
    return make_array(std::move(items));
}

std::string shown_indices(std::span<const Value> indices)
{
    std::string text;
    for (const Value& index : indices) text += (text.empty() ? "" : ",") + to_text(index);
    return text;
}

std::optional<std::vector<Value>> dimensions(const MultiArray& array, std::span<const Value> given)
{
    std::vector<Value> indices(given.begin(), given.end());
    if (is_slice(given)) indices = elements(given[0]);
    if (indices.size() != array.lengths().size())
        throw_runtime("NeedMultidimensionalIndex", "You cannot index into a " + std::to_string(array.lengths().size()) +
                                                       " dimensional array with index [" + shown_indices(indices) + "].");
    for (size_t i = 0; i < indices.size(); ++i) {
        const auto at = position(to_int32(indices[i]), static_cast<size_t>(array.lengths()[i]));
        if (!at) return std::nullopt;
        indices[i] = Value(static_cast<int32_t>(*at));
    }
    return indices;
}

Value at_dictionary(const Dictionary& dictionary, const Value& index)
{
    if (index.is_null()) throw_null_index();
    if (dictionary.is_ordered() && index.is_int32()) {
        const std::vector<Dictionary::Entry> entries =
            dictionary.has_flag(Object::Shared) ? dictionary.snapshot() : std::vector<Dictionary::Entry>();
        const auto at = position(index.as_int32(), dictionary.size());
        if (!at) return {};
        return entries.empty() ? dictionary.entry_at(*at)->value : entries[*at].value;
    }
    const Value key = dictionary.key_type() ? convert(index, *dictionary.key_type()) : index;
    return dictionary.get(key).value_or(Value());
}

// "Item", "Chars" and the like: indexers of native types.
const MemberGroup* indexer(const Type& type)
{
    static const Symbol item("Item");
    static const Symbol chars("Chars");
    for (const Symbol name : {item, chars}) {
        const MemberGroup* group = type.instance_member(name);
        if (group && group->is_property && !group->overloads[0]->parameters.empty()) return group;
    }
    return nullptr;
}

std::vector<Value> native_indices(std::span<const Value> indices)
{
    if (is_slice(indices)) return elements(indices[0]);
    return {indices.begin(), indices.end()};
}

[[noreturn]] void rethrow_inner(const ScriptError& error)
{
    const Ref<ExceptionObject>& inner = error.record->exception->inner();
    if (!inner || error.record->exception->type().name() != "MethodInvocationException") throw error;
    ScriptError bare(make<ErrorRecord>(inner, inner->type().full_name(), ErrorCategory::OperationStopped));
    bare.from_native = true;
    throw bare;
}

} // namespace

Value get_index(const Value& given, std::span<const Value> indices)
{
    const Value& value = unwrap(given);
    if (value.is_null()) throw_runtime("NullArray", "Cannot index into a null array.");
    if (indices.size() == 1 && indices[0].is_int32()) { // the common case
        if (value.is_array()) {
            const Array& array = value.as_array();
            if (const auto at = position(indices[0].as_int32(), array.size())) return array.at(*at);
        }
    }
    if (const auto* grid = value.as<MultiArray>()) {
        const auto at = dimensions(*grid, indices);
        return at ? grid->at(grid->position(*at)) : Value();
    }
    if (indices.size() != 1 && !indexer(type_of(value))) {
        const Value all = make_array({indices.begin(), indices.end()});
        return get_index(value, std::span<const Value>(&all, 1));
    }
    const bool sliced = is_slice(indices);
    if (const auto* dictionary = value.as<Dictionary>()) return sliced ? slice(value, indices[0]) : at_dictionary(*dictionary, indices[0]);
    if (const auto* sequence = value.as<Sequence>()) return sliced ? slice(value, indices[0]) : at_sequence(*sequence, indices[0]);
    if (value.is_string()) return sliced ? slice(value, indices[0]) : at_string(value.as_string(), indices[0]);
    const Type& type = type_of(value);
    if (const MemberGroup* group = indexer(type)) {
        std::vector<Value> args = native_indices(indices);
        try {
            return call_group(*group, value, type, group->name, args);
        } catch (const ScriptError& error) {
            if (!strict(3)) return {}; // as with arrays: outside is null
            rethrow_inner(error);
        }
    }
    // A single object is its own first and last element.
    const std::optional<int64_t> number = sliced || indices[0].is_null() ? std::nullopt : index_number(indices[0]);
    if (number && (*number == 0 || *number == -1)) return value;
    if (indices[0].is_null()) throw_null_index();
    return Value::nothing();
}

namespace {

void set_sequence(Sequence& sequence, const Value& index, const Value& assigned)
{
    if (index.is_null()) throw_null_index();
    const int64_t number = to_int32(index);
    const auto at = position(number, sequence.size());
    if (!at) {
        if (dynamic_cast<const List*>(&sequence))
            throw_argument("System.ArgumentOutOfRangeException",
                           "Index was out of range. Must be non-negative and less than the size of the collection.", "index");
        throw_bounds();
    }
    sequence.set(*at, assigned);
}

void set_dictionary(Dictionary& dictionary, const Value& index, const Value& assigned)
{
    if (index.is_null()) throw_null_index();
    if (!dictionary.is_ordered() || !index.is_int32()) return dictionary.set(index, assigned);
    const auto at = position(index.as_int32(), dictionary.size());
    if (!at) throw_argument("System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values.", "index");
    const Value key = dictionary.has_flag(Object::Shared) ? dictionary.snapshot()[*at].key : dictionary.entry_at(*at)->key;
    dictionary.set(key, assigned);
}

} // namespace

void set_index(const Value& given, std::span<const Value> indices, const Value& assigned)
{
    const Value& value = unwrap(given);
    if (value.is_null()) throw_runtime("NullArray", "Cannot index into a null array.");
    if (auto* grid = value.as<MultiArray>()) {
        const auto at = dimensions(*grid, indices);
        if (!at) throw_bounds();
        return grid->set(grid->position(*at), assigned);
    }
    if (auto* dictionary = value.as<Dictionary>()) {
        if (indices.size() != 1) {
            const Value all = make_array({indices.begin(), indices.end()});
            return set_dictionary(*dictionary, all, assigned);
        }
        return set_dictionary(*dictionary, indices[0], assigned);
    }
    if (auto* sequence = value.as<Sequence>()) {
        if (indices.size() != 1)
            throw_runtime("ArraySliceAssignmentFailed",
                          "Array assignment to [" + shown_indices(indices) + "] failed because assignment to slices is not supported.");
        return set_sequence(*sequence, indices[0], assigned);
    }
    const Type& type = type_of(value);
    const MemberGroup* group = value.is_string() ? nullptr : indexer(type);
    if (!group || !group->overloads[0]->setter)
        throw_runtime("CannotIndex", "Unable to index into an object of type \"" + type.full_name() + "\".");
    const Method& method = *group->overloads[0];
    std::vector<Value> args = native_indices(indices);
    args.resize(method.parameters.size());
    for (size_t i = 0; i < args.size(); ++i) {
        if (method.parameters[i].type) args[i] = convert(args[i], *method.parameters[i].type);
    }
    args.push_back(method.result && method.result != &types::object() ? convert(assigned, *method.result) : assigned);
    Call call{value, args, type};
    const CallGuard guard(value);
    method.setter(call);
}

} // namespace kestrun::value
