// Start-Job and Start-ThreadJob. A job is a child session in this process.
#include "cmdlets/core/job_object.hpp"
#include "cmdlets/core/start_queue.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    SBlock,
    SName,
    SFile,
    SLiteral,
    SFirst,
    SArguments,
    SInput,
    SDirectory,
    SThrottle,
};
constexpr ParameterDef start_parameters[] = {
    {.name = "ScriptBlock", .type = "scriptblock", .sets = "ComputerName@0!", .aliases = "Command"},
    {.name = "Name", .type = "string", .flags = P::FromPipelineByName},
    {.name = "FilePath", .type = "string", .sets = "FilePathComputerName@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "LiteralFilePathComputerName!", .aliases = "PSPath,LP"},
    {.name = "InitializationScript", .type = "scriptblock", .position = 1},
    {.name = "ArgumentList", .type = "object[]", .aliases = "Args"},
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "WorkingDirectory", .type = "string"},
};
constexpr ParameterDef thread_parameters[] = {
    {.name = "ScriptBlock", .type = "scriptblock", .sets = "ScriptBlock@0!"},
    {.name = "Name", .type = "string", .flags = P::FromPipelineByName},
    {.name = "FilePath", .type = "string", .sets = "FilePath@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "LiteralPath!", .aliases = "PSPath,LP", .help = "A script file, as it is written."},
    {.name = "InitializationScript", .type = "scriptblock"},
    {.name = "ArgumentList", .type = "object[]", .aliases = "Args"},
    {.name = "InputObject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "WorkingDirectory", .type = "string", .help = "The folder that the job starts in."},
    {.name = "ThrottleLimit",
     .type = "int",
     .validate = "range:1,1000000",
     .default_text = "5",
     .help = "How many thread jobs run at a time; the rest wait for their turn."},
    {.name = "StreamingHost",
     .type = "object",
     .help = "The host that shows what the job writes to its host, when its output is received."},
};
class StartJobCommand : public Cmdlet
{
public:
    explicit StartJobCommand(const char* kind) : kind_(kind) {}
    void process() override
    {
        if (expects_pipeline() && has(SInput)) input_.push_back(arg(SInput));
    }
    void end() override
    {
        Ref<ScriptBlock> block(as_script_block(arg(SBlock)));
        if (!block) {
            const std::string path = context().resolve_path(text(has(SLiteral) ? SLiteral : SFile));
            if (!path_exists(path)) throw ScriptError(path_not_found(path));
            block = context().parse("& '" + replace_all(path, "'", "''") + "' @args");
        }
        ChildOptions options;
        if (has(SArguments) && !arg(SArguments).is_null()) options.arguments = value::elements(arg(SArguments));
        if (has(SInput) && !expects_pipeline()) input_ = value::elements(arg(SInput));
        options.has_input = !input_.empty();
        options.input = std::move(input_);
        if (has(SFirst)) options.first = Ref<ScriptBlock>(as_script_block(arg(SFirst)));
        if (has(SDirectory)) options.directory = context().resolve_path(text(SDirectory));
        const int32_t id = next_job_id(context());
        auto job = value::make<JobObject>(ChildSession::create(context(), *block, std::move(options)), id,
                                          text(SName, "Job" + std::to_string(id)), kind_, block->text());
        list_job(context(), job);
        start_or_queue(*job);
        write(Value(job));
    }

protected:
    virtual void start_or_queue(JobObject& job) = 0;

private:
    const char* kind_;
    std::vector<Value> input_;
};
struct StartJob final : StartJobCommand
{
    StartJob() : StartJobCommand("BackgroundJob") {}
    void start_or_queue(JobObject& job) override { job.session().start(); }
};

/// The session's thread jobs that wait for their turn.
struct ThreadJobQueue final : value::Object
{
    const value::Type& type() const override { return value::types::object(); }
    std::shared_ptr<StartQueue> queue = std::make_shared<StartQueue>(5);
};
struct StartThreadJob final : StartJobCommand
{
    StartThreadJob() : StartJobCommand("ThreadJob") {}
    void start_or_queue(JobObject& job) override
    {
        static const char key = 0;
        Ref<value::Object>& kept = session_of(context()).attachments[&key];
        if (!kept) kept = value::make<ThreadJobQueue>();
        StartQueue& queue = *static_cast<ThreadJobQueue&>(*kept).queue;
        if (has(SThrottle)) queue.set_limit(static_cast<size_t>(number(SThrottle)));
        queue.add(job.shared_session());
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Start-Job",
     .synopsis = "Runs a script block in the background, in a session of its own.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartJob>,
     .aliases = "sajb",
     .default_set = "ComputerName"},
};
constexpr CmdletDef thread_rows[] = {
    {.name = "Start-ThreadJob",
     .synopsis = "Runs a script block in the background, in a session of its own.",
     .parameters = thread_parameters,
     .make = make_cmdlet<StartThreadJob>,
     .default_set = "ScriptBlock"},
};

} // namespace

constinit const CmdletTable start_job_table{"Microsoft.PowerShell.Core", rows};
constinit const CmdletTable thread_jobs_table{"Microsoft.PowerShell.ThreadJob", thread_rows};

} // namespace kestrun::cmdlets
