// Objects that scripts hold by reference, and the intrusive pointer to them.
//
// A value is either inline (see value.hpp) or one reference to an Object. Objects are reference counted:
//
//   refs_   plain count while one thread knows the object; atomic as soon as it is marked shared
//   flags_  Shared    reachable from more than one thread: set when it is published, never taken back
//           Immortal  lives as long as the process (literals of compiled code, types): its count is never touched,
//                     so that loop threads do not share cache lines with it
//           Members   script code has attached members to it (Add-Member); they live in a side table, see members.hpp
//
// Unshared objects pay one predictable branch. Cycles are found by trial deletion over trace(), see cycles.hpp.
#pragma once
#include <atomic>
#include <cstdint>
#include <utility>

namespace kestrun::value {

class Type;
class Object;
class Value;
template <typename T>
class Ref;

/// Visits the values an object owns; used by the cycle collector and by share(). An object reports each counted reference it holds exactly
/// once: a missing one only keeps garbage alive, a surplus one frees what is in use.
class Tracer
{
public:
    inline void visit(const Value& child); // value.hpp
    template <typename T>
    void visit(const Ref<T>& child)
    {
        if (child) visit_object(*child);
    }
    virtual void visit_object(const Object& child) = 0;

protected:
    ~Tracer() = default;
};

class Object
{
public:
    enum Flag : uint32_t
    {
        Shared = 1,
        Immortal = 2,
        Members = 4,
        Container = 8,  // can be part of a cycle: set by the constructors of classes that hold values
        Candidate = 16, // stands in its thread's buffer of possible cycle roots, at the index in the bits from CandidateShift on
        Frozen = 32
    };
    static constexpr uint32_t CandidateShift = 8;

    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    virtual ~Object() = default;

    /// The .NET type scripts see (GetType()). Types live for ever.
    virtual const Type& type() const = 0;
    /// Calls tracer.visit for every value this object owns. Containers override it; leaves have nothing to say.
    virtual void trace(Tracer&) const {}
    /// Drops every value this object owns (breaks cycles). After it the object is only destroyed.
    virtual void clear_references() {}

    void retain() const noexcept
    {
        const uint32_t flags = flags_.load(std::memory_order_relaxed);
        if (flags & Immortal) return;
        if (flags & Shared)
            refs_.fetch_add(1, std::memory_order_relaxed);
        else
            refs_.store(refs_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    void release() const noexcept
    {
        const uint32_t flags = flags_.load(std::memory_order_relaxed);
        if (flags & Immortal) return;
        if (flags & Shared) {
            if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
        } else {
            const uint32_t left = refs_.load(std::memory_order_relaxed) - 1;
            refs_.store(left, std::memory_order_relaxed);
            if (left == 0)
                destroy();
            else if ((flags & (Container | Candidate)) == Container)
                possible_root();
        }
    }
    uint32_t use_count() const noexcept { return refs_.load(std::memory_order_relaxed); }
    bool has_flag(Flag flag) const noexcept { return (flags_.load(std::memory_order_relaxed) & flag) != 0; }
    void set_flag(Flag flag) const noexcept { flags_.fetch_or(flag, std::memory_order_relaxed); }
    void clear_flag(Flag flag) const noexcept { flags_.fetch_and(~uint32_t{flag}, std::memory_order_relaxed); }

protected:
    /// For constructors of classes whose objects can be part of a cycle.
    void mark_container() const noexcept { flags_.store(flags_.load(std::memory_order_relaxed) | Container, std::memory_order_relaxed); }

private:
    void destroy() const noexcept;       // frees attached members, then deletes
    void possible_root() const noexcept; // a container lost a reference and lives on: it may be the root of a dead cycle

    mutable std::atomic<uint32_t> refs_{0};
    mutable std::atomic<uint32_t> flags_{0};
    friend class CycleCollector;
};

/// Owning pointer to an Object. Same thread rules as the object: unshared objects stay on one thread.
template <typename T>
class Ref
{
public:
    Ref() = default;
    Ref(T* object) noexcept : p_(object)
    {
        if (p_) p_->retain();
    }
    Ref(const Ref& other) noexcept : Ref(other.p_) {}
    Ref(Ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
    template <typename U>
    requires std::is_convertible_v<U*, T*> Ref(const Ref<U>& other)
    noexcept : Ref(other.get()) {}
    ~Ref()
    {
        if (p_) p_->release();
    }
    Ref& operator=(Ref other) noexcept
    {
        std::swap(p_, other.p_);
        return *this;
    }
    T* get() const noexcept { return p_; }
    T* operator->() const noexcept { return p_; }
    T& operator*() const noexcept { return *p_; }
    explicit operator bool() const noexcept { return p_ != nullptr; }
    bool operator==(const Ref& other) const noexcept = default;
    /// Gives up ownership without touching the count.
    T* detach() noexcept { return std::exchange(p_, nullptr); }

private:
    T* p_ = nullptr;
};

template <typename T, typename... Args>
Ref<T> make(Args&&... args)
{
    return Ref<T>(new T(std::forward<Args>(args)...));
}

/// Marks an object and everything reachable from it as shared between threads. Call before publishing it.
void share(const Object& object);

} // namespace kestrun::value
