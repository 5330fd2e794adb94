#include "io/fiber_context.hpp"

#include "io/sanitizer.hpp"

#include <boost/context/detail/fcontext.hpp>
#include <cstdlib>
#include <cxxabi.h>
#include <utility>

namespace kestrun::io {

namespace bc = boost::context::detail;

struct FiberContext::Trampoline
{
    static void start(bc::transfer_t from) noexcept
    {
        auto* self = static_cast<FiberContext*>(from.data);
        sanitizer::finish_switch(nullptr, &self->thread_bottom_, &self->thread_size_);
        self->thread_ = from.fctx;
        self->entry_(self->argument_);
        sanitizer::start_switch(nullptr, self->thread_bottom_, self->thread_size_);
        sanitizer::switch_to_fiber(self->tsan_thread_);
        bc::jump_fcontext(static_cast<bc::fcontext_t>(self->thread_), nullptr);
        std::abort(); // nobody enters a fiber that has left for ever
    }
};

void FiberContext::prepare(const Stack& stack, Entry entry, void* argument) noexcept
{
    entry_ = entry;
    argument_ = argument;
    exceptions_ = {};
    stack_bottom_ = stack.base;
    stack_size_ = stack.size;
    tsan_fiber_ = stack.fiber;
    fiber_ = bc::make_fcontext(stack.top(), stack.size - stack.top_gap, &Trampoline::start);
}

void FiberContext::enter() noexcept
{
    auto* globals = reinterpret_cast<ExceptionGlobals*>(abi::__cxa_get_globals());
    ExceptionGlobals outer = std::exchange(*globals, exceptions_);
    void* fake_stack = nullptr;
    sanitizer::start_switch(&fake_stack, stack_bottom_, stack_size_);
    tsan_thread_ = sanitizer::current_fiber();
    sanitizer::switch_to_fiber(tsan_fiber_);
    fiber_ = bc::jump_fcontext(static_cast<bc::fcontext_t>(fiber_), this).fctx;
    sanitizer::finish_switch(fake_stack, nullptr, nullptr);
    exceptions_ = std::exchange(*globals, outer);
}

void FiberContext::leave() noexcept
{
    sanitizer::start_switch(&fake_stack_, thread_bottom_, thread_size_);
    sanitizer::switch_to_fiber(tsan_thread_);
    thread_ = bc::jump_fcontext(static_cast<bc::fcontext_t>(thread_), nullptr).fctx;
    sanitizer::finish_switch(fake_stack_, &thread_bottom_, &thread_size_);
}

FiberThread::FiberThread() = default;

FiberThread::~FiberThread() = default;

} // namespace kestrun::io
