#include "base/detached_thread.hpp"

#include <memory>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace kestrun::base {

namespace {

void* run(void* given)
{
    const std::unique_ptr<UniqueFunction<void()>> work(static_cast<UniqueFunction<void()>*>(given));
    (*work)();
    return nullptr;
}

} // namespace

// std::thread::detach is not safe with winpthreads: a thread that ends in that moment is freed twice, and the next one starts without its
// argument. A thread that is born detached has no such moment.
void start_detached(UniqueFunction<void()> work)
{
    auto owned = std::make_unique<UniqueFunction<void()>>(std::move(work));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const int error = pthread_create(&thread, &attributes, run, owned.get());
    pthread_attr_destroy(&attributes);
    if (error != 0) throw std::system_error(error, std::generic_category(), "a thread cannot be started");
    owned.release();
}

} // namespace kestrun::base
