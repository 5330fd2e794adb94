#pragma once

#include "syntax/error_id.hpp"
#include "syntax/source.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace kestrun::syntax {

struct ParseError
{
    /// PowerShell's own ErrorId; lives for ever.
    std::string_view error_id;
    /// PowerShell's own English text.
    std::string message;
    /// May start one byte past the end of the text, as PowerShell's extents of the end of input do.
    Extent extent;
    /// More input could make the text valid: an interactive shell asks for another line.
    bool incomplete_input = false;
};

/// The errors of one parse, in the order they were found. What is found twice is kept once: the lexer reads some text
/// again in another mode.
class Diagnostics
{
public:
    void report(ErrorId id, Extent extent, std::initializer_list<std::string_view> arguments = {}, bool incomplete_input = false);

    bool empty() const { return errors_.empty(); }
    std::size_t size() const { return errors_.size(); }
    std::vector<ParseError> take() { return std::move(errors_); }

private:
    struct Key
    {
        ErrorId id;
        Extent extent;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash
    {
        std::size_t operator()(const Key& key) const
        {
            return (static_cast<std::size_t>(key.extent.start) * 0x9E3779B97F4A7C15U) ^ (static_cast<std::size_t>(key.extent.end) << 8) ^
                   static_cast<std::size_t>(key.id);
        }
    };

    std::vector<ParseError> errors_;
    std::unordered_set<Key, KeyHash> seen_;
};

} // namespace kestrun::syntax
