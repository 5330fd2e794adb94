#include "value/cycles.hpp"
#include "base/memory_limit.hpp"
#include "value/candidates.hpp"
#include "value/string.hpp"
#include <algorithm>
#include <unordered_map>
#include <vector>

namespace kestrun::value {

namespace detail {
constinit thread_local bool cycles_due = false;
} // namespace detail

namespace {

constexpr size_t min_threshold = 4096;
constexpr size_t max_candidates = size_t{1} << 23; // what the index bits hold

struct ThreadState
{
    std::vector<const Object*> candidates;
    size_t threshold = min_threshold;
    CycleStatistics statistics;
    bool collecting = false;
};

// Objects may be destroyed after this thread's state is gone (values in other thread_locals): then they are no candidates any more.
thread_local bool state_gone = false;
struct StateHolder
{
    ThreadState state;
    ~StateHolder();
};
thread_local StateHolder holder;

} // namespace

/// The only one who sees the counts.
class CycleCollector
{
public:
    size_t run(ThreadState& state);

    static void note(const Object& object, ThreadState& state)
    {
        if (state.candidates.size() >= max_candidates) return;
        const auto index = static_cast<uint32_t>(state.candidates.size());
        {
            const base::MemoryExempt exempt; // nobody can bear an error where a reference goes
            state.candidates.push_back(&object);
        }
        const uint32_t flags = object.flags_.load(std::memory_order_relaxed);
        object.flags_.store(flags | Object::Candidate | index << Object::CandidateShift, std::memory_order_relaxed);
    }
    static void forget(const Object& object, ThreadState& state)
    {
        const uint32_t flags = object.flags_.load(std::memory_order_relaxed);
        const uint32_t index = flags >> Object::CandidateShift;
        unmark(object);
        const Object* last = state.candidates.back();
        state.candidates.pop_back();
        if (last == &object) return;
        state.candidates[index] = last;
        const uint32_t last_flags = last->flags_.load(std::memory_order_relaxed) & ((1U << Object::CandidateShift) - 1);
        last->flags_.store(last_flags | index << Object::CandidateShift, std::memory_order_relaxed);
    }
    static void unmark(const Object& object)
    {
        constexpr uint32_t kept = ((1U << Object::CandidateShift) - 1) & ~uint32_t{Object::Candidate};
        object.flags_.store(object.flags_.load(std::memory_order_relaxed) & kept, std::memory_order_relaxed);
    }

private:
    struct Node
    {
        const Object* object;
        uint32_t outside; // references that do not come from the graph
        bool live = false;
    };
    std::vector<Node> nodes_;
    std::unordered_map<const Object*, uint32_t> index_;

    static bool counts(const Object& object)
    {
        return !object.has_flag(Object::Shared) && !object.has_flag(Object::Immortal) && &typeid(object) != &typeid(String);
    }
    void add(const Object& object)
    {
        if (!counts(object)) return;
        const auto [it, fresh] = index_.try_emplace(&object, static_cast<uint32_t>(nodes_.size()));
        if (fresh) nodes_.push_back({&object, object.use_count()});
    }
    struct Discover;
    struct Subtract;
    struct Revive;
    size_t free_garbage();
};

struct CycleCollector::Discover final : Tracer
{
    explicit Discover(CycleCollector& c) : collector(c) {}
    void visit_object(const Object& child) override { collector.add(child); }
    CycleCollector& collector;
};

struct CycleCollector::Subtract final : Tracer
{
    explicit Subtract(CycleCollector& c) : collector(c) {}
    void visit_object(const Object& child) override
    {
        const auto it = collector.index_.find(&child);
        if (it != collector.index_.end() && collector.nodes_[it->second].outside > 0) --collector.nodes_[it->second].outside;
    }
    CycleCollector& collector;
};

struct CycleCollector::Revive final : Tracer
{
    explicit Revive(CycleCollector& c) : collector(c) {}
    void visit_object(const Object& child) override
    {
        const auto it = collector.index_.find(&child);
        if (it == collector.index_.end() || collector.nodes_[it->second].live) return;
        collector.nodes_[it->second].live = true;
        queue.push_back(&child);
    }
    CycleCollector& collector;
    std::vector<const Object*> queue;
};

size_t CycleCollector::run(ThreadState& state)
{
    for (const Object* candidate : state.candidates) {
        unmark(*candidate);
        add(*candidate);
    }
    state.candidates.clear();
    Discover discover(*this);
    for (size_t i = 0; i < nodes_.size(); ++i) nodes_[i].object->trace(discover); // grows while it runs
    Subtract subtract(*this);
    for (const Node& node : nodes_) node.object->trace(subtract);
    Revive revive(*this);
    for (Node& node : nodes_) {
        if (node.outside == 0 || node.live) continue;
        node.live = true;
        revive.queue.push_back(node.object);
        while (!revive.queue.empty()) {
            const Object* object = revive.queue.back();
            revive.queue.pop_back();
            object->trace(revive);
        }
    }
    state.statistics.visited += nodes_.size();
    return free_garbage();
}

size_t CycleCollector::free_garbage()
{
    std::vector<Ref<Object>> garbage; // holds all of it while the references between them go
    for (const Node& node : nodes_) {
        if (!node.live) garbage.emplace_back(const_cast<Object*>(node.object));
    }
    for (const Ref<Object>& object : garbage) object->clear_references();
    const size_t freed = garbage.size();
    garbage.clear();
    return freed;
}

namespace {

StateHolder::~StateHolder()
{
    for (const Object* candidate : state.candidates) CycleCollector::unmark(*candidate);
    state.candidates.clear();
    state_gone = true;
}

} // namespace

void detail::note_candidate(const Object& object) noexcept
{
    if (state_gone) return;
    ThreadState& state = holder.state;
    if (state.collecting) return;
    CycleCollector::note(object, state);
    if (state.candidates.size() >= state.threshold) cycles_due = true;
}

void detail::forget_candidate(const Object& object) noexcept
{
    if (!state_gone) CycleCollector::forget(object, holder.state);
}

size_t collect_cycles()
{
    ThreadState& state = holder.state;
    detail::cycles_due = false;
    if (state.collecting) return 0;
    state.collecting = true;
    const base::MemoryExempt exempt; // a walk that began has to end
    const uint64_t visited_before = state.statistics.visited;
    const size_t freed = CycleCollector().run(state);
    state.collecting = false;
    ++state.statistics.collections;
    state.statistics.freed += freed;
    // A walk over much that lives pays only now and then: its cost stays in proportion to what the program allocates.
    const auto live = static_cast<size_t>(state.statistics.visited - visited_before) - freed;
    state.threshold = std::max(min_threshold, live / 2);
    return freed;
}

const CycleStatistics& cycle_statistics() noexcept { return holder.state.statistics; }

} // namespace kestrun::value
