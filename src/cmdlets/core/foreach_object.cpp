// ForEach-Object but for -Parallel's machinery, which is in parallel.cpp.
#include "cmdlets/core/job_object.hpp"
#include "cmdlets/core/parallel.hpp"
#include "cmdlets/core/start_queue.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PBegin,
    PProcess,
    PEnd,
    PRemaining,
    PMember,
    PArguments,
    PParallel,
    PThrottle,
    PTimeout,
    PAsJob,
    PNewRunspace,
};
constexpr ParameterDef foreach_parameters[] = {
    {.name = "InputObject", .flags = P::FromPipeline | P::AllowNull, .help = "The object to work on; taken whole, not enumerated."},
    {.name = "Begin", .type = "scriptblock", .sets = "ScriptBlockSet", .help = "Runs before the first object."},
    {.name = "Process",
     .type = "scriptblock[]",
     .flags = P::AllowNull | P::AllowEmptyCollection,
     .sets = "ScriptBlockSet@0!",
     .help = "Runs once per object, which is in $_."},
    {.name = "End", .type = "scriptblock", .sets = "ScriptBlockSet", .help = "Runs behind the last object."},
    {.name = "RemainingScripts",
     .type = "scriptblock[]",
     .flags = P::FromRemaining | P::AllowNull | P::AllowEmptyCollection,
     .sets = "ScriptBlockSet"},
    {.name = "MemberName",
     .type = "string",
     .flags = P::NotNullOrEmpty,
     .sets = "PropertyAndMethodSet@0!",
     .help = "Property to read or method to call."},
    {.name = "ArgumentList",
     .type = "object[]",
     .flags = P::FromRemaining,
     .sets = "PropertyAndMethodSet",
     .aliases = "Args",
     .help = "Arguments of the method."},
    {.name = "Parallel",
     .type = "scriptblock",
     .sets = "ParallelParameterSet!",
     .help = "Runs once per object, several at a time, each in a session of its own."},
    {.name = "ThrottleLimit", .type = "int", .sets = "ParallelParameterSet", .validate = "range:1,2147483647", .default_text = "5"},
    {.name = "TimeoutSeconds", .type = "int", .sets = "ParallelParameterSet", .validate = "range:0,2147483"},
    {.name = "AsJob", .type = "switch", .sets = "ParallelParameterSet"},
    {.name = "UseNewRunspace", .type = "switch", .sets = "ParallelParameterSet"},
};

struct ForEachObject final : Cmdlet
{
    void begin() override
    {
        if (parameter_set() == "ParallelParameterSet") {
            if (flag(PAsJob)) return;
            parallel_ =
                std::make_unique<ParallelRunner>(context(), *as_script_block(arg(PParallel)), number(PThrottle, 5), number(PTimeout));
            return;
        }
        by_member_ = parameter_set() == "PropertyAndMethodSet";
        if (by_member_) return;
        if (has(PBegin)) scripts_.push_back(arg(PBegin));
        for (size_t parameter : {size_t{PProcess}, size_t{PRemaining}}) {
            if (!has(parameter) || arg(parameter).is_null()) continue;
            for (const Value& script : value::elements(arg(parameter))) scripts_.push_back(script);
        }
        end_at_ = scripts_.size();
        start_at_ = scripts_.size() > 1 ? 1 : 0;
        // Without -End, the last of three or more blocks is the end block; the first of two or more is the begin block.
        if (has(PEnd))
            end_script_ = arg(PEnd);
        else if (scripts_.size() > 2)
            end_script_ = scripts_[--end_at_];
        for (size_t i = start_at_; i < end_at_; ++i) blocks_.push_back(as_script_block(scripts_[i]));
        if (end_at_ >= 2) run(as_script_block(scripts_[0]), Value::nothing());
    }

    void process() override
    {
        if (flag(PAsJob)) {
            if (has(PInput)) add_task(arg(PInput));
            return;
        }
        if (parallel_) {
            if (has(PInput)) parallel_->add(arg(PInput), [this](Stream stream, Value item) { from_child(stream, std::move(item)); });
            return;
        }
        if (by_member_) {
            if (has(PInput)) member(arg(PInput));
            return;
        }
        const Value item = has(PInput) ? arg(PInput) : Value::nothing();
        for (ScriptBlock* block : blocks_) run(block, item);
    }

    void end() override
    {
        if (flag(PAsJob)) return start_tasks();
        if (parallel_ && !parallel_->finish([this](Stream stream, Value item) { from_child(stream, std::move(item)); })) {
            write_error("PSTaskStopped", "The time given by -TimeoutSeconds is over: what still ran was stopped.",
                        ErrorCategory::OperationTimeout, {}, "System.TimeoutException");
        }
        if (!end_script_.is_null()) run(as_script_block(end_script_), Value::nothing());
    }

private:
    struct Out final : engine::Sink
    {
        explicit Out(ForEachObject& owner) : owner_(owner) {}
        void push(Value item) override { owner_.write(std::move(item)); }

    private:
        ForEachObject& owner_;
    };

    void add_task(const Value& item)
    {
        ChildOptions options;
        options.item = item;
        options.failure_id = "PSTaskException";
        tasks_.push_back(ChildSession::create(context(), *as_script_block(arg(PParallel)), std::move(options)));
    }
    /// -AsJob: a job with a child for each item, -ThrottleLimit of them at a time.
    void start_tasks()
    {
        const int32_t id = next_job_id(context(), static_cast<int32_t>(tasks_.size()));
        const auto queue = std::make_shared<StartQueue>(static_cast<size_t>(number(PThrottle, 5)));
        const auto job = value::make<JobObject>(tasks_, id, "Job" + std::to_string(id), as_script_block(arg(PParallel))->text());
        list_job(context(), job);
        for (std::shared_ptr<ChildSession>& task : tasks_) queue->add(std::move(task));
        write(Value(job));
    }

