#include "sandbox.hpp"
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace kestrun::fuzz {

namespace {

[[noreturn]] void refuse(const char* what)
{
    std::perror(what);
    std::_Exit(1);
}

// Rights of Landlock's first version; later kernels know more, which stay as they are.
constexpr unsigned long long write_rights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                            LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                            LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                            LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

void allow_writing(int rules, const std::string& directory, unsigned long long rights)
{
    const int fd = ::open(directory.c_str(), O_PATH | O_CLOEXEC);
    if (fd < 0) return;
    landlock_path_beneath_attr attribute{};
    attribute.allowed_access = rights;
    attribute.parent_fd = fd;
    if (::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attribute, 0) != 0) refuse("landlock_add_rule");
    ::close(fd);
}

bool restrict_files(std::span<const std::string> directories)
{
    landlock_ruleset_attr attribute{};
    attribute.handled_access_fs = write_rights;
    const int rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attribute, sizeof attribute, 0));
    if (rules < 0) return false;
    for (const std::string& directory : directories) allow_writing(rules, directory, write_rights & ~LANDLOCK_ACCESS_FS_EXECUTE);
    for (const char* device : {"/dev/null", "/dev/tty"}) allow_writing(rules, device, LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (::syscall(SYS_landlock_restrict_self, rules, 0) != 0) refuse("landlock_restrict_self");
    ::close(rules);
    return true;
}

/// System calls that fail with EPERM from here on.
void forbid_calls(const std::vector<int>& calls, bool opening_for_writing)
{
    std::vector<sock_filter> program;
    const auto statement = [&](unsigned short code, unsigned value) { program.push_back(BPF_STMT(code, value)); };
    statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
    for (const int call : calls) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
        statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    }
    if (opening_for_writing) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3));
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args) + 2 * sizeof(unsigned long long));
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1));
        statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    }
    statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) refuse("seccomp");
}

} // namespace

void enter_sandbox(std::span<const std::string> writable_directories)
{
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refuse("no_new_privs");
    std::vector<int> calls = {SYS_execve,      SYS_execveat,     SYS_socket,        SYS_connect,          SYS_bind,
                              SYS_kill,        SYS_tkill,        SYS_ptrace,        SYS_reboot,           SYS_mount,
                              SYS_sethostname, SYS_settimeofday, SYS_clock_settime, SYS_pidfd_send_signal};
#ifdef SYS_fork
    calls.push_back(SYS_fork);
    calls.push_back(SYS_vfork);
#endif
    const bool files = restrict_files(writable_directories);
    if (!files) {
        for (const int call : {SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_truncate, SYS_symlinkat, SYS_linkat, SYS_fchmodat})
            calls.push_back(call);
#ifdef SYS_unlink
        for (const int call :
             {SYS_unlink, SYS_rename, SYS_renameat, SYS_mkdir, SYS_rmdir, SYS_symlink, SYS_link, SYS_chmod, SYS_open, SYS_creat})
            calls.push_back(call);
#endif
    }
    forbid_calls(calls, !files);
}

} // namespace kestrun::fuzz
