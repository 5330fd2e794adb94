// The public API of scripts: <kestrun/script.hpp>.

#include <kestrun/script.hpp>

#include "engine/module.hpp"
#include "engine/session_impl.hpp"
#include "io/loop.hpp"
#include "kr/error_hint.hpp"
#include "kr/register.hpp"
#include "kr/script_arguments.hpp"
#include "kr/script_route.hpp"
#include "kr/server_host.hpp"
#include "server/context_access.hpp"
#include <cstdio>
#include <filesystem>
#include <mutex>

namespace kestrun {

namespace {

using value::Value;

constexpr std::size_t script_stack = std::size_t{32} << 20;

void register_once()
{
    static std::once_flag once;
    std::call_once(once, kr::register_commands);
}

/// Lines for the program that embeds the script.
class EmbeddedHost final : public engine::Host
{
public:
    explicit EmbeddedHost(const ScriptOptions& options) : options_(options) {}
    ~EmbeddedHost() override
    {
        if (!pending_.empty()) put(pending_);
    }
    void write(std::string_view text, int, int) override
    {
        pending_ += text;
        for (size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
            put(std::string_view(pending_).substr(0, end));
            pending_.erase(0, end + 1);
        }
    }
    void write_error_line(std::string_view text) override
    {
        if (options_.error) return options_.error(text);
        std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
    }
    void write_stream_line(engine::Stream stream, std::string_view text) override
    {
        const char* label = stream == engine::Stream::Warning   ? "WARNING: "
                            : stream == engine::Stream::Verbose ? "VERBOSE: "
                            : stream == engine::Stream::Debug   ? "DEBUG: "
                                                                : "";
        write(label + std::string(text) + "\n", -1, -1);
    }
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }

private:
    void put(std::string_view line) const
    {
        if (options_.output) return options_.output(line);
        std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
        std::fflush(stdout);
    }
    const ScriptOptions& options_;
    std::string pending_;
};

ScriptResult run_here(std::string_view text, const std::string& file, const ScriptOptions& options)
{
    EmbeddedHost host(options);
    engine::SessionOptions of;
    of.host = &host;
    const auto session = engine::Session::create(of);
    for (const auto& [name, text_value] : options.variables) session->context().set_variable("global:" + name, Value(text_value));
    engine::ScriptOptions how;
    how.ordered = kr::script_arguments(options.arguments);
    const engine::RunResult result = session->run(text, file, how);
    ScriptResult answer;
    answer.failed = static_cast<bool>(result.error);
    answer.exit_code = result.exited ? result.exit_code : answer.failed ? 1 : 0;
    if (result.error && result.error->exception) answer.error = result.error->exception->message();
    return answer;
}

ScriptResult run_anywhere(std::string_view text, const std::string& file, const ScriptOptions& options)
{
    register_once();
    if (io::EventLoop::current()) return run_here(text, file, options);
    io::EventLoop loop;
    return loop.run_main([&] { return run_here(text, file, options); }, {.stack_size = script_stack});
}

/// A session for what has to be said before there are requests: parsing, capturing.
struct Workshop
{
    Workshop() : session(engine::Session::create({})) {}
    std::unique_ptr<engine::Session> session;
};

} // namespace

ScriptResult run_script(std::string_view text, const ScriptOptions& options) { return run_anywhere(text, {}, options); }

ScriptResult run_script_file(const std::string& path, const ScriptOptions& options)
{
    std::error_code ignored;
    const std::string full = std::filesystem::absolute(path, ignored).lexically_normal().string();
    std::string text;
    try {
        register_once();
        text = engine::read_script_file(full);
    } catch (const value::ScriptError& error) {
        throw Error(error.record->exception->message());
    }
    return run_anywhere(text, full, options);
}

void map_script(Server& server, std::string_view methods, std::string_view pattern, std::string_view script,
                const std::vector<std::pair<std::string, std::string>>& variables)
{
    register_once();
    const Workshop workshop;
    value::Ref<engine::ScriptBlock> block;
    try {
        block = workshop.session->context().parse(script);
    } catch (const value::ScriptError& error) {
        throw Error("The script of the route '" + std::string(pattern) + "' does not parse. " + error.record->exception->message());
    }
    auto host = std::make_shared<kr::ServerHost>("kestrun", nullptr);
    host->configure(workshop.session->capture({}));
    // A copy of the handler lives in the server, so the server outlives every call of this.
    host->stop_instead = [&server] { server.request_stop(); };
    std::vector<std::pair<std::string, Value>> values;
    for (const auto& [name, text] : variables) values.emplace_back(name, Value(text));
    auto route = std::make_shared<kr::ScriptRoute>(*host, std::move(block), std::move(values));
    server.map(methods, pattern, [host, route](Context& context) { route->handle(ContextAccess::of(context)); });
}

} // namespace kestrun
