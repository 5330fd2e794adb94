#include "io/peer.hpp"

#include "base/system.hpp"
#include "io/pipe_system_windows.hpp"
#include "io/stream_support.hpp"

#include <aclapi.h>
#include <algorithm>
#include <memory>
#include <sddl.h>

namespace kestrun::io {

namespace {

struct LocalMemory
{
    void operator()(void* memory) const noexcept { ::LocalFree(memory); }
};

// The SID of the user who made the pipe; empty and the error number when it cannot be read.
std::string owner_of(HANDLE pipe, DWORD& error)
{
    PSID owner = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    error = ::GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr, &descriptor);
    if (error != 0) return {};
    std::unique_ptr<void, LocalMemory> memory(descriptor);
    wchar_t* text = nullptr;
    if (owner == nullptr || !::ConvertSidToStringSidW(owner, &text)) {
        error = owner == nullptr ? ERROR_INVALID_OWNER : ::GetLastError();
        return {};
    }
    std::unique_ptr<void, LocalMemory> text_memory(text);
    return base::sys::from_wide(text);
}

} // namespace

Result<void> check_current_user(const Stream& stream)
{
    const PeerInfo& peer = stream.peer();
    if (peer.kind == TransportKind::tcp)
        return failure(IoErrorKind::invalid, "The user who serves the " + describe(peer) + " cannot be known: TCP does not tell.");
    DWORD error = 0;
    std::string owner = peer.kind == TransportKind::named_pipe
                            ? owner_of(reinterpret_cast<HANDLE>(stream.native_handle()), error)
                            : process_user_sid(static_cast<DWORD>(std::max<std::int64_t>(peer.pid, 0)), error);
    if (error != 0)
        return base::Unexpected(system_error(static_cast<int>(error), "The owner of the " + describe(peer) + " cannot be read"));
    // An administrator's objects belong to the group of administrators, unless they say otherwise.
    if (owner == current_user_sid() || owner == current_owner_sid()) return {};
    return failure(IoErrorKind::access_denied, "The " + describe(peer) + " belongs to user " + owner +
                                                   ", and only a server of your own user (" + current_user_sid() + ") is wanted.");
}

} // namespace kestrun::io
