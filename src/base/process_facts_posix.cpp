#include "base/process_facts.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

namespace kestrun::base {

namespace {

std::optional<std::uint64_t> number_in(const char* path)
{
    std::ifstream file(path);
    std::uint64_t number = 0;
    if (!(file >> number)) return std::nullopt; // "max"
    return number;
}

} // namespace

std::string host_name()
{
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) return {};
    return name;
}

std::string process_name()
{
    std::ifstream file("/proc/self/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

std::string program_path()
{
    char path[4096];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

std::vector<std::string> program_arguments()
{
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(file)), {});
    std::vector<std::string> words;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find('\0', at), all.size());
        words.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::vector<std::string> main_arguments(int argc, char** argv) { return {argv, argv + argc}; }

std::int64_t resident_bytes()
{
    std::ifstream file("/proc/self/statm");
    std::int64_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * page_size();
}

std::int64_t page_size() noexcept { return sysconf(_SC_PAGESIZE); }

std::uint64_t physical_memory()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    std::uint64_t most = pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : 0;
    for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
        const std::optional<std::uint64_t> group = number_in(path);
        if (group && *group > 0 && (most == 0 || *group < most)) most = *group;
    }
    return most;
}

std::int64_t milliseconds_since_boot() noexcept
{
    struct timespec now = {};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

std::array<std::int32_t, 4> system_version()
{
    struct utsname names = {};
    std::array<std::int32_t, 4> parts{0, 0, 0, 0};
    if (uname(&names) != 0) return parts;
    std::size_t part = 0;
    for (const char* p = names.release; *p && part < 4; ++p) {
        if (ascii_is_digit(*p)) {
            parts[part] = parts[part] * 10 + (*p - '0');
        } else if (*p == '.' || *p == '-') {
            if (!ascii_is_digit(p[1])) break;
            ++part;
        } else {
            break;
        }
    }
    return parts;
}

std::string kernel_release()
{
    struct utsname names = {};
    return uname(&names) == 0 ? names.release : std::string();
}

std::string system_description()
{
    std::ifstream file("/etc/os-release");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("PRETTY_NAME=")) {
            std::string name = line.substr(12);
            std::erase(name, '"');
            return name;
        }
    }
    return {};
}

std::uint64_t random_at_start() noexcept
{
    std::uint64_t random = 0;
    // 16 random bytes of the kernel for each program.
    if (const auto* bytes = reinterpret_cast<const char*>(getauxval(AT_RANDOM))) std::memcpy(&random, bytes, sizeof random);
    return random;
}

bool is_privileged() noexcept { return geteuid() == 0; }

} // namespace kestrun::base
