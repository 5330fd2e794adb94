// The check of scripts takes any text: no crash, no hang, whatever the tree.
#include "engine/check/checker.hpp"
#include "engine/engine_types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size)
{
    using namespace kestrun::engine;
    static const auto session = [] {
        register_engine_types();
        return Session::create({});
    }();
    Checker checker(static_cast<SessionImpl&>(*session), {});
    checker.add_text(std::string(reinterpret_cast<const char*>(data), size), "/nowhere/fuzz.ps1");
    for (const Finding& finding : checker.run()) finding_json(finding);
    return 0;
}
