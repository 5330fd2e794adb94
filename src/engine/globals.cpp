// What every session starts with: automatic and preference variables (about_Automatic_Variables, about_Preference_Variables); scripts and
// programs by name.
#include "base/environment.hpp"
#include "base/process_facts.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "base/text.hpp"
#include "engine/compiler.hpp"
#include "engine/invocation_info.hpp"
#include "engine/module.hpp"
#include "engine/reference.hpp"
#include "engine/type_rows.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/shared_lock.hpp"
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace kestrun::engine {

namespace {

/// A variable whose value is made when it is read.
class ComputedCell final : public VariableCell
{
public:
    using Read = Value (*)();
    ComputedCell(Symbol name, Read read) : VariableCell(name), read_(read) { options = VarReadOnly | VarAllScope; }
    Value get() const override { return read_(); }

private:
    Read read_;
};

struct Registered
{
    const char* name;
    Value (*make)(Context&);
    bool computed;
};
std::vector<Registered>& registered()
{
    static std::vector<Registered> rows;
    return rows;
}

/// A variable from add_automatic_variable: made at the first read, then an ordinary value.
class LazyCell final : public VariableCell
{
public:
    LazyCell(Symbol name, SessionImpl& session, const Registered& row)
        : VariableCell(name), session_(session), make_(row.make), computed_(row.computed)
    {
        if (computed_) options = VarReadOnly | VarAllScope;
    }
    Value get() const override
    {
        if (computed_) return make_(session_);
        if (make_) {
            Value (*const make)(Context&) = std::exchange(make_, nullptr);
            made_ = make(session_);
        }
        return made_;
    }
    void set(Value value) override
    {
        if (computed_) return VariableCell::set(std::move(value)); // refuses
        make_ = nullptr;
        made_ = std::move(value);
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(made_); }
    void clear_references() override { made_ = {}; }

private:
    SessionImpl& session_;
    mutable Value (*make_)(Context&);
    mutable Value made_;
    bool computed_;
};

class PlainReference final : public value::Reference
{
public:
    explicit PlainReference(Value value) : value_(std::move(value)) {}
    Value get() const override
    {
        const value::SharedGuard guard(*this);
        return value_;
    }
    void set(const Value& value) override
    {
        Value stored = value;
        if (has_flag(Shared)) value::share(stored);
        const value::SharedGuard guard(*this);
        value_.swap(stored);
    }
    void trace(value::Tracer& tracer) const override { tracer.visit(value_); }

private:
    Value value_;
};

Value version_table()
{
    Ref<value::Dictionary> table = value::make<value::Dictionary>(value::types::ordered_dictionary(), value::KeyComparer::IgnoreCase);
    const auto version = [](const char* text) { return value::convert(Value(text), value::types::version()); };
    table->set("PSVersion", value::convert(Value("7.6.9"), value::native_type("System.Management.Automation.SemanticVersion")));
    table->set("PSEdition", Value("Core"));
    table->set("GitCommitId", Value("kestrun"));
    table->set("OS", Value("Linux"));
    table->set("Platform", Value("Unix"));
    table->set("PSCompatibleVersions", value::make_array({version("1.0"), version("2.0"), version("3.0"), version("4.0"), version("5.0"),
                                                          version("5.1"), version("6.0"), version("7.0")}));
    table->set("PSRemotingProtocolVersion", version("2.4"));
    table->set("SerializationVersion", version("1.1.0.1"));
    table->set("WSManStackVersion", version("3.0"));
    return Value(table);
}

Value action(const char* name) { return value::convert(Value(name), value::native_type("System.Management.Automation.ActionPreference")); }

struct Constant
{
    const char* name;
    Value (*make)();
};

/// Made for every session that starts from nothing.
const Constant constants[] = {
    {"ErrorActionPreference", [] { return action("Continue"); }},
    {"WarningPreference", [] { return action("Continue"); }},
    {"VerbosePreference", [] { return action("SilentlyContinue"); }},
    {"DebugPreference", [] { return action("SilentlyContinue"); }},
    {"InformationPreference", [] { return action("SilentlyContinue"); }},
    {"ProgressPreference", [] { return action("Continue"); }},
    {"ConfirmPreference", [] { return value::convert(Value("High"), value::native_type("System.Management.Automation.ConfirmImpact")); }},
    {"WhatIfPreference", [] { return Value(false); }},
    {"NestedPromptLevel", [] { return Value(0); }},
    {"ErrorView", [] { return Value("ConciseView"); }},
    {"FormatEnumerationLimit", [] { return Value(4); }},
    {"MaximumHistoryCount", [] { return Value(4096); }},
    {"OutputEncoding", [] { return Value("utf-8"); }},
    {"PSNativeCommandUseErrorActionPreference", [] { return Value(false); }},
    {"PSNativeCommandArgumentPassing", [] { return Value(base::sys::on_windows ? "Windows" : "Standard"); }},
    {"PSDefaultParameterValues", [] { return Value(value::make<value::Dictionary>()); }},
    {"IsLinux", [] { return Value(!base::sys::on_windows); }},
    {"IsMacOS", [] { return Value(false); }},
    {"IsWindows", [] { return Value(base::sys::on_windows); }},
    {"IsCoreCLR", [] { return Value(true); }},
    {"PSEdition", [] { return Value("Core"); }},
    {"ShellId", [] { return Value("Microsoft.PowerShell"); }},
};

struct Computed
{
    const char* name;
    ComputedCell::Read read;
};
const Computed computed[] = {
    {"PID", [] { return Value(static_cast<int32_t>(base::sys::getpid())); }},
    {"HOME",
     [] {
         std::string home = base::environment_text(base::sys::on_windows ? "USERPROFILE" : "HOME");
         return home.empty() ? Value("/") : Value(std::move(home));
     }},
    {"PSVersionTable", [] { return version_table(); }},
    {"PSHOME", [] { return Value(value::path_folder(base::program_path()).value_or("")); }},
    {"ExecutionContext", make_execution_context},
    {"PSCulture", [] { return Value("en-US"); }},
    {"PSUICulture", [] { return Value("en-US"); }},
};

} // namespace

void add_automatic_variable(const char* name, Value (*make)(Context& context), bool each_time)
{
    registered().push_back({name, make, each_time});
}

Value make_reference(Value value) { return Value(value::make<PlainReference>(std::move(value))); }

void SessionImpl::define_globals()
{
    auto& variables = global->extra().variables;
    variables[Symbol("Error")] = Value(errors);
    if (base) return; // a snapshot holds the others; they are taken from it when a script asks for them
    for (const Constant& constant : constants) variables[Symbol(constant.name)] = constant.make();
    for (const Computed& row : computed) {
        const Symbol name(row.name);
        variables[name] = Value::cell(value::make<ComputedCell>(name, row.read).get());
    }
    for (const Registered& row : registered()) {
        const Symbol name(row.name);
        variables[name] = Value::cell(value::make<LazyCell>(name, *this, row).get());
    }
}

Value* SessionImpl::late_automatic(Symbol name)
{
    for (const Registered& row : registered()) {
        if (!value::equals_ignore_case(name.name(), row.name)) continue;
        Value& place = global->extra().variables[name];
        place = Value::cell(value::make<LazyCell>(name, *this, row).get());
        return &place;
    }
    for (const Computed& row : computed) { // captures leave them out
        if (!value::equals_ignore_case(name.name(), row.name)) continue;
        Value& place = global->extra().variables[name];
        place = Value::cell(value::make<ComputedCell>(name, row.read).get());
        return &place;
    }
    return nullptr;
}

std::string read_script_file(const std::string& path)
{
    std::ifstream file(base::sys::path(path), std::ios::binary);
    if (!file)
        value::throw_runtime("FileReadError", "Cannot read the script file '" + path + "'.", ErrorCategory::ReadError, Value(path),
                             "System.IO.IOException");
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

namespace {

bool is_plain_file(const std::string& path)
{
    base::sys::Stat facts;
    return base::sys::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

[[maybe_unused]] std::string lower_case(std::string_view text)
{
    std::string out(text);
    for (char& c : out) c = base::ascii_lower(c);
    return out;
}

/// The program that Windows starts for a name without its extension, by $env:PATHEXT; empty when there is none, and elsewhere.
std::string with_program_extension([[maybe_unused]] const std::string& path)
{
    if constexpr (base::sys::on_windows) {
        const std::string list = base::environment_variable("PATHEXT").value_or(".COM;.EXE;.BAT;.CMD");
        for (std::string_view rest = list; !rest.empty();) {
            const size_t end = std::min(rest.find(';'), rest.size());
            std::string program = path + lower_case(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (base::sys::access(program.c_str(), X_OK) == 0 && is_plain_file(program)) return program;
        }
    }
    return {};
}

} // namespace

Ref<CommandInfo> SessionImpl::find_external(std::string_view name)
{
    if (name.empty()) return {};
    const auto make = [&](const std::string& path) -> Ref<CommandInfo> {
        const bool script = value::path_extension(path) == ".ps1";
        Ref<CommandInfo> info = value::make<CommandInfo>(script ? CommandType::ExternalScript : CommandType::Application,
                                                         std::string(value::path_file_name(path)));
        info->definition = path;
        return info;
    };
    if (name.find('/') != std::string_view::npos || name.find('\\') != std::string_view::npos) {
        std::string path;
        try {
            path = resolve_path(name);
        } catch (const value::ScriptError&) { // on no drive that there is
            return {};
        }
        if (is_plain_file(path) && (path.ends_with(".ps1") || base::sys::access(path.c_str(), X_OK) == 0)) return make(path);
        if (is_plain_file(path + ".ps1")) return make(path + ".ps1");
        const std::string program = with_program_extension(path);
        return program.empty() ? Ref<CommandInfo>() : make(program);
    }
    if (last_program && (base::sys::on_windows ? value::equals_ignore_case(last_program->name, name) : last_program->name == name))
        return last_program;
    const std::string path_variable = base::environment_text("PATH");
    std::string_view path = path_variable;
    while (!path.empty()) {
        const size_t colon = path.find(base::path_list_separator);
        const std::string candidate = std::string(path.substr(0, colon)) + base::path_separator + std::string(name);
        if (base::sys::access(candidate.c_str(), X_OK) == 0 && is_plain_file(candidate)) {
            last_program = make(candidate);
            return last_program;
        }
        if (is_plain_file(candidate + ".ps1")) return make(candidate + ".ps1");
        if (const std::string program = with_program_extension(candidate); !program.empty()) return make(program);
        if (colon == std::string_view::npos) break;
        path.remove_prefix(colon + 1);
    }
    return {};
}

std::shared_ptr<const Snapshot> SessionImpl::capture(std::span<const std::string> exclude)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->directory = directory;
    const auto excluded = [&](std::string_view name) {
        for (const std::string& pattern : exclude)
            if (value::wildcard_match(pattern, name)) return true;
        return false;
    };
    std::vector<Scope*> chain;
    for (Scope* s = &scope(); s; s = s->parent) chain.push_back(s);
    if (base) *snapshot = *base;
    capture_modules(*snapshot);
    const auto skip = [](Symbol name) {
        static const Symbol names[] = {
            Symbol("_"),     Symbol("args"),     Symbol("input"),  Symbol("this"), Symbol("PSBoundParameters"), Symbol("MyInvocation"),
            Symbol("Error"), Symbol("PSCmdlet"), Symbol("Matches")};
        for (const Symbol other : names)
            if (other == name) return true;
        return false;
    };
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
        Scope& s = **it;
        const auto take = [&](Symbol name, const Value& place) {
            if (place.is_unset() || skip(name) || excluded(name.name())) return;
            if (place.is_cell() && (dynamic_cast<ComputedCell*>(place.object()) || dynamic_cast<LazyCell*>(place.object()))) return;
            if (place.is_cell() && dynamic_cast<LazyCell*>(place.object())) return; // each session makes its own
            const Value value = read(place);
            value::share(value);
            snapshot->variables[name] = value;
        };
        if (s.layout)
            for (size_t i = 0; i < s.layout->size(); ++i) take(s.layout->names()[i], s.slots[i]);
        if (Scope::Extra* extra = s.extra_or_null()) {
            for (const auto& entry : extra->variables.entries())
                if (entry.key) take(entry.key, entry.value);
            for (const auto& entry : extra->functions.entries())
                if (entry.key) {
                    value::share(*entry.value);
                    if (entry.value->block) value::share(*entry.value->block);
                    snapshot->functions[entry.key] = entry.value;
                }
            for (const auto& entry : extra->aliases.entries())
                if (entry.key) {
                    value::share(*entry.value);
                    snapshot->aliases[entry.key] = entry.value;
                }
            for (const auto& entry : extra->types.entries())
                if (entry.key) snapshot->types[entry.key] = entry.value;
        }
    }
    return snapshot;
}

} // namespace kestrun::engine
