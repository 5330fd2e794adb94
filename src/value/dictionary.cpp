#include "value/dictionary.hpp"
#include "value/convert.hpp"
#include "value/dictionary_key.hpp"
#include "value/error.hpp"
#include "value/operators.hpp"
#include "value/shared_lock.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

void share_into(const Object& container, const Value& key, const Value& value)
{
    if (!container.has_flag(Object::Shared)) [[likely]]
        return;
    share(key);
    share(value);
}

void require_key(const Value& key)
{
    if (key.is_null()) throw_argument("System.ArgumentNullException", "Value cannot be null.", "key");
}

} // namespace

Dictionary::Dictionary() : type_(&types::hashtable()), comparer_(KeyComparer::IgnoreCase) { mark_container(); }

Dictionary::Dictionary(const Type& type, KeyComparer comparer) : type_(&type), comparer_(comparer)
{
    mark_container();
    const auto& arguments = type.generic_args();
    generic_ = arguments.size() == 2;
    if (generic_) {
        if (arguments[0] != &types::object()) key_type_ = arguments[0];
        if (arguments[1] != &types::object()) value_type_ = arguments[1];
    }
    if (&type == &types::ordered_dictionary()) kind_ = Kind::Ordered;
    if (type.name().starts_with("Sorted")) kind_ = Kind::Sorted;
}

namespace {

// .NET's Dictionary<K,V> and HashSet<T> put a new entry into the place that was freed last, and enumerate by place. The free places are
// chained through the hashes of their entries; the last element of the index, behind its slots, holds the first of them (+ 1). Without an
// index, when there are few entries, each free place holds its number in the order of freeing instead.

bool reuses_places(const Type& type) { return type.generic_definition() == &types::dictionary(); }

size_t mask_of(const std::vector<uint32_t>& index) { return index.size() - 2; }

void enter(std::vector<uint32_t>& index, uint32_t hash, size_t place)
{
    const size_t mask = mask_of(index);
    size_t i = hash & mask;
    while (index[i] != 0) i = (i + 1) & mask;
    index[i] = static_cast<uint32_t>(place + 1);
}

/// Takes a place out of the index: what was pushed aside by it moves back.
void leave(std::vector<uint32_t>& index, const std::vector<Dictionary::Entry>& entries, size_t place)
{
    const size_t mask = mask_of(index);
    size_t hole = entries[place].hash & mask;
    while (index[hole] != place + 1) hole = (hole + 1) & mask;
    for (size_t i = (hole + 1) & mask; index[i] != 0; i = (i + 1) & mask) {
        const size_t wanted = entries[index[i] - 1].hash & mask;
        if (((i - wanted) & mask) < ((i - hole) & mask)) continue;
        index[hole] = index[i];
        hole = i;
    }
    index[hole] = 0;
}

void free_place(std::vector<Dictionary::Entry>& entries, std::vector<uint32_t>& index, size_t place, size_t free_count)
{
    if (index.empty()) {
        entries[place].hash = static_cast<uint32_t>(free_count);
    } else {
        entries[place].hash = index.back();
        index.back() = static_cast<uint32_t>(place + 1);
    }
}

size_t take_place(const std::vector<Dictionary::Entry>& entries, std::vector<uint32_t>& index)
{
    if (!index.empty()) {
        const size_t place = index.back() - 1;
        index.back() = entries[place].hash;
        return place;
    }
    size_t last = entries.size();
    for (size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].key.is_void() && (last == entries.size() || entries[i].hash > entries[last].hash)) last = i;
    }
    return last;
}

} // namespace

void Dictionary::derive(const Type& type, Ref<Object> state)
{
    type_ = &type;
    state_ = std::move(state);
}

void Dictionary::adopt(Dictionary& other)
{
    comparer_ = other.comparer_;
    count_ = std::exchange(other.count_, 0);
    entries_ = std::move(other.entries_);
    index_ = std::move(other.index_);
}

