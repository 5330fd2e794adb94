// Add-KrMapRoute, Test-KrRoute, New-KrMapRouteOption.
#include "engine/session_impl.hpp"
#include "kr/route_types.hpp"
#include "kr/script_route.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "server/router.hpp"
#include <filesystem>

namespace kestrun::kr {

namespace {

enum : size_t
{
    RServer,
    ROptions,
    RVerbs,
    RPattern,
    RScript,
    RCode,
    RLanguage,
    RFile,
    RAuthScheme,
    RAuthPolicy,
    RCors,
    RAnonymous,
    RImports,
    RRefs,
    RArguments,
    REndpoints,
    RAllowDuplicate,
    RDuplicate,
    RPassThru,
};
constexpr const char* in_all = "ScriptBlock,Code,CodeFilePath";
constexpr ParameterDef route_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline, .help = "The default server when it is left out."},
    {.name = "Options", .type = "Kestrun.Hosting.Options.MapRouteOptions", .sets = "Options!", .help = "What New-KrMapRouteOption gave."},
    {.name = "Verbs", .type = "Kestrun.Utilities.HttpVerb[]", .sets = in_all, .aliases = "Method", .default_text = "Get"},
    {.name = "Pattern",
     .type = "string",
     .sets = in_all,
     .aliases = "Path",
     .validate = "pattern:^/",
     .default_text = "/",
     .help = "A route template: /users/{id:int}, /files/{*path}."},
    {.name = "ScriptBlock",
     .type = "scriptblock",
     .sets = "ScriptBlock@0!",
     .help = "Runs for each request; $Context is the request and the answer."},
    {.name = "Code", .type = "string", .sets = "Code!", .aliases = "CodeBlock", .help = "The same as text."},
    {.name = "Language", .type = "Kestrun.Scripting.ScriptLanguage", .sets = "Code", .default_text = "PowerShell"},
    {.name = "CodeFilePath", .type = "string", .sets = "CodeFilePath!", .help = "The same in a .ps1 file."},
    {.name = "AuthorizationScheme", .type = "string[]", .flags = P::AllowNull, .sets = in_all},
    {.name = "AuthorizationPolicy", .type = "string[]", .flags = P::AllowNull, .sets = in_all},
    {.name = "CorsPolicy", .type = "string", .sets = in_all},
    {.name = "AllowAnonymous", .type = "switch", .sets = in_all},
    {.name = "ExtraImports", .type = "string[]", .flags = P::AllowNull, .sets = "Code,CodeFilePath"},
    {.name = "ExtraRefs", .flags = P::AllowNull, .sets = "Code,CodeFilePath"},
    {.name = "Arguments", .type = "hashtable", .sets = in_all, .help = "Variables of the route, by name."},
    {.name = "Endpoints", .type = "string[]", .sets = in_all, .help = "host:port or listeners the route answers for; others get 404."},
    {.name = "AllowDuplicate", .type = "switch", .help = "The same as -DuplicateAction Allow."},
    {.name = "DuplicateAction",
     .type = "string",
     .validate = "set:Throw,Skip,Allow,Warn",
     .default_text = "Throw",
     .help = "When the route exists already: the first one keeps answering unless this fails."},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
};

/// What is mapped, from the parameters or from -Options.
struct Wanted
{
    server::RouteOptions route;
    Ref<ScriptBlock> block;
    std::vector<std::pair<std::string, Value>> arguments;
};

class MapRoute final : public KrCmdlet
{
public:
    void process() override
    {
        refuse_unsupported();
        const std::shared_ptr<ServerHost> host = server(RServer);
        if (!host->configured())
            fail_script("ServerNotConfigured",
                        "Routes are mapped after the configuration. Call Enable-KrConfiguration before Add-KrMapRoute.",
                        ErrorCategory::InvalidOperation);
        Wanted wanted = has(ROptions) ? from_options() : from_parameters();
        check_endpoints(*host, wanted.route.hosts);
        map(*host, std::move(wanted));
        if (flag(RPassThru)) write(Value(value::make<ServerObject>(host)));
    }

private:
    /// What would protect a route must not be ignored.
    void refuse_unsupported() const
    {
        for (const size_t parameter : {RAuthScheme, RAuthPolicy, RCors}) {
            if (!has(parameter) || texts(parameter).empty()) continue;
            const std::string name = route_parameters[parameter].name;
            fail_script("NotSupported",
                        "-" + name + " is not supported by this version; the route is not mapped, because it would be open to everybody.",
                        ErrorCategory::NotImplemented, Value(name), "System.NotSupportedException");
        }
    }

