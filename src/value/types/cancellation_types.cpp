// System.Threading.CancellationToken, CancellationTokenSource, CancellationTokenRegistration.
#include "base/scheduler.hpp"
#include "value/cancellation.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

bool CancelSignal::cancelled() const
{
    const std::lock_guard lock(mutex_);
    return cancelled_ || deadline_.passed();
}

void CancelSignal::cancel()
{
    std::map<uint64_t, std::function<void()>> callbacks;
    {
        const std::lock_guard lock(mutex_);
        if (cancelled_) return;
        cancelled_ = true;
        callbacks.swap(callbacks_);
    }
    for (const auto& [number, callback] : callbacks) callback();
}

void CancelSignal::cancel_at(base::Deadline deadline)
{
    const std::lock_guard lock(mutex_);
    deadline_ = deadline;
}

uint64_t CancelSignal::on_cancel(std::function<void()> callback)
{
    {
        const std::lock_guard lock(mutex_);
        if (!cancelled_) {
            callbacks_.emplace(++last_, std::move(callback));
            return last_;
        }
    }
    callback();
    return 0;
}

void CancelSignal::forget(uint64_t registration)
{
    const std::lock_guard lock(mutex_);
    callbacks_.erase(registration);
}

const Type& CancellationToken::type() const { return native_type("System.Threading.CancellationToken"); }

bool CancellationToken::equals(const Value& other) const
{
    const auto* token = other.as<CancellationToken>();
    return token && token->signal_ == signal_;
}

uint32_t CancellationToken::hash() const { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(signal_.get()) >> 4); }

Value cancellation_token(CancelSignalRef signal) { return Value(make<CancellationToken>(std::move(signal))); }

void throw_cancelled() { throw_native("System.OperationCanceledException", "The operation was canceled."); }

bool wait_with_token(std::unique_lock<std::mutex>& lock, base::WaitQueue& queue, base::Deadline deadline, const CancelSignalRef& token,
                     const std::function<bool()>& condition)
{
    if (!token) return queue.wait(lock, deadline, condition);
    lock.unlock();
    const uint64_t registration = token->on_cancel([&queue] { queue.notify_all(); });
    lock.lock();
    bool held = false;
    try {
        // A deadline of the token's own has no callback: look at it now and then.
        while (!(held = condition()) && !token->cancelled() && !deadline.passed()) {
            queue.wait(lock, std::min(deadline, base::Deadline::after(std::chrono::milliseconds(50))));
        }
    } catch (...) {
        token->forget(registration);
        throw;
    }
    lock.unlock();
    token->forget(registration);
    lock.lock();
    if (held) return true;
    if (token->cancelled()) {
        lock.unlock();
        throw_cancelled();
    }
    return false;
}

base::Deadline timeout_of(const Value& value)
{
    if (value.tag() == Tag::TimeSpan) {
        const int64_t ticks = value.as_int64();
        return ticks < 0 ? base::Deadline::never()
                         : base::Deadline::after(std::chrono::nanoseconds(std::min<int64_t>(ticks, INT64_MAX / 100) * 100));
    }
    const int64_t milliseconds = to_int64(value);
    if (milliseconds < -1)
        throw_range("Number must be either non-negative and less than or equal to Int32.MaxValue or -1.", "millisecondsTimeout");
    return milliseconds < 0 ? base::Deadline::never() : base::Deadline::after(std::chrono::milliseconds(milliseconds));
}