template <typename Same>
size_t Dictionary::probe(uint32_t hash, Same same) const
{
    if (index_.empty()) {
        for (size_t i = 0; i < entries_.size(); ++i) {
            if (entries_[i].hash == hash && same(entries_[i].key)) return i;
        }
        return npos;
    }
    const size_t mask = mask_of(index_);
    for (size_t i = hash & mask; index_[i] != 0; i = (i + 1) & mask) {
        const Entry& entry = entries_[index_[i] - 1];
        if (entry.hash == hash && same(entry.key)) return index_[i] - 1;
    }
    return npos;
}

size_t Dictionary::locate(const Value& key, uint32_t hash) const
{
    if (kind_ == Kind::Sorted) {
        const size_t at = lower_bound(key);
        return at < entries_.size() && compare_for_sort(entries_[at].key, key, comparer_ == KeyComparer::CaseSensitive) == 0 ? at : npos;
    }
    if (key.is_string()) return locate_text(text_of(key), hash);
    return probe(hash, [&](const Value& present) { return detail::key_equals(present, key, comparer_); });
}

size_t Dictionary::locate_text(std::string_view text, uint32_t hash) const
{
    if (kind_ == Kind::Sorted) return locate(Value(text), hash);
    if (comparer_ == KeyComparer::IgnoreCase) {
        return probe(hash, [&](const Value& present) {
            return present.is_string() && (text_of(present) == text || equals_ignore_case(text_of(present), text)); // mostly the same text
        });
    }
    return probe(hash, [&](const Value& present) { return present.is_string() && text_of(present) == text; });
}

size_t Dictionary::lower_bound(const Value& key) const
{
    const bool case_sensitive = comparer_ == KeyComparer::CaseSensitive;
    const auto it = std::lower_bound(entries_.begin(), entries_.end(), key, [&](const Entry& entry, const Value& wanted) {
        return compare_for_sort(entry.key, wanted, case_sensitive) < 0;
    });
    return static_cast<size_t>(it - entries_.begin());
}

const Value* Dictionary::find(const Value& key) const
{
    require_key(key);
    const size_t at = locate(key, detail::key_hash(key, comparer_));
    return at == npos ? nullptr : &entries_[at].value;
}

const Value* Dictionary::find_at(const Value& key, uint32_t& hint) const
{
    const size_t at = locate(key, detail::key_hash(key, comparer_));
    if (at == npos) return nullptr;
    hint = static_cast<uint32_t>(at);
    return &entries_[at].value;
}

const Value* Dictionary::find_text(std::string_view text) const
{
    const size_t at = locate_text(text, comparer_ == KeyComparer::IgnoreCase ? hash_ignore_case(text) : hash_text(text));
    return at == npos ? nullptr : &entries_[at].value;
}

size_t Dictionary::size() const
{
    const SharedGuard guard(*this);
    return count_;
}

Dictionary::Entries::Entries(const Dictionary& dictionary) : list_(&dictionary.entries_)
{
    if (!dictionary.has_flag(Shared)) return;
    copy_ = dictionary.snapshot();
    list_ = &copy_;
}

std::optional<Value> Dictionary::get(const Value& key) const
{
    const SharedGuard guard(*this);
    const Value* found = find(key);
    return found ? std::optional<Value>(*found) : std::nullopt;
}

std::optional<Value> Dictionary::get_text(std::string_view text) const
{
    const SharedGuard guard(*this);
    const Value* found = find(text);
    return found ? std::optional<Value>(*found) : std::nullopt;
}

Value Dictionary::checked_key(const Value& key) const
{
    require_key(key);
    return key_type_ ? convert(key, *key_type_) : key;
}

Value Dictionary::checked_value(const Value& value) const
{
    if (value_type_) return convert(value, *value_type_);
    return value.is_void() ? Value() : value;
}

void Dictionary::check_writable() const
{
    if (read_only_) throw_native("System.NotSupportedException", "Collection is read-only.");
}

