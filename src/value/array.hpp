// Collections that are indexed by position: arrays of any element type, byte arrays, List<T> and ArrayList.
#pragma once
#include "value/type.hpp"
#include <vector>

namespace kestrun::value {

/// Anything with a size and elements by index (IList).
class Sequence : public Object
{
public:
    virtual size_t size() const = 0;
    /// index < size().
    virtual Value at(size_t index) const = 0;
    /// index < size(); converts the value to the element type. Throws ScriptError when it does not convert or the sequence is read-only.
    virtual void set(size_t index, const Value& value) = 0;
};

/// A one-dimensional .NET array: object[] unless made with another element type. Fixed size once a script can see it.
class Array final : public Sequence
{
public:
    /// object[] with these elements.
    explicit Array(std::vector<Value> items = {});
    /// An array of that element type; the items are already of it.
    Array(const Type& element, std::vector<Value> items);

    const std::vector<Value>& items() const { return items_; }
    std::vector<Value>& items() { return items_; } // for native code that has just made it
    const Type& element() const { return *type_->element(); }
    size_t size() const override { return items_.size(); }
    Value at(size_t index) const override;
    void set(size_t index, const Value& value) override;
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }

private:
    const Type* type_;
    std::vector<Value> items_;
};

/// byte[]: one byte an element.
class Bytes final : public Sequence
{
public:
    explicit Bytes(std::string data = {}) : data_(std::move(data)) {}
    /// As they lie there: another thread may change those of a shared one meanwhile. See snapshot().
    const std::string& data() const { return data_; }
    size_t size() const override { return data_.size(); }
    Value at(size_t index) const override;
    void set(size_t index, const Value& value) override;
    /// A copy. Right for shared ones too.
    std::string snapshot() const;
    /// Writes over what stands from `offset` on; bytes past the end are left out.
    void overwrite(size_t offset, std::string_view bytes);
    const Type& type() const override;

private:
    std::string data_;
};

/// List<T> and ArrayList (element type System.Object), and other growing IList types by their type.
class List final : public Sequence
{
public:
    /// type: System.Collections.ArrayList or an instance of List`1, Collection`1, ...
    explicit List(const Type& type, std::vector<Value> items = {});
    std::vector<Value>& items() { return items_; }
    const std::vector<Value>& items() const { return items_; }
    const Type& element() const { return *element_; }
    bool read_only() const { return read_only_; }
    void make_read_only() { read_only_ = true; }
    bool fixed_size() const { return false; }
    size_t size() const override;
    Value at(size_t index) const override; // null past the end: another thread may have shortened a shared list
    void set(size_t index, const Value& value) override;
    void add(const Value& value); // converts to the element type
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(), state_ = {}; }
    void insert(size_t index, const Value& value); // index <= size(), else ArgumentOutOfRangeException
    void remove_at(size_t index);                  // ArgumentOutOfRangeException outside of [0, size())
    void clear();
    /// Throws NotSupportedException for read-only lists; every change goes through it.
    void check_writable() const;
    /// A copy of the elements. Right for shared lists too.
    std::vector<Value> snapshot() const;
    /// For classes of scripts that derive from a list: the object's type from now on, and what the class keeps beside it.
    void derive(const Type& type, Ref<Object> state);
    const Ref<Object>& state() const { return state_; }
    /// Takes the elements of another list of the same kind (the base constructor's).
    void adopt(List& other) { items_ = std::move(other.items_); }
    /// Changes at every structural change, so that enumerators can tell ("Collection was modified...").
    uint32_t version = 0;

private:
    const Type* type_;
    const Type* element_;
    bool read_only_ = false;
    std::vector<Value> items_;
    Ref<Object> state_;
};

inline Array& Value::as_array() const noexcept { return *static_cast<Array*>(object()); }

/// An array of two or more dimensions: [int[,]]::new(2, 3). Elements in row-major order.
class MultiArray final : public Sequence
{
public:
    /// type: an array type of rank lengths.size(); filled with the element type's default.
    MultiArray(const Type& type, std::vector<int32_t> lengths);
    const std::vector<int32_t>& lengths() const { return lengths_; }
    /// Position of an element; throws IndexOutOfRangeException.
    size_t position(std::span<const Value> indices) const;
    size_t size() const override { return items_.size(); }
    Value at(size_t index) const override;
    void set(size_t index, const Value& value) override;
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { items_.clear(); }

private:
    const Type* type_;
    std::vector<int32_t> lengths_;
    std::vector<Value> items_;
};

/// What an element of a new array of that type is: 0, false, null, ...
Value default_value(const Type& type);

/// object[] of the items.
Value make_array(std::vector<Value> items);
Value make_string_array(std::span<const std::string> items);
/// byte[] of the data.
Value make_bytes(std::string data);

} // namespace kestrun::value
