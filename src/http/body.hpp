#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kestrun::http {

/// A body that could not be read. `status` is what a server answers it with: 400 malformed, 408 too slow, 413 too large; a client that went
/// away is reported as 400.
class BodyError : public std::runtime_error
{
public:
    BodyError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
    [[nodiscard]] int status() const noexcept { return status_; }

private:
    int status_;
};

/// Bytes pulled piece by piece: a request's body on the server, a response's on the client, and what is sent by either. Nothing reads ahead
/// of the one who pulls, so memory does not grow with the body. Runs on the fiber that owns the connection; not for several threads.
class BodyReader
{
public:
    BodyReader() = default;
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;
    virtual ~BodyReader() = default;

    /// Fills the front of `into` with at least one byte and returns how many; 0 at the end. Waits (suspends the fiber) for bytes.
    /// Throws BodyError.
    virtual std::size_t read(std::span<char> into) = 0;

    /// Length of the whole body when it is known beforehand.
    [[nodiscard]] virtual std::optional<std::uint64_t> length() const { return std::nullopt; }

    /// Everything that is left. Throws BodyError 413 when it is more than `limit` bytes.
    [[nodiscard]] std::string read_all(std::uint64_t limit = UINT64_MAX);
};

/// A body from text that lives elsewhere or, when given as a string, here.
class TextBody final : public BodyReader
{
public:
    explicit TextBody(std::string text) : own_(std::move(text)), left_(own_), size_(own_.size()) {}
    std::size_t read(std::span<char> into) override;
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return size_; }

private:
    std::string own_;
    std::string_view left_;
    std::uint64_t size_;
};

/// No bytes.
class EmptyBody final : public BodyReader
{
public:
    std::size_t read(std::span<char>) override { return 0; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return 0; }
};

} // namespace kestrun::http
