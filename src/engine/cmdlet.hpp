// What a built-in command is: one row of a table (documentation, parameters, how to make it) and a small class.
//
//   namespace {
//   enum : size_t { PName, PCount };                       // in the table's order
//   constexpr ParameterDef parameters[] = {
//       {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipeline, .help = "Names to greet."},
//       {.name = "Count", .type = "int", .validate = "range:1,10", .default_text = "1", .help = "How often."},
//   };
//   struct SendGreeting final : Cmdlet
//   {
//       void process() override
//       {
//           for (const Value& name : value::elements(arg(PName))) write(Value("Hello " + value::to_text(name)));
//       }
//   };
//   }
//   constexpr CmdletDef rows[] = {{.name = "Send-Greeting", .synopsis = "...", .parameters = parameters, .make =
//   make_cmdlet<SendGreeting>}};
//
// The same row drives binding, Get-Help, Get-Command, completion, `kestrun check` and the generated reference.
#pragma once
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/string.hpp"
#include "value/type.hpp"
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace kestrun::engine {

using value::ErrorCategory;
using value::ErrorRecord;
using value::Ref;
using value::Symbol;
using value::Value;

class Context;
class ScriptBlock;

/// Flags of a parameter.
struct P
{
    enum Flags : uint32_t
    {
        None = 0,
        Mandatory = 1,
        FromPipeline = 2,
        FromPipelineByName = 4,
        FromRemaining = 8,
        AllowNull = 16,
        AllowEmptyString = 32,
        AllowEmptyCollection = 64,
        NotNull = 128,
        NotNullOrEmpty = 256,
        Hidden = 512, // DontShow
    };
};
constexpr P::Flags operator|(P::Flags a, P::Flags b) { return static_cast<P::Flags>(static_cast<uint32_t>(a) | static_cast<uint32_t>(b)); }

struct ParameterDef
{
    const char* name;
    /// As in [brackets]: "string", "int", "switch", "scriptblock", "string[]", "object", "hashtable", ...; "object" is never converted.
    const char* type = "object";
    int position = -1;
    P::Flags flags = P::None;
    /// Names of the parameter sets it belongs to, comma separated; empty: all. In a set of its own it may have other flags: write "Set!"
    /// for mandatory there, "Set@1" for position 1 there, "Set|" for pipeline input there; e.g. "Path@0!,Literal!".
    const char* sets = "";
    const char* aliases = ""; // comma separated
    /// "set:A,B,C" (names, without case), "range:1,10" (either side empty: open), "range:Positive", "pattern:regex", "length:1,5",
    /// "count:1,3"; several: separated by ';;'.
    const char* validate = "";
    const char* default_text = ""; // for help; the body applies it
    const char* help = "";
};

/// Flags of a command.
struct C
{
    enum Flags : uint32_t
    {
        None = 0,
        ShouldProcess = 1, // has -WhatIf and -Confirm
        ConfirmHigh = 2,
        Definition = 4, // kestrun: defines the server; not available inside routes
        Route = 8,      // kestrun: needs a running route ($Context)
    };
};
constexpr C::Flags operator|(C::Flags a, C::Flags b) { return static_cast<C::Flags>(static_cast<uint32_t>(a) | static_cast<uint32_t>(b)); }

class Cmdlet;

struct CmdletDef
{
    const char* name;
    const char* synopsis = "";
    std::span<const ParameterDef> parameters{};
    std::unique_ptr<Cmdlet> (*make)() = nullptr;
    const char* aliases = "";     // "gci,ls,dir"
    const char* default_set = ""; // parameter set taken when several fit
    const char* class_name = "";  // in FullyQualifiedErrorId; empty: "Microsoft.PowerShell.Commands.<Verb><Noun>Command"
    const char* output = "";      // type names, comma separated
    C::Flags flags = C::None;
    const char* description = ""; // Markdown; for help and the reference
    const char* examples = "";    // scripts, separated by a line "---"
};

/// A table of commands that belong to one PowerShell module.
struct CmdletTable
{
    const char* module; // "Microsoft.PowerShell.Utility", "Kestrun"
    std::span<const CmdletDef> rows;
};

enum class Stream : uint8_t
{
    Output = 1,
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    Progress
};

/// Base of built-in commands. One object per invocation; lives on the fiber that runs the pipeline.
/// Order of calls: begin (parameters from the command line are bound), process once per pipeline object (pipeline parameters bound; once
/// with none when there is no pipeline input), end (not after a terminating error), and the destructor.
class Cmdlet
{
public:
    virtual ~Cmdlet() = default;
    virtual void begin() {}
    virtual void process() {}
    virtual void end() {}

    /// What the binder hands over; filled by the engine before begin().
    struct Invocation;
    void attach(Invocation& invocation) { in_ = &invocation; }

protected:
    /// The bound value of a parameter by its index in the table; null when it was not given.
    const Value& arg(size_t parameter) const;
    bool has(size_t parameter) const;
    /// A switch: present and not -Switch:$false.
    bool flag(size_t parameter) const;
    std::string text(size_t parameter, std::string_view fallback = {}) const;
    int64_t number(size_t parameter, int64_t fallback = 0) const;
    /// The elements of a parameter of an array type as text.
    std::vector<std::string> texts(size_t parameter) const;
    /// Name of the parameter set in use ("" when the command has none).
    std::string_view parameter_set() const;
    /// True when this command stands behind another one in the pipeline.
    bool expects_pipeline() const;
    Context& context() const;
    /// The pipeline object being processed, whatever it bound to; null in begin and end.
    const Value& input() const;

    void write(Value item) const;                    // one object
    void write_all(const Value& collection) const;   // its elements when it is enumerable
    void write_error(Ref<ErrorRecord> record) const; // non-terminating; obeys -ErrorAction
    void write_error(std::string_view error_id, std::string message, ErrorCategory category, Value target = {},
                     std::string_view exception_type = "System.Exception") const;
    void write_warning(std::string_view message) const;
    void write_verbose(std::string_view message) const;
    void write_debug(std::string_view message) const;
    /// Ends the pipeline with an error record of this command.
    [[noreturn]] void fail(std::string_view error_id, std::string message, ErrorCategory category, Value target = {},
                           std::string_view exception_type = "System.Exception") const;
    /// True when the action should be done: handles -WhatIf and -Confirm (C::ShouldProcess).
    bool should_process(std::string_view target, std::string_view action) const;
    /// Ends the pipeline quietly upstream of this command, as Select-Object -First does; nothing after it runs.
    [[noreturn]] void stop_upstream() const;
    Invocation& invocation() const { return *in_; }

private:
    Invocation* in_ = nullptr;
};

template <typename T>
std::unique_ptr<Cmdlet> make_cmdlet()
{
    return std::make_unique<T>();
}

/// Adds a table for the whole process; before the first session is made. The table must live for ever.
void register_cmdlets(const CmdletTable& table);
std::span<const CmdletTable* const> cmdlet_tables();
/// The row of a command name or of one of its built-in aliases; null when there is none.
const CmdletDef* find_cmdlet(std::string_view name);

} // namespace kestrun::engine
