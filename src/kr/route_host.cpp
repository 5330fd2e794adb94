#include "engine/session_host.hpp"
#include "kr/context_object.hpp"
#include "kr/route_state.hpp"
#include "kr/server_host.hpp"
#include <typeinfo>

namespace kestrun::kr {

RouteState* current_route(Context& context)
{
    engine::Host& host = engine::SessionHost::of(context).inner();
    return typeid(host) == typeid(RouteHost) ? static_cast<RouteHost&>(host).state : nullptr;
}

RouteState::RouteState(server::RequestContext& of, ServerHost& by) : request(of), host(by) {}

RouteState::~RouteState()
{
    if (context) context->end();
}

const std::string& RouteState::read_body()
{
    if (!body) body = request.body().read_all();
    return *body;
}

void RouteHost::append(Block block, std::string_view text)
{
    any_ = true;
    std::string& to = blocks_[block];
    if (to.size() < most_text) to.append(text.substr(0, most_text - to.size()));
}

void RouteHost::write(std::string_view text, int, int) { append(Information, text); }

void RouteHost::write_error_line(std::string_view text)
{
    // Error records have a way of their own (RouteErrors); this is text that was redirected to the stream.
    append(Warning, text);
    append(Warning, "\n");
}

void RouteHost::write_stream_line(engine::Stream stream, std::string_view text)
{
    const Block block = stream == engine::Stream::Warning   ? Warning
                        : stream == engine::Stream::Verbose ? Verbose
                        : stream == engine::Stream::Debug   ? Debug
                                                            : Information;
    append(block, text);
    append(block, "\n");
}

std::optional<std::string> RouteHost::read_line(std::string_view, bool)
{
    return std::nullopt; // nobody sits in front of a request
}

void RouteHost::clear()
{
    if (!any_) return;
    any_ = false;
    for (std::string& block : blocks_) block.clear();
}

void RouteHost::flush(ServerHost& host)
{
    if (!any_) return;
    static constexpr std::array<std::string_view, BlockCount> titles = {"💬[Verbose]", "⚠️[Warning]", "🐞[Debug]", "ℹ️[Info]"};
    std::string entry;
    for (size_t i = 0; i < BlockCount; ++i) {
        std::string_view text = blocks_[i];
        if (text.empty()) continue;
        while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
        if (!entry.empty()) entry += '\n';
        entry += titles[i];
        while (true) {
            const size_t end = text.find('\n');
            entry.append("\n\t").append(text.substr(0, end));
            if (end == std::string_view::npos) break;
            text.remove_prefix(end + 1);
        }
    }
    clear();
    if (entry.empty()) return;
    if (const auto logger = host.logger()) kr::write_line(*logger, log::Level::Information, entry);
}

} // namespace kestrun::kr
