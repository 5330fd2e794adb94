#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace kestrun::http {

/// Contiguous bytes with a reading end and a writing end. Memory is allocated at first use. Growing or compacting moves the bytes: views
/// into `readable()` die at each call of `writable`, `append` and `reserve` that has to.
class ByteBuffer
{
public:
    [[nodiscard]] std::string_view readable() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// Drops bytes at the reading end.
    void consume(std::size_t count) noexcept;
    /// Room for at least `least` bytes at the writing end. `moved` (when given) tells whether the readable bytes changed their place.
    [[nodiscard]] std::span<char> writable(std::size_t least, bool* moved = nullptr);
    /// The first `count` bytes of the room were filled.
    void produced(std::size_t count) noexcept { end_ += count; }
    void append(std::string_view text);
    void clear() noexcept { begin_ = end_ = 0; }
    /// Empty, and gives back the memory when it is larger than `keep`.
    void release(std::size_t keep) noexcept;

private:
    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace kestrun::http
