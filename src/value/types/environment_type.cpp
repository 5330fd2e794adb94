// System.Environment, OperatingSystem and RuntimeInformation.
#include "base/process_facts.hpp"
#include "base/sync.hpp"
#include "base/system.hpp"
#include "base/volumes.hpp"
#include "value/dictionary.hpp"
#include "value/environment.hpp"
#include "value/file_path.hpp"
#include "value/special_folder.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include "value/version.hpp"
#include <atomic>
#include <thread>

namespace kestrun::value {
namespace {

std::atomic<int32_t> exit_code{0};

Value get_variable(Call& c)
{
    require(c, 0, "variable");
    const auto value = environment_variable(text(c, 0));
    return value ? Value(*value) : Value();
}

Value set_variable(Call& c)
{
    const std::string_view name = text(c, 0);
    if (name.empty()) throw_argument("System.ArgumentException", "The value cannot be an empty string.", "variable");
    if (name[0] == '\0') throw_argument("System.ArgumentException", "The first char in the string is the null character.", "variable");
    if (name.find('=') != std::string_view::npos) {
        throw_argument("System.ArgumentException", "Environment variable name cannot contain equal character.", "variable");
    }
    if (is_null(c, 1))
        set_environment_variable(name, std::nullopt);
    else
        set_environment_variable(name, text(c, 1));
    return nothing();
}

Value all_variables(Call&)
{
    auto table = make<Dictionary>(types::hashtable(), KeyComparer::CaseSensitive);
    for (const auto& [name, value] : environment_variables()) table->set(name, Value(value));
    return Value(table);
}

/// %NAME% becomes the variable's value; unknown ones stay.
Value expand(Call& c)
{
    require(c, 0, "name");
    const std::string_view source = text(c, 0);
    std::string out;
    for (size_t i = 0; i < source.size();) {
        const size_t end = source[i] == '%' ? source.find('%', i + 1) : std::string_view::npos;
        if (end != std::string_view::npos && end > i + 1) {
            if (const auto value = environment_variable(source.substr(i + 1, end - i - 1))) {
                out += *value;
                i = end + 1;
                continue;
            }
        }
        out += source[i++];
    }
    return Value(out);
}

/// A folder of Windows itself.
std::string system_folder(std::string_view name) { return path_combine(base::environment_text("SystemRoot"), name); }

Value folder(Call& c) { return Value(special_folder(enum_arg(c, 0))); }

class OperatingSystem final : public Object, public Textual
{
public:
    const Type& type() const override { return native_type("System.OperatingSystem"); }
    std::string text() const override
    {
        return (base::sys::on_windows ? "Microsoft Windows NT " : "Unix ") + VersionObject(base::system_version()).text(4);
    }
};

Value command_arguments(Call&)
{
    std::vector<Value> items;
    for (std::string& word : base::program_arguments()) items.emplace_back(std::move(word));
    return string_array(std::move(items));
}

Value command_line(Call& c)
{
    std::string out;
    const Value arguments = command_arguments(c);
    for (const Value& item : arguments.as_array().items()) {
        if (!out.empty()) out += ' ';
        const bool quote = text(item).find(' ') != std::string_view::npos;
        out.append(quote ? "\"" : "").append(text(item)).append(quote ? "\"" : "");
    }
    return Value(out);
}

Value set_folder(Call& c)
{
    const std::string path = full_path(text(c, 0));
    if (base::sys::chdir(path.c_str()) != 0) throw_file_error(errno, path, true);
    return nothing();
}

Value thread_id(Call&)
{
    static std::atomic<int32_t> last{0};
    static thread_local const int32_t mine = ++last;
    return Value(mine);
}

Value refuse_exit(Call&)
{
    throw_native("System.NotSupportedException", "Ending the process from a script is not possible here: use `exit` to end the script.");
}

constexpr MemberDef members[] = {
    sprop("NewLine", "string", [](Call&) { return Value(base::new_line); }),
    sprop("MachineName", "string", [](Call&) { return Value(machine_name()); }),
    sprop("UserName", "string", [](Call&) { return Value(user_name()); }),
    sprop("UserDomainName", "string", [](Call&) { return Value(machine_name()); }),
    sprop("UserInteractive", "bool", [](Call&) { return Value(true); }),
    sprop("ProcessorCount", "int", [](Call&) { return Value(static_cast<int32_t>(std::max(1u, std::thread::hardware_concurrency()))); }),
    sprop("ProcessId", "int", [](Call&) { return Value(static_cast<int32_t>(base::sys::getpid())); }),
    sprop("ProcessPath", "string", [](Call&) { return Value(base::program_path()); }),
    sprop("CurrentManagedThreadId", "int", thread_id),
    sprop("Is64BitProcess", "bool", [](Call&) { return Value(sizeof(void*) == 8); }),
    sprop("Is64BitOperatingSystem", "bool", [](Call&) { return Value(true); }),
    sprop("IsPrivilegedProcess", "bool", [](Call&) { return Value(base::is_privileged()); }),
    sprop("HasShutdownStarted", "bool", [](Call&) { return Value(false); }),
    sprop("CommandLine", "string", command_line),
    sprop(
        "CurrentDirectory", "string", [](Call&) { return Value(full_path(".")); }, set_folder),
    sprop("SystemDirectory", "string", [](Call&) { return Value(base::sys::on_windows ? system_folder("System32") : ""); }),
    sprop("SystemPageSize", "int", [](Call&) { return Value(static_cast<int32_t>(base::page_size())); }),
    sprop("TickCount", "int", [](Call&) { return Value(static_cast<int32_t>(base::milliseconds_since_boot())); }),
    sprop("TickCount64", "long", [](Call&) { return Value(base::milliseconds_since_boot()); }),
    sprop("WorkingSet", "long", [](Call&) { return Value(base::resident_bytes()); }),
    sprop("StackTrace", "string", [](Call&) { return Value(""); }),
    sprop("OSVersion", "System.OperatingSystem", [](Call&) { return Value(make<OperatingSystem>()); }),
    // The .NET whose types and texts these are.
    sprop("Version", "version",
          [](Call&) {
              return Value(make<VersionObject>(std::array<int32_t, 4>{10, 0, 0, -1}));
          }),
    sprop(
        "ExitCode", "int", [](Call&) { return Value(exit_code.load()); }, [](Call& c) { return exit_code = i32(c, 0), nothing(); }),
    smeth("GetEnvironmentVariable", "string variable", "string", get_variable),
    smeth("GetEnvironmentVariable", "string variable, System.EnvironmentVariableTarget target", "string", get_variable),
    smeth("SetEnvironmentVariable", "string variable, string value", "void", set_variable),
    smeth("SetEnvironmentVariable", "string variable, string value, System.EnvironmentVariableTarget target", "void", set_variable),
    smeth("GetEnvironmentVariables", "", "System.Collections.IDictionary", all_variables),
    smeth("GetEnvironmentVariables", "System.EnvironmentVariableTarget target", "System.Collections.IDictionary", all_variables),
    smeth("ExpandEnvironmentVariables", "string name", "string", expand),
    smeth("GetFolderPath", "System.Environment+SpecialFolder folder", "string", folder),
    smeth("GetFolderPath", "System.Environment+SpecialFolder folder, System.Environment+SpecialFolderOption option", "string", folder),
    smeth("GetCommandLineArgs", "", "string[]", command_arguments),
    smeth("GetLogicalDrives", "", "string[]",
          [](Call&) {
              std::vector<Value> roots;
              for (std::string& root : base::volume_roots()) roots.emplace_back(std::move(root));
              return string_array(std::move(roots));
          }),
    smeth("Exit", "int exitCode", "void", refuse_exit),
    smeth("FailFast", "string message", "void", refuse_exit),
};

template <bool Yes>
Value constant(Call&)
{
    return Value(Yes);
}

constexpr MemberDef system_members[] = {
    prop("Platform", "System.PlatformID", [](Call&) { return enum_value("System.PlatformID", base::sys::on_windows ? 2 : 4); }),
    prop("Version", "version", [](Call&) { return Value(make<VersionObject>(base::system_version())); }),
    prop("VersionString", "string", [](Call& c) { return Value(self<OperatingSystem>(c).text()); }),
    prop("ServicePack", "string", [](Call&) { return Value(""); }),
    smeth("IsLinux", "", "bool", constant<!base::sys::on_windows>),
    smeth("IsWindows", "", "bool", constant<base::sys::on_windows>),
    smeth("IsMacOS", "", "bool", constant<false>),
    smeth("IsFreeBSD", "", "bool", constant<false>),
    smeth("IsAndroid", "", "bool", constant<false>),
    smeth("IsBrowser", "", "bool", constant<false>),
    meth("ToString", "", "string", [](Call& c) { return Value(self<OperatingSystem>(c).text()); }),
};

class OSPlatform final : public Object, public Textual, public Comparable
{
public:
    explicit OSPlatform(std::string name) : name_(std::move(name)) {}
    const Type& type() const override { return native_type("System.Runtime.InteropServices.OSPlatform"); }
    std::string text() const override { return name_; }
    bool equals(const Value& other) const override
    {
        const auto* platform = other.as<OSPlatform>();
        return platform && equals_ignore_case(platform->name_, name_);
    }
    uint32_t hash() const override { return hash_ignore_case(name_); }

private:
    std::string name_;
};

template <char First>
Value platform(Call&)
{
    return Value(make<OSPlatform>(First == 'L' ? "LINUX" : First == 'W' ? "WINDOWS" : First == 'O' ? "OSX" : "FREEBSD"));
}

constexpr MemberDef platform_members[] = {
    sprop("Linux", "System.Runtime.InteropServices.OSPlatform", platform<'L'>),
    sprop("Windows", "System.Runtime.InteropServices.OSPlatform", platform<'W'>),
    sprop("OSX", "System.Runtime.InteropServices.OSPlatform", platform<'O'>),
    sprop("FreeBSD", "System.Runtime.InteropServices.OSPlatform", platform<'F'>),
    smeth("Create", "string osPlatform", "System.Runtime.InteropServices.OSPlatform",
          [](Call& c) { return Value(make<OSPlatform>(change_case(text(c, 0), Case::Upper))); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<OSPlatform>(c).text()); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<OSPlatform>(c).equals(c.args[0])); }),
};

