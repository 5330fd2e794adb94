// Get-History, Add-History, Clear-History, Invoke-History.
#include "cmdlets/core/history.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr const char* history_variable = "global:__History";
constexpr const char* last_variable = "global:__LastHistory";
constexpr const char* info_name = "Microsoft.PowerShell.Commands.HistoryInfo";
constexpr const char* state_name = "System.Management.Automation.Runspaces.PipelineState";

enum : size_t
{
    HId,
    HCommand,
    HStatus,
    HStart,
    HEnd,
};
Value duration(value::Call& call)
{
    const auto& info = *static_cast<DataObject*>(call.self.object());
    return Value::time_span(info.slot(HEnd).as_int64() - info.slot(HStart).as_int64());
}
std::string command_of(const DataObject& info) { return value::to_text(info.slot(HCommand)); }

constexpr value::MemberDef members[] = {
    slot<HId>("Id", "long"),
    slot<HCommand>("CommandLine", "string"),
    slot<HStatus>("ExecutionStatus", state_name),
    slot<HStart>("StartExecutionTime", "datetime"),
    slot<HEnd>("EndExecutionTime", "datetime"),
    {"Duration", value::MemberKind::Property, "", "timespan", duration},
};
constexpr value::EnumMember states[] = {{"NotStarted", 0}, {"Running", 1}, {"Stopping", 2},    {"Stopped", 3},
                                        {"Completed", 4},  {"Failed", 5},  {"Disconnected", 6}};
constexpr value::TypeDef types[] = {
    {.full_name = info_name, .members = members},
    {.full_name = state_name,
     .base = "System.Enum",
     .flags = value::TypeFlags::Enum | value::TypeFlags::ValueType | value::TypeFlags::Sealed,
     .enum_members = states},
};

std::vector<Value>& history(Context& context)
{
    const Value found = context.get_variable(history_variable);
    if (auto* list = found.as<value::List>()) return list->items();
    auto made = value::make<value::List>(value::types::array_list());
    context.set_variable(history_variable, Value(made));
    return made->items();
}
int64_t id_of(const Value& info) { return as_data(info, info_name)->slot(HId).as_int64(); }

class HistoryCommand : public Cmdlet
{
protected:
    /// Null, with an error, when it is not there.
    Value find(int64_t id, const char* error_id)
    {
        for (const Value& info : history(context()))
            if (id_of(info) == id) return info;
        write_error(error_id, "Cannot locate the history for Id " + std::to_string(id) + ".", ErrorCategory::ObjectNotFound, Value(id),
                    "System.ArgumentException");
        return {};
    }
};

constexpr ParameterDef get_parameters[] = {
    {.name = "Id", .type = "long[]", .position = 0, .flags = P::FromPipeline, .validate = "range:1,9223372036854775807"},
    {.name = "Count", .type = "int", .position = 1, .validate = "range:0,32767"},
};
struct GetHistory final : HistoryCommand
{
    void process() override
    {
        if (has(0)) {
            for (const Value& id : value::elements(arg(0))) {
                const Value info = find(value::to_int64(id), "GetHistoryNoHistoryForId");
                if (!info.is_null()) write(info);
            }
            return;
        }
        const std::vector<Value> all = history(context());
        const size_t count = has(1) ? std::min(all.size(), static_cast<size_t>(number(1))) : all.size();
        for (size_t i = all.size() - count; i < all.size(); ++i) write(all[i]);
    }
};

constexpr ParameterDef add_parameters[] = {
    {.name = "InputObject", .type = "psobject[]", .position = 0, .flags = P::FromPipeline},
    {.name = "Passthru", .type = "switch"},
};
struct AddHistory final : HistoryCommand
{
    void process() override
    {
        for (const Value& item : value::elements(arg(0))) {
            HistoryRecord record;
            record.command = property_text(item, "CommandLine");
            record.status = property_text(item, "ExecutionStatus");
            const auto start = value::try_convert(property_of(item, "StartExecutionTime"), value::types::date_time());
            const auto end = value::try_convert(property_of(item, "EndExecutionTime"), value::types::date_time());
            if (record.command.empty() || !start || !end || start->is_null() || end->is_null()) {
                write_error("AddHistoryInvalidInput", "Cannot add history because the input object has a format that is not valid.",
                            ErrorCategory::InvalidData, item, "System.IO.InvalidDataException");
                continue;
            }
            record.start = *start;
            record.end = *end;
            const Value info = add_history(context(), std::move(record));
            if (flag(1)) write(info);
        }
    }
};

