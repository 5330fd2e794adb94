// JSON as PowerShell writes and reads it; used by ConvertTo-Json, ConvertFrom-Json and JSON responses.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

enum class JsonEscape : unsigned char
{
    Default,
    NonAscii,
    Html
};

struct JsonOptions
{
    int depth = 2; // levels of objects and arrays below the outermost; deeper ones are written as their text
    bool compress = false;
    bool enums_as_strings = false;
    JsonEscape escape = JsonEscape::Default;
};

/// Text without a line end behind it. *truncated: something was deeper than `depth`. Throws ScriptError when a getter or a key fails.
std::string to_json(const Value& value, const JsonOptions& options, bool* truncated = nullptr);

enum class JsonDates : unsigned char
{
    Default, // DateTime: UTC with Z, local with an offset, else unspecified
    Local,
    Utc,
    Offset, // DateTimeOffset
    String
};

struct FromJsonOptions
{
    int depth = 1024;
    bool as_hashtable = false;
    JsonDates dates = JsonDates::Default;
};

/// Reads one JSON text: objects become custom objects (or ordered hashtables), arrays object[], integers long or BigInteger, other numbers
/// double. Comments, trailing commas and single quotes are allowed, as in PowerShell. Text without anything gives null.
/// Throws ScriptError: ArgumentException for bad text, InvalidOperationException for keys an object cannot hold.
Value from_json(std::string_view text, const FromJsonOptions& options = {});

/// A date as JSON has it ("2024-05-06T07:08:09Z"); nothing for other texts.
std::optional<Value> json_date(std::string_view text, JsonDates kind);

} // namespace kestrun::cmdlets
