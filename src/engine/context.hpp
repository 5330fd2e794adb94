// What a command or an embedding program can ask of the session it runs in. One Context per session (PowerShell: runspace); a session
// belongs to one fiber at a time and shares nothing mutable with others but objects marked shared.
#pragma once
#include "engine/cmdlet.hpp"
#include "value/dictionary.hpp"
#include <functional>
#include <optional>
#include <vector>

namespace kestrun::engine {

class Scope;
class Module;
class Session;

/// Takes objects from a pipeline.
class Sink
{
public:
    virtual ~Sink() = default;
    virtual void push(Value item) = 0;
};

/// Collects a pipeline's output.
class Collector final : public Sink
{
public:
    void push(Value item) override { items.push_back(std::move(item)); }
    std::vector<Value> items;
    /// What an assignment stores: nothing for none, the object for one, object[] for more.
    Value result();
};

/// The same for what mostly gives one object: a call in an expression.
class ResultSink final : public Sink
{
public:
    void push(Value item) override
    {
        if (!any_) {
            any_ = true;
            first_ = std::move(item);
            return;
        }
        if (more_.empty()) more_.push_back(first_);
        more_.push_back(std::move(item));
    }
    Value take()
    {
        if (!more_.empty()) return make_array(std::move(more_));
        return any_ ? std::move(first_) : Value::nothing();
    }

private:
    static Value make_array(std::vector<Value> items);
    Value first_;
    bool any_ = false;
    std::vector<Value> more_;
};

/// Where host output goes (terminal, test, or a log inside a route). Text is UTF-8, `newline` says whether a line end follows.
class Host
{
public:
    virtual ~Host() = default;
    /// Write-Host and the default display of output. Colours: ConsoleColor numbers or -1.
    virtual void write(std::string_view text, int foreground = -1, int background = -1) = 0;
    virtual void write_line(std::string_view text) { write(std::string(text) + "\n"); }
    virtual void write_error_line(std::string_view text) = 0;                 // ConciseView text of an error, stderr
    virtual void write_stream_line(Stream stream, std::string_view text) = 0; // "WARNING: ..." is added by the host
    virtual void write_progress(std::string_view, std::string_view, int) {}
    virtual std::optional<std::string> read_line(std::string_view prompt, bool secret) = 0; // nothing: not interactive
    virtual int width() const { return 120; }
    virtual int height() const { return 50; }
    virtual bool is_interactive() const { return false; }
    virtual bool supports_color() const { return false; }
    virtual std::string name() const { return "ConsoleHost"; }
};

struct ScriptOptions
{
    std::vector<Value> arguments;                     // positional
    std::vector<std::pair<std::string, Value>> named; // -Name value
    /// As on a command line, before the others: a name with its value, a name alone (unset value: what follows may be its value), or a
    /// positional value (empty name). For scripts that Session::run calls in a scope of their own.
    std::vector<std::pair<std::string, Value>> ordered;
    std::vector<std::pair<std::string, Value>> variables; // set in the new scope before it runs ($_ too)
    bool new_scope = true;                                // false: dotted
    Value self;                                           // $this
    const std::vector<Value>* pipeline_input = nullptr;   // null: none
};

class Context
{
public:
    virtual ~Context() = default;

    // --- variables: `name` may carry a scope or drive ("global:x", "script:x", "env:PATH") ---
    virtual Value get_variable(std::string_view name) = 0; // null when it does not exist
    virtual bool has_variable(std::string_view name) = 0;
    virtual void set_variable(std::string_view name, Value value) = 0; // in the current scope unless the name says otherwise
    /// A preference such as ErrorActionPreference as text ("Continue").
    virtual std::string preference(std::string_view name) = 0;

    // --- running script code ---
    /// Calls a script block and pushes what it writes into the sink.
    virtual void invoke(ScriptBlock& block, const ScriptOptions& options, Sink& output) = 0;
    Value invoke(ScriptBlock& block, const ScriptOptions& options = {}); // collected
    /// Runs a block once per item, dotted, with $_ set: the fast path of ForEach-Object, Where-Object, Sort-Object { }, ...
    virtual void invoke_with_item(ScriptBlock& block, const Value& item, Sink& output) = 0;
    Value invoke_with_item(ScriptBlock& block, const Value& item);
    /// Runs a command by name with these arguments; unknown: throws CommandNotFoundException.
    virtual Value invoke_command(std::string_view name, const ScriptOptions& options) = 0;
    /// Parses script text. Throws ScriptError (ParseException) with every parse error in it.
    virtual Ref<ScriptBlock> parse(std::string_view text, std::string_view file = {}) = 0;
    /// Expands "$x $(...)" in a text: ExpandString.
    virtual std::string expand_string(std::string_view text) = 0;

    // --- streams ---
    virtual void write_stream(Stream stream, Value record) = 0;
    virtual void write_error(Ref<ErrorRecord> record) = 0; // non-terminating: $Error, stream 2, obeys $ErrorActionPreference
    virtual Host& host() = 0;
    /// Displays objects as PowerShell's Out-Default does.
    virtual void out_default(const std::vector<Value>& items) = 0;

    // --- files ---
    virtual std::string current_directory() = 0;
    virtual void set_current_directory(std::string path) = 0;
    /// Absolute file-system path of a PowerShell path (relative ones, ~, "FileSystem::"); does not have to exist.
    virtual std::string resolve_path(std::string_view path) = 0;

    virtual Session& session() = 0;

    /// Context of the running fiber; null outside scripts.
    static Context* current();
};

/// A compiled block of script: { ... }, a function's body, a script file. Immutable; may be called from several sessions at once.
class ScriptBlock : public value::Object
{
public:
    virtual std::string text() const = 0; // source between the braces
    virtual std::string file() const = 0;
    const value::Type& type() const override { return value::types::script_block(); }
};

} // namespace kestrun::engine
