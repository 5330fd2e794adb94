// Get-Date, New-TimeSpan, Get-TimeZone, Get-Culture, Get-UICulture, Get-Uptime, Set-TimeZone is not: the zone is the process's.
#include "base/process_facts.hpp"
#include "cmdlets/support/common.hpp"
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/unix_date.hpp"
#include <chrono>
#include <cstdio>

namespace kestrun::cmdlets {

namespace {

constexpr int64_t ticks_per_second = 10'000'000;
constexpr int64_t unix_epoch_ticks = 621'355'968'000'000'000;

// --- Get-Date ---

enum : size_t
{
    PDate,
    PUnixSeconds,
    PYear,
    PMonth,
    PDay,
    PHour,
    PMinute,
    PSecond,
    PMillisecond,
    PDisplayHint,
    PUFormat,
    PFormat,
    PAsUtc,
};
constexpr ParameterDef date_parameters[] = {
    {.name = "Date",
     .type = "datetime",
     .flags = P::FromPipelineByName,
     .sets = "DateAndFormat@0|,DateAndUFormat@0|",
     .aliases = "LastWriteTime"},
    {.name = "UnixTimeSeconds", .type = "long", .sets = "UnixTimeSecondsAndFormat!,UnixTimeSecondsAndUFormat!", .aliases = "UnixTime"},
    {.name = "Year", .type = "int", .validate = "range:1,9999"},
    {.name = "Month", .type = "int", .validate = "range:1,12"},
    {.name = "Day", .type = "int", .validate = "range:1,31"},
    {.name = "Hour", .type = "int", .validate = "range:0,23"},
    {.name = "Minute", .type = "int", .validate = "range:0,59"},
    {.name = "Second", .type = "int", .validate = "range:0,59"},
    {.name = "Millisecond", .type = "int", .validate = "range:0,999"},
    {.name = "DisplayHint", .type = "string", .validate = "set:Date,Time,DateTime"},
    {.name = "UFormat",
     .type = "string",
     .sets = "DateAndUFormat!,UnixTimeSecondsAndUFormat!",
     .help = "As the Unix command date has it: %Y-%m-%d."},
    {.name = "Format",
     .type = "string",
     .sets = "DateAndFormat,UnixTimeSecondsAndFormat",
     .help = ".NET format, or FileDate, FileDateUniversal, FileDateTime, FileDateTimeUniversal."},
    {.name = "AsUTC", .type = "switch"},
};

Value method(const Value& target, const char* name, std::vector<Value> args = {}) { return value::invoke_method(target, Name(name), args); }

struct GetDate final : Cmdlet
{
    void process() override
    {
        Value date = start();
        date = with_part(date, PYear, "Year", "AddYears");
        date = with_part(date, PMonth, "Month", "AddMonths");
        date = with_part(date, PDay, "Day", "AddDays");
        date = with_part(date, PHour, "Hour", "AddHours");
        date = with_part(date, PMinute, "Minute", "AddMinutes");
        date = with_part(date, PSecond, "Second", "AddSeconds");
        if (has(PMillisecond)) {
            // What is finer than a millisecond goes.
            date = with_part(date, PMillisecond, "Millisecond", "AddMilliseconds");
            date = Value::date_time(date.as_int64() - date.as_int64() % 10'000, date.date_kind());
        }
        if (flag(PAsUtc)) date = method(date, "ToUniversalTime");
        emit(date);
    }

private:
    Value start()
    {
        if (has(PUnixSeconds)) {
            const int64_t ticks = value::to_int64(value::convert(arg(PUnixSeconds), value::types::int64())) * 10'000'000;
            return method(Value::date_time(unix_epoch_ticks + ticks, value::DateKind::Utc), "ToLocalTime");
        }
        if (has(PDate)) return arg(PDate);
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const int64_t ticks = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() / 100;
        return method(Value::date_time(unix_epoch_ticks + ticks, value::DateKind::Utc), "ToLocalTime");
    }

    Value with_part(const Value& date, size_t parameter, const char* property, const char* add)
    {
        if (!has(parameter)) return date;
        const int64_t now = value::to_int64(property_of(date, property));
        const auto offset = static_cast<int32_t>(number(parameter) - now);
        return method(date, add, {Value(offset)});
    }

    void emit(const Value& date)
    {
        if (has(PUFormat)) {
            write(Value(unix_date_text(date, text(PUFormat))));
            return;
        }
        if (!has(PFormat)) {
            if (!has(PDisplayHint)) {
                write(date);
                return;
            }
            write(with_note_property(date, "DisplayHint", Value(text(PDisplayHint))));
            return;
        }
        std::string format = text(PFormat);
        Value shown = date;
        const auto is = [&](const char* name) { return equals_ci(format, name); };
        if (is("FileDateUniversal") || is("FileDateTimeUniversal")) shown = method(date, "ToUniversalTime");
        if (is("FileDate"))
            format = "yyyyMMdd";
        else if (is("FileDateUniversal"))
            format = "yyyyMMddZ";
        else if (is("FileDateTime"))
            format = "yyyyMMddTHHmmssffff";
        else if (is("FileDateTimeUniversal"))
            format = "yyyyMMddTHHmmssffffZ";
        write(Value(value::format_value(shown, format)));
    }
};

// --- New-TimeSpan ---

enum : size_t
{
    SStart,
    SEnd,
    SDays,
    SHours,
    SMinutes,
    SSeconds,
    SMilliseconds,
};
constexpr ParameterDef span_parameters[] = {
    {.name = "Start", .type = "datetime", .flags = P::FromPipelineByName, .sets = "Date@0|", .aliases = "LastWriteTime"},
    {.name = "End", .type = "datetime", .flags = P::FromPipelineByName, .sets = "Date@1"},
    {.name = "Days", .type = "int", .sets = "Time"},
    {.name = "Hours", .type = "int", .sets = "Time"},
    {.name = "Minutes", .type = "int", .sets = "Time"},
    {.name = "Seconds", .type = "int", .sets = "Time"},
    {.name = "Milliseconds", .type = "int", .sets = "Time"},
};
struct NewTimeSpan final : Cmdlet
{
    void process() override
    {
        if (parameter_set() == "Time" || has(SDays) || has(SHours) || has(SMinutes) || has(SSeconds) || has(SMilliseconds)) {
            const int64_t seconds = ((number(SDays) * 24 + number(SHours)) * 60 + number(SMinutes)) * 60 + number(SSeconds);
            write(Value::time_span(seconds * ticks_per_second + number(SMilliseconds) * 10'000));
            return;
        }
        if (now_.is_null()) now_ = value::get_static_property(value::types::date_time(), Name("Now"));
        const Value from = has(SStart) ? arg(SStart) : now_, to = has(SEnd) ? arg(SEnd) : now_;
        write(Value::time_span(to.as_int64() - from.as_int64()));
    }

private:
    Value now_; // one moment for the whole pipeline
};

// --- Get-TimeZone, Get-Culture, Get-Uptime ---

constexpr ParameterDef zone_parameters[] = {
    {.name = "Id", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Id!"},
    {.name = "ListAvailable", .type = "switch", .sets = "ListAvailable!"},
    {.name = "Name", .type = "string[]", .sets = "Name@0|"},
};
struct GetTimeZone final : Cmdlet
{
    void process() override
    {
        const value::Type& zones = value::native_type("System.TimeZoneInfo");
        if (flag(1)) {
            write_all(value::invoke_static(zones, Name("GetSystemTimeZones"), {}));
            return;
        }
        std::vector<std::string> names = texts(has(0) ? 0 : 2);
        if (names.empty()) {
            write(value::get_static_property(zones, Name("Local")));
            return;
        }
        for (const std::string& name : names) {
            if (has(2)) { // by name, with wildcards
                bool any = false;
                for (const Value& zone : value::elements(value::invoke_static(zones, Name("GetSystemTimeZones"), {}))) {
                    if (!value::wildcard_match(name, property_text(zone, "StandardName"))) continue;
                    write(zone);
                    any = true;
                }
                if (!any) not_found(name, "The time zone name '" + name + "' was not found on the local computer.");
                continue;
            }
            std::vector<Value> args{Value(name)};
            try {
                write(value::invoke_static(zones, Name("FindSystemTimeZoneById"), args));
            } catch (const ScriptError& error) {
                not_found(name, "The time zone ID '" + name + "' was not found on the local computer.");
            }
        }
    }

private:
    void not_found(const std::string& name, const std::string& message) const
    {
        write_error("TimeZoneNotFound", message, ErrorCategory::ObjectNotFound, Value(name), "System.TimeZoneNotFoundException");
    }
};

constexpr ParameterDef culture_parameters[] = {
    {.name = "Name", .type = "string[]", .sets = "Name@0|"},
    {.name = "NoUserOverrides", .type = "switch", .sets = "CurrentCulture,Name"},
    {.name = "ListAvailable", .type = "switch", .sets = "ListAvailable"},
};
struct GetCulture final : Cmdlet
{
    void process() override
    {
        const value::Type& cultures = value::types::culture_info();
        if (!has(0)) {
            write(value::get_static_property(cultures, Name("CurrentCulture")));
            return;
        }
        for (const std::string& name : texts(0)) {
            std::vector<Value> args{Value(name)};
            write(value::invoke_static(cultures, Name("GetCultureInfo"), args));
        }
    }
};
struct GetUICulture final : Cmdlet
{
    void process() override { write(value::get_static_property(value::types::culture_info(), Name("CurrentUICulture"))); }
};

constexpr ParameterDef uptime_parameters[] = {{.name = "Since", .type = "switch"}};
struct GetUptime final : Cmdlet
{
    void process() override
    {
        const Value span = Value::time_span(base::milliseconds_since_boot() / 1000 * ticks_per_second);
        if (!flag(0)) {
            write(span);
            return;
        }
        write(value::subtract(value::get_static_property(value::types::date_time(), Name("Now")), span));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Date",
     .synopsis = "Gives the date and time, now or as told.",
     .parameters = date_parameters,
     .make = make_cmdlet<GetDate>,
     .default_set = "DateAndFormat",
     .output = "System.String,System.DateTime"},
    {.name = "New-TimeSpan",
     .synopsis = "Makes a time span from its parts or between two dates.",
     .parameters = span_parameters,
     .make = make_cmdlet<NewTimeSpan>,
     .default_set = "Date"},
    {.name = "Get-TimeZone",
     .synopsis = "Gives time zones.",
     .parameters = zone_parameters,
     .make = make_cmdlet<GetTimeZone>,
     .aliases = "gtz",
     .default_set = "Name"},
    {.name = "Get-Culture",
     .synopsis = "Gives the culture that formats dates and numbers.",
     .parameters = culture_parameters,
     .make = make_cmdlet<GetCulture>,
     .default_set = "CurrentCulture"},
    {.name = "Get-UICulture", .synopsis = "Gives the culture of messages.", .make = make_cmdlet<GetUICulture>},
    {.name = "Get-Uptime",
     .synopsis = "Tells how long the system has been running.",
     .parameters = uptime_parameters,
     .make = make_cmdlet<GetUptime>},
};

} // namespace

constinit const CmdletTable date_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