void Dictionary::set(const Value& key, const Value& value)
{
    check_writable();
    Value k = checked_key(key);
    Value v = checked_value(value);
    share_into(*this, k, v);
    const uint32_t hash = detail::key_hash(k, comparer_);
    const SharedGuard guard(*this);
    const size_t at = locate(k, hash);
    if (at != npos) {
        entries_[at].value.swap(v);
        if (!generic_) ++version; // Hashtable's enumerators end at a replacement too, Dictionary's do not
    } else {
        append(std::move(k), std::move(v), hash);
    }
}

void Dictionary::set_text(std::string_view text, const Value& value)
{
    if (read_only_ || key_type_ || kind_ == Kind::Sorted || has_flag(Shared)) return set(Value(text), value);
    Value v = checked_value(value);
    const uint32_t hash = comparer_ == KeyComparer::IgnoreCase ? hash_ignore_case(text) : hash_text(text);
    const size_t at = locate_text(text, hash);
    if (at != npos) {
        entries_[at].value.swap(v);
        if (!generic_) ++version;
    } else {
        append(Value(text), std::move(v), hash);
    }
}

void Dictionary::duplicate(const Value& present, const Value& added) const
{
    if (generic_ || type_->name() == "SortedDictionary`2")
        throw_native("System.ArgumentException", "An item with the same key has already been added. Key: " + to_text(added));
    throw_native("System.ArgumentException",
                 "Item has already been added. Key in dictionary: '" + to_text(present) + "'  Key being added: '" + to_text(added) + "'");
}

bool Dictionary::try_add(const Value& key, const Value& value)
{
    check_writable();
    Value k = checked_key(key);
    Value v = checked_value(value);
    share_into(*this, k, v);
    const uint32_t hash = detail::key_hash(k, comparer_);
    const SharedGuard guard(*this);
    if (locate(k, hash) != npos) return false;
    append(std::move(k), std::move(v), hash);
    return true;
}

void Dictionary::add(const Value& key, const Value& value)
{
    if (try_add(key, value)) return;
    const Value added = checked_key(key);
    Value present = added;
    {
        const SharedGuard guard(*this);
        const size_t at = locate(added, detail::key_hash(added, comparer_));
        if (at != npos) present = entries_[at].key;
    }
    duplicate(present, added);
}

void Dictionary::append(Value key, Value value, uint32_t hash)
{
    if (kind_ == Kind::Sorted) {
        const size_t position = lower_bound(key);
        return insert_at(position, std::move(key), std::move(value), hash);
    }
    const bool reuses = reuses_places(*type_);
    if (reuses && entries_.size() > count_) {
        const size_t place = take_place(entries_, index_);
        entries_[place] = {std::move(key), std::move(value), hash};
        ++count_;
        ++version;
        if (!index_.empty()) enter(index_, hash, place);
        return;
    }
    if (!reuses && entries_.size() > scan_limit && entries_.size() > count_ * 2) compact();
    entries_.push_back({std::move(key), std::move(value), hash});
    ++count_;
    ++version;
    if (index_.empty() ? entries_.size() > scan_limit : entries_.size() * 3 > index_.size() * 2) return rebuild();
    if (!index_.empty()) enter(index_, hash, entries_.size() - 1);
}

void Dictionary::insert_at(size_t position, Value key, Value value, uint32_t hash)
{
    if (entries_.size() != count_) compact();
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(position), Entry{std::move(key), std::move(value), hash});
    ++count_;
    ++version;
    if (kind_ != Kind::Sorted) rebuild();
}

void Dictionary::compact()
{
    std::erase_if(entries_, [](const Entry& entry) { return entry.key.is_void(); });
    rebuild();
}

void Dictionary::rebuild()
{
    index_.clear();
    if (kind_ == Kind::Sorted || entries_.size() <= scan_limit) return;
    size_t size = 32;
    while (size < entries_.size() * 2) size *= 2;
    index_.assign(size + 1, 0);
    for (size_t n = 0; n < entries_.size(); ++n) enter(index_, entries_[n].hash, n);
}

