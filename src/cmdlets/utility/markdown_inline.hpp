// The inline part of Markdown: emphasis, code, links, images, breaks, entities (CommonMark sections 6.1 to 6.9).
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace kestrun::cmdlets {

struct MarkdownLink
{
    std::string url;
    std::string title;
};
/// Link reference definitions by label: lower case, blanks joined.
using MarkdownReferences = std::map<std::string, MarkdownLink>;

std::string markdown_label(std::string_view text);
/// Text of a paragraph, heading or cell as HTML.
std::string markdown_inline(std::string_view text, const MarkdownReferences& references);
/// & < > " as entities.
std::string html_escape(std::string_view text);
/// The HTML without its tags and entities: for ids and alternative texts.
std::string html_plain_text(std::string_view html);
/// url "title" or <url> 'title' from `at` on; moves `at` behind it. False when there is none.
bool markdown_destination(std::string_view text, size_t& at, MarkdownLink& link);

} // namespace kestrun::cmdlets
