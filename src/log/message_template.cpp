#include "log/message_template.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>

namespace kestrun::log {

namespace {

// Letters outside ASCII are allowed everywhere; they are not looked at more closely.
bool is_name_char(char c) noexcept
{
    return base::ascii_is_letter(c) || base::ascii_is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Letters, digits, punctuation, blank and plus; not the symbols $ < = > ^ ` | ~.
bool is_format_char(char c) noexcept
{
    if (is_name_char(c) || c == ' ' || c == '+') return true;
    return std::string_view("!\"#%&'()*,-./:;?@[\\]{_").find(c) != std::string_view::npos;
}

bool is_hole_char(char c) noexcept { return is_format_char(c) || c == '$'; }

std::optional<int> parse_alignment(std::string_view text) noexcept
{
    int width = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
    if (error != std::errc{} || end != text.data() + text.size() || width == 0) return std::nullopt;
    // Wider than any line makes sense: a template from a script must not fill the memory.
    return std::clamp(width, -10'000, 10'000);
}

} // namespace

MessageTemplate::MessageTemplate(std::string_view text) : text_(text) { parse(); }

void MessageTemplate::parse()
{
    unescaped_.reserve(text_.size()); // never grows past this, so that views into it stay valid
    for (std::size_t at = 0; at < text_.size();) {
        const bool hole = text_[at] == '{' && !(at + 1 < text_.size() && text_[at + 1] == '{');
        at = hole ? parse_hole(at) : parse_text(at);
    }
    holes_ = static_cast<std::size_t>(std::count_if(tokens_.begin(), tokens_.end(), [](const TemplateToken& t) { return t.is_hole(); }));
    positional_ =
        holes_ > 0 && std::all_of(tokens_.begin(), tokens_.end(), [](const TemplateToken& t) { return !t.is_hole() || t.position >= 0; });
}

std::size_t MessageTemplate::parse_text(std::size_t at)
{
    const std::size_t start = unescaped_.size();
    while (at < text_.size()) {
        const char c = text_[at];
        const bool doubled = (c == '{' || c == '}') && at + 1 < text_.size() && text_[at + 1] == c;
        if (c == '{' && !doubled) break;
        unescaped_ += c;
        at += doubled ? 2 : 1;
    }
    TemplateToken token;
    token.text = std::string_view(unescaped_).substr(start);
    tokens_.push_back(token);
    return at;
}

std::size_t MessageTemplate::parse_hole(std::size_t at)
{
    const std::string_view text = text_;
    std::size_t end = at + 1;
    while (end < text.size() && is_hole_char(text[end])) ++end;
    TemplateToken token;
    if (end == text.size() || text[end] != '}') {
        token.text = text.substr(at, end - at);
        tokens_.push_back(token);
        return end;
    }
    if (!split_hole(token, text.substr(at + 1, end - at - 1))) token = TemplateToken{};
    token.text = text.substr(at, end + 1 - at);
    tokens_.push_back(token);
    return end + 1;
}

/// content := [ '@' | '$' ] name [ ',' alignment ] [ ':' format ]. False when it is none.
bool MessageTemplate::split_hole(TemplateToken& token, std::string_view content)
{
    const std::size_t colon = content.find(':');
    std::size_t comma = content.find(',');
    if (comma > colon) comma = std::string_view::npos; // belongs to the format
    std::string_view name = content.substr(0, std::min(colon, comma));
    if (colon != std::string_view::npos) token.format = content.substr(colon + 1);
    if (comma != std::string_view::npos) {
        const std::size_t from = comma + 1;
        const auto alignment = parse_alignment(content.substr(from, colon == std::string_view::npos ? colon : colon - from));
        if (!alignment) return false;
        token.alignment = *alignment;
    }
    if (!name.empty() && (name[0] == '@' || name[0] == '$')) {
        token.capture = name[0] == '@' ? Capture::Destructure : Capture::Stringify;
        name.remove_prefix(1);
    }
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_char)) return false;
    if (!std::all_of(token.format.begin(), token.format.end(), is_format_char)) return false;
    token.name = name;
    int position = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), position);
    if (error == std::errc{} && end == name.data() + name.size()) token.position = position;
    return true;
}

namespace {

void put(std::vector<Property>& properties, std::string_view name, PropertyValue value)
{
    for (Property& property : properties) {
        if (property.name == name) {
            property.value = std::move(value);
            return;
        }
    }
    properties.push_back({std::string(name), std::move(value)});
}

void put_surplus(std::vector<Property>& properties, std::size_t index, const Argument& argument)
{
    std::string name = "__";
    base::append_uint64(name, index);
    put(properties, name, argument.capture(Capture::Default));
}

} // namespace

void MessageTemplate::bind_positions(std::vector<Property>& properties, std::span<const Argument> arguments) const
{
    for (const TemplateToken& token : tokens_) {
        if (!token.is_hole() || static_cast<std::size_t>(token.position) >= arguments.size()) continue;
        put(properties, token.name, arguments[static_cast<std::size_t>(token.position)].capture(token.capture));
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool used = std::any_of(tokens_.begin(), tokens_.end(), [i](const TemplateToken& token) {
            return token.is_hole() && token.position >= 0 && static_cast<std::size_t>(token.position) == i;
        });
        if (!used) put_surplus(properties, i, arguments[i]);
    }
}

std::vector<Property> MessageTemplate::bind(std::span<const Argument> arguments) const
{
    std::vector<Property> properties;
    if (arguments.empty()) return properties;
    properties.reserve(arguments.size());
    if (positional_) {
        bind_positions(properties, arguments);
        return properties;
    }
    std::size_t next = 0;
    for (const TemplateToken& token : tokens_) {
        if (!token.is_hole() || next == arguments.size()) continue;
        put(properties, token.name, arguments[next++].capture(token.capture));
    }
    for (; next < arguments.size(); ++next) put_surplus(properties, next, arguments[next]);
    return properties;
}

std::shared_ptr<const MessageTemplate> message_template(std::string_view text)
{
    // A script may make its templates at run time ("Hello $name"): the cache is small and direct-mapped, and long texts stay out of it.
    constexpr std::size_t slots = 256;
    constexpr std::size_t longest = 2048;
    thread_local std::array<std::shared_ptr<const MessageTemplate>, slots> cache;
    if (text.size() > longest) return std::make_shared<const MessageTemplate>(text);
    auto& slot = cache[std::hash<std::string_view>{}(text) % slots];
    if (!slot || slot->text() != text) slot = std::make_shared<const MessageTemplate>(text);
    return slot;
}

} // namespace kestrun::log
