#include "value/object.hpp"
#include "base/memory_limit.hpp"
#include "value/candidates.hpp"
#include "value/value.hpp"
#include <vector>

namespace kestrun::value {

namespace {

// Deep structures (a list of a million links) must not be freed by a recursion of the same depth: past this depth objects wait in a queue.
constexpr int max_depth = 200;
thread_local int destroy_depth = 0;
thread_local std::vector<const Object*>* waiting = nullptr;

struct ShareTracer final : Tracer
{
    void visit_object(const Object& child) override { add(child); }
    void add(const Object& object)
    {
        if (object.has_flag(Object::Shared)) return;
        if (object.has_flag(Object::Candidate)) detail::forget_candidate(object);
        object.set_flag(Object::Shared);
        queue.push_back(&object);
    }
    std::vector<const Object*> queue;
};

} // namespace

void Object::destroy() const noexcept
{
    if (destroy_depth >= max_depth) {
        const base::MemoryExempt exempt;
        if (!waiting) waiting = new std::vector<const Object*>;
        waiting->push_back(this);
        return;
    }
    ++destroy_depth;
    if (has_flag(Candidate)) detail::forget_candidate(*this);
    if (has_flag(Members)) detail::drop_attached_members(*this);
    delete this;
    --destroy_depth;
    if (destroy_depth > 0 || !waiting) return;
    while (!waiting->empty()) {
        const Object* next = waiting->back();
        waiting->pop_back();
        next->destroy();
        if (!waiting) return; // the nested call has finished the queue
    }
    delete waiting;
    waiting = nullptr;
}

void Object::possible_root() const noexcept { detail::note_candidate(*this); }

void share(const Object& object)
{
    if (object.has_flag(Object::Shared)) return;
    ShareTracer tracer;
    tracer.add(object);
    while (!tracer.queue.empty()) {
        const Object* next = tracer.queue.back();
        tracer.queue.pop_back();
        next->trace(tracer);
        if (next->has_flag(Object::Members)) detail::trace_attached_members(*next, tracer);
    }
}

} // namespace kestrun::value
