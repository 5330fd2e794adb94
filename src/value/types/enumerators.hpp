// Enumerators as objects (GetEnumerator()) and the views that dictionaries give of their keys and values.
#pragma once
#include "value/dictionary.hpp"
#include "value/manual_enumerator.hpp"
#include "value/members.hpp"
#include <functional>

namespace kestrun::value {

/// An IEnumerator: MoveNext, Current, Reset. The pipeline and foreach take what is left of it.
class EnumeratorObject final : public Object, public Enumerable, public ManualEnumerator
{
public:
    /// source: what is enumerated; each() starts over. type: its .NET enumerator type.
    EnumeratorObject(const Type& type, Value source, std::function<std::unique_ptr<Enumerator>()> each);
    bool move_next() override;
    const Value& current_item() const override { return current_; }
    void reset() override;
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override;
    std::unique_ptr<Enumerator> enumerate() const override;

private:
    const Type* type_;
    Value source_;
    std::function<std::unique_ptr<Enumerator>()> each_;
    std::unique_ptr<Enumerator> items_;
    Value current_;
    bool started_ = false;
};

/// GetEnumerator() of anything that can be enumerated.
Value enumerator_of(const Value& source, std::string_view type_name = "System.ArrayEnumerator");

/// The keys or values of a dictionary; follows its changes.
class DictionaryView final : public Object, public Enumerable
{
public:
    enum class Part : uint8_t
    {
        Keys,
        Values,
        Entries,
    };
    DictionaryView(Ref<Dictionary> dictionary, Part part) : dictionary_(std::move(dictionary)), part_(part) { mark_container(); }
    const Dictionary& dictionary() const { return *dictionary_; }
    Part part() const { return part_; }
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(dictionary_); }
    void clear_references() override { dictionary_ = {}; }
    std::unique_ptr<Enumerator> enumerate() const override;
    std::optional<size_t> known_size() const override { return dictionary_->size(); }

private:
    Ref<Dictionary> dictionary_;
    Part part_;
};

/// Yields the part's values; throws InvalidOperationException when the dictionary changes.
std::unique_ptr<Enumerator> enumerate_dictionary(Ref<Dictionary> dictionary, DictionaryView::Part part);

} // namespace kestrun::value
