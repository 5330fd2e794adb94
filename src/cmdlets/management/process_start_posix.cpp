#include "cmdlets/management/process_start.hpp"
#include <fcntl.h>
#include <spawn.h>

namespace kestrun::cmdlets {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

} // namespace

int start_process(const ProcessStart& start, StartedProcess& started)
{
    std::vector<std::string> words{start.program};
    words.insert(words.end(), start.arguments.begin(), start.arguments.end());
    const std::vector<char*> argv = pointers(words), envp = pointers(start.environment);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, start.directory.c_str());
    for (int fd = 0; fd < 3; ++fd) {
        const std::string& file = start.files[fd];
        if (!file.empty())
            posix_spawn_file_actions_addopen(&actions, fd, file.c_str(), fd == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0666);
    }
    const int error = ::posix_spawn(&started.pid, start.program.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace kestrun::cmdlets
