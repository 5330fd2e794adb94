#include "kr/web/form_body.hpp"
#include "http/ascii.hpp"
#include "http/url.hpp"
#include "kr/web/body_files.hpp"
#include "value/base64.hpp"
#include "value/file_info.hpp"
#include "value/guid.hpp"
#include <algorithm>

namespace kestrun::kr {

namespace {

/// A parameter of Content-Disposition as .NET writes it: a token as it is, other texts quoted, non-ASCII ones as an encoded word.
std::string parameter_text(std::string_view text)
{
    if (http::is_token(text)) return std::string(text);
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return "\"=?utf-8?B?" + value::base64_encode(text) + "?=\"";
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\r' || c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

} // namespace

FormBody::FormBody(const value::Dictionary& form) : boundary_(value::Guid::random().text())
{
    for (const auto& entry : form.snapshot()) add(value::to_text(entry.key), entry.value, false);
    text_ += (pieces_.empty() && text_.empty() ? "--" + boundary_ + "\r\n" : "") + "\r\n--" + boundary_ + "--\r\n";
    add_piece({});
}

void FormBody::begin_part()
{
    if (length_ > 0 || !text_.empty()) text_ += "\r\n";
    text_ += "--" + boundary_ + "\r\n";
}

void FormBody::add(const std::string& name, const Value& item, bool nested)
{
    if (const auto* file = item.as<value::FileSystemInfo>()) {
        add_file(name, file->full_name(), file->name());
        return;
    }
    if (!nested && !item.is_string() && value::is_enumerable(item)) {
        for (const Value& element : value::elements(item)) add(name, element, true);
        return;
    }
    begin_part();
    text_ += "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=" + parameter_text(name) + "\r\n\r\n" +
             value::to_text(item);
}

void FormBody::add_file(const std::string& name, const std::string& path, std::string_view file_name)
{
    begin_part();
    text_ += "Content-Disposition: form-data; name=" + parameter_text(name) + "; filename=" + parameter_text(file_name) +
             "; filename*=utf-8''" + http::percent_encode(file_name) + "\r\nContent-Type: application/octet-stream\r\n\r\n";
    add_piece(open_file_body(path));
}

void FormBody::add_piece(std::unique_ptr<http::BodyReader> piece)
{
    for (auto& each : {std::exchange(text_, std::string())}) {
        length_ += each.size();
        pieces_.push_back(std::make_unique<http::TextBody>(each));
    }
    if (!piece) return;
    length_ += piece->length().value_or(0);
    pieces_.push_back(std::move(piece));
}

std::size_t FormBody::read(std::span<char> into)
{
    for (; at_ < pieces_.size(); ++at_) {
        if (const size_t count = pieces_[at_]->read(into)) return count;
    }
    return 0;
}

} // namespace kestrun::kr
