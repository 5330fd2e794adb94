#pragma once
// A value or an error, as std::expected of C++23: errors that callers handle are values, exceptions are for what nobody near can mend.

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace kestrun::base {

// Thrown by Expected::value() when there is an error instead: a mistake of the caller, who did not look.
class BadExpectedAccess : public std::exception
{
public:
    const char* what() const noexcept override { return "Expected::value() called on an error"; }
};

// Wraps an error for the constructor of Expected: `return Unexpected(error);`.
template <class E>
class Unexpected
{
public:
    explicit Unexpected(E error) : error_(std::move(error)) {}
    E& error() & noexcept { return error_; }
    const E& error() const& noexcept { return error_; }
    E&& error() && noexcept { return std::move(error_); }

private:
    E error_;
};

template <class T, class E>
class [[nodiscard]] Expected
{
public:
    using value_type = T;
    using error_type = E;

    template <class U = T>
    requires(std::is_constructible_v<T, U&&> && !std::is_same_v<std::remove_cvref_t<U>, Expected> &&
             !std::is_same_v<std::remove_cvref_t<U>, Unexpected<E>>) Expected(U&& value)
        : state_(std::in_place_index<0>, std::forward<U>(value)) // NOLINT(google-explicit-constructor)
    {
    }
    template <class G>
    requires std::is_constructible_v<E, G&&> Expected(Unexpected<G> error)
        : state_(std::in_place_index<1>, std::move(error).error()) // NOLINT(google-explicit-constructor)
    {
    }

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T& operator*() & noexcept { return *std::get_if<0>(&state_); }
    const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
    T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
    T* operator->() noexcept { return std::get_if<0>(&state_); }
    const T* operator->() const noexcept { return std::get_if<0>(&state_); }

    // The value; throws BadExpectedAccess when there is none.
    T& value() & { return check(), **this; }
    const T& value() const& { return check(), **this; }
    T&& value() && { return check(), std::move(**this); }
    template <class U>
    T value_or(U&& other) const&
    {
        return has_value() ? **this : static_cast<T>(std::forward<U>(other));
    }

    // The error; only when has_value() is false.
    E& error() & noexcept { return *std::get_if<1>(&state_); }
    const E& error() const& noexcept { return *std::get_if<1>(&state_); }
    E&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

private:
    void check() const
    {
        if (!has_value()) throw BadExpectedAccess();
    }

    std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Expected<void, E>
{
public:
    using value_type = void;
    using error_type = E;

    Expected() noexcept = default;
    template <class G>
    requires std::is_constructible_v<E, G&&> Expected(Unexpected<G> error)
        : error_(std::move(error).error()) // NOLINT(google-explicit-constructor)
    {
    }

    bool has_value() const noexcept { return !error_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    void value() const
    {
        if (error_) throw BadExpectedAccess();
    }

    E& error() & noexcept { return *error_; }
    const E& error() const& noexcept { return *error_; }
    E&& error() && noexcept { return std::move(*error_); }

private:
    std::optional<E> error_;
};

} // namespace kestrun::base
