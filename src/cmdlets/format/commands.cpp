// Format-Table, Format-List, Format-Wide, Format-Custom: objects in, packets out.
#include "cmdlets/format/generator.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

#define KESTRUN_FORMAT_COMMON                                                                                                              \
    {.name = "GroupBy", .help = "A blank line and a heading whenever this value changes."},                                                \
        {.name = "View", .type = "string", .help = "A view by name."}, {.name = "ShowError", .type = "switch"},                            \
        {.name = "DisplayError", .type = "switch", .help = "#ERR where a value could not be computed."},                                   \
        {.name = "Force", .type = "switch"}, {.name = "Expand", .type = "string", .validate = "set:CoreOnly,EnumOnly,Both"},               \
    {                                                                                                                                      \
        .name = "InputObject", .flags = P::FromPipeline | P::AllowNull                                                                     \
    }

enum : size_t
{
    PProperty,
    PExclude,
    PGroupBy,
    PView,
    PShowError,
    PDisplayError,
    PForce,
    PExpand,
    PInput,
    POwn, // the first parameter of each command alone
};
constexpr ParameterDef table_parameters[] = {
    {.name = "Property", .type = "object[]", .position = 0, .help = "Columns: names with wildcards, script blocks, hashtables."},
    {.name = "ExcludeProperty", .type = "string[]"},
    KESTRUN_FORMAT_COMMON,
    {.name = "AutoSize", .type = "switch", .help = "Columns as wide as their longest value."},
    {.name = "RepeatHeader", .type = "switch"},
    {.name = "HideTableHeaders", .type = "switch"},
    {.name = "Wrap", .type = "switch", .help = "Long values take several lines."},
};
constexpr ParameterDef list_parameters[] = {
    {.name = "Property", .type = "object[]", .position = 0},
    {.name = "ExcludeProperty", .type = "string[]"},
    KESTRUN_FORMAT_COMMON,
};
constexpr ParameterDef wide_parameters[] = {
    {.name = "Property", .type = "object", .position = 0},
    {.name = "ExcludeProperty", .type = "string[]"},
    KESTRUN_FORMAT_COMMON,
    {.name = "AutoSize", .type = "switch"},
    {.name = "Column", .type = "int", .validate = "range:1,2147483647"},
};
constexpr ParameterDef custom_parameters[] = {
    {.name = "Property", .type = "object[]", .position = 0},
    {.name = "ExcludeProperty", .type = "string[]"},
    KESTRUN_FORMAT_COMMON,
    {.name = "Depth", .type = "int", .validate = "range:1,2147483647"},
};

class FormatCommand : public Cmdlet, public PacketSink
{
public:
    void begin() override
    {
        FormatRequest request = make_request();
        generator_ = std::make_unique<FormatGenerator>(context(), std::move(request), *this);
    }
    void process() override
    {
        if (!has(PInput)) return;
        if (has(PView) && !as_packet(arg(PInput))) { // the built-in views have no names
            auto record = value::make<ErrorRecord>(
                value::make_exception("System.Management.Automation.PipelineStoppedException", "The pipeline has been stopped."),
                "FormatViewNotFound", ErrorCategory::ObjectNotFound, arg(PInput));
            record->details = Value(value::make<value::ErrorDetails>("The view name " + text(PView) + " cannot be found."));
            throw ScriptError(record);
        }
        generator_->push(arg(PInput));
    }
    void end() override { generator_->finish(); }
    void take(const Ref<FormatPacket>& packet) override { write(Value(packet)); }

protected:
    virtual void configure(FormatRequest& request) = 0;
    virtual unsigned property_keys() const = 0;

    /// Two parameters that exclude each other.
    [[noreturn]] void refuse(const char* id, const char* message) const
    {
        auto record =
            value::make<ErrorRecord>(value::make_exception("System.IO.InvalidDataException", "Found invalid data while decoding."), id,
                                     ErrorCategory::InvalidArgument);
        record->details = Value(value::make<value::ErrorDetails>(message));
        throw ScriptError(record);
    }

private:
    FormatRequest make_request()
    {
        FormatRequest request;
        configure(request);
        if (has(PView) && (has(PProperty) || has(PExclude))) {
            refuse("FormatCannotSpecifyViewAndProperty", "The View parameter and the Property parameter exclude each other.");
        }
        if (has(PProperty)) request.properties = parse_property_parameters(arg(PProperty), property_keys());
        if (has(PExclude)) {
            request.exclude = texts(PExclude);
            if (request.properties.empty()) request.properties = parse_property_parameters(Value("*"), property_keys());
        }
        if (has(PGroupBy)) {
            std::vector<PropertyParameter> by = parse_property_parameters(arg(PGroupBy), KeyExpression | KeyLabel | KeyName | KeyFormat);
            if (!by.empty()) request.group_by = std::move(by.front());
        }
        request.force = flag(PForce);
        request.show_error = flag(PShowError);
        request.display_error = flag(PDisplayError);
        request.expand_core = equals_ci(text(PExpand), "CoreOnly");
        return request;
    }

    std::unique_ptr<FormatGenerator> generator_;
};

struct FormatTable final : FormatCommand
{
    void configure(FormatRequest& request) override
    {
        request.shape = Shape::Table;
        request.auto_size = flag(POwn);
        request.repeat_header = flag(POwn + 1);
        request.hide_headers = flag(POwn + 2);
        request.wrap = flag(POwn + 3);
    }
    unsigned property_keys() const override { return KeyExpression | KeyLabel | KeyName | KeyFormat | KeyWidth | KeyAlignment; }
};
struct FormatList final : FormatCommand
{
    void configure(FormatRequest& request) override { request.shape = Shape::List; }
    unsigned property_keys() const override { return KeyExpression | KeyLabel | KeyName | KeyFormat; }
};
struct FormatWide final : FormatCommand
{
    void configure(FormatRequest& request) override
    {
        request.shape = Shape::Wide;
        request.auto_size = flag(POwn);
        request.wide_columns = static_cast<int>(number(POwn + 1));
        if (request.auto_size && request.wide_columns > 0) {
            refuse("FormatCannotSpecifyAutosizeAndColumns", "The AutoSize parameter and the Column parameter exclude each other.");
        }
    }
    unsigned property_keys() const override { return KeyExpression | KeyFormat; }
};
struct FormatCustom final : FormatCommand
{
    void configure(FormatRequest& request) override
    {
        request.shape = Shape::Custom;
        request.depth = static_cast<int>(number(POwn, 5));
    }
    unsigned property_keys() const override { return KeyExpression | KeyDepth; }
};

constexpr CmdletDef rows[] = {
    {.name = "Format-Table",
     .synopsis = "Shows objects as a table.",
     .parameters = table_parameters,
     .make = make_cmdlet<FormatTable>,
     .aliases = "ft"},
    {.name = "Format-List",
     .synopsis = "Shows objects as a list of their properties.",
     .parameters = list_parameters,
     .make = make_cmdlet<FormatList>,
     .aliases = "fl"},
    {.name = "Format-Wide",
     .synopsis = "Shows one property of each object, several beside each other.",
     .parameters = wide_parameters,
     .make = make_cmdlet<FormatWide>,
     .aliases = "fw"},
    {.name = "Format-Custom",
     .synopsis = "Shows objects with everything in them.",
     .parameters = custom_parameters,
     .make = make_cmdlet<FormatCustom>,
     .aliases = "fc"},
};

} // namespace

constinit const CmdletTable format_commands_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
