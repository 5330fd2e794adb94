// JSON Schema (drafts 6 to 2020-12) for Test-Json: which rules a document breaks, in the words of PowerShell's errors.
#pragma once
#include "cmdlets/utility/json_tree.hpp"
#include <functional>
#include <stdexcept>

namespace kestrun::cmdlets {

struct SchemaError
{
    std::string message;
    std::string location; // JSON pointer into the document; empty: the whole
};
struct SchemaResult
{
    bool valid = true;
    std::vector<SchemaError> errors;
};

/// A $ref that leads nowhere.
class UnresolvedSchema : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Gives the text of another schema by its absolute address; nothing when it cannot be had.
using SchemaSource = std::function<std::optional<std::string>(const std::string& url)>;

/// False for what is no schema: neither an object nor a boolean, or with a keyword of a wrong kind.
bool is_json_schema(const JsonNode& schema);
/// Throws UnresolvedSchema. The errors are those of the schema itself and of its direct subschemas, as PowerShell reports them.
SchemaResult validate_json(const JsonNode& document, const JsonNode& schema, const SchemaSource& source = {});

} // namespace kestrun::cmdlets
