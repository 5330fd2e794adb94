#pragma once
// Message templates (messagetemplates.org): text with named holes. A template is parsed once per thread and distinct text.
//
//   template  := { text | hole }
//   hole      := '{' [ '@' | '$' ] name [ ',' alignment ] [ ':' format ] '}'
//   name      := ( letter | digit | '_' )+           a number is a position
//   alignment := [ '-' ] digit+                      not zero; '-' pads on the right
//   text      := any; '{{' and '}}' stand for one brace
// What looks like a hole and is none ("{ }", "{a b}", "{x" at the end) is text.

#include "log/property_value.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::log {

struct TemplateToken
{
    std::string_view text;   // of a text token, unescaped; of a hole, its source with braces
    std::string_view name;   // empty for text
    std::string_view format; // may be empty
    int alignment = 0;       // 0: none, negative: pad on the right
    int position = -1;       // of a hole whose name is a number
    Capture capture = Capture::Default;

    bool is_hole() const noexcept { return !name.empty(); }
};

class MessageTemplate
{
public:
    explicit MessageTemplate(std::string_view text);
    MessageTemplate(const MessageTemplate&) = delete;
    MessageTemplate& operator=(const MessageTemplate&) = delete;

    const std::string& text() const noexcept { return text_; }
    std::span<const TemplateToken> tokens() const noexcept { return tokens_; }
    /// All holes are positions ({0} {1}); otherwise arguments fill the holes in order, whatever their names.
    bool positional() const noexcept { return positional_; }
    std::size_t hole_count() const noexcept { return holes_; }

    /// Pairs arguments with holes. An argument without a hole is kept as "__1" (its index); a hole without one stays empty.
    /// The last of two holes with one name wins.
    std::vector<Property> bind(std::span<const Argument> arguments) const;

private:
    void parse();
    std::size_t parse_text(std::size_t at);
    std::size_t parse_hole(std::size_t at);
    static bool split_hole(TemplateToken& token, std::string_view content);
    void bind_positions(std::vector<Property>& properties, std::span<const Argument> arguments) const;

    std::string text_;
    std::string unescaped_; // text tokens that contained '{{' or '}}'
    std::vector<TemplateToken> tokens_;
    std::size_t holes_ = 0;
    bool positional_ = false;
};

/// The parsed template of a text, from this thread's cache.
std::shared_ptr<const MessageTemplate> message_template(std::string_view text);

} // namespace kestrun::log
