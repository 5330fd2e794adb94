// What a check of a script reports.
#pragma once
#include <cstdint>
#include <string>

namespace kestrun::engine {

struct Finding
{
    enum class Kind : uint8_t
    {
        ParseError,
        Command,
        Parameter,
        Type,
        Member,
        Module,
    };
    std::string file;
    uint32_t line = 1;
    uint32_t column = 1; // in UTF-16 units, as PowerShell counts
    Kind kind = Kind::Command;
    std::string name;       // as written; for a parse error its ErrorId
    std::string message;    // a sentence with the name in it
    std::string suggestion; // the nearest name; empty when none is near
};

/// "command", "parse-error", ...
const char* kind_name(Finding::Kind kind);
/// `file:line:column: kind: message Did you mean 'x'?`
std::string finding_line(const Finding& finding);
/// A JSON object.
std::string finding_json(const Finding& finding);

} // namespace kestrun::engine
