#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace kestrun::http {

/// Bump storage for text that lives as long as one message: `copy` is a pointer step, `clear` keeps the first block, so a connection that
/// is reused for the next request allocates nothing. Views it gave out die at `clear`; they survive a move of the store. Not for several
/// threads.
class TextStore
{
public:
    TextStore() = default;
    TextStore(TextStore&& other) noexcept;
    TextStore& operator=(TextStore&& other) noexcept;
    TextStore(const TextStore&) = delete;
    TextStore& operator=(const TextStore&) = delete;
    ~TextStore() = default;

    /// `size` bytes, unaligned, uninitialised.
    [[nodiscard]] char* allocate(std::size_t size);
    [[nodiscard]] std::string_view copy(std::string_view text);
    /// Forgets everything; keeps one block of at most `keep_at_most` bytes for the next message.
    void clear(std::size_t keep_at_most = 16 * 1024) noexcept;
    /// Bytes held, used or not.
    [[nodiscard]] std::size_t capacity() const noexcept;

private:
    struct Block
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    std::vector<Block> blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

} // namespace kestrun::http