    Ref<ScriptBlock> parse_code(const std::string& code, const std::string& file) const { return context().parse(code, file); }

    Ref<ScriptBlock> read_code_file(const std::string& given) const
    {
        const std::string full = context().resolve_path(given);
        if (!cmdlets::equals_ci(std::filesystem::path(full).extension().string(), ".ps1"))
            fail_script("UnknownLanguage", "The code file '" + given + "' is no PowerShell script: its name must end in .ps1.",
                        ErrorCategory::InvalidArgument, Value(given), "System.NotSupportedException");
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(full, ignored))
            fail_script("CodeFileNotFound", "The specified code file path does not exist: " + given, ErrorCategory::ObjectNotFound,
                        Value(given), "System.IO.FileNotFoundException");
        return parse_code(engine::read_script_file(full), full);
    }

    Ref<ScriptBlock> block_from_parameters() const
    {
        if (has(RScript)) return Ref<ScriptBlock>(arg(RScript).as<ScriptBlock>());
        if (has(RFile)) return read_code_file(text(RFile));
        require_powershell(has(RLanguage) ? arg(RLanguage) : Value());
        return parse_code(text(RCode), {});
    }

    static void require_powershell(const Value& language)
    {
        if (language.is_null() || cmdlets::integral(language) == 1) return;
        fail_script("UnknownLanguage", "Routes in " + value::enum_text(language) + " are not supported: write the route in PowerShell.",
                    ErrorCategory::NotImplemented, language, "System.NotSupportedException");
    }

    static std::vector<std::pair<std::string, Value>> variables_of(const Value& table)
    {
        std::vector<std::pair<std::string, Value>> variables;
        if (const auto* dictionary = cmdlets::as_dictionary(table))
            for (const auto& entry : dictionary->snapshot()) variables.emplace_back(value::to_text(entry.key), entry.value);
        return variables;
    }

    Wanted from_parameters() const
    {
        Wanted wanted;
        wanted.route.pattern = text(RPattern, "/");
        if (has(RVerbs)) wanted.route.methods = methods_of(arg(RVerbs));
        wanted.route.hosts = texts(REndpoints);
        wanted.block = block_from_parameters();
        if (has(RArguments)) wanted.arguments = variables_of(arg(RArguments));
        return wanted;
    }

    Wanted from_options() const
    {
        const auto* options = arg(ROptions).as<MapRouteOptionsObject>();
        Wanted wanted;
        if (const auto pattern = options->table->get("Pattern")) wanted.route.pattern = value::to_text(*pattern);
        if (const auto verbs = options->table->get("HttpVerbs")) wanted.route.methods = methods_of(*verbs);
        if (const auto endpoints = options->table->get("Endpoints"))
            for (const Value& item : value::elements(*endpoints)) wanted.route.hosts.push_back(value::to_text(item));
        const Value code = options->table->get("ScriptCode").value_or(Value());
        if (auto* language = cmdlets::as_dictionary(code)) {
            wanted.arguments = variables_of(language->get("Arguments").value_or(Value()));
            const Value given = language->get("Language").value_or(Value());
            if (!given.is_null()) require_powershell(value::convert(given, value::native_type("Kestrun.Scripting.ScriptLanguage")));
            wanted.block = block_of(language->get("Code").value_or(Value()));
        } else {
            wanted.block = block_of(code);
        }
        for (auto& variable : variables_of(options->table->get("Arguments").value_or(Value())))
            wanted.arguments.push_back(std::move(variable));
        return wanted;
    }

    Ref<ScriptBlock> block_of(const Value& code) const
    {
        if (auto* block = code.as<ScriptBlock>()) return Ref<ScriptBlock>(block);
        if (code.is_string()) return parse_code(std::string(value::text_of(code)), {});
        fail_script("MissingScript", "The route options have no ScriptCode: give a script block, or a hashtable with Code.",
                    ErrorCategory::InvalidArgument, arg(ROptions), "System.ArgumentException");
    }

    /// Each of -Endpoints must be a listener of the server; the route is not mapped otherwise.
    void check_endpoints(ServerHost& host, const std::vector<std::string>& wanted) const
    {
        if (wanted.empty()) return;
        const std::vector<std::string> urls = host.server().urls();
        std::string wrong;
        for (const std::string& endpoint : wanted) {
            std::string_view authority = endpoint;
            for (const std::string_view scheme : {"http://", "https://"})
                if (cmdlets::starts_with_ci(authority, scheme)) authority.remove_prefix(scheme.size());
            const bool known = std::any_of(urls.begin(), urls.end(), [&](std::string_view url) { return listens_at(url, authority); });
            if (known) continue;
            if (authority.find(':') == std::string_view::npos)
                wrong += "\n  - '" + endpoint + "' must be 'host:port' or 'http(s)://host:port'.";
            else
                wrong += "\n  - '" + endpoint + "' doesn't match any configured listener. Known: " + join(urls, ", ");
        }
        if (!wrong.empty())
            fail_script("InvalidEndpoints", "Invalid Endpoints:" + wrong, ErrorCategory::InvalidArgument, arg(REndpoints),
                        "System.ArgumentException");
    }

    /// `localhost:5000` is a name for listeners on the loopback and on all addresses.
    static bool listens_at(std::string_view url, std::string_view authority)
    {
        if (url.starts_with("http://")) url.remove_prefix(7);
        if (cmdlets::equals_ci(url, authority)) return true;
        const size_t colon = authority.rfind(':');
        if (colon == std::string_view::npos || !url.ends_with(authority.substr(colon))) return false;
        const std::string_view host = url.substr(0, url.size() - (authority.size() - colon)), name = authority.substr(0, colon);
        if (host == "0.0.0.0" || host == "[::]") return true;
        return cmdlets::equals_ci(name, "localhost") && (host == "127.0.0.1" || host == "[::1]");
    }

    void map(ServerHost& host, Wanted wanted) const
    {
        if (cmdlets::trim(wanted.block->text()).empty())
            fail_script("EmptyScript", "The script of the route '" + wanted.route.pattern + "' is empty.", ErrorCategory::InvalidArgument,
                        Value(wanted.route.pattern), "System.ArgumentException");
        const std::string pattern = wanted.route.pattern;
        const http::MethodSet methods = wanted.route.methods;
        try {
            const std::string action = flag(RAllowDuplicate) ? "Allow" : text(RDuplicate, "Throw");
            if (!equals_ci(action, "Throw") && host.server().router().contains(pattern, methods)) {
                if (equals_ci(action, "Warn"))
                    log(host, log::Level::Warning,
                        "Route '" + pattern + "' with method(s) " + server::method_titles(methods) + " already exists.");
                return; // the first one keeps answering
            }
            host.server().map(std::move(wanted.route),
                              std::make_shared<ScriptRoute>(host, std::move(wanted.block), std::move(wanted.arguments)));
        } catch (const server::RouteError& error) {
            const std::string message = error.what();
            const bool exists = message.find("already exists") != std::string::npos;
            fail_script(exists ? "RouteExists" : "InvalidRoute", message,
                        exists ? ErrorCategory::ResourceExists : ErrorCategory::InvalidArgument, Value(pattern));
        }
        log(host, log::Level::Information, "Added route: " + pattern + " with methods: " + server::allow_list(methods));
    }

    static void log(const ServerHost& host, log::Level importance, const std::string& line)
    {
        if (const auto logger = host.logger(); logger && logger->is_enabled(importance)) write_line(*logger, importance, line);
    }
};

