#include "io/fiber_context.hpp"

#include "io/fiber_windows.hpp"
#include "io/system_windows.hpp"

#include <cxxabi.h>
#include <system_error>
#include <utility>

namespace kestrun::io {

struct FiberContext::Trampoline
{
    static void run(FiberContext& context) noexcept
    {
        context.entry_(context.argument_);
        ::SwitchToFiber(context.thread_);
    }
};

// Where the stack lies is known to the running fiber only (the thread information block: StackBase, DeallocationStack).
void __stdcall WindowsFiber::run(void* self) noexcept
{
    auto& fiber = *static_cast<WindowsFiber*>(self);
    fiber.top = reinterpret_cast<NT_TIB*>(::NtCurrentTeb())->StackBase;
    fiber.lowest = reinterpret_cast<void*>(__readgsqword(0x1478));
    ::SwitchToFiber(fiber.maker);
    while (true) FiberContext::run_on(fiber);
}

void FiberContext::run_on(const WindowsFiber& fiber) noexcept { Trampoline::run(*fiber.context); }

void FiberContext::prepare(const Stack& stack, Entry entry, void* argument) noexcept
{
    entry_ = entry;
    argument_ = argument;
    exceptions_ = {};
    fiber_ = stack.fiber;
    static_cast<WindowsFiber*>(fiber_)->context = this;
}

void FiberContext::enter() noexcept
{
    auto* globals = reinterpret_cast<ExceptionGlobals*>(abi::__cxa_get_globals());
    ExceptionGlobals outer = std::exchange(*globals, exceptions_);
    thread_ = ::GetCurrentFiber();
    ::SwitchToFiber(static_cast<WindowsFiber*>(fiber_)->handle);
    exceptions_ = std::exchange(*globals, outer);
}

void FiberContext::leave() noexcept { ::SwitchToFiber(thread_); }

FiberThread::FiberThread()
{
    if (::IsThreadAFiber()) return;
    if (::ConvertThreadToFiberEx(nullptr, FIBER_FLAG_FLOAT_SWITCH) == nullptr)
        throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "ConvertThreadToFiberEx");
    converted_ = true;
}

FiberThread::~FiberThread()
{
    if (converted_) ::ConvertFiberToThread();
}

} // namespace kestrun::io
