// System.Threading.Tasks.Task and its awaiter.
#include "base/scheduler.hpp"
#include "value/task.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

std::atomic<int32_t> last_id{0};

constexpr const char* task_name = "System.Threading.Tasks.Task";

const Type& task_type(const Type* result)
{
    if (!result) return native_type(task_name);
    const Type* const arguments[] = {result};
    return *instantiate(native_type("System.Threading.Tasks.Task`1"), arguments);
}

} // namespace

TaskObject::TaskObject(const Type* result_type) : type_(&task_type(result_type)), id_(++last_id) { mark_container(); }

void TaskObject::trace(Tracer& tracer) const
{
    tracer.visit(result_);
    tracer.visit(exception_);
}

void TaskObject::finish(State state, Value result, Ref<ExceptionObject> exception)
{
    if (has_flag(Shared)) {
        share(result);
        if (exception) share(*exception);
    }
    std::vector<std::function<void()>> continuations;
    {
        const std::lock_guard lock(mutex_);
        if (state_ != State::Running) return;
        state_ = state;
        result_ = std::move(result);
        exception_ = std::move(exception);
        continuations.swap(continuations_);
    }
    queue_.notify_all();
    for (const auto& continuation : continuations) continuation();
}

void TaskObject::complete(Value result) { finish(State::Done, std::move(result), {}); }
void TaskObject::fail(Ref<ExceptionObject> exception) { finish(State::Faulted, {}, std::move(exception)); }
void TaskObject::cancel()
{
    finish(State::Cancelled, {}, make_exception("System.Threading.Tasks.TaskCanceledException", "A task was canceled."));
}

bool TaskObject::wait(base::Deadline deadline, const CancelSignalRef& token)
{
    std::unique_lock lock(mutex_);
    return wait_with_token(lock, queue_, deadline, token, [this] { return state_ != State::Running; });
}

Value TaskObject::get()
{
    wait(base::Deadline::never());
    const std::lock_guard lock(mutex_);
    if (!exception_) return result_;
    ScriptError error(make<ErrorRecord>(exception_, std::string(exception_->type().name()), ErrorCategory::NotSpecified));
    error.from_native = true;
    throw error;
}

bool TaskObject::completed() const
{
    const std::lock_guard lock(mutex_);
    return state_ != State::Running;
}

bool TaskObject::faulted() const
{
    const std::lock_guard lock(mutex_);
    return state_ == State::Faulted;
}

bool TaskObject::cancelled() const
{
    const std::lock_guard lock(mutex_);
    return state_ == State::Cancelled;
}

Ref<ExceptionObject> TaskObject::exception() const
{
    const std::lock_guard lock(mutex_);
    return exception_;
}

void TaskObject::then(std::function<void()> continuation)
{
    {
        const std::lock_guard lock(mutex_);
        if (state_ == State::Running) {
            continuations_.push_back(std::move(continuation));
            return;
        }
    }
    continuation();
}

Value completed_task(Value result)
{
    auto task = make<TaskObject>(&type_of(result));
    task->complete(std::move(result));
    return Value(task);
}

