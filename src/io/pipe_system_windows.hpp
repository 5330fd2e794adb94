#pragma once
// What a pipe's server asks of Windows, behind an interface so that tests see what it is told.

#include "io/error.hpp"
#include "io/system_windows.hpp"

#include <string>
#include <string_view>

namespace kestrun::io {

// The arguments of CreateNamedPipeW().
struct PipeInstance
{
    std::string path; // \\.\pipe\NAME
    DWORD open_mode = 0;
    DWORD pipe_mode = 0;
    DWORD max_instances = 0;
    DWORD out_buffer = 0;
    DWORD in_buffer = 0;
    std::string security; // SDDL text
};

// Any thread.
class PipeSystem
{
public:
    virtual ~PipeSystem() = default;

    // INVALID_HANDLE_VALUE and the error number when there is no such instance to be had.
    virtual HANDLE create(const PipeInstance& instance, DWORD& error) = 0;
    // ConnectNamedPipe(): 0 when a client is there already, ERROR_IO_PENDING, or another error.
    virtual DWORD wait_for_client(HANDLE pipe, OVERLAPPED* overlapped) = 0;
    // The process that serves a pipe; 0 and the error number when it cannot be asked. Costs that server a connection.
    virtual DWORD server_process(const std::string& path, DWORD& error) = 0;

    static PipeSystem& windows();
};

// "S-1-5-21-...": the user the process runs as. Throws std::system_error.
const std::string& current_user_sid();
// Of what the process makes, where nothing else is said: the user, or for an administrator the group of administrators.
const std::string& current_owner_sid();

// The user another process runs as; empty and the error number when it cannot be asked, as by a user who is no administrator about
// another's.
std::string process_user_sid(DWORD process, DWORD& error);

// The access list for a pipe: the text that is given, with the server's own user added, or for no text: that user alone (owner_only) or all
// users of the machine that have signed in, who may read and write but not add instances of their own.
std::string pipe_security_text(std::string_view given, bool owner_only, std::string_view user_sid);

// Whether the text is SDDL: 0 or the error number.
DWORD check_security_text(const std::string& text);

// "process 123 (kestrun.exe)", "process 123".
std::string process_text(DWORD process);

} // namespace kestrun::io
