#pragma once
// Callables: FunctionRef borrows one for the length of a call, UniqueFunction owns one that need not be copyable.

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace kestrun::base {

template <class Signature>
class FunctionRef;

// Two pointers; the callable must outlive the call it is passed to.
template <class R, class... Args>
class FunctionRef<R(Args...)>
{
public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> && std::is_invocable_r_v<R, F&, Args...>) FunctionRef(F&& callable)
    noexcept // NOLINT(google-explicit-constructor)
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))), call_([](void* object, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
          })
    {
    }

    R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

private:
    void* object_;
    R (*call_)(void*, Args...);
};

template <class Signature>
class UniqueFunction;

// Move-only owner of a callable; callables of up to 48 bytes live inside it, larger ones on the heap.
template <class R, class... Args>
class UniqueFunction<R(Args...)>
{
public:
    UniqueFunction() noexcept = default;
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
        UniqueFunction(F&& callable) // NOLINT(google-explicit-constructor)
    {
        using Callable = std::decay_t<F>;
        if constexpr (fits<Callable>) {
            ::new (static_cast<void*>(storage_)) Callable(std::forward<F>(callable));
            operations_ = &inline_operations<Callable>;
        } else {
            ::new (static_cast<void*>(storage_)) Callable*(new Callable(std::forward<F>(callable)));
            operations_ = &heap_operations<Callable>;
        }
    }
    UniqueFunction(UniqueFunction&& other) noexcept { take(other); }
    UniqueFunction& operator=(UniqueFunction&& other) noexcept
    {
        if (this != &other) {
            reset();
            take(other);
        }
        return *this;
    }
    UniqueFunction(const UniqueFunction&) = delete;
    UniqueFunction& operator=(const UniqueFunction&) = delete;
    ~UniqueFunction() { reset(); }

    explicit operator bool() const noexcept { return operations_ != nullptr; }
    // Only when not empty.
    R operator()(Args... args) { return operations_->call(storage_, std::forward<Args>(args)...); }
    void reset() noexcept
    {
        if (operations_ != nullptr) std::exchange(operations_, nullptr)->destroy(storage_);
    }

private:
    static constexpr std::size_t capacity = 48;

    struct Operations
    {
        R (*call)(void*, Args&&...);
        void (*move)(void* from, void* to) noexcept;
        void (*destroy)(void*) noexcept;
    };

    template <class F>
    static constexpr bool fits = sizeof(F) <= capacity &&
                                 alignof(F) <= alignof(std::max_align_t) && std::is_nothrow_move_constructible_v<F>;

    template <class F>
    static constexpr Operations inline_operations = {
        [](void* p, Args&&... args) -> R { return (*std::launder(static_cast<F*>(p)))(std::forward<Args>(args)...); },
        [](void* from, void* to) noexcept {
            F* source = std::launder(static_cast<F*>(from));
            ::new (to) F(std::move(*source));
            source->~F();
        },
        [](void* p) noexcept { std::launder(static_cast<F*>(p))->~F(); }};

    template <class F>
    static constexpr Operations heap_operations = {
        [](void* p, Args&&... args) -> R { return (**std::launder(static_cast<F**>(p)))(std::forward<Args>(args)...); },
        [](void* from, void* to) noexcept { ::new (to) F*(*std::launder(static_cast<F**>(from))); },
        [](void* p) noexcept { delete *std::launder(static_cast<F**>(p)); }};

    void take(UniqueFunction& other) noexcept
    {
        operations_ = std::exchange(other.operations_, nullptr);
        if (operations_ != nullptr) operations_->move(other.storage_, storage_);
    }

    alignas(std::max_align_t) std::byte storage_[capacity];
    const Operations* operations_ = nullptr;
};

} // namespace kestrun::base
