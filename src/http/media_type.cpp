#include "http/media_type.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>

namespace kestrun::http {

namespace {

std::string_view unquote(std::string_view text) noexcept
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

/// weight = OWS ";" OWS "q=" qvalue; qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
std::optional<int> parse_quality(std::string_view text) noexcept
{
    if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    int quality = (text[0] - '0') * 1000;
    if (text.size() > 1) {
        if (text[1] != '.' || text.size() > 5) return std::nullopt;
        int scale = 100;
        for (const char c : text.substr(2)) {
            if (!is_class(c, byte_class::digit)) return std::nullopt;
            quality += (c - '0') * scale;
            scale /= 10;
        }
    }
    return quality > 1000 ? std::nullopt : std::optional<int>(quality);
}

/// How exactly a range names a type: 0 no match, 1 `*/*`, 2 `type/*`, 3 the type itself.
int specificity(const MediaType& range, const MediaType& type) noexcept
{
    if (range.type == "*") return range.subtype == "*" ? 1 : 0;
    if (!iequals(range.type, type.type)) return 0;
    if (range.subtype == "*") return 2;
    return iequals(range.subtype, type.subtype) ? 3 : 0;
}

} // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view name) const noexcept
{
    std::optional<std::string_view> value;
    for_each_list_member(
        parameters,
        [&](std::string_view member) {
            const std::size_t equals = member.find('=');
            if (!value && equals != std::string_view::npos && iequals(trim_ows(member.substr(0, equals)), name))
                value = unquote(trim_ows(member.substr(equals + 1)));
        },
        ';');
    return value;
}

bool MediaType::is(std::string_view essence_text) const noexcept { return iequals(essence, essence_text); }

std::string_view MediaType::suffix() const noexcept
{
    const std::size_t plus = subtype.rfind('+');
    return plus == std::string_view::npos ? std::string_view{} : subtype.substr(plus + 1);
}

std::optional<MediaType> parse_media_type(std::string_view text) noexcept
{
    text = trim_ows(text);
    const std::size_t semicolon = text.find(';');
    MediaType type;
    type.essence = trim_ows(text.substr(0, semicolon));
    if (semicolon != std::string_view::npos) type.parameters = text.substr(semicolon);
    const std::size_t slash = type.essence.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    type.type = type.essence.substr(0, slash);
    type.subtype = type.essence.substr(slash + 1);
    if (!is_token(type.type) || !is_token(type.subtype)) return std::nullopt;
    return type;
}

bool is_textual(std::string_view content_type) noexcept
{
    static constexpr std::array<std::string_view, 10> textual{"application/json",
                                                              "application/xml",
                                                              "application/yaml",
                                                              "application/x-yaml",
                                                              "application/javascript",
                                                              "application/ecmascript",
                                                              "application/x-www-form-urlencoded",
                                                              "application/graphql",
                                                              "application/toml",
                                                              "application/sql"};
    const auto type = parse_media_type(content_type);
    if (!type) return false;
    if (iequals(type->type, "text")) return true;
    const std::string_view suffix = type->suffix();
    if (iequals(suffix, "json") || iequals(suffix, "xml") || iequals(suffix, "yaml")) return true;
    return std::any_of(textual.begin(), textual.end(), [&](std::string_view known) { return type->is(known); });
}

std::string with_charset(std::string_view content_type)
{
    std::string text(content_type);
    const auto type = parse_media_type(content_type);
    if (type && is_textual(content_type) && !type->parameter("charset")) text += "; charset=utf-8";
    return text;
}

std::vector<AcceptRange> parse_accept(std::string_view accept)
{
    std::vector<AcceptRange> ranges;
    for_each_list_member(accept, [&](std::string_view member) {
        const auto range = parse_media_type(member);
        if (!range) return;
        const auto q = range->parameter("q");
        const std::optional<int> quality = q ? parse_quality(*q) : 1000;
        if (quality && *quality > 0) ranges.push_back({*range, *quality});
    });
    std::stable_sort(ranges.begin(), ranges.end(), [](const AcceptRange& a, const AcceptRange& b) { return a.quality > b.quality; });
    return ranges;
}

std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offered)
{
    if (offered.empty()) return std::nullopt;
    if (trim_ows(accept).empty()) return 0;
    std::optional<std::size_t> best;
    int best_quality = 0;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const auto type = parse_media_type(offered[i]);
        if (!type) continue;
        int closest = 0;
        int quality = 0;
        for_each_list_member(accept, [&](std::string_view member) {
            const auto range = parse_media_type(member);
            if (!range) return;
            const int match = specificity(*range, *type);
            if (match <= closest) return;
            closest = match;
            const auto q = range->parameter("q");
            quality = q ? parse_quality(*q).value_or(0) : 1000;
        });
        if (quality > best_quality) {
            best = i;
            best_quality = quality;
        }
    }
    return best;
}

int token_quality(std::string_view field, std::string_view token)
{
    std::optional<int> exact;
    std::optional<int> any;
    for_each_list_member(field, [&](std::string_view member) {
        const std::size_t semicolon = member.find(';');
        const std::string_view name = trim_ows(member.substr(0, semicolon));
        int quality = 1000;
        if (semicolon != std::string_view::npos) {
            const std::string_view weight = trim_ows(member.substr(semicolon + 1));
            quality = istarts_with(weight, "q=") ? parse_quality(weight.substr(2)).value_or(0) : 0;
        }
        if (iequals(name, token) && !exact) exact = quality;
        if (name == "*" && !any) any = quality;
    });
    return exact.value_or(any.value_or(0));
}

} // namespace kestrun::http
