#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/shared_lock.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

[[noreturn]] void out_of_bounds() { throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array."); }

[[noreturn]] void out_of_range()
{
    throw_argument("System.ArgumentOutOfRangeException",
                   "Index was out of range. Must be non-negative and less than the size of the collection.", "index");
}

Value converted(const Value& value, const Type& element)
{
    Value result = &element == &types::object() ? (value.is_void() ? Value() : value) : convert(value, element);
    return result;
}

} // namespace

Value default_value(const Type& type)
{
    const Tag tag = type.tag();
    switch (tag) {
    case Tag::Bool: return false;
    case Tag::Single: return Value::single(0);
    case Tag::Double: return 0.0;
    case Tag::DateTime: return Value::date_time(0, DateKind::Unspecified);
    case Tag::TimeSpan: return Value::time_span(0);
    case Tag::DateTimeOffset: return Value::date_time_offset(0, 0);
    case Tag::Enum: return Value::enumeration(type.enum_index(), 0);
    default: break;
    }
    if (tag >= Tag::Char && tag <= Tag::UInt64) return Value::integer(tag, 0);
    if (&type == &types::decimal() || &type == &types::big_integer()) return convert(Value(0), type);
    if (&type == &types::guid()) return get_static_property(type, Name("Empty"));
    return {};
}

Array::Array(std::vector<Value> items) : type_(&array_of(types::object())), items_(std::move(items)) { mark_container(); }

Array::Array(const Type& element, std::vector<Value> items) : type_(&array_of(element)), items_(std::move(items)) { mark_container(); }

Value Array::at(size_t index) const
{
    const SharedGuard guard(*this);
    return items_[index];
}

void Array::set(size_t index, const Value& value)
{
    Value stored = converted(value, element());
    if (has_flag(Shared)) share(stored);
    const SharedGuard guard(*this);
    if (index >= items_.size()) out_of_bounds();
    items_[index].swap(stored);
}

void Array::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

Value Bytes::at(size_t index) const
{
    const SharedGuard guard(*this);
    return Value::integer(Tag::Byte, static_cast<uint8_t>(data_[index]));
}

void Bytes::set(size_t index, const Value& value)
{
    const Value stored = convert(value, types::byte());
    const SharedGuard guard(*this);
    if (index >= data_.size()) out_of_bounds();
    data_[index] = static_cast<char>(stored.as_int64());
}

std::string Bytes::snapshot() const
{
    const SharedGuard guard(*this);
    return data_;
}

void Bytes::overwrite(size_t offset, std::string_view bytes)
{
    const SharedGuard guard(*this);
    bytes = bytes.substr(0, data_.size() - std::min(offset, data_.size()));
    std::copy(bytes.begin(), bytes.end(), data_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, data_.size())));
}

const Type& Bytes::type() const { return array_of(types::byte()); }

List::List(const Type& type, std::vector<Value> items)
    : type_(&type), element_(type.generic_args().empty() ? &types::object() : type.generic_args()[0]), items_(std::move(items))
{
    mark_container();
}

void List::derive(const Type& type, Ref<Object> state)
{
    type_ = &type;
    state_ = std::move(state);
}

void List::check_writable() const
{
    if (read_only_) throw_native("System.NotSupportedException", "Collection is read-only.");
}

size_t List::size() const
{
    const SharedGuard guard(*this);
    return items_.size();
}

Value List::at(size_t index) const
{
    const SharedGuard guard(*this);
    return index < items_.size() ? items_[index] : Value();
}

void List::set(size_t index, const Value& value)
{
    check_writable();
    Value stored = converted(value, *element_);
    if (has_flag(Shared)) share(stored);
    const SharedGuard guard(*this);
    if (index >= items_.size()) out_of_range();
    items_[index].swap(stored);
    ++version;
}

void List::add(const Value& value)
{
    check_writable();
    Value stored = converted(value, *element_);
    if (has_flag(Shared)) share(stored);
    const SharedGuard guard(*this);
    items_.push_back(std::move(stored));
    ++version;
}

void List::insert(size_t index, const Value& value)
{
    check_writable();
    Value stored = converted(value, *element_);
    if (has_flag(Shared)) share(stored);
    const SharedGuard guard(*this);
    if (index > items_.size())
        throw_argument("System.ArgumentOutOfRangeException", "Index must be within the bounds of the List.", "index");
    items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(index), std::move(stored));
    ++version;
}

void List::remove_at(size_t index)
{
    check_writable();
    Value removed;
    const SharedGuard guard(*this);
    if (index >= items_.size()) out_of_range();
    removed.swap(items_[index]);
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
    ++version;
}

void List::clear()
{
    check_writable();
    std::vector<Value> removed;
    const SharedGuard guard(*this);
    removed.swap(items_);
    ++version;
}

std::vector<Value> List::snapshot() const
{
    const SharedGuard guard(*this);
    return items_;
}

void List::trace(Tracer& tracer) const
{
    tracer.visit(state_);
    for (const Value& item : items_) tracer.visit(item);
}

MultiArray::MultiArray(const Type& type, std::vector<int32_t> lengths) : type_(&type), lengths_(std::move(lengths))
{
    mark_container();
    size_t count = 1;
    for (const int32_t length : lengths_) {
        if (length < 0) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
        count *= static_cast<size_t>(length);
        if (count > 0x7fffffc7) throw_native("System.OutOfMemoryException", "Array dimensions exceeded supported range.");
    }
    items_.assign(count, default_value(*type.element()));
}

size_t MultiArray::position(std::span<const Value> indices) const
{
    if (indices.size() != lengths_.size()) out_of_bounds();
    size_t at = 0;
    for (size_t i = 0; i < indices.size(); ++i) {
        const int64_t index = to_int64(indices[i]);
        if (index < 0 || index >= lengths_[i]) out_of_bounds();
        at = at * static_cast<size_t>(lengths_[i]) + static_cast<size_t>(index);
    }
    return at;
}

Value MultiArray::at(size_t index) const
{
    const SharedGuard guard(*this);
    return items_[index];
}

void MultiArray::set(size_t index, const Value& value)
{
    Value stored = converted(value, *type_->element());
    if (has_flag(Shared)) share(stored);
    const SharedGuard guard(*this);
    if (index >= items_.size()) out_of_bounds();
    items_[index].swap(stored);
}

void MultiArray::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

Value make_array(std::vector<Value> items) { return Value(Ref<Array>(new Array(std::move(items)))); }

Value make_string_array(std::span<const std::string> items)
{
    std::vector<Value> values;
    values.reserve(items.size());
    for (const std::string& item : items) values.emplace_back(item);
    return Value(Ref<Array>(new Array(types::string(), std::move(values))));
}

Value make_bytes(std::string data) { return Value(Ref<Bytes>(new Bytes(std::move(data)))); }

} // namespace kestrun::value
