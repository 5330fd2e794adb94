// Frees cycles of objects that nothing else refers to (class instances, hashtables, errors and their records).
//
// Reference counts free everything but cycles. A container that loses a reference and lives on may be the last way into a dead cycle: it is
// noted in its thread's buffer of candidates (and leaves it when its count reaches zero after all). A collection takes the graph that is
// reachable from the candidates, subtracts from each object's count the references that come from inside the graph, and keeps what then
// still has a reference, with all that it reaches; the rest is garbage: it gives up its references and is freed (trial deletion, after
// Bacon and Rajan, "Concurrent Cycle Collection in Reference Counted Systems", with the synchronous graph walk of CPython).
//
// References held by C++ frames, other fibers of the thread and compiled code count as references from outside, so a collection may run
// at any point where no container is in the middle of a change: the engine's safe points.
//
// Objects marked shared are left out: their graph may change under the walk. What is published lives until its last reference goes, and a
// cycle among shared objects lives as long as the process; publish trees, or break the cycle before dropping it.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kestrun::value {

struct CycleStatistics
{
    uint64_t collections = 0;
    uint64_t freed = 0;   // objects
    uint64_t visited = 0; // objects
};

/// Collects this thread's cycles now; returns how many objects were freed. Not from within native code that is changing a container.
size_t collect_cycles();
/// Of this thread.
const CycleStatistics& cycle_statistics() noexcept;

namespace detail {
#if defined(__GNUC__)
__attribute__((tls_model("initial-exec")))
#endif
extern constinit thread_local bool cycles_due;
} // namespace detail

/// True when enough candidates have gathered for a collection to pay.
inline bool cycles_due() noexcept { return detail::cycles_due; }

/// A safe point: collects when enough candidates have gathered. Cheap otherwise; call at the end of statements or of requests.
inline void collect_cycles_if_due()
{
    if (detail::cycles_due) [[unlikely]]
        collect_cycles();
}

} // namespace kestrun::value
