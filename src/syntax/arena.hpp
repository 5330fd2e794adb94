#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace kestrun::syntax {

/// Bump allocator of one parse. What it holds is trivially destructible and lives until the arena dies; the arena may be
/// moved, its contents do not.
class Arena
{
public:
    Arena() = default;
    Arena(Arena&& other) noexcept
        : blocks_(std::move(other.blocks_)), next_(std::exchange(other.next_, nullptr)), limit_(std::exchange(other.limit_, nullptr)),
          block_size_(other.block_size_), total_(std::exchange(other.total_, 0))
    {
    }
    Arena& operator=(Arena&& other) noexcept
    {
        blocks_ = std::move(other.blocks_);
        next_ = std::exchange(other.next_, nullptr);
        limit_ = std::exchange(other.limit_, nullptr);
        block_size_ = other.block_size_;
        total_ = std::exchange(other.total_, 0);
        return *this;
    }
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena() = default;

    void* allocate(std::size_t size, std::size_t alignment)
    {
        const auto address = reinterpret_cast<std::uintptr_t>(next_);
        const std::size_t padding = (alignment - address % alignment) % alignment;
        if (next_ == nullptr || static_cast<std::size_t>(limit_ - next_) < size + padding) return allocate_block(size, alignment);
        std::byte* result = next_ + padding;
        next_ = result + size;
        return result;
    }

    template <class T, class... Args>
    T* make(Args&&... args)
    {
        static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
        return ::new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
    }

    /// A copy of the bytes that lives as long as the arena.
    std::string_view copy(std::string_view text)
    {
        if (text.empty()) return {};
        auto* bytes = static_cast<char*>(allocate(text.size(), 1));
        std::memcpy(bytes, text.data(), text.size());
        return {bytes, text.size()};
    }

    template <class T>
    std::span<const T> copy(std::span<const T> items)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (items.empty()) return {};
        auto* result = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
        std::memcpy(static_cast<void*>(result), items.data(), items.size_bytes());
        return {result, items.size()};
    }
    template <class T>
    std::span<const T> copy(const std::vector<T>& items)
    {
        return copy(std::span<const T>(items));
    }

    /// Bytes taken from the system.
    std::size_t capacity() const { return total_; }

private:
    void* allocate_block(std::size_t size, std::size_t alignment)
    {
        const std::size_t wanted = size + alignment;
        const std::size_t block = wanted > block_size_ ? wanted : block_size_;
        blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
        total_ += block;
        next_ = blocks_.back().get();
        limit_ = next_ + block;
        if (block_size_ < max_block) block_size_ *= 2;
        return allocate(size, alignment);
    }

    static constexpr std::size_t first_block = 4096;
    static constexpr std::size_t max_block = std::size_t{1} << 18;

    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    std::byte* next_ = nullptr;
    std::byte* limit_ = nullptr;
    std::size_t block_size_ = first_block;
    std::size_t total_ = 0;
};

} // namespace kestrun::syntax
