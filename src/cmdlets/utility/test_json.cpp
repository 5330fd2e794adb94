// Test-Json: whether a text is JSON, and keeps to a schema.
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/json_schema.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PJson,
    PPath,
    PLiteral,
    PSchema,
    PSchemaFile,
    POptions,
    PFetch,
};
constexpr ParameterDef parameters[] = {
    {.name = "Json", .type = "string", .sets = "JsonString@0!|,JsonStringWithSchemaString@0!|,JsonStringWithSchemaFile@0!|"},
    {.name = "Path",
     .type = "string",
     .flags = P::FromPipelineByName,
     .sets = "JsonPath@0!,JsonPathWithSchemaString@0!,JsonPathWithSchemaFile@0!"},
    {.name = "LiteralPath",
     .type = "string",
     .flags = P::FromPipelineByName,
     .sets = "JsonLiteralPath@0!,JsonLiteralPathWithSchemaString@0!,JsonLiteralPathWithSchemaFile@0!",
     .aliases = "PSPath,LP"},
    {.name = "Schema",
     .type = "string",
     .flags = P::NotNullOrEmpty,
     .sets = "JsonStringWithSchemaString@1!,JsonLiteralPathWithSchemaString@1!,JsonPathWithSchemaString@1!"},
    {.name = "SchemaFile",
     .type = "string",
     .flags = P::NotNullOrEmpty,
     .sets = "JsonStringWithSchemaFile@1!,JsonLiteralPathWithSchemaFile@1!,JsonPathWithSchemaFile@1!"},
    {.name = "Options", .type = "string[]", .validate = "set:IgnoreComments,AllowTrailingCommas"},
    {.name = "FetchExternalReference", .type = "switch", .help = "Get schemas that a $ref names by http address."},
};

struct TestJson final : Cmdlet
{
    void begin() override
    {
        for (const std::string& option : texts(POptions))
            (equals_ci(option, "IgnoreComments") ? syntax_.comments : syntax_.trailing_commas) = true;
        if (has(PSchema)) read_schema(text(PSchema));
        if (!has(PSchemaFile)) return;
        const std::string file = context().resolve_path(text(PSchemaFile));
        int error = 0;
        const std::string content = decode_text(read_file(file, error));
        if (error)
            fail("JsonSchemaFileOpenFailure", "Can not open JSON schema file: " + file, ErrorCategory::OpenError, Value(file),
                 "System.Exception");
        read_schema(content);
    }

    void process() override
    {
        std::string json = text(PJson);
        if (has(PPath) || has(PLiteral)) {
            const std::string written = text(has(PPath) ? PPath : PLiteral);
            const std::string path = has(PLiteral) ? context().resolve_path(written) : first(written);
            int error = 0;
            if (!path.empty()) json = decode_text(read_file(path, error));
            if (path.empty() || error)
                fail("PathNotFound", "Cannot find path '" + written + "' because it does not exist.", ErrorCategory::ObjectNotFound,
                     Value(written), "System.Management.Automation.CmdletInvocationException");
        }
        const std::optional<JsonNode> document = parse_json_tree(json, syntax_);
        if (!document) {
            error("InvalidJson", "Cannot parse the JSON.");
            return write(Value(false));
        }
        write(Value(!schema_ || keeps(*document)));
    }

private:
    std::string first(const std::string& pattern) const
    {
        const std::vector<std::string> found = expand_path(context(), pattern);
        return found.empty() ? std::string() : found.front();
    }
    void error(const char* id, const std::string& message) { write_error(id, message, ErrorCategory::InvalidData, {}, "System.Exception"); }

    void read_schema(const std::string& content)
    {
        schema_ = parse_json_tree(content, {.comments = true, .trailing_commas = true});
        if (schema_ && is_json_schema(*schema_)) return;
        schema_.reset();
        error("InvalidJsonSchema", "Cannot parse the JSON schema.");
    }

    bool keeps(const JsonNode& document)
    {
        try {
            SchemaSource source;
            if (flag(PFetch)) source = [&](const std::string& url) { return fetch(url); };
            const SchemaResult result = validate_json(document, *schema_, source);
            for (const SchemaError& each : result.errors)
                error("InvalidJsonAgainstSchemaDetailed",
                      "The JSON is not valid with the schema: " + each.message + " at '" + each.location + "'");
            return result.valid;
        } catch (const UnresolvedSchema&) {
            error("UnresolvedJsonSchemaRef",
                  "The JSON schema contains a reference that could not be resolved. External schema references are not supported by "
                  "default, use the 'FetchExternalReference' parameter to enable it.");
            return false;
        }
    }
    std::optional<std::string> fetch(const std::string& url)
    {
        ScriptOptions options;
        options.named = {{"Uri", Value(url)}};
        try {
            return property_text(context().invoke_command("Invoke-WebRequest", options), "Content");
        } catch (const ScriptError&) {
            return std::nullopt;
        }
    }

    JsonSyntax syntax_;
    std::optional<JsonNode> schema_;
};

constexpr CmdletDef rows[] = {
    {.name = "Test-Json",
     .synopsis = "Tells whether a text is JSON and keeps to a schema.",
     .parameters = parameters,
     .make = make_cmdlet<TestJson>,
     .default_set = "JsonString",
     .output = "System.Boolean"},
};

} // namespace

constinit const CmdletTable test_json_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