void Dictionary::erase(size_t at)
{
    --count_;
    if (!generic_) ++version; // removing does not end the enumerators of Dictionary<K,V>
    if (reuses_places(*type_)) {
        if (!index_.empty()) leave(index_, entries_, at);
        entries_[at].key = Value::nothing();
        entries_[at].value = Value();
        return free_place(entries_, index_, at, entries_.size() - count_);
    }
    if (kind_ != Kind::Plain || at + 1 == entries_.size() || count_ == 0) {
        const bool was_last = at + 1 == entries_.size();
        Entry removed = std::move(entries_[at]);
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
        if (!index_.empty() || !was_last) compact();
        return;
    }
    entries_[at].key = Value::nothing(); // its number stays taken in the index until the next rebuild
    entries_[at].value = Value();
}

bool Dictionary::remove(const Value& key) { return take(key).has_value(); }

std::optional<Value> Dictionary::take(const Value& key)
{
    check_writable();
    const Value wanted = checked_key(key);
    const SharedGuard guard(*this);
    const size_t at = locate(wanted, detail::key_hash(wanted, comparer_));
    if (at == npos) return std::nullopt;
    std::optional<Value> taken(std::move(entries_[at].value));
    erase(at);
    return taken;
}

void Dictionary::clear()
{
    check_writable();
    std::vector<Entry> removed;
    const SharedGuard guard(*this);
    removed.swap(entries_);
    index_.clear();
    count_ = 0;
    ++version;
}

const Dictionary::Entry* Dictionary::entry_at(size_t position) const
{
    if (entries_.size() == count_) return position < count_ ? &entries_[position] : nullptr;
    for (const Entry& entry : entries_) {
        if (!entry.key.is_void() && position-- == 0) return &entry;
    }
    return nullptr;
}

void Dictionary::insert(size_t position, const Value& key, const Value& value)
{
    check_writable();
    Value k = checked_key(key);
    Value v = checked_value(value);
    share_into(*this, k, v);
    const uint32_t hash = detail::key_hash(k, comparer_);
    const SharedGuard guard(*this);
    const size_t at = locate(k, hash);
    if (at != npos) duplicate(entries_[at].key, k);
    if (position > count_)
        throw_argument("System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values.", "index");
    insert_at(position, std::move(k), std::move(v), hash);
}

void Dictionary::remove_at(size_t position)
{
    check_writable();
    const SharedGuard guard(*this);
    if (position >= count_)
        throw_argument("System.ArgumentOutOfRangeException",
                       "Index was out of range. Must be non-negative and less than the size of the collection.", "index");
    erase(static_cast<size_t>(entry_at(position) - entries_.data()));
}

void Dictionary::reserve(size_t count) { entries_.reserve(count); }

Ref<Dictionary> Dictionary::copy() const
{
    Ref<Dictionary> made(new Dictionary(*type_, comparer_));
    const SharedGuard guard(*this);
    made->entries_ = entries_;
    made->count_ = count_;
    made->compact();
    made->synchronized_ = synchronized_;
    return made;
}

std::vector<Dictionary::Entry> Dictionary::snapshot() const
{
    std::vector<Entry> copy;
    const SharedGuard guard(*this);
    copy.reserve(count_);
    for (const Entry& entry : entries_) {
        if (!entry.key.is_void()) copy.push_back(entry);
    }
    return copy;
}

void Dictionary::trace(Tracer& tracer) const
{
    tracer.visit(state_);
    for (const Entry& entry : entries_) {
        tracer.visit(entry.key);
        tracer.visit(entry.value);
    }
}

void Dictionary::clear_references()
{
    std::vector<Entry> removed;
    removed.swap(entries_);
    index_.clear();
    count_ = 0;
    state_ = {};
}

void KeyValue::trace(Tracer& tracer) const
{
    tracer.visit(key_);
    tracer.visit(value_);
}

const Type& entry_type(const Dictionary& dictionary)
{
    static const Type& entry = native_type("System.Collections.DictionaryEntry");
    const auto& arguments = dictionary.type().generic_args();
    if (arguments.size() != 2) return entry;
    static const Type& pair = native_type("System.Collections.Generic.KeyValuePair`2");
    return *instantiate(pair, arguments);
}

} // namespace kestrun::value
