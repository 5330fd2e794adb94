#include "base/system.hpp"
#include "io/error.hpp"
#include "io/system_windows.hpp"

namespace kestrun::io {

// GetLastError() and WSAGetLastError() share one range of numbers; a socket's operation that ends later gives the former where the call
// itself gives the latter.
IoErrorKind kind_of_system_code(int code) noexcept
{
    switch (code) {
    case WAIT_TIMEOUT:
    case ERROR_SEM_TIMEOUT:
    case WSAETIMEDOUT: return IoErrorKind::timed_out;
    case ERROR_OPERATION_ABORTED:
    case ERROR_CANCELLED: return IoErrorKind::cancelled;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
    case ERROR_NETNAME_DELETED:
    case ERROR_CONNECTION_ABORTED:
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAESHUTDOWN: return IoErrorKind::reset;
    case ERROR_CONNECTION_REFUSED:
    case WSAECONNREFUSED: return IoErrorKind::refused;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: return IoErrorKind::not_found;
    case ERROR_ACCESS_DENIED:
    case WSAEACCES: return IoErrorKind::access_denied;
    case ERROR_ADDRESS_ALREADY_ASSOCIATED:
    case WSAEADDRINUSE: return IoErrorKind::in_use;
    case ERROR_PIPE_BUSY: return IoErrorKind::busy;
    case ERROR_NETWORK_UNREACHABLE:
    case ERROR_HOST_UNREACHABLE:
    case ERROR_HOST_DOWN:
    case WSAEHOSTUNREACH:
    case WSAENETUNREACH:
    case WSAENETDOWN:
    case WSAEHOSTDOWN:
    case WSAEAFNOSUPPORT:
    case WSAEADDRNOTAVAIL: return IoErrorKind::unreachable;
    case ERROR_NO_SYSTEM_RESOURCES:
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_NONPAGED_SYSTEM_RESOURCES:
    case ERROR_NOT_ENOUGH_QUOTA:
    case WSAEMFILE:
    case WSAENOBUFS: return IoErrorKind::exhausted;
    case ERROR_INVALID_PARAMETER:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE:
    case WSAEINVAL: return IoErrorKind::invalid;
    default: return IoErrorKind::other;
    }
}

std::string system_text(int code)
{
    wchar_t* buffer = nullptr;
    DWORD length = ::FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                    static_cast<DWORD>(code), 0, reinterpret_cast<wchar_t*>(&buffer), 0, nullptr);
    std::wstring text(buffer != nullptr ? buffer : L"", length);
    if (buffer != nullptr) ::LocalFree(buffer);
    while (!text.empty() && (text.back() == L'\n' || text.back() == L'\r' || text.back() == L' ' || text.back() == L'.')) text.pop_back();
    if (text.empty()) return "Windows error " + std::to_string(code);
    return base::sys::from_wide(text);
}

} // namespace kestrun::io
