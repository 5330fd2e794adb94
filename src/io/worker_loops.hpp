#pragma once
// Event loops for tasks that may run on any thread (SpawnOptions::any_thread): one for each processor, shared by the process.

#include "base/function.hpp"
#include "base/scheduler.hpp"

namespace kestrun::io {

// What keeps the loops alive. The first one that spawns starts their threads; when the last one goes they are cancelled and joined, so one
// must not go on a worker loop's own thread.
class WorkerLoops
{
public:
    WorkerLoops() = default;
    ~WorkerLoops() { release(); }
    WorkerLoops(const WorkerLoops&) = delete;
    WorkerLoops& operator=(const WorkerLoops&) = delete;

    // Starts the task on the worker loop that has the fewest. Any thread. A task of a worker loop does not keep the loops
    // alive. An empty handle, with the function left as it was, when there are none and none can be made (the process is ending, or has no
    // more threads).
    base::TaskHandle spawn(base::UniqueFunction<void()>& function, base::SpawnOptions options);
    void release() noexcept;

private:
    bool holds_ = false;
};

} // namespace kestrun::io
