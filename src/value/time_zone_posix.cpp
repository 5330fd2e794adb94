#include "value/environment.hpp"
#include "value/time_zone_loader.hpp"
#include <filesystem>
#include <fstream>
#include <iterator>

namespace kestrun::value {
namespace {

constexpr std::string_view database = "/usr/share/zoneinfo/";

std::string read_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

std::unique_ptr<TimeZone> TimeZoneLoader::of_system(const std::string& name, std::string id)
{
    auto zone = std::make_unique<TimeZone>();
    zone->id_ = std::move(id);
    return parse(read_bytes(std::string(database) + name), *zone) ? std::move(zone) : nullptr;
}

std::string TimeZoneLoader::local_id()
{
    std::string id = environment_variable("TZ").value_or("");
    if (id.starts_with(':')) id.erase(0, 1);
    if (id.empty()) {
        std::error_code error;
        const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
        if (const size_t at = target.find("zoneinfo/"); at != std::string::npos) id = target.substr(at + 9);
    }
    if (id.empty()) {
        std::ifstream file("/etc/timezone");
        std::getline(file, id);
    }
    return id;
}

std::vector<std::string> TimeZoneLoader::system_ids()
{
    std::vector<std::string> ids;
    std::ifstream zones(std::string(database) + "zone.tab");
    for (std::string line; std::getline(zones, line);) {
        if (line.starts_with('#')) continue;
        const size_t first = line.find('\t'), second = line.find('\t', first + 1);
        if (second == std::string::npos) continue;
        ids.push_back(line.substr(second + 1, line.find('\t', second + 1) - second - 1));
    }
    return ids;
}

} // namespace kestrun::value
