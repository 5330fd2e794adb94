// A stable merge sort that stays within its range whatever the comparison answers: scripts supply comparisons, and std::sort's behaviour
// with an inconsistent one is undefined.
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace kestrun::value {

namespace detail {

template <typename T, typename Less>
void merge_sort(std::vector<T>& items, std::vector<T>& spare, size_t from, size_t to, Less& less)
{
    if (to - from <= 8) {
        for (size_t i = from + 1; i < to; ++i) {
            for (size_t j = i; j > from && less(items[j], items[j - 1]); --j) std::swap(items[j], items[j - 1]);
        }
        return;
    }
    const size_t middle = from + (to - from) / 2;
    merge_sort(items, spare, from, middle, less);
    merge_sort(items, spare, middle, to, less);
    if (!less(items[middle], items[middle - 1])) return; // in order already
    for (size_t i = from; i < to; ++i) spare[i] = std::move(items[i]);
    size_t left = from;
    size_t right = middle;
    for (size_t i = from; i < to; ++i) {
        const bool take_right = right < to && (left >= middle || less(spare[right], spare[left]));
        items[i] = std::move(spare[take_right ? right++ : left++]);
    }
}

} // namespace detail

/// less(a, b): a stands before b. Exceptions of less leave the items in some order (and some of them empty: work on a copy).
template <typename T, typename Less>
void stable_merge_sort(std::vector<T>& items, Less less)
{
    std::vector<T> spare(items.size());
    detail::merge_sort(items, spare, 0, items.size(), less);
}

} // namespace kestrun::value