    void from_child(Stream stream, Value item)
    {
        if (stream == Stream::Output)
            write(std::move(item));
        else if (auto* error = item.as<ErrorRecord>(); error && error->error_id == "PSTaskException")
            context().write_error(Ref<ErrorRecord>(error)); // the task's error, not this command's
        else if (error)
            write_error(Ref<ErrorRecord>(error));
        else
            context().write_stream(stream, std::move(item));
    }

    void run(ScriptBlock* block, const Value& item)
    {
        if (block) context().invoke_with_item(*block, item, out_);
    }

    /// Names of the members that fit -MemberName; `methods`: which of them are methods.
    void find_members(const Value& item, const std::string& wanted, std::vector<std::string>& properties, std::vector<std::string>& methods)
    {
        const bool wild = value::has_wildcards(wanted);
        if (!wild && value::find_property(item, Name(wanted))) {
            properties.push_back(wanted);
            return;
        }
        for (const value::MemberInfo& found : value::list_members(item)) {
            if (!(wild ? value::wildcard_match(wanted, found.name) : equals_ci(wanted, found.name))) continue;
            std::vector<std::string>& names = found.is_property() ? properties : methods;
            if (names.empty() || names.back() != found.name) names.push_back(found.name);
        }
    }

    void call_method(const Value& item, const std::string& name, std::vector<Value> arguments)
    {
        if (!should_process("InputObject: " + value::to_text(item), "Invoke method '" + name + "'")) return;
        try {
            write_all(value::invoke_method(item, Name(name), arguments));
        } catch (const ScriptError& error) {
            auto record = value::make<ErrorRecord>(error.record->exception, "MethodInvocationError", ErrorCategory::InvalidResult, item);
            write_error(record);
        }
    }

    void member(const Value& item)
    {
        const std::string wanted = text(PMember);
        if (item.is_null()) {
            write(Value());
            return;
        }
        std::vector<std::string> properties, methods;
        if (has(PArguments)) {
            find_members(item, wanted, properties, methods);
            if (methods.empty()) {
                write_error("MethodNotFound", "Input name \"" + wanted + "\" cannot be resolved to a method.",
                            ErrorCategory::InvalidArgument, item, "System.Management.Automation.PSArgumentException");
                return;
            }
            if (methods.size() > 1) return ambiguous("AmbiguousMethodName", "methods", wanted, methods, item);
            call_method(item, methods.front(), value::elements(arg(PArguments)));
            return;
        }
        if (value::Dictionary* dictionary = as_dictionary(item)) {
            if (const Value* found = dictionary->find(std::string_view(wanted))) {
                write_all(*found);
                return;
            }
        }
        find_members(item, wanted, properties, methods);
        if (properties.size() + methods.size() > 1) {
            properties.insert(properties.end(), methods.begin(), methods.end());
            return ambiguous("AmbiguousPropertyOrMethodName", "members", wanted, properties, item);
        }
        if (!properties.empty()) {
            if (should_process("InputObject: " + value::to_text(item), "Retrieve the value for property '" + properties.front() + "'"))
                write_all(value::get_property(item, Name(properties.front())));
        } else if (!methods.empty())
            call_method(item, methods.front(), {});
        else if (value::ConversionHost* host = value::conversion_host(); host && host->strict_mode(2))
            write_error("PropertyOrMethodNotFound", "The input name \"" + wanted + "\" cannot be resolved to a member.",
                        ErrorCategory::InvalidArgument, item, "System.Management.Automation.PSArgumentException");
        else
            write(Value());
    }

    void ambiguous(std::string_view id, std::string_view what, const std::string& wanted, const std::vector<std::string>& names,
                   const Value& item)
    {
        std::string list;
        for (const std::string& name : names) list += " " + name;
        write_error(id,
                    "Input name \"" + wanted + "\" is ambiguous. It can be resolved to multiple matched " + std::string(what) +
                        ". Possible matches include:" + list + ".",
                    ErrorCategory::InvalidArgument, item, "System.Management.Automation.PSArgumentException");
    }

    Out out_{*this};
    std::vector<Value> scripts_;
    std::vector<ScriptBlock*> blocks_; // those that run once an object
    bool by_member_ = false;
    Value end_script_;
    size_t start_at_ = 0, end_at_ = 0;
    std::unique_ptr<ParallelRunner> parallel_;
    std::vector<std::shared_ptr<ChildSession>> tasks_; // of -AsJob
};

constexpr CmdletDef rows[] = {
    {.name = "ForEach-Object",
     .synopsis = "Does something with each object that comes down the pipeline.",
     .parameters = foreach_parameters,
     .make = make_cmdlet<ForEachObject>,
     .aliases = "foreach,%",
     .default_set = "ScriptBlockSet",
     .class_name = "Microsoft.PowerShell.Commands.ForEachObjectCommand",
     .flags = C::ShouldProcess,
     .examples = "1..3 | ForEach-Object { $_ * 2 }\n---\n'a', 'b' | ForEach-Object ToUpper"},
};

} // namespace

constinit const CmdletTable foreach_object_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
