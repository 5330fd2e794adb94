#include "base/system.hpp"
#include "cmdlets/format/file_facts.hpp"
#include <array>
#include <grp.h>
#include <pwd.h>

namespace kestrun::cmdlets {

FileFacts file_facts(const Value& item)
{
    base::sys::Stat facts;
    if (base::sys::lstat(property_text(item, "FullName").c_str(), &facts) != 0) return {};
    std::string mode = S_ISDIR(facts.st_mode)    ? "d"
                       : S_ISLNK(facts.st_mode)  ? "l"
                       : S_ISSOCK(facts.st_mode) ? "s"
                       : S_ISFIFO(facts.st_mode) ? "p"
                                                 : "-";
    for (int shift = 6; shift >= 0; shift -= 3) {
        const unsigned bits = facts.st_mode >> shift;
        mode += bits & 4U ? 'r' : '-';
        mode += bits & 2U ? 'w' : '-';
        mode += bits & 1U ? 'x' : '-';
    }
    std::array<char, 1024> buffer{};
    struct passwd user
    {
    }, *found_user = nullptr;
    ::getpwuid_r(facts.st_uid, &user, buffer.data(), buffer.size(), &found_user);
    std::string user_name = found_user ? found_user->pw_name : std::to_string(facts.st_uid);
    struct group group
    {
    }, *found_group = nullptr;
    ::getgrgid_r(facts.st_gid, &group, buffer.data(), buffer.size(), &found_group);
    return {mode, std::move(user_name), found_group ? found_group->gr_name : std::to_string(facts.st_gid), std::to_string(facts.st_size)};
}

} // namespace kestrun::cmdlets
