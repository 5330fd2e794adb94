// Completion of an input line: what TabExpansion2, CommandCompletion.CompleteInput and the shell's Tab key offer.
#pragma once
#include "cmdlets/completion/cursor.hpp"
#include "cmdlets/support/session_items.hpp"

namespace kestrun::cmdlets {

/// CompletionResultType, with .NET's numbers.
enum class ResultType : uint8_t
{
    Text,
    History,
    Command,
    ProviderItem,
    ProviderContainer,
    Property,
    Method,
    ParameterName,
    ParameterValue,
    Variable,
    Namespace,
    Type,
    Keyword,
    DynamicKeyword,
};

struct Match
{
    std::string text; // replaces the word
    std::string list_text;
    ResultType type = ResultType::Text;
    std::string tool_tip;
};

struct Completion
{
    size_t index = 0;  // of what is replaced, in bytes
    size_t length = 0; // up to the cursor
    std::vector<Match> matches;
};

/// The scope is where names are looked for. Never throws ScriptError: a completer that fails has no matches.
Completion complete_input(SessionImpl& session, Scope& scope, std::string_view text, size_t cursor);

/// What the parts of the engine share while one input is completed.
struct Completer
{
    SessionImpl& session;
    Scope& scope;
    const Cursor& cursor;
    Completion& out;

    /// Replaces from here to the cursor.
    void replace_from(size_t start)
    {
        out.index = start;
        out.length = cursor.text.size() - start;
    }
    void add(std::string text, std::string list_text, ResultType type, std::string tool_tip)
    {
        out.matches.push_back({std::move(text), std::move(list_text), type, std::move(tool_tip)});
    }
    void sort_matches();
};

// complete_commands.cpp: names of commands that begin with the word.
void complete_command(Completer& completer, std::string_view word);
/// Only of cmdlets, functions and aliases: arguments of Get-Command and Get-Help.
void complete_command_name(Completer& completer, std::string_view word);
// complete_variables.cpp: `written` begins with $ or @.
void complete_variable(Completer& completer, std::string_view written);
/// Names without $: arguments of Get-Variable and its kin.
void complete_variable_name(Completer& completer, std::string_view word);
// complete_types.cpp
void complete_type(Completer& completer, std::string_view word);
void complete_namespace(Completer& completer, std::string_view word);
// complete_members.cpp: `expression` is what stands left of the dot.
void complete_member(Completer& completer, std::string_view expression, bool is_static, std::string_view word);
/// Names of properties of what the pipeline before the cursor's command writes.
void complete_upstream_property(Completer& completer, std::string_view word);
// complete_parameters.cpp: the word after the name of a command.
void complete_argument(Completer& completer);
void complete_operator(Completer& completer, std::string_view word);
void complete_attribute_argument(Completer& completer, std::string_view attribute, std::string_view word);
void complete_table_key(Completer& completer, std::string_view command, std::string_view word);
// complete_paths.cpp: files and folders.
void complete_path(Completer& completer, std::string_view word, char quote);

/// In quotes when it needs them, or in those the user has begun with.
std::string quoted_argument(std::string_view text, char quote);

// argument_completers.cpp
/// Adds what a completer that Register-ArgumentCompleter or an attribute named offers; false when there is none.
bool complete_by_script(Completer& completer, const engine::CommandInfo* command, std::string_view command_name,
                        const engine::ParameterMetadata* parameter, std::string_view word,
                        const std::vector<std::pair<std::string, Value>>& bound);
/// Of programs: -Native.
bool complete_by_native_script(Completer& completer, std::string_view command_name, std::string_view word);

// completion_types.cpp
Value make_completion(const Completion& completion, std::string_view text);
Value make_completion_result(const Match& match);
/// The match that a completer's output stands for.
Match to_match(const Value& item);
std::span<const value::TypeDef> completion_types();

} // namespace kestrun::cmdlets
