// multipart/form-data (RFC 7578) as Invoke-WebRequest -Form sends it.
#pragma once
#include "http/body.hpp"
#include "kr/support.hpp"
#include "value/dictionary.hpp"

namespace kestrun::kr {

/// Values of the form become parts: text, a part for each element of a collection, and for a FileInfo the file's content, which is read
/// as it is sent.
class FormBody final : public http::BodyReader
{
public:
    explicit FormBody(const value::Dictionary& form);
    std::size_t read(std::span<char> into) override;
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    /// Value of the Content-Type field.
    [[nodiscard]] std::string content_type() const { return "multipart/form-data; boundary=\"" + boundary_ + "\""; }

private:
    void add(const std::string& name, const Value& item, bool nested);
    void add_file(const std::string& name, const std::string& path, std::string_view file_name);
    void add_piece(std::unique_ptr<http::BodyReader> piece);
    void begin_part();

    std::string boundary_;
    std::string text_; // not yet a piece
    std::vector<std::unique_ptr<http::BodyReader>> pieces_;
    size_t at_ = 0;
    uint64_t length_ = 0;
};

} // namespace kestrun::kr