namespace {

TaskObject& own(const Call& c) { return self<TaskObject>(c); }

CancelSignalRef token_arg(const Call& c)
{
    for (const Value& arg : c.args) {
        if (const auto* token = arg.as<CancellationToken>()) return token->signal();
    }
    return {};
}

base::Deadline deadline_arg(const Call& c, size_t i = 0)
{
    if (i >= c.args.size() || c.args[i].as<CancellationToken>()) return base::Deadline::never();
    return timeout_of(c.args[i]);
}

Value aggregate(const TaskObject& task)
{
    const auto exception = task.exception();
    if (!exception || task.cancelled()) return {};
    auto outer = make_exception("System.AggregateException", "One or more errors occurred. (" + exception->message() + ")", exception);
    outer->properties().emplace_back("InnerExceptions", typed_array(types::exception(), {Value(exception)}));
    return Value(outer);
}

[[noreturn]] void throw_aggregate(const TaskObject& task)
{
    const auto exception = task.exception();
    auto outer = make_exception("System.AggregateException", "One or more errors occurred. (" + exception->message() + ")", exception);
    outer->properties().emplace_back("InnerExceptions", typed_array(types::exception(), {Value(exception)}));
    ScriptError error(make<ErrorRecord>(outer, "AggregateException", ErrorCategory::NotSpecified));
    error.from_native = true;
    throw error;
}

/// Wait and Result wrap what went wrong into an AggregateException; the awaiter does not.
Value wait(Call& c)
{
    const bool done = own(c).wait(deadline_arg(c), token_arg(c));
    if (done && own(c).exception()) throw_aggregate(own(c));
    return c.args.empty() || (c.args.size() == 1 && c.args[0].as<CancellationToken>()) ? nothing() : Value(done);
}

Value result(Call& c)
{
    own(c).wait(base::Deadline::never());
    if (own(c).exception()) throw_aggregate(own(c));
    return own(c).get();
}

Value status(Call& c)
{
    // System.Threading.Tasks.TaskStatus
    const auto& task = own(c);
    const int64_t number = !task.completed() ? 3 : task.cancelled() ? 6 : task.faulted() ? 7 : 5;
    return enum_value("System.Threading.Tasks.TaskStatus", number);
}

Value from_exception(Call& c)
{
    auto task = make<TaskObject>();
    task->fail(Ref<ExceptionObject>(&object_arg<ExceptionObject>(c, 0, "exception")));
    return Value(task);
}

Value from_cancelled(Call&)
{
    auto task = make<TaskObject>();
    task->cancel();
    return Value(task);
}

Value delay(Call& c)
{
    auto task = make<TaskObject>();
    share(*task);
    const base::Deadline deadline = timeout_of(c.args[0]);
    if (const CancelSignalRef token = token_arg(c)) token->on_cancel([task] { task->cancel(); });
    if (deadline.passed()) {
        task->complete({});
    } else {
        base::spawn([task, deadline] {
            base::sleep_until(deadline);
            task->complete({});
        });
    }
    return Value(task);
}

std::vector<Ref<TaskObject>> tasks_arg(const Call& c)
{
    std::vector<Ref<TaskObject>> tasks;
    require(c, 0, "tasks");
    for (const Value& arg : c.args) {
        if (auto* task = arg.as<TaskObject>()) {
            tasks.emplace_back(task);
        } else if (is_enumerable(arg)) {
            for (const Value& item : elements(arg)) {
                auto* inner = item.as<TaskObject>();
                if (!inner) throw_argument("System.ArgumentException", "The tasks argument included a null value.", "tasks");
                tasks.emplace_back(inner);
            }
        }
    }
    return tasks;
}

Value wait_all(Call& c)
{
    const base::Deadline deadline = c.args.size() > 1 ? deadline_arg(c, 1) : base::Deadline::never();
    bool all = true;
    const TaskObject* failed = nullptr;
    const auto tasks = tasks_arg(c);
    for (const auto& task : tasks) {
        all = task->wait(deadline, token_arg(c)) && all;
        if (task->exception() && !failed) failed = task.get();
    }
    if (failed) throw_aggregate(*failed);
    return c.args.size() > 1 ? Value(all) : nothing();
}

Value wait_any(Call& c)
{
    const auto tasks = tasks_arg(c);
    const base::Deadline deadline = c.args.size() > 1 ? deadline_arg(c, 1) : base::Deadline::never();
    const auto event = std::make_shared<base::Event>();
    for (const auto& task : tasks) task->then([event] { event->set(); });
    event->wait(deadline);
    for (size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i]->completed()) return Value(static_cast<int32_t>(i));
    }
    return Value(-1);
}

/// What WhenAll and WhenAny make: a task that is complete when all, or the first, of them are.
Value when(Call& c, bool all)
{
    const auto tasks = tasks_arg(c);
    auto task = make<TaskObject>(all ? &array_of(types::object()) : &native_type(task_name));
    share(*task);
    const auto left = std::make_shared<std::atomic<size_t>>(all ? tasks.size() : 1);
    for (const auto& one : tasks) {
        share(*one);
        one->then([task, left, tasks, one, all] {
            if (left->fetch_sub(1) != 1) return;
            if (!all) {
                task->complete(Value(one));
                return;
            }
            std::vector<Value> results;
            for (const auto& done : tasks) {
                if (const auto exception = done->exception()) {
                    task->fail(exception);
                    return;
                }
                results.push_back(done->get());
            }
            task->complete(make_array(std::move(results)));
        });
    }
    if (all && tasks.empty()) task->complete(make_array({}));
    return Value(task);
}

Value refuse_run(Call&)
{
    throw_native(
        "System.NotSupportedException",
        "There is no Runspace available to run scripts in this thread. Use Start-ThreadJob, ForEach-Object -Parallel or Start-Job to "
        "run script code beside this one.");
}

