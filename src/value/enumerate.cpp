// What the pipeline and foreach unroll, and how.
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/item_collection.hpp"
#include "value/members.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

[[noreturn]] void throw_modified()
{
    throw_native("System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
}

class OneEnumerator final : public Enumerator
{
public:
    explicit OneEnumerator(Value value) : value_(std::move(value)), left_(!value_.is_void()) {}
    bool next(Value& item) override
    {
        if (!left_) return false;
        left_ = false;
        item = value_;
        return true;
    }

private:
    Value value_;
    bool left_;
};

class SequenceEnumerator final : public Enumerator
{
public:
    explicit SequenceEnumerator(Ref<Sequence> sequence) : sequence_(std::move(sequence)) {}
    bool next(Value& item) override
    {
        if (at_ >= sequence_->size()) return false;
        item = sequence_->at(at_++);
        return true;
    }

private:
    Ref<Sequence> sequence_;
    size_t at_ = 0;
};

class ValuesEnumerator final : public Enumerator
{
public:
    explicit ValuesEnumerator(std::vector<Value> values) : values_(std::move(values)) {}
    bool next(Value& item) override
    {
        if (at_ >= values_.size()) return false;
        item = values_[at_++];
        return true;
    }

private:
    std::vector<Value> values_;
    size_t at_ = 0;
};

class ListEnumerator final : public Enumerator
{
public:
    explicit ListEnumerator(Ref<List> list)
        : list_(std::move(list)), shared_(list_->has_flag(Object::Shared)), version_(shared_ ? 0 : list_->version)
    {
        if (shared_) copy_ = list_->snapshot();
    }
    bool next(Value& item) override
    {
        if (!shared_ && list_->has_flag(Object::Shared)) { // since the walk began: it goes on over a copy
            shared_ = true;
            copy_ = list_->snapshot();
        }
        if (shared_) {
            if (at_ >= copy_.size()) return false;
            item = copy_[at_++];
            return true;
        }
        if (list_->version != version_) throw_modified();
        if (at_ >= list_->size()) return false;
        item = list_->at(at_++);
        return true;
    }

private:
    Ref<List> list_;
    bool shared_;
    uint32_t version_;
    std::vector<Value> copy_;
    size_t at_ = 0;
};

/// An IEnumerator of a script: MoveNext and Current, or get_Current where the interface's property is written as a method.
class ScriptEnumerator final : public Enumerator
{
public:
    explicit ScriptEnumerator(Value walk) : walk_(std::move(walk)) {}
    bool next(Value& item) override
    {
        static const Symbol move("MoveNext");
        static const Symbol current("Current");
        static const Symbol getter("get_Current");
        if (!to_bool(invoke_method(walk_, move, {}))) return false;
        const MemberGroup* accessor = type_of(walk_).instance_member(getter);
        item = accessor ? invoke_method(walk_, getter, {}) : get_property(walk_, current);
        return true;
    }

private:
    Value walk_;
};

enum class ScriptWalk : uint8_t
{
    None,
    Enumerable,
    Enumerator
};

/// What an object of a script's class is to the pipeline.
ScriptWalk script_walk(const Value& value)
{
    const Type& type = value.object()->type();
    if (!type.script_class()) return ScriptWalk::None;
    static const Type& enumerable = native_type("System.Collections.IEnumerable");
    static const Type& enumerator = native_type("System.Collections.IEnumerator");
    return type.is_assignable_to(enumerable)   ? ScriptWalk::Enumerable
           : type.is_assignable_to(enumerator) ? ScriptWalk::Enumerator
                                               : ScriptWalk::None;
}

} // namespace

std::unique_ptr<Enumerator> enumerate_values(std::vector<Value> values) { return std::make_unique<ValuesEnumerator>(std::move(values)); }

bool is_enumerable(const Value& value)
{
    if (value.is_array()) return true;
    if (value.tag() != Tag::Object) return false;
    if (value.as<List>() || value.as<Bytes>()) return true;
    if (value.as<Dictionary>() || value.as<PSCustomObject>()) return false;
    if (value.as<Sequence>() || value.as<Enumerable>()) return true;
    if (script_walk(value) != ScriptWalk::None) return true;
    const auto* wrapper = value.as<PSWrapper>();
    return wrapper && is_enumerable(wrapper->base());
}

std::unique_ptr<Enumerator> enumerate(const Value& value)
{
    if (value.is_heap() && !value.is_string()) {
        if (auto* list = value.as<List>()) return std::make_unique<ListEnumerator>(list);
        if (value.as<Dictionary>() || value.as<PSCustomObject>()) return std::make_unique<OneEnumerator>(value);
        if (auto* sequence = value.as<Sequence>()) return std::make_unique<SequenceEnumerator>(sequence);
        if (const auto* enumerable = value.as<Enumerable>()) return enumerable->enumerate();
        if (const auto* wrapper = value.as<PSWrapper>()) return enumerate(wrapper->base());
        switch (script_walk(value)) {
        case ScriptWalk::None: break;
        case ScriptWalk::Enumerator: return std::make_unique<ScriptEnumerator>(value);
        case ScriptWalk::Enumerable: {
            static const Symbol name("GetEnumerator");
            Value walk = invoke_method(value, name, {});
            if (walk.is_heap() && walk.object()->type().script_class()) return std::make_unique<ScriptEnumerator>(std::move(walk));
            return enumerate(walk);
        }
        }
    }
    return std::make_unique<OneEnumerator>(value);
}

std::vector<Value> elements(const Value& value)
{
    if (value.is_void()) return {};
    if (value.is_array() && !value.object()->has_flag(Object::Shared)) return value.as_array().items();
    if (!is_enumerable(value)) return {value};
    if (const auto* list = value.as<List>()) return list->snapshot();
    std::vector<Value> items;
    const std::unique_ptr<Enumerator> enumerator = enumerate(value);
    for (Value item; enumerator->next(item);) items.push_back(std::move(item));
    return items;
}

} // namespace kestrun::value
