#include "value/collections.hpp"
#include "value/error.hpp"
#include "value/shared_lock.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

class ItemsEnumerator final : public Enumerator
{
public:
    explicit ItemsEnumerator(Ref<const ItemsObject> of) : of_(std::move(of)), items_(of_->snapshot()), version_(of_->version()) {}
    bool next(Value& item) override
    {
        if (of_->version() != version_ && !of_->is_concurrent() && !of_->has_flag(Object::Shared)) {
            throw_native("System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
        }
        if (at_ >= items_.size()) return false;
        item = items_[at_++];
        return true;
    }

private:
    Ref<const ItemsObject> of_;
    std::vector<Value> items_;
    uint32_t version_;
    size_t at_ = 0;
};

} // namespace

std::unique_ptr<Enumerator> ItemsObject::enumerate() const { return std::make_unique<ItemsEnumerator>(Ref<const ItemsObject>(this)); }

const Value& ItemsObject::entering(const Value& value) const
{
    if (has_flag(Shared)) share(value);
    return value;
}

void Deque::push(const Value& value)
{
    entering(value);
    SharedGuard guard(*this);
    items_.push_back(value);
    ++version_;
}

std::optional<Value> Deque::pop()
{
    SharedGuard guard(*this);
    if (items_.empty()) return std::nullopt;
    ++version_;
    std::optional<Value> value;
    if (lifo_) {
        value = std::move(items_.back());
        items_.pop_back();
    } else {
        value = std::move(items_.front());
        items_.pop_front();
    }
    return value;
}

std::optional<Value> Deque::peek() const
{
    SharedGuard guard(*this);
    if (items_.empty()) return std::nullopt;
    return lifo_ ? items_.back() : items_.front();
}

void Deque::clear()
{
    std::deque<Value> dropped; // destroyed when the lock is gone
    SharedGuard guard(*this);
    dropped.swap(items_);
    ++version_;
}

size_t Deque::size() const
{
    SharedGuard guard(*this);
    return items_.size();
}

std::vector<Value> Deque::snapshot() const
{
    SharedGuard guard(*this);
    if (lifo_) return {items_.rbegin(), items_.rend()};
    return {items_.begin(), items_.end()};
}

void Deque::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

namespace {

/// Dictionary<object,object>: the items of a set stand in its places as in .NET.
const Type& set_table()
{
    static const Type* const args[] = {&types::object(), &types::object()};
    static const Type& type = *instantiate(types::dictionary(), args);
    return type;
}

} // namespace

HashSet::HashSet(const Type& type, KeyComparer comparer) : ItemsObject(type), table_(make<Dictionary>(set_table(), comparer)) {}

bool HashSet::add(const Value& value)
{
    ++version_;
    if (value.is_null()) return !has_null_.exchange(true);
    if (has_flag(Shared)) share(Value(table_));
    return table_->try_add(value, Value());
}

bool HashSet::remove(const Value& value)
{
    ++version_;
    if (value.is_null()) return has_null_.exchange(false);
    return table_->remove(value);
}

bool HashSet::contains(const Value& value) const { return value.is_null() ? has_null_.load() : table_->contains(value); }

std::optional<Value> HashSet::find(const Value& value) const
{
    if (value.is_null() || !contains(value)) return has_null_ && value.is_null() ? std::optional<Value>(Value()) : std::nullopt;
    for (const auto& entry : table_->snapshot()) {
        Dictionary probe(types::hashtable(), comparer());
        probe.set(entry.key, Value());
        if (probe.contains(value)) return entry.key;
    }
    return std::nullopt;
}

void HashSet::clear()
{
    ++version_;
    has_null_ = false;
    table_->clear();
}

std::vector<Value> HashSet::snapshot() const
{
    std::vector<Value> items;
    if (has_null_) items.emplace_back();
    for (auto& entry : table_->snapshot()) items.push_back(std::move(entry.key));
    return items;
}

size_t SortedSet::position(const Value& value, bool& found) const
{
    size_t low = 0, high = items_.size();
    found = false;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = order_(items_[middle], value);
        if (order == 0) {
            found = true;
            return middle;
        }
        (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
    }
    return low;
}

// The order may be script code, which may not run under a guard: sets that threads share are for reading, as in .NET.
bool SortedSet::add(const Value& value)
{
    bool found = false;
    const size_t at = position(value, found);
    if (found) return false;
    entering(value);
    SharedGuard guard(*this);
    items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(std::min(at, items_.size())), value);
    ++version_;
    return true;
}

bool SortedSet::remove(const Value& value)
{
    bool found = false;
    const size_t at = position(value, found);
    if (!found) return false;
    SharedGuard guard(*this);
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
    ++version_;
    return true;
}

bool SortedSet::contains(const Value& value) const
{
    bool found = false;
    position(value, found);
    return found;
}

void SortedSet::clear()
{
    SharedGuard guard(*this);
    items_.clear();
    ++version_;
}

size_t SortedSet::size() const
{
    SharedGuard guard(*this);
    return items_.size();
}

std::vector<Value> SortedSet::snapshot() const
{
    SharedGuard guard(*this);
    return items_;
}

void SortedSet::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

} // namespace kestrun::value