Value architecture(Call&)
{
#if defined(__aarch64__)
    return enum_value("System.Runtime.InteropServices.Architecture", 3);
#elif defined(__x86_64__)
    return enum_value("System.Runtime.InteropServices.Architecture", 1);
#else
    return enum_value("System.Runtime.InteropServices.Architecture", 0);
#endif
}

std::string system_description()
{
    std::string name = base::system_description();
    return name.empty() ? OperatingSystem().text() : name;
}

constexpr MemberDef runtime_members[] = {
    sprop("FrameworkDescription", "string", [](Call&) { return Value(".NET 10.0.0"); }),
    sprop("OSDescription", "string", [](Call&) { return Value(system_description()); }),
    sprop("OSArchitecture", "System.Runtime.InteropServices.Architecture", architecture),
    sprop("ProcessArchitecture", "System.Runtime.InteropServices.Architecture", architecture),
    sprop("RuntimeIdentifier", "string",
          [](Call& c) {
              return Value(
                  std::string(base::sys::on_windows ? "win-" : "linux-").append(architecture(c).as_int64() == 3 ? "arm64" : "x64"));
          }),
    smeth(
        "IsOSPlatform", "System.Runtime.InteropServices.OSPlatform osPlatform", "bool",
        [](Call& c) { return Value(object_arg<OSPlatform>(c, 0, "osPlatform").text() == (base::sys::on_windows ? "WINDOWS" : "LINUX")); }),
};

constexpr TypeDef table[] = {
    {"System.Environment", "System.Object", TypeFlags::Static, "", "", members},
    {"System.OperatingSystem", "System.Object", TypeFlags::Sealed, "", "System.ICloneable", system_members},
    {"System.Runtime.InteropServices.OSPlatform", "System.ValueType", TypeFlags::ValueType, "", "", platform_members},
    {"System.Runtime.InteropServices.RuntimeInformation", "System.Object", TypeFlags::Static, "", "", runtime_members},
};

} // namespace

std::span<const TypeDef> environment_type_types() { return table; }

} // namespace kestrun::value
