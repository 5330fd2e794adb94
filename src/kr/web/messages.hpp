// System.Net.Http's request and response messages, as errors and responses of the web commands carry them.
#pragma once
#include "http/client.hpp"
#include "kr/support.hpp"
#include "value/members.hpp"

namespace kestrun::kr {

/// Fields of a message by name without case, in order; enumerates as KeyValuePair[string, IEnumerable[string]].
class HttpHeadersObject final : public value::Object, public value::Enumerable, public value::Textual
{
public:
    using Entry = std::pair<std::string, std::vector<std::string>>;
    explicit HttpHeadersObject(const value::Type& type) : type_(&type) {}
    const value::Type& type() const override { return *type_; }
    std::unique_ptr<value::Enumerator> enumerate() const override;
    std::string text() const override;
    void add(std::string_view name, std::string_view value);
    const Entry* find(std::string_view name) const;
    const std::vector<Entry>& entries() const { return entries_; }

private:
    const value::Type* type_;
    std::vector<Entry> entries_;
};

/// True for fields that .NET keeps with the content: Content-Type, Content-Length, Allow, Expires, ...
bool is_content_field(std::string_view name);

/// What was sent. `content`: the name of the class that .NET would have used, "<null>" without content.
Value make_request_message(std::string_view method, std::string_view url, const http::Headers& headers, std::string_view content);

struct MessageContent
{
    std::string bytes;
    bool available = true; // false: it went into a file
};
Value make_response_message(const http::ResponseHead& head, const Value& request, MessageContent content);

/// HttpStatusCode as text: "NotFound", "418" for one without a name.
std::string status_name(int status);

std::span<const value::TypeDef> message_types();

} // namespace kestrun::kr
