#include "io/reactor_windows.hpp"

#include "io/system_windows.hpp"

#include <array>
#include <system_error>
#include <timeapi.h>

namespace kestrun::io {

struct Reactor::Buffers
{
    static constexpr int size = 256;
    std::array<OVERLAPPED_ENTRY, size> raw;
    std::array<ReadyEvent, size> ready;
};

Reactor::Reactor() : port_(::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)), buffers_(std::make_unique<Buffers>())
{
    if (port_ == nullptr) throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "CreateIoCompletionPort");
    // The system's clock ticks 64 times a second unless somebody asks for more; timers and time slices are milliseconds.
    ::timeBeginPeriod(1);
}

Reactor::~Reactor()
{
    ::CloseHandle(port_);
    ::timeEndPeriod(1);
}

bool Reactor::add(void* handle) noexcept { return ::CreateIoCompletionPort(handle, port_, 0, 0) != nullptr; }

void Reactor::wake() noexcept { ::PostQueuedCompletionStatus(port_, 0, 0, nullptr); }

std::span<const ReadyEvent> Reactor::wait(int timeout_ms)
{
    ULONG count = 0;
    DWORD timeout = timeout_ms < 0 ? INFINITE : static_cast<DWORD>(timeout_ms);
    if (!::GetQueuedCompletionStatusEx(port_, buffers_->raw.data(), Buffers::size, &count, timeout, FALSE)) {
        DWORD code = ::GetLastError();
        if (code != WAIT_TIMEOUT) throw std::system_error(static_cast<int>(code), std::system_category(), "GetQueuedCompletionStatusEx");
        count = 0;
    }
    for (ULONG i = 0; i < count; ++i) buffers_->ready[i].tag = buffers_->raw[i].lpOverlapped;
    return {buffers_->ready.data(), count};
}

} // namespace kestrun::io
