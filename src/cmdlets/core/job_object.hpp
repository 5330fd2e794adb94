// A job as scripts hold it.
#pragma once
#include "cmdlets/core/child_session.hpp"
#include <span>

namespace kestrun::cmdlets {

class JobObject final : public value::Object
{
public:
    /// kind: "BackgroundJob", "ThreadJob", or "" for the job of an event. A background job has one child, which holds what it wrote.
    JobObject(std::shared_ptr<ChildSession> session, int32_t id, std::string name, const char* kind, std::string command);
    /// The job of ForEach-Object -Parallel -AsJob: a child for each item.
    JobObject(std::vector<std::shared_ptr<ChildSession>> tasks, int32_t id, std::string name, std::string command);
    ~JobObject() override; // a job nobody holds any more is stopped
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override
    {
        tracer.visit(instance_);
        for (const Ref<JobObject>& child : children_) tracer.visit(child);
    }
    /// Not of a job of tasks.
    ChildSession& session() const { return *session_; }
    const std::shared_ptr<ChildSession>& shared_session() const { return session_; }
    /// All that run: the job's own session, or its children's.
    std::vector<ChildSession*> sessions() const;
    const std::vector<Ref<JobObject>>& children() const { return children_; }
    bool is_child() const { return is_child_; }
    /// Of several: running while one runs, failed when one has failed.
    ChildState child_state() const;
    bool done() const { return child_state() >= ChildState::Completed; }
    bool has_output() const;
    void stop() const;
    /// Waits for the end of all; false when the deadline passed. Throws Cancelled.
    bool wait_end(base::Deadline deadline) const;
    int32_t id() const { return id_; }
    const std::string& name() const { return name_; }
    void rename(std::string name) { name_ = std::move(name); }
    const char* kind() const { return kind_; }
    const std::string& command() const { return command_; }
    const Value& instance() const { return instance_; }
    /// System.Management.Automation.JobState.
    Value state() const;

private:
    void add_child(std::shared_ptr<ChildSession> session, int32_t id);

    std::shared_ptr<ChildSession> session_; // null: a job of tasks
    int32_t id_;
    std::string name_;
    const char* kind_;
    std::string command_;
    Value instance_;
    std::vector<Ref<JobObject>> children_;
    bool is_child_ = false;
};

/// The number of the session's next job, whose children take the numbers behind it.
int32_t next_job_id(Context& context, int32_t children = 1);
/// Adds it to what Get-Job lists.
void list_job(Context& context, const Ref<JobObject>& job);

std::span<const value::TypeDef> job_types();

} // namespace kestrun::cmdlets
