// The tokens of any text lie inside of it and in order.
#include "syntax/parser.hpp"
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace kestrun::syntax;
    const auto source = std::make_shared<const SourceText>(std::string(reinterpret_cast<const char*>(data), size));
    ParseOptions options;
    options.keep_tokens = true;
    const ParsedScript script = parse(source, options);
    uint32_t last = 0;
    for (const Token& token : script.tokens()) {
        if (token.extent.start < last || token.extent.end > source->text().size()) __builtin_trap();
        last = token.extent.start;
    }
    return 0;
}
