#include "http/body.hpp"

#include <algorithm>
#include <cstring>

namespace kestrun::http {

std::string BodyReader::read_all(std::uint64_t limit)
{
    std::string all;
    const auto known = length();
    if (known && *known > limit)
        throw BodyError(413, "The body has " + std::to_string(*known) + " bytes, the limit is " + std::to_string(limit) + ".");
    // A declared length is only a promise: room for more than a megabyte is made as the bytes come in.
    std::size_t room = known ? static_cast<std::size_t>(std::min<std::uint64_t>(*known, 1U << 20U)) : std::size_t{4096};
    std::size_t used = 0;
    room = std::max<std::size_t>(room, 1);
    for (;;) {
        all.resize(used + room);
        const std::size_t got = read(std::span<char>(all.data() + used, room));
        used += got;
        if (got == 0) break;
        if (used > limit) throw BodyError(413, "The body is larger than the limit of " + std::to_string(limit) + " bytes.");
        room = std::clamp<std::size_t>(used, 4096, 1U << 20U);
        if (known && used >= *known) room = 1;
    }
    all.resize(used);
    return all;
}

std::size_t TextBody::read(std::span<char> into)
{
    const std::size_t count = std::min(into.size(), left_.size());
    if (count != 0) std::memcpy(into.data(), left_.data(), count);
    left_.remove_prefix(count);
    return count;
}

} // namespace kestrun::http
