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
/// No std::exception: those become errors that a script can catch, and this one ends the script that reads.
class BodyError
{
public:
    BodyError(int status, std::string message) : status_(status), message_(std::move(message)) {}
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const char* what() const noexcept { return message_.c_str(); }

private:
    int status_;
    std::string message_;
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