enum : size_t
{
    CId,
    CLine,
    CCount,
    CNewest,
};
constexpr ParameterDef clear_parameters[] = {
    {.name = "Id", .type = "int[]", .sets = "IDParameter@0", .validate = "range:1,2147483647"},
    {.name = "CommandLine", .type = "string[]", .flags = P::NotNullOrEmpty, .sets = "CommandLineParameter"},
    {.name = "Count", .type = "int", .position = 1, .validate = "range:1,2147483647"},
    {.name = "Newest", .type = "switch"},
};
struct ClearHistory final : HistoryCommand
{
    void process() override
    {
        std::vector<Value> chosen;
        if (has(CId)) {
            for (const Value& id : value::elements(arg(CId))) {
                const Value info = find(value::to_int64(id), "GetHistoryNoHistoryForId");
                if (!info.is_null()) chosen.push_back(info);
            }
        } else {
            for (const Value& info : history(context())) {
                if (!has(CLine) || matches_any(texts(CLine), value::to_text(info))) chosen.push_back(info);
            }
        }
        if (has(CCount) && static_cast<size_t>(number(CCount)) < chosen.size()) {
            const auto count = static_cast<std::ptrdiff_t>(number(CCount));
            if (flag(CNewest))
                chosen.erase(chosen.begin(), chosen.end() - count);
            else
                chosen.erase(chosen.begin() + count, chosen.end());
        }
        if (!should_process("Session history", "Clear-History")) return;
        std::erase_if(history(context()), [&](const Value& info) {
            return std::any_of(chosen.begin(), chosen.end(), [&](const Value& each) { return each.object() == info.object(); });
        });
    }
};

constexpr ParameterDef invoke_parameters[] = {
    {.name = "Id", .type = "string", .position = 0, .flags = P::FromPipelineByName, .help = "A number, or how the command begins."},
};
struct InvokeHistory final : HistoryCommand
{
    void process() override
    {
        const Value info = chosen();
        if (info.is_null()) return;
        const std::string command = value::to_text(info);
        if (!should_process(command, "Invoke-History")) return;
        context().host().write_line(command);
        ScriptOptions dotted;
        dotted.new_scope = false;
        write_all(context().invoke(*context().parse(command), dotted));
    }

private:
    Value chosen()
    {
        const std::vector<Value>& all = history(context());
        if (!has(0)) {
            if (!all.empty()) return all.back();
            fail("InvokeHistoryNoLastHistoryEntryFound", "Cannot locate most recent history.", ErrorCategory::InvalidOperation, {},
                 "System.InvalidOperationException");
        }
        const std::string wanted = text(0);
        if (wanted.find_first_not_of("0123456789") == std::string::npos && !wanted.empty())
            return find(std::strtoll(wanted.c_str(), nullptr, 10), "InvokeHistoryNoHistoryForId");
        for (auto at = all.rbegin(); at != all.rend(); ++at)
            if (starts_with_ci(value::to_text(*at), wanted)) return *at;
        fail("InvokeHistoryNoHistoryForCommandline", "Cannot locate the history for command line " + wanted + ".",
             ErrorCategory::ObjectNotFound, Value(wanted), "System.ArgumentException");
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-History",
     .synopsis = "Lists the commands that were run in this session.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetHistory>,
     .aliases = "ghy,h,history",
     .output = info_name},
    {.name = "Add-History",
     .synopsis = "Adds entries to the session's history.",
     .parameters = add_parameters,
     .make = make_cmdlet<AddHistory>},
    {.name = "Clear-History",
     .synopsis = "Takes entries out of the session's history.",
     .parameters = clear_parameters,
     .make = make_cmdlet<ClearHistory>,
     .aliases = "clhy",
     .default_set = "IDParameter",
     .flags = C::ShouldProcess},
    {.name = "Invoke-History",
     .synopsis = "Runs a command of the history again.",
     .parameters = invoke_parameters,
     .make = make_cmdlet<InvokeHistory>,
     .aliases = "ihy,r",
     .flags = C::ShouldProcess},
};

} // namespace

Value add_history(Context& context, HistoryRecord record)
{
    const Value last = context.get_variable(last_variable);
    const int64_t id = last.is_null() ? 1 : value::to_int64(last) + 1;
    context.set_variable(last_variable, Value(id));
    const auto state = value::try_convert(Value(record.status), value::native_type(state_name));
    const Value info = make_data(
        info_name, {Value(id), Value(record.command), state ? *state : enum_value(state_name, 4), record.start, record.end}, command_of);
    std::vector<Value>& all = history(context);
    const Value most = context.get_variable("MaximumHistoryCount");
    const auto limit = static_cast<size_t>(most.is_null() ? 4096 : std::max<int64_t>(1, value::to_int64(most)));
    if (all.size() >= limit) all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() - limit + 1));
    all.push_back(info);
    return info;
}

std::span<const value::TypeDef> history_types() { return types; }

constinit const CmdletTable history_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
