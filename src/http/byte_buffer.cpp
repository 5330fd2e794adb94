#include "http/byte_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace kestrun::http {

namespace {
constexpr std::size_t first_capacity = 4096;
}

void ByteBuffer::consume(std::size_t count) noexcept
{
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

std::span<char> ByteBuffer::writable(std::size_t least, bool* moved)
{
    if (moved != nullptr) *moved = false;
    if (capacity_ - end_ >= least) return {data_.get() + end_, capacity_ - end_};
    if (moved != nullptr) *moved = begin_ != end_;
    const std::size_t used = end_ - begin_;
    // Compacting pays when it frees at least half of the memory; else the bytes would be moved again and again.
    if (capacity_ - used >= least && used <= capacity_ / 2) {
        if (used != 0) std::memmove(data_.get(), data_.get() + begin_, used);
    } else {
        const std::size_t grown = std::max({first_capacity, capacity_ * 2, used + least});
        auto larger = std::make_unique_for_overwrite<char[]>(grown);
        if (used != 0) std::memcpy(larger.get(), data_.get() + begin_, used);
        data_ = std::move(larger);
        capacity_ = grown;
    }
    begin_ = 0;
    end_ = used;
    return {data_.get() + end_, capacity_ - end_};
}

void ByteBuffer::append(std::string_view text)
{
    if (text.empty()) return;
    const std::span<char> room = writable(text.size());
    std::memcpy(room.data(), text.data(), text.size());
    end_ += text.size();
}

void ByteBuffer::release(std::size_t keep) noexcept
{
    clear();
    if (capacity_ > keep) {
        data_.reset();
        capacity_ = 0;
    }
}

} // namespace kestrun::http
