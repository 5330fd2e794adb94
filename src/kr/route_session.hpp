// Sessions that routes run in. One is made when none is idle, and used again for a later request of the same thread: what the script left
// behind is thrown away in between, so that every request starts clean.
#pragma once
#include "kr/route_state.hpp"
#include <memory>

namespace kestrun::kr {

class RouteSession
{
public:
    explicit RouteSession(std::shared_ptr<const engine::Snapshot> snapshot);
    ~RouteSession();
    RouteSession(const RouteSession&) = delete;
    RouteSession& operator=(const RouteSession&) = delete;

    void enter(RouteState& state);
    /// Runs the block. Errors that do not end it are logged as they come.
    engine::RunResult run(ScriptBlock& block, const std::vector<std::pair<std::string, Value>>& variables);
    /// Writes the streams to the log and forgets the request.
    void leave();
    engine::SessionImpl& context() noexcept { return session_; }
    /// How many errors did not end the script and were not hidden.
    size_t errors() const noexcept { return errors_.count; }

    /// A session for the life of this object, from the thread's idle ones.
    class Lease
    {
    public:
        explicit Lease(const std::shared_ptr<const engine::Snapshot>& snapshot);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        RouteSession* operator->() const noexcept { return session_.get(); }

    private:
        std::unique_ptr<RouteSession> session_;
    };

private:
    /// Stream 2 of the route.
    class Errors final : public engine::Sink
    {
    public:
        explicit Errors(RouteSession& of) : session(of) {}
        void push(Value item) override;
        RouteSession& session;
        size_t count = 0;
    };

    std::shared_ptr<const engine::Snapshot> snapshot_;
    RouteHost host_;
    engine::SessionImpl session_;
    Errors errors_;
    Ref<engine::VariableCell> context_cell_;
};

} // namespace kestrun::kr
