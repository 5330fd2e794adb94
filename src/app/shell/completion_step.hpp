// What Tab does with the completions that were found, whoever edits the line.
#pragma once
#include "app/shell/line_editor.hpp"

namespace kestrun::app {

/// Characters of UTF-8 text.
size_t characters(std::string_view text);

struct CompletionStep
{
    enum class Kind
    {
        Nothing, // there are none
        Done,    // the word is complete as it stands
        Replace, // the word, from the completion's index to the cursor, becomes `text`
        List,    // they have no more in common than what is typed: show them
    };
    Kind kind = Kind::Nothing;
    std::string text = {};
};
CompletionStep completion_step(const EditCompletion& completion, std::string_view before_cursor);

/// The first 200 in columns that fit into `width` characters; each line ends with "\n".
std::string completion_list(const std::vector<EditCompletion::Item>& items, size_t width);

} // namespace kestrun::app
