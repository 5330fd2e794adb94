#include "http/text_store.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kestrun::http {

namespace {
constexpr std::size_t first_block = 1024;
constexpr std::size_t largest_step = 256 * 1024;
} // namespace

TextStore::TextStore(TextStore&& other) noexcept
    : blocks_(std::move(other.blocks_)), next_(std::exchange(other.next_, nullptr)), left_(std::exchange(other.left_, 0))
{
    other.blocks_.clear();
}

TextStore& TextStore::operator=(TextStore&& other) noexcept
{
    if (this != &other) {
        blocks_ = std::move(other.blocks_);
        other.blocks_.clear();
        next_ = std::exchange(other.next_, nullptr);
        left_ = std::exchange(other.left_, 0);
    }
    return *this;
}

char* TextStore::allocate(std::size_t size)
{
    if (size > left_) {
        const std::size_t grown = blocks_.empty() ? first_block : std::min(blocks_.back().size * 2, largest_step);
        const std::size_t block = std::max(size, grown);
        blocks_.push_back({std::make_unique_for_overwrite<char[]>(block), block});
        next_ = blocks_.back().bytes.get();
        left_ = block;
    }
    char* const at = next_;
    next_ += size;
    left_ -= size;
    return at;
}

std::string_view TextStore::copy(std::string_view text)
{
    if (text.empty()) return {};
    char* const at = allocate(text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
}

void TextStore::clear(std::size_t keep_at_most) noexcept
{
    // The largest block that may stay is the best one to keep: the next message is most often as large as this one.
    std::size_t best = blocks_.size();
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        if (blocks_[i].size <= keep_at_most && (best == blocks_.size() || blocks_[i].size > blocks_[best].size)) best = i;
    if (best == blocks_.size()) {
        blocks_.clear();
        next_ = nullptr;
        left_ = 0;
        return;
    }
    if (best != 0) std::swap(blocks_[0], blocks_[best]);
    blocks_.erase(blocks_.begin() + 1, blocks_.end());
    next_ = blocks_[0].bytes.get();
    left_ = blocks_[0].size;
}

std::size_t TextStore::capacity() const noexcept
{
    std::size_t sum = 0;
    for (const Block& block : blocks_) sum += block.size;
    return sum;
}

} // namespace kestrun::http
