#include "kr/server_host.hpp"
#include "base/calendar.hpp"
#include "base/task.hpp"
#include "io/loop.hpp"
#include "kr/type_rows.hpp"
#include <mutex>

namespace kestrun::kr {

namespace {

server::ServerOptions options_for(const std::string& name)
{
    server::ServerOptions options;
    options.name = name;
    return options;
}

} // namespace

ServerHost::ServerHost(std::string server_name, std::shared_ptr<log::Logger> logger)
    : name_(std::move(server_name)), log_(std::make_shared<ScriptServerLog>(std::move(logger))), server_(options_for(name_), log_)
{
}

ServerHost::~ServerHost() = default;

void ServerHost::configure(std::shared_ptr<const engine::Snapshot> snapshot)
{
    snapshot_ = std::move(snapshot);
    server_.lock_configuration();
}

void ServerHost::start()
{
    server_.start();
    started_.store(base::utc_now_ticks(), std::memory_order_relaxed);
}

void ServerHost::request_stop() noexcept
{
    if (stop_instead)
        stop_instead();
    else
        server_.request_stop();
}

void ServerHost::wait_stopped()
{
    server_.wait();
    stopped_.store(base::utc_now_ticks(), std::memory_order_relaxed);
    signals.reset();
}

// --- the servers there are ---

namespace {

struct Registry
{
    std::mutex mutex;
    std::vector<std::shared_ptr<ServerHost>> all;
    std::shared_ptr<ServerHost> chosen;
};

Registry& registry()
{
    static Registry* one = new Registry; // not destroyed: servers are stopped by stop_all, before the program's end
    return *one;
}

} // namespace

namespace servers {

void add(std::shared_ptr<ServerHost> host, bool make_default)
{
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    if (make_default || !r.chosen) r.chosen = host;
    r.all.push_back(std::move(host));
}

std::shared_ptr<ServerHost> find(std::string_view name)
{
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    for (const auto& host : r.all)
        if (equals_ci(host->name(), name)) return host;
    return nullptr;
}

std::shared_ptr<ServerHost> get_default()
{
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    return r.chosen;
}

bool remove(std::string_view name)
{
    std::shared_ptr<ServerHost> gone; // destroyed outside of the lock: that may wait
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    for (auto it = r.all.begin(); it != r.all.end(); ++it) {
        if (!equals_ci((*it)->name(), name)) continue;
        gone = *it;
        r.all.erase(it);
        if (r.chosen == gone) r.chosen = r.all.empty() ? nullptr : r.all.back();
        return true;
    }
    return false;
}

std::vector<std::string> names()
{
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    std::vector<std::string> all;
    for (const auto& host : r.all) all.push_back(host->name());
    return all;
}

void stop_all()
{
    std::vector<std::shared_ptr<ServerHost>> all;
    {
        Registry& r = registry();
        const std::lock_guard lock(r.mutex);
        all.swap(r.all);
        r.chosen.reset();
    }
    for (const auto& host : all) host->request_stop();
    const base::CancelShield shield;
    for (const auto& host : all) host->wait_stopped();
}

} // namespace servers

// --- as scripts see it ---

const value::Type& ServerObject::type() const
{
    static const value::Type& type = value::native_type("Kestrun.Hosting.KestrunHost");
    return type;
}

namespace {

ServerHost& host_of(value::Call& call) { return *static_cast<ServerObject*>(call.self.object())->host; }

Value ticks_or_null(int64_t ticks) { return ticks == 0 ? Value() : Value::date_time(ticks, value::DateKind::Utc); }

Value urls_of(value::Call& call)
{
    const std::vector<std::string> urls = host_of(call).server().urls();
    return value::make_string_array(urls);
}

bool is_running(ServerHost& host) { return host.server().state() == server::Server::State::running; }

constexpr value::MemberDef server_members[] = {
    property("ApplicationName", "string", [](value::Call& call) { return Value(host_of(call).name()); }),
    property("Name", "string", [](value::Call& call) { return Value(host_of(call).name()); }),
    property("IsConfigured", "bool", [](value::Call& call) { return Value(host_of(call).configured()); }),
    property("IsRunning", "bool", [](value::Call& call) { return Value(is_running(host_of(call))); }),
    property("Urls", "string[]", urls_of),
    property("StartTime", "System.Nullable[datetime]", [](value::Call& call) { return ticks_or_null(host_of(call).start_ticks()); }),
    property("StopTime", "System.Nullable[datetime]", [](value::Call& call) { return ticks_or_null(host_of(call).stop_ticks()); }),
    property("ConnectionCount", "int",
             [](value::Call& call) { return Value(static_cast<int32_t>(host_of(call).server().connection_count())); }),
    property("KestrunRoot", "string", [](value::Call& call) { return Value(host_of(call).root); }),
    property("EnvironmentName", "string", [](value::Call& call) { return Value(host_of(call).environment); }),
};

constexpr value::TypeDef server_rows[] = {
    {.full_name = "Kestrun.Hosting.KestrunHost", .members = server_members},
};

} // namespace

std::span<const value::TypeDef> server_types() { return server_rows; }

} // namespace kestrun::kr
