#include "io/unix_system_windows.hpp"

#include "base/system.hpp"
#include "io/socket_listener_windows.hpp"

#include <aclapi.h>
#include <algorithm>
#include <memory>
#include <sddl.h>

namespace kestrun::io {

namespace {

// Headers of mingw-w64 12 have no name for it.
constexpr DWORD reparse_tag_af_unix = 0x80000023;

struct LocalMemory
{
    void operator()(void* memory) const noexcept { ::LocalFree(memory); }
};

class FileHandle
{
public:
    // The file itself: a socket's cannot be opened otherwise.
    FileHandle(const std::string& path, DWORD access)
        : handle_(::CreateFileW(base::sys::wide_path(path).c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, nullptr))
    {
    }
    ~FileHandle()
    {
        if (handle_ != INVALID_HANDLE_VALUE) ::CloseHandle(handle_);
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;

    explicit operator bool() const noexcept { return handle_ != INVALID_HANDLE_VALUE; }
    HANDLE get() const noexcept { return handle_; }

private:
    HANDLE handle_;
};

DWORD socket_error(int result) { return result == 0 ? 0 : static_cast<DWORD>(::WSAGetLastError()); }

class Windows final : public UnixSystem
{
    DWORD create(OwnedSocket& socket) override
    {
        socket = OwnedSocket(new_socket(AF_UNIX));
        return socket ? 0 : static_cast<DWORD>(::WSAGetLastError());
    }

    DWORD bind(SOCKET socket, const sockaddr_un& address) override
    {
        return socket_error(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }

    DWORD listen(SOCKET socket, int backlog) override { return socket_error(::listen(socket, backlog)); }

    DWORD connect(SOCKET socket, const sockaddr_un& address) override
    {
        return socket_error(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }

    DWORD peer_process(SOCKET socket) override
    {
        ULONG process = 0;
        DWORD bytes = 0;
        if (::WSAIoctl(socket, SIO_AF_UNIX_GETPEERPID, nullptr, 0, &process, sizeof process, &bytes, nullptr, nullptr) != 0) return 0;
        return process;
    }

    File look(const std::string& path) override
    {
        FileHandle file(path, FILE_READ_ATTRIBUTES);
        if (!file) {
            DWORD code = ::GetLastError();
            bool missing = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
            return {missing ? File::Kind::missing : File::Kind::other, missing ? 0 : code};
        }
        BY_HANDLE_FILE_INFORMATION info{};
        FILE_ATTRIBUTE_TAG_INFO tag{};
        if (!::GetFileInformationByHandle(file.get(), &info)) return {File::Kind::other, ::GetLastError()};
        bool is_socket = (info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
                         ::GetFileInformationByHandleEx(file.get(), FileAttributeTagInfo, &tag, sizeof tag) &&
                         tag.ReparseTag == reparse_tag_af_unix;
        return {is_socket ? File::Kind::socket : File::Kind::other, 0, info.dwVolumeSerialNumber,
                std::uint64_t{info.nFileIndexHigh} << 32 | info.nFileIndexLow};
    }

    DWORD protect(const std::string& path, const std::string& security) override
    {
        PSECURITY_DESCRIPTOR parsed = nullptr;
        if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(base::sys::to_wide(security).c_str(), SDDL_REVISION_1, &parsed,
                                                                    nullptr))
            return ::GetLastError();
        std::unique_ptr<void, LocalMemory> descriptor(parsed);
        PACL list = nullptr;
        BOOL present = FALSE;
        BOOL defaulted = FALSE;
        if (!::GetSecurityDescriptorDacl(descriptor.get(), &present, &list, &defaulted)) return ::GetLastError();
        FileHandle file(path, READ_CONTROL | WRITE_DAC);
        if (!file) return ::GetLastError();
        return ::SetSecurityInfo(file.get(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr,
                                 nullptr, list, nullptr);
    }

    DWORD remove(const std::string& path) override { return ::DeleteFileW(base::sys::wide_path(path).c_str()) ? 0 : ::GetLastError(); }
};

} // namespace

UnixSystem& UnixSystem::windows()
{
    static Windows instance;
    return instance;
}

sockaddr_un unix_address(std::string_view path) noexcept
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    char* end = std::copy_n(path.data(), std::min(path.size(), sizeof address.sun_path - 1), address.sun_path);
    std::replace(address.sun_path, end, '/', '\\');
    return address;
}

std::string socket_security_text(bool owner_only, std::string_view user_sid)
{
    std::string text = "D:P(A;;FA;;;" + std::string(user_sid) + ")";
    if (!owner_only) text += "(A;;GRGW;;;AU)";
    return text;
}

} // namespace kestrun::io
