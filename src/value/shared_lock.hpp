// The lock of one operation on an object that several threads may hold. Objects that are not marked shared pay one predictable branch.
//
// The locks are striped by address. Nothing may suspend the fiber, call script code or wait while a guard is up; copying, destroying and
// comparing values is fine (a thread may take the same stripe again). Take one guard at a time: two objects may share a stripe or not, and
// two threads that lock two objects in opposite order would wait for each other for ever.
#pragma once
#include "value/object.hpp"

namespace kestrun::value {

namespace detail {
void lock_stripe(const Object* object) noexcept;
void unlock_stripe(const Object* object) noexcept;
} // namespace detail

class SharedGuard
{
public:
    explicit SharedGuard(const Object& object) noexcept : locked_(object.has_flag(Object::Shared) ? &object : nullptr)
    {
        if (locked_) [[unlikely]]
            detail::lock_stripe(locked_);
    }
    ~SharedGuard()
    {
        if (locked_) [[unlikely]]
            detail::unlock_stripe(locked_);
    }
    SharedGuard(const SharedGuard&) = delete;
    SharedGuard& operator=(const SharedGuard&) = delete;
    /// True when the object is shared: a value stored into it has to be shared first (share_into).
    bool held() const noexcept { return locked_ != nullptr; }

private:
    const Object* locked_;
};

} // namespace kestrun::value