namespace {

class Source final : public Object
{
public:
    Source() : signal(std::make_shared<CancelSignal>()) {}
    const Type& type() const override { return native_type("System.Threading.CancellationTokenSource"); }
    CancelSignalRef signal;
    bool disposed = false;
};

Source& source(const Call& c)
{
    auto& object = self<Source>(c);
    if (object.disposed) throw_native("System.ObjectDisposedException", "The CancellationTokenSource has been disposed.");
    return object;
}

const CancelSignalRef& signal(const Call& c) { return self<CancellationToken>(c).signal(); }

Value new_source(Call& c)
{
    auto made = make<Source>();
    if (!c.args.empty()) made->signal->cancel_at(timeout_of(c.args[0]));
    return Value(made);
}

Value cancel(Call& c)
{
    source(c).signal->cancel();
    return nothing();
}

/// The callbacks run when the time comes, on a task of their own.
Value cancel_after(Call& c)
{
    const base::Deadline deadline = timeout_of(c.args[0]);
    const CancelSignalRef shared = source(c).signal;
    shared->cancel_at(deadline);
    base::spawn([shared, deadline] {
        base::sleep_until(deadline);
        shared->cancel();
    });
    return nothing();
}

Value linked(Call& c)
{
    auto made = make<Source>();
    std::vector<Value> tokens =
        c.args.size() == 1 && !c.args[0].as<CancellationToken>() ? elements(c.args[0]) : std::vector<Value>(c.args.begin(), c.args.end());
    const std::weak_ptr<CancelSignal> target = made->signal;
    for (const Value& item : tokens) {
        const auto* token = item.as<CancellationToken>();
        if (!token || !token->signal()) continue;
        token->signal()->on_cancel([target] {
            if (const auto alive = target.lock()) alive->cancel();
        });
    }
    return Value(made);
}

constexpr const char* me = "System.Threading.CancellationTokenSource";
constexpr const char* token_name = "System.Threading.CancellationToken";

constexpr MemberDef source_members[] = {
    ctor("", new_source),
    ctor("timespan delay", new_source),
    ctor("int millisecondsDelay", new_source),
    prop("IsCancellationRequested", "bool", [](Call& c) { return Value(self<Source>(c).signal->cancelled()); }),
    prop("Token", token_name, [](Call& c) { return cancellation_token(source(c).signal); }),
    meth("Cancel", "", "void", cancel),
    meth("Cancel", "bool throwOnFirstException", "void", cancel),
    meth("CancelAfter", "timespan delay", "void", cancel_after),
    meth("CancelAfter", "int millisecondsDelay", "void", cancel_after),
    meth("Dispose", "", "void", [](Call& c) { return self<Source>(c).disposed = true, nothing(); }),
    smeth("CreateLinkedTokenSource", "System.Threading.CancellationToken token1, System.Threading.CancellationToken token2", me, linked),
    smeth("CreateLinkedTokenSource", "System.Threading.CancellationToken token", me, linked),
    smeth("CreateLinkedTokenSource", "params System.Threading.CancellationToken[] tokens", me, linked),
};

class Registration final : public Object
{
public:
    Registration(CancelSignalRef of, uint64_t number) : signal(std::move(of)), id(number) {}
    const Type& type() const override { return native_type("System.Threading.CancellationTokenRegistration"); }
    CancelSignalRef signal;
    uint64_t id;
};

/// The script block runs on the task that cancels.
Value register_callback(Call& c)
{
    require(c, 0, "callback");
    if (!signal(c)) return Value(make<Registration>(nullptr, 0));
    const Value callback = c.args[0];
    const Value state = c.args.size() > 1 && !c.args[1].is_bool() ? c.args[1] : Value();
    share(callback);
    share(state);
    const uint64_t id = signal(c)->on_cancel([callback, state] { call_delegate(callback, {state}); });
    return Value(make<Registration>(signal(c), id));
}

Value unregister(Call& c)
{
    auto& registration = self<Registration>(c);
    if (registration.signal) registration.signal->forget(registration.id);
    return Value(true);
}

Value throw_if_cancelled(Call& c)
{
    if (self<CancellationToken>(c).cancelled()) throw_cancelled();
    return nothing();
}

Value new_token(Call& c)
{
    if (c.args.empty() || !flag(c, 0)) return cancellation_token(nullptr);
    auto cancelled = std::make_shared<CancelSignal>();
    cancelled->cancel();
    return cancellation_token(std::move(cancelled));
}

constexpr MemberDef token_members[] = {
    ctor("", new_token),
    ctor("bool canceled", new_token),
    sprop("None", token_name, [](Call&) { return cancellation_token(nullptr); }),
    prop("IsCancellationRequested", "bool", [](Call& c) { return Value(self<CancellationToken>(c).cancelled()); }),
    prop("CanBeCanceled", "bool", [](Call& c) { return Value(signal(c) != nullptr); }),
    meth("Register", "System.Action callback", "System.Threading.CancellationTokenRegistration", register_callback),
    meth("Register", "System.Action[System.Object] callback, System.Object state", "System.Threading.CancellationTokenRegistration",
         register_callback),
    meth("ThrowIfCancellationRequested", "", "void", throw_if_cancelled),
    meth("Equals", "System.Object other", "bool", [](Call& c) { return Value(self<CancellationToken>(c).equals(c.args[0])); }),
};

constexpr MemberDef registration_members[] = {
    meth("Dispose", "", "void", [](Call& c) { return unregister(c), nothing(); }),
    meth("Unregister", "", "bool", unregister),
};

constexpr TypeDef table[] = {
    {me, "System.Object", TypeFlags::None, "", "System.IDisposable", source_members},
    {token_name, "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "", "", token_members},
    {"System.Threading.CancellationTokenRegistration", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "",
     "System.IDisposable", registration_members},
};

} // namespace

std::span<const TypeDef> cancellation_types_types() { return table; }

} // namespace kestrun::value
