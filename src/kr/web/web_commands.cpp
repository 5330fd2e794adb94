// Invoke-WebRequest and Invoke-RestMethod.
#include "cmdlets/utility/json.hpp"
#include "kr/tables.hpp"
#include "kr/web/messages.hpp"
#include "kr/web/response_object.hpp"
#include "kr/web/web_command.hpp"
#include "value/array.hpp"
#include "value/xml.hpp"

namespace kestrun::kr {

namespace {

using W = WebParameter;

// --- Invoke-WebRequest ---

constexpr ParameterDef request_parameters[] = {WEB_PARAMETERS};
static_assert(std::size(request_parameters) == W::Count);

struct InvokeWebRequest final : WebCommand
{
    void receive(WebAnswer& answer) override
    {
        std::string body;
        Value file;
        if (has(W::OutFile)) {
            file = Value(out_path(answer));
            body = save(answer);
            if (!wants_output() && !resumed_whole()) return;
        } else {
            body = answer.read();
        }
        const http::ResponseHead& head = answer.response.head;
        const Value message = make_response_message(head, answer.request, {.bytes = body});
        write(make_response_object({head, answer.response.url, message, std::move(body), file}));
    }
};

// --- Invoke-RestMethod ---

enum : size_t
{
    RFollow = W::Count,
    RMaximumFollow,
    RHeadersVariable,
    RStatusVariable,
};
constexpr ParameterDef rest_parameters[] = {
    WEB_PARAMETERS,
    {.name = "FollowRelLink", .type = "switch", .aliases = "FL", .help = "Ask for the next pages too, which the Link field names."},
    {.name = "MaximumFollowRelLink", .type = "int", .aliases = "ML", .validate = "range:1,2147483647"},
    {.name = "ResponseHeadersVariable", .type = "string", .aliases = "RHV"},
    {.name = "StatusCodeVariable", .type = "string"},
};

std::optional<Value> as_xml(const std::string& text)
{
    const size_t start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string::npos || text[start] != '<') return std::nullopt;
    try {
        return value::parse_xml(text);
    } catch (const ScriptError&) {
        return std::nullopt;
    }
}
std::optional<Value> as_json(const std::string& text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return std::nullopt;
    try {
        return cmdlets::from_json(text);
    } catch (const ScriptError&) {
        return std::nullopt;
    }
}

bool is_json_type(std::string_view type)
{
    for (const char* known :
         {"application/json", "application/x-javascript", "application/javascript", "text/json", "text/javascript", "text/x-javascript"})
        if (cmdlets::starts_with_ci(type, known)) return true;
    return false;
}

/// The items of an RSS or Atom feed; nothing when the document is none.
std::optional<std::vector<value::XmlNode*>> feed_items(const Value& document)
{
    auto* object = document.as<value::XmlObject>();
    value::XmlNode* root = object ? object->document()->element() : nullptr;
    if (!root) return std::nullopt;
    const std::string name = cmdlets::lower(root->local_name());
    if (name != "rss" && name != "feed" && name != "rdf") return std::nullopt;
    value::XmlNode* holder = root;
    if (name == "rss") {
        for (value::XmlNode* child : root->children)
            if (child->name == "channel") holder = child;
    }
    std::vector<value::XmlNode*> items;
    for (value::XmlNode* child : holder->children)
        if (child->local_name() == (name == "feed" ? "entry" : "item")) items.push_back(child);
    return items;
}

struct InvokeRestMethod final : WebCommand
{
    void begin() override { pages_ = 0; }

    void receive(WebAnswer& answer) override
    {
        const http::ResponseHead& head = answer.response.head;
        if (has(RHeadersVariable)) context().set_variable(text(RHeadersVariable), response_headers(head.headers));
        if (has(RStatusVariable)) context().set_variable(text(RStatusVariable), Value(static_cast<int32_t>(head.status)));
        const std::string body = has(W::OutFile) ? save(answer) : answer.read();
        if (wants_output()) write_content(response_text(body, answer.content_type()), answer.content_type());
    }

    std::string next_page(const WebAnswer& answer) override
    {
        if (!flag(RFollow) || (has(RMaximumFollow) && ++pages_ >= number(RMaximumFollow))) return {};
        const auto links = relation_links(answer.response.head.headers, answer.response.url);
        const std::string next = value::to_text(links->get("next").value_or(Value()));
        if (!next.empty()) write_verbose("Following rel link " + next);
        return next;
    }

private:
    void write_content(const std::string& content, const std::string& type)
    {
        const bool json_first = is_json_type(type);
        std::optional<Value> result = json_first ? as_json(content) : as_xml(content);
        if (!result) result = json_first ? as_xml(content) : as_json(content);
        if (!result) return write(Value(content));
        if (const auto items = feed_items(*result)) {
            for (value::XmlNode* item : *items) write(value::xml_value(item));
            return;
        }
        write(*result);
    }
    int64_t pages_ = 0;
};

constexpr CmdletDef rows[] = {
    {.name = "Invoke-WebRequest",
     .synopsis = "Sends an HTTP request and gives the answer as an object.",
     .parameters = request_parameters,
     .make = make_cmdlet<InvokeWebRequest>,
     .aliases = "iwr",
     .default_set = "StandardMethod",
     .output = "Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject"},
    {.name = "Invoke-RestMethod",
     .synopsis = "Sends an HTTP request and gives the content of the answer: objects for JSON, a document for XML, text.",
     .parameters = rest_parameters,
     .make = make_cmdlet<InvokeRestMethod>,
     .aliases = "irm",
     .default_set = "StandardMethod"},
};

} // namespace

constinit const CmdletTable web_commands_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::kr