// --- Test-KrRoute ---

constexpr ParameterDef test_parameters[] = {
    {.name = "Pattern", .type = "string", .position = 0, .flags = P::Mandatory, .aliases = "Path"},
    {.name = "Verbs", .type = "Kestrun.Utilities.HttpVerb[]", .position = 1, .aliases = "Method,Verb", .default_text = "Get"},
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
};
struct TestRoute final : KrCmdlet
{
    void process() override
    {
        const http::MethodSet methods = has(1) ? methods_of(arg(1)) : http::MethodSet(http::Method::get);
        try {
            write(Value(server(2)->server().router().contains(text(0), methods)));
        } catch (const server::RouteError& error) {
            fail("InvalidRoute", error.what(), ErrorCategory::InvalidArgument, arg(0), "System.ArgumentException");
        }
    }
};

// --- New-KrMapRouteOption ---

constexpr ParameterDef option_parameters[] = {
    {.name = "Property",
     .type = "hashtable",
     .position = 0,
     .flags = P::Mandatory | P::FromPipeline,
     .aliases = "InputObject",
     .help = "Pattern, HttpVerbs, ScriptCode, Arguments, Endpoints."},
};
struct NewRouteOption final : KrCmdlet
{
    void process() override
    {
        static const std::vector<std::string> keys = {"Pattern", "HttpVerbs", "ScriptCode", "Arguments", "Endpoints"};
        Ref<value::Dictionary> table = value::make<value::Dictionary>();
        for (const auto& entry : arg(0).as<value::Dictionary>()->snapshot()) {
            const std::string key = value::to_text(entry.key);
            const auto known = std::find_if(keys.begin(), keys.end(), [&](const std::string& name) { return equals_ci(name, key); });
            if (known == keys.end())
                fail_script("UnknownOption", "Unknown option '" + key + "'. Valid keys are: " + join(keys, ", "),
                            ErrorCategory::InvalidArgument, entry.key, "System.ArgumentException");
            table->set(*known, *known == "HttpVerbs" ? verbs(entry.value) : entry.value);
        }
        write(Value(value::make<MapRouteOptionsObject>(table)));
    }

private:
    static Value verbs(const Value& given)
    {
        const value::Type& type = value::native_type("Kestrun.Utilities.HttpVerb");
        try {
            return value::convert(given, value::array_of(type));
        } catch (const ScriptError&) {
            std::vector<std::string> names;
            for (const auto& name : type.enum_names()) names.push_back(name.name);
            fail_script("InvalidVerb",
                        "Invalid HTTP verb '" + value::to_text(given) + "' in 'HttpVerbs'. Allowed values: " + join(names, ", "),
                        ErrorCategory::InvalidArgument, given, "System.ArgumentException");
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Add-KrMapRoute",
     .synopsis = "Maps a path and methods to a script.",
     .parameters = route_parameters,
     .make = make_cmdlet<MapRoute>,
     .default_set = "ScriptBlock",
     .class_name = "Add-KrMapRoute",
     .flags = C::Definition,
     .description = "The script runs for each request in a scope of its own over the variables and functions that Enable-KrConfiguration "
                    "has captured.",
     .examples = "Add-KrMapRoute -Verbs Get -Pattern '/hello/{name}' -ScriptBlock { Write-KrTextResponse \"Hello $(Get-KrRequestRouteParam "
                 "name)\" }"},
    {.name = "Test-KrRoute",
     .synopsis = "Tells whether a route is mapped.",
     .parameters = test_parameters,
     .make = make_cmdlet<TestRoute>,
     .class_name = "Test-KrRoute",
     .output = "bool"},
    {.name = "New-KrMapRouteOption",
     .synopsis = "Makes the options of a route from a hashtable.",
     .parameters = option_parameters,
     .make = make_cmdlet<NewRouteOption>,
     .class_name = "New-KrMapRouteOption",
     .output = "Kestrun.Hosting.Options.MapRouteOptions",
     .flags = C::Definition},
};

} // namespace

constinit const CmdletTable route_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
