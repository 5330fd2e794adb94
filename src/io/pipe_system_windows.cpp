#include "io/pipe_system_windows.hpp"

#include "base/system.hpp"

#include <memory>
#include <sddl.h>
#include <system_error>

namespace kestrun::io {

namespace {

struct LocalMemory
{
    void operator()(void* memory) const noexcept { ::LocalFree(memory); }
};
using SecurityDescriptor = std::unique_ptr<void, LocalMemory>;

struct Handle
{
    void operator()(void* handle) const noexcept { ::CloseHandle(handle); }
};
using OwnedHandle = std::unique_ptr<void, Handle>;

SecurityDescriptor parse_security(const std::string& text, DWORD& error)
{
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    error = 0;
    if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(base::sys::to_wide(text).c_str(), SDDL_REVISION_1, &descriptor, nullptr))
        error = ::GetLastError();
    return SecurityDescriptor(descriptor);
}

class Windows final : public PipeSystem
{
    HANDLE create(const PipeInstance& instance, DWORD& error) override
    {
        SecurityDescriptor descriptor = parse_security(instance.security, error);
        if (error != 0) return INVALID_HANDLE_VALUE;
        SECURITY_ATTRIBUTES attributes{sizeof attributes, descriptor.get(), FALSE};
        HANDLE pipe = ::CreateNamedPipeW(base::sys::to_wide(instance.path).c_str(), instance.open_mode, instance.pipe_mode,
                                         instance.max_instances, instance.out_buffer, instance.in_buffer, 0, &attributes);
        if (pipe == INVALID_HANDLE_VALUE) error = ::GetLastError();
        return pipe;
    }

    DWORD wait_for_client(HANDLE pipe, OVERLAPPED* overlapped) override
    {
        if (::ConnectNamedPipe(pipe, overlapped)) return 0;
        DWORD code = ::GetLastError();
        return code == ERROR_PIPE_CONNECTED ? 0 : code;
    }

    DWORD server_process(const std::string& path, DWORD& error) override
    {
        error = 0;
        HANDLE pipe = ::CreateFileW(base::sys::to_wide(path).c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING,
                                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, nullptr);
        if (pipe == INVALID_HANDLE_VALUE) {
            error = ::GetLastError();
            return 0;
        }
        OwnedHandle owner(pipe);
        ULONG process = 0;
        if (!::GetNamedPipeServerProcessId(pipe, &process)) error = ::GetLastError();
        return process;
    }
};

// Of a process's token; empty and the error number when it cannot be read.
template <class Information>
std::string read_sid(HANDLE process, TOKEN_INFORMATION_CLASS what, PSID Information::*member, DWORD& error)
{
    auto failed = [&error] { return error = ::GetLastError(), std::string(); };
    error = 0;
    HANDLE token = nullptr;
    if (!::OpenProcessToken(process, TOKEN_QUERY, &token)) return failed();
    OwnedHandle owner(token);
    alignas(Information) char buffer[sizeof(Information) + SECURITY_MAX_SID_SIZE];
    DWORD size = 0;
    if (!::GetTokenInformation(token, what, buffer, sizeof buffer, &size)) return failed();
    wchar_t* text = nullptr;
    if (!::ConvertSidToStringSidW(reinterpret_cast<Information*>(buffer)->*member, &text)) return failed();
    std::unique_ptr<void, LocalMemory> memory(text);
    return base::sys::from_wide(text);
}

template <class Information>
std::string own_sid(TOKEN_INFORMATION_CLASS what, PSID Information::*member)
{
    DWORD error = 0;
    std::string sid = read_sid(::GetCurrentProcess(), what, member, error);
    if (error != 0) throw std::system_error(static_cast<int>(error), std::system_category(), "the process's token");
    return sid;
}

// Where the list of the text's DACL ends; npos: it has none. Between parentheses a colon does not begin a part.
std::size_t end_of_access_list(std::string_view text)
{
    bool in_list = false;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (depth > 0 || i + 1 >= text.size() || text[i + 1] != ':') continue;
        if (in_list) return i;
        in_list = text[i] == 'D';
    }
    return in_list ? text.size() : std::string_view::npos;
}

} // namespace

PipeSystem& PipeSystem::windows()
{
    static Windows instance;
    return instance;
}

const std::string& current_user_sid()
{
    static const std::string sid = own_sid<SID_AND_ATTRIBUTES>(TokenUser, &SID_AND_ATTRIBUTES::Sid);
    return sid;
}

const std::string& current_owner_sid()
{
    static const std::string sid = own_sid<TOKEN_OWNER>(TokenOwner, &TOKEN_OWNER::Owner);
    return sid;
}

std::string process_user_sid(DWORD process, DWORD& error)
{
    OwnedHandle handle(::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process));
    if (!handle) {
        error = ::GetLastError();
        return {};
    }
    return read_sid<SID_AND_ATTRIBUTES>(handle.get(), TokenUser, &SID_AND_ATTRIBUTES::Sid, error);
}

std::string pipe_security_text(std::string_view given, bool owner_only, std::string_view user_sid)
{
    std::string own = "(A;;FA;;;" + std::string(user_sid) + ")";
    if (given.empty()) {
        if (owner_only) return "D:P" + own;
        // Reading and writing without FILE_CREATE_PIPE_INSTANCE, for all who have signed in.
        return "D:P" + own + "(A;;0x12019b;;;AU)";
    }
    std::string text(given);
    if (std::size_t end = end_of_access_list(text); end != std::string::npos) text.insert(end, own);
    return text;
}

DWORD check_security_text(const std::string& text)
{
    DWORD error = 0;
    parse_security(text, error);
    return error;
}

std::string process_text(DWORD process)
{
    std::string text = "process " + std::to_string(process);
    OwnedHandle handle(::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process));
    if (!handle) return text;
    wchar_t path[1024];
    DWORD length = 1024;
    if (!::QueryFullProcessImageNameW(handle.get(), 0, path, &length)) return text;
    std::wstring_view name(path, length);
    name = name.substr(name.find_last_of(L"\\/") + 1);
    return text + " (" + base::sys::from_wide(name) + ")";
}

} // namespace kestrun::io
