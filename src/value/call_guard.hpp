// The lock around a whole call of a native member, for types whose tables ask for it (TypeFlags::Locked, LockedTogether).
#pragma once
#include "value/shared_lock.hpp"
#include "value/type.hpp"

namespace kestrun::value {

/// While it lives no other thread is inside a member of the object, if the object is shared and its type wants that. Members of such types
/// neither wait nor, but for an order that a script gave, call scripts.
class CallGuard
{
public:
    explicit CallGuard(const Value& self) noexcept
    {
        if (self.is_heap() && self.object()->has_flag(Object::Shared)) [[unlikely]]
            lock(*self.object());
    }
    explicit CallGuard(const Object& self) noexcept
    {
        if (self.has_flag(Object::Shared)) [[unlikely]]
            lock(self);
    }
    ~CallGuard()
    {
        if (locked_) [[unlikely]]
            detail::unlock_stripe(locked_);
    }
    CallGuard(const CallGuard&) = delete;
    CallGuard& operator=(const CallGuard&) = delete;

private:
    void lock(const Object& self) noexcept;

    const Object* locked_ = nullptr;
};

} // namespace kestrun::value
