// The scripts that an interactive shell starts with: $PROFILE.
#pragma once
#include <string>
#include <vector>

namespace kestrun::app {

struct ProfileFile
{
    const char* name; // the property of $PROFILE
    std::string path;
};
/// In the order in which they run.
std::vector<ProfileFile> profile_files();
/// Makes $PROFILE; before the first session.
void register_profile_variable();

} // namespace kestrun::app
