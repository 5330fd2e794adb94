// Get-KrRequestQuery, Get-KrRequestHeader, Get-KrRequestCookie, Get-KrRequestRouteParam, Get-KrRequestForm, Get-KrRequestBody.
#include "cmdlets/utility/json.hpp"
#include "http/cookie.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"
#include "kr/context_object.hpp"
#include "kr/tables.hpp"

namespace kestrun::kr {

namespace {

using OptionalText = std::optional<std::string>;

void add_joined(OptionalText& all, std::string_view text)
{
    if (all)
        *all += ',';
    else
        all.emplace();
    *all += text;
}

/// Names of a query are compared with case.
OptionalText query_value(RouteState& state, std::string_view name)
{
    OptionalText found;
    for (const auto& [key, text] : http::parse_query(state.request.request().query))
        if (key == name) add_joined(found, text);
    return found;
}

OptionalText header_value(RouteState& state, std::string_view name)
{
    const http::Headers& headers = state.request.request().headers;
    if (!headers.contains(name)) return {};
    return headers.joined(name, ",");
}

OptionalText cookie_value(RouteState& state, std::string_view name)
{
    for (const http::HeaderField& field : state.request.request().headers) {
        if (field.id != http::HeaderId::cookie) continue;
        for (auto& [key, text] : http::parse_cookies(field.value))
            if (key == name) return std::move(text);
    }
    return {};
}

OptionalText route_value(RouteState& state, std::string_view name)
{
    const auto found = state.request.values().get(name);
    return found ? OptionalText(*found) : OptionalText();
}

enum : size_t
{
    PName,
    PInt,
    PBool,
    PDouble,
    PString,
    PThrow,
};
constexpr ParameterDef parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory},
    {.name = "AsInt", .type = "switch", .sets = "Int", .help = "0 when it is missing."},
    {.name = "AsBool", .type = "switch", .sets = "Bool", .aliases = "AsBoolean", .help = "True for any text that is not empty."},
    {.name = "AsDouble", .type = "switch", .sets = "Double", .help = "0 when it is missing."},
    {.name = "AsString", .type = "switch", .sets = "String"},
    {.name = "ThrowIfMissing", .type = "switch"},
};

using Find = OptionalText (*)(RouteState&, std::string_view);

template <Find find>
struct GetOne final : KrCmdlet
{
    void process() override
    {
        RouteState* state = require_route(invocation_name());
        if (!state) return;
        const OptionalText found = find(*state, text(PName));
        if (!found && flag(PThrow))
            fail_script("MissingRequestValue", "The request has no " + std::string(kind()) + " '" + text(PName) + "'.",
                        ErrorCategory::ObjectNotFound, arg(PName), "System.ArgumentException");
        const Value value = found ? Value(*found) : Value();
        if (flag(PInt))
            write(value::convert(value, value::types::int32()));
        else if (flag(PBool))
            write(Value(value::to_bool(value)));
        else if (flag(PDouble))
            write(value::convert(value, value::types::real()));
        else
            write(value);
    }

private:
    static std::string_view invocation_name()
    {
        if constexpr (find == query_value)
            return "Get-KrRequestQuery";
        else if constexpr (find == header_value)
            return "Get-KrRequestHeader";
        else if constexpr (find == cookie_value)
            return "Get-KrRequestCookie";
        else
            return "Get-KrRequestRouteParam";
    }
    static std::string_view kind()
    {
        if constexpr (find == query_value)
            return "query parameter";
        else if constexpr (find == header_value)
            return "header";
        else if constexpr (find == cookie_value)
            return "cookie";
        else
            return "route parameter";
    }
};

struct GetForm final : KrCmdlet
{
    void process() override
    {
        RouteState* state = require_route("Get-KrRequestForm");
        if (!state) return;
        const auto type = http::parse_media_type(state->request.request().content_type());
        if (!type || !type->is("application/x-www-form-urlencoded")) return write(Value());
        if (!state->context) state->context = value::make<ContextObject>(*state);
        write(state->context->request()->form());
    }
};

// --- Get-KrRequestBody ---

enum : size_t
{
    BRaw,
    BType,
};
constexpr ParameterDef body_parameters[] = {
    {.name = "Raw", .type = "switch", .help = "The text as it came."},
    {.name = "Type", .type = "type", .help = "What the parsed body is converted to."},
};
struct GetBody final : KrCmdlet
{
    void process() override
    {
        RouteState* state = require_route("Get-KrRequestBody");
        if (!state) return;
        const std::string& bytes = state->read_body();
        if (flag(BRaw)) return write(Value(base::well_formed_utf8(bytes)));
        const Value parsed = parse(*state, bytes);
        if (!has(BType)) return write(parsed);
        if (const auto* type = arg(BType).as<value::Type>()) write(value::convert(parsed, *type));
    }

private:
    /// By the media type, whatever its parameters are.
    static Value parse(RouteState& state, const std::string& bytes)
    {
        const auto type = http::parse_media_type(state.request.request().content_type());
        const std::string text = base::well_formed_utf8(bytes);
        if (!type) return Value(text);
        if (type->is("application/json") || equals_ci(type->suffix(), "json")) {
            if (cmdlets::trim(text).empty()) return {};
            cmdlets::FromJsonOptions options;
            options.as_hashtable = true;
            return cmdlets::from_json(text, options);
        }
        if (type->is("application/x-www-form-urlencoded")) {
            Ref<value::Dictionary> table = make_string_dictionary(true);
            for (const auto& [name, part] : http::parse_query(text)) {
                const auto before = table->get(name);
                table->set(name, before ? Value(value::to_text(*before) + "," + part) : Value(part));
            }
            return Value(table);
        }
        if (type->is("application/xml") || type->is("text/xml") || equals_ci(type->suffix(), "xml"))
            return value::convert(Value(text), value::types::xml_document());
        return Value(text);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-KrRequestQuery",
     .synopsis = "Gives a parameter of the request's query; repeated ones are joined by commas.",
     .parameters = parameters,
     .make = make_cmdlet<GetOne<query_value>>,
     .default_set = "Default",
     .class_name = "Get-KrRequestQuery",
     .flags = C::Route},
    {.name = "Get-KrRequestHeader",
     .synopsis = "Gives a header of the request.",
     .parameters = parameters,
     .make = make_cmdlet<GetOne<header_value>>,
     .default_set = "Default",
     .class_name = "Get-KrRequestHeader",
     .flags = C::Route},
    {.name = "Get-KrRequestCookie",
     .synopsis = "Gives a cookie of the request.",
     .parameters = parameters,
     .make = make_cmdlet<GetOne<cookie_value>>,
     .default_set = "Default",
     .class_name = "Get-KrRequestCookie",
     .flags = C::Route},
    {.name = "Get-KrRequestRouteParam",
     .synopsis = "Gives what the path has for a parameter of the route.",
     .parameters = parameters,
     .make = make_cmdlet<GetOne<route_value>>,
     .default_set = "Default",
     .class_name = "Get-KrRequestRouteParam",
     .flags = C::Route},
    {.name = "Get-KrRequestForm",
     .synopsis = "Gives the fields of an urlencoded form; null for other requests.",
     .make = make_cmdlet<GetForm>,
     .class_name = "Get-KrRequestForm",
     .flags = C::Route},
    {.name = "Get-KrRequestBody",
     .synopsis = "Gives the request's body, parsed by its type: JSON and forms as hashtables, XML as a document, else text.",
     .parameters = body_parameters,
     .make = make_cmdlet<GetBody>,
     .class_name = "Get-KrRequestBody",
     .flags = C::Route},
};

} // namespace

constinit const CmdletTable request_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
