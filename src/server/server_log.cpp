#include "server/server_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace kestrun::server {

namespace {

/// Appends as long as there is room.
class Line
{
public:
    Line(char* to, std::size_t size) noexcept : begin_(to), at_(to), end_(to + size) {}
    Line& operator<<(std::string_view text) noexcept
    {
        const std::size_t count = std::min(text.size(), static_cast<std::size_t>(end_ - at_));
        if (count != 0) std::memcpy(at_, text.data(), count);
        at_ += count;
        return *this;
    }
    Line& operator<<(std::uint64_t number) noexcept
    {
        std::array<char, 20> digits{};
        const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
        return *this << std::string_view(digits.data(), static_cast<std::size_t>(result.ptr - digits.data()));
    }
    /// Milliseconds with four digits after the point.
    Line& operator<<(base::Duration elapsed) noexcept
    {
        const auto tenths = static_cast<std::uint64_t>(
            std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count()) / 100);
        const std::uint64_t part = tenths % 10'000;
        const std::array<char, 5> fraction{'.', static_cast<char>('0' + part / 1000), static_cast<char>('0' + part / 100 % 10),
                                           static_cast<char>('0' + part / 10 % 10), static_cast<char>('0' + part % 10)};
        return *this << tenths / 10'000 << std::string_view(fraction.data(), fraction.size());
    }
    [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

private:
    char* begin_;
    char* at_;
    char* end_;
};

class SilentLog final : public ServerLog
{
public:
    [[nodiscard]] bool enabled(LogLevel) const noexcept override { return false; }
    void write(LogLevel, std::string_view) noexcept override {}
};

constinit SilentLog silent;

} // namespace

std::size_t format_finished(const RequestRecord& record, char* to, std::size_t size) noexcept
{
    Line line(to, size);
    line << "Request finished " << record.protocol << " " << record.method << " " << record.scheme << "://" << record.host << record.target
         << " - " << static_cast<std::uint64_t>(std::max(record.status, 0)) << " ";
    if (record.length)
        line << *record.length;
    else
        line << "null";
    line << " " << (record.content_type.empty() ? std::string_view("null") : record.content_type) << " " << record.elapsed << "ms";
    return line.size();
}

void ServerLog::request_finished(const RequestRecord& record) noexcept
{
    std::array<char, 2048> line; // NOLINT: only what is written is read
    write(LogLevel::information, {line.data(), format_finished(record, line.data(), line.size())});
}

ServerLog& silent_log() noexcept { return silent; }

} // namespace kestrun::server
