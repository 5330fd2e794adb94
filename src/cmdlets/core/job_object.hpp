// A job as scripts hold it.
#pragma once
#include "cmdlets/core/child_session.hpp"
#include <span>

namespace kestrun::cmdlets {

class JobObject final : public value::Object
{
public:
    /// kind: "BackgroundJob", "ThreadJob", or "" for the job of an event.
    JobObject(std::shared_ptr<ChildSession> session, int32_t id, std::string name, const char* kind, std::string command);
    ~JobObject() override; // a job nobody holds any more is stopped
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override { tracer.visit(instance_); }
    ChildSession& session() const { return *session_; }
    int32_t id() const { return id_; }
    const std::string& name() const { return name_; }
    void rename(std::string name) { name_ = std::move(name); }
    const char* kind() const { return kind_; }
    const std::string& command() const { return command_; }
    const Value& instance() const { return instance_; }
    /// System.Management.Automation.JobState.
    Value state() const;

private:
    std::shared_ptr<ChildSession> session_;
    int32_t id_;
    std::string name_;
    const char* kind_;
    std::string command_;
    Value instance_;
};

/// The number of the session's next job.
int32_t next_job_id(Context& context);
/// Adds it to what Get-Job lists.
void list_job(Context& context, const Ref<JobObject>& job);

std::span<const value::TypeDef> job_types();

} // namespace kestrun::cmdlets
