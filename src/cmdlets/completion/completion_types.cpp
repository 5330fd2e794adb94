// CommandCompletion and CompletionResult as scripts see them, and TabExpansion2.
#include "base/text.hpp"
#include "cmdlets/completion/completion.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

using value::MemberDef;
using value::MemberKind;

constexpr const char* result_type = "System.Management.Automation.CompletionResult";
constexpr const char* completion_type = "System.Management.Automation.CommandCompletion";
enum : size_t
{
    SText,
    SList,
    SType,
    STip,
};
enum : size_t
{
    SMatches,
    SCurrent,
    SIndex,
    SLength,
};

[[noreturn]] void null_argument(const char* name)
{
    value::throw_native("System.Management.Automation.PSArgumentNullException",
                        "Cannot process argument because the value of argument \"" + std::string(name) +
                            "\" is null. Change the value of argument \"" + name + "\" to a non-null value.");
}

Value new_result(value::Call& call)
{
    const auto text = [&](size_t i) { return value::to_text(call.arg(i)); };
    if (call.args.size() == 1) return make_completion_result({text(0), text(0), ResultType::Text, text(0)});
    constexpr const char* names[] = {"completionText", "listItemText", "resultType", "toolTip"};
    for (const size_t i : {size_t{0}, size_t{1}, size_t{3}})
        if (text(i).empty()) null_argument(names[i]);
    return make_completion_result({text(0), text(1), static_cast<ResultType>(integral(call.arg(2))), text(3)});
}

constexpr MemberDef result_members[] = {
    {"new", MemberKind::Constructor,
     "string completionText, string listItemText, System.Management.Automation.CompletionResultType resultType, string toolTip", "",
     new_result},
    {"new", MemberKind::Constructor, "string completionText", "", new_result},
    slot<SText>("CompletionText", "string"),
    slot<SList>("ListItemText", "string"),
    slot<SType>("ResultType", "System.Management.Automation.CompletionResultType"),
    slot<STip>("ToolTip", "string"),
};

/// The next match round and round; null when there is none.
Value next_result(value::Call& call)
{
    auto& object = *static_cast<DataObject*>(call.self.object());
    const std::vector<Value> matches = value::elements(object.slot(SMatches));
    if (matches.empty()) return {};
    const auto count = static_cast<int64_t>(matches.size());
    const int64_t now = integral(object.slot(SCurrent)) + (call.arg(0).as_bool() ? 1 : -1);
    const int64_t next = now >= count ? 0 : now < 0 ? count - 1 : now;
    object.set_slot(SCurrent, Value(static_cast<int32_t>(next)));
    return matches[static_cast<size_t>(next)];
}

/// The byte at which that many UTF-16 units end; npos past the end.
size_t byte_offset(std::string_view text, int64_t units)
{
    if (units < 0) return std::string_view::npos;
    size_t at = 0;
    while (at < text.size() && units > 0) units -= base::decode_utf8(text, at) > 0xFFFF ? 2 : 1;
    return units > 0 ? std::string_view::npos : at;
}

Value complete(std::string_view text, int64_t cursor)
{
    auto* const session = static_cast<SessionImpl*>(Context::current());
    if (!session) value::throw_native("System.InvalidOperationException", "There is no session here.");
    const size_t at = byte_offset(text, cursor);
    if (at == std::string_view::npos) {
        value::throw_native("System.Management.Automation.PSArgumentException",
                            "Cannot process argument because the value of argument \"cursorIndex\" is not valid. Change the value of the "
                            "\"cursorIndex\" argument and run the operation again.");
    }
    return make_completion(complete_input(*session, session->scope(), text, at), text);
}

Value complete_text(value::Call& call) { return complete(value::to_text(call.arg(0)), integral(call.arg(1))); }

Value complete_tree(value::Call& call)
{
    const Value extent = property_of(call.arg(0), "Extent");
    return complete(property_text(extent, "Text"), integral(property_of(call.arg(2), "Offset")));
}

constexpr MemberDef completion_members[] = {
    slot<SMatches>("CompletionMatches", "System.Collections.ObjectModel.Collection[System.Management.Automation.CompletionResult]"),
    slot_rw<SCurrent>("CurrentMatchIndex", "int"),
    slot_rw<SIndex>("ReplacementIndex", "int"),
    slot_rw<SLength>("ReplacementLength", "int"),
    {"GetNextResult", MemberKind::Method, "bool forward", result_type, next_result},
    {"CompleteInput", MemberKind::StaticMethod, "string input, int cursorIndex, hashtable options", completion_type, complete_text},
    {"CompleteInput", MemberKind::StaticMethod,
     "System.Management.Automation.Language.Ast ast, System.Management.Automation.Language.Token[] tokens, "
     "System.Management.Automation.Language.IScriptPosition positionOfCursor, hashtable options",
     completion_type, complete_tree},
};

constexpr value::TypeDef types[] = {
    {.full_name = result_type, .members = result_members},
    {.full_name = completion_type, .members = completion_members},
};

} // namespace

std::span<const value::TypeDef> completion_types() { return types; }

Value make_completion_result(const Match& match)
{
    return make_data(result_type, {Value(match.text), Value(match.list_text),
                                   enum_value("System.Management.Automation.CompletionResultType", static_cast<int64_t>(match.type)),
                                   Value(match.tool_tip)});
}

Match to_match(const Value& item)
{
    if (const DataObject* object = as_data(item, result_type)) {
        return {value::to_text(object->slot(SText)), value::to_text(object->slot(SList)),
                static_cast<ResultType>(integral(object->slot(SType))), value::to_text(object->slot(STip))};
    }
    const std::string text = value::to_text(item);
    return {text, text, ResultType::Text, text};
}

Value make_completion(const Completion& completion, std::string_view text)
{
    const value::Type* const element = &value::native_type(result_type);
    const value::Type& collection =
        *value::instantiate(value::native_type("System.Collections.ObjectModel.Collection`1"), std::span(&element, 1));
    Ref<value::List> matches = value::make<value::List>(collection);
    for (const Match& match : completion.matches) matches->items().push_back(make_completion_result(match));
    const auto units = [](std::string_view part) { return Value(static_cast<int32_t>(base::utf16_length(part))); };
    return make_data(completion_type, {Value(matches), Value(int32_t{-1}), units(text.substr(0, completion.index)),
                                       units(text.substr(completion.index, completion.length))});
}

} // namespace kestrun::cmdlets
