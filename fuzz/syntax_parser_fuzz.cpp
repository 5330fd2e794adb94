// Any bytes are a script: parse() must end in time linear in their number, with a tree and errors, and never fail.
#include "syntax/parser.hpp"
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace kestrun::syntax;
    const auto source = std::make_shared<const SourceText>(std::string(reinterpret_cast<const char*>(data), size));
    const ParsedScript script = parse(source);
    if (script.root() == nullptr) __builtin_trap();
    for (const ParseError& error : script.errors()) {
        // PowerShell points past the end of a text that breaks off after a backtick, and so do we.
        if (error.extent.end > source->text().size() + 2 || error.extent.start > error.extent.end) __builtin_trap();
        source->position(error.extent.start);
    }
    return 0;
}