class Awaiter final : public Object
{
public:
    explicit Awaiter(Ref<TaskObject> of) : task(std::move(of)) {}
    const Type& type() const override { return native_type("System.Runtime.CompilerServices.TaskAwaiter"); }
    void trace(Tracer& tracer) const override { tracer.visit(task); }
    Ref<TaskObject> task;
};

Value awaiter(Call& c) { return Value(make<Awaiter>(Ref<TaskObject>(&own(c)))); }

constexpr MemberDef task_members[] = {
    sprop("CompletedTask", task_name,
          [](Call&) {
              auto task = make<TaskObject>();
              task->complete({});
              return Value(task);
          }),
    prop("Id", "int", [](Call& c) { return Value(own(c).id()); }),
    prop("Status", "System.Threading.Tasks.TaskStatus", status),
    prop("IsCompleted", "bool", [](Call& c) { return Value(own(c).completed()); }),
    prop("IsCompletedSuccessfully", "bool", [](Call& c) { return Value(own(c).completed() && !own(c).exception()); }),
    prop("IsCanceled", "bool", [](Call& c) { return Value(own(c).cancelled()); }),
    prop("IsFaulted", "bool", [](Call& c) { return Value(own(c).faulted()); }),
    prop("Exception", "System.AggregateException", [](Call& c) { return aggregate(own(c)); }),
    smeth("FromResult", "System.Object result", "System.Threading.Tasks.Task`1", [](Call& c) { return completed_task(c.args[0]); }),
    smeth("FromException", "System.Exception exception", task_name, from_exception),
    smeth("FromCanceled", "System.Threading.CancellationToken cancellationToken", task_name, from_cancelled),
    smeth("Delay", "int millisecondsDelay", task_name, delay),
    smeth("Delay", "timespan delay", task_name, delay),
    smeth("Delay", "int millisecondsDelay, System.Threading.CancellationToken cancellationToken", task_name, delay),
    smeth("Delay", "timespan delay, System.Threading.CancellationToken cancellationToken", task_name, delay),
    smeth("WaitAll", "params System.Threading.Tasks.Task[] tasks", "void", wait_all),
    smeth("WaitAll", "System.Threading.Tasks.Task[] tasks, int millisecondsTimeout", "bool", wait_all),
    smeth("WaitAll", "System.Threading.Tasks.Task[] tasks, timespan timeout", "bool", wait_all),
    smeth("WaitAny", "params System.Threading.Tasks.Task[] tasks", "int", wait_any),
    smeth("WaitAny", "System.Threading.Tasks.Task[] tasks, int millisecondsTimeout", "int", wait_any),
    smeth("WhenAll", "params System.Threading.Tasks.Task[] tasks", task_name, [](Call& c) { return when(c, true); }),
    smeth("WhenAny", "params System.Threading.Tasks.Task[] tasks", task_name, [](Call& c) { return when(c, false); }),
    smeth("Run", "System.Action action", task_name, refuse_run),
    meth("Wait", "", "void", wait),
    meth("Wait", "int millisecondsTimeout", "bool", wait),
    meth("Wait", "timespan timeout", "bool", wait),
    meth("Wait", "System.Threading.CancellationToken cancellationToken", "void", wait),
    meth("Wait", "int millisecondsTimeout, System.Threading.CancellationToken cancellationToken", "bool", wait),
    meth("GetAwaiter", "", "System.Runtime.CompilerServices.TaskAwaiter", awaiter),
    meth("ConfigureAwait", "bool continueOnCapturedContext", task_name, [](Call& c) { return c.self; }),
    meth("Dispose", "", "void", [](Call&) { return nothing(); }),
};

constexpr MemberDef result_members[] = {prop("Result", "T", result)};

constexpr MemberDef awaiter_members[] = {
    prop("IsCompleted", "bool", [](Call& c) { return Value(self<Awaiter>(c).task->completed()); }),
    meth("GetResult", "", "System.Object",
         [](Call& c) {
             Value value = self<Awaiter>(c).task->get();
             return value.is_null() && self<Awaiter>(c).task->type().generic_args().empty() ? nothing() : value;
         }),
};

constexpr TypeDef table[] = {
    {task_name, "System.Object", TypeFlags::None, "", "System.IDisposable", task_members},
    {"System.Threading.Tasks.Task`1", task_name, TypeFlags::GenericDefinition, "", "", result_members},
    {"System.Runtime.CompilerServices.TaskAwaiter", "System.ValueType", TypeFlags::ValueType, "", "", awaiter_members},
};

} // namespace

std::span<const TypeDef> task_types_types() { return table; }

} // namespace kestrun::value
