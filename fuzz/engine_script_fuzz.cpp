// Any text is a script: it runs, within its steps and its memory, and ends with output or an error; it never takes the process with it.
// Scripts are made of the pieces of others (support/script_mutator.hpp) and can reach nothing outside (support/sandbox.hpp).
#include "base/memory_limit.hpp"
#include "cmdlets/register.hpp"
#include "engine/engine_types.hpp"
#include "engine/session_impl.hpp"
#include "support/sandbox.hpp"
#include "support/script_mutator.hpp"
#include "support/step_scheduler.hpp"
#include "value/culture.hpp"
#include "value/cycles.hpp"
#include "value/native_failure.hpp"
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unistd.h>

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);
extern "C" char** environ;

namespace {

using namespace kestrun;

constexpr int steps = 50'000;
constexpr size_t max_script = 8 * 1024;

std::string playground;

class QuietHost final : public engine::Host
{
public:
    void write(std::string_view, int, int) override {}
    void write_error_line(std::string_view) override {}
    void write_stream_line(engine::Stream, std::string_view) override {}
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }
};

fuzz::ScriptMutator& mutator()
{
    static fuzz::ScriptMutator it(1);
    return it;
}

/// What scripts of one process share is as it was before.
void tidy_up()
{
    value::reset_current_culture();
    ::clearenv();
    ::setenv("HOME", playground.c_str(), 1);
    ::setenv("TMPDIR", playground.c_str(), 1);
    ::setenv("PATH", "/nonexistent", 1);
    std::error_code ec;
    if (!std::filesystem::is_empty(playground, ec)) {
        std::filesystem::remove_all(playground, ec);
        std::filesystem::create_directory(playground, ec);
    }
    if (::chdir(playground.c_str()) != 0) std::abort();
}

void show(engine::Session& session, const std::vector<engine::Value>& items)
{
    for (const engine::Value& item : items) {
        try {
            value::with_native_failures([&] { value::to_text(item); });
        } catch (const value::ScriptError&) {
        }
    }
    try {
        value::with_native_failures([&] { session.context().out_default(items); });
    } catch (const value::ScriptError&) {
    }
}

void run(const std::string& script)
{
    fuzz::StepBudget budget(steps);
    {
        const fuzz::StepScheduler scheduler(budget);
        QuietHost host;
        engine::SessionOptions options;
        options.host = &host;
        const std::unique_ptr<engine::Session> session = engine::Session::create(options);
        session->context().set_current_directory(playground);
        engine::Collector output;
        try {
            session->run("& {\n" + script + "\n} *>&1", {}, {}, &output);
            value::set_conversion_host(static_cast<engine::SessionImpl*>(session.get()));
            show(*session, output.items);
        } catch (const base::Cancelled&) { // its steps are spent
        }
        value::set_conversion_host(nullptr);
    }
    budget.end_tasks();
    value::collect_cycles();
}

/// Makes -artifact_prefix absolute, adding it where it is missing, so that an input whose script has gone elsewhere is kept, too: when one
/// takes too long, the current directory is still the playground. The directory that it names.
std::string settle_findings(int& argc, char**& argv)
{
    constexpr std::string_view name = "-artifact_prefix=";
    static std::vector<char*> arguments(argv, argv + argc);
    static std::string option(name);
    std::string prefix = "./";
    std::erase_if(arguments, [&](const char* argument) {
        if (!std::string_view(argument).starts_with(name)) return false;
        prefix = argument + name.size();
        return true;
    });
    const std::filesystem::path path = std::filesystem::absolute(prefix);
    option += path.string();
    arguments.push_back(option.data());
    arguments.push_back(nullptr);
    argc = static_cast<int>(arguments.size()) - 1;
    argv = arguments.data();
    return path.parent_path().string();
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    // Scripts that write to the console reach nothing either; libFuzzer reports on standard error.
    char pattern[] = "/tmp/kestrun-fuzz-XXXXXX";
    playground = std::string(::mkdtemp(pattern)) + "/home";
    std::filesystem::create_directory(playground);
    std::vector<std::string> writable = {std::filesystem::path(playground).parent_path().string()};
    writable.push_back(settle_findings(*argc, *argv));
    for (int i = 1; i < *argc; ++i)
        if ((*argv)[i][0] != '-' && std::filesystem::is_directory((*argv)[i])) writable.emplace_back((*argv)[i]);
    // The directories of the command line are relative to where it was given.
    fuzz::enter_sandbox(writable);
    base::set_memory_limit(std::uint64_t{256} << 20);
    engine::register_engine_types();
    cmdlets::register_all_cmdlets();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size > max_script) return 0;
    static const std::filesystem::path start = std::filesystem::current_path();
    tidy_up();
    const std::string script(reinterpret_cast<const char*>(data), size);
    run(script);
    mutator().learn(script);
    if (::chdir(start.c_str()) != 0) std::abort(); // libFuzzer's paths are relative to it
    return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed)
{
    if (seed % 16 == 0) return LLVMFuzzerMutate(data, size, max_size);
    const std::string made = mutator().mutate(std::string(reinterpret_cast<const char*>(data), size));
    if (made.empty() || made.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
    std::memcpy(data, made.data(), made.size());
    return made.size();
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* one, size_t size_one, const uint8_t* two, size_t size_two, uint8_t* out,
                                            size_t max_size, unsigned)
{
    const std::string made = mutator().cross(std::string(reinterpret_cast<const char*>(one), size_one),
                                             std::string(reinterpret_cast<const char*>(two), size_two));
    if (made.size() > max_size) return 0;
    std::memcpy(out, made.data(), made.size());
    return made.size();
}
